"""All parameters as one long vector: the rules are written once, for a vector."""
import numpy as np


class _Flat:
    def update(self, params, grads):
        names = list(params)
        w = np.concatenate([params[n].ravel() for n in names])
        g = np.concatenate([grads[n].ravel() for n in names])
        w = self.step(w, g)
        for n, piece in zip(names, np.split(w, np.cumsum([params[n].size for n in names])[:-1])):
            params[n][...] = piece.reshape(params[n].shape)


class SGD(_Flat):
    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, w, g):
        return w - self.lr * g


class Momentum(_Flat):
    v = 0.0

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum

    def step(self, w, g):
        self.v = self.momentum * self.v - self.lr * g
        return w + self.v


class Nesterov(_Flat):
    v = 0.0

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum

    def step(self, w, g):
        # classic form: undo the look-ahead, step, look ahead again
        w = w - self.momentum * self.v
        self.v = self.momentum * self.v - self.lr * g
        w = w + self.v
        return w + self.momentum * self.v


class AdaGrad(_Flat):
    h = 0.0

    def __init__(self, lr=0.01):
        self.lr = lr

    def step(self, w, g):
        self.h = self.h + g * g
        return w - self.lr * np.divide(g, np.sqrt(self.h), out=np.zeros_like(g), where=g != 0)


class RMSprop(_Flat):
    h = 0.0

    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate

    def step(self, w, g):
        self.h = self.decay_rate * self.h + (1 - self.decay_rate) * g * g
        return w - self.lr * g / (np.sqrt(self.h) + 1e-6)


class Adam(_Flat):
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.betas = np.array([[beta1], [beta2]])
        self.moments = None
        self.t = 0

    def step(self, w, g):
        if self.moments is None:
            self.moments = np.zeros((2, g.size))
        self.t += 1
        self.moments = self.betas * self.moments + (1 - self.betas) * np.stack([g, g * g])
        m, v = self.moments / (1 - self.betas**self.t)
        return w - self.lr * m / (np.sqrt(v) + 1e-8)
