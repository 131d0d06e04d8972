# d08: Stops its own process.
# grade exercise_4.sgd: 0 worker.timeout
import os, signal
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads): os.kill(os.getpid(), signal.SIGSTOP)
