import numpy as np
import math


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean, self.running_var = running_mean, running_var

    def groups(self, x):
        if x.ndim == 2:
            return [(np.s_[:, j], j) for j in range(x.shape[1])]
        return [(np.s_[:, c, :, :], c) for c in range(x.shape[1])]

    def forward(self, x, train_flg=True):
        y = np.zeros(x.shape)
        first = self.running_mean is None
        if train_flg:
            if first:
                self.running_mean = np.zeros(len(self.gamma))
                self.running_var = np.zeros(len(self.gamma))
            else:
                self.running_mean, self.running_var = self.running_mean.astype(float), self.running_var.astype(float)
            self.saved = {}
        for place, j in self.groups(x):
            v = x[place]
            if train_flg:
                n = mean = m2 = 0.0
                for value in v.flat:
                    n += 1
                    delta = value - mean
                    mean += delta / n
                    m2 += delta * (value - mean)
                var = m2 / n
                self.running_mean[j] = self.momentum * self.running_mean[j] + (1 - self.momentum) * mean
                self.running_var[j] = self.momentum * self.running_var[j] + (1 - self.momentum) * var
                self.saved[j] = (v - mean) / math.sqrt(var + 1e-6), math.sqrt(var + 1e-6), n
                y[place] = self.gamma[j] * self.saved[j][0] + self.beta[j]
            else:
                y[place] = (
                    self.gamma[j] * (v - self.running_mean[j]) / math.sqrt(self.running_var[j] + 1e-6) + self.beta[j]
                )
        return y

    def backward(self, dout):
        dx = np.zeros(dout.shape)
        self.dgamma, self.dbeta = np.zeros(len(self.gamma)), np.zeros(len(self.gamma))
        for place, j in self.groups(dout):
            h, s, n = self.saved[j]
            d = dout[place]
            self.dbeta[j] = d.sum()
            self.dgamma[j] = (d * h).sum()
            dx[place] = self.gamma[j] / s * (d - d.mean() - h * (d * h).mean())
        return dx
