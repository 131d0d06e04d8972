"""The size of a number that a convention leaves free, such as ε, found by what the submission does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.checks.closeness import same_output
from grader.checks.variant import Convention
from grader.judging.bench import Bench
from grader.judging.distance import gap
from grader.student import Play, Run

GRID = 30  # values tried over the whole range before the best is refined
NEAR_ENOUGH = 0.1  # a larger gap at the best value of the grid is not the free number's doing, unless
MUCH_NEARER = 0.5  # it is this part of the largest at most: some steps are large, and one of the grid is far
EXACT = 1e-9  # of the gap at the best value of the grid: a gap this small is rounding
GOLDEN = (5**0.5 - 1) / 2
REFINEMENTS = 36  # golden sections: together they shrink the interval by 3e-8


def fitted(
    bench: Bench, convention: Convention, wrong: frozenset[str], plays: Sequence[Play], got: Sequence[Run]
) -> Convention:
    """The convention with its free number set to what brings it nearest to the submission; as it is where no value
    comes near. Looked for on the shortest play in which the submission is unlike the reference, by more than rounding.

    wrong: the outputs that are to be explained; got: the submission's runs of the plays
    """
    assert convention.fit is not None
    both = zip(bench.reference(plays), got, strict=True)
    unlike = [i for i, (a, b) in enumerate(both) if not all(same_output(a.seen, b.seen, o) for o in wrong)]
    number = min(unlike or range(len(plays)), key=lambda i: len(plays[i].lines))
    play, target = plays[number], got[number]

    def miss(exponent: float) -> float:
        (run,) = bench.perform(bench.at(convention, float(f"{10.0**exponent:.12g}")), [play])
        return gap(run, target, wrong)

    low, high = (float(np.log10(end)) for end in convention.fit.between)
    with np.errstate(all="ignore"):
        grid = np.linspace(low, high, GRID).tolist()
        misses = [miss(exponent) for exponent in grid]
        best = int(np.argmin(misses))
        furthest = max(filter(np.isfinite, misses), default=0.0)
        if not misses[best] < max(NEAR_ENOUGH, MUCH_NEARER * furthest):
            return convention
        a, b = grid[max(best - 1, 0)], grid[min(best + 1, GRID - 1)]
        power = round(grid[best])
        if a <= power <= b and miss(power) <= EXACT * misses[best]:  # most people write a power of ten
            return bench.at(convention, float(f"1e{power}"))
        return bench.at(convention, float(f"{10 ** lowest(miss, a, b):.7g}"))


def lowest(f: Callable[[float], float], a: float, b: float) -> float:
    """Where a function with one valley is lowest between a and b, by golden sections."""
    left, right = b - GOLDEN * (b - a), a + GOLDEN * (b - a)
    at_left, at_right = f(left), f(right)
    for _ in range(REFINEMENTS):
        if at_left <= at_right:
            b, right, at_right = right, left, at_left
            left = b - GOLDEN * (b - a)
            at_left = f(left)
        else:
            a, left, at_left = left, right, at_right
            right = a + GOLDEN * (b - a)
            at_right = f(right)
    return (a + b) / 2
