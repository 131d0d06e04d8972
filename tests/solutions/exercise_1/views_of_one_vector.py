"""__slots__, ufuncs with out=: every array is allocated once and then worked on in place (only my own arrays)."""
import numpy as np


class Sigmoid:
    __slots__ = ("out",)

    def __init__(self):
        self.out = None

    def forward(self, x):
        y = np.array(x, dtype=float)
        with np.errstate(over="ignore"):
            np.negative(y, out=y)
            np.exp(y, out=y)
        y += 1
        np.reciprocal(y, out=y)
        self.out = y
        return y

    def backward(self, dout):
        dx = np.subtract(1, self.out)
        np.multiply(dx, self.out, out=dx)
        np.multiply(dx, dout, out=dx)
        return dx


class Relu:
    __slots__ = ("mask",)

    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = np.greater(x, 0)
        y = np.zeros_like(x)
        np.copyto(y, x, where=self.mask)
        return y

    def backward(self, dout):
        dx = np.zeros_like(dout)
        np.copyto(dx, dout, where=self.mask)
        return dx


class Tanh:
    __slots__ = ("out",)

    def __init__(self):
        self.out = None

    def forward(self, x):
        y = np.array(x, dtype=float)
        np.tanh(y, out=y)
        self.out = y
        return y

    def backward(self, dout):
        dx = self.out * self.out
        np.subtract(1, dx, out=dx)
        dx *= dout
        return dx


def softmax(x):
    y = np.array(x, dtype=float)
    y -= y.max(axis=-1, keepdims=True)
    np.exp(y, out=y)
    y /= y.sum(axis=-1, keepdims=True)
    return y


def _one_hot(t, shape):
    if t.ndim == 2:
        return t
    hot = np.zeros(shape)
    np.put_along_axis(hot, t[:, None], 1, axis=1)
    return hot


def cross_entropy_error(y, t):
    p = y + 1e-7
    np.log(p, out=p)
    p *= _one_hot(t, y.shape)
    return -p.sum() / y.shape[0]


class Affine:
    __slots__ = ("W", "b", "x", "dW", "db", "shape")

    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = self.dW = self.db = self.shape = None

    def forward(self, x):
        self.shape = x.shape
        self.x = x.reshape(x.shape[0], -1)
        y = np.matmul(self.x, self.W)
        y += self.b
        return y

    def backward(self, dout):
        self.dW = np.empty(self.W.shape)
        self.db = np.empty(self.b.shape)
        np.matmul(self.x.T, dout, out=self.dW)
        np.sum(dout, axis=0, out=self.db)
        dx = np.empty(self.x.shape)
        np.matmul(dout, self.W.T, out=dx)
        dx.shape = self.shape
        return dx


class SoftmaxWithLoss:
    __slots__ = ("y", "t")

    def __init__(self):
        self.y = None
        self.t = None

    def forward(self, x, t):
        self.y = softmax(x)
        self.t = _one_hot(t, self.y.shape)
        return cross_entropy_error(self.y, self.t)

    def backward(self, dout=1):
        dx = np.subtract(self.y, self.t)
        dx *= dout
        dx /= dx.shape[0]
        return dx


def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    with np.nditer([x, grad], op_flags=[["readwrite"], ["writeonly"]]) as it:
        for cell, g in it:
            old = cell.copy()
            cell[...] = old + h
            plus = f(x)
            cell[...] = old - h
            minus = f(x)
            cell[...] = old
            g[...] = (plus - minus) / (2 * h)
    return grad


class TwoLayerNet:
    __slots__ = ("params", "_affine1", "_relu", "_affine2", "_last")

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        # all parameters are views of one long vector
        sizes = [input_size * hidden_size, hidden_size, hidden_size * output_size, output_size]
        theta = np.zeros(sum(sizes))
        W1, b1, W2, b2 = np.split(theta, np.cumsum(sizes)[:-1])
        W1[:] = np.random.normal(0, weight_init_std, W1.size)
        W2[:] = np.random.normal(0, weight_init_std, W2.size)
        self.params = {
            "W1": W1.reshape(input_size, hidden_size),
            "b1": b1,
            "W2": W2.reshape(hidden_size, output_size),
            "b2": b2,
        }
        self._relu, self._last = Relu(), SoftmaxWithLoss()

    def predict(self, x):
        p = self.params
        self._affine1 = Affine(p["W1"], p["b1"])
        self._affine2 = Affine(p["W2"], p["b2"])
        return self._affine2.forward(self._relu.forward(self._affine1.forward(x)))

    def loss(self, x, t):
        return self._last.forward(self.predict(x), t)

    def accuracy(self, x, t):
        right = np.argmax(t, axis=1) if t.ndim == 2 else t
        return np.equal(np.argmax(self.predict(x), axis=1), right).mean()

    def gradient(self, x, t):
        self.loss(x, t)
        self._affine1.backward(self._relu.backward(self._affine2.backward(self._last.backward())))
        return {"W1": self._affine1.dW, "b1": self._affine1.db, "W2": self._affine2.dW, "b2": self._affine2.db}
