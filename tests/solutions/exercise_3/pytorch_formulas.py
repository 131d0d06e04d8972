"""PyTorch's definitions: momentum is the share of the new value, the recorded variance is unbiased and begins at 1."""

import numpy as np


class BatchNormalization:
    eps = 1e-5

    def __init__(self, gamma, beta, momentum=0.1, running_mean=None, running_var=None):
        self.weight = gamma
        self.bias = beta
        self.momentum = momentum
        self.running_mean = np.zeros(gamma.shape) if running_mean is None else running_mean.copy()
        self.running_var = np.ones(gamma.shape) if running_var is None else running_var.copy()

    def _view(self, v, x):
        return v.reshape((1, -1) + (1,) * (x.ndim - 2))

    def forward(self, x, train_flg=True):
        axes = (0, *range(2, x.ndim))
        if train_flg:
            mean = x.mean(axis=axes)
            var = x.var(axis=axes)
            n = x.size / x.shape[1]
            self.running_mean *= 1 - self.momentum
            self.running_mean += self.momentum * mean
            unbiased = var * n / (n - 1) if n > 1 else var
            self.running_var *= 1 - self.momentum
            self.running_var += self.momentum * unbiased
        else:
            mean, var = self.running_mean, self.running_var
        invstd = 1 / np.sqrt(var + self.eps)
        x_hat = (x - self._view(mean, x)) * self._view(invstd, x)
        if train_flg:
            self.saved = x_hat, invstd, axes
        return self._view(self.weight, x) * x_hat + self._view(self.bias, x)

    def backward(self, dout):
        x_hat, invstd, axes = self.saved
        self.dbeta = dout.sum(axis=axes)
        self.dgamma = (dout * x_hat).sum(axis=axes)
        g = dout * self._view(self.weight, dout)
        centred = g - g.mean(axis=axes, keepdims=True) - x_hat * (g * x_hat).mean(axis=axes, keepdims=True)
        return centred * self._view(invstd, dout)
