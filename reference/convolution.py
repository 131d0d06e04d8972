"""Convolution along one, two or three axes, and the columns that turn it into a product of matrices.

As in every such library it is a cross-correlation: the kernel is not mirrored. The letters and the
windows are those of `reference.windows`; F counts filters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial, reduce
from itertools import chain
from operator import iadd

from reference.namespace import Array, floating, namespace
from reference.windows import blocks, by_columns, gathered, meetings, met, overlay, padded, positions, windows

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

    The columns of what the windows see take K times the room of x, so only a few samples have theirs at a time. And
    they are of the kernel's first rows alone, as many as the stride is wide: a row of the kernel sees what the row a
    stride before it sees one window further on. So the sum over all rows needs no more copies.
    """

    def __init__(self, W: Array, b: Array, stride: int = 1, pad: int = 0) -> None:
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x: Array) -> Array:
        x = floating(x, self.W.dtype)
        xp = namespace(x)
        filters, _, *kernel = self.W.shape
        self.size = x.shape[2:]
        out = positions([n + 2 * self.pad for n in self.size], kernel, self.stride)
        self.step, self.length = math.prod(out[1:]), math.prod(out)
        self.rows, self.columns = self._seen(x, out)
        W, b = xp.reshape(rows_first(self.W), (filters, -1)), xp.reshape(self.b, (-1, 1))
        parts = [in_order(W[:, rows]) for rows in self.rows]
        y = xp.empty((x.shape[0], filters, self.length), dtype=xp.result_type(x, W, b), device=x.device)
        for some, columns in self.columns(rows=filters):
            y[some, ...] = reduce(iadd, chain(map(xp.matmul, parts, self._by_rows(columns)), (b,)))
        return xp.reshape(y, (*y.shape[:2], *out))

    def backward(self, dout: Array) -> Array:
        xp = namespace(dout)
        filters, channels, *kernel = self.W.shape
        dy = xp.reshape(dout, (*dout.shape[:2], self.length))
        dW = xp.zeros((math.prod(self.W.shape[1:]), filters), dtype=self.W.dtype, device=self.W.device)
        self.db = xp.zeros(filters, dtype=dout.dtype, device=dout.device)
        for some, columns in self.columns():
            wanted = dy[some, ...]
            self.db += xp.sum(xp.sum(wanted, axis=0), axis=-1)
            wanted = xp.matrix_transpose(wanted)
            if channels > FEW:
                wanted = in_order(wanted)
            for rows, seen in zip(self.rows, self._by_rows(columns), strict=True):
                dW[rows, :] += xp.sum(seen @ wanted, axis=0)
        dW = xp.reshape(dW, (kernel[0], channels, *kernel[1:], filters))
        self.dW = xp.permute_dims(dW, (dW.ndim - 1, 1, 0, *range(2, dW.ndim - 1)))
        return self._dx(dout) if self.stride == 1 else self._dx_by_phases(dout)

    def _seen(self, x: Array, out: Sequence[int]) -> tuple[list[slice], Callable[..., Iterator[tuple[slice, Array]]]]:
        """Which of a window's K·C numbers, row by row of the kernel, come from the same columns, and what lays these:
        of `out` windows, and below them of those that further rows see.
        """
        channels, *kernel = self.W.shape[1:]
        height = math.prod(self.W.shape[1:])
        if channels <= FEW:
            x = padded(x, [self.pad for _ in kernel])
            return [slice(0, height)], partial(by_columns, rows_first(windows(x, tuple(kernel), self.stride)))
        rows = min(kernel[0], self.stride)
        parts = range(0, height, height // kernel[0] * rows)
        out = out[0] + len(parts) - 1, *out[1:]
        columns = partial(gathered, x, (rows, *kernel[1:]), out, self.stride, self.pad)
        return [slice(i, min(i + parts.step, height)) for i in parts], columns

    def _by_rows(self, columns: Array) -> Iterator[Array]:
        """What the kernel's first rows see, what the next ones see, … : (n, their C·K, L)."""
        for i, rows in enumerate(self.rows):
            yield columns[:, : rows.stop - rows.start, i * self.step : i * self.step + self.length]

    def _dx(self, dout: Array) -> Array:
        """Of windows side by side. Wᵀ dout says what each of them wants changed of what it saw; laid over each other,
        they are dx.

        Along the last axis they are not laid over each other, which is slow, but each entry of dx looks at those that
        saw it: a convolution of dout with W mirrored.
        """
        xp = namespace(dout)
        channels, *laid = self.W.shape[1:]
        if channels > FEW:
            *laid, last = laid
            W = xp.flip(self.W, axis=-1)
            seen = windows(padded(dout, [*(0 for _ in laid), last - 1]), (*(1 for _ in laid), last), 1)
            seen = seen[..., self.pad : self.pad + self.size[-1]]
        else:
            W, seen = self.W[..., None], windows(dout, (1,) * len(laid), 1)
        out = seen.shape[2 + len(self.size) :]
        W = xp.permute_dims(W, (*range(1, W.ndim - 1), 0, W.ndim - 1))  # (C, *laid, F, gathered)
        W = xp.reshape(W, (channels * math.prod(laid), -1))
        dx = xp.empty((dout.shape[0], channels, *self.size), dtype=dout.dtype, device=dout.device)
        for some, columns in by_columns(seen, W.shape[0]):
            wanted = xp.reshape(W @ columns, (-1, channels, *laid, *out))
            dx[some, ...] = overlay(wanted, self.size[: len(laid)], 1, self.pad)
        return dx

    def _dx_by_phases(self, dout: Array) -> Array:
        """Of windows further apart. Entries of dx that lie a stride apart, a phase, were seen by the same entries of W,
        the others by none of these. So each phase is a sum over a few shifts of Wᵀ dout, and no phase lies over
        another. Along the first axis dout is shifted, along the others its products are.
        """
        xp = namespace(dout)
        channels, *kernel = self.W.shape[1:]
        high = dout.shape[2]
        above, *behind = ((k - 1) // self.stride for k in kernel)
        # whatever is shifted over an end meets zeros
        dout = padded(dout, [above, *(0 for _ in behind)], behind=[0, *behind])
        dy, wide = xp.reshape(dout, (*dout.shape[:2], -1)), dout.shape[3:]
        rows = [self._shifted(row, high, above, math.prod(wide)) for row in range(min(kernel[0], self.stride))]
        phases = tuple(min(k, self.stride) for k in kernel[1:])
        others = meetings(phases, self.stride, wide, self.size[1:], self.pad)
        dx = xp.zeros((dout.shape[0], channels, *self.size), dtype=dout.dtype, device=dout.device)
        for some in blocks(dout, channels * math.prod(kernel[1:]) * high * math.prod(wide)):
            for place, parts in rows:
                if place.start == place.stop:  # these rows of the kernel only ever see padding
                    continue
                wanted = reduce(iadd, (W @ dy[some, :, shifted] for W, shifted in parts))
                wanted = xp.reshape(wanted, (wanted.shape[0], *kernel[1:], channels, -1))
                laid = _summed(wanted, self.stride, wide)
                for phase, places, seeing in others:
                    dx[some, :, place, *places] = laid[:, *phase, :, :, *seeing]
                del wanted, laid  # so that the next ones take their room, which is in the cache
        return dx

    def _shifted(self, row: int, high: int, above: int, step: int) -> tuple[slice, list[tuple[Array, slice]]]:
        """The rows of dx that were seen by this row of the kernel, and by those strides further on. Of each of these
        its part of W, (kernel[1:]·C, F), and the part of dout for it, in memory.

        dout: `high` rows of `step` entries, and `above` of zeros on either side
        """
        xp = namespace(self.W)
        entries = range(row, self.W.shape[2], self.stride)
        place, seeing = met(row, self.stride, high + len(entries) - 1, self.size[0], self.pad)
        parts = []
        for shift, entry in enumerate(entries, start=-above):
            W = self.W[:, :, entry, ...]
            W = xp.reshape(xp.permute_dims(W, (*range(2, W.ndim), 1, 0)), (-1, W.shape[0]))
            parts.append((in_order(W), slice((seeing.start - shift) * step, (seeing.stop - shift) * step)))
        return place, parts


def _summed(wanted: Array, stride: int, wide: Sequence[int]) -> Array:
    """What entries of the kernel want that lie strides apart, summed up in place: (n, *phases, C, rows, *wide).

    wanted: (n, *kernel, C, rows·wide), each row with as many zeros behind it as it is shifted by
    """
    for axis, _ in enumerate(wide, start=1):
        before = (slice(None),) * axis
        for entry in range(stride, wanted.shape[axis]):
            by = entry // stride * math.prod(wide[axis:])
            wanted[*before, entry % stride, ..., by:] += wanted[*before, entry, ..., :-by]
        wanted = wanted[*before, : min(stride, wanted.shape[axis]), ...]
    return namespace(wanted).reshape(wanted, (*wanted.shape[:-1], -1, *wide))


def rows_first(x: Array) -> Array:
    """(N, C, rows, …) as (N, rows, C, …)."""
    return namespace(x).permute_dims(x, (0, 2, 1, *range(3, x.ndim)))


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
