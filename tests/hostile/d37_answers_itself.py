# d37: Writes a reply of its own before the worker does. It is only a value, and then there is one too many.
# grade exercise_4.sgd: 0 worker.reply
import os, sys
frame = sys.modules["_nnkata.wire"].frame
ids = iter(range(2, 1000))
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads):
        os.write(4, frame((next(ids), "run", ((("ok", None, ()),) * 5, (), (), 0.0))))
