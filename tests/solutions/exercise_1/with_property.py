"""A base class, defaults on the class, properties, __slots__, functions given to subclasses, 1e-8 in the logarithm."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Callable, ClassVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Layer(ABC):
    memory: tuple = ()

    @abstractmethod
    def forward(self, x: Array) -> Array: ...

    @abstractmethod
    def backward(self, dout: Array) -> Array: ...

    def __call__(self, x: Array) -> Array:
        return self.forward(x)


class Elementwise(Layer):
    function: ClassVar[Callable]
    slope_from_output: ClassVar[Callable]

    def forward(self, x):
        y = type(self).function(x)
        self.memory = (y,)
        return y

    def backward(self, dout):
        (y,) = self.memory
        return dout * type(self).slope_from_output(y)


class Sigmoid(Elementwise):
    function = staticmethod(lambda x: np.exp(-np.logaddexp(0, -x)))
    slope_from_output = staticmethod(lambda y: y - y * y)


class Relu(Elementwise):
    function = staticmethod(lambda x: (np.abs(x) + x) / 2)
    slope_from_output = staticmethod(np.sign)


class Tanh(Elementwise):
    function = staticmethod(np.tanh)
    slope_from_output = staticmethod(lambda y: (1 - y) * (1 + y))


def softmax(x: Array, *, axis: int = -1) -> Array:
    e = np.exp(x - np.amax(x, axis=axis, keepdims=True))
    e /= e.sum(axis=axis, keepdims=True)
    return e


def _one_hot(t, classes: int) -> Array:
    return np.asarray(t, dtype=float) if np.ndim(t) == 2 else np.identity(classes)[t]


def cross_entropy_error(y: Array, t, *, eps: float = 1e-8) -> float:
    return float(-np.einsum("nc,nc->", _one_hot(t, y.shape[1]), np.log(y + eps)) / y.shape[0])


class Affine(Layer):
    dW: Array | None = None
    db: Array | None = None

    def __init__(self, W: Array, b: Array) -> None:
        self._W, self._b = W, b

    @property
    def W(self) -> Array:
        return self._W

    @property
    def b(self) -> Array:
        return self._b

    def forward(self, x):
        rows = x.reshape(len(x), self.W.shape[0])
        self.memory = rows, x.shape
        return rows @ self.W + self.b

    def backward(self, dout):
        rows, shape = self.memory
        self.dW, self.db = rows.T @ dout, np.add.reduce(dout)
        return np.reshape(dout @ self.W.T, shape)


class SoftmaxWithLoss:
    def forward(self, x, t):
        self._y = softmax(x)
        self._t = _one_hot(t, x.shape[1])
        return cross_entropy_error(self._y, self._t)

    def backward(self, dout=1.0):
        return (self._y - self._t) * dout / len(self._y)


def numerical_gradient(f, x):
    def partial(index):
        kept, h = x[index], 1e-6 * max(1.0, abs(x[index]))
        values = []
        for sign in (1, -1):
            x[index] = kept + sign * h
            values.append(f(x))
        x[index] = kept
        return (values[0] - values[1]) / (2 * h)

    return np.array([partial(index) for index in np.ndindex(x.shape)]).reshape(x.shape)


class TwoLayerNet:
    __slots__ = ("hidden", "last", "out", "relu")

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01, *, rng=None):
        rng = rng or np.random.default_rng()

        def affine(rows, columns):
            return Affine(rng.standard_normal((rows, columns)) * weight_init_std, np.zeros(columns))

        self.hidden, self.relu, self.out = affine(input_size, hidden_size), Relu(), affine(hidden_size, output_size)
        self.last = SoftmaxWithLoss()

    @property
    def params(self):
        return {"W1": self.hidden.W, "b1": self.hidden.b, "W2": self.out.W, "b2": self.out.b}

    def predict(self, x):
        return self.out(self.relu(self.hidden(x)))

    def loss(self, x, t):
        return self.last.forward(self.predict(x), t)

    def accuracy(self, x, t):
        labels = t if np.ndim(t) == 1 else np.argmax(t, axis=1)
        return np.mean(np.argmax(self.predict(x), axis=1) == labels)

    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.last.backward()
        for layer in (self.out, self.relu, self.hidden):
            dout = layer.backward(dout)
        return {"W1": self.hidden.dW, "b1": self.hidden.db, "W2": self.out.dW, "b2": self.out.db}
