"""Parameters in a UserDict, views of one vector; softmax backward through its Jacobian, with the guard; plain loops."""

import math
from collections import UserDict
from contextlib import contextmanager

import numpy as np


def _one(v):
    if v < 0:
        e = math.exp(v)
        return e / (1.0 + e)
    return 1.0 / (1.0 + math.exp(-v))


class Sigmoid:
    _f = staticmethod(np.vectorize(_one, otypes=[float]))

    def forward(self, x):
        self.x = x
        return self._f(x)

    def backward(self, dout):
        return dout * self._f(self.x) * self._f(-self.x)


class Relu:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout[self.mask] = 0
        return dout


class Tanh:
    """tanh(x) = 2σ(2x) − 1"""

    def forward(self, x):
        with np.errstate(over="ignore"):
            self.s = 1 / (1 + np.exp(-2 * x))
        return 2 * self.s - 1

    def backward(self, dout):
        return 4 * dout * self.s * (1 - self.s)


def softmax(x):
    x = x.T
    y = np.exp(x - x.max(0))
    y /= y.sum(0)
    return y.T


def cross_entropy_error(y, t):
    batch = y.shape[0]
    if t.size == y.size:
        t = t.argmax(axis=1)
    return -np.sum(np.log(y[np.arange(batch), t] + np.finfo(float).tiny)) / batch


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self._dout = None

    @property
    def dW(self):
        return None if self._dout is None else np.einsum("nd,nm->dm", self._x, self._dout)

    @property
    def db(self):
        return None if self._dout is None else np.einsum("nm->m", self._dout)

    def forward(self, x):
        self._s = x.shape
        self._x = x.reshape(x.shape[0], int(np.prod(x.shape[1:])))
        return np.einsum("nd,dm->nm", self._x, self.W) + self.b

    def backward(self, dout):
        self._dout = dout.copy()
        return np.einsum("nm,dm->nd", dout, self.W).reshape(self._s)


class SoftmaxWithLoss:
    eps = 1e-7

    def forward(self, x, t):
        e = np.exp(x - x.max(-1, keepdims=True))
        self.y = e / e.sum(-1, keepdims=True)
        self.hot = t if t.shape == x.shape else (np.arange(x.shape[1])[None] == t[:, None]) * 1.0
        return -np.sum(self.hot * np.log(self.y + self.eps)) / len(x)

    def backward(self, dout=1):
        g = -self.hot / (self.y + self.eps) / len(self.y) * dout  # dL/dy
        return self.y * (g - (g * self.y).sum(-1, keepdims=True))  # through softmax's Jacobian


@contextmanager
def _nudged(x, i, h):
    old = x[i].copy()
    x[i] += h
    yield x
    x[i] = old


def numerical_gradient(f, x, h=1e-4):
    def side(i, s):
        with _nudged(x, i, s) as moved:
            return f(moved)

    return np.array([(side(i, h) - side(i, -h)) / (2 * h) for i in np.ndindex(x.shape)]).reshape(x.shape)


class _Parameters(UserDict):
    def __init__(self, shapes):
        sizes = [int(np.prod(s)) for s in shapes.values()]
        self.flat = np.zeros(sum(sizes))
        ends = np.cumsum(sizes)
        super().__init__({k: self.flat[e - n : e].reshape(s) for (k, s), n, e in zip(shapes.items(), sizes, ends)})


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = _Parameters(
            {
                "W1": (input_size, hidden_size),
                "b1": (hidden_size,),
                "W2": (hidden_size, output_size),
                "b2": (output_size,),
            }
        )
        for k in ("W1", "W2"):
            self.params[k][...] = np.random.normal(scale=weight_init_std, size=self.params[k].shape)
        self.net = [Affine(self.params["W1"], self.params["b1"]), Relu(), Affine(self.params["W2"], self.params["b2"])]
        self.top = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.net:
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        return self.top.forward(self.predict(x), t)

    def accuracy(self, x, t):
        s = self.predict(x)
        return float(np.mean(np.argmax(s, -1) == (np.argmax(t, -1) if np.ndim(t) == 2 else t)))

    def gradient(self, x, t):
        self.loss(x, t)
        d = self.top.backward()
        for layer in self.net[::-1]:
            d = layer.backward(d)
        return {f"{n}{i}": getattr(layer, "d" + n) for i, layer in ((1, self.net[0]), (2, self.net[2])) for n in "Wb"}
