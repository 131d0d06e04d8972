"""Composed of small layers: Centre, Scale, Affine; each with its own backward."""
import numpy as np


class Centre:
    def forward(self, x):
        self.mean = x.mean(axis=0)
        return x - self.mean

    def backward(self, d):
        return d - d.mean(axis=0)


class Spread:
    """x / sqrt(mean(x²) + eps)"""

    def __init__(self, eps=1e-6):
        self.eps = eps

    def forward(self, x):
        self.x = x
        self.var = np.mean(x * x, axis=0)
        self.r = np.power(self.var + self.eps, -0.5)
        return x * self.r

    def backward(self, d):
        dr = np.sum(d * self.x, axis=0)
        dvar = dr * -0.5 * self.r**3
        return d * self.r + dvar * 2 * self.x / len(self.x)


class Scale:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta

    def forward(self, x):
        self.x = x
        return x * self.gamma + self.beta

    def backward(self, d):
        self.dgamma = (d * self.x).sum(0)
        self.dbeta = d.sum(0)
        return d * self.gamma


def to_rows(x):
    return x if x.ndim == 2 else np.stack([x[:, c].reshape(-1) for c in range(x.shape[1])], axis=1)


def from_rows(rows, shape):
    if len(shape) == 2:
        return rows
    n, c, h, w = shape
    return rows.T.reshape(c, n, h, w).swapaxes(0, 1)


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.layers = [Centre(), Spread(), Scale(gamma, beta)]
        self.momentum = momentum
        self.running_mean = 0.0 if running_mean is None else running_mean
        self.running_var = 0.0 if running_var is None else running_var

    def forward(self, x, train_flg=True):
        rows = to_rows(x)
        if train_flg:
            for layer in self.layers:
                rows = layer.forward(rows)
            m = self.momentum
            self.running_mean = m * self.running_mean + (1 - m) * self.layers[0].mean
            self.running_var = m * self.running_var + (1 - m) * self.layers[1].var
        else:
            scale = self.layers[2]
            rows = (rows - self.running_mean) / np.sqrt(self.running_var + 1e-6) * scale.gamma + scale.beta
        return from_rows(rows, x.shape)

    def backward(self, dout):
        d = to_rows(dout)
        for layer in reversed(self.layers):
            d = layer.backward(d)
        return from_rows(d, dout.shape)

    def __getattr__(self, name):
        if name in ("dgamma", "dbeta"):
            return getattr(self.__dict__["layers"][2], name)
        raise AttributeError(name)
