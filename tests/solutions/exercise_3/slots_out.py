"""__slots__ and out=; only arrays of the layer's own are changed in place (the given running values are copied)."""
import numpy as np


class BatchNormalization:
    __slots__ = ("gamma", "beta", "momentum", "running_mean", "running_var", "dgamma", "dbeta", "_xhat", "_inv")
    EPS = 1e-6

    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running_mean = np.zeros(np.shape(gamma)) if running_mean is None else np.array(running_mean, dtype=float)
        self.running_var = np.zeros(np.shape(gamma)) if running_var is None else np.array(running_var, dtype=float)
        self.dgamma = np.zeros(np.shape(gamma))
        self.dbeta = np.zeros(np.shape(beta))
        self._xhat = self._inv = None

    def forward(self, x, train_flg=True):
        y = np.array(np.moveaxis(x, 1, -1), dtype=float, order="C")
        axes = tuple(range(y.ndim - 1))
        if train_flg:
            mu = y.mean(axis=axes)
            y -= mu
            var = np.mean(y * y, axis=axes)
            inv = np.sqrt(var + self.EPS)
            np.reciprocal(inv, out=inv)
            y *= inv
            self._xhat, self._inv = y.copy(), inv
            self.running_mean *= self.momentum
            self.running_mean += (1 - self.momentum) * mu
            self.running_var *= self.momentum
            self.running_var += (1 - self.momentum) * var
        else:
            y -= self.running_mean
            y /= np.sqrt(self.running_var + self.EPS)
        y *= self.gamma
        y += self.beta
        return np.moveaxis(y, -1, 1)

    def backward(self, dout):
        g = np.moveaxis(dout, 1, -1)
        axes = tuple(range(g.ndim - 1))
        n = g.size // g.shape[-1]
        self.dgamma = np.empty(g.shape[-1])
        self.dbeta = np.empty(g.shape[-1])
        np.sum(g, axis=axes, out=self.dbeta)
        np.sum(g * self._xhat, axis=axes, out=self.dgamma)
        dx = self._xhat * (-self.dgamma / n)
        dx += g
        dx -= self.dbeta / n
        dx *= self.gamma * self._inv
        return np.moveaxis(dx, -1, 1)
