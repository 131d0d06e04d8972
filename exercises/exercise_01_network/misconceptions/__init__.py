"""Wrong layers, losses and networks that people write, each with the check that must catch it.

What of the catalogue is no misconception here, and why, stands below.
"""

from exercises.exercise_01_network.misconceptions.layers import *
from exercises.exercise_01_network.misconceptions.activations import *
from exercises.exercise_01_network.misconceptions.losses import *
from exercises.exercise_01_network.misconceptions.affine import *
from exercises.exercise_01_network.misconceptions.numerical_gradient import *
from exercises.exercise_01_network.misconceptions.network import *

# Of the catalogue, these are not here:
#
# A12, A13, B19        conventions; A12 of ReLU only: where a whole array is overwritten it is a mistake
# A15, A16, A17        leaky ReLU is not asked for
# B21                  squared error is not asked for
# B22                  labels of shape (N, 1) are not promised; for (N,) comparing sizes is right
# C13                  the array that forward was given may be kept; who alters it is caught as its own mistake (A11)
# K07 to K13, K15 to K18
#                      how one checks, not what one writes: rules that our own checks keep
# L07                  there is no test mode, and the grader computes the losses
# L08                  target first is accepted by its names; f after x raises at once and needs no name
