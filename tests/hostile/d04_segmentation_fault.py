# d04: Reads address 0.
# grade exercise_4.sgd: 0 worker.died
import ctypes
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads): ctypes.string_at(0)
