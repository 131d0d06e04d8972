"""Regularities of wrong numbers, for answers that no known variant gives: what a teacher would see at a glance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from grader.checks.closeness import same, tolerance
from grader.judging.distance import Pair, pairs_by_key
from grader.observe import MANNERS
from grader.report import Evidence, Value
from grader.student import Run

Regularity = tuple[str, Mapping[str, Value]]
"""The code of a message (`evidence.…`), and what it needs."""

NEAR = 1e-6
"""How far, relative to the largest number, what counts as regular may be from it."""


def evidence(
    wrong: Iterable[str], got: Sequence[Run], expected: Sequence[Run], own: bool = False
) -> tuple[Evidence, ...]:
    """A regularity for each output that no variant explains, over all examples at once. What is right in all of them is
    left out, where nothing is regular about an output with it.

    own: the outputs were compared with something of the submission's own, as a gradient is with its forward; then they
        may well be what the reference gives
    """
    both = list(zip(got, expected, strict=True))
    apart = {label for a, b in both for label, value in b.seen.items() if not same(a.seen.get(label), value)}
    well = {label for _, b in both for label in b.seen} - apart
    found = []
    for output in sorted(set(wrong) - MANNERS):
        runs = [pairs_by_key(a, b, output) for a, b in both]
        hint = regularity(runs) or regularity([pairs_by_key(a, b, output, well) for a, b in both])
        if hint is None and own and right(runs):
            hint = "as_expected", {}
        if hint is not None:
            found.append(Evidence(hint[0], output, hint[1]))
    return tuple(found)


def regularity(runs: Sequence[Mapping[str, Sequence[Pair]]]) -> Regularity | None:
    """The first regularity that holds for every pair (got, expected) at once, None where none does.

    runs: for each example its pairs, step after step, by name: the key of a dict, "" where the value is no dict
    """
    named = [{name: _numbers(pairs) for name, pairs in run.items()} for run in runs]
    arrays = list(chain.from_iterable(pairs for run in named for pairs in run.values()))
    if not arrays or _right(arrays):
        return None
    found = (look(arrays) for look in LOOKS)
    return next((one for one in found if one is not None), None) or _one_key(named) or _later(named)


def right(runs: Sequence[Mapping[str, Sequence[Pair]]]) -> bool:
    """Whether there is nothing to explain: every number is what was expected."""
    arrays = [pair for run in runs for pairs in run.values() for pair in _numbers(pairs)]
    return bool(arrays) and _right(arrays)


def _numbers(pairs: Sequence[Pair]) -> list[Pair]:
    arrays = [(np.asarray(g), np.asarray(e)) for g, e in pairs]
    return [(g, e) for g, e in arrays if g.dtype.kind in "fiu" and e.dtype.kind in "fiu" and e.size]


def _right(arrays: Sequence[Pair]) -> bool:
    return all(g.shape == e.shape and _near(g, e) for g, e in arrays)


def _transposed(arrays: Sequence[Pair]) -> Regularity | None:
    tables, others = _split(arrays, lambda e: e.ndim == 2 and min(e.shape) > 1)
    if tables and _right(others) and all(g.shape == e.shape[::-1] and _near(g.T, e) for g, e in tables):
        return "transposed", {}
    return None


def _split(arrays: Sequence[Pair], where: Callable[[Any], bool]) -> tuple[list[Pair], list[Pair]]:
    """The arrays whose expected value is one that a regularity speaks of, and the others, which have to be right."""
    return [(g, e) for g, e in arrays if where(e)], [(g, e) for g, e in arrays if not where(e)]


def _same_shape(look: Callable[[Sequence[Pair]], Regularity | None]) -> Callable[[Sequence[Pair]], Regularity | None]:
    """For a regularity that can only be seen in arrays of the expected shape, all of whose numbers are finite."""

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
    """One factor for all arrays; or for each the number of its rows, or the inverse of that."""
    numbers, zeros = _split(arrays, np.any)
    factors = [factor for g, e in numbers if (factor := _factor(g, e)) is not None]
    if not factors or len(factors) < len(numbers) or not _right(zeros):
        return None
    rows = [e.shape[0] if e.ndim else 1 for _, e in numbers]
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
    if not weight:  # numbers so small that their squares are 0
        return None
    factor = float(np.sum(np.multiply(g, e, dtype=np.float64))) / weight
    return factor if factor and _near(g, factor * e) else None


@_same_shape
def _offset(arrays: Sequence[Pair]) -> Regularity | None:
    """The same difference in every row: a column's constant is missing or added twice."""
    tables, others = _split(arrays, lambda e: e.ndim == 2)
    if not _right(others) or all(len(e) == 1 for _, e in tables):
        return None
    if all(_near(g - e, np.broadcast_to((g - e)[:1], e.shape)) for g, e in tables):
        return "per_column_offset", {}
    return None


@_same_shape
def _absolute(arrays: Sequence[Pair]) -> Regularity | None:
    if all(_near(np.abs(g), np.abs(e)) for g, e in arrays):
        return "magnitude_only", {}
    return None


@_same_shape
def _permuted(arrays: Sequence[Pair]) -> Regularity | None:
    big = [e for _, e in arrays if e.size > 2]
    if big and all(_near(np.sort(g, axis=None), np.sort(e, axis=None)) for g, e in arrays):
        return "permuted", {}
    return None


@_same_shape
def _borders(arrays: Sequence[Pair]) -> Regularity | None:
    images, others = _split(arrays, lambda e: e.ndim >= 2 and min(e.shape[-2:]) > 2)
    if images and _right(others) and all(_near(g[..., 1:-1, 1:-1], e[..., 1:-1, 1:-1]) for g, e in images):
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
    images, others = _split(arrays, lambda e: e.ndim >= 3 and min(e.shape[-2:]) > 1)
    if images and _right(others) and all(_near(g[..., :-1, :-1], e[..., :-1, :-1]) for g, e in images):
        return "last_lines", {}
    return None


def _one_key(runs: Sequence[Mapping[str, Sequence[Pair]]]) -> Regularity | None:
    """Of a dict of arrays a single one is wrong, the same in every example."""
    wrong = {name for run in runs for name, pairs in run.items() if not _right(pairs)}
    if len(wrong) == 1 and len({name for run in runs for name in run}) > 1:
        return "one_key", {"key": next(iter(wrong))}
    return None


def _later(runs: Sequence[Mapping[str, Sequence[Pair]]]) -> Regularity | None:
    """Right at the first step of every sequence, wrong later: a state that is not carried or not faded as it should."""
    sequences = list(chain.from_iterable(run.values() for run in runs))
    if sequences and all(len(pairs) > 1 and _right(pairs[:1]) for pairs in sequences):
        return "later_steps", {}
    return None


def _near(a: Any, b: Any) -> bool:
    bound = np.maximum(tolerance(b, np.dtype(np.float64)), NEAR * np.abs(b).max(initial=0.0))
    return bool(np.all(np.abs(a - b) <= bound))


LOOKS: tuple[Callable[[Sequence[Pair]], Regularity | None], ...] = (
    _transposed,
    _zero,
    _ratio,
    _offset,
    _absolute,
    _permuted,
    _one_channel,
    _last_lines,
    _borders,
)
