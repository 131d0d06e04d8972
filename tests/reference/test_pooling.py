from __future__ import annotations

import numpy as np
import pytest
from derivative import back, check_backward, check_same_elsewhere, strict

import reference.windows
from reference.pooling import AveragePooling, GlobalAveragePooling, GlobalMaxPooling, Pooling

WINDOWS = [
    # (N, C, H, W), pool_h, pool_w, stride, pad
    ((2, 3, 4, 6), 2, 2, 2, 0),
    ((1, 2, 5, 7), 2, 2, 2, 0),  # a rest that no window sees
    ((2, 1, 6, 5), 3, 2, 1, 0),
    ((2, 2, 7, 6), 3, 3, 2, 1),
    ((1, 1, 7, 8), 2, 3, 4, 1),  # windows with gaps
    ((1, 2, 3, 4), 3, 4, 1, 0),  # one window
]
POOLINGS = [Pooling, AveragePooling]
GLOBALS = [GlobalAveragePooling, GlobalMaxPooling]


def drawn(shape, seed=1):
    """Values that differ by more than the step of the differences."""
    rng = np.random.default_rng(seed)
    return rng, rng.permutation(float(np.prod(shape)) - np.arange(np.prod(shape)) * 2.0).reshape(shape) / 10


def by_the_definition(kind, x, pool_h, pool_w, stride, pad):
    value, summary = (-np.inf, np.max) if kind is Pooling else (0, np.mean)
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=value)
    out = [(n - k) // stride + 1 for n, k in zip(x.shape[2:], (pool_h, pool_w), strict=True)]
    y = np.zeros((*x.shape[:2], *out))
    for n, c, i, j in np.ndindex(*y.shape):
        y[n, c, i, j] = summary(x[n, c, stride * i : stride * i + pool_h, stride * j : stride * j + pool_w])
    return y


@pytest.mark.parametrize(("shape", "pool_h", "pool_w", "stride", "pad"), WINDOWS)
@pytest.mark.parametrize("kind", POOLINGS)
def test_every_output_is_what_its_window_sees_summed_up(kind, shape, pool_h, pool_w, stride, pad):
    _, x = drawn(shape)

    out = kind(pool_h, pool_w, stride, pad).forward(x)

    np.testing.assert_allclose(out, by_the_definition(kind, x, pool_h, pool_w, stride, pad), rtol=1e-13)


@pytest.mark.parametrize(("shape", "pool_h", "pool_w", "stride", "pad"), WINDOWS)
@pytest.mark.parametrize("kind", POOLINGS)
def test_backward_is_the_derivative_of_forward(kind, shape, pool_h, pool_w, stride, pad):
    rng, x = drawn(shape)

    check_backward(kind(pool_h, pool_w, stride, pad), x, rng)


@pytest.mark.parametrize("layer", GLOBALS)
@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (1, 2, 1, 1)])
def test_backward_of_global_pooling_is_the_derivative_of_forward(layer, shape):
    rng, x = drawn(shape)

    check_backward(layer(), x, rng)


def test_the_stride_is_two_unless_said_otherwise():
    assert Pooling(2, 2).forward(np.zeros((1, 1, 6, 8))).shape == (1, 1, 3, 4)


@pytest.mark.parametrize("stride", [1, 2])
def test_among_equals_the_first_takes_the_whole_gradient(stride):
    layer = Pooling(2, 2, stride)
    x = np.zeros((1, 1, 2, 2))
    x[0, 0, 0, 1] = x[0, 0, 1, 0] = 1
    layer.forward(x)

    assert layer.backward(np.full((1, 1, 1, 1), 5.0))[0, 0].tolist() == [[0, 5], [0, 0]]


@pytest.mark.parametrize(("shape", "pool_h", "pool_w", "stride", "pad"), WINDOWS)
def test_a_gradient_is_never_lost_or_doubled_however_many_are_equal(shape, pool_h, pool_w, stride, pad):
    rng = np.random.default_rng(2)
    x = rng.integers(0, 2, shape).astype(float)
    layer = Pooling(pool_h, pool_w, stride, pad)
    dout = rng.standard_normal(layer.forward(x).shape)

    dx = layer.backward(dout)

    np.testing.assert_allclose(dx.sum(axis=(2, 3)), dout.sum(axis=(2, 3)), rtol=1e-12, atol=1e-13)


def test_padding_never_wins_over_negative_numbers():
    layer = Pooling(3, 3, 2, 1)
    x = np.full((1, 1, 4, 4), -5.0)

    assert np.all(layer.forward(x) == -5)
    assert layer.backward(np.ones((1, 1, 2, 2))).sum() == 4


def test_padding_that_fills_a_window_is_refused():
    with pytest.raises(ValueError, match=r"pad is 2: in a corner, a window of \(2, 3\) would see nothing else"):
        Pooling(2, 3, 1, 2)


def test_global_pooling_sums_up_a_channel():
    x = np.arange(12.0).reshape(1, 2, 2, 3)

    assert GlobalAveragePooling().forward(x).tolist() == [[2.5, 8.5]]
    assert GlobalMaxPooling().forward(x).tolist() == [[5, 11]]


def test_global_maxima_that_are_equal_give_the_gradient_to_the_first():
    layer = GlobalMaxPooling()
    layer.forward(np.zeros((1, 1, 2, 2)))

    assert layer.backward(np.array([[3.0]]))[0, 0].tolist() == [[3, 0], [0, 0]]


@pytest.mark.parametrize(
    "layer", [Pooling(2, 2), AveragePooling(3, 3, 1, 1), GlobalAveragePooling(), GlobalMaxPooling()]
)
def test_gradients_can_be_written_to_and_the_dtype_is_kept(layer):
    out = layer.forward(np.ones((2, 3, 4, 4), np.float32))

    dx = layer.backward(np.ones_like(out))
    dx += 1

    assert out.dtype == dx.dtype == np.float32


@pytest.mark.parametrize("dtype", [np.int64, np.uint8])
@pytest.mark.parametrize(
    "layer", [Pooling(2, 3, 1, 1), AveragePooling(3, 3, 1, 1), GlobalAveragePooling(), GlobalMaxPooling()]
)
def test_whole_numbers_give_what_the_same_floating_point_numbers_give(layer, dtype):
    rng = np.random.default_rng(1)
    x = rng.integers(0, 256, (2, 3, 4, 5)).astype(dtype)
    expected = layer.forward(x.astype(float))
    dout = rng.standard_normal(expected.shape)
    slope = layer.backward(dout)

    np.testing.assert_array_equal(layer.forward(x), expected)
    np.testing.assert_array_equal(layer.backward(dout), slope)
    np.testing.assert_array_equal(back(layer.forward(strict(x))), expected)


@pytest.mark.parametrize(("shape", "pool_h", "pool_w", "stride", "pad"), WINDOWS)
@pytest.mark.parametrize("kind", POOLINGS)
def test_another_library_gives_the_same_values(kind, shape, pool_h, pool_w, stride, pad):
    rng, x = drawn(shape)

    check_same_elsewhere(lambda: kind(pool_h, pool_w, stride, pad), x, rng)


@pytest.mark.parametrize("layer", GLOBALS)
def test_another_library_gives_the_same_global_values(layer):
    rng, x = drawn((2, 3, 4, 5))

    check_same_elsewhere(layer, x, rng)
    assert back(layer().forward(strict(x))).shape == (2, 3)


@pytest.mark.parametrize("samples", [1, 2])
@pytest.mark.parametrize("kind", POOLINGS)
def test_the_cache_decides_how_many_samples_go_together_and_nothing_else(kind, samples, monkeypatch):
    rng, x = drawn((5, 2, 6, 7))
    layer = kind(2, 3, 1)
    out = layer.forward(x)
    dout = rng.standard_normal(out.shape)
    dx = layer.backward(dout)

    monkeypatch.setattr(reference.windows, "CACHE", samples * x[0].size * 8)

    np.testing.assert_array_equal(layer.forward(x), out)
    np.testing.assert_array_equal(layer.backward(dout), dx)
