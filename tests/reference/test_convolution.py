from __future__ import annotations

import numpy as np
import pytest
from derivative import back, check_backward, check_same_elsewhere, strict

import reference.windows
from reference.convolution import Convolution, Convolution1d, Convolution3d, col2im, im2col

IMAGES = [
    # (N, C, H, W), (F, FH, FW), stride, pad
    ((2, 3, 5, 6), (2, 3, 2), 1, 0),
    ((1, 1, 4, 4), (1, 1, 1), 1, 0),
    ((2, 4, 5, 4), (3, 3, 3), 1, 1),
    ((2, 5, 4, 6), (2, 2, 3), 1, 2),
    ((1, 4, 4, 5), (2, 2, 2), 1, 3),  # wider padding than the filter
    ((3, 2, 6, 7), (2, 3, 3), 2, 0),
    ((2, 4, 7, 6), (2, 2, 3), 2, 1),  # a rest that no window sees
    ((2, 1, 7, 7), (2, 2, 2), 3, 0),  # windows with gaps
    ((2, 4, 7, 7), (2, 2, 2), 3, 0),
    ((1, 4, 6, 9), (3, 2, 5), 2, 1),
    ((1, 4, 5, 8), (2, 3, 3), 2, 4),
    ((2, 4, 1, 1), (2, 3, 3), 2, 2),  # columns of the filter that only ever see padding
    ((2, 5, 3, 2), (2, 3, 3), 4, 1),
]
OTHERS = [
    (Convolution1d, (2, 3, 8), (2, 3), 1, 1),
    (Convolution1d, (2, 5, 8), (2, 3), 1, 1),
    (Convolution1d, (1, 2, 9), (2, 4), 3, 0),
    (Convolution1d, (2, 4, 9), (2, 4), 3, 2),
    (Convolution1d, (3, 5, 1), (2, 3), 2, 2),
    (Convolution3d, (2, 4, 3, 4, 3), (2, 2, 3, 2), 1, 1),
    (Convolution3d, (1, 1, 4, 3, 5), (2, 2, 2, 2), 2, 0),
    (Convolution3d, (1, 5, 4, 3, 5), (2, 2, 2, 3), 2, 1),
]
LAYERS = [(Convolution, *case) for case in IMAGES] + OTHERS


def drawn(shape, filters, seed=1):
    rng = np.random.default_rng(seed)
    W = rng.standard_normal((filters[0], shape[1], *filters[1:]))
    return rng, rng.standard_normal(shape), W, rng.standard_normal(filters[0])


def by_the_definition(x, W, b, stride, pad):
    """One sum of products for each filter and position."""
    axes = x.ndim - 2
    x = np.pad(x, [(0, 0), (0, 0)] + [(pad, pad)] * axes)
    out = [(n - k) // stride + 1 for n, k in zip(x.shape[2:], W.shape[2:], strict=True)]
    y = np.zeros((len(x), len(W), *out))
    for n, f, *place in np.ndindex(*y.shape):
        seen = tuple(slice(stride * p, stride * p + k) for p, k in zip(place, W.shape[2:], strict=True))
        y[(n, f, *place)] = np.sum(x[(n, slice(None), *seen)] * W[f]) + b[f]
    return y


@pytest.mark.parametrize(("layer", "shape", "filters", "stride", "pad"), LAYERS)
def test_every_output_is_the_sum_that_defines_it(layer, shape, filters, stride, pad):
    _, x, W, b = drawn(shape, filters)

    out = layer(W, b, stride, pad).forward(x)

    np.testing.assert_allclose(out, by_the_definition(x, W, b, stride, pad), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("layer", "shape", "filters", "stride", "pad"), LAYERS)
def test_backward_is_the_derivative_of_forward(layer, shape, filters, stride, pad):
    rng, x, W, b = drawn(shape, filters)

    check_backward(layer(W, b, stride, pad), x, rng, W=W, b=b)


@pytest.mark.parametrize(("layer", "shape", "filters", "stride", "pad"), LAYERS)
def test_another_library_gives_the_same_values(layer, shape, filters, stride, pad):
    rng, x, W, b = drawn(shape, filters)

    check_same_elsewhere(lambda W, b: layer(W, b, stride, pad), x, rng, W, b)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("samples", [1, 2, 5])
def test_the_cache_decides_how_many_samples_go_together_and_nothing_else(samples, stride, monkeypatch):
    rng, x, W, b = drawn((5, 4, 6, 5), (3, 3, 2))
    layer = Convolution(W, b, stride, 1)
    out = layer.forward(x)
    dout = rng.standard_normal(out.shape)
    dx, dW = layer.backward(dout), layer.dW

    monkeypatch.setattr(reference.windows, "CACHE", samples * W[0].size * out[0, 0].size * 8)

    np.testing.assert_allclose(layer.forward(x), out, rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(layer.backward(dout), dx, rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(layer.dW, dW, rtol=1e-12, atol=1e-13)


def test_convolution_is_linear():
    rng, x, W, b = drawn((2, 3, 5, 5), (2, 3, 3))
    other, none = rng.standard_normal(x.shape), 0 * b
    layer = Convolution(W, none, 1, 1)

    out = layer.forward(2 * x - 3 * other)

    np.testing.assert_allclose(out, 2 * layer.forward(x) - 3 * layer.forward(other), rtol=1e-11, atol=1e-12)


def test_a_shifted_image_gives_a_shifted_map():
    _, x, W, b = drawn((1, 2, 9, 9), (3, 3, 3))
    layer = Convolution(W, b)

    moved = layer.forward(np.roll(x, (1, 2), axis=(2, 3)))

    np.testing.assert_allclose(moved[:, :, 1:, 2:], layer.forward(x)[:, :, :-1, :-2], rtol=1e-12)


@pytest.mark.parametrize(("shape", "filters", "stride", "pad"), IMAGES)
def test_backward_is_the_adjoint_of_forward_without_bias(shape, filters, stride, pad):
    rng, x, W, b = drawn(shape, filters)
    layer = Convolution(W, 0 * b, stride, pad)
    out = layer.forward(x)
    y = rng.standard_normal(out.shape)

    assert np.vdot(out, y) == pytest.approx(np.vdot(x, layer.backward(y)), rel=1e-11)
    assert np.vdot(out, y) == pytest.approx(np.vdot(W, layer.dW), rel=1e-11)


@pytest.mark.parametrize("stride", [1, 2])
def test_single_precision_stays_and_agrees_with_double(stride):
    rng, x, W, b = drawn((2, 4, 6, 6), (3, 3, 3))
    double, single = Convolution(W, b, stride, 1), Convolution(*map(np.float32, (W, b)), stride, 1)
    out = double.forward(x)
    dout = rng.standard_normal(out.shape)

    pairs = [(single.forward(np.float32(x)), out), (single.backward(np.float32(dout)), double.backward(dout))]

    for found, wanted in [*pairs, (single.dW, double.dW), (single.db, double.db)]:
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-4)


def test_images_that_do_not_lie_in_order_in_memory_are_no_matter():
    rng, x, W, b = drawn((2, 4, 6, 5), (3, 3, 2))
    layer = Convolution(W, b)
    out = layer.forward(x)
    dout = rng.standard_normal(out.shape)
    dx, dW = layer.backward(dout), layer.dW

    turned = [np.ascontiguousarray(a.transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1) for a in (x, dout)]

    np.testing.assert_allclose(layer.forward(turned[0]), out, rtol=1e-12)
    np.testing.assert_allclose(layer.backward(turned[1]), dx, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(layer.dW, dW, rtol=1e-12)


def test_a_filter_that_does_not_fit_is_refused():
    _, x, W, b = drawn((1, 1, 2, 5), (1, 3, 3))

    with pytest.raises(ValueError, match=r"a window of \(3, 3\) does not fit into \(2, 5\)"):
        Convolution(W, b).forward(x)


@pytest.mark.parametrize(("shape", "filters", "stride", "pad"), IMAGES)
def test_a_row_of_im2col_is_what_the_filter_sees_at_one_position(shape, filters, stride, pad):
    _, x, W, b = drawn(shape, filters)
    _, height, width = filters

    col = im2col(x, height, width, stride, pad)

    out = by_the_definition(x, W, b, stride, pad)
    rows = out.transpose(0, 2, 3, 1).reshape(-1, len(W))
    assert col.shape == (len(rows), x.shape[1] * height * width)
    np.testing.assert_allclose(col @ W.reshape(len(W), -1).T + b, rows, rtol=1e-12, atol=1e-12)
    assert not np.shares_memory(col, x) or pad == 0


@pytest.mark.parametrize(("shape", "filters", "stride", "pad"), IMAGES)
def test_col2im_is_the_adjoint_of_im2col(shape, filters, stride, pad):
    rng, x, _, _ = drawn(shape, filters)
    col = im2col(x, *filters[1:], stride, pad)
    other = rng.standard_normal(col.shape)

    image = col2im(other, shape, *filters[1:], stride, pad)

    assert image.shape == shape
    assert np.vdot(col, other) == pytest.approx(np.vdot(x, image), rel=1e-11)


def test_col2im_of_im2col_counts_the_windows_over_each_pixel():
    x = np.ones((1, 1, 3, 3))

    counts = col2im(im2col(x, 2, 2), x.shape, 2, 2)

    assert counts[0, 0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


def test_im2col_and_col2im_of_another_library_give_the_same_values():
    shape = (2, 3, 5, 6)
    x = np.random.default_rng(6).standard_normal(shape)
    col = im2col(x, 3, 2, 2, 1)

    np.testing.assert_array_equal(back(im2col(strict(x), 3, 2, 2, 1)), col)
    np.testing.assert_allclose(back(col2im(strict(col), shape, 3, 2, 2, 1)), col2im(col, shape, 3, 2, 2, 1))


@pytest.mark.parametrize("pad", [0, 1])
def test_images_that_may_only_be_read_are_enough(pad):
    rng, x, W, b = drawn((2, 4, 6, 5), (3, 3, 2))
    layer = Convolution(W, b, 1, pad)
    out = layer.forward(x)
    dout = rng.standard_normal(out.shape)
    dx = layer.backward(dout)

    for array in (x, W, b, dout):
        array.flags.writeable = False

    np.testing.assert_array_equal(layer.forward(x), out)
    np.testing.assert_array_equal(layer.backward(dout), dx)


def test_no_images_give_no_maps_and_no_gradient():
    _, _, W, b = drawn((1, 4, 6, 5), (3, 3, 2))
    layer = Convolution(W, b)

    out = layer.forward(np.zeros((0, 4, 6, 5)))

    assert out.shape == (0, 3, 4, 4)
    assert layer.backward(out).shape == (0, 4, 6, 5)
    assert not np.any(layer.dW)
