"""Penalties exactly, each gradient against the learner's own penalty; dropout by statistics and by consistency.

Masks are never compared. How much is kept follows from the binomial distribution; by which factor, and whether backward
uses the mask that forward used, follows from the learner's own answers, exactly. All statistics of one grading together
are wrong about a right answer once in a million times; see grader/checks/sampling.py and benchmarks/false_alarms.py.
"""

from exercises.exercise_05_regularizers.checks.penalties import *
from exercises.exercise_05_regularizers.checks.p_norm import *
from exercises.exercise_05_regularizers.checks.dropout import *
from exercises.exercise_05_regularizers.checks.dropout_backward import *
from exercises.exercise_05_regularizers.checks.regularized_gradients import *
