"""Windows that slide, and layers that are made of them: plain, in steps that conventions and misconceptions exchange.

x: (N, C, *size), one, two or three axes to slide along; seen: (N, C, *kernel, *out), what each window sees
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

Index = tuple[Any, ...]


class Windows:
    """kernel: the window's size along each axis; stride and pad are the same along all of them."""

    def __init__(self, kernel: tuple[int, ...], stride: int, pad: int) -> None:
        self.kernel = tuple(kernel)
        self.stride = stride
        self.pad = pad

    def out(self, size: tuple[int, ...]) -> tuple[int, ...]:
        """How many windows there are along each axis."""
        return tuple((n + 2 * self.pad - k) // self.stride + 1 for n, k in zip(size, self.kernel, strict=True))

    def padded(self, x: Any, value: float) -> Any:
        size = x.shape[2:]
        image = np.full((*x.shape[:2], *(n + 2 * self.pad for n in size)), value, x.dtype)
        image[(..., *(slice(self.pad, self.pad + n) for n in size))] = x
        return image

    def cropped(self, x: Any, size: tuple[int, ...]) -> Any:
        """The image without what `padded` put around it."""
        return x[(..., *(slice(self.pad, self.pad + n) for n in size))]

    def steps(self) -> tuple[int, ...]:
        """From one window to the next, along each axis."""
        return (self.stride,) * len(self.kernel)

    def places(self, out: tuple[int, ...]) -> Iterator[tuple[Index, Index]]:
        """For each entry of the kernel, its index, and the index of what all windows have there."""
        for offset in product(*map(range, self.kernel)):
            steps = zip(offset, self.steps(), out, strict=True)
            slices = (slice(k, k + s * (n - 1) + 1 if n else k, s) for k, s, n in steps)
            yield (slice(None), slice(None), *offset), (..., *slices)

    def gather(self, x: Any, value: float = 0.0) -> Any:
        image = self.padded(x, value)
        out = self.out(x.shape[2:])
        seen = np.empty((*image.shape[:2], *self.kernel, *out))
        for entry, place in self.places(out):
            seen[entry] = image[place]
        return seen

    def scatter(self, seen: Any, shape: tuple[int, ...]) -> Any:
        """The way back to (N, C, *size): what falls on the same pixel is added."""
        image = self.padded(np.zeros(shape), 0.0)
        for entry, place in self.places(seen.shape[2 + len(self.kernel) :]):
            self.put(image, place, seen[entry])
        return self.cropped(image, shape[2:])

    def put(self, image: Any, place: Index, values: Any) -> None:
        image[place] += values


def im2col(windows: Any = Windows) -> Any:
    """An im2col that goes by these windows."""

    def lay_out(input_data, filter_h, filter_w, stride=1, pad=0):
        seen = windows((filter_h, filter_w), stride, pad).gather(input_data)
        return seen.transpose(0, 4, 5, 1, 2, 3).reshape(-1, int(np.prod(seen.shape[1:4])))

    return lay_out


def col2im(windows: Any = Windows) -> Any:
    """A col2im that goes by these windows."""

    def put_back(col, input_shape, filter_h, filter_w, stride=1, pad=0):
        lay = windows((filter_h, filter_w), stride, pad)
        n, c, *size = input_shape
        seen = col.reshape(n, *lay.out(size), c, filter_h, filter_w).transpose(0, 3, 4, 5, 1, 2)
        return lay.scatter(seen, input_shape)

    return put_back


class Conv:
    """A convolution along any number of axes, in steps."""

    windows: Any = Windows

    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def lay(self) -> Windows:
        return self.windows(self.W.shape[2:], self.stride, self.pad)

    def forward(self, x):
        self.x = x
        seen = self.lay().gather(x)
        self.out = seen.shape[self.W.ndim :]
        self.columns = self.in_columns(seen)
        return self.shaped(self.plus_bias(self.rows() @ self.columns))

    def backward(self, dout):
        dy = self.unshaped(dout)
        self.dW = self.slope_of_W(dy)
        self.db = self.slope_of_b(dy)
        return self.slope_of_x(dy)

    def rows(self):
        """W, one filter a row: (F, C·K)."""
        return self.W.reshape(len(self.W), -1)

    def in_columns(self, seen):
        """A column for each window: (N, C·K, L)."""
        return seen.reshape(len(seen), -1, int(np.prod(self.out)))

    def plus_bias(self, y):
        return y + self.b[:, None]

    def shaped(self, y):
        """(N, F, L) as (N, F, *out)."""
        return y.reshape(*y.shape[:2], *self.out)

    def unshaped(self, dout):
        return dout.reshape(*dout.shape[:2], -1)

    def slope_of_W(self, dy):
        return np.sum(dy @ self.columns.transpose(0, 2, 1), axis=0).reshape(self.W.shape)

    def slope_of_b(self, dy):
        return np.sum(dy, axis=(0, 2))

    def slope_of_x(self, dy):
        return self.spread(self.rows().T @ dy)

    def spread(self, columns):
        """Columns, laid back over the image."""
        return self.lay().scatter(columns.reshape(len(columns), -1, *self.W.shape[2:], *self.out), self.x.shape)


class Pool:
    """Pooling by windows. What is padded is `value`."""

    windows: Any = Windows
    value = 0.0
    default = 2

    def __init__(self, pool_h, pool_w, stride=None, pad=0):
        self.pool_h, self.pool_w = pool_h, pool_w
        self.stride = self.default if stride is None else stride
        self.pad = pad

    def lay(self) -> Windows:
        return self.windows((self.pool_h, self.pool_w), self.stride, self.pad)

    def forward(self, x):
        self.x = x
        seen = self.lay().gather(x, self.value)  # (N, C, PH, PW, OH, OW)
        self.entries = seen.reshape(*seen.shape[:2], self.pool_h * self.pool_w, *seen.shape[4:])
        return self.pooled(self.entries)

    def backward(self, dout):
        shares = self.shares(dout[:, :, None])
        seen = shares.reshape(*shares.shape[:2], self.pool_h, self.pool_w, *shares.shape[3:])
        return self.lay().scatter(seen, self.x.shape)

    def pooled(self, entries):
        """One number for each window: (N, C, PH·PW, OH, OW) to (N, C, OH, OW)."""
        raise NotImplementedError

    def shares(self, dout):
        """What each entry of a window gets of its dout, (N, C, 1, OH, OW): the shape of `entries`."""
        raise NotImplementedError


class MaxPool(Pool):
    value = -np.inf

    def pooled(self, entries):
        return np.max(entries, axis=2)

    def shares(self, dout):
        place = np.arange(self.pool_h * self.pool_w)[:, None, None]
        return dout * (place == np.argmax(self.entries, axis=2)[:, :, None])


class MeanPool(Pool):
    def pooled(self, entries):
        return np.sum(entries, axis=2) / self.count()

    def shares(self, dout):
        return np.broadcast_to(dout / self.count()[..., None, :, :], self.entries.shape)

    def count(self):
        """By what each window is divided, to be broadcast to (OH, OW)."""
        return np.full((1, 1), float(self.pool_h * self.pool_w))
