"""Wrong networks of right layers. Each is written once and stands for a mistake in both networks."""

from exercises.exercise_07_double_convolution.misconceptions.shapes import *
from exercises.exercise_07_double_convolution.misconceptions.parameters import *
from exercises.exercise_07_double_convolution.misconceptions.forward import *
from exercises.exercise_07_double_convolution.misconceptions.accuracy import *
from exercises.exercise_07_double_convolution.misconceptions.backward import *
