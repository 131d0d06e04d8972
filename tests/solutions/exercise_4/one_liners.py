"""As few lines as NumPy allows: einsum, out=, ufuncs at work in place, defaultdict(float)."""

from collections import defaultdict

import numpy as np


class SGD:
    def __init__(self, lr=1e-2):
        self.lr = lr

    def update(self, params, grads):
        [np.subtract(p, self.lr * grads[k], out=p) for k, p in params.items()]


class Momentum:
    def __init__(self, lr=1e-2, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, defaultdict(float)

    def update(self, params, grads):
        self.v = {k: self.momentum * self.v[k] - self.lr * grads[k] for k in params}
        [np.add(p, self.v[k], out=p) for k, p in params.items()]


class Nesterov:
    def __init__(self, lr=1e-2, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, defaultdict(float)

    def update(self, params, grads):
        old, self.v = self.v, {k: self.momentum * self.v[k] - self.lr * grads[k] for k in params}
        for k, p in params.items():
            p += (1 + self.momentum) * self.v[k] - self.momentum * old[k]


class AdaGrad:
    def __init__(self, lr=1e-2):
        self.lr, self.h = lr, defaultdict(float)

    def update(self, params, grads):
        for k, g in grads.items():
            self.h[k] = self.h[k] + np.einsum("...,...->...", g, g)
            params[k] -= np.divide(self.lr * g, np.sqrt(self.h[k] + 1e-12))


class RMSprop:
    def __init__(self, lr=1e-2, decay_rate=0.99):
        self.lr, self.decay_rate, self.h = lr, decay_rate, defaultdict(float)

    def update(self, params, grads):
        for k, g in grads.items():
            weights = np.array([self.decay_rate, 1 - self.decay_rate])
            self.h[k] = np.einsum("i,i...->...", weights, np.stack([self.h[k] + 0 * g, g * g]))
            params[k] -= np.divide(self.lr * g, np.sqrt(self.h[k] + 1e-12))


class Adam:
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999):
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
        self.powers, self.m, self.v = np.ones(2), defaultdict(float), defaultdict(float)

    def update(self, params, grads):
        self.powers *= (self.beta1, self.beta2)
        for k, g in grads.items():
            self.m[k], self.v[k] = (b * a + (1 - b) * x for b, a, x in
                                    ((self.beta1, self.m[k], g), (self.beta2, self.v[k], g**2)))
            m_hat, v_hat = (a / (1 - power) for a, power in zip((self.m[k], self.v[k]), self.powers, strict=True))
            params[k] -= self.lr * m_hat / np.sqrt(v_hat + 1e-15)
