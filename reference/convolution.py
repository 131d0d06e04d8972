"""Convolution along one, two or three axes, and the columns that turn it into a product of matrices.

As in every such library it is a cross-correlation: the kernel is not mirrored. The letters and the
windows are those of `reference.windows`; F counts filters.
"""

from __future__ import annotations

import math

from reference.namespace import Array, floating, namespace
from reference.windows import by_columns, cropped, overlaid, padded, windows

FEW = 3
"""Up to so many channels, laying windows over each other along every axis is the faster way to dx."""


def im2col(input_data: Array, filter_h: int, filter_w: int, stride: int = 1, pad: int = 0) -> Array:
    """Lay out what the filter sees at each of its positions as one row.

    input_data: (N, C, H, W), which gets `pad` zeros on each side
    returns: (N·OH·OW, C·FH·FW), OH = (H + 2 pad − FH) // stride + 1, OW alike; rows in the order n, oh, ow,
    columns in the order c, fh, fw
    """
    xp = namespace(input_data)
    seen = windows(padded(input_data, (pad, pad)), (filter_h, filter_w), stride)
    return xp.reshape(xp.permute_dims(seen, (0, 4, 5, 1, 2, 3)), (-1, math.prod(seen.shape[1:4])))


def col2im(
    col: Array, input_shape: tuple[int, ...], filter_h: int, filter_w: int, stride: int = 1, pad: int = 0
) -> Array:
    """Add every entry of `col` to the pixel that `im2col` took it from: its adjoint, not its inverse.

    col: (N·OH·OW, C·FH·FW)
    input_shape: (N, C, H, W), the shape of the result
    """
    xp = namespace(col)
    n, _, h, w = input_shape
    columns = xp.matrix_transpose(xp.reshape(col, (n, -1, col.shape[1])))
    image = overlaid(columns, (h + 2 * pad, w + 2 * pad), (filter_h, filter_w), stride)
    return cropped(image, (h, w), (pad, pad))


class ConvolutionNd:
    """out[n, f] = Σ W[f] · (what a window sees of x[n]) + b[f], at each position of the window.

    W, dW: (F, C, *kernel)
    b, db: (F,)
    x, dx: (N, C, *size), which gets `pad` zeros on each side of every axis
    out, dout: (N, F, *out), out = (size + 2 pad − kernel) // stride + 1
    source: Chellapilla, Puri, Simard (2006), High performance convolutional neural networks, section 3

    The columns of what the windows see take K times the room of x, so only a few samples have theirs at a time.
    """

    def __init__(self, W: Array, b: Array, stride: int = 1, pad: int = 0) -> None:
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x: Array) -> Array:
        x = floating(x)
        xp = namespace(x)
        filters, _, *kernel = self.W.shape
        self.size = x.shape[2:]
        self.seen = windows(padded(x, [self.pad] * len(kernel)), tuple(kernel), self.stride)
        out = self.seen.shape[2 + len(kernel) :]
        W, b = xp.reshape(self.W, (filters, -1)), xp.reshape(self.b, (-1, 1))
        y = xp.empty((x.shape[0], filters, math.prod(out)), dtype=xp.result_type(x, W, b), device=x.device)
        for some, columns in by_columns(self.seen, filters):
            y[some, ...] = W @ columns + b
        return xp.reshape(y, (*y.shape[:2], *out))

    def backward(self, dout: Array) -> Array:
        xp = namespace(dout)
        dy = xp.reshape(dout, (*dout.shape[:2], math.prod(dout.shape[2:])))
        dW = xp.zeros_like(xp.reshape(self.W, (-1, dy.shape[1])))  # (C·K, F)
        for some, columns in by_columns(self.seen):
            dW += xp.sum(columns @ xp.matrix_transpose(dy[some, ...]), axis=0)
        self.dW = xp.reshape(dW.T, self.W.shape)
        self.db = xp.sum(dy, axis=(0, 2))
        return self._dx(dout)

    def _dx(self, dout: Array) -> Array:
        """Wᵀ dout says what each window wants changed of what it saw; laid over each other, they are dx.

        Windows that move one by one are not laid over each other along the last axis, which is slow, but gathered
        there: each entry of dx looks at the windows that saw it, a convolution of dout with W mirrored.
        """
        xp = namespace(dout)
        filters, channels, *kernel = self.W.shape
        *rest, last = kernel
        if self.stride == 1 and self.pad < last and channels > FEW:
            W, gathered, laid = xp.flip(self.W, axis=-1), last, (*rest, 1)
            margin, pads = last - 1 - self.pad, [self.pad for _ in rest] + [0]
        else:
            W, gathered, laid = self.W[..., None], 1, tuple(kernel)
            margin, pads = 0, [self.pad for _ in kernel]
        W = xp.permute_dims(W, (*range(1, W.ndim - 1), 0, W.ndim - 1))  # (C, *laid, F, gathered)
        W = xp.reshape(W, (-1, filters * gathered))
        seen = windows(padded(dout, [0 for _ in rest] + [margin]), (*(1 for _ in rest), gathered), 1)
        size = [n + 2 * pad for n, pad in zip(self.size, pads, strict=True)]
        dx = xp.empty((dout.shape[0], channels, *self.size), dtype=dout.dtype, device=dout.device)
        for some, columns in by_columns(seen, W.shape[0]):
            dx[some, ...] = cropped(overlaid(W @ columns, size, laid, self.stride), self.size, pads)
        return dx


class Convolution(ConvolutionNd):
    """Of images: W (F, C, FH, FW), x (N, C, H, W)."""


class Convolution1d(ConvolutionNd):
    """Of sound: W (F, C, FL), x (N, C, length)."""


class Convolution3d(ConvolutionNd):
    """Of video: W (F, C, FD, FH, FW), x (N, C, frames, H, W)."""
