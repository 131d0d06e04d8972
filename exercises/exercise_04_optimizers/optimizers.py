"""Exercise 4: six optimisers. Formulas, an example and sources: README.en.md, or `grade show exercise_4`.

Write every `update` in NumPy, in place of its `raise` line.

params: dict from name to float array of any shape, e.g. {"W1": (784, 50), "b1": (50,)}; change them in place
grads: dict with the same names and shapes; only read it, and keep none of its arrays

To run on a GPU too (`--backend cupy`), ask an array for its library and use that for np: xp = x.__array_namespace__()
"""

import numpy as np


class SGD:
    """w ← w − lr·g"""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        raise NotImplementedError("SGD.update")


class Momentum:
    """v ← momentum·v − lr·g,  w ← w + v,  one v for each parameter, 0 at the start"""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        raise NotImplementedError("Momentum.update")


class Nesterov:
    """w ← w + momentum²·v − (1 + momentum)·lr·g,  then v ← momentum·v − lr·g,  v is 0 at the start"""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        raise NotImplementedError("Nesterov.update")


class AdaGrad:
    """h ← h + g²,  w ← w − lr·g / (√h + ε),  entry by entry; h is 0 at the start, ε = 1e-7"""

    def __init__(self, lr=0.01):
        self.lr = lr
        self.h = None

    def update(self, params, grads):
        raise NotImplementedError("AdaGrad.update")


class RMSprop:
    """h ← decay_rate·h + (1 − decay_rate)·g²,  w ← w − lr·g / (√h + ε);  h is 0 at the start, ε = 1e-7"""

    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.h = None

    def update(self, params, grads):
        raise NotImplementedError("RMSprop.update")


class Adam:
    """m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  w ← w − lr·m̂ / (√v̂ + ε)

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ), t = 1 at the first update; m and v are 0 at the start, ε = 1e-8
    """

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.t = 0
        self.m = None
        self.v = None

    def update(self, params, grads):
        raise NotImplementedError("Adam.update")
