"""The size of a number that a convention leaves free, such as ε, found by what the submission does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

import numpy as np

from grader.checks.closeness import same_output
from grader.checks.variant import Convention
from grader.judging.bench import Bench
from grader.judging.distance import excess, gap
from grader.student import Play, Run

EXACT = 1e-9  # of the gap at the next powers of ten: a gap this small is rounding
AS_NEAR = 2.0  # times the least gap, for a value of fewer digits: the others are rounding
DIGITS = (1, 2, 7)
NARROW = 1e-10  # decades: an interval this small holds one number of seven digits
STEPS = 40  # of a search for a root: a dozen are usual


def fitted(
    bench: Bench, convention: Convention, wrong: frozenset[str], plays: Sequence[Play], got: Sequence[Run]
) -> Convention:
    """The convention with its free number set to what brings it nearest to the submission. One play decides: the
    shortest in which the number makes a difference, among those in which the submission is unlike the reference.

    wrong: the outputs that are to be explained; got: the submission's runs of the plays
    """
    assert convention.fit is not None
    powers = _powers(*convention.fit.between)
    both = zip(bench.reference(plays), got, strict=True)
    unlike = [i for i, (a, b) in enumerate(both) if not all(same_output(a.seen, b.seen, o) for o in wrong)]
    shortest = sorted(unlike or range(len(plays)), key=lambda i: len(plays[i].lines))
    searches = [_Search(bench, convention, powers, wrong, plays[i], got[i]) for i in shortest]
    with np.errstate(all="ignore"):
        value = next((search for search in searches if search.depends), searches[0]).value()
    return convention if value is None else bench.at(convention, value)


def _powers(low: float, high: float) -> list[float]:
    """The powers of ten in a range, and its ends."""
    return sorted({low, *(float(f"1e{n}") for n in range(ceil(log10(low)), floor(log10(high)) + 1)), high})


@dataclass(frozen=True, slots=True)
class _Search:
    """For the value with which a convention comes nearest to the outputs of a submission's run of one play.

    powers: the values to begin with, in order
    """

    bench: Bench
    convention: Convention
    powers: Sequence[float]
    wrong: frozenset[str]
    play: Play
    got: Run

    @property
    def depends(self) -> bool:
        """Whether the value makes a difference in this play."""
        apart = excess(self._performed(self.powers[0]), self._performed(self.powers[-1]), self.wrong)
        return apart is None or bool(np.any(apart))

    def value(self) -> float | None:
        """First among powers of ten, which is what most people write; then, around the best of them, the one with
        which the number that depends on it most is as it should be. None where there is nothing to compare."""
        powers = self.powers
        gaps = [self._gap(value) for value in powers]
        best = min(reversed(range(len(powers))), key=gaps.__getitem__)  # of those that make no difference the largest
        around = [i for i in (best - 1, best, best + 1) if 0 <= i < len(powers) and np.isfinite(gaps[i])]
        if len(around) < 2:
            return None
        if gaps[best] <= EXACT * min(gaps[i] for i in around if i != best):
            return powers[best]
        moved = np.abs(self._apart(powers[around[-1]]) - self._apart(powers[around[0]]))
        most = int(np.argmax(moved))
        for low, high in pairwise(powers[i] for i in around):
            if moved[most] and self._apart(low)[most] * self._apart(high)[most] <= 0:
                exponent = root(lambda exponent: float(self._apart(10.0**exponent)[most]), log10(low), log10(high))
                return self._short(10.0**exponent)
        return powers[best]

    def _short(self, value: float) -> float:
        """The value with as few digits as show in what is compared."""
        *shorter, full = (float(f"{value:.{digits}g}") for digits in DIGITS)
        enough = AS_NEAR * self._gap(full)
        return next((short for short in shorter if self._gap(short) <= enough), full)

    def _gap(self, value: float) -> float:
        return gap(self._performed(value), self.got, self.wrong)

    def _apart(self, value: float) -> Any:
        return excess(self._performed(value), self.got, self.wrong)

    def _performed(self, value: float) -> Run:
        (run,) = self.bench.perform(self.bench.at(self.convention, value), [self.play])
        return run


def root(f: Callable[[float], float], a: float, b: float) -> float:
    """Where a function that changes its sign between a and b is 0, by secants; the end that stays where it is counts
    half each time (the Illinois algorithm: Dowell and Jarratt 1971)."""
    at_a, at_b = f(a), f(b)
    for _ in range(STEPS):
        if at_b == 0.0 or abs(b - a) <= NARROW:
            break
        x = b - at_b * (b - a) / (at_b - at_a)
        at_x = f(x)
        if at_x * at_b < 0:
            a, at_a = b, at_b
        else:
            at_a /= 2
        b, at_b = x, at_x
    return b
