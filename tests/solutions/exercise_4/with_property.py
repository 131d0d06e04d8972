"""A base class with the loop; defaults as class attributes; `lr` a property that refuses negative rates."""

from abc import ABC, abstractmethod
from collections import defaultdict

import numpy as np


class Optimizer(ABC):
    LR = 0.01
    EPSILON = 1e-7

    def __init__(self, lr=None):
        self.lr = self.LR if lr is None else lr
        self.count = 0
        self.memory = defaultdict(dict)

    @property
    def lr(self):
        return self._rate

    @lr.setter
    def lr(self, value):
        if value < 0:
            raise ValueError(f"the learning rate is {value}; it cannot be negative")
        self._rate = float(value)

    def update(self, params, grads):
        self.count += 1
        for name in grads:
            params[name] -= self.step(grads[name], self.memory[name])

    def remembered(self, memory, what, like):
        if what not in memory:
            memory[what] = np.zeros(like.shape, dtype=like.dtype)
        return memory[what]

    @abstractmethod
    def step(self, g, memory):
        """What is taken off the parameter."""


class SGD(Optimizer):
    def step(self, g, _memory):
        return self.lr * g


class Momentum(Optimizer):
    MOMENTUM = 0.9

    def __init__(self, lr=None, momentum=None):
        super().__init__(lr)
        self.momentum = self.MOMENTUM if momentum is None else momentum

    def step(self, g, memory):
        memory["v"] = self.momentum * self.remembered(memory, "v", g) + self.lr * g
        return memory["v"]


class Nesterov(Momentum):
    def step(self, g, memory):
        v = super().step(g, memory)
        return self.momentum * v + self.lr * g


class AdaGrad(Optimizer):
    def step(self, g, memory):
        memory["h"] = self.remembered(memory, "h", g) + np.square(g)
        return self.lr * g / (np.sqrt(memory["h"]) + self.EPSILON)


class RMSprop(Optimizer):
    DECAY = 0.99

    def __init__(self, lr=None, decay_rate=None):
        super().__init__(lr)
        self.decay_rate = self.DECAY if decay_rate is None else decay_rate

    def step(self, g, memory):
        share = 1 - self.decay_rate
        memory["h"] = self.decay_rate * self.remembered(memory, "h", g) + share * np.square(g)
        return self.lr * g / (np.sqrt(memory["h"]) + self.EPSILON)


class Adam(Optimizer):
    LR = 0.001
    BETAS = (0.9, 0.999)
    EPSILON = 1e-8

    def __init__(self, lr=None, beta1=None, beta2=None):
        super().__init__(lr)
        self.beta1 = self.BETAS[0] if beta1 is None else beta1
        self.beta2 = self.BETAS[1] if beta2 is None else beta2

    def step(self, g, memory):
        memory["m"] = self.beta1 * self.remembered(memory, "m", g) + (1 - self.beta1) * g
        memory["v"] = self.beta2 * self.remembered(memory, "v", g) + (1 - self.beta2) * np.square(g)
        m = memory["m"] / (1 - self.beta1**self.count)
        v = memory["v"] / (1 - self.beta2**self.count)
        return self.lr * m / (np.sqrt(v) + self.EPSILON)
