# new: Every attribute is a property that changes the answer, and lr cannot be found.
# grade exercise_4.sgd: 0
from honest import SGD as Right
class SGD:
    __slots__ = ("_n",)
    def __init__(self, lr=0.01): self._n = lr
    def __getattr__(self, name):
        self._n *= 1.5
        if name in ("lr", "learning_rate", "eta", "rate", "alpha", "step_size"):
            return self._n
        raise AttributeError(name)
    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
