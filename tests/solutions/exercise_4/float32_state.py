"""The memory is kept in single precision to save half of it; the parameters stay what they are."""

import numpy as np


def zeros(params):
    return {name: np.zeros(p.shape, dtype=np.float32) for name, p in params.items()}


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for name, p in params.items():
            p -= (self.lr * grads[name]).astype(np.float32)


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.v = zeros(params)
        for name, p in params.items():
            self.v[name] *= self.momentum
            self.v[name] -= self.lr * grads[name]
            p += self.v[name]


class Nesterov:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.v = zeros(params)
        for name, p in params.items():
            p += self.momentum**2 * self.v[name]
            p -= (1 + self.momentum) * self.lr * grads[name]
            self.v[name] *= self.momentum
            self.v[name] -= self.lr * grads[name]


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr = lr
        self.h = None

    def update(self, params, grads):
        if self.h is None:
            self.h = zeros(params)
        for name, p in params.items():
            self.h[name] += grads[name] ** 2
            p -= self.lr * grads[name] / (np.sqrt(self.h[name]) + 1e-7)


class RMSprop:
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.h = None

    def update(self, params, grads):
        if self.h is None:
            self.h = zeros(params)
        for name, p in params.items():
            self.h[name] *= self.decay_rate
            self.h[name] += (1 - self.decay_rate) * grads[name] ** 2
            p -= self.lr * grads[name] / (np.sqrt(self.h[name]) + 1e-7)


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.t = 0
        self.m = None
        self.v = None

    def update(self, params, grads):
        if self.t == 0:
            self.m, self.v = zeros(params), zeros(params)
        self.t += 1
        for name, p in params.items():
            self.m[name] *= self.beta1
            self.m[name] += (1 - self.beta1) * grads[name]
            self.v[name] *= self.beta2
            self.v[name] += (1 - self.beta2) * grads[name] ** 2
            m_hat = self.m[name] / (1 - self.beta1**self.t)
            v_hat = self.v[name] / (1 - self.beta2**self.t)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)
