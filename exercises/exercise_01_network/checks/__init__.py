"""Layers one by one, each against the derivative of its own forward; then the network that is built of them.

Arrays are small and of every shape. `layers` and `manners` ask of all layers and functions; what they ask with stands
in `activations`, `affine` and `losses`.
"""

from exercises.exercise_01_network.checks.layers import *
from exercises.exercise_01_network.checks.manners import *
from exercises.exercise_01_network.checks.numerical_gradient import *
from exercises.exercise_01_network.checks.network import *
