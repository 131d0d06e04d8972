"""Windows, layers, and the network that is built of them. Images and windows are not square.

Each module below asks in one manner, of all tasks; what they ask with stands in `tables`, `filters` and `pools`.
"""

from exercises.exercise_06_convolution.checks.forward import *
from exercises.exercise_06_convolution.checks.backward import *
from exercises.exercise_06_convolution.checks.manners import *
from exercises.exercise_06_convolution.checks.large_inputs import *
from exercises.exercise_06_convolution.checks.network import *
