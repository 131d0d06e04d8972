"""ε is whatever keeps the division safe: the spacing of single precision, a number nobody else takes, in two places."""

from math import sqrt

import numpy as np

SPACING = np.finfo(np.float32).eps


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for k, w in params.items():
            np.copyto(w, w - self.lr * grads[k])


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = {}

    def update(self, params, grads):
        for k, w in params.items():
            push = -self.lr * grads[k]
            self.v[k] = push + self.momentum * self.v[k] if k in self.v else push
            w += self.v[k]


class Nesterov(Momentum):
    """The weights lie at the look-ahead: go back, move, look ahead again."""

    def update(self, params, grads):
        for k, w in params.items():
            v = self.v.get(k, 0 * w)
            w -= self.momentum * v
            v = self.momentum * v - self.lr * grads[k]
            w += v
            w += self.momentum * v
            self.v[k] = v


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr = lr
        self.squares = {}

    def update(self, params, grads):
        for k, w in params.items():
            self.squares.setdefault(k, []).append(grads[k] ** 2)
            w -= self.lr * grads[k] / (np.sqrt(sum(self.squares[k])) + SPACING)


class RMSprop:
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.h = {}

    def update(self, params, grads):
        for k, w in params.items():
            past = self.h.get(k, 0 * w)
            self.h[k] = past + (1 - self.decay_rate) * (grads[k] ** 2 - past)
            w -= self.lr * grads[k] / np.sqrt(self.h[k] + 3e-16)


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.t = 0
        self.m = {}
        self.v = {}

    def update(self, params, grads):
        self.t += 1
        rate = self.lr * sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        for k, w in params.items():
            self.m[k] = self.beta1 * self.m.get(k, 0 * w) + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v.get(k, 0 * w) + (1 - self.beta2) * grads[k] ** 2
            w -= rate * self.m[k] / (np.sqrt(self.v[k]) + 3e-8)
