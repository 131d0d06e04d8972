"""Convolution along one, two or three axes, and the columns that turn it into a product of matrices.

As in every such library it is a cross-correlation: the kernel is not mirrored. The letters and the
windows are those of `reference.windows`; F counts filters.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import reduce
from operator import iadd
from typing import Any

from reference.namespace import Array, floating, namespace
from reference.windows import by_columns, met, overlay, padded, positions, windows

FEW = 3
"""Up to so many channels, a product of matrices is over sooner than what would be copied to make a better one of it."""


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
    n, _, *size = input_shape
    out = positions([side + 2 * pad for side in size], (filter_h, filter_w), stride)
    seen = xp.reshape(col, (n, *out, -1, filter_h, filter_w))
    return overlay(xp.permute_dims(seen, (0, 3, 4, 5, 1, 2)), size, stride, pad)


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
        filters, channels = self.W.shape[:2]
        dy = xp.reshape(dout, (*dout.shape[:2], self.length))
        dW = xp.zeros_like(xp.matrix_transpose(self._by_rows(self.W)))
        self.db = xp.zeros(filters, dtype=dout.dtype, device=dout.device)
        for some, columns in by_columns(self.seen):
            wanted = dy[some, ...]
            self.db += xp.sum(xp.sum(wanted, axis=0), axis=-1)
            wanted = xp.matrix_transpose(wanted)
            if channels > FEW:
                wanted = in_order(wanted)
            for i, seen in enumerate(self._by_row(columns)):
                dW[i, ...] += xp.sum(seen @ wanted, axis=0)
        dW = xp.reshape(dW, (self.rows, channels, -1, filters))
        self.dW = xp.reshape(xp.permute_dims(dW, (3, 1, 0, 2)), self.W.shape)
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
        """Wᵀ dout says what each window wants changed of what it saw; laid over each other, they are dx."""
        xp = namespace(dout)
        channels, *kernel = self.W.shape[1:]
        dx = xp.zeros((dout.shape[0], channels, *self.size), dtype=dout.dtype, device=dout.device)
        if channels > FEW:
            parts = self._gathered(dout)
        else:
            parts = iter([((...,), self.W[..., None], windows(dout, (1,) * len(kernel), 1))])
        for place, W, seen in parts:
            laid, out = W.shape[2:-1], seen.shape[2 + len(kernel) :]
            W = xp.permute_dims(W, (*range(1, W.ndim - 1), 0, W.ndim - 1))  # (C, *laid, F, gathered)
            W = xp.reshape(W, (channels * math.prod(laid), -1))
            for some, columns in by_columns(seen, W.shape[0]):
                wanted = xp.reshape(W @ columns, (-1, channels, *laid, *out))
                dx[some, *place] = overlay(wanted, self.size[: len(laid)], self.stride, self.pad)
        return dx

    def _gathered(self, dout: Array) -> Iterator[tuple[Any, Array, Array]]:
        """Along the last axis windows are not laid over each other, which is slow, but each entry of dx looks at those
        that saw it: a convolution of dout with W mirrored.

        Entries that lie a stride apart were seen by the same entries of W, the others by none of these. So there are as
        many convolutions as the stride is wide. Of each: the place in dx, its part of W, and what it sees of dout
        """
        xp = namespace(dout)
        *rest, last = self.W.shape[2:]
        for first in range(min(last, self.stride)):
            W = xp.flip(self.W[..., first :: self.stride], axis=-1)
            gathered = W.shape[-1]
            seen = windows(padded(dout, [0 for _ in rest] + [gathered - 1]), (*(1 for _ in rest), gathered), 1)
            place, seeing = met(first, self.stride, seen.shape[-1], self.size[-1], self.pad)
            if seeing.stop:  # else these entries of W saw padding alone
                yield (..., place), W, seen[..., seeing]


def in_order(x: Array) -> Array:
    """The same, its numbers side by side in memory: products of matrices are faster on a copy than on a transpose."""
    xp = namespace(x)
    return xp.reshape(xp.reshape(x, (-1,)), x.shape)


class Convolution(ConvolutionNd):
    """Of images: W (F, C, FH, FW), x (N, C, H, W)."""


class Convolution1d(ConvolutionNd):
    """Of sound: W (F, C, FL), x (N, C, length)."""


class Convolution3d(ConvolutionNd):
    """Of video: W (F, C, FD, FH, FW), x (N, C, frames, H, W)."""
