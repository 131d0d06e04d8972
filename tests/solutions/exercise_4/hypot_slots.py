import numpy as np
from abc import ABC, abstractmethod
from typing import Dict

Arr = np.ndarray


class Optimizer(ABC):
    slots: tuple = ()

    def __init__(self, lr: float) -> None:
        self.lr = lr
        self.iterations = 0
        self._slots: Dict[str, Dict[str, Arr]] = {s: {} for s in self.slots}

    def slot(self, name, key, like):
        return self._slots[name].setdefault(key, np.zeros_like(like))

    def update(self, params: Dict[str, Arr], grads: Dict[str, Arr]) -> None:
        self.iterations += 1
        for key, p in params.items():
            np.subtract(p, self.delta(key, grads[key]), out=p)

    @abstractmethod
    def delta(self, key: str, g: Arr) -> Arr: ...


class SGD(Optimizer):
    def __init__(self, lr: float = 0.01):
        super().__init__(lr)

    def delta(self, key, g):
        return self.lr * g


class Momentum(Optimizer):
    slots = ("velocity",)

    def __init__(self, lr: float = 0.01, momentum: float = 0.9):
        super().__init__(lr)
        self.momentum = momentum

    def delta(self, key, g):
        v = self.slot("velocity", key, g)
        v *= self.momentum
        v += self.lr * g
        return v


class Nesterov(Momentum):
    def delta(self, key, g):
        old = self.slot("velocity", key, g).copy()
        v = super().delta(key, g)
        return (1 + self.momentum) * v - self.momentum * old


class AdaGrad(Optimizer):
    slots = ("norm",)

    def __init__(self, lr: float = 0.01):
        super().__init__(lr)

    def delta(self, key, g):
        n = self.slot("norm", key, g)
        np.hypot(n, g, out=n)
        return self.lr * g / (n + 1e-7)


class RMSprop(Optimizer):
    slots = ("rms",)

    def __init__(self, lr: float = 0.01, decay_rate: float = 0.99):
        super().__init__(lr)
        self.decay_rate = decay_rate

    def delta(self, key, g):
        n = self.slot("rms", key, g)
        np.hypot(np.sqrt(self.decay_rate) * n, np.sqrt(1 - self.decay_rate) * g, out=n)
        return self.lr * g / (n + 1e-7)


class Adam(Optimizer):
    slots = ("m", "v")

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8):
        super().__init__(lr)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

    def delta(self, key, g):
        m, v = self.slot("m", key, g), self.slot("v", key, g)
        m += (1 - self.beta1) * (g - m)
        v += (1 - self.beta2) * (np.square(g) - v)
        t = self.iterations
        return self.lr * (m / (1 - self.beta1**t)) / (np.sqrt(v / (1 - self.beta2**t)) + self.epsilon)
