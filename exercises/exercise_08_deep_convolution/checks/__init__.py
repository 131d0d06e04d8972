"""The deep network with given parameters and seeded dropout; a trainer, watched by the network that it is to train;
parameters that go into a file and come back.
"""

from exercises.exercise_08_deep_convolution.checks.network import *
from exercises.exercise_08_deep_convolution.checks.trainer import *
from exercises.exercise_08_deep_convolution.checks.beside import *
from exercises.exercise_08_deep_convolution.checks.storage import *
