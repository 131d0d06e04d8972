from __future__ import annotations

import warnings

import numpy as np
import pytest
from derivative import check_backward, check_same_elsewhere

from reference.activations import Relu, Sigmoid, Tanh

ACTIVATIONS = [Sigmoid, Relu, Tanh]
SHAPES = [(), (5,), (3, 4), (2, 3, 2, 2)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_backward_is_the_derivative_of_forward(activation, shape):
    rng = np.random.default_rng(1)
    x = np.asarray(2 * rng.standard_normal(shape))
    x += 0.1 * np.sign(x)  # away from the kink of ReLU

    check_backward(activation(), x, rng)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_huge_and_infinite_inputs_give_the_limits_without_a_warning(activation):
    x = np.array([-np.inf, -1e300, -1000.0, 1000.0, 1e300, np.inf])
    low, high = {Sigmoid: (0, 1), Tanh: (-1, 1), Relu: (0, x[3:])}[activation]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        out = activation().forward(x)

    np.testing.assert_array_equal(out[:3], low)
    np.testing.assert_array_equal(out[3:], high)


def test_a_small_sigmoid_keeps_all_its_digits():
    x = np.array([-40.0, -700.0])

    np.testing.assert_allclose(Sigmoid().forward(x), np.exp(x), rtol=1e-15)


def test_the_sigmoid_is_symmetric_about_one_half():
    x = np.random.default_rng(2).standard_normal(100)

    np.testing.assert_allclose(Sigmoid().forward(x) + Sigmoid().forward(-x), 1, rtol=1e-15)


def test_the_slope_of_relu_at_zero_is_zero():
    layer = Relu()

    assert layer.forward(np.zeros(2)).tolist() == [0, 0]
    assert layer.backward(np.ones(2)).tolist() == [0, 0]


def test_not_a_number_stays_visible():
    for activation in ACTIVATIONS:
        assert np.isnan(activation().forward(np.array([np.nan, 1.0]))[0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_dtype_is_kept(activation, dtype):
    layer = activation()

    assert layer.forward(np.ones(3, dtype)).dtype == dtype
    assert layer.backward(np.ones(3, dtype)).dtype == dtype


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_another_library_gives_the_same_values(activation):
    rng = np.random.default_rng(3)

    check_same_elsewhere(activation, rng.standard_normal((3, 4)), rng)
