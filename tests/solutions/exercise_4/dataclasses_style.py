"""Optimisers as dataclasses with type annotations; the state is a field that no argument sets."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.float64]]


@dataclass
class SGD:
    lr: float = 0.01

    def update(self, params: Arrays, grads: Arrays) -> None:
        for name, w in params.items():
            w -= self.lr * grads[name]


@dataclass
class Momentum:
    lr: float = 0.01
    momentum: float = 0.9
    v: Arrays = field(default_factory=dict, init=False, repr=False)

    def update(self, params: Arrays, grads: Arrays) -> None:
        for name, w in params.items():
            if name not in self.v:
                self.v[name] = np.zeros_like(w)
            self.v[name] = self.momentum * self.v[name] - self.lr * grads[name]
            w += self.v[name]


@dataclass
class Nesterov(Momentum):
    def update(self, params: Arrays, grads: Arrays) -> None:
        before = {name: self.v.get(name, np.zeros_like(w)) for name, w in params.items()}
        for name, w in params.items():
            w += self.momentum**2 * before[name] - (1 + self.momentum) * self.lr * grads[name]
            self.v[name] = self.momentum * before[name] - self.lr * grads[name]


@dataclass
class AdaGrad:
    lr: float = 0.01
    eps: float = field(default=1e-7, kw_only=True)
    h: Arrays = field(default_factory=dict, init=False, repr=False)

    def update(self, params: Arrays, grads: Arrays) -> None:
        for name, w in params.items():
            self.h[name] = self.h.get(name, np.zeros_like(w)) + grads[name] ** 2
            w -= self.lr * grads[name] / (np.sqrt(self.h[name]) + self.eps)


@dataclass
class RMSprop:
    lr: float = 0.01
    decay_rate: float = 0.99
    eps: float = field(default=1e-7, kw_only=True)
    h: Arrays = field(default_factory=dict, init=False, repr=False)

    def update(self, params: Arrays, grads: Arrays) -> None:
        for name, w in params.items():
            past = self.h.get(name, np.zeros_like(w))
            self.h[name] = self.decay_rate * past + (1 - self.decay_rate) * grads[name] ** 2
            w -= self.lr * grads[name] / (np.sqrt(self.h[name]) + self.eps)


@dataclass
class Moments:
    m: NDArray[np.float64]
    v: NDArray[np.float64]
    t: int = 0


@dataclass
class Adam:
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = field(default=1e-8, kw_only=True)
    moments: dict[str, Moments] = field(default_factory=dict, init=False, repr=False)

    def update(self, params: Arrays, grads: Arrays) -> None:
        for name, w in params.items():
            if name not in self.moments:
                self.moments[name] = Moments(np.zeros_like(w), np.zeros_like(w))
            w -= self._step(self.moments[name], grads[name])

    def _step(self, s: Moments, g: NDArray[np.float64]) -> NDArray[np.float64]:
        s.t += 1
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2
        m_hat = s.m / (1 - self.beta1**s.t)
        v_hat = s.v / (1 - self.beta2**s.t)
        return self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
