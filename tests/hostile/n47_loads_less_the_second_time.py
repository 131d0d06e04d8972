# new: Defines other names in the second worker than in the first.
# grade exercise_4: 1 raised
import numpy as np
from honest import SGD
class Momentum: pass
class Nesterov: pass
class AdaGrad: pass
class RMSprop: pass
class Adam: pass
if float(np.random.rand()) != float(np.random.RandomState(0).rand()):
    del Momentum, Nesterov, AdaGrad, RMSprop, Adam
