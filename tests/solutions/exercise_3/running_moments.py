"""Mean and variance sample by sample, as Welford (1962) has it; backward by projections."""

import numpy as np


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean, self.running_var = running_mean, running_var
        self._cache = []

    @staticmethod
    def _rows(x):
        return x.T.reshape(x.shape[1], -1) if x.ndim == 2 else x.transpose(1, 0, 2, 3).reshape(x.shape[1], -1)

    def _back(self, rows, shape):
        if len(shape) == 2:
            return rows.T
        n, c, h, w = shape
        return rows.reshape(c, n, h, w).swapaxes(0, 1)

    def forward(self, x, train_flg=True):
        r = self._rows(np.asarray(x, dtype=float))
        c, n = r.shape
        if self.running_mean is None:
            self.running_mean = np.zeros(c)
        if self.running_var is None:
            self.running_var = np.zeros(c)
        if not train_flg:
            s = self.gamma / np.sqrt(self.running_var + 1e-6)
            return self._back(r * s[:, None] + (self.beta - self.running_mean * s)[:, None], x.shape)
        mu = np.zeros(c)
        m2 = np.zeros(c)
        for k in range(n):
            d = r[:, k] - mu
            mu = mu + d / (k + 1)
            m2 = m2 + d * (r[:, k] - mu)
        var = m2 / n
        self.running_mean = self.running_mean + (1 - self.momentum) * (mu - self.running_mean)
        self.running_var = self.running_var + (1 - self.momentum) * (var - self.running_var)
        xhat = (r - mu[:, None]) * (var + 1e-6)[:, None] ** -0.5
        self._cache = [xhat, var]
        return self._back(xhat * self.gamma[:, None] + self.beta[:, None], x.shape)

    def backward(self, dout):
        xhat, var = self._cache
        d = self._rows(dout)
        n = d.shape[1]
        self.dbeta = d.sum(1)
        self.dgamma = (d * xhat).sum(1)
        P = np.eye(n) - np.ones((n, n)) / n
        dx = np.empty_like(d)
        for k in range(len(d)):
            dx[k] = self.gamma[k] / np.sqrt(var[k] + 1e-6) * (P - np.outer(xhat[k], xhat[k]) / n) @ d[k]
        return self._back(dx, dout.shape)
