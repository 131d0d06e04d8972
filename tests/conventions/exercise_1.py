"""Proofs of the conventions of exercise 1, a small network."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tests.conventions.proofs import LABELS, X, backward_is_the_slope, cross_entropy, near, proves, slope, softmax


@proves("relu_writes_into_dout")
def _(names: Mapping[str, Any], _number: int) -> None:
    backward_is_the_slope(names["Relu"], X)


def _loss_is(names: Mapping[str, Any], guard: float) -> None:
    """Whatever of these the convention replaces has the mean of −log(y + guard) as its loss."""
    y = [softmax(row) for row in X]
    wanted = cross_entropy(y, LABELS, guard)
    near(names["cross_entropy_error"](np.array(y), LABELS), wanted, 1e-6)
    near(names["cross_entropy_error"](np.array(y), np.eye(3)[LABELS]), wanted, 1e-6)
    near(names["SoftmaxWithLoss"]().forward(X, LABELS), wanted, 1e-6)


def _gradient_of_the_network(names: Mapping[str, Any], guard: float, near_enough: float = 1e-6) -> None:
    net = names["TwoLayerNet"](3, 4, 3)
    net.params["W1"][...] = np.random.default_rng(0).normal(size=(3, 4))
    net.params["W2"][...] = np.random.default_rng(1).normal(size=(4, 3))
    grads = net.gradient(X, LABELS)
    near(net.loss(X, LABELS), cross_entropy([softmax(row) for row in _scores(net)], LABELS, guard), 1e-6)
    for key, grad in grads.items():

        def loss(p: np.ndarray, key: str = key) -> float:
            kept = net.params[key].copy()
            net.params[key][...] = p
            found = float(net.loss(X, LABELS))
            net.params[key][...] = kept
            return found

        assert grad == pytest.approx(slope(loss, net.params[key].copy()), abs=near_enough)


def _scores(net: Any) -> np.ndarray:
    p = net.params
    return np.maximum(X @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"]


@proves("target_first")
def _(names: Mapping[str, Any], _number: int) -> None:
    y, t = np.array([[0.2, 0.8], [0.5, 0.5]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    near(names["cross_entropy_error"](t, y), -(math.log(0.8 + 1e-7) + math.log(0.5 + 1e-7)) / 2)
    assert names["cross_entropy_error"].__code__.co_varnames[:2] == ("t", "y")


@proves("exercise_1.exact_logarithm")
def _(names: Mapping[str, Any], number: int) -> None:
    task = ("cross_entropy_error", "SoftmaxWithLoss", "TwoLayerNet")[number]
    if task == "TwoLayerNet":
        _gradient_of_the_network(names, 0.0)
        return
    _loss_is(names, 0.0)
    y = np.array([[1e-30, 1 - 1e-30]])
    if task == "cross_entropy_error":  # no guard bounds it
        near(names[task](y, np.array([0])), -math.log(1e-30))
    else:
        layer = names[task]()
        near(layer.forward(np.array([[0.0, 800.0]]), np.array([0])), 800.0)


@proves("exercise_1.other_guard")
def _(names: Mapping[str, Any], number: int) -> None:
    guard = 1e-8
    if number == 2:
        _gradient_of_the_network(names, guard)
        return
    _loss_is(names, guard)
    if number == 0:
        near(names["cross_entropy_error"](np.array([[0.0, 1.0]]), np.array([0])), -math.log(guard))


@proves("softmax_guard")
def _(names: Mapping[str, Any], _number: int) -> None:
    """Each probability is the right one, times the sum over the sum and the guard."""
    for row, found in zip(X, names["softmax"](X), strict=True):
        total = sum(math.exp(x - max(row)) for x in row)
        assert found == pytest.approx([p * total / (total + 1e-7) for p in softmax(row)], rel=1e-12)


@proves("upstream_ignored")
def _(names: Mapping[str, Any], _number: int) -> None:
    layer = names["SoftmaxWithLoss"]()
    layer.forward(X, LABELS)

    assert layer.backward() == pytest.approx(
        slope(lambda x: float(names["SoftmaxWithLoss"]().forward(x, LABELS)), X), abs=1e-6
    )


@proves("guard_differentiated")
def _(names: Mapping[str, Any], number: int) -> None:
    """The guard leaves its trace in the derivative, exactly."""
    if number == 2:
        _gradient_of_the_network(names, 1e-7, 1e-8)
        return
    x = np.array([[0.0, 9.0, 2.0], [1.0, -8.0, 0.5]])  # small probabilities, where the guard counts
    layer, labels = names["SoftmaxWithLoss"](), np.array([0, 1])
    layer.forward(x, labels)
    dx = layer.backward()

    near(dx, slope(lambda z: cross_entropy([softmax(row) for row in z], labels, 1e-7), x), 1e-6)


@proves("predicts_probabilities")
def _(names: Mapping[str, Any], _number: int) -> None:
    net = names["TwoLayerNet"](3, 4, 3)
    near(net.predict(X), [softmax(row) for row in _scores(net)])
    near(net.loss(X, LABELS), cross_entropy(net.predict(X), LABELS, 1e-7), 1e-6)
    assert net.accuracy(X, LABELS) == np.mean(np.argmax(_scores(net), axis=1) == LABELS)
