"""Proofs of the conventions of exercise 4, optimisers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tests.conventions.proofs import near, proves

GRADIENTS = (0.5, -0.25, 1.0)


def _path(optimizer: Any, gradients: Sequence[float] = GRADIENTS) -> list[float]:
    params, found = {"w": np.array([1.0])}, []
    for g in gradients:
        optimizer.update(params, {"w": np.array([g])})
        found.append(float(params["w"][0]))
    return found


def _descends(optimizer: Any, steps: int = 3000) -> None:
    """In the bowl ½ (w₁² + 4 w₂²), from (1, −2) to the bottom."""
    params = {"w": np.array([1.0, -2.0])}
    for _ in range(steps):
        optimizer.update(params, {"w": params["w"] * np.array([1.0, 4.0])})
    assert float(np.sum(np.square(params["w"]))) < 0.05


@proves("momentum_rate_outside")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's SGD: b ← μ b + g, θ ← θ − γ b. By hand: b is 0.5, 0.2, 1.18."""
    near(_path(names["Momentum"](0.1, 0.9)), [0.95, 0.93, 0.812])
    _descends(names["Momentum"](0.02, 0.9))


@proves("momentum_averaged_gradient")
def _(names: Mapping[str, Any], _number: int) -> None:
    """v ← β v + (1 − β) g, θ ← θ − α v. By hand: v is 0.05, 0.02, 0.118."""
    near(_path(names["Momentum"](0.1, 0.9)), [0.995, 0.993, 0.9812])
    _descends(names["Momentum"](0.1, 0.9))


@proves("nesterov_before_2021")
def _(names: Mapping[str, Any], _number: int) -> None:
    """v ← α v − η g, W ← W + α² v − (1 + α) η g. By hand: v is −0.05, −0.02, −0.118."""
    near(_path(names["Nesterov"](0.1, 0.9)), [0.8645, 0.8958, 0.61022])
    _descends(names["Nesterov"](0.02, 0.9))


@proves("nesterov_rate_outside")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's SGD with nesterov=True: b ← μ b + g, θ ← θ − γ (g + μ b). By hand: g + μ b is 0.95, −0.07, 2.062.

    And Nesterov's own form, which looks ahead before it takes the gradient, goes the same way: its looked-ahead point
    is θ."""
    near(_path(names["Nesterov"](0.1, 0.9)), [0.905, 0.912, 0.7058])
    _descends(names["Nesterov"](0.02, 0.9))
    optimizer, params = names["Nesterov"](0.05, 0.9), {"w": np.array([1.0])}
    w, v = 1.0, 0.0
    for _ in range(6):
        optimizer.update(params, {"w": 3 * params["w"]})
        v = 0.9 * v - 0.05 * 3 * (w + 0.9 * v)
        w += v
        near(params["w"], [w + 0.9 * v])


def _sums(start: float = 0.0) -> list[float]:
    h, found = start, []
    for g in GRADIENTS:
        h += g * g
        found.append(h)
    return found


def _fades(decay: float, start: float = 0.0) -> list[float]:
    h, found = start, []
    for g in GRADIENTS:
        h = decay * h + (1 - decay) * g * g
        found.append(h)
    return found


def _walk(steps: Sequence[float]) -> list[float]:
    w, found = 1.0, []
    for step in steps:
        w -= step
        found.append(w)
    return found


def _scaled(rate: float, sizes: Sequence[float], root: Callable[[float], float]) -> list[float]:
    return _walk([rate * g / root(h) for g, h in zip(GRADIENTS, sizes, strict=True)])


@proves("adagrad_initial_accumulator")
def _(names: Mapping[str, Any], _number: int) -> None:
    """TensorFlow's Adagrad begins its sum at 0.1."""
    near(_path(names["AdaGrad"](0.1)), _scaled(0.1, _sums(0.1), lambda h: math.sqrt(h) + 1e-7))
    _descends(names["AdaGrad"](0.5))


@proves("adagrad_epsilon")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's Adagrad: θ ← θ − γ g / (√Σg² + ε)."""
    near(_path(names["AdaGrad"](0.1)), _scaled(0.1, _sums(), lambda h: math.sqrt(h) + 1e-8))
    _descends(names["AdaGrad"](0.5))


@proves("adagrad_epsilon_inside")
def _(names: Mapping[str, Any], _number: int) -> None:
    near(_path(names["AdaGrad"](0.1)), _scaled(0.1, _sums(), lambda h: math.sqrt(h + 1e-8)))
    _descends(names["AdaGrad"](0.5))


@proves("rmsprop_epsilon")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's RMSprop: θ ← θ − γ g / (√v + ε)."""
    near(_path(names["RMSprop"](0.1, 0.9)), _scaled(0.1, _fades(0.9), lambda h: math.sqrt(h) + 1e-8))
    _descends(names["RMSprop"](0.01))


@proves("rmsprop_epsilon_inside")
def _(names: Mapping[str, Any], _number: int) -> None:
    near(_path(names["RMSprop"](0.1, 0.9)), _scaled(0.1, _fades(0.9), lambda h: math.sqrt(h + 1e-8)))
    _descends(names["RMSprop"](0.01))


@proves("rmsprop_decay_09")
def _(names: Mapping[str, Any], number: int) -> None:
    """Hinton's lecture and Keras: 0.9 where nothing is said."""
    roots = (lambda h: math.sqrt(h) + 1e-7, lambda h: math.sqrt(h) + 1e-8, lambda h: math.sqrt(h + 1e-8))
    near(_path(names["RMSprop"](0.1)), _scaled(0.1, _fades(0.9), roots[number]))
    _descends(names["RMSprop"](0.01))


@proves("rmsprop_from_one")
def _(names: Mapping[str, Any], number: int) -> None:
    """TensorFlow 1's tf.train.RMSPropOptimizer: its slot "rms" is filled with ones."""
    roots = [lambda h: math.sqrt(h + 1e-8)] * 2 + [lambda h: math.sqrt(h) + 1e-8] * 2
    near(_path(names["RMSprop"](0.1, 0.9)), _scaled(0.1, _fades(0.9, 1.0), roots[number]))
    near(_path(names["RMSprop"](0.1)), _scaled(0.1, _fades((0.99, 0.9)[number % 2], 1.0), roots[number]))
    _descends(names["RMSprop"](0.01))


def _adam(update: Callable[[float, float, int], float]) -> list[float]:
    """Kingma, Ba (2015), algorithm 1; update: of the two averages and the step"""
    m = v = 0.0
    steps = []
    for t, g in enumerate(GRADIENTS, 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        steps.append(0.01 * update(m, v, t))
    return _walk(steps)


def _corrected(m: float, v: float, t: int) -> tuple[float, float]:
    return m / (1 - 0.9**t), v / (1 - 0.999**t)


@proves("adam_epsilon")
def _(names: Mapping[str, Any], _number: int) -> None:
    def paper(m: float, v: float, t: int) -> float:
        m, v = _corrected(m, v, t)
        return m / (math.sqrt(v) + 1e-8)

    near(_path(names["Adam"](0.01, 0.9, 0.999)), _adam(paper))
    _descends(names["Adam"](0.01))


@proves("adam_folded")
def _(names: Mapping[str, Any], number: int) -> None:
    """The end of section 2 of the paper: both corrections in the rate, ε̂ beside the uncorrected root."""
    eps = (1e-7, 1e-8)[number]

    def folded(m: float, v: float, t: int) -> float:
        return math.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (math.sqrt(v) + eps)

    near(_path(names["Adam"](0.01, 0.9, 0.999)), _adam(folded))
    _descends(names["Adam"](0.01))


@proves("adam_epsilon_inside")
def _(names: Mapping[str, Any], number: int) -> None:
    def inside(m: float, v: float, t: int) -> float:
        m, v = _corrected(m, v, t)
        return m / math.sqrt(v + 1e-8)

    def folded(m: float, v: float, t: int) -> float:
        return math.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / math.sqrt(v + 1e-8)

    near(_path(names["Adam"](0.01, 0.9, 0.999)), _adam((inside, folded)[number]))
    _descends(names["Adam"](0.01))
