# d03: Ends itself with SIGABRT in a call.
# grade exercise_4.sgd: 0 worker.died
import os
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads): os.abort()
