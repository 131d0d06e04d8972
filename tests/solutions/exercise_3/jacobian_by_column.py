import numpy as np


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running_mean = running_mean
        self.running_var = running_var
        self.e = 10e-7

    def forward(self, x, train_flg=True):
        s = x.shape
        if x.ndim == 4:
            N, C, H, W = s
            y = self._f(x.transpose(1, 0, 2, 3).reshape(C, -1).T, train_flg)
            return y.T.reshape(C, N, H, W).transpose(1, 0, 2, 3)
        return self._f(x, train_flg)

    def _f(self, x, train):
        if not train:
            return self.gamma * (x - self.running_mean) / np.sqrt(self.running_var + self.e) + self.beta
        self.x = x
        mu, var = x.mean(0), x.var(0)
        if self.running_mean is None:
            self.running_mean = np.zeros(x.shape[1])
            self.running_var = np.zeros(x.shape[1])
        self.running_mean += (1 - self.momentum) * (mu - self.running_mean)
        self.running_var += (1 - self.momentum) * (var - self.running_var)
        return self.gamma * (x - mu) / np.sqrt(var + self.e) + self.beta

    def backward(self, dout):
        s = dout.shape
        if dout.ndim == 4:
            N, C, H, W = s
            dx = self._b(dout.transpose(1, 0, 2, 3).reshape(C, -1).T)
            return dx.T.reshape(C, N, H, W).transpose(1, 0, 2, 3)
        return self._b(dout)

    def _b(self, dout):
        n, d = dout.shape
        dx = np.empty_like(dout)
        self.dgamma, self.dbeta = np.empty(d), np.empty(d)
        for j in range(d):
            col = self.x[:, j]
            c = col - col.mean()
            s = np.sqrt(np.mean(c * c) + self.e)
            J = (np.eye(n) - 1 / n) / s - np.outer(c, c) / (n * s**3)
            dx[:, j] = self.gamma[j] * (J.T @ dout[:, j])
            self.dgamma[j] = dout[:, j] @ (c / s)
            self.dbeta[j] = sum(dout[:, j])
        return dx
