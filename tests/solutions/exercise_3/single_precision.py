"""Everything in float32, as on a graphics card."""

import numpy as np


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma = gamma.astype(np.float32)
        self.beta = beta.astype(np.float32)
        self.momentum = np.float32(momentum)
        self.running_mean = np.zeros(gamma.shape, np.float32) if running_mean is None else np.float32(running_mean)
        self.running_var = np.zeros(gamma.shape, np.float32) if running_var is None else np.float32(running_var)
        self.eps = np.float32(1e-5)

    def forward(self, x, train_flg=True):
        x = x.astype(np.float32)
        axis = 0 if x.ndim == 2 else (0, 2, 3)
        shape = (1, -1) if x.ndim == 2 else (1, -1, 1, 1)
        if train_flg:
            mean = x.mean(axis=axis)
            xc = x - mean.reshape(shape)
            var = (xc * xc).mean(axis=axis)
            std = np.sqrt(var + self.eps)
            self.cache = xc / std.reshape(shape), std, axis, shape
            one = np.float32(1)
            self.running_mean = self.momentum * self.running_mean + (one - self.momentum) * mean
            self.running_var = self.momentum * self.running_var + (one - self.momentum) * var
            xn = self.cache[0]
        else:
            xn = (x - self.running_mean.reshape(shape)) / np.sqrt(self.running_var + self.eps).reshape(shape)
        return self.gamma.reshape(shape) * xn + self.beta.reshape(shape)

    def backward(self, dout):
        dout = dout.astype(np.float32)
        xn, std, axis, shape = self.cache
        self.dbeta = dout.sum(axis=axis)
        self.dgamma = (dout * xn).sum(axis=axis)
        n = np.float32(dout.size // dout.shape[1])
        ways = dout - (self.dbeta / n).reshape(shape) - xn * (self.dgamma / n).reshape(shape)
        return (self.gamma / std).reshape(shape) * ways
