"""Where a gradient is wrong: which array, and entry by entry, in which places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.checks.draw import Case
from grader.checks.pieces import Array, Piece
from grader.checks.slope import COARSE, RHO, Probe, Slope
from grader.checks.telling import MAX_SHOWN, one_digit, shown
from grader.checks.where import where
from grader.report import Difference, Value

MAX_ENTRIES = 400
"""Entries of an array that are asked one by one, at the most."""


def blamed(probe: Probe, rng: np.random.Generator) -> list[Piece]:
    """The gradients that are wrong: each is asked alone, along a random direction through its own array. Where none
    shows so, and only directions through several arrays did, the first gradient stands for all."""
    alone = {piece: rng.standard_normal(np.shape(got)) for piece, got in probe.gradients.items()}
    found = [piece for piece, v in alone.items() if probe.ask([{piece: v}], names=[piece])[0].wrong]
    return found or [*probe.gradients][:1]


def as_a_whole(piece: Piece) -> Difference:
    """The difference that calls a gradient wrong without saying where. To look at its entries takes longer."""
    return Difference(piece.output, "direction", "", piece.key, {})


def places(pieces: Sequence[Piece], probe: Probe, case: Case) -> list[Difference]:
    """A difference for each of these gradients that says in which entries it is wrong. Where no entry alone is wrong by
    more than its tolerance, one difference about the first gradient as a whole."""
    found = [_entry_by_entry(probe, piece, case) for piece in pieces]
    return [d for d in found if d is not None] or [as_a_whole(pieces[0])]


def beside_ties(probe: Probe, case: Case) -> list[Difference]:
    """The differences that entries show when they are asked one by one: for points at kinks, where a direction through
    many entries at once proves nothing."""
    return [d for piece in probe.gradients if (d := _entry_by_entry(probe, piece, case)) is not None]


def _entry_by_entry(probe: Probe, piece: Piece, case: Case) -> Difference | None:
    got = probe.gradients[piece]
    units = [{piece: unit} for unit in _units(got.shape)]
    slopes = replace(probe, within=_of_entries(probe.within)).ask(units, COARSE)
    if not any(slope.wrong for slope in slopes):
        return None
    return Difference(piece.output, "gradient", "", piece.key, _entries(got, slopes, piece.value(case)))


def _of_entries(within: float) -> float:
    """What a definition may leave open in one entry, where it is `within` for all: it need not be spread evenly."""
    return within if within <= RHO else 10 * within


def _units(shape: tuple[int, ...]) -> Iterator[Array]:
    """Directions that move one entry each, for the first MAX_ENTRIES entries."""
    for i in range(min(int(np.prod(shape)), MAX_ENTRIES)):
        unit = np.zeros(shape)
        unit.flat[i] = 1.0
        yield unit


def _entries(got: Array, slopes: Sequence[Slope], x: Any) -> dict[str, Value]:
    """The worst entry, how near it would have had to come and why, and which entries are wrong."""
    truth, wrong, ties = np.array(got, dtype=np.float64), np.zeros(got.shape, bool), np.zeros(got.shape, bool)
    for i, slope in enumerate(slopes):
        truth.flat[i], wrong.flat[i], ties.flat[i] = _digits(slope), slope.wrong, slope.tie
    error = np.where(wrong, np.abs(got - truth), -1.0)
    error[wrong & ~np.isfinite(error)] = np.inf
    worst = int(np.argmax(error))
    index = [int(i) for i in np.unravel_index(worst, got.shape)]
    slope = slopes[worst]
    values: dict[str, Value] = {
        "got": float(got.flat[worst]),
        "expected": float(truth.flat[worst]),
        "index": [*index],
        "count": int(np.count_nonzero(wrong)),
        "size": int(wrong.size),
        "shape": list(wrong.shape),
        "tolerance": one_digit(slope.tolerance),
        "definition": one_digit(slope.definition),
        "rounding": one_digit(slope.rounding),
        "truncation": one_digit(slope.truncation) if slope.truncation > slope.rounding else 0.0,
        "step": float(f"{slope.step:.2g}"),
        **where(wrong, x, ties),
    }
    if 1 < wrong.size <= MAX_SHOWN:
        values |= {"got_array": shown(got), "expected_array": shown(truth)}
    if 1 < wrong.size <= MAX_ENTRIES:
        values |= {"wrong": wrong.astype(int).tolist()}
    return values


def _digits(slope: Slope) -> float:
    """The numerical slope, rounded to the digits that its tolerance leaves."""
    if not np.isfinite([slope.value, slope.tolerance]).all():
        return slope.value
    known = max(slope.tolerance, 1e-9 * abs(slope.value), 1e-15)
    return float(np.round(slope.value, min(int(-np.floor(np.log10(known))), 15)))
