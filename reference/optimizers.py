"""Optimisers: how a step follows from the gradients of this and of earlier steps.

Each has `update(params, grads)`, two dicts from name to array, e.g. {"W1": (784, 50), "b1": (50,)}. The
arrays of `params` are changed in place, because the layers hold the same ones; `grads` is only read.
State begins at 0, one array for each name. Letters: w a parameter, g its gradient, lr the learning rate;
all is entry by entry.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from reference.namespace import Array, namespace

EPS = 1e-7
"""Keeps a step finite where the gradient has always been 0. Added to the root, not under it."""

ADAM_EPS = 1e-8  # the paper's


class SGD:
    """w ← w − lr g"""

    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr

    def update(self, params: MutableMapping[str, Array], grads: Mapping[str, Array]) -> None:
        for key in params:
            params[key] -= self.lr * grads[key]


class Momentum:
    """v ← momentum v − lr g,  w ← w + v

    source: Polyak (1964), Some methods of speeding up the convergence of iteration methods
    """

    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        self.lr = lr
        self.momentum = momentum
        self.v: dict[str, Array] = {}

    def update(self, params: MutableMapping[str, Array], grads: Mapping[str, Array]) -> None:
        for key in params:
            self.v[key] = self.momentum * self.v.get(key, 0.0) - self.lr * grads[key]
            params[key] += self.v[key]


class Nesterov:
    """w ← w + momentum² v − (1 + momentum) lr g,  then  v ← momentum v − lr g

    Here w is the point one look ahead, where the gradient is taken, so that no second evaluation is needed.

    source: Bengio, Boulanger-Lewandowski, Pascanu (2013), Advances in optimizing recurrent networks, 3.5
    """

    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        self.lr = lr
        self.momentum = momentum
        self.v: dict[str, Array] = {}

    def update(self, params: MutableMapping[str, Array], grads: Mapping[str, Array]) -> None:
        for key in params:
            v, g = self.v.get(key, 0.0), grads[key]
            params[key] += self.momentum**2 * v - (1 + self.momentum) * self.lr * g
            self.v[key] = self.momentum * v - self.lr * g


class AdaGrad:
    """h ← h + g²,  w ← w − lr g / (√h + ε)

    source: Duchi, Hazan, Singer (2011), Adaptive subgradient methods for online learning
    """

    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr
        self.h: dict[str, Array] = {}

    def update(self, params: MutableMapping[str, Array], grads: Mapping[str, Array]) -> None:
        for key in params:
            g = grads[key]
            self.h[key] = self.h.get(key, 0.0) + g * g
            params[key] -= self.lr * g / (_root(self.h[key]) + EPS)


class RMSprop:
    """h ← decay_rate h + (1 − decay_rate) g²,  w ← w − lr g / (√h + ε)

    source: Tieleman and Hinton (2012), Neural networks for machine learning, lecture 6.5
    """

    def __init__(self, lr: float = 0.01, decay_rate: float = 0.99) -> None:
        self.lr = lr
        self.decay_rate = decay_rate
        self.h: dict[str, Array] = {}

    def update(self, params: MutableMapping[str, Array], grads: Mapping[str, Array]) -> None:
        for key in params:
            g = grads[key]
            self.h[key] = self.decay_rate * self.h.get(key, 0.0) + (1 - self.decay_rate) * (g * g)
            params[key] -= self.lr * g / (_root(self.h[key]) + EPS)


class Adam:
    """m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← w − lr m̂ / (√v̂ + ε)

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) correct for the start of m and v at 0; t counts updates from 1.

    source: Kingma and Ba (2015), Adam, algorithm 1
    """

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999) -> None:
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.iter = 0
        self.m: dict[str, Array] = {}
        self.v: dict[str, Array] = {}

    def update(self, params: MutableMapping[str, Array], grads: Mapping[str, Array]) -> None:
        self.iter += 1
        for key in params:
            g = grads[key]
            self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0.0) + (1 - self.beta2) * (g * g)
            m, v = self.m[key] / (1 - self.beta1**self.iter), self.v[key] / (1 - self.beta2**self.iter)
            params[key] -= self.lr * m / (_root(v) + ADAM_EPS)


def _root(x: Array) -> Array:
    return namespace(x).sqrt(x)
