"""Wrong windows, layers and networks that people write, each with the check that must catch it.

Of the catalogue, J05, J07, J13 and J14 are conventions (see there), and I23 is what the checks called `loops` see. I20
ends in an exception where it does not round.
"""

from exercises.exercise_06_convolution.misconceptions.windows import *
from exercises.exercise_06_convolution.misconceptions.columns import *
from exercises.exercise_06_convolution.misconceptions.forward import *
from exercises.exercise_06_convolution.misconceptions.backward import *
from exercises.exercise_06_convolution.misconceptions.pooling import *
from exercises.exercise_06_convolution.misconceptions.global_pooling import *
from exercises.exercise_06_convolution.misconceptions.tables import *
from exercises.exercise_06_convolution.misconceptions.layers import *
from exercises.exercise_06_convolution.misconceptions.network import *
