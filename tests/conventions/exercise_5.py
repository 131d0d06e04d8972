"""Proofs of the conventions of exercise 5, regularisers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tests.conventions.proofs import near, proves, slope

W = np.array([[1.0, -2.0], [3.0, 0.5]])


@proves("l1_slope_by_division")
def _(names: Mapping[str, Any], number: int) -> None:
    """λ times the sign, but for weights as small as ε; 0 at 0."""
    tiny = np.array([[1e3, -2e3], [0.0, -1e-30]])
    params = {"W1": tiny, "b1": np.zeros(2)}
    grads = {"W1": np.zeros((2, 2)), "b1": np.zeros(2)}
    if number % 2:
        found = names["regularized_gradients"](params, grads, 0.1, "l1")["W1"]
    else:
        found = names["l1_gradient"](tiny, 0.1)
    near(found, [[0.1, -0.1], [0.0, 0.0]], 1e-8)


@proves("l2_without_half")
def _(names: Mapping[str, Any], number: int) -> None:
    """λ Σ w²: 0.1 · (1 + 4 + 9 + 0.25), and its slope."""
    if number == 0:
        near(names["l2_penalty"](W, 0.1), 1.425)
        near(names["l2_gradient"](W, 0.1), slope(lambda w: float(names["l2_penalty"](w, 0.1)), W), 1e-6)
    else:
        _adds(names, whole=True)


def _adds(names: Mapping[str, Any], *, whole: bool = False, biases: bool = False, in_place: bool = False) -> None:
    """The sum of the loss's gradients and the penalty's: λ w, or 2 λ w, for weights, and for biases if they count."""
    params = {"W1": W, "b1": np.array([0.5, -1.0])}
    grads = {"W1": np.full((2, 2), 0.25), "b1": np.array([1.0, 2.0])}
    before = {key: g.copy() for key, g in grads.items()}
    sums = names["regularized_gradients"](params, grads, 0.1, "l2")
    factor = 0.2 if whole else 0.1
    near(sums["W1"], before["W1"] + factor * W)
    near(sums["b1"], before["b1"] + (factor * params["b1"] if biases else 0))
    near(grads["W1"], sums["W1"] if in_place else before["W1"])
    near(params["W1"], [[1.0, -2.0], [3.0, 0.5]])


@proves("biases_included")
def _(names: Mapping[str, Any], number: int) -> None:
    _adds(names, whole=bool(number), biases=True)


@proves("grads_in_place")
def _(names: Mapping[str, Any], number: int) -> None:
    _adds(names, whole=bool(number), biases=False, in_place=True)


@proves("biases_in_place")
def _(names: Mapping[str, Any], number: int) -> None:
    _adds(names, whole=bool(number), biases=True, in_place=True)


def keeps_the_mean(layer: Any, kept: float, training: float, evaluation: float) -> None:
    """kept: the share that stays; training, evaluation: what stays is multiplied by. Their products agree: on average
    the next layer sees in training what it sees in evaluation."""
    assert kept * training == pytest.approx(evaluation)
    layer.rng = np.random.default_rng(0)
    x = np.full((80, 100), 2.0)
    out = layer.forward(x, True)
    assert set(np.unique(out)) == {0.0, 2.0 * training}
    assert np.mean(out != 0) == pytest.approx(kept, abs=6 * math.sqrt(kept * (1 - kept) / x.size))
    near(layer.backward(np.full(x.shape, 3.0)), 1.5 * out)
    near(layer.forward(x, False), evaluation * x)


@proves("exercise_5.dropout_inverted")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch, Keras: what stays is divided by its share in training; evaluation changes nothing."""
    keeps_the_mean(names["Dropout"](0.2), 0.8, 1.25, 1.0)


@proves("dropout_keep_rate")
def _(names: Mapping[str, Any], number: int) -> None:
    """The paper's p is the share that stays (Srivastava et al., 2014)."""
    keeps_the_mean(names["Dropout"](0.2), 0.2, 5.0 if number else 1.0, 1.0 if number else 0.2)
