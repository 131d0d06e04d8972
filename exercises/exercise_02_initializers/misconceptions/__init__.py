"""Wrong initialisers that people write, each with the check that must catch it.

Of the catalogue, D02 has no meaning for Xavier, whose fraction has 1 on top; D08 is a convention (see there).
"""

from exercises.exercise_02_initializers.misconceptions.samples import *
from exercises.exercise_02_initializers.misconceptions.zeros import *
from exercises.exercise_02_initializers.misconceptions.fans import *
from exercises.exercise_02_initializers.misconceptions.xavier_and_he import *
from exercises.exercise_02_initializers.misconceptions.gradient_flow import *
