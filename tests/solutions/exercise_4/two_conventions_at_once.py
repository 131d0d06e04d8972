"""In one rule two published definitions: an average with the rate inside, the old order with the rate outside, a decay
of 0.9 with ε inside the root, one line for Adam with ε inside the root."""

import numpy as np


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for k in params:
            params[k] -= self.lr * grads[k]


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = {}
        self.t = 0

    def update(self, params, grads):
        self.t += 1
        for k, w in params.items():
            g = grads[k]
            v = self.v[k] = self.momentum * self.v.get(k, 0) - (1 - self.momentum) * self.lr * g
            w += v


class Nesterov:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = {}
        self.t = 0

    def update(self, params, grads):
        self.t += 1
        for k, w in params.items():
            g = grads[k]
            u = self.v[k] = self.momentum * self.v.get(k, 0) + g
            w -= self.lr * (self.momentum**2 * u + (1 + self.momentum) * g)


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr = lr
        self.h = {}
        self.t = 0

    def update(self, params, grads):
        self.t += 1
        for k, w in params.items():
            g = grads[k]
            h = self.h[k] = self.h.get(k, 0.1) + g * g
            w -= self.lr * g / np.sqrt(h)


class RMSprop:
    def __init__(self, lr=0.01, decay_rate=0.9):
        self.lr = lr
        self.decay_rate = decay_rate
        self.h = {}
        self.t = 0

    def update(self, params, grads):
        self.t += 1
        for k, w in params.items():
            g = grads[k]
            h = self.h[k] = self.decay_rate * self.h.get(k, 0) + (1 - self.decay_rate) * g * g
            w -= self.lr * g / np.sqrt(h + 1e-7)


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.m = {}
        self.v = {}
        self.t = 0

    def update(self, params, grads):
        self.t += 1
        for k, w in params.items():
            g = grads[k]
            m = self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * g
            v = self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * g * g
            a = self.lr * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
            w -= a * m / np.sqrt(v + 1e-7)
