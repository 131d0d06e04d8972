"""dx by projections, feature by feature; a hypotenuse for the root; running values changed in place."""

import numpy as np


class BatchNormalization:
    """x̂ = P·x/s with P = I − 1/N; dx = P − x̂x̂ᵀ/N, a feature at a time"""

    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean, self.running_var = running_mean, running_var

    def columns(self, x):
        return np.moveaxis(x, 1, 0).reshape(x.shape[1], -1)

    def image(self, rows, shape):
        return np.moveaxis(rows.reshape(shape[1], shape[0], *shape[2:]), 0, 1)

    def forward(self, x, train_flg=True):
        rows = self.columns(x)
        out = np.empty(rows.shape)
        if not train_flg:
            for k, (row, m, v) in enumerate(zip(rows, self.running_mean, self.running_var)):
                out[k] = (row - m) / np.hypot(np.sqrt(v), 1e-3)
        else:
            d, n = rows.shape
            if self.running_mean is None:
                self.running_mean = np.zeros(d)
            if self.running_var is None:
                self.running_var = np.zeros(d)
            self.scale, self.hat = np.empty(d), out
            for k, row in enumerate(rows):
                m = row.sum() / n
                v = ((row - m) ** 2).sum() / n
                self.scale[k] = (v + 1e-6) ** 0.5
                out[k] = (row - m) / self.scale[k]
                self.running_mean[k] += (1 - self.momentum) * (m - self.running_mean[k])
                self.running_var[k] *= self.momentum
                self.running_var[k] += v - self.momentum * v
        return self.image(self.gamma[:, None] * out + self.beta[:, None], x.shape)

    def backward(self, dout):
        rows = self.columns(dout)
        d, n = rows.shape
        self.dbeta = rows @ np.ones(n)
        self.dgamma = np.array([g @ h for g, h in zip(rows, self.hat)])
        dx = np.stack(
            [
                (np.eye(n) - 1 / n - np.outer(h, h) / n) @ g * gamma / s
                for g, h, gamma, s in zip(rows, self.hat, self.gamma, self.scale)
            ]
        )
        return self.image(dx, dout.shape)
