"""The computational graph node by node, in a tuple; sums keep their axes, and the running values lie as a row."""

import numpy as np


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean, self.running_var = running_mean, running_var
        self.eps = 1e-5

    def forward(self, x, train_flg=True):
        axes, row = self._axes(x)
        if self.running_mean is None:
            self.running_mean, self.running_var = np.zeros(row), np.zeros(row)
        mean, var = np.reshape(self.running_mean, row), np.reshape(self.running_var, row)
        if train_flg:
            mu = np.mean(x, axis=axes, keepdims=True)
            xmu = x - mu
            sq = xmu**2
            batch_var = np.mean(sq, axis=axes, keepdims=True)
            sqrtvar = np.sqrt(batch_var + self.eps)
            ivar = 1.0 / sqrtvar
            xhat = xmu * ivar
            self.cache = (xhat, xmu, ivar, sqrtvar, batch_var)
            self.running_mean = self.momentum * mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * var + (1 - self.momentum) * batch_var
        else:
            xhat = (x - mean) / np.sqrt(var + self.eps)
        return self.gamma.reshape(row) * xhat + self.beta.reshape(row)

    def backward(self, dout):
        xhat, xmu, ivar, sqrtvar, var = self.cache
        axes, row = self._axes(dout)
        count = dout.size / dout.shape[1]

        self.dbeta = np.sum(dout, axis=axes)
        self.dgamma = np.sum(dout * xhat, axis=axes)

        dxhat = dout * self.gamma.reshape(row)
        divar = np.sum(dxhat * xmu, axis=axes, keepdims=True)
        dxmu1 = dxhat * ivar
        dsqrtvar = -1.0 / (sqrtvar**2) * divar
        dvar = 0.5 * 1.0 / np.sqrt(var + self.eps) * dsqrtvar
        dsq = 1.0 / count * np.ones_like(dout) * dvar
        dxmu2 = 2 * xmu * dsq
        dx1 = dxmu1 + dxmu2
        dmu = -1 * np.sum(dxmu1 + dxmu2, axis=axes, keepdims=True)
        dx2 = 1.0 / count * np.ones_like(dout) * dmu
        return dx1 + dx2

    @staticmethod
    def _axes(x):
        if x.ndim == 2:
            return 0, (1, x.shape[1])
        return (0, 2, 3), (1, x.shape[1], 1, 1)
