"""Typed, with dataclasses, slots, properties and an abstract base."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from typing import Callable, ClassVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class Layer(ABC):
    __slots__ = ()

    @abstractmethod
    def forward(self, x: Array) -> Array: ...

    @abstractmethod
    def backward(self, dout: Array) -> Array: ...


class Pointwise(Layer):
    """An entry-by-entry function, whose local slope is kept."""

    __slots__ = ("_slope",)

    def forward(self, x: Array) -> Array:
        y, self._slope = self.value_and_slope(np.asarray(x, dtype=np.float64))
        return y

    def backward(self, dout: Array) -> Array:
        return np.multiply(dout, self._slope)

    @staticmethod
    @abstractmethod
    def value_and_slope(x: Array) -> tuple[Array, Array]: ...


class Sigmoid(Pointwise):
    __slots__ = ()

    @staticmethod
    def value_and_slope(x):
        e = np.exp(-np.abs(x))
        y = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
        return y, e / (1 + e) ** 2


class Relu(Pointwise):
    __slots__ = ()

    @staticmethod
    def value_and_slope(x):
        on = x >= 0
        return x * on, on.astype(x.dtype)


class Tanh(Pointwise):
    __slots__ = ()

    @staticmethod
    def value_and_slope(x):
        y = np.tanh(x)
        return y, 1 / np.cosh(np.clip(x, -300, 300)) ** 2


def softmax(x: Array) -> Array:
    y = np.exp(x.T - np.max(x.T, axis=0))
    y /= np.sum(y, axis=0)
    return y.T


def one_hot(t: np.ndarray, classes: int) -> Array:
    if t.ndim == 2:
        return t
    out = np.zeros((t.size, classes))
    out[np.arange(t.size), t] = 1
    return out


def cross_entropy_error(y: Array, t: np.ndarray) -> float:
    return float(-np.sum(one_hot(t, y.shape[-1]) * np.log(y + 1e-7)) / y.shape[0])


@dataclass
class Affine(Layer):
    W: Array
    b: Array
    dW: Array | None = field(default=None, init=False)
    db: Array | None = field(default=None, init=False)
    _x: Array | None = field(default=None, init=False, repr=False)

    def forward(self, x: Array) -> Array:
        self._x = x
        return np.add(np.matmul(self.rows, self.W), self.b)

    @property
    def rows(self) -> Array:
        return self._x.reshape(self._x.shape[0], self.W.shape[0])

    def backward(self, dout: Array) -> Array:
        self.dW = self.rows.T @ dout
        self.db = np.ones(len(dout)) @ dout
        return (dout @ self.W.T).reshape(self._x.shape)


@dataclass(slots=True)
class SoftmaxWithLoss:
    y: Array | None = None
    t: Array | None = None

    def forward(self, x: Array, t: np.ndarray) -> float:
        self.y = softmax(x)
        self.t = one_hot(t, x.shape[1])
        return cross_entropy_error(self.y, self.t)

    def backward(self, dout: float = 1) -> Array:
        return dout * (self.y - self.t) / self.t.shape[0]


def numerical_gradient(f: Callable[[Array], float], x: Array) -> Array:
    H: float = 1e-4

    def slope(index: tuple[int, ...]) -> float:
        kept = x[index]
        try:
            x[index] = kept + H
            above = f(x)
            x[index] = kept - H
            return (above - f(x)) / (2 * H)
        finally:
            x[index] = kept

    return np.array([slope(index) for index in np.ndindex(x.shape)]).reshape(x.shape)


class TwoLayerNet:
    NAMES: ClassVar[tuple[str, ...]] = ("W1", "b1", "W2", "b2")

    def __init__(self, input_size: int, hidden_size: int, output_size: int, weight_init_std: float = 0.01) -> None:
        self._sizes = (input_size, hidden_size, output_size)
        self._std = weight_init_std

    @cached_property
    def params(self) -> dict[str, Array]:
        d, h, c = self._sizes
        rng = np.random.default_rng()
        return {
            "W1": rng.normal(scale=self._std, size=(d, h)),
            "b1": np.zeros(h),
            "W2": rng.normal(scale=self._std, size=(h, c)),
            "b2": np.zeros(c),
        }

    @property
    def layers(self) -> tuple[Affine, Relu, Affine]:
        p = self.params
        return Affine(p["W1"], p["b1"]), Relu(), Affine(p["W2"], p["b2"])

    def predict(self, x: Array) -> Array:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x: Array, t: np.ndarray) -> float:
        return SoftmaxWithLoss().forward(self.predict(x), t)

    def accuracy(self, x: Array, t: np.ndarray) -> float:
        labels = t.argmax(axis=1) if t.ndim > 1 else t
        return np.count_nonzero(self.predict(x).argmax(axis=-1) == labels) / labels.size

    def gradient(self, x: Array, t: np.ndarray) -> dict[str, Array]:
        layers = self.layers
        for layer in layers:
            x = layer.forward(x)
        head = SoftmaxWithLoss()
        head.forward(x, t)
        dout = head.backward()
        for layer in reversed(layers):
            dout = layer.backward(dout)
        first, _, second = layers
        return dict(zip(self.NAMES, (first.dW, first.db, second.dW, second.db)))
