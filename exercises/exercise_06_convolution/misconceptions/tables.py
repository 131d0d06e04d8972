"""Mistakes in layers that are made of im2col and col2im: many of them end in the exception that a reshape raises there,
and are known by its sizes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_06_convolution.misconceptions.shared import POOLS
from exercises.exercise_06_convolution.sliding import Pool, col2im, im2col
from grader.checks import Misconception, misconception

Handed = Callable[[int, int, int, int], tuple[int, ...]]
"""Of kernel height, kernel width, stride and pad: what backward tells col2im."""


class Settings:
    handed: Handed = staticmethod(lambda high, wide, stride, pad: (high, wide, stride, pad))

    def laid_back(self, col, kernel):
        return col2im()(col, self.x.shape, *self.handed(*kernel, self.stride, self.pad))


class TableConv(Settings):
    """A window is a row, and a filter a column."""

    dot = staticmethod(np.dot)

    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        f, _, *kernel = self.W.shape
        high, wide = ((n + 2 * self.pad - k) // self.stride + 1 for n, k in zip(x.shape[2:], kernel, strict=True))
        col, rows = im2col()(x, *kernel, self.stride, self.pad), self.W.reshape(f, -1).T
        self.keep(x=x, col=col, rows=rows)
        return (self.dot(col, rows) + self.b).reshape(len(x), high, wide, f).transpose(0, 3, 1, 2)

    def keep(self, **state):
        vars(self).update(state)

    def backward(self, dout):
        f = len(self.W)
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, f)
        self.db = np.sum(dout, axis=0)
        self.dW = self.dot(self.col.T, dout).T.reshape(self.W.shape)
        return self.laid_back(self.dot(dout, self.rows.T), self.W.shape[2:])


class MatmulConv(TableConv):
    """With `@`, which raises other exceptions than `dot`."""

    dot = staticmethod(np.matmul)


class TablePool(Settings):
    """A window of one channel is a row."""

    default = Pool.default

    def __init__(self, pool_h, pool_w, stride=None, pad=0):
        self.kernel, self.pad = (pool_h, pool_w), pad
        self.stride = self.default if stride is None else stride

    def forward(self, x):
        n, c, *size = x.shape
        high, wide = ((s + 2 * self.pad - k) // self.stride + 1 for s, k in zip(size, self.kernel, strict=True))
        padded = np.pad(x, [(0, 0), (0, 0), *[(self.pad, self.pad)] * 2], constant_values=self.value)
        rows = im2col()(padded, *self.kernel, self.stride).reshape(-1, self.kernel[0] * self.kernel[1])
        return self.pooled(x, rows).reshape(n, high, wide, c).transpose(0, 3, 1, 2)

    def keep(self, **state):
        vars(self).update(state)

    def backward(self, dout):
        dout = dout.transpose(0, 2, 3, 1)
        shares = self.shares(dout).reshape(*dout.shape, -1)
        return self.laid_back(shares.reshape(int(np.prod(dout.shape[:3])), -1), self.kernel)


class TableMaxPool(TablePool):
    value = -np.inf

    def pooled(self, x, rows):
        self.keep(x=x, arg_max=np.argmax(rows, axis=1))
        return np.max(rows, axis=1)

    def shares(self, dout):
        shares = np.zeros((dout.size, self.kernel[0] * self.kernel[1]))
        shares[np.arange(self.arg_max.size), self.arg_max] = dout.flatten()
        return shares


class TableMeanPool(TablePool):
    value = 0.0

    def pooled(self, x, rows):
        self.keep(x=x)
        return np.mean(rows, axis=1)

    def shares(self, dout):
        size = self.kernel[0] * self.kernel[1]
        return np.repeat(dout.reshape(-1, 1), size, axis=1) / size


TABLES = {"convolution": TableConv, "pooling": TableMaxPool, "average_pooling": TableMeanPool}


def _in_tables(change: Callable[[Any], Any], caught_by: str, **elsewhere: str) -> list[Misconception]:
    """The same mistake in layers of im2col and col2im; elsewhere: the tasks where another check catches it"""
    names = {"convolution": "Convolution", **{task: name for task, (name, _) in POOLS.items()}}
    return [
        misconception(task, caught_by=elsewhere.get(task, caught_by), **{names[task]: change(table)})
        for task, table in TABLES.items()
    ]


def _handing(handed: Handed) -> Callable[[Any], Any]:
    return lambda table: type("Table", (table,), {"handed": staticmethod(handed)})


def first_kept(*names: str) -> Callable[[Any], Any]:
    """What of these is kept is kept the first time only; of everything where nothing is said."""

    def change(table: Any) -> Any:
        class KeepsTheFirst(table):
            def keep(self, **state):
                super().keep(
                    **{
                        key: vars(self).get(key, kept) if key in (names or state) else kept
                        for key, kept in state.items()
                    }
                )

        return KeepsTheFirst

    return change


def kept_on_the_class(*names: str) -> Callable[[Any], Any]:
    """What of these is kept is one for all layers of the class; everything where nothing is said."""

    def change(table: Any) -> Any:
        class KeepsOnTheClass(table):
            def keep(self, **state):
                for key, kept in state.items():
                    setattr(KeepsOnTheClass if key in (names or state) else self, key, kept)

        return KeepsOnTheClass

    return change


settings_not_handed_on = [
    *_in_tables(
        _handing(lambda high, wide, stride, pad: (high, wide)), "derivative", convolution="backward_with_stride"
    ),
    *_in_tables(
        _handing(lambda high, wide, stride, pad: (high, wide, 1, pad)), "derivative", convolution="backward_with_stride"
    ),
    *_in_tables(_handing(lambda high, wide, stride, pad: (high, wide, stride)), "backward_with_padding"),
    *_in_tables(_handing(lambda high, wide, stride, pad: (high, wide, pad, stride)), "derivative"),
]
kernel_not_handed_on = [
    misconception("convolution", caught_by="derivative", Convolution=_handing(handed)(TableConv))
    for handed in (
        lambda high, wide, stride, pad: (wide, high, stride, pad),
        lambda high, wide, stride, pad: (high, high, stride, pad),
        lambda high, wide, stride, pad: (wide, wide, stride, pad),
    )
]
