"""Pooling of images (N, C, H, W): each channel by itself, over windows or over the whole image."""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

from reference.namespace import Array, floating, namespace
from reference.windows import blocks, cropped, padded, places, positions


class _Pooling:
    """One number for each window.

    x, dx: (N, C, H, W), which gets `pad` entries on each side of both axes
    out, dout: (N, C, OH, OW), OH = (H + 2 pad − pool_h) // stride + 1, OW alike
    """

    padding = 0.0

    def __init__(self, pool_h: int, pool_w: int, stride: int = 2, pad: int = 0) -> None:
        if pad >= min(pool_h, pool_w):
            raise ValueError(f"pad is {pad}: in a corner, a window of {(pool_h, pool_w)} would see nothing else")
        self.kernel = pool_h, pool_w
        self.stride = stride
        self.pads = pad, pad
        self.apart = stride >= max(self.kernel)

    def forward(self, x: Array) -> Array:
        x = floating(x)
        xp = namespace(x)
        self.size = x.shape[2:]
        self.x = padded(x, self.pads, self.padding)
        out = positions(self.x.shape[2:], self.kernel, self.stride)
        self.places = places(self.kernel, self.stride, out)
        self.seen = self._seen()
        self.out = xp.empty((*x.shape[:2], *out), dtype=x.dtype, device=x.device)
        for some in blocks(x, math.prod(x.shape[1:])):
            self.out[some, ...] = self._pooled(some)
        return self.out

    def backward(self, dout: Array) -> Array:
        dx = namespace(dout).zeros(self.x.shape, dtype=self.x.dtype, device=self.x.device)
        for some in blocks(dx, math.prod(dx.shape[1:])):
            self._spread(dout, some, dx)
        return cropped(dx, self.size, self.pads)

    def _seen(self) -> list[Array]:
        """For each entry of the kernel, row by row, what windows have there: (N, C, OH, OW) of x."""
        return [self.x[place] for place in self.places]

    def _pooled(self, some: slice) -> Array:
        raise NotImplementedError

    def _spread(self, dout: Array, some: slice, dx: Array) -> None:
        raise NotImplementedError

    def _give(self, dx: Array, place: tuple[Any, ...], share: Array) -> None:
        if self.apart:  # no entry is seen twice
            dx[place] = share
        else:
            dx[place] += share


class Pooling(_Pooling):
    """Max pooling: the largest entry that each window sees; padding is −∞ and never wins.

    The gradient goes to the largest entry; among equals, to the first one row by row.
    """

    padding = -math.inf

    def _seen(self) -> list[Array]:
        """A copy if windows are apart: it takes no more room than x, and both passes are faster on it."""
        xp = namespace(self.x)
        return [xp.asarray(seen, copy=True) if self.apart else seen for seen in super()._seen()]

    def _pooled(self, some: slice) -> Array:
        """Of windows that overlap, the largest entry is the largest among the largest of their columns."""
        xp, (high, wide), (oh, ow) = namespace(self.x), self.kernel, self.out.shape[2:]
        if self.apart:
            return reduce(xp.maximum, (seen[some, ...] for seen in self.seen))
        of_columns = reduce(xp.maximum, (self.x[some, *row, :] for row in places((high,), self.stride, (oh,))))
        return reduce(xp.maximum, (of_columns[column] for column in places((wide,), self.stride, (ow,))))

    def _spread(self, dout: Array, some: slice, dx: Array) -> None:
        xp = namespace(dout)
        largest, rest = self.out[some, ...], dout[some, ...]  # what each window has still to give
        *others, last = self.places
        for seen, place in zip(self.seen, others, strict=False):
            share = rest * xp.astype(seen[some, ...] == largest, rest.dtype)
            rest = rest - share
            self._give(dx, (some, *place), share)
        self._give(dx, (some, *last), rest)


class AveragePooling(_Pooling):
    """The mean of what each window sees, padded zeros included; the gradient is shared out equally."""

    def _pooled(self, some: slice) -> Array:
        return sum(seen[some, ...] for seen in self.seen) / math.prod(self.kernel)

    def _spread(self, dout: Array, some: slice, dx: Array) -> None:
        share = dout[some, ...] / math.prod(self.kernel)
        for place in self.places:
            self._give(dx, (some, *place), share)


class GlobalAveragePooling:
    """The mean of every channel: (N, C, H, W) to (N, C).

    source: Lin, Chen, Yan (2014), Network in network, section 3.2
    """

    def forward(self, x: Array) -> Array:
        x = floating(x)
        self.shape = x.shape
        return namespace(x).mean(x, axis=(2, 3))

    def backward(self, dout: Array) -> Array:
        xp = namespace(dout)
        share = dout / math.prod(self.shape[2:])
        return xp.broadcast_to(share[:, :, None, None], self.shape) + xp.zeros_like(share)[:, :, None, None]


class GlobalMaxPooling:
    """The largest entry of every channel, (N, C, H, W) to (N, C); the gradient goes to the first of the
    largest."""

    def forward(self, x: Array) -> Array:
        xp = namespace(x)
        self.shape = x.shape
        entries = xp.reshape(x, (*x.shape[:2], -1))
        self.arg_max = xp.argmax(entries, axis=2)
        return xp.max(entries, axis=2)

    def backward(self, dout: Array) -> Array:
        xp = namespace(dout)
        entries = xp.arange(math.prod(self.shape[2:]), device=dout.device)
        largest = xp.astype(entries == self.arg_max[:, :, None], dout.dtype)
        return xp.reshape(dout[:, :, None] * largest, self.shape)
