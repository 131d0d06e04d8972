# d34: Multiplies large matrices for ever, on as many cores as it can.
# grade exercise_4.sgd: 0 worker.timeout
import os
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "64"
import numpy as np
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads):
        a = np.ones((600, 600))
        while True:
            a = a @ a / 600
