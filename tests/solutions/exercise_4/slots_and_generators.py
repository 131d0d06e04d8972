"""One generator for each parameter holds its state in local variables; the optimisers have slots and no dict."""

import numpy as np


class Optimizer:
    __slots__ = ("lr", "rules")

    def __init__(self, lr):
        self.lr = lr
        self.rules = {}

    def update(self, params, grads):
        for name, w in params.items():
            if name not in self.rules:
                self.rules[name] = self.rule(np.zeros_like(w))
                next(self.rules[name])
            w += self.rules[name].send(grads[name])
        return params

    def rule(self, zero):
        """Receives gradients and yields what is to be added to the parameter."""
        raise NotImplementedError


class SGD(Optimizer):
    __slots__ = ()

    def __init__(self, lr=0.01):
        super().__init__(lr)

    def rule(self, zero):
        step = zero
        while True:
            g = yield step
            step = -self.lr * g


class Momentum(Optimizer):
    __slots__ = ("momentum",)

    def __init__(self, lr=0.01, momentum=0.9):
        super().__init__(lr)
        self.momentum = momentum

    def rule(self, zero):
        v = zero
        while True:
            g = yield v
            v = self.momentum * v - self.lr * g


class Nesterov(Momentum):
    __slots__ = ()

    def rule(self, zero):
        v = step = zero
        while True:
            g = yield step
            step = self.momentum * (self.momentum * v) - self.lr * g - self.momentum * self.lr * g
            v = self.momentum * v - self.lr * g


class AdaGrad(Optimizer):
    __slots__ = ()

    def __init__(self, lr=0.01):
        super().__init__(lr)

    def rule(self, zero):
        h = step = zero
        while True:
            g = yield step
            h = h + g * g
            step = -self.lr * g / (h**0.5 + 1e-7)


class RMSprop(Optimizer):
    __slots__ = ("decay_rate",)

    def __init__(self, lr=0.01, decay_rate=0.99):
        super().__init__(lr)
        self.decay_rate = decay_rate

    def rule(self, zero):
        h = step = zero
        while True:
            g = yield step
            h = h + (1 - self.decay_rate) * (g * g - h)
            step = -self.lr * g / (h**0.5 + 1e-7)


class Adam(Optimizer):
    __slots__ = ("betas",)

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        super().__init__(lr)
        self.betas = (beta1, beta2)

    def rule(self, zero):
        m = v = step = zero
        left1 = left2 = 1.0  # what is left of the start at 0
        while True:
            g = yield step
            beta1, beta2 = self.betas
            m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
            left1, left2 = left1 * beta1, left2 * beta2
            step = -self.lr * (m / (1 - left1)) / ((v / (1 - left2)) ** 0.5 + 1e-8)
