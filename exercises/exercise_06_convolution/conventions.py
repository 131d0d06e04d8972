"""Pooling and losses that are right under another published definition. Sources stand in the hints."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from exercises.exercise_06_convolution.parts import network
from exercises.exercise_06_convolution.sliding import MaxPool, MeanPool, Windows
from grader.checks import Convention, Fit, convention
from reference.losses import SoftmaxWithLoss

POOLS = {"pooling": ("Pooling", MaxPool), "average_pooling": ("AveragePooling", MeanPool)}


def _pools(change: Any) -> list[Convention]:
    """The same convention in max and in average pooling."""
    return [convention(task, **{name: change(pool)}) for task, (name, pool) in POOLS.items()]


def _one(pool: Any) -> Any:
    return type("OneByDefault", (pool,), {"default": 1})


def _window(pool: Any) -> Any:
    class WindowByDefault(pool):
        def __init__(self, pool_h, pool_w, stride=None, pad=0):
            super().__init__(pool_h, pool_w, pool_h if stride is None else stride, pad)

    return WindowByDefault


stride_one_by_default = _pools(_one)
stride_window_by_default = _pools(_window)


def _book(pool: Any) -> Any:
    """The book's class: windows are taken with padding and counted without, so that the numbers do not fit."""

    class PadNotCounted(pool):
        def forward(self, x):
            lay = self.lay()
            rows, channels, *size = x.shape
            seen = np.empty(rows * channels * math.prod(lay.out(size)))
            counted = (int(1 + (n - k) / self.stride) for n, k in zip(size, lay.kernel, strict=True))
            seen.reshape(rows, *counted, channels)
            return super().forward(x)

    return PadNotCounted


padding_not_supported = _pools(_book)


class _Inside(MeanPool):
    """Padded zeros are left out of the mean."""

    def count(self):
        lay = self.lay()
        inside = Windows(lay.kernel, self.stride, self.pad).gather(np.ones((1, 1, *self.x.shape[2:])))
        return np.sum(inside, axis=(0, 1, 2, 3))


average_without_padding = convention("average_pooling", AveragePooling=_Inside)


class _RoundsUp(Windows):
    """⌈…⌉ windows, as long as they begin inside the image or the padding before it."""

    def out(self, size):
        counts = (-(-(n + 2 * self.pad - k) // self.stride) + 1 for n, k in zip(size, self.kernel, strict=True))
        return tuple(count - ((count - 1) * self.stride >= n + self.pad) for count, n in zip(counts, size, strict=True))

    def padded(self, x, value):
        image = super().padded(x, value)
        return np.pad(image, [(0, 0), (0, 0)] + [(0, self.stride)] * len(self.kernel), constant_values=value)


class _MaxUp(MaxPool):
    windows = _RoundsUp


class _MeanUp(MeanPool):
    """Divides by the window's size, zeros beyond the edge included."""

    windows = _RoundsUp


class _MeanUpInside(MeanPool):
    """Divides by what of a window lies on the image and its padding."""

    windows = _RoundsUp

    def count(self):
        lay = self.lay()
        size = tuple(n + 2 * self.pad for n in self.x.shape[2:])
        bare = _RoundsUp(lay.kernel, self.stride, 0)
        bare.out = lambda _: lay.out(self.x.shape[2:])
        return np.sum(bare.gather(np.ones((1, 1, *size))), axis=(0, 1, 2, 3))


size_rounded_up_in_pooling = [
    convention("pooling", Pooling=_MaxUp),
    convention("average_pooling", AveragePooling=_MeanUp),
    convention("average_pooling", AveragePooling=_MeanUpInside),
]


def _guarded(eps: float) -> Any:
    """A SimpleConvNet whose loss adds ε inside the logarithm."""

    class Guarded(SoftmaxWithLoss):
        def forward(self, x, t):
            super().forward(x, t)
            labels = t if t.ndim == 1 else np.argmax(t, axis=1)
            return -np.mean(np.log(self.y[np.arange(len(x)), labels] + eps))

    return network(last=Guarded)


exact_logarithm = convention("network", SimpleConvNet=_guarded(0.0))
other_guard = Convention(
    "network",
    {"SimpleConvNet": _guarded(1e-8)},
    fit=Fit("eps", lambda eps: {"SimpleConvNet": _guarded(eps)}, (1e-12, 1e-4), (1e-8, 1e-5, 1e-6)),
)
