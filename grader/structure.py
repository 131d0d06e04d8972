"""Regularities of wrong numbers, for answers that no known variant gives: what a teacher would see at a glance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.checks.closeness import tolerance
from grader.report import Value

Pair = tuple[Any, Any]
Regularity = tuple[str, Mapping[str, Value]]

NEAR = 1e-6


def regularity(pairs: Sequence[Pair]) -> Regularity | None:
    """The first regularity that holds for every pair (got, expected) at once, None where none does."""
    arrays = [(np.asarray(g), np.asarray(e)) for g, e in pairs]
    arrays = [(g, e) for g, e in arrays if g.dtype.kind in "fiu" and e.dtype.kind in "fiu" and e.size]
    if not arrays:
        return None
    for look in LOOKS:
        found = look(arrays)
        if found is not None:
            return found
    return None


def _transposed(arrays: Sequence[Pair]) -> Regularity | None:
    square_free = [(g, e) for g, e in arrays if e.ndim == 2 and min(e.shape) > 1]
    if square_free and all(g.shape == e.shape[::-1] and _near(g.T, e) for g, e in square_free):
        return "transposed", {}
    return None


def _same_shape(look: Callable[[Sequence[Pair]], Regularity | None]) -> Callable[[Sequence[Pair]], Regularity | None]:
    def guarded(arrays: Sequence[Pair]) -> Regularity | None:
        if any(g.shape != e.shape or not np.all(np.isfinite(g)) or not np.all(np.isfinite(e)) for g, e in arrays):
            return None
        return look(arrays)

    return guarded


@_same_shape
def _zero(arrays: Sequence[Pair]) -> Regularity | None:
    return ("zero", {}) if all(not np.any(g) for g, _ in arrays) else None


@_same_shape
def _ratio(arrays: Sequence[Pair]) -> Regularity | None:
    """One factor for all, or a factor that is the number of rows, or its inverse."""
    found = [_factor(g, e) for g, e in arrays if np.any(e)]
    factors = [factor for factor in found if factor is not None]
    if not factors or len(factors) < len(found):
        return None
    rows = [e.shape[0] if e.ndim else 1 for _, e in arrays if np.any(e)]
    if len(factors) > 1 and np.ptp(rows) > 0 and not _constant(factors):
        if all(abs(f - n) <= NEAR * n for f, n in zip(factors, rows, strict=True)):
            return "ratio_rows", {}
        if all(abs(f * n - 1) <= NEAR for f, n in zip(factors, rows, strict=True)):
            return "ratio_inverse_rows", {}
    if not _constant(factors):
        return None
    factor = float(factors[0])
    if abs(factor - 1) <= NEAR:
        return None
    return ("sign", {}) if abs(factor + 1) <= NEAR else ("ratio", {"ratio": float(f"{factor:.6g}")})


def _constant(factors: Sequence[float]) -> bool:
    return all(abs(f - factors[0]) <= NEAR * abs(factors[0]) for f in factors)


def _factor(g: Any, e: Any) -> float | None:
    weight = float(np.sum(np.square(e, dtype=np.float64)))
    factor = float(np.sum(np.multiply(g, e, dtype=np.float64))) / weight
    return factor if factor and _near(g, factor * e) else None


@_same_shape
def _offset(arrays: Sequence[Pair]) -> Regularity | None:
    """The same difference in every row: a column's constant is missing or added twice."""
    tables = [(g, e) for g, e in arrays if e.ndim == 2 and e.shape[0] > 1]
    if tables and all(_near(g - e, np.broadcast_to((g - e)[:1], e.shape)) for g, e in tables):
        return "per_column_offset", {}
    return None


@_same_shape
def _absolute(arrays: Sequence[Pair]) -> Regularity | None:
    return ("magnitude_only", {}) if all(_near(np.abs(g), np.abs(e)) for g, e in arrays) else None


@_same_shape
def _permuted(arrays: Sequence[Pair]) -> Regularity | None:
    big = [(g, e) for g, e in arrays if e.size > 2]
    if big and all(_near(np.sort(g, axis=None), np.sort(e, axis=None)) for g, e in big):
        return "permuted", {}
    return None


@_same_shape
def _borders(arrays: Sequence[Pair]) -> Regularity | None:
    images = [(g, e) for g, e in arrays if e.ndim >= 2 and min(e.shape[-2:]) > 2]
    if images and all(_near(g[..., 1:-1, 1:-1], e[..., 1:-1, 1:-1]) for g, e in images):
        return "only_borders", {}
    return None


@_same_shape
def _one_channel(arrays: Sequence[Pair]) -> Regularity | None:
    """Of the channels, axis 1 of (N, C, …), only the first, or only the last, is right; a single one is both."""
    images = [(g, e) for g, e in arrays if e.ndim >= 3]
    if len(images) < len(arrays) or all(e.shape[1] == 1 for _, e in images):
        return None
    right = [[_near(g[:, c], e[:, c]) for c in range(e.shape[1])] for g, e in images]
    if all(row[0] and not any(row[1:]) for row in right):
        return "first_channel", {}
    if all(row[-1] and not any(row[:-1]) for row in right):
        return "last_channel", {}
    return None


@_same_shape
def _last_lines(arrays: Sequence[Pair]) -> Regularity | None:
    """Right but for the last row and the last column of each image: as if they had not been reached."""
    images = [(g, e) for g, e in arrays if e.ndim >= 3 and min(e.shape[-2:]) > 1]
    wrong = [(g, e) for g, e in images if not _near(g, e)]
    if len(wrong) and all(_near(g[..., :-1, :-1], e[..., :-1, :-1]) for g, e in images):
        return "last_lines", {}
    return None


@_same_shape
def _first_right(arrays: Sequence[Pair]) -> Regularity | None:
    """Right at the first step of a sequence, wrong later: a state that is not carried or not faded as it should."""
    wrong = [not _near(g, e) for g, e in arrays]
    if len(wrong) > 1 and not wrong[0] and any(wrong):
        return "later_steps", {}
    return None


def _near(a: Any, b: Any) -> bool:
    bound = np.maximum(tolerance(b, np.dtype(np.float64)), NEAR * np.abs(b).max(initial=0.0))
    return bool(np.all(np.abs(a - b) <= bound))


LOOKS: tuple[Callable[[Sequence[Pair]], Regularity | None], ...] = (
    _transposed, _zero, _ratio, _offset, _absolute, _permuted, _one_channel, _last_lines, _borders, _first_right,
)
