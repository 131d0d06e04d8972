"""Loops over features and samples, sums by hand, no vectorised statistics at all."""

import math

import numpy as np

EPSILON = 1e-8


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running_mean = running_mean
        self.running_var = running_var

    def positions(self, shape):
        if len(shape) == 2:
            return [(n,) for n in range(shape[0])]
        return [(n, i, j) for n in range(shape[0]) for i in range(shape[2]) for j in range(shape[3])]

    def forward(self, x, train_flg=True):
        features = x.shape[1]
        if self.running_mean is None:
            self.running_mean = np.array([0.0] * features)
        if self.running_var is None:
            self.running_var = np.array([0.0] * features)
        out = np.zeros(x.shape)
        places = self.positions(x.shape)
        if train_flg:
            self.normalised = np.zeros(x.shape)
            self.sigma = [0.0] * features
        for c in range(features):
            if train_flg:
                mean = 0.0
                for n, *ij in places:
                    mean += x[(n, c, *ij)]
                mean /= len(places)
                var = 0.0
                for n, *ij in places:
                    var += (x[(n, c, *ij)] - mean) ** 2
                var /= len(places)
                self.running_mean[c] = self.momentum * self.running_mean[c] + (1 - self.momentum) * mean
                self.running_var[c] = self.momentum * self.running_var[c] + (1 - self.momentum) * var
                self.sigma[c] = math.sqrt(var + EPSILON)
                for n, *ij in places:
                    self.normalised[(n, c, *ij)] = (x[(n, c, *ij)] - mean) / self.sigma[c]
                    out[(n, c, *ij)] = self.gamma[c] * self.normalised[(n, c, *ij)] + self.beta[c]
            else:
                sigma = math.sqrt(self.running_var[c] + EPSILON)
                for n, *ij in places:
                    out[(n, c, *ij)] = self.gamma[c] * (x[(n, c, *ij)] - self.running_mean[c]) / sigma + self.beta[c]
        return out

    def backward(self, dout):
        dx = np.zeros(dout.shape)
        self.dgamma = np.zeros(dout.shape[1])
        self.dbeta = np.zeros(dout.shape[1])
        places = self.positions(dout.shape)
        for c in range(dout.shape[1]):
            for n, *ij in places:
                self.dbeta[c] += dout[(n, c, *ij)]
                self.dgamma[c] += dout[(n, c, *ij)] * self.normalised[(n, c, *ij)]
            for n, *ij in places:
                direct = dout[(n, c, *ij)]
                through_mean = self.dbeta[c] / len(places)
                through_var = self.normalised[(n, c, *ij)] * self.dgamma[c] / len(places)
                dx[(n, c, *ij)] = self.gamma[c] / self.sigma[c] * (direct - through_mean - through_var)
        return dx
