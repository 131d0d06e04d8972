"""Portraits: what is characteristic of answers that come out otherwise each time.

A known variant's random answers never equal a submission's. A portrait reduces the answers of a run to a few traits,
such as the factor of whatever was kept, which is exact, and how much was kept, which chance moves a little; two runs
are alike if their traits are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from grader.checks.closeness import Equal, Seen, same_output
from grader.checks.outputs import UNASKABLE, by_name
from grader.checks.sampling import ALPHA
from grader.student import Raised

NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Trait:
    """margin: how far another run's may lie from it: infinite for a trait that does not matter"""

    value: float
    margin: float = 0.0

    def fits(self, other: Trait) -> bool:
        if math.isinf(self.margin):
            return True
        if not (math.isfinite(self.value) and math.isfinite(other.value)):
            return self.value == other.value or (math.isnan(self.value) and math.isnan(other.value))
        return abs(self.value - other.value) <= self.margin + NEAR * abs(self.value)


Portrait = Callable[[Mapping[str, Any]], Mapping[str, Trait]]
"""`portrait(seen) -> {name: trait}`; `seen` maps an output's name, and "output at", to its value."""


def trait_of_share(count: float, n: int) -> Trait:
    """A share of n independent trials, with the margin to another such share (Hoeffding, 1963)."""
    return Trait(count / n, 2 * math.sqrt(math.log(2 / ALPHA) / (2 * n)))


def alike_by(portrait: Portrait, *outputs: str) -> Equal:
    """These outputs count as equal if all traits of the known variant's run fit the submission's. Exceptions, and other
    outputs, are compared as they are."""

    def equal(known: Seen, got: Seen, output: str) -> bool:
        if output not in outputs or any(_raised(seen, outputs) for seen in (known, got)):
            return same_output(known, got, output)
        try:
            ours, theirs = portrait(by_name(known)), portrait(by_name(got))
        except UNASKABLE:
            return False  # an answer of a kind that cannot be portrayed
        return ours.keys() == theirs.keys() and all(ours[name].fits(theirs[name]) for name in ours)

    return equal


def _raised(seen: Seen, outputs: Collection[str]) -> bool:
    return any(isinstance(value, Raised) for label, value in seen.items() if label.output in outputs)
