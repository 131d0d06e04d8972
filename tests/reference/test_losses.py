from __future__ import annotations

import numpy as np
import pytest
from derivative import back, derivative, strict

from reference.losses import SoftmaxWithLoss, cross_entropy_error, softmax


def drawn(seed, n=4, c=3):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, c, n)
    return rng.standard_normal((n, c)), labels, np.eye(c, dtype=int)[labels]


@pytest.mark.parametrize("shape", [(1,), (5,), (1, 4), (6, 3), (3, 1)])
@pytest.mark.parametrize("scale", [1, 1000])
def test_each_row_of_softmax_adds_up_to_one(shape, scale):
    y = softmax(scale * np.random.default_rng(1).standard_normal(shape))

    assert y.shape == shape
    assert np.all(y >= 0)
    np.testing.assert_allclose(y.sum(axis=-1), 1, rtol=1e-14)


def test_softmax_does_not_change_when_a_row_is_shifted():
    x, _, _ = drawn(2)

    np.testing.assert_allclose(softmax(x + np.array([[5], [-3], [0], [700]])), softmax(x), rtol=1e-12)


def test_the_ratio_of_two_probabilities_is_exp_of_the_difference_of_their_scores():
    x, _, _ = drawn(3)
    y = softmax(x)

    np.testing.assert_allclose(y[:, 0] / y[:, 1], np.exp(x[:, 0] - x[:, 1]), rtol=1e-13)


@pytest.mark.parametrize("n", [1, 4])
def test_one_hot_and_index_targets_mean_the_same(n):
    x, labels, one_hot = drawn(4, n)
    y = softmax(x)
    wanted = np.mean([-np.log(y[row, label] + 1e-7) for row, label in enumerate(labels)])

    assert cross_entropy_error(y, labels) == pytest.approx(wanted, rel=1e-14)
    assert cross_entropy_error(y, one_hot) == cross_entropy_error(y, labels)
    assert cross_entropy_error(y, labels.astype(np.uint8)) == cross_entropy_error(y, labels)


def test_one_sample_may_come_without_the_sample_axis():
    y = np.array([0.1, 0.7, 0.2])

    assert cross_entropy_error(y, np.array(1)) == pytest.approx(-np.log(0.7 + 1e-7))
    assert cross_entropy_error(y, np.array([0, 1, 0])) == pytest.approx(-np.log(0.7 + 1e-7))


def test_a_probability_of_zero_costs_a_finite_amount():
    assert cross_entropy_error(np.array([[0.0, 1.0]]), np.array([0])) == pytest.approx(-np.log(1e-7))


def test_soft_targets_weigh_the_logarithms():
    y, t = np.array([[0.25, 0.75]]), np.array([[0.5, 0.5]])

    assert cross_entropy_error(y, t) == pytest.approx(-0.5 * np.log(0.25) - 0.5 * np.log(0.75), rel=1e-6)


def exact(x, labels):
    """The loss without the guard of its logarithm."""
    top = x.max(axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(x - top), axis=1)) + (top[:, 0] - x[np.arange(len(x)), labels]))


@pytest.mark.parametrize("n", [1, 4])
@pytest.mark.parametrize("dout", [1.0, 2.5])
@pytest.mark.parametrize("kind", ["labels", "one hot"])
def test_backward_is_the_derivative_of_the_unguarded_loss_times_dout(n, dout, kind):
    x, labels, one_hot = drawn(5, n)
    layer = SoftmaxWithLoss()

    loss = layer.forward(x, labels if kind == "labels" else one_hot)
    dx = layer.backward(dout)

    assert loss == pytest.approx(exact(x, labels), rel=1e-5)
    np.testing.assert_allclose(dx, dout * derivative(lambda: exact(x, labels), x), rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(dx.sum(axis=1), 0, atol=1e-15)


def test_arguments_and_dtype_are_left_alone():
    x, labels, one_hot = drawn(6)
    x = x.astype(np.float32)
    before = x.copy(), one_hot.copy()
    layer = SoftmaxWithLoss()

    loss = layer.forward(x, one_hot)
    dx = layer.backward()

    assert loss.dtype == dx.dtype == np.float32
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(one_hot, before[1])
    np.testing.assert_array_equal(layer.forward(x, labels), loss)


@pytest.mark.parametrize("kind", ["labels", "one hot"])
def test_another_library_gives_the_same_values(kind):
    x, labels, one_hot = drawn(7)
    t = labels if kind == "labels" else one_hot
    here, there = SoftmaxWithLoss(), SoftmaxWithLoss()

    np.testing.assert_allclose(back(there.forward(strict(x), strict(t))), here.forward(x, t), rtol=1e-14)
    np.testing.assert_allclose(back(there.backward()), here.backward(), rtol=1e-13)
    np.testing.assert_allclose(back(softmax(strict(x))), softmax(x), rtol=1e-14)
