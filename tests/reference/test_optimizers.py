"""Trajectories against the formulas written out for a single number."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from derivative import back, strict

from reference.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSprop

OPTIMIZERS = [SGD, Momentum, Nesterov, AdaGrad, RMSprop, Adam]
SHAPES = {"W1": (2, 3), "W2": (2, 3), "b": ()}


def sgd(w, grads):
    for g in grads:
        w = w - 0.01 * g
    return w


def momentum(w, grads):
    v = 0.0
    for g in grads:
        v = 0.9 * v - 0.01 * g
        w = w + v
    return w


def nesterov(w, grads):
    """As Sutskever writes it, on the point that velocity is added to; given is the point one look ahead."""
    v = 0.0
    base = w
    for g in grads:
        v = 0.9 * v - 0.01 * g
        base = base + v
    return base + 0.9 * v


def adagrad(w, grads):
    h = 0.0
    for g in grads:
        h = h + g**2
        w = w - 0.01 * g / (sqrt(h) + 1e-7)
    return w


def rmsprop(w, grads):
    h = 0.0
    for g in grads:
        h = 0.99 * h + 0.01 * g**2
        w = w - 0.01 * g / (sqrt(h) + 1e-7)
    return w


def adam(w, grads):
    m = v = 0.0
    for t, g in enumerate(grads, start=1):
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        w = w - 0.001 * m / (1 - 0.9**t) / (sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w


@pytest.mark.parametrize(
    ("optimizer", "formula"),
    list(zip(OPTIMIZERS, [sgd, momentum, nesterov, adagrad, rmsprop, adam], strict=True)),
)
def test_every_entry_goes_the_way_of_its_formula(optimizer, formula):
    rng = np.random.default_rng(1)
    params = {name: np.array(rng.standard_normal(shape)) for name, shape in SHAPES.items()}
    start = {name: array.copy() for name, array in params.items()}
    steps = [{name: rng.standard_normal(array.shape) for name, array in params.items()} for _ in range(7)]
    chosen = optimizer()

    for grads in steps:
        chosen.update(params, grads)

    for name, array in params.items():
        for index in np.ndindex(*array.shape):
            wanted = formula(start[name][index], [grads[name][index] for grads in steps])
            assert array[index] == pytest.approx(wanted, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_parameters_stay_the_same_arrays_and_gradients_are_only_read(optimizer):
    rng = np.random.default_rng(2)
    array = rng.standard_normal((3, 2)).astype(np.float32)
    grads = {"W": rng.standard_normal((3, 2)).astype(np.float32)}
    params, before, given = {"W": array}, array.copy(), grads["W"].copy()
    chosen = optimizer()

    chosen.update(params, grads)
    chosen.update(params, grads)

    assert params["W"] is array
    assert array.dtype == np.float32
    assert not np.any(array == before)
    np.testing.assert_array_equal(grads["W"], given)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_state_does_not_follow_a_gradient_array_that_is_used_again(optimizer):
    rng = np.random.default_rng(3)
    gradients = [rng.standard_normal(4) for _ in range(3)]
    fresh, reused = {"W": np.ones(4)}, {"W": np.ones(4)}
    first, second, buffer = optimizer(), optimizer(), np.empty(4)

    for g in gradients:
        buffer[...] = g
        first.update(fresh, {"W": g})
        second.update(reused, {"W": buffer})

    np.testing.assert_array_equal(fresh["W"], reused["W"])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_changed_learning_rate_counts_from_the_next_step(optimizer):
    params, other = {"W": np.ones(2)}, {"W": np.ones(2)}
    chosen, slower = optimizer(lr=0.1), optimizer(lr=0.1)
    chosen.update(params, {"W": np.ones(2)})
    slower.update(other, {"W": np.ones(2)})
    slower.lr = 0.05

    chosen.update(params, {"W": np.ones(2)})
    slower.update(other, {"W": np.ones(2)})

    assert np.all(other["W"] > params["W"])


@pytest.mark.parametrize("optimizer", [AdaGrad, RMSprop, Adam])
def test_a_gradient_that_has_always_been_zero_moves_nothing(optimizer):
    params = {"W": np.ones(3)}

    optimizer().update(params, {"W": np.zeros(3)})

    np.testing.assert_array_equal(params["W"], np.ones(3))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_another_library_gives_the_same_steps(optimizer):
    rng = np.random.default_rng(4)
    start = rng.standard_normal((2, 3))
    there = strict(start)
    params, elsewhere = {"W": start.copy()}, {"W": there}
    here, foreign = optimizer(), optimizer()

    for _ in range(3):
        g = rng.standard_normal((2, 3))
        here.update(params, {"W": g})
        foreign.update(elsewhere, {"W": strict(g)})

    assert elsewhere["W"] is there
    np.testing.assert_allclose(back(there), params["W"], rtol=1e-13)
