"""Gradients: is what `backward` gives the derivative of what `forward` gives?

The submission's own forward is differentiated, so a wrong forward is not punished twice; in place of a right one, that
of the reference or convention with which it agrees is, because code that notices the small steps could bend its own. A
random upstream gradient R and a random direction v through all inputs and parameters at once make it one number,
φ(t) = ⟨R, f(θ + t v)⟩ with φ′(0) = ⟨g, v⟩, which central differences with Richardson's extrapolation give to twelve
digits in four evaluations. Two more directions move one entry and one border row, so that a mistake in a corner shows.
How near ⟨g, v⟩ has to come is worked out from rounding and truncation (`Slope`), and told.

When the two sides disagree the step is made smaller, eight times and again: a kink (ReLU, a maximum) leaves the
stencil, a wrong gradient does not. One that stays however small the step is where θ itself is, a tie: then every slope
between those on either side is right. Only a failure is looked at entry by entry, to say where.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, zip_longest
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from grader.checks.check import Check, Sitting, Verdict, Writer, after
from grader.checks.closeness import MAX_SHOWN, RTOL, one_digit, same, shown
from grader.checks.draw import Case, Inputs
from grader.checks.law import raised, seen
from grader.checks.slope import COARSE, EPS, IN_DOUBLE, RHO, Direction, Probe, Slope
from grader.checks.where import where
from grader.report import Difference, Evidence, Value
from grader.student import Play, Run

Array = NDArray[np.float64]
K = TypeVar("K")

DIRECTIONS = 2
MAX_ENTRIES = 400  # entry by entry, at the most


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
    upstream: the case's value that multiplies the output, None where the output is a scalar loss
    within: how far the two may lie apart relative to the gradient's norm, where its definition leaves something out
    or_expected: whether the reference's gradients are right as well, so that a forward that only ends wrongly costs
        nothing here
    """

    def judge(check: Check, sitting: Sitting) -> Verdict:
        verdict = _judge(check, sitting, of, wrt, upstream, within, ties)
        if not verdict.differences or not or_expected:
            return verdict
        return verdict.but(lambda found: _as_expected(sitting, found, wrt, within))

    forward = of if within == RHO else ""
    return Check(task, "gradient", inputs, write, judge, after(needs), None, examples, forward=forward)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One array of gradients: the output that shows it, its key where that is a dict, the value that it belongs to."""

    output: str
    key: str
    source: str

    def value(self, case: Case) -> Any:
        return case[self.source][self.key] if self.key else case[self.source]

    def shown(self, values: Mapping[str, Any]) -> Any:
        return values[self.output][self.key] if self.key else values.get(self.output)

    def moved(self, case: Case, by: Array) -> Case:
        value = self.value(case) + by
        return {**case, self.source: {**case[self.source], self.key: value} if self.key else value}


Gradients = Mapping[_Piece, Array]


def _judge(
    check: Check, sitting: Sitting, of: str, wrt: Mapping[str, str], upstream: str | None, within: float, ties: bool
) -> Verdict:
    if sitting.run.raised is not None:
        return Verdict((raised(sitting.run),))
    values, case = seen(sitting.run), sitting.case
    weights = np.asarray(1.0 if upstream is None else case[upstream], dtype=np.float64)
    pieces = _pieces(wrt, case)
    wrong = [*_missing(values, pieces)] or [*_malformed(values, case, of, pieces, weights)]
    if wrong:
        return Verdict(tuple(wrong))
    gradients = {piece: np.asarray(piece.shown(values)) for piece in pieces}
    rng = np.random.default_rng([sum(map(ord, check.task)), *map(int, np.abs(np.ravel(weights))[:4] * 100)])
    ways = directions(rng, gradients)
    forward = _Forward(check, sitting, of, weights, within)
    probe = forward.probe(gradients)
    slopes: list[Slope] = []
    for way in ways:  # one by one: the first that fails spares the others
        slopes += probe.ask([way])
        if slopes[-1].agrees:
            continue
        single = None if sitting.single else forward.in_single_precision(gradients)
        if single is not None and all(slope.agrees for slope in single.ask(ways)):
            return Verdict((), (Evidence("float32", of),))
        if slopes[-1].wrong:
            blamed = _wrong(probe, rng)
            return Verdict(tuple(map(_as_a_whole, blamed)), closer=partial(_places, blamed, probe, case))
    if any(slope.tie for slope in slopes) and (found := _beside_ties(probe, case)):
        return Verdict(tuple(found))
    tied = _at_ties(check, sitting, of, upstream, pieces, within) if ties and upstream is not None else ()
    return Verdict(tuple(tied), _remark(slopes))


def _at_ties(
    check: Check, sitting: Sitting, of: str, upstream: str, pieces: Sequence[_Piece], within: float
) -> Iterable[Difference]:
    """Whether the slope along a positive direction, under a positive upstream gradient, lies between those on either
    side. Signs of both kinds would add up what is free at each tie, and hide a wrong one."""
    case = {**sitting.case, upstream: np.abs(sitting.case[upstream])}
    weights, play = np.asarray(case[upstream], dtype=np.float64), check.play(case)
    (run,) = sitting.again([play])
    values = seen(run)
    if run.raised is not None:
        return [raised(run)]
    if wrong := _malformed(values, case, of, pieces, weights):
        return wrong
    gradients = {piece: np.asarray(piece.shown(values)) for piece in pieces}
    rng = np.random.default_rng(sum(map(ord, check.task)))
    direction = {piece: rng.uniform(0.5, 1.5, np.shape(g)) for piece, g in gradients.items()}
    asked = replace(sitting, case=case, play=play, run=run)
    (slope,) = _Forward(check, asked, of, weights, within).probe(gradients).ask([direction], COARSE[-1:])
    if slope.between:
        return []
    low, high = slope.low - slope.tolerance, slope.high + slope.tolerance
    facts = {"got": slope.claimed, "low": float(f"{low:.6g}"), "high": float(f"{high:.6g}")}
    return [Difference(pieces[0].output, "ties", "", "", facts)]


def _remark(slopes: Sequence[Slope]) -> tuple[Evidence, ...]:
    """How near counted as right, relative to the gradient's norm, where it was loosest."""
    relative = [slope.tolerance / slope.size for slope in slopes if slope.size > 0]
    return (Evidence("gradient", "", {"tolerance": one_digit(max(relative))}),) if relative else ()


def _pieces(wrt: Mapping[str, str], case: Case) -> list[_Piece]:
    return [
        _Piece(output, key, source)
        for output, source in wrt.items()
        for key in (case[source] if isinstance(case[source], Mapping) else ("",))
    ]


def _missing(values: Mapping[str, Any], pieces: Sequence[_Piece]) -> list[Difference]:
    """Dicts of gradients that are none, or that lack a key."""
    found: dict[str, Difference] = {}
    for piece in pieces:
        got = values.get(piece.output)
        if not piece.key:
            continue
        if not isinstance(got, dict):
            facts: dict[str, Value] = {"got": shown(got), "expected": "dict"}
            found.setdefault(piece.output, Difference(piece.output, "type", values=facts))
        elif piece.key not in got:
            facts = {"key": piece.key, "keys": sorted(got)[:MAX_SHOWN]}
            found[f"{piece.output} {piece.key}"] = Difference(piece.output, "missing", values=facts)
    return list(found.values())


def _malformed(
    values: Mapping[str, Any], case: Case, of: str, pieces: Sequence[_Piece], weights: Array
) -> list[Difference]:
    """Gradients or an output that cannot be asked for their values: of a wrong type or shape, or not finite."""
    found = []
    out = values.get(of)
    if not isinstance(out, (float, int, np.ndarray)) or np.shape(out) != np.shape(weights):
        found.append(Difference(of, "shape", "", "", {"got": _shape(out), "expected": list(np.shape(weights))}))
    elif np.iscomplexobj(out):
        found.append(Difference(of, "dtype", "", "", {"got": str(np.asarray(out).dtype), "expected": "float64"}))
    for piece in pieces:
        got, expected = piece.shown(values), piece.value(case)
        if isinstance(got, np.ndarray) and got.dtype.kind in "biu" and got.shape == np.shape(expected):
            code: dict[str, Value] = {"got": str(got.dtype), "expected": "float64"}
            found.append(Difference(piece.output, "dtype", "", piece.key, code))
        elif not isinstance(got, np.ndarray) or got.dtype.kind != "f":
            if not (isinstance(got, (float, int)) and np.ndim(expected) == 0):
                code = {"got": shown(got), "expected": f"array of shape {np.shape(expected)}"}
                found.append(Difference(piece.output, "type", "", piece.key, code))
        elif got.shape != np.shape(expected):
            code = {"got": list(got.shape), "expected": list(np.shape(expected))}
            found.append(Difference(piece.output, "shape", "", piece.key, code))
        elif got.dtype == np.float16:
            found.append(Difference(piece.output, "dtype", "", piece.key, {"got": "float16", "expected": "float64"}))
        elif not np.all(np.isfinite(got)):
            index = [int(i) for i in np.argwhere(~np.isfinite(got))[0]]
            code = {"got": str(got[tuple(index)]), "index": list(index), "count": int(np.sum(~np.isfinite(got)))}
            code |= {"size": int(got.size), "expected": "finite"}
            found.append(Difference(piece.output, "finite", "", piece.key, code))
    return found


def _as_expected(sitting: Sitting, difference: Difference, outputs: Collection[str], within: float) -> bool:
    """Whether the output is what the reference gives, to within what its definition leaves out. That is measured by
    the largest gradient, for one that vanishes has no size of its own."""
    (run,) = sitting.expected([sitting.play])
    got, truth = (seen(of).get(difference.output) for of in (sitting.run, run))
    if not isinstance(got, np.ndarray) or not isinstance(truth, np.ndarray) or got.shape != truth.shape:
        return False
    gradients = [value for output, value in seen(run).items() if output in outputs and isinstance(value, np.ndarray)]
    scale = max(float(np.max(np.abs(value), initial=0.0)) for value in gradients)
    return bool(np.max(np.abs(got - truth), initial=0.0) <= within * scale)


def _shape(value: Any) -> Value:
    return list(np.shape(value)) if isinstance(value, (float, int, np.ndarray)) else shown(value)


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
    """The forward that is differentiated, and who performs it."""

    check: Check
    sitting: Sitting
    of: str
    weights: Array
    within: float

    def probe(self, gradients: Gradients) -> Probe:
        """Of the reference or a convention, where the submission's output equals its; else of the submission. Where all
        are in single precision, it is differentiated in double precision, whose roundings hide nothing."""
        out, sitting = self._shown, self.sitting
        trusted = chain([sitting.expected], sitting.accepted())
        for performer, in_double in zip_longest(trusted, sitting.in_double() if sitting.single else ()):
            (run,) = performer([sitting.play])
            if not same(out, seen(run).get(self.of)):
                continue
            if in_double is None:
                return self._probe(performer, run, gradients, _precision([seen(run).get(self.of)]))
            (run,) = in_double([sitting.play])
            return replace(self._probe(in_double, run, gradients, EPS), apart=IN_DOUBLE)
        return self._probe(sitting.again, sitting.run, gradients, _precision([out]))

    @property
    def _shown(self) -> Any:
        return seen(self.sitting.run).get(self.of)

    def in_single_precision(self, gradients: Gradients) -> Probe | None:
        """Of the reference, where the submission computes what it does, but in single precision on the way: its output
        is as near as that comes and no nearer, or all its numbers are ones that single precision has."""
        (run,) = self.sitting.expected([self.sitting.play])
        got, right = self._out(self.sitting.run), self._out(run)
        if not np.all(np.abs(got - right) <= RTOL[4] * float(np.max(np.abs(right), initial=0.0))):
            return None
        if same(got, right) and not all(map(_is_single, (got, *gradients.values()))):
            return None
        rounded: dict[_Piece, Any] = {piece: np.asarray(g, dtype=np.float32) for piece, g in gradients.items()}
        return self._probe(self.sitting.expected, run, rounded, EPS)

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
        return self.check.play(case)

    def _out(self, run: Run) -> Array:
        value = seen(run).get(self.of)
        if isinstance(value, (float, int, np.ndarray)) and np.shape(value) == np.shape(self.weights):
            return np.full(np.shape(value), np.nan) if np.iscomplexobj(value) else np.asarray(value, dtype=np.float64)
        return np.full(np.shape(self.weights), np.nan)


def _is_single(x: Array) -> bool:
    return bool(np.all(x == np.asarray(x, dtype=np.float32)))


def _precision(values: Sequence[Any]) -> float:
    """The rounding error of the coarsest numbers among some arrays."""
    arrays = [value for value in values if isinstance(value, np.ndarray) and value.dtype.kind == "f"]
    return max((float(np.finfo(array.dtype).eps) for array in arrays), default=EPS)


# Where it is wrong ----------------------------------------------------------------------------------------------------


def _wrong(probe: Probe, rng: np.random.Generator) -> list[_Piece]:
    """The gradients that a random direction through one array alone shows to be wrong; the first of all where only
    directions through several do."""
    alone = [{piece: rng.standard_normal(np.shape(got))} for piece, got in probe.gradients.items()]
    found = [piece for direction in alone for piece in direction if probe.ask([direction])[0].wrong]
    return found or [*probe.gradients][:1]


def _as_a_whole(piece: _Piece) -> Difference:
    return Difference(piece.output, "direction", "", piece.key, {})


def _places(blamed: Sequence[_Piece], probe: Probe, case: Case) -> list[Difference]:
    """In which entries gradients are wrong; as a whole where the entries cannot tell."""
    found = [_entry_by_entry(probe, piece, case) for piece in blamed]
    return [d for d in found if d is not None] or [_as_a_whole(blamed[0])]


def _beside_ties(probe: Probe, case: Case) -> list[Difference]:
    """Entries are asked alone where ties keep directions through many of them from proving anything."""
    return [d for piece in probe.gradients if (d := _entry_by_entry(probe, piece, case)) is not None]


def _entry_by_entry(probe: Probe, piece: _Piece, case: Case) -> Difference | None:
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
