"""Wrong optimisers that people write, each with the check that must catch it.

Of the catalogue, F06, F14, F22, F38, F39 and F41 are conventions (see there); F42 needs weight decay, which this
exercise does not have.
"""

from exercises.exercise_04_optimizers.misconceptions.optimizers import *
from exercises.exercise_04_optimizers.misconceptions.sgd import *
from exercises.exercise_04_optimizers.misconceptions.momentum import *
from exercises.exercise_04_optimizers.misconceptions.adaptive import *
from exercises.exercise_04_optimizers.misconceptions.adam import *
from exercises.exercise_04_optimizers.misconceptions.state import *
