"""Laws before values, so that a wrong idea is told from a wrong number; sequences after single calls.

Mostly, numbers are large beside any ε: then laws hold whatever ε is, to within `shared.NEAR`. Where ε decides, it
stands in the check's name. A layer's backward is held against its own forward, and images against their own rows, so
that one mistake costs one task.
"""

from exercises.exercise_03_batch_normalization.checks.given_arrays import *
from exercises.exercise_03_batch_normalization.checks.training import *
from exercises.exercise_03_batch_normalization.checks.running import *
from exercises.exercise_03_batch_normalization.checks.inference import *
from exercises.exercise_03_batch_normalization.checks.whole_number_inputs import *
from exercises.exercise_03_batch_normalization.checks.backward import *
from exercises.exercise_03_batch_normalization.checks.images import *
