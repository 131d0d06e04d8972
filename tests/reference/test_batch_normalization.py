from __future__ import annotations

import numpy as np
import pytest
from derivative import back, check_backward, check_same_elsewhere, strict

from reference.batch_normalization import EPS, BatchNormalization

SHAPES = [(7, 3), (4, 3, 2, 5), (2, 3, 4)]


def drawn(shape, seed=1):
    rng = np.random.default_rng(seed)
    x = 3 * rng.standard_normal(shape) + 5
    return rng, x, rng.standard_normal(shape[1]), rng.standard_normal(shape[1])


def others(x):
    return tuple(axis for axis in range(x.ndim) if axis != 1)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_feature_gets_mean_beta_and_standard_deviation_gamma(shape):
    _, x, gamma, beta = drawn(shape)

    out = BatchNormalization(gamma, beta).forward(x)

    np.testing.assert_allclose(out.mean(axis=others(x)), beta, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(out.std(axis=others(x)), abs(gamma), rtol=1e-6)


def test_a_channel_is_normalised_like_a_feature_of_as_many_samples_as_it_has_positions():
    _, x, gamma, beta = drawn((4, 3, 2, 5))
    rows = np.moveaxis(x, 1, -1).reshape(-1, 3)

    out = BatchNormalization(gamma, beta).forward(x)

    wanted = BatchNormalization(gamma, beta).forward(rows)
    np.testing.assert_allclose(np.moveaxis(out, 1, -1).reshape(-1, 3), wanted, rtol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_scale_and_shift_of_the_inputs_do_not_matter(shape):
    _, x, gamma, beta = drawn(shape)
    layer = BatchNormalization(gamma, beta)

    np.testing.assert_allclose(layer.forward(1000 * x - 7), layer.forward(x), rtol=1e-4, atol=1e-6)


def test_a_constant_feature_becomes_beta():
    x = np.full((5, 2), 3.0)

    out = BatchNormalization(np.array([2.0, 2.0]), np.array([0.5, -0.5])).forward(x)

    np.testing.assert_array_equal(out, np.broadcast_to([0.5, -0.5], (5, 2)))


@pytest.mark.parametrize("shape", SHAPES)
def test_backward_is_the_derivative_of_forward(shape):
    rng, x, gamma, beta = drawn(shape)

    check_backward(BatchNormalization(gamma, beta), x, rng, gamma=gamma, beta=beta)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_gradient_of_a_batch_adds_up_to_zero_in_every_feature(shape):
    rng, x, gamma, beta = drawn(shape)
    layer = BatchNormalization(gamma, beta)
    layer.forward(x)

    dx = layer.backward(rng.standard_normal(shape))

    np.testing.assert_allclose(dx.sum(axis=others(x)), 0, atol=1e-12)


def test_running_statistics_keep_a_share_of_momentum_and_begin_at_zero():
    _, first, gamma, beta = drawn((6, 3))
    _, second, _, _ = drawn((6, 3), seed=2)
    layer = BatchNormalization(gamma, beta, 0.8)

    layer.forward(first)
    layer.forward(second)

    mean = 0.8 * (0.2 * first.mean(axis=0)) + 0.2 * second.mean(axis=0)
    var = 0.8 * (0.2 * first.var(axis=0)) + 0.2 * second.var(axis=0)
    np.testing.assert_allclose(layer.running_mean, mean, rtol=1e-12)
    np.testing.assert_allclose(layer.running_var, var, rtol=1e-12)


def test_evaluation_uses_the_running_statistics_and_leaves_them_alone():
    _, x, gamma, beta = drawn((4, 3, 2, 2))
    mean, var = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    layer = BatchNormalization(gamma, beta, 0.9, mean, var)

    out = layer.forward(x, False)

    per_channel = [v.reshape(3, 1, 1) for v in (gamma, beta, mean, var)]
    wanted = per_channel[0] * (x - per_channel[2]) / np.sqrt(per_channel[3] + EPS) + per_channel[1]
    np.testing.assert_allclose(out, wanted, rtol=1e-12)
    assert layer.running_mean is mean and layer.running_var is var


def test_given_running_statistics_are_not_written_to():
    _, x, gamma, beta = drawn((4, 3))
    mean, var = np.zeros(3), np.ones(3)

    BatchNormalization(gamma, beta, 0.9, mean, var).forward(x)

    assert not np.any(mean)
    assert np.all(var == 1)


def test_evaluation_before_any_training_takes_the_statistics_at_their_start():
    out = BatchNormalization(np.ones(2), np.zeros(2)).forward(np.array([[1.0, -1.0]]), False)

    np.testing.assert_allclose(out, [[1e3, -1e3]])


def test_backward_belongs_to_the_last_training_batch_even_after_an_evaluation():
    rng, x, gamma, beta = drawn((5, 3))
    dout = rng.standard_normal((5, 3))
    layer = BatchNormalization(gamma, beta)
    layer.forward(x)
    wanted = layer.backward(dout)

    layer.forward(x + 1, False)

    np.testing.assert_array_equal(layer.backward(dout), wanted)


@pytest.mark.parametrize("shape", SHAPES)
def test_another_library_gives_the_same_values(shape):
    rng, x, gamma, beta = drawn(shape)
    here, there = BatchNormalization(gamma, beta), BatchNormalization(strict(gamma), strict(beta))

    check_same_elsewhere(BatchNormalization, x, rng, gamma, beta)
    here.forward(x)
    there.forward(strict(x))
    np.testing.assert_allclose(back(there.running_var), here.running_var, rtol=1e-12)
    np.testing.assert_allclose(back(there.forward(strict(x), False)), here.forward(x, False), rtol=1e-12)
