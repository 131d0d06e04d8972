"""Everything by loops over single numbers with the math module; the course's order of arguments, target first."""

import math

import numpy as np


def _each(function, *arrays):
    out = np.zeros(arrays[0].shape)
    for index in np.ndindex(*out.shape):
        out[index] = function(*(float(array[index]) for array in arrays))
    return out


def _sigmoid(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 + math.exp(x))


class Sigmoid:
    def forward(self, x):
        self.y = _each(_sigmoid, x)
        return self.y

    def backward(self, dout):
        return _each(lambda d, y: d * y * (1 - y), dout, self.y)


class Relu:
    def forward(self, x):
        self.x = x.copy()
        return _each(lambda v: max(0.0, v), x)

    def backward(self, dout):
        def slope(d, v):
            if v > 0:
                return d
            return d / 2 if v == 0 else 0.0

        return _each(slope, dout, self.x)


class Tanh:
    def forward(self, x):
        self.y = _each(math.tanh, x)
        return self.y

    def backward(self, dout):
        return _each(lambda d, y: d * (1 - y**2), dout, self.y)


def softmax(x):
    if x.ndim == 2:
        return np.array([softmax(row) for row in x])
    top = max(x)
    exps = [math.exp(v - top) for v in x]
    total = sum(exps)
    return np.array([e / total for e in exps])


def _right_class(d):
    if d.ndim == 1:
        return [int(label) for label in d]
    return [max(range(len(row)), key=lambda c: row[c]) for row in d]


def cross_entropy_error(d, y):
    total = 0.0
    for n, label in enumerate(_right_class(d)):
        total -= math.log(float(y[n, label]) + 1e-7)
    return total / len(y)


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.shape = x.shape
        self.rows = [list(sample.flatten()) for sample in x]
        out = np.zeros((len(x), len(self.b)))
        for n, row in enumerate(self.rows):
            for m in range(len(self.b)):
                out[n, m] = self.b[m]
                for i, v in enumerate(row):
                    out[n, m] += v * self.W[i, m]
        return out

    def backward(self, dout):
        self.dW = np.zeros(self.W.shape)
        self.db = np.zeros(self.b.shape)
        dx = np.zeros((len(dout), self.W.shape[0]))
        for n in range(dout.shape[0]):
            for m in range(dout.shape[1]):
                self.db[m] += dout[n, m]
                for i in range(self.W.shape[0]):
                    self.dW[i, m] += self.rows[n][i] * dout[n, m]
                    dx[n, i] += dout[n, m] * self.W[i, m]
        return dx.reshape(self.shape)


class SoftmaxWithLoss:
    """The derivative by the chain rule through logarithm and softmax, the 1e-7 included."""

    def forward(self, x, t):
        self.y, self.labels = softmax(x), _right_class(t)
        return cross_entropy_error(np.array(self.labels), self.y)

    def backward(self, dout=1):
        n, classes = self.y.shape
        dx = np.zeros((n, classes))
        for row, label in enumerate(self.labels):
            p = self.y[row, label]
            dp = -dout / (p + 1e-7) / n
            for c in range(classes):
                dx[row, c] = dp * p * ((1 if c == label else 0) - self.y[row, c])
        return dx


def numerical_gradient(f, x):
    h = 1e-4
    flat = x.reshape(-1)
    result = []
    for i in range(len(flat)):
        flat[i] += h
        above = f(x)
        flat[i] -= 2 * h
        below = f(x)
        flat[i] += h
        result.append((above - below) / (2 * h))
    return np.array(result).reshape(x.shape)


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        def weights(rows, columns):
            return np.array([[np.random.normal() * weight_init_std for _ in range(columns)] for _ in range(rows)])

        self.params = {
            "W1": weights(input_size, hidden_size),
            "b1": np.array([0.0] * hidden_size),
            "W2": weights(hidden_size, output_size),
            "b2": np.array([0.0] * output_size),
        }

    def predict(self, x):
        self.layers = [
            Affine(self.params["W1"], self.params["b1"]),
            Relu(),
            Affine(self.params["W2"], self.params["b2"]),
        ]
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        self.last = SoftmaxWithLoss()
        return self.last.forward(self.predict(x), t)

    def accuracy(self, x, t):
        right = 0
        for row, label in zip(self.predict(x), _right_class(t)):
            if int(np.argmax(row)) == label:
                right += 1
        return right / len(x)

    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.last.backward()
        for layer in self.layers[::-1]:
            dout = layer.backward(dout)
        first, _, second = self.layers
        return {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}
