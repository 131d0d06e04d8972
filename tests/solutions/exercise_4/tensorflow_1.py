"""__slots__, checked properties; RMSProp as in TensorFlow 1 (h starts at 1, eps = 1e-10 under the root, 0.9)."""
import numpy as np


class _WithRate:
    __slots__ = ("_lr",)

    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        if value < 0:
            raise ValueError("the learning rate must not be negative")
        self._lr = value


class SGD(_WithRate):
    __slots__ = ()

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for k, w in params.items():
            w[...] -= self.lr * grads[k]
        return params


class Momentum(_WithRate):
    __slots__ = ("momentum", "_v")

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self._v = {}

    def update(self, params, grads):
        for k, w in params.items():
            accum = self._v.get(k)
            accum = grads[k] + 0.0 if accum is None else accum * self.momentum + grads[k]
            self._v[k] = accum
            w[...] -= self.lr * accum
        return params


class Nesterov(_WithRate):
    __slots__ = ("momentum", "_v")

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self._v = {}

    def update(self, params, grads):
        for k, w in params.items():
            accum = self._v.get(k)
            accum = grads[k] + 0.0 if accum is None else accum * self.momentum + grads[k]
            self._v[k] = accum
            w[...] -= grads[k] * self.lr + accum * self.momentum * self.lr
        return params


class AdaGrad(_WithRate):
    __slots__ = ("_h",)

    def __init__(self, lr=0.01):
        self.lr = lr
        self._h = {}

    def update(self, params, grads):
        for k, w in params.items():
            h = self._h.get(k, np.zeros_like(w)) + grads[k] ** 2
            self._h[k] = h
            w[...] -= self.lr / (np.sqrt(h) + 1e-7) * grads[k]
        return params


class RMSprop(_WithRate):
    __slots__ = ("decay_rate", "_ms")

    def __init__(self, lr=0.01, decay_rate=0.9):
        self.lr = lr
        self.decay_rate = decay_rate
        self._ms = {}

    def update(self, params, grads):
        for k, w in params.items():
            ms = self._ms.get(k, np.ones_like(w))
            ms = ms + (grads[k] ** 2 - ms) * (1 - self.decay_rate)
            self._ms[k] = ms
            w[...] -= self.lr * grads[k] / np.sqrt(ms + 1e-10)
        return params


class Adam(_WithRate):
    __slots__ = ("beta1", "beta2", "_t", "_m", "_v")

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1, self.beta2 = beta1, beta2
        self._t, self._m, self._v = 0, {}, {}

    @property
    def lr_t(self):
        return self.lr * (1 - self.beta2 ** self._t) ** 0.5 / (1 - self.beta1 ** self._t)

    def update(self, params, grads):
        self._t += 1
        for k, w in params.items():
            m = self.beta1 * self._m.get(k, np.zeros_like(w)) + (1 - self.beta1) * grads[k]
            v = self.beta2 * self._v.get(k, np.zeros_like(w)) + (1 - self.beta2) * grads[k] ** 2
            self._m[k], self._v[k] = m, v
            w[...] -= self.lr_t * m / (np.sqrt(v) + 1e-8)
        return params
