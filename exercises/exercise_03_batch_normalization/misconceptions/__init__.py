"""Wrong layers that people write, each with the check that must catch it.

Of the catalogue, E28, E30, E31 and E32 are conventions (see there). E27 stands for any batch but the last that
forward trained on; what backward means after an inference is not judged, because libraries differ.
"""

from exercises.exercise_03_batch_normalization.misconceptions.training import *
from exercises.exercise_03_batch_normalization.misconceptions.running import *
from exercises.exercise_03_batch_normalization.misconceptions.inference import *
from exercises.exercise_03_batch_normalization.misconceptions.backward import *
from exercises.exercise_03_batch_normalization.misconceptions.images import *
