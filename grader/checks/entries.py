"""Where a gradient is wrong: which array, and entry by entry, in which places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.checks.closeness import MAX_SHOWN, one_digit, shown
from grader.checks.draw import Case
from grader.checks.pieces import Array, Piece
from grader.checks.slope import COARSE, RHO, Probe, Slope
from grader.checks.where import where
from grader.report import Difference, Value

MAX_ENTRIES = 400
"""Entries of an array that are asked one by one, at the most."""


def blamed(probe: Probe, rng: np.random.Generator) -> list[Piece]:
    """The gradients that a random direction through one array alone shows to be wrong; the first of all where only
    directions through several do."""
    alone = [{piece: rng.standard_normal(np.shape(got))} for piece, got in probe.gradients.items()]
    found = [piece for direction in alone for piece in direction if probe.ask([direction])[0].wrong]
    return found or [*probe.gradients][:1]


def as_a_whole(piece: Piece) -> Difference:
    """A gradient that is wrong, without saying where: its entries take longer to look at."""
    return Difference(piece.output, "direction", "", piece.key, {})


def places(pieces: Sequence[Piece], probe: Probe, case: Case) -> list[Difference]:
    """In which entries these gradients are wrong; as a whole where the entries cannot tell."""
    found = [_entry_by_entry(probe, piece, case) for piece in pieces]
    return [d for d in found if d is not None] or [as_a_whole(pieces[0])]


def beside_ties(probe: Probe, case: Case) -> list[Difference]:
    """Entries are asked alone where ties keep directions through many of them from proving anything."""
    return [d for piece in probe.gradients if (d := _entry_by_entry(probe, piece, case)) is not None]


def _entry_by_entry(probe: Probe, piece: Piece, case: Case) -> Difference | None:
    got = probe.gradients[piece]
    units = [{piece: unit} for unit in _units(got.shape)]
    slopes = replace(probe, within=_of_entries(probe.within)).ask(units, COARSE)
    if not any(slope.wrong for slope in slopes):
        return None
    return Difference(piece.output, "gradient", "", piece.key, _entries(got, slopes, piece.value(case)))


def _of_entries(within: float) -> float:
    """What a definition leaves out need not be spread evenly over the entries."""
    return within if within <= RHO else 10 * within


def _units(shape: tuple[int, ...]) -> Iterator[Array]:
    """One entry at a time, as far as MAX_ENTRIES reach."""
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
    """The numerical slope as far as it is known."""
    if not np.isfinite([slope.value, slope.tolerance]).all():
        return slope.value
    known = max(slope.tolerance, 1e-9 * abs(slope.value), 1e-15)
    return float(np.round(slope.value, min(int(-np.floor(np.log10(known))), 15)))
