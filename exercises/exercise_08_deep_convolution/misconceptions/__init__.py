"""Wrong networks of right layers, trainers that train something else, parameters that do not come back."""

from exercises.exercise_08_deep_convolution.misconceptions.parameters import *
from exercises.exercise_08_deep_convolution.misconceptions.forward import *
from exercises.exercise_08_deep_convolution.misconceptions.accuracy import *
from exercises.exercise_08_deep_convolution.misconceptions.backward import *
from exercises.exercise_08_deep_convolution.misconceptions.batches import *
from exercises.exercise_08_deep_convolution.misconceptions.optimizers import *
from exercises.exercise_08_deep_convolution.misconceptions.records import *
from exercises.exercise_08_deep_convolution.misconceptions.storage import *
