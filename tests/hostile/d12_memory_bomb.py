# d12: Takes all the memory there is.
# grade exercise_4.sgd: 0 raised worker.died worker.timeout
import numpy as np
held = []
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads):
        while True:
            held.append(np.ones(1 << 24))
