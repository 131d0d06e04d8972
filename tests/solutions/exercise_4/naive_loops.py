"""One number at a time, with Python's own arithmetic."""

import math

import numpy as np


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            for index, g in np.ndenumerate(grads[key]):
                params[key][index] = params[key][index] - self.lr * g


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = {}

    def update(self, params, grads):
        for key in params:
            for index, g in np.ndenumerate(grads[key]):
                v = self.momentum * self.v.get((key, index), 0) - self.lr * g
                params[key][index] += v
                self.v[key, index] = v


class Nesterov:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = {}

    def update(self, params, grads):
        for key in params:
            for index, g in np.ndenumerate(grads[key]):
                old = self.v.get((key, index), 0)
                params[key][index] += self.momentum * self.momentum * old - (1 + self.momentum) * self.lr * g
                self.v[key, index] = self.momentum * old - self.lr * g


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr = lr
        self.h = {}

    def update(self, params, grads):
        for key in params:
            for index, g in np.ndenumerate(grads[key]):
                self.h[key, index] = self.h.get((key, index), 0) + g * g
                params[key][index] -= self.lr * g / (math.sqrt(self.h[key, index]) + 1e-7)


class RMSprop:
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.h = {}

    def update(self, params, grads):
        for key in params:
            for index, g in np.ndenumerate(grads[key]):
                old = self.h.get((key, index), 0)
                self.h[key, index] = self.decay_rate * old + (1 - self.decay_rate) * g**2
                params[key][index] -= self.lr * g / (math.sqrt(self.h[key, index]) + 1e-7)


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.t = 0
        self.m = {}
        self.v = {}

    def update(self, params, grads):
        self.t = self.t + 1
        for key in params:
            for index, g in np.ndenumerate(grads[key]):
                place = (key, index)
                self.m[place] = self.beta1 * self.m.get(place, 0) + (1 - self.beta1) * g
                self.v[place] = self.beta2 * self.v.get(place, 0) + (1 - self.beta2) * g**2
                m_hat = self.m[place] / (1 - self.beta1**self.t)
                v_hat = self.v[place] / (1 - self.beta2**self.t)
                params[key][index] -= self.lr * m_hat / (math.sqrt(v_hat) + 1e-8)
