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

import numpy as np

from grader.checks.closeness import Equal, Seen, same_output
from grader.checks.outputs import UNASKABLE, by_name
from grader.checks.sampling import ALPHA
from grader.student import Raised, once

NEAR = 1e-6  # relative: what rounding in single precision adds
FEW = 100  # entries: how widely fewer were drawn, chance hardly lets be told


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
        ours, theirs = once(_portrayed, known, portrait), once(_portrayed, got, portrait)
        if ours is None or theirs is None:
            return False
        return ours.keys() == theirs.keys() and all(ours[name].fits(theirs[name]) for name in ours)

    return equal


def _portrayed(seen: Seen, portrait: Portrait) -> Mapping[str, Trait] | None:
    """None of an answer of a kind that cannot be portrayed."""
    try:
        return portrait(by_name(seen))
    except UNASKABLE:
        return None


def _raised(seen: Seen, outputs: Collection[str]) -> bool:
    return any(isinstance(value, Raised) for label, value in seen.items() if label.output in outputs)


def begun(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Of each parameter of a new network its shape, and by which constant it is filled or how widely it was drawn, as
    far as chance lets it be told; those that are drawn and have few entries are taken together.

    seen: the dicts of parameters under "params at", as `Portrait` has it
    """
    traits: dict[str, Trait] = {}
    for at, params in seen.items():
        few = []
        for key, p in params.items() if at.startswith("params") else ():
            p = np.asarray(p)
            traits |= {f"axis {axis} of {key}, {at}": Trait(float(n)) for axis, n in enumerate(p.shape)}
            if p.size > 1 and np.ptp(p) == 0:
                traits[f"constant {key}, {at}"] = Trait(float(p.flat[0]))
            elif p.size >= FEW:
                traits |= _spread(f"{key}, {at}", p)
            elif p.size > 1:
                few.append(np.ravel(p))
        if few:
            traits |= _spread(f"the small ones, {at}", np.concatenate(few))
    return traits


def _spread(name: str, p: Any) -> dict[str, Trait]:
    mean, size = float(np.mean(p)), float(np.sqrt(np.mean(p * p)))
    margin = 9 * size / math.sqrt(p.size)
    return {f"mean {name}": Trait(mean, margin), f"size {name}": Trait(size, margin)}
