"""Whether two random answers may be samples of the same distribution: of one, or of several that belong together."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from grader.checks.bounds import chi_square_mean
from grader.checks.closeness import Seen, by_value, same
from grader.checks.sampling import ALPHA, FAR, FARTHER, Sample, repeats, shortfall, uncorrelated
from grader.student import once

LARGE = 500
"""Entries from which on an array of random numbers is compared by its distribution: the bounds of fewer are wide."""


def alike(a: Any, b: Any, alpha: float = ALPHA) -> bool:
    """Whether two answers may be samples of the same distribution: same shape, and neither spread, shape nor tails
    apart by more than chance, nor one with numbers again and again, such as a limit to which others were cut. What is
    not a large array of numbers must be equal."""
    if not (_is_sample(a) and _is_sample(b)) or a.shape != b.shape or same(a, b):
        return same(a, b)
    if np.ptp(a) == 0 or np.ptp(b) == 0 or not _same_moments(a, b, alpha):
        return False
    x, y = (np.sort(s, axis=None).astype(np.float64) for s in (a, b))
    return (
        repeats(x).inside == repeats(y).inside
        and _same_ends(x, y, alpha)
        and _same_tails(x, y, alpha)
        and _spread_of_rows(a, b, alpha)
        and _same_shares(x, y, alpha)
    )


def alike_samples(known: Seen, got: Seen, output: str) -> bool:
    """Whether all samples of an output are alike, and repeat one another, or hold one another's numbers, in both runs
    or in neither."""
    return _alike_one_by_one(known, got, output) and all(
        once(_pairs, known, output, related) == once(_pairs, got, output, related) for related in (_repeat, _shuffled)
    )


_alike_one_by_one = by_value(alike)


def _pairs(seen: Seen, output: str, related: Callable[[Sample, Sample], bool]) -> list[bool]:
    """For every two samples of an output that have the same shape, whether they stand in a relation."""
    samples = [value for label, value in seen.items() if label.output == output and _is_sample(value)]
    return [related(a, b) for a, b in combinations(samples, 2) if a.shape == b.shape]


def _repeat(a: Sample, b: Sample) -> bool:
    """Whether one sample repeats the other, as far as correlation shows it."""
    return not uncorrelated("", a, b).inside


def _shuffled(a: Sample, b: Sample) -> bool:
    """Whether they hold the same numbers, in whatever order."""
    return bool(np.array_equal(np.sort(a, axis=None), np.sort(b, axis=None)))


def _is_sample(x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.dtype.kind == "f" and x.size >= LARGE and bool(np.all(np.isfinite(x)))


def _same_moments(a: Sample, b: Sample, alpha: float) -> bool:
    """Whether neither means nor mean squares are further apart than by chance."""
    x, y = (np.ravel(s).astype(np.float64) for s in (a, b))
    spread = float(np.std(y))
    if not spread:  # so small that their squares are 0
        return False
    low, high = chi_square_mean(x.size, alpha / 2)
    ratio = float(np.mean(x * x) / np.mean(y * y))
    drift = abs(float(np.mean(x) - np.mean(y))) / spread
    return low / high <= ratio <= high / low and drift <= 2 * math.sqrt(math.log(2 / alpha) / x.size)


def _same_shares(x: Sample, y: Sample, alpha: float) -> bool:
    """Whether two ordered samples have about as large a share below every number (Wei and Dudley, 2012: Massart's
    bound for two samples)."""
    both = np.concatenate([x, y])
    gap = np.max(np.abs(np.searchsorted(x, both, "right") - np.searchsorted(y, both, "right"))) / x.size
    return bool(gap <= math.sqrt(math.log(2 / alpha) / x.size))


def _same_tails(x: Sample, y: Sample, alpha: float) -> bool:
    """Whether two samples have equally many entries far out, measured by the spread of the second. If they are of one
    distribution, each such entry is in the one or the other as by the toss of a coin (Hoeffding, 1963)."""
    spread = float(np.sqrt(np.mean(y * y)))
    for far in (FAR, FARTHER):
        a, b = (int(np.count_nonzero(np.abs(s) > far * spread)) for s in (x, y))
        if abs(a - b) > math.sqrt(2 * (a + b) * math.log(2 / alpha)):
            return False
    return True


def _same_ends(x: Sample, y: Sample, alpha: float) -> bool:
    """Whether two ordered samples that fill their range to its ends, as uniform ones do, end at the same numbers."""
    if not (_ends_sharply(x) and _ends_sharply(y)):
        return True
    short = shortfall(x.size, float(y[-1] - y[0]), alpha)
    return bool(abs(x[-1] - y[-1]) <= short and abs(x[0] - y[0]) <= short)


def _ends_sharply(ordered: Sample) -> bool:
    """Whether in the last hundredth of its range, at either end, there is half of what a uniform sample has there."""
    low, high = ordered[0], ordered[-1]
    inner = np.searchsorted(ordered, (low + 0.01 * (high - low), high - 0.01 * (high - low)))
    return bool(min(inner[0], ordered.size - inner[1]) >= 0.005 * ordered.size)


def _spread_of_rows(a: Sample, b: Sample, alpha: float) -> bool:
    """Whether the rows' means vary alike: they do not where one draw serves a whole row."""
    if a.ndim < 2:
        return True
    for axis in (0, 1):
        x, y = (np.moveaxis(s, axis, 0).reshape(s.shape[axis], -1).mean(axis=1) for s in (a, b))
        low, high = chi_square_mean(x.size, alpha / 2)
        if x.size > 8 and np.var(y) > 0 and not low / high <= np.var(x) / np.var(y) <= high / low:
            return False
    return True
