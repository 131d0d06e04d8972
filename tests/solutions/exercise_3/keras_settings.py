"""A base class with the bookkeeping; Keras' settings: momentum 0.99, ε = 1e-3, a variance that begins at 1."""

from abc import ABC, abstractmethod

import numpy as np


class Normalization(ABC):
    MOMENTUM = 0.99
    EPSILON = 1e-3

    def __init__(self, gamma, beta, momentum=None, running_mean=None, running_var=None):
        self.gamma = gamma
        self.beta = beta
        self.momentum = self.MOMENTUM if momentum is None else momentum
        self.running_mean = np.zeros_like(gamma) if running_mean is None else running_mean
        self.running_var = np.ones_like(gamma) if running_var is None else running_var

    def forward(self, x, train_flg=True):
        return self.train(x) if train_flg else self.infer(x)

    def update(self, mean, var):
        self.running_mean = self.running_mean - (self.running_mean - mean) * (1 - self.momentum)
        self.running_var = self.running_var - (self.running_var - var) * (1 - self.momentum)

    @abstractmethod
    def train(self, x): ...

    @abstractmethod
    def infer(self, x): ...


class BatchNormalization(Normalization):
    def train(self, x):
        mean, var = (self.expand(s(x, axis=self.axes(x)), x) for s in (np.mean, np.var))
        self.inverse = 1 / np.sqrt(var + self.EPSILON)
        self.x_hat = (x - mean) * self.inverse
        self.update(mean.ravel(), var.ravel())
        return self.expand(self.gamma, x) * self.x_hat + self.expand(self.beta, x)

    def infer(self, x):
        factor = self.gamma / np.sqrt(self.running_var + self.EPSILON)
        return x * self.expand(factor, x) + self.expand(self.beta - self.running_mean * factor, x)

    def backward(self, dout):
        axes = self.axes(dout)
        self.dbeta = dout.sum(axes)
        self.dgamma = np.multiply(dout, self.x_hat).sum(axes)
        n = dout[:, 0].size
        g = n * dout - self.expand(self.dbeta, dout) - self.x_hat * self.expand(self.dgamma, dout)
        return self.expand(self.gamma, dout) * self.inverse * g / n

    @staticmethod
    def axes(x):
        return (0, *range(2, x.ndim))

    @staticmethod
    def expand(values, x):
        return np.expand_dims(values, axis=tuple(range(1, x.ndim - 1)))
