"""Gradients: is what `backward` gives the derivative of what `forward` gives?

The submission's own forward is differentiated, so a wrong forward is not punished twice; in place of a right one, that
of the reference or convention with which it agrees is, because code that notices the small steps could bend its own. A
random upstream gradient R and a random direction v through all inputs and parameters at once make it one number,
φ(t) = ⟨R, f(θ + t v)⟩ with φ′(0) = ⟨g, v⟩, which central differences with Richardson's extrapolation give to twelve
digits in four evaluations. Two more directions move one entry and one border row, so that a mistake in a corner shows.
When the two sides disagree the step is made smaller, eight times and again: a kink (ReLU, a maximum) leaves the
stencil, a wrong gradient does not. Only a failure is looked at entry by entry, to say where.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.check import Check, Sitting, Verdict, Writer, after
from grader.checks.closeness import MAX_SHOWN, same, shown
from grader.checks.draw import Case, Inputs
from grader.checks.law import raised, seen
from grader.report import Difference, Value
from grader.student import Play, Run

Array = NDArray[np.float64]

EPS = float(np.finfo(np.float64).eps)
STEP = EPS**0.2  # balances Richardson's truncation, step**4, against rounding, eps / step
RHO = 1e-9  # relative to the projected norm of the gradient: what right code in float64 stays far below
ROUNDING = 16.0  # roundings that accumulate in one output entry
RUNGS = 5  # how often the step is divided by eight before a disagreement counts
LOOSEST = 1e-6  # a rung whose own rounding error exceeds this share of the norm proves nothing
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
        found = _judge(check, sitting, of, wrt, upstream, within)
        if found and or_expected:
            found = [difference for difference in found if not _as_expected(sitting, difference, wrt, within)]
        return Verdict(tuple(found))

    return Check(task, "gradient", inputs, write, judge, after(needs), None, examples)


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
    check: Check, sitting: Sitting, of: str, wrt: Mapping[str, str], upstream: str | None, within: float
) -> list[Difference]:
    if sitting.run.raised is not None:
        return [raised(sitting.run)]
    values, case = seen(sitting.run), sitting.case
    weights = np.asarray(1.0 if upstream is None else case[upstream], dtype=np.float64)
    pieces = _pieces(wrt, case)
    wrong = [*_missing(values, pieces)] or [*_malformed(values, case, of, pieces, weights)]
    if wrong:
        return wrong
    gradients = {piece: np.asarray(piece.shown(values)) for piece in pieces}
    probe = _Probe(check, sitting, of, weights, gradients, within)
    rng = np.random.default_rng([sum(map(ord, check.task)), *map(int, np.abs(np.ravel(weights))[:4] * 100)])
    for direction in _directions(rng, gradients, case):
        if not probe.agrees(direction):
            return probe.places(rng)
    return []


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
        if not isinstance(got, np.ndarray) or got.dtype.kind != "f":
            if not (isinstance(got, (float, int)) and np.ndim(expected) == 0):
                code: dict[str, Value] = {"got": shown(got), "expected": f"array of shape {np.shape(expected)}"}
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


def _directions(rng: np.random.Generator, gradients: Gradients, case: Case) -> list[dict[_Piece, Array]]:
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
        found.append({piece: local(rng, np.shape(piece.value(case))) for piece in gradients})
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


class _Probe:
    """Differentiates forward."""

    def __init__(
        self, check: Check, sitting: Sitting, of: str, weights: Array, gradients: Gradients, within: float
    ) -> None:
        self.check, self.sitting, self.of, self.weights = check, sitting, of, weights
        self.gradients, self.within = gradients, within
        self.perform = self._performer()
        size = float(np.sqrt(np.sum(np.square(weights * self._out(sitting.run)))))
        self.noise = size * _precision([seen(sitting.run).get(of), *gradients.values()])

    def _performer(self) -> Callable[[Sequence[Play]], Iterable[Run]]:
        """Who performs the forward that is differentiated."""
        out = seen(self.sitting.run).get(self.of)
        for trusted in chain([self.sitting.expected], self.sitting.accepted()):
            (run,) = trusted([self.sitting.play])
            if same(out, seen(run).get(self.of)):
                return trusted
        return self.sitting.again

    def agrees(self, v: Gradients) -> bool:
        """Whether ⟨g, v⟩ is the slope of φ, at the first step that can tell."""
        claimed = float(sum(np.sum(g * v[piece]) for piece, g in self.gradients.items()))
        norm = float(np.sqrt(sum(
            np.sum(np.square(v[piece])) / max(v[piece].size, 1) * np.sum(np.square(g))
            for piece, g in self.gradients.items()
        )))
        step = STEP
        for rung in range(RUNGS):
            wide, narrow = self._slopes(v, (step, step / 2))
            rounding = ROUNDING * self.noise / step
            if rung and rounding > LOOSEST * max(norm, abs(wide)):
                return False
            slope = (4 * narrow - wide) / 3
            bound = self.within * max(norm, abs(slope)) + rounding + 4 * step**2 * abs(narrow - wide) + 1e-300
            if np.isfinite(slope) and abs(slope - claimed) <= bound:
                return True
            step /= 8
        return False

    def _slopes(self, v: Gradients, steps: Sequence[float]) -> list[float]:
        plays = [self._shifted(v, sign * step) for step in steps for sign in (1, -1)]
        outs = [self._out(run) for run in self.perform(plays)]
        return [
            float(np.sum(self.weights * (outs[2 * i] - outs[2 * i + 1]))) / (2 * step) for i, step in enumerate(steps)
        ]

    def _shifted(self, v: Gradients, t: float) -> Play:
        case = self.sitting.case
        for piece, direction in v.items():
            case = piece.moved(case, t * direction)
        return self.check.play(case)

    def _out(self, run: Any) -> Array:
        value = seen(run).get(self.of)
        if isinstance(value, (float, int, np.ndarray)) and np.shape(value) == np.shape(self.weights):
            return np.full(np.shape(value), np.nan) if np.iscomplexobj(value) else np.asarray(value, dtype=np.float64)
        return np.full(np.shape(self.weights), np.nan)

    def places(self, rng: np.random.Generator) -> list[Difference]:
        """Which gradients are wrong and in which entries; all of them as one where the entries cannot tell. A random
        direction through one array alone says whether its entries need to be looked at."""
        found = []
        step = EPS ** (1 / 3)
        for piece, got in self.gradients.items():
            alone = {other: np.zeros(np.shape(g)) for other, g in self.gradients.items()}
            if self.agrees({**alone, piece: rng.standard_normal(np.shape(got))}):
                continue
            truth = self._entrywise(piece, step)
            scale = float(np.max(np.abs(truth))) if truth.size else 0.0
            relative = max(1e-5, 10 * self.within)
            slack = relative * (np.abs(truth) + 0.1 * scale) + 1e-7 + ROUNDING * self.noise / step
            wrong = ~(np.abs(got - truth) <= slack)
            if np.any(wrong):
                found.append(Difference(piece.output, "gradient", "", piece.key, _entries(got, truth, wrong, slack)))
        return found or [Difference(next(iter(self.gradients)).output, "direction", "", "", {})]

    def _entrywise(self, piece: _Piece, step: float) -> Array:
        """The numerical gradient with respect to one value, as far as MAX_ENTRIES reach."""
        truth = np.zeros(np.shape(piece.value(self.sitting.case)))
        cells = range(min(truth.size, MAX_ENTRIES))
        plays = []
        for i in cells:
            for sign in (1, -1):
                shift = np.zeros(truth.shape)
                shift.flat[i] = sign * step
                plays.append(self.check.play(piece.moved(self.sitting.case, shift)))
        outs = [self._out(run) for run in self.perform(plays)]
        for i in cells:
            truth.flat[i] = np.sum(self.weights * (outs[2 * i] - outs[2 * i + 1])) / (2 * step)
        return truth


def _precision(values: Sequence[Any]) -> float:
    """The rounding error of the coarsest numbers among some arrays."""
    arrays = [value for value in values if isinstance(value, np.ndarray) and value.dtype.kind == "f"]
    return max((float(np.finfo(array.dtype).eps) for array in arrays), default=EPS)


def _entries(got: Array, truth: Array, wrong: NDArray[np.bool_], slack: Array) -> dict[str, Value]:
    error = np.where(wrong, np.abs(got - truth), -1.0)
    index = tuple(int(i) for i in np.unravel_index(int(np.argmax(error)), wrong.shape))
    digits = np.vectorize(lambda x: float(f"{x:.6g}"))(truth) if truth.size else truth
    values: dict[str, Value] = {
        "got": float(got[index]),
        "expected": float(digits[index]),
        "index": list(index),
        "count": int(np.count_nonzero(wrong)),
        "size": int(wrong.size),
        "shape": list(wrong.shape),
        "tolerance": float(slack[index]),
    }
    if 1 < wrong.size <= 64:
        values |= {"got_array": shown(got), "expected_array": shown(digits), "wrong": wrong.astype(int).tolist()}
    return values
