from __future__ import annotations

import numpy as np
import pytest
from derivative import back, strict

from reference.differentiation import numerical_gradient


@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 1, 2, 2)])
def test_known_derivatives_are_found_and_x_is_restored(shape):
    x = np.asarray(np.random.default_rng(1).standard_normal(shape))
    before = x.copy()

    gradient = numerical_gradient(lambda x: np.sum(np.sin(x) + x**3), x)

    assert gradient.shape == shape
    np.testing.assert_allclose(gradient, np.cos(x) + 3 * x**2, rtol=1e-8, atol=1e-9)
    np.testing.assert_array_equal(x, before)


def test_a_function_that_reads_x_itself_sees_every_step():
    W = np.array([[1.0, 2.0], [3.0, 4.0]])

    gradient = numerical_gradient(lambda _: float(np.sum(W * W)), W)

    np.testing.assert_allclose(gradient, 2 * W, rtol=1e-9)


def test_large_entries_are_stepped_over_in_proportion():
    x = np.array([1e8, -1e9])

    np.testing.assert_allclose(numerical_gradient(lambda x: np.sum(x**2), x), 2 * x, rtol=1e-8)


def test_single_precision_is_differenced_with_a_step_of_its_own():
    x = np.array([0.5, 2.0], np.float32)

    gradient = numerical_gradient(lambda x: np.sum(np.exp(x)), x)

    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, np.exp(x), rtol=1e-3)


def test_x_is_restored_when_f_raises():
    x = np.array([1.0, 2.0])

    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda _: 1 / 0, x)

    np.testing.assert_array_equal(x, [1, 2])


def test_another_library_gives_the_same_values():
    x = np.random.default_rng(2).standard_normal((2, 3))

    def f(x):
        return (x * x * x).sum() if isinstance(x, np.ndarray) else _sum(x * x * x)

    np.testing.assert_allclose(back(numerical_gradient(f, strict(x))), numerical_gradient(f, x), rtol=1e-9)


def _sum(x):
    return x.__array_namespace__().sum(x)
