import numpy as np


def softmax(x):
    e = np.exp(np.subtract(x, np.amax(x, axis=-1, keepdims=True)))
    return np.divide(e, np.sum(e, axis=-1, keepdims=True))


def cross_entropy(y, t):
    p = y[t.astype(bool)] if t.ndim == 2 else np.choose(t, y.T) if y.shape[1] < 30 else y[np.arange(len(t)), t]
    return np.mean(-np.log(np.where(p == 0, 1e-7, p)))


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.probabilities = softmax(x)
        self.target = t
        return cross_entropy(self.probabilities, t)

    def backward(self, dout=1):
        n = self.probabilities.shape[0]
        dx = self.probabilities / n
        if self.target.ndim == 2:
            dx -= self.target / n
        else:
            np.subtract.at(dx, (np.arange(n), self.target), 1 / n)
        return dx * dout
