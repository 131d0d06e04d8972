"""Layers that are right under another published definition. Sources stand in the hints.

Running statistics differ in three ways that people combine freely: what momentum means, how the recorded variance is
divided, where both begin. Each combination belongs to the family of the difference that shows last in the checks.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_03_batch_normalization.forms import (
    FromFirstBatch,
    Layer,
    ShareOfNew,
    UnbiasedRecord,
    VarianceFromOne,
)
from grader.checks import Convention, convention, epsilon


def _layer(*differences: type[Layer], **numbers: float) -> Any:
    """A layer with these differences from the usual one. The last one given is the first to act."""
    return type("BatchNormalization", (*reversed(differences), Layer), numbers)


def _running(*differences: type[Layer], **numbers: float) -> Convention:
    layer = _layer(*differences, **numbers)
    return convention("running_statistics", values=numbers, BatchNormalization=layer)


def _others(*differences: type[Layer], **numbers: float) -> list[Convention]:
    """With every meaning of momentum and either variance."""
    return [
        _running(*meaning, *variance, *differences, **numbers)
        for meaning in ((), (ShareOfNew,))
        for variance in ((), (UnbiasedRecord,))
    ]


SIZES = (1e-5, 1e-8, 1e-7, 1e-3, 1e-4, 2e-5, 1e-2, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20)
MACHINE = tuple(float(np.finfo(kind).eps) for kind in (np.float32, np.float64))


def _epsilon(task: str) -> list[Convention]:
    """The sizes that are in use, and any other."""
    used = [convention(task, values={"eps": eps}, BatchNormalization=_layer(eps=eps)) for eps in (*SIZES, *MACHINE)]
    return [*used, epsilon(task, "BatchNormalization", lambda eps: _layer(eps=eps))]


other_epsilon = [*_epsilon("train_forward"), *_epsilon("inference")]
momentum_is_share_of_new = _running(ShareOfNew)
running_variance_unbiased = [_running(UnbiasedRecord), _running(ShareOfNew, UnbiasedRecord)]
running_variance_from_one = _others(VarianceFromOne)
running_from_first_batch = _others(FromFirstBatch)
default_momentum_099 = [
    _running(*variance, *start, fallback=0.99)
    for variance in ((), (UnbiasedRecord,))
    for start in ((), (VarianceFromOne,), (FromFirstBatch,))
]


class _PerPixel(Layer):
    """The book's class: an image is a sample of C·H·W features, and γ has as many entries."""

    def rows(self, x: Any) -> Any:
        return x.reshape(len(x), -1)

    def shaped(self, rows: Any, shape: tuple[int, ...]) -> Any:
        return rows.reshape(shape)


images_per_pixel = convention("images", BatchNormalization=_PerPixel)
