"""Numerical slopes, by differences, and how near a claimed slope has to come to one to count as right.

Along a direction v, φ(t) = ⟨R, f(θ + t v)⟩. With D(h) = (φ(h) − φ(−h)) / 2h, Richardson's (4 D(h/2) − D(h)) / 3 is
φ′(0) but for two errors, and their sizes are known:

rounding    each entry of f carries some roundings of its own size, and they do not know of each other: 16 ε |R f| / h,
            with the 2-norm of R f
truncation  h⁴ φ⁗′ / 480; since D(h/2) − D(h) is h² φ‴ / 8, four times h² of it covers that wherever the fifth
            derivative is less than 240 times the third

To these comes what the definition itself leaves open, relative to the norm of the gradient as v projects it: never to
the slope, which may be near zero by chance, nor to single entries.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.closeness import RTOL

Array = NDArray[np.float64]
Direction = Mapping[Any, Array]
"""By array, how each of its entries moves."""

EPS = float(np.finfo(np.float64).eps)
STEP = EPS**0.2  # balances truncation, step**4, against rounding, eps / step
RHO = 1e-9  # relative to the projected norm of the gradient: what right code in float64 stays far below
ROUNDING = 16.0  # roundings that accumulate in one output entry
LOOSEST = 1e-6  # a step whose own rounding error exceeds this share of the norm proves nothing
SINGLE = 10 * RTOL[4]  # of R f: outputs in single precision do not tell forwards apart that differ by RTOL
IN_DOUBLE = RTOL[4] / 10  # the same where the forward is a known one: what is left are some eighty roundings
HAIR = STEP / 8**4  # nearer to a kink than this, θ is at it
LASTS = 0.5  # the share of a gap between one-sided slopes that is left at a much smaller step if it is a kink's

RUNGS = tuple(STEP / 8**k for k in range(5))
"""The steps at which a disagreement must show before it counts."""

COARSE = (STEP, STEP / 8**3)
"""The same where many directions are asked."""


@dataclass(frozen=True, slots=True)
class Slope:
    """A numerical slope along one direction, beside the claimed one.

    value: the numerical slope; claimed: that of the submission's gradient
    size: the norm of the gradient as the direction projects it; step: h, the wider of the two steps
    definition, rounding, truncation: how far the two may lie apart because of each; `tolerance` is their sum
    low, high: the one-sided slopes over h/2, the smaller first
    tie: whether those differ however small the step is: the point lies on a kink
    """

    value: float
    claimed: float
    size: float
    step: float
    definition: float
    rounding: float
    truncation: float
    low: float
    high: float
    tie: bool = False

    @property
    def tolerance(self) -> float:
        return self.definition + self.rounding + self.truncation + 1e-300

    @property
    def agrees(self) -> bool:
        """Whether the claimed slope is near enough: to the numerical one, or to that over h/2 alone, which is right
        where a kink lies between h/2 and h."""
        narrow = (self.low + self.high) / 2
        return min(abs(self.value - self.claimed), abs(narrow - self.claimed)) <= self.tolerance

    @property
    def wrong(self) -> bool:
        """Whether the claimed slope is proved wrong. On a kink there is no derivative, so nothing is proved."""
        return not self.agrees and not self.tie

    @property
    def between(self) -> bool:
        """Whether the claimed slope lies between the one-sided ones, as every subgradient of a convex function does."""
        return self.low - self.tolerance <= self.claimed <= self.high + self.tolerance

    @property
    def blind(self) -> bool:
        """Whether the step is so small that rounding would hide a wrong gradient."""
        return self.rounding > LOOSEST * max(self.size, abs(self.value))


@dataclass(frozen=True, slots=True)
class Quotients:
    """Difference quotients of φ: D(h), D(h/2), and the one-sided ones over h/2, the smaller first."""

    wide: float
    narrow: float
    low: float
    high: float


Known = dict[tuple[Hashable, float], Quotients]
"""Quotients of one forward pass, by the direction's name and the step."""


@dataclass(frozen=True)
class Probe:
    """Differentiates a forward pass f along directions.

    outs: gives f(θ + shift) for each of some shifts
    here: f(θ); weights: R, the upstream gradient, of the shape of f(θ)
    gradients: what is claimed, by array of θ
    precision: the rounding error of the coarsest numbers that f computes with
    within: what the definition leaves open, relative to the gradient's norm
    apart: how far two forwards may lie apart that look alike in single precision, relative to R f
    known: what was found of f and R before, along directions that have a name
    """

    outs: Callable[[Sequence[Direction]], Iterable[Array]]
    here: Array
    weights: Array
    gradients: Mapping[Any, Array]
    precision: float = EPS
    within: float = RHO
    apart: float = SINGLE
    known: Known = field(default_factory=dict)

    def ask(
        self, directions: Sequence[Direction], steps: Sequence[float] = RUNGS, names: Sequence[Hashable] = ()
    ) -> list[Slope]:
        """One slope for each direction. Steps are tried from the widest on, until the claimed slope agrees; where it
        never does, the slope is one that shows the disagreement, or a tie. Where two steps that lie far apart show the
        same one, those between are spared.

        names: of the directions, where others are asked about the same ones; () where nobody is
        """
        found = self._down(directions, COARSE if steps == RUNGS else steps, names)
        if steps == RUNGS:
            left = [i for i, slopes in enumerate(found) if not (slopes[0].agrees or _steady(slopes))]
            again = self._down([directions[i] for i in left], steps, [names[i] for i in left] if names else ())
            for i, slopes in zip(left, again, strict=True):
                found[i] = slopes
        return [_judged(slopes) for slopes in found]

    def _down(
        self, directions: Sequence[Direction], steps: Sequence[float], names: Sequence[Hashable]
    ) -> list[list[Slope]]:
        """The slopes of each direction at these steps, to the one that settles it."""
        found: list[list[Slope]] = [[] for _ in directions]
        asked = [*range(len(directions))]
        for step in steps:
            quotients = self._at(step, [directions[i] for i in asked], [names[i] for i in asked] if names else ())
            for i, at in zip(asked, quotients, strict=True):
                slope = self._slope(step, directions[i], at)
                if not found[i] or not slope.blind:
                    found[i].append(slope)
            asked = [i for i in asked if found[i][-1].step == step and not _settled(found[i])]
            if not asked:
                break
        return found

    def _at(self, step: float, directions: Sequence[Direction], names: Sequence[Hashable]) -> list[Quotients]:
        found = [self.known.get((name, step)) for name in names] or [None] * len(directions)
        missing = [i for i, quotients in enumerate(found) if quotients is None]
        shifts = [
            {array: t * step * v for array, v in directions[i].items()} for i in missing for t in (1.0, -1.0, 0.5, -0.5)
        ]
        outs = list(self.outs(shifts)) if missing else []
        for k, i in enumerate(missing):
            found[i] = quotients = self._quotients(step, *outs[4 * k : 4 * k + 4])
            if names:
                self.known[names[i], step] = quotients
        return [quotients for quotients in found if quotients is not None]

    def _quotients(self, step: float, ahead: Array, behind: Array, near_ahead: Array, near_behind: Array) -> Quotients:
        sides = [
            float(np.sum(self.weights * (b - a))) / (step / 2)
            for a, b in ((near_behind, self.here), (self.here, near_ahead))
        ]
        return Quotients(
            wide=float(np.sum(self.weights * (ahead - behind))) / (2 * step),
            narrow=float(np.sum(self.weights * (near_ahead - near_behind))) / step,
            low=min(sides),
            high=max(sides),
        )

    def _slope(self, step: float, direction: Direction, at: Quotients) -> Slope:
        size, single = self._size(direction), any(self.gradients[array].dtype.itemsize < 8 for array in direction)
        value = (4 * at.narrow - at.wide) / 3
        return Slope(
            value=value,
            claimed=float(sum(np.sum(self.gradients[array] * v, dtype=np.float64) for array, v in direction.items())),
            size=size,
            step=step,
            definition=max(self.within, single * RTOL[4]) * max(size, abs(value)) + single * self.apart * self._terms,
            rounding=ROUNDING * self.precision * self._terms / step,
            truncation=4 * step**2 * abs(at.narrow - at.wide),
            low=at.low,
            high=at.high,
        )

    @cached_property
    def _terms(self) -> float:
        """The norm of R f."""
        return float(np.sqrt(np.sum(np.square(self.weights * self.here))))

    @cached_property
    def _squares(self) -> dict[Any, float]:
        """Of each gradient the square of its norm."""
        return {array: float(np.sum(np.square(g, dtype=np.float64))) for array, g in self.gradients.items()}

    def _size(self, direction: Direction) -> float:
        """The projected norm."""
        squares = (np.vdot(v, v) / v.size * self._squares[array] for array, v in direction.items() if v.size)
        return float(np.sqrt(sum(squares)))


def _settled(slopes: Sequence[Slope]) -> bool:
    """Whether the last slope agrees with the claimed one and, where the first did not, has come nearer to it. Without
    that, it might agree only because a smaller step has larger rounding errors."""
    first, last = slopes[0], slopes[-1]
    return last.agrees and not abs(last.value - last.claimed) > max(
        abs(first.value - first.claimed) / 2, first.tolerance
    )


def _steady(slopes: Sequence[Slope]) -> bool:
    """Whether the slope is the same at a step and at one much smaller, and the claimed one is another: no kink lies
    between that would have to leave the stencil."""
    first, last = slopes[0], slopes[-1]
    return len(slopes) > 1 and not last.agrees and abs(last.value - first.value) <= first.tolerance + last.tolerance


def _judged(slopes: Sequence[Slope]) -> Slope:
    """Of the slopes of one direction, from the widest step to the narrowest, the one that counts.

    The last, if it settled the question. The last, as a tie, if the gap between its one-sided slopes has hardly become
    smaller since the step before, or if the claimed slope still lies in it at the narrowest steps. Else the first,
    whose rounding errors are the smallest, unless the last disagrees with it as well.
    """
    first, last = slopes[0], slopes[-1]
    if _settled(slopes):
        return last
    gap = last.high - last.low
    if len(slopes) > 1 and gap > 4 * last.tolerance:
        lasts = gap > LASTS * (slopes[-2].high - slopes[-2].low)
        if lasts or (last.between and last.step <= HAIR):
            return replace(last, tie=True)
    return last if abs(last.value - first.value) > last.tolerance and not last.agrees else first
