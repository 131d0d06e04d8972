# 45: Remembers across plays in a place that is not put back, and is right only the first time that it meets a shape.
# grade exercise_4.sgd: 0 values unsteady
import numpy as np
from honest import SGD as Right
class SGD(Right):
    def update(self, params, grads, met=set()):
        for key in params:
            if params[key].shape not in met:
                params[key] -= self.lr * grads[key]
            met.add(params[key].shape)
