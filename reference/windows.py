"""Windows that slide over an array: how many, what each of them sees, and the way back.

x: (N, C, *size), with any number of axes to slide along: one for sound, two for images, three for video
kernel: the window's size along each of these axes; K is their product
stride: the step from one window to the next, the same along every axis
out: the number of windows along each axis; L is their product
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from reference.namespace import Array, namespace

CACHE = 2**20
"""Bytes of columns that are worked on at once: a mebibyte stays near the core."""


def positions(size: Sequence[int], kernel: Sequence[int], stride: int) -> tuple[int, ...]:
    """`out`: as many windows as fit, (size − kernel) // stride + 1; a rest that is too narrow is not seen.

    raises: ValueError if not even one fits
    """
    if any(k > n for n, k in zip(size, kernel, strict=True)):
        raise ValueError(f"a window of {tuple(kernel)} does not fit into {tuple(size)}, padding included")
    return tuple((n - k) // stride + 1 for n, k in zip(size, kernel, strict=True))


@lru_cache
def places(kernel: tuple[int, ...], stride: int, out: tuple[int, ...]) -> tuple[tuple[Any, ...], ...]:
    """For each entry of the kernel, row by row, the index of what windows have there: (N, C, *out) of x."""
    return tuple(
        (..., *(slice(k, k + stride * (n - 1) + 1, stride) for k, n in zip(offset, out, strict=True)))
        for offset in product(*map(range, kernel))
    )


def windows(x: Array, kernel: tuple[int, ...], stride: int) -> Array:
    """What the windows see: (N, C, *kernel, *out), for NumPy without a copy, so not to be written to."""
    n, c, *size = x.shape
    out = positions(size, kernel, stride)
    shape = n, c, *kernel, *out
    xp = namespace(x)
    if out == tuple(size):  # windows of one entry, side by side, see x as it is
        return xp.reshape(x, shape)
    if xp is np:
        x = np.ascontiguousarray(x)
        return np.ndarray(shape, x.dtype, x, strides=(*x.strides, *(stride * step for step in x.strides[2:])))
    return xp.reshape(xp.stack([x[place] for place in places(kernel, stride, out)], axis=2), shape)


def by_columns(seen: Array, rows: int = 0) -> Iterator[tuple[slice, Array]]:
    """What `windows` gave, a column for each window: (n, C·K, L), for n samples at a time, and which they are.

    rows: of the product that will be made of the columns, so that it stays in the cache with them

    For NumPy the columns of the next samples take the place of these in memory, which is in the cache already.
    """
    xp = namespace(seen)
    axes = seen.ndim // 2 + 1
    height, length = math.prod(seen.shape[1:axes]), math.prod(seen.shape[axes:])
    room = None
    for some in blocks(seen, max(height, rows) * length):
        columns = seen[some, ...]
        if xp is np and not columns.flags.c_contiguous:
            room = np.empty(columns.shape, seen.dtype) if room is None else room[: len(columns)]
            room[...] = columns
            columns = room
        yield some, xp.reshape(columns, (-1, height, length))


def gathered(
    x: Array, kernel: Sequence[int], out: Sequence[int], stride: int, pad: int, rows: int = 0
) -> Iterator[tuple[slice, Array]]:
    """The columns of `by_columns`, with the kernel's rows before the channels: (n, rows·C·…, L).

    kernel: of windows over x with `pad` zeros around; they may also reach over its ends
    out: how many

    Entry by entry of the kernel, where it meets x: what it sees of the padding is 0 and stays so. x is never padded,
    and among many channels an entry is a large copy.
    """
    xp = namespace(x)
    channels, *size = x.shape[1:]
    height, length = channels * math.prod(kernel[1:]), math.prod(out)
    entries = meetings(tuple(kernel), stride, tuple(out), tuple(size), pad)
    room = None
    for some in blocks(x, max(height, rows) * length):
        given = x[some, ...]
        if room is None:
            room = xp.zeros((given.shape[0], kernel[0], channels, *kernel[1:], *out), dtype=x.dtype, device=x.device)
        room = room[: given.shape[0], ...]
        for (row, *entry), place, seeing in entries:
            room[:, row, :, *entry, *seeing] = given[:, :, *place]
        yield some, xp.reshape(room, (-1, kernel[0] * height, length))


def overlay(seen: Array, size: Sequence[int], stride: int, pad: int) -> Array:
    """The adjoint of `windows` of `padded`: every entry added to that of x which was seen there.

    seen: (N, C, *kernel, *out, …), what windows see; what they see of the padding is left out
    size: of the axes that windows slide along; axes behind them stay as they are
    returns: (N, C, *size, …)

    One axis after the other, which takes the sum of the kernel's sides in additions, not their product.
    """
    xp = namespace(seen)
    before = (slice(None),) * (1 + len(size))
    for n in size:
        _, _, side, *shape = seen.shape
        out, shape[len(size) - 1] = shape[len(size) - 1], n
        laid = xp.zeros((*seen.shape[:2], *shape), dtype=seen.dtype, device=seen.device)
        for entry in range(side):
            place, seeing = met(entry, stride, out, n, pad)
            more = seen[:, :, entry, ...][*before, seeing, ...]
            if entry < stride:  # nothing lies there yet
                laid[*before, place, ...] = more
            else:
                laid[*before, place, ...] += more
        seen = laid
    return seen


@lru_cache
def met(entry: int, stride: int, out: int, size: int, pad: int) -> tuple[slice, slice]:
    """Along one axis: where an entry of the kernel meets x itself, and which of the `out` windows do that."""
    first = max(0, -((entry - pad) // stride))
    last = min(out, (size - 1 + pad - entry) // stride + 1)
    if first >= last:
        return slice(0, 0), slice(0, 0)
    start = stride * first + entry - pad
    return slice(start, start + stride * (last - first - 1) + 1, stride), slice(first, last)


@lru_cache
def meetings(
    kernel: tuple[int, ...], stride: int, out: tuple[int, ...], size: tuple[int, ...], pad: int
) -> tuple[tuple[tuple[int, ...], tuple[slice, ...], tuple[slice, ...]], ...]:
    """For each entry of the kernel, row by row, itself, where it meets x, and which windows do that: `met` by axis."""
    found = []
    for entry in product(*map(range, kernel)):
        both = [met(k, stride, many, n, pad) for k, many, n in zip(entry, out, size, strict=True)]
        found.append((entry, tuple(place for place, _ in both), tuple(seeing for _, seeing in both)))
    return tuple(found)


def padded(x: Array, pads: Sequence[int], value: float = 0.0, behind: Sequence[int] = ()) -> Array:
    """x with `pads[i]` entries of `value` before and after axis i + 2, then `behind[i]` more; x itself without any."""
    if not any(pads) and not any(behind):
        return x
    xp = namespace(x)
    behind = behind or [0 for _ in pads]
    size = (n + 2 * pad + more for n, pad, more in zip(x.shape[2:], pads, behind, strict=True))
    result = xp.zeros((*x.shape[:2], *size), dtype=x.dtype, device=x.device)
    if value:
        result[...] = value
    result[_inside(x.shape[2:], pads)] = x
    return result


def cropped(x: Array, size: Sequence[int], pads: Sequence[int]) -> Array:
    """The adjoint of `padded`: `size` entries after the first `pads` of each axis, (N, C, *size)."""
    return x[_inside(size, pads)]


def blocks(x: Array, size: int) -> Iterator[slice]:
    """The samples of x, as many at a time as fit into the cache when each becomes `size` numbers.

    Other libraries than NumPy get all samples at once: a GPU is fast on many.
    """
    n = x.shape[0]
    step = CACHE // (size * x.dtype.itemsize) if isinstance(x, np.ndarray) else n
    for start in range(0, n, max(1, step)):
        yield slice(start, start + max(1, step))


def _inside(size: Sequence[int], pads: Sequence[int]) -> tuple[Any, ...]:
    return (..., *(slice(pad, pad + n) for n, pad in zip(size, pads, strict=True)))
