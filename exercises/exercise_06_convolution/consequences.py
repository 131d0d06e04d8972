"""Layers that are right in themselves and call an im2col or col2im that is not, as the book's layers call theirs; and
networks that are built of a wrong layer.

Whoever has made such a mistake has lost the points of that function or layer by it. What follows here must tell as much
of a layer, or of a network, as a right answer does: a mistake that answers nothing, whatever it is given, would tell
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np

from exercises.exercise_06_convolution import misconceptions
from exercises.exercise_06_convolution.parts import network
from grader.checks import Consequence, Misconception, consequence
from reference import convolution as right

HELPERS = ("im2col", "col2im")
TELLS_NOTHING = {"returns_nothing"}
UNMET = {"works_on_the_argument", "other_default_settings", "array_kept_between_calls", "out_kept_between_calls"}
"""Mistakes of manners, not of numbers, and defaults, which no layer relies on."""

Helper = Callable[..., Any]


def _conv(im2col: Helper, col2im: Helper) -> type:
    class Convolution:
        def __init__(self, W, b, stride=1, pad=0):
            self.W, self.b, self.stride, self.pad = W, b, stride, pad

        def forward(self, x):
            filters, _, *kernel = self.W.shape
            out = _positions(x, kernel, self.stride, self.pad)
            self.shape = x.shape
            self.col = im2col(x, *kernel, self.stride, self.pad)
            y = self.col @ self.W.reshape(filters, -1).T + self.b
            return y.reshape(len(x), *out, filters).transpose(0, 3, 1, 2)

        def backward(self, dout):
            filters, _, *kernel = self.W.shape
            dy = dout.transpose(0, 2, 3, 1).reshape(-1, filters)
            self.db = dy.sum(axis=0)
            self.dW = (dy.T @ self.col).reshape(self.W.shape)
            return col2im(dy @ self.W.reshape(filters, -1), self.shape, *kernel, self.stride, self.pad)

    return Convolution


class _Pool:
    """Padding is put around the image before the windows are laid out: zeros could win. A col2im that gives an image of
    another shape ends in an exception, since not all pooling can be asked about padding, where it gives the right one.
    """

    im2col: Helper
    col2im: Helper
    value = 0.0
    alone = False
    """Whether every channel goes to im2col as an image of its own, instead of all of them together."""
    default: int | None = 2
    """The stride where none is said; None for the window's size."""

    def __init__(self, pool_h, pool_w, stride=None, pad=0):
        self.kernel, self.pad = (pool_h, pool_w), pad
        self.stride = stride or self.default or pool_h

    def forward(self, x):
        self.shape = x.shape
        self.out = _positions(x, self.kernel, self.stride, self.pad)
        x = x.reshape(-1, 1, *x.shape[2:]) if self.alone else x
        padded, pad = x, self.pad
        if self.value:
            padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=self.value)
            pad = 0
        self.entries = self.im2col(padded, *self.kernel, self.stride, pad).reshape(-1, self.kernel[0] * self.kernel[1])
        y = self.pooled().reshape(len(x), *self.out, -1).transpose(0, 3, 1, 2)
        return y.reshape(*self.shape[:2], *self.out)

    def backward(self, dout):
        dout = dout.reshape(-1, 1, *self.out) if self.alone else dout
        each = dout.transpose(0, 2, 3, 1).reshape(-1, 1)
        col = (each * self.shares()).reshape(len(dout) * self.out[0] * self.out[1], -1)
        shape = (len(dout), dout.shape[1], *self.shape[2:])
        return self.col2im(col, shape, *self.kernel, self.stride, self.pad).reshape(self.shape)


class _MaxPool(_Pool):
    value = -np.inf

    def pooled(self):
        return self.entries.max(axis=1)

    def shares(self):
        return np.arange(self.entries.shape[1]) == self.entries.argmax(axis=1)[:, None]


class _MeanPool(_Pool):
    def pooled(self):
        return self.entries.mean(axis=1)

    def shares(self):
        return np.full(self.entries.shape, 1 / self.entries.shape[1])


def _positions(x: Any, kernel: Any, stride: int, pad: int) -> tuple[int, ...]:
    return tuple((n + 2 * pad - k) // stride + 1 for n, k in zip(x.shape[2:], kernel, strict=True))


def _mistakes(task: str, name: str = "") -> Iterator[tuple[str, Any]]:
    """Of a task, those in what it defines under a name, its own unless another is given."""
    for id, family in vars(misconceptions).items():
        members = family if isinstance(family, list) else [family]
        for wrong in members:
            if isinstance(wrong, Misconception) and wrong.task == task and id not in TELLS_NOTHING | UNMET:
                yield id, wrong.replaces[name or task]


def _layers(im2col: Helper, col2im: Helper) -> Iterator[tuple[str, str, type]]:
    """Each by its task and its name; networks of two such layers, or of one."""
    conv = _conv(im2col, col2im)
    yield "convolution", "Convolution", conv
    yield "network", "SimpleConvNet", network(convolution=conv)
    called = {"im2col": staticmethod(im2col), "col2im": staticmethod(col2im)}
    for alone in (False, True):
        pooling = type("Pooling", (_MaxPool,), {**called, "alone": alone})
        yield "network", "SimpleConvNet", network(convolution=conv, pooling=pooling)
        yield "network", "SimpleConvNet", network(pooling=pooling)
        for default in (2, 1, None):
            own = {**called, "alone": alone, "default": default}
            yield "pooling", "Pooling", type("Pooling", (_MaxPool,), own)
            yield "average_pooling", "AveragePooling", type("AveragePooling", (_MeanPool,), own)


def _built_on(wrong: dict[str, tuple[str, Helper]]) -> list[Consequence]:
    """wrong: the wrong functions by name, each with the id of its mistake"""
    functions = {name: wrong[name][1] if name in wrong else getattr(right, name) for name in HELPERS}
    of = [(name, id) for name, (id, _) in wrong.items()]
    return [consequence(task, of, **{name: layer}) for task, name, layer in _layers(**functions)]


on_your_own_windows = [
    *(found for name in HELPERS for mistake in _mistakes(name) for found in _built_on({name: mistake})),
    *(
        found
        for one, other in product(*map(_mistakes, HELPERS))
        if one[0] == other[0]
        for found in _built_on({"im2col": one, "col2im": other})
    ),
]

on_your_own_layers = [
    *(
        consequence("network", [("convolution", id)], SimpleConvNet=network(convolution=wrong))
        for id, wrong in _mistakes("convolution", "Convolution")
    ),
    *(
        consequence("network", [("pooling", id)], SimpleConvNet=network(pooling=wrong))
        for id, wrong in _mistakes("pooling", "Pooling")
    ),
]
