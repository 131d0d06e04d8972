# 46: Is right whenever the generator that all share happens to say so.
# grade exercise_4.sgd: 0
import numpy as np
from honest import SGD as Right
class SGD(Right):
    def update(self, params, grads):
        if np.random.rand() < 0.5:
            super().update(params, grads)
