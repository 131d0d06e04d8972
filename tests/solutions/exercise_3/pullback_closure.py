"""Axes kept, backward as a closure that forward leaves behind, other names, more methods than are asked for."""
import numpy as np


class BatchNormalization:
    def __init__(self, gamma, beta, decay=0.9, mean=None, var=None):
        self.gamma, self.beta = gamma, beta
        self.decay = decay
        self._mean, self._var = mean, var
        self.training = True

    def train(self):
        self.training = True
        return self

    def eval(self):
        self.training = False
        return self

    def __call__(self, x):
        return self.forward(x, self.training)

    @property
    def running_mean(self):
        return None if self._mean is None else np.ravel(self._mean)

    @running_mean.setter
    def running_mean(self, value):
        self._mean = value

    @property
    def running_var(self):
        return None if self._var is None else np.ravel(self._var)

    @running_var.setter
    def running_var(self, value):
        self._var = value

    def forward(self, x, train_flg=True):
        axes = tuple(a for a in range(x.ndim) if a != 1)
        shape = [1] * x.ndim
        shape[1] = x.shape[1]
        g, b = np.reshape(self.gamma, shape), np.reshape(self.beta, shape)
        if self._mean is None:
            self._mean, self._var = np.zeros(shape), np.zeros(shape)
        old_mean, old_var = np.reshape(self._mean, shape), np.reshape(self._var, shape)
        if not train_flg:
            return g * (x - old_mean) / np.sqrt(old_var + 1e-6) + b
        mu = np.mean(x, axis=axes, keepdims=True)
        sigma2 = np.mean((x - mu) ** 2, axis=axes, keepdims=True)
        self._mean = old_mean + (1 - self.decay) * (mu - old_mean)
        self._var = old_var - (1 - self.decay) * (old_var - sigma2)
        z = (x - mu) * (sigma2 + 1e-6) ** -0.5

        def pullback(dout):
            dgamma = np.sum(dout * z, axis=axes, keepdims=True)
            dbeta = np.sum(dout, axis=axes, keepdims=True)
            dz = dout * g
            dvar = np.sum(dz * (x - mu) * -0.5 * (sigma2 + 1e-6) ** -1.5, axis=axes, keepdims=True)
            dmu = np.sum(-dz / np.sqrt(sigma2 + 1e-6), axis=axes, keepdims=True) + dvar * np.mean(-2 * (x - mu), axis=axes, keepdims=True)
            n = x.size / x.shape[1]
            dx = dz / np.sqrt(sigma2 + 1e-6) + dvar * 2 * (x - mu) / n + dmu / n
            return dx, dgamma.reshape(-1), dbeta.reshape(-1)

        self.pullback = pullback
        return g * z + b

    def backward(self, dout):
        dx, self.dgamma, self.dbeta = self.pullback(dout)
        return dx
