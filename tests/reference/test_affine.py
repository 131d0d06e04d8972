from __future__ import annotations

import numpy as np
import pytest
from derivative import check_backward, check_same_elsewhere

from reference.affine import Affine


def drawn(shape, k=4):
    rng = np.random.default_rng(1)
    d = int(np.prod(shape[1:]))
    return rng, rng.standard_normal(shape), rng.standard_normal((d, k)), rng.standard_normal(k)


SHAPES = [(3, 5), (1, 5), (2, 3, 2, 2)]


@pytest.mark.parametrize("shape", SHAPES)
def test_each_output_is_a_weighted_sum_of_its_own_sample_and_a_bias(shape):
    _, x, W, b = drawn(shape)

    out = Affine(W, b).forward(x)

    for n, k in np.ndindex(shape[0], 4):
        assert out[n, k] == pytest.approx(sum(x[n].ravel() * W[:, k]) + b[k])


@pytest.mark.parametrize("shape", SHAPES)
def test_backward_is_the_derivative_of_forward(shape):
    rng, x, W, b = drawn(shape)

    check_backward(Affine(W, b), x, rng, W=W, b=b)


def test_weights_are_shared_and_not_copied():
    _, x, W, b = drawn((3, 5))
    layer = Affine(W, b)

    b += 1
    W *= 0

    np.testing.assert_array_equal(layer.forward(x), np.broadcast_to(b, (3, 4)))


@pytest.mark.parametrize("shape", SHAPES)
def test_another_library_gives_the_same_values(shape):
    rng, x, W, b = drawn(shape)

    check_same_elsewhere(Affine, x, rng, W, b)
