"""Biases that are not 0, or not an array of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import misconception

random_biases = [
    *(
        misconception("zeros", caught_by="all_zero", catalogue="D15", zeros=_normal)
        for _normal in [lambda shape, s=s: s * np.random.standard_normal(shape) for s in (1.0, 0.1, 0.01, 0.001)]
    ),
    *(
        misconception("zeros", caught_by="all_zero", catalogue="D15", zeros=_uniform)
        for _uniform in [lambda shape, s=s: s * np.random.random_sample(shape) for s in (1.0, 0.1, 0.01)]
    ),
]
ones_for_zeros = misconception("zeros", caught_by="all_zero", zeros=np.ones)
KEPT: dict[Any, Any] = {}
zeros_kept = misconception(
    "zeros", caught_by="new_zeros", zeros=lambda shape: KEPT.setdefault(tuple(shape), np.zeros(shape))
)
integer_zeros = misconception(
    "zeros", caught_by="float_zeros", catalogue="A18", zeros=lambda shape: np.zeros(shape, dtype=np.int64)
)
