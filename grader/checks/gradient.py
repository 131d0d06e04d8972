"""Gradients: is what `backward` gives the derivative of what `forward` gives?

The submission's own forward is differentiated, so a wrong forward is not punished twice; in place of a right one, that
of the reference or convention with which it agrees is, because code that notices the small steps could bend its own. A
random upstream gradient R and a random direction v through all inputs and parameters at once make it one number,
φ(t) = ⟨R, f(θ + t v)⟩ with φ′(0) = ⟨g, v⟩, which central differences with Richardson's extrapolation give to twelve
digits in four evaluations. Two more directions move one entry and one border row, so that a mistake in a corner shows.
How near ⟨g, v⟩ has to come is worked out from rounding and truncation (`Slope`), and told.

Directions do not depend on what is claimed, so that the slopes of a known forward are worked out once for all
submissions.

When the two sides disagree the step is made smaller, eight times and again: a kink (ReLU, a maximum) leaves the
stencil, a wrong gradient does not. One that stays however small the step is where θ itself is, a tie: then every slope
between those on either side is right. Only a failure is looked at entry by entry, to say where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, zip_longest
from typing import Any, TypeVar

import numpy as np

from grader.checks.check import Check, Sitting, Verdict, Writer, after
from grader.checks.closeness import RTOL, same
from grader.checks.draw import Case, Inputs
from grader.checks.entries import as_a_whole, beside_ties, blamed, places
from grader.checks.outputs import by_name, raised
from grader.checks.pieces import Array, Piece, malformed, missing, pieces
from grader.checks.slope import COARSE, EPS, IN_DOUBLE, RHO, Direction, Known, Probe, Slope
from grader.checks.telling import one_digit
from grader.report import Difference, Evidence
from grader.student import Play, Run

K = TypeVar("K")

DIRECTIONS = 2
"""Random directions through everything at once, before those through an entry and a border."""


def gradient(
    task: str,
    inputs: Inputs,
    write: Writer,
    *,
    of: str = "out",
    wrt: Mapping[str, str],
    upstream: str | None = "dout",
    within: float = RHO,
    or_expected: bool = False,
    ties: bool = False,
    needs: Check | Sequence[Check] | None = None,
    examples: int = 6,
) -> Check:
    """The play shows a value `of` and its gradients; each must be the derivative.

    wrt: from the output that shows a gradient to the case's value that it belongs to, {"dx": "x", "dW": "W"}; for a
        dict of gradients, to a dict in the case
    upstream: the case's value that multiplies the output, of its shape; None where the output is a scalar loss
    within: how far the two may lie apart relative to the gradient's norm, where its definition leaves something out
    or_expected: whether the reference's gradients count as right too, so that a forward of which only the last step is
        wrong, such as a loss, costs nothing here
    ties: whether the cases lie at kinks, such as equal entries under a maximum: then the slope must lie between those
        on either side
    """

    question = _Question(of, wrt, upstream, within, or_expected, ties)
    return Check(
        *(task, "gradient", inputs, write, question.judge, after(needs), None, examples),
        forward=of if within == RHO else "",
        given=frozenset(wrt.values()) | ({upstream} if upstream is not None else set()),
        shown=frozenset((of, *wrt)),
        by_likeness=True,
    )


Gradients = Mapping[Piece, Array]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of a play: the arguments of `gradient`."""

    of: str
    wrt: Mapping[str, str]
    upstream: str | None
    within: float
    or_expected: bool
    ties: bool

    def judge(self, check: Check, sitting: Sitting) -> Verdict:
        verdict = self._judge(check, sitting)
        if not verdict.differences or not self.or_expected:
            return verdict
        return verdict.but(lambda found: self._as_expected(found, sitting))

    def _judge(self, check: Check, sitting: Sitting) -> Verdict:
        if sitting.run.raised is not None:
            return Verdict((raised(sitting.run),))
        values, case = by_name(sitting.run.seen), sitting.case
        weights = np.asarray(1.0 if self.upstream is None else case[self.upstream], dtype=np.float64)
        asked = pieces(self.wrt, case)
        wrong = [*missing(values, asked)] or [*malformed(values, case, self.of, asked, weights)]
        if wrong:
            return Verdict(tuple(wrong))
        gradients = {piece: np.asarray(piece.shown(values)) for piece in asked}
        rng = np.random.default_rng([sum(map(ord, check.task)), *map(int, np.abs(np.ravel(weights))[:4] * 100)])
        (right,) = sitting.expected([sitting.play])
        forward = _Forward(check, sitting, right, self.of, weights, self.within)
        probe = forward.probe(gradients)
        sizes = self._as_shown(right, case, asked, weights)  # not the submission's: directions are the same for all
        ways = directions(rng, sizes or gradients)
        names = [*range(len(ways))] if sizes else []
        slopes: list[Slope] = []
        for i, way in enumerate(ways):  # one by one: the first that fails spares the others
            slopes += probe.ask([way], names=names[i : i + 1])
            if slopes[-1].agrees:
                continue
            single = None if sitting.single else forward.in_single_precision(gradients)
            if single is not None and all(slope.agrees for slope in single.ask(ways, names=names)):
                return Verdict((), (Evidence("float32", self.of),))
            if slopes[-1].wrong:
                to_blame = blamed(probe, rng)
                closer = partial(places, to_blame, probe, case)
                return Verdict(tuple(map(as_a_whole, to_blame)), closer=closer, lasting=False)
        if any(slope.tie for slope in slopes) and (found := beside_ties(probe, case)):
            return Verdict(tuple(found))
        tied = self._at_ties(check, sitting, asked) if self.ties else ()
        return Verdict(tuple(tied), _remark(slopes))

    def _as_shown(self, run: Run, case: Case, asked: Sequence[Piece], weights: Array) -> Gradients:
        """The gradients that a run shows, {} where any of them is malformed."""
        values = by_name(run.seen)
        if missing(values, asked) or malformed(values, case, self.of, asked, weights):
            return {}
        return {piece: np.asarray(piece.shown(values)) for piece in asked}

    def _at_ties(self, check: Check, sitting: Sitting, asked: Sequence[Piece]) -> Iterable[Difference]:
        """The difference where the claimed slope does not lie between those on either side of a tie.

        It is asked along a positive direction, under a positive upstream gradient: with signs of both kinds, what is
        free at each tie would add up, and hide a wrong one.
        """
        if self.upstream is None:
            return []
        case = {**sitting.case, self.upstream: np.abs(sitting.case[self.upstream])}
        weights, play = np.asarray(case[self.upstream], dtype=np.float64), check.play(case)
        (run,) = sitting.again([play])
        values = by_name(run.seen)
        if run.raised is not None:
            return [raised(run)]
        if wrong := malformed(values, case, self.of, asked, weights):
            return wrong
        gradients = {piece: np.asarray(piece.shown(values)) for piece in asked}
        rng = np.random.default_rng(sum(map(ord, check.task)))
        direction = {piece: rng.uniform(0.5, 1.5, np.shape(g)) for piece, g in gradients.items()}
        again = replace(sitting, case=case, play=play, run=run)
        (right,) = sitting.expected([play])
        forward = _Forward(check, again, right, self.of, weights, self.within)
        (slope,) = forward.probe(gradients).ask([direction], COARSE[-1:])
        if slope.between:
            return []
        low, high = slope.low - slope.tolerance, slope.high + slope.tolerance
        facts = {"got": slope.claimed, "low": float(f"{low:.6g}"), "high": float(f"{high:.6g}")}
        return [Difference(asked[0].output, "ties", "", "", facts)]

    def _as_expected(self, found: Difference, sitting: Sitting) -> bool:
        """Whether the gradient that was found wrong is what the reference gives, to within what its definition leaves
        out. That is a share of the largest gradient, since one that vanishes has no size of its own."""
        (run,) = sitting.expected([sitting.play])
        mine, right = by_name(sitting.run.seen), by_name(run.seen)
        got, truth = mine.get(found.output), right.get(found.output)
        if not isinstance(got, np.ndarray) or not isinstance(truth, np.ndarray) or got.shape != truth.shape:
            return False
        gradients = [value for output, value in right.items() if output in self.wrt and isinstance(value, np.ndarray)]
        scale = max(float(np.max(np.abs(value), initial=0.0)) for value in gradients)
        return bool(np.max(np.abs(got - truth), initial=0.0) <= self.within * scale)


def _remark(slopes: Sequence[Slope]) -> tuple[Evidence, ...]:
    """How near counted as right, relative to the gradient's norm, where it was loosest; nothing where rounding would
    have hidden the whole gradient."""
    loosest = max((slope.tolerance / slope.size for slope in slopes if slope.size > 0), default=1.0)
    return (Evidence("gradient", "", {"tolerance": one_digit(loosest)}),) if loosest < 1 else ()


def directions(rng: np.random.Generator, gradients: Mapping[K, Array]) -> list[dict[K, Array]]:
    """Random directions through everything at once, each array with an equal share; then one that moves a single
    entry of each array and one that moves only its last slice along a random axis."""
    scale = {piece: float(np.sqrt(np.sum(np.square(g, dtype=np.float64)))) for piece, g in gradients.items()}
    found = []
    for _ in range(DIRECTIONS):
        v = {
            piece: rng.standard_normal(np.shape(g)) / (scale[piece] if scale[piece] > 1e-12 else 1.0)
            for piece, g in gradients.items()
        }
        largest = max(float(np.sqrt(np.mean(np.square(a)))) if a.size else 0.0 for a in v.values()) or 1.0
        found.append({piece: np.asarray(a / largest) for piece, a in v.items()})
    for local in (_one_entry, _one_border):
        found.append({piece: local(rng, np.shape(g)) for piece, g in gradients.items()})
    return found


def _one_entry(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    v = np.zeros(shape)
    if v.size:
        v.flat[rng.integers(v.size)] = 1.0
    return v


def _one_border(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    v = np.zeros(shape)
    if v.size and v.ndim:
        axis = int(rng.integers(v.ndim))
        last = np.moveaxis(v, axis, 0)[-1:]
        last[...] = rng.standard_normal(last.shape)
    return v


@dataclass(frozen=True, slots=True)
class _Forward:
    """The forward that is differentiated, and who performs it. right: the reference's run of the play"""

    check: Check
    sitting: Sitting
    right: Run
    of: str
    weights: Array
    within: float

    def probe(self, gradients: Gradients) -> Probe:
        """Of the reference or a convention, where the submission's output equals its; else of the submission. Where all
        are in single precision, it is differentiated in double precision, whose roundings hide nothing.

        The slopes of the reference and of conventions are remembered with the play: whoever computes what they do is
        held against the same ones.
        """
        out, sitting = self._shown, self.sitting
        trusted = chain([sitting.expected], sitting.accepted())
        for number, (performer, in_double) in enumerate(
            zip_longest(trusted, sitting.in_double() if sitting.single else ())
        ):
            (run,) = performer([sitting.play]) if number else (self.right,)
            if not same(out, by_name(run.seen).get(self.of)):
                continue
            if in_double is None:
                precision = _precision([by_name(run.seen).get(self.of)])
                return replace(self._probe(performer, run, gradients, precision), known=self._known(number))
            (run,) = in_double([sitting.play])
            return replace(self._probe(in_double, run, gradients, EPS), apart=IN_DOUBLE, known=self._known(number))
        return self._probe(sitting.again, sitting.run, gradients, _precision([out]))

    def _known(self, number: int) -> Known:
        """What is known of the slopes of the reference, 0, or of one of the conventions."""
        known: Known = self.sitting.play.slopes.setdefault(number, {})
        return known

    @property
    def _shown(self) -> Any:
        return by_name(self.sitting.run.seen).get(self.of)

    def in_single_precision(self, gradients: Gradients) -> Probe | None:
        """Of the reference, where the submission computes what it does, but in single precision on the way: its output
        is as near as that comes and no nearer, or all its numbers are ones that single precision has."""
        got, right = self._out(self.sitting.run), self._out(self.right)
        if not np.all(np.abs(got - right) <= RTOL[4] * float(np.max(np.abs(right), initial=0.0))):
            return None
        if same(got, right) and not all(map(_is_single, (got, *gradients.values()))):
            return None
        rounded: dict[Piece, Any] = {piece: np.asarray(g, dtype=np.float32) for piece, g in gradients.items()}
        return replace(self._probe(self.sitting.expected, self.right, rounded, EPS), known=self._known(0))

    def _probe(
        self, perform: Callable[[Sequence[Play]], Iterable[Run]], run: Run, gradients: Gradients, precision: float
    ) -> Probe:
        def outs(shifts: Sequence[Direction]) -> Iterator[Array]:
            return map(self._out, perform([self._shifted(shift) for shift in shifts]))

        return Probe(outs, self._out(run), self.weights, gradients, precision, self.within)

    def _shifted(self, by: Direction) -> Play:
        case = self.sitting.case
        for piece, shift in by.items():
            case = piece.moved(case, shift)
        return self.check.play(case).until(self.of)

    def _out(self, run: Run) -> Array:
        value = by_name(run.seen).get(self.of)
        if isinstance(value, (float, int, np.ndarray)) and np.shape(value) == np.shape(self.weights):
            return np.full(np.shape(value), np.nan) if np.iscomplexobj(value) else np.asarray(value, dtype=np.float64)
        return np.full(np.shape(self.weights), np.nan)


def _is_single(x: Array) -> bool:
    return bool(np.all(x == np.asarray(x, dtype=np.float32)))


def _precision(values: Sequence[Any]) -> float:
    """The rounding error of the coarsest numbers among some arrays."""
    arrays = [value for value in values if isinstance(value, np.ndarray) and value.dtype.kind == "f"]
    return max((float(np.finfo(array.dtype).eps) for array in arrays), default=EPS)
