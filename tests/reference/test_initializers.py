from __future__ import annotations

import math

import numpy as np
import pytest
from derivative import derivative, strict

from reference.initializers import (
    fans,
    gaussian,
    gradient_flow,
    he,
    he_uniform,
    xavier,
    xavier_uniform,
    zeros,
)

SHAPES = [(200, 300), (300, 200), (50, 40, 5, 3)]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((3, 5), (3, 5)), ((8, 3, 5, 7), (105, 280)), ((8, 3, 5), (15, 40)), ((2, 3, 2, 2, 2), (24, 16))],
)
def test_fans_count_the_connections_of_one_unit(shape, expected):
    assert fans(shape) == expected


def test_biases_have_no_fans():
    with pytest.raises(ValueError, match=r"shape \(5,\) has no fans"):
        fans((5,))


def test_zeros_are_zeros():
    assert zeros((2, 3)).tolist() == [[0, 0, 0], [0, 0, 0]]


def check_moments(values, std):
    """Mean and standard deviation within six of their own standard errors."""
    error = std / math.sqrt(values.size)
    assert abs(values.mean()) < 6 * error
    assert abs(values.std() - std) < 6 * error


@pytest.mark.parametrize("shape", SHAPES)
def test_each_rule_has_the_standard_deviation_of_its_paper(shape):
    rng = np.random.default_rng(1)
    fan_in = math.prod(shape[1:]) if len(shape) == 4 else shape[0]

    check_moments(gaussian(shape, 0.3, rng), 0.3)
    check_moments(xavier(shape, rng), math.sqrt(1 / fan_in))
    check_moments(xavier_uniform(shape, rng), math.sqrt(1 / fan_in))
    check_moments(he(shape, rng), math.sqrt(2 / fan_in))
    check_moments(he_uniform(shape, rng), math.sqrt(2 / fan_in))


def test_uniform_rules_fill_their_interval_and_no_more():
    rng = np.random.default_rng(2)

    for draw, limit in [(xavier_uniform, math.sqrt(3 / 200)), (he_uniform, math.sqrt(6 / 200))]:
        values = draw((200, 300), rng)
        assert 0.99 * limit < values.max() <= limit
        assert -limit <= values.min() < -0.99 * limit


@pytest.mark.parametrize("draw", [xavier, he, xavier_uniform, he_uniform])
def test_weights_come_from_the_given_generator_and_differ_from_call_to_call(draw):
    one, same = np.random.default_rng(3), np.random.default_rng(3)

    first = draw((4, 5), one)

    np.testing.assert_array_equal(first, draw((4, 5), same))
    assert not np.any(first == draw((4, 5), one))


def deep(rng, draw, layers=8):
    return [draw((60, 60), rng) for _ in range(layers)]


FUNCTIONS = {"sigmoid": lambda a: 1 / (1 + np.exp(-a)), "tanh": np.tanh, "relu": lambda a: np.maximum(a, 0)}


@pytest.mark.parametrize("activation", list(FUNCTIONS))
def test_gradient_flow_is_the_norm_of_the_derivative_at_each_layer(activation):
    rng = np.random.default_rng(4)
    weights = [rng.standard_normal(shape) for shape in [(4, 5), (5, 3), (3, 2)]]
    x, dout = rng.standard_normal((6, 4)), rng.standard_normal((6, 2))
    h = FUNCTIONS[activation]

    found = gradient_flow(weights, activation, x, dout)

    shift = [np.zeros((6, 5)), np.zeros((6, 3)), np.zeros((6, 2))]

    def loss():
        z = x
        for W, nudge in zip(weights, shift, strict=True):
            z = h(z @ W + nudge)
        return z * dout

    assert found == pytest.approx([np.linalg.norm(derivative(loss, nudge)) for nudge in shift], rel=1e-8)


def test_the_gradient_vanishes_behind_small_sigmoids_and_lives_behind_he_and_relu():
    rng = np.random.default_rng(5)
    x, dout = rng.standard_normal((20, 60)), rng.standard_normal((20, 60))

    sigmoid = gradient_flow(deep(rng, lambda s, r: gaussian(s, 0.01, r)), "sigmoid", x, dout)
    relu = gradient_flow(deep(rng, he), "relu", x, dout)

    assert sigmoid[0] < 1e-8 * sigmoid[-1]
    assert 0.2 < relu[0] / relu[-1] < 5


def test_an_unknown_activation_is_named():
    with pytest.raises(ValueError, match="activation is 'softplus': expected one of sigmoid, tanh, relu"):
        gradient_flow([], "softplus", np.ones((1, 1)), np.ones((1, 1)))


def test_another_library_gives_the_same_norms():
    rng = np.random.default_rng(6)
    weights, x, dout = deep(rng, xavier, 3), rng.standard_normal((2, 60)), rng.standard_normal((2, 60))

    found = gradient_flow([strict(W) for W in weights], "tanh", strict(x), strict(dout))

    assert found == pytest.approx(gradient_flow(weights, "tanh", x, dout), rel=1e-12)
