from __future__ import annotations

import math

import numpy as np
import pytest
from derivative import back, derivative, strict

from reference.regularizers import (
    Dropout,
    l1_gradient,
    l1_penalty,
    l2_gradient,
    l2_penalty,
    p_norm,
    regularized_gradients,
)

SHAPES = [(), (5,), (3, 4), (2, 3, 2, 2)]


def weights(shape, seed=1):
    W = np.asarray(np.random.default_rng(seed).standard_normal(shape))
    return W + 0.1 * np.sign(W)  # away from the kink of |w|


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("penalty", "gradient"), [(l1_penalty, l1_gradient), (l2_penalty, l2_gradient)])
def test_a_gradient_is_the_derivative_of_its_penalty(penalty, gradient, shape):
    W = np.asarray(weights(shape))

    found = gradient(W, 0.3)

    assert found.shape == shape
    np.testing.assert_allclose(found, derivative(lambda: penalty(W, 0.3), W), rtol=1e-8)


def test_penalties_of_a_known_matrix():
    W = np.array([[3.0, -4.0]])

    assert l1_penalty(W, 0.1) == pytest.approx(0.7)
    assert l2_penalty(W, 0.1) == pytest.approx(1.25)


def test_the_l1_gradient_is_zero_at_zero():
    assert l1_gradient(np.zeros(2), 0.1).tolist() == [0, 0]


@pytest.mark.parametrize("p", [0.5, 1, 2, 3.5])
def test_a_p_norm_is_the_root_of_the_sum_of_powers(p):
    W = weights((3, 4))

    assert p_norm(W, p) == pytest.approx(np.sum(np.abs(W) ** p) ** (1 / p), rel=1e-13)
    assert p_norm(-2 * W, p) == pytest.approx(2 * p_norm(W, p), rel=1e-13)


def test_large_powers_approach_the_largest_entry_without_overflow():
    W = np.array([[1e200, -3e200]])

    assert p_norm(W, math.inf) == 3e200
    assert p_norm(W, 1000) == pytest.approx(3e200)
    assert p_norm(1e-200 * W, 2) == pytest.approx(math.sqrt(10))
    assert p_norm(np.array([3e-200, 4e-200]), 2) == pytest.approx(5e-200)


def test_norms_of_zero_and_of_infinity():
    assert p_norm(np.zeros((2, 2)), 2) == 0
    assert p_norm(np.array([1.0, -math.inf]), 2) == math.inf


@pytest.mark.parametrize("p", [0, -1, math.nan])
def test_a_power_that_is_no_norm_is_refused(p):
    with pytest.raises(ValueError, match="expected a number above 0"):
        p_norm(np.ones(2), p)


@pytest.mark.parametrize(("kind", "gradient"), [("l1", l1_gradient), ("l2", l2_gradient)])
def test_every_weight_gains_its_penalty_and_biases_do_not(kind, gradient):
    params = {"W1": weights((2, 3)), "b1": weights(3), "W2": weights((3, 2)), "b2": weights(2)}
    params |= {"gamma1": weights(3)}
    grads = {name: weights(array.shape, 2) for name, array in params.items()}
    before = {name: array.copy() for name, array in grads.items()}

    found = regularized_gradients(params, grads, 0.3, kind)

    assert list(found) == list(grads)
    for name in found:
        extra = gradient(params[name], 0.3) if name in ("W1", "W2") else 0
        np.testing.assert_array_equal(found[name], before[name] + extra)
        np.testing.assert_array_equal(grads[name], before[name])


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="kind is 'ridge': expected one of l1, l2"):
        regularized_gradients({}, {}, 0.1, "ridge")


@pytest.mark.parametrize("ratio", [0.0, 0.3, 0.8])
def test_training_keeps_entries_as_they_are_at_the_rate_asked_for(ratio):
    x = np.random.default_rng(3).standard_normal((100, 200))
    layer = Dropout(ratio)

    out = layer.forward(x)

    kept = out != 0
    np.testing.assert_array_equal(out[kept], x[kept])
    assert abs(kept.mean() - (1 - ratio)) <= 6 * math.sqrt(ratio * (1 - ratio) / x.size)


def test_evaluation_is_the_expectation_of_training():
    x = np.ones((100, 100))
    layer = Dropout(0.3)

    np.testing.assert_allclose(layer.forward(x, False), 0.7 * x)


def test_dropping_everything_leaves_zeros():
    assert not np.any(Dropout(1.0).forward(np.ones(1000)))


def test_backward_passes_what_the_last_training_kept():
    rng = np.random.default_rng(4)
    x, dout = rng.standard_normal((8, 9)), rng.standard_normal((8, 9))
    layer = Dropout()
    out = layer.forward(x)

    layer.forward(x, False)

    np.testing.assert_array_equal(layer.backward(dout), np.where(out != 0, dout, 0))


def test_masks_differ_between_calls_and_between_layers():
    x = np.ones(1000)
    layer, other = Dropout(), Dropout()

    first = layer.forward(x)

    assert np.any(first != layer.forward(x))
    assert np.any(first != other.forward(x))


def test_single_precision_stays():
    layer = Dropout()

    assert layer.forward(np.ones(3, np.float32)).dtype == np.float32
    assert layer.forward(np.ones(3, np.float32), False).dtype == np.float32
    assert layer.backward(np.ones(3, np.float32)).dtype == np.float32


def test_another_library_gives_the_same_values():
    W = weights((3, 4))
    params, grads = {"W1": strict(W), "b1": strict(W)}, {"W1": strict(W), "b1": strict(W)}

    for function in (l1_penalty, l1_gradient, l2_penalty, l2_gradient, p_norm):
        np.testing.assert_allclose(back(function(strict(W), 1.5)), function(W, 1.5), rtol=1e-14)
    found = regularized_gradients(params, grads, 0.3, "l2")
    np.testing.assert_allclose(back(found["W1"]), 1.3 * W)


def test_dropout_works_on_another_library():
    x = np.random.default_rng(5).standard_normal((20, 30))
    layer = Dropout(0.4)

    out = back(layer.forward(strict(x)))

    np.testing.assert_array_equal(out, np.where(back(layer.mask) == 1, x, 0))
    np.testing.assert_array_equal(back(layer.backward(strict(x))), out)
    np.testing.assert_allclose(back(layer.forward(strict(x), False)), 0.6 * x)
