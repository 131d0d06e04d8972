import numpy as np
from dataclasses import dataclass, field


@dataclass
class Sigmoid:
    out: object = None

    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * (1.0 - self.out) * self.out


@dataclass
class Relu:
    mask: object = None

    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.mask] = 0
        return dx


@dataclass
class Tanh:
    s: object = None

    def forward(self, x):
        self.s = Sigmoid()
        return 2 * self.s.forward(2 * x) - 1

    def backward(self, dout):
        return 4 * self.s.backward(dout)


def log_softmax(x):
    m = x.max(-1, keepdims=True)
    return x - m - np.log(np.exp(x - m).sum(-1, keepdims=True))


def softmax(x):
    return np.exp(log_softmax(x))


def cross_entropy_error(y, t):
    onehot = np.zeros_like(y)
    if t.ndim == 1:
        onehot[range(len(t)), t] = 1
    else:
        onehot[:] = t
    return -(onehot * np.log(np.clip(y, 1e-12, None))).sum(1).mean()


@dataclass
class Affine:
    W: np.ndarray
    b: np.ndarray
    dW: np.ndarray = field(init=False, default=None)
    db: np.ndarray = field(init=False, default=None)

    def forward(self, x):
        self._x = x
        return x.reshape(x.shape[0], self.W.shape[0]) @ self.W + self.b

    def backward(self, dout):
        n = dout.shape[0]
        self.dW = sum(np.outer(r, d) for r, d in zip(self._x.reshape(n, -1), dout))
        self.db = np.ones(n) @ dout
        return (self.W @ dout.T).T.reshape(self._x.shape)


@dataclass
class SoftmaxWithLoss:
    def forward(self, x, t):
        self.n = len(x)
        self.onehot = t if t.ndim == 2 else np.eye(x.shape[1], dtype=int)[t]
        self.lp = log_softmax(x)
        return float(-np.sum(self.onehot * self.lp) / self.n)

    def backward(self, dout=1.0):
        return dout / self.n * (np.exp(self.lp) - self.onehot)


def numerical_gradient(f, x):
    """Richardson: fourth order"""
    h = 1e-3
    g = np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        v = x[i]

        def at(d, i=i, v=v):
            x[i] = v + d
            return f(x)

        g[i] = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
        x[i] = v
    return g


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = dict(
            W1=np.random.standard_normal((input_size, hidden_size)) * weight_init_std,
            b1=np.zeros((hidden_size,)),
            W2=np.random.standard_normal((hidden_size, output_size)) * weight_init_std,
            b2=np.zeros((output_size,)),
        )

    def predict(self, x):
        P = self.params
        self.a1 = np.matmul(x, P["W1"]) + P["b1"]
        self.z1 = self.a1 * (self.a1 > 0)
        return np.matmul(self.z1, P["W2"]) + P["b2"]

    def loss(self, x, t):
        lp = log_softmax(self.predict(x))
        return -np.mean(lp[np.arange(len(x)), t] if t.ndim == 1 else (lp * t).sum(1))

    def accuracy(self, x, t):
        if t.ndim == 2:
            _, t = np.nonzero(t)
        return float(np.equal(self.predict(x).argmax(axis=1), t).mean())

    def gradient(self, x, t):
        y = softmax(self.predict(x))
        if t.ndim == 1:
            t = np.eye(y.shape[1])[t]
        dy = (y - t) / x.shape[0]
        grads = {}
        grads["W2"], grads["b2"] = self.z1.T @ dy, np.sum(dy, axis=0)
        da = (dy @ self.params["W2"].T) * (self.a1 > 0)
        grads["W1"], grads["b1"] = x.T @ da, np.sum(da, axis=0)
        return grads
