"""Convolution along one, two or three axes, and the columns that turn it into a product of matrices.

As in every such library it is a cross-correlation: the kernel is not mirrored. The letters and the
windows are those of `reference.windows`; F counts filters.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import reduce
from operator import iadd

from reference.namespace import Array, floating, namespace
from reference.windows import by_columns, overlay, padded, windows

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
    image = xp.zeros((n, columns.shape[1] // (filter_h * filter_w), h, w), dtype=col.dtype, device=col.device)
    overlay(image, slice(None), columns, (filter_h, filter_w), stride, (pad, pad))
    return image


class ConvolutionNd:
    """out[n, f] = Σ W[f] · (what a window sees of x[n]) + b[f], at each position of the window.

    W, dW: (F, C, *kernel)
    b, db: (F,)
    x, dx: (N, C, *size), which gets `pad` zeros on each side of every axis
    out, dout: (N, F, *out), out = (size + 2 pad − kernel) // stride + 1
    source: Chellapilla, Puri, Simard (2006), High performance convolutional neural networks, section 3

    The columns of what the windows see take K times the room of x, so only a few samples have theirs at a time. Windows
    that move one by one have columns for the rows of the kernel together: its row i sees what its first row sees i rows
    further on, so that the sum over rows needs no copies.
    """

    def __init__(self, W: Array, b: Array, stride: int = 1, pad: int = 0) -> None:
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x: Array) -> Array:
        x = floating(x, self.W.dtype)
        xp = namespace(x)
        filters, channels, *kernel = self.W.shape
        self.size = x.shape[2:]
        self.rows = kernel[0] if self.stride == 1 and channels > FEW else 1
        seen_at_once = (kernel[0] // self.rows, *kernel[1:])
        self.seen = windows(padded(x, [self.pad] * len(kernel)), seen_at_once, self.stride)
        rest = self.seen.shape[3 + len(kernel) :]
        out = (self.seen.shape[2 + len(kernel)] - self.rows + 1, *rest)
        W, b = self._by_rows(self.W), xp.reshape(self.b, (-1, 1))
        self.step, self.length = math.prod(rest), math.prod(out)
        y = xp.empty((x.shape[0], filters, self.length), dtype=xp.result_type(x, W, b), device=x.device)
        for some, columns in by_columns(self.seen, filters):
            parts = (W[i, ...] @ seen for i, seen in enumerate(self._by_row(columns)))
            y[some, ...] = reduce(iadd, parts) + b
        return xp.reshape(y, (*y.shape[:2], *out))

    def backward(self, dout: Array) -> Array:
        xp = namespace(dout)
        dy = xp.reshape(dout, (*dout.shape[:2], self.length))
        dW = xp.zeros_like(xp.matrix_transpose(self._by_rows(self.W)))
        for some, columns in by_columns(self.seen):
            for i, seen in enumerate(self._by_row(columns)):
                dW[i, ...] += xp.sum(seen @ xp.matrix_transpose(dy[some, ...]), axis=0)
        dW = xp.reshape(dW, (self.rows, self.W.shape[1], -1, self.W.shape[0]))
        self.dW = xp.reshape(xp.permute_dims(dW, (3, 1, 0, 2)), self.W.shape)
        self.db = xp.sum(dy, axis=(0, 2))
        return self._dx(dout)

    def _by_rows(self, W: Array) -> Array:
        """(rows, F, C·K / rows)"""
        xp = namespace(W)
        filters, channels = W.shape[:2]
        W = xp.reshape(W, (filters, channels, self.rows, -1))
        return xp.reshape(xp.permute_dims(W, (2, 0, 1, 3)), (self.rows, filters, -1))

    def _by_row(self, columns: Array) -> Iterator[Array]:
        """What each row of the kernel sees: (n, C·K / rows, L)."""
        return (columns[..., i * self.step : i * self.step + self.length] for i in range(self.rows))

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
        dx = xp.zeros((dout.shape[0], channels, *self.size), dtype=dout.dtype, device=dout.device)
        for some, columns in by_columns(seen, W.shape[0]):
            overlay(dx, some, W @ columns, laid, self.stride, pads)
        return dx


class Convolution(ConvolutionNd):
    """Of images: W (F, C, FH, FW), x (N, C, H, W)."""


class Convolution1d(ConvolutionNd):
    """Of sound: W (F, C, FL), x (N, C, length)."""


class Convolution3d(ConvolutionNd):
    """Of video: W (F, C, FD, FH, FW), x (N, C, frames, H, W)."""
