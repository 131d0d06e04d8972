"""Gradients: is what `backward` gives the derivative of what `forward` gives?

The submission's own forward is differentiated, so a wrong forward is not punished twice. A random upstream gradient R
and a random direction v through all inputs and parameters at once turn the question into one number,
φ(t) = ⟨R, f(θ + t v)⟩ with φ′(0) = ⟨g, v⟩, which central differences with Richardson's extrapolation give to twelve
digits in four evaluations. Two more directions move one entry and one border row, so that a mistake in a corner shows.
When the two sides disagree the step is made smaller, eight times and again: a kink (ReLU, a maximum) leaves the
stencil, a wrong gradient does not. Only a failure is looked at entry by entry, to say where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.check import Check, Sitting, Verdict, Writer, after
from grader.checks.closeness import shown
from grader.checks.draw import Case, Inputs
from grader.checks.law import raised, seen
from grader.report import Difference, Value

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
    needs: Check | Sequence[Check] | None = None,
    examples: int = 6,
) -> Check:
    """The play shows a value `of` and its gradients; each must be the derivative.

    wrt: from the output that shows a gradient to the case's value that it belongs to, {"dx": "x", "dW": "W"}; for a
    dict of gradients, to a dict in the case
    upstream: the case's value that multiplies the output, None where the output is a scalar loss
    """

    def judge(check: Check, sitting: Sitting) -> Verdict:
        return Verdict(tuple(_judge(check, sitting, of, wrt, upstream)))

    return Check(task, "gradient", inputs, write, judge, after(needs), None, examples)


def _judge(
    check: Check, sitting: Sitting, of: str, wrt: Mapping[str, str], upstream: str | None
) -> list[Difference]:
    if sitting.run.raised is not None:
        return [raised(sitting.run)]
    values = seen(sitting.run)
    weights = np.asarray(1.0 if upstream is None else sitting.case[upstream], dtype=np.float64)
    wrong = [*_malformed(values, sitting.case, of, wrt, weights)]
    if wrong:
        return wrong
    probe = _Probe(check, sitting, of, weights)
    gradients = {name: values[name] for name in wrt}
    rng = np.random.default_rng([sum(map(ord, check.task)), *map(int, np.abs(np.ravel(weights))[:4] * 100)])
    for direction in _directions(rng, gradients, wrt, sitting.case):
        if not probe.agrees(gradients, wrt, direction):
            return probe.places(gradients, wrt)
    return []


def _malformed(
    values: Mapping[str, Any], case: Case, of: str, wrt: Mapping[str, str], weights: Array
) -> list[Difference]:
    """Gradients or an output that cannot be asked for their values: of a wrong type or shape, or not finite."""
    found = []
    out = values.get(of)
    if not isinstance(out, (float, int, np.ndarray)) or np.shape(out) != np.shape(weights):
        found.append(Difference(of, "shape", "", "", {"got": _shape(out), "expected": list(np.shape(weights))}))
    for name, source in wrt.items():
        got, expected = values.get(name), case[source]
        if not isinstance(got, np.ndarray) or got.dtype.kind != "f":
            if not (isinstance(got, (float, int)) and np.ndim(expected) == 0):
                code: dict[str, Value] = {"got": shown(got), "expected": f"array of shape {np.shape(expected)}"}
                found.append(Difference(name, "type", "", "", code))
        elif got.shape != np.shape(expected):
            code = {"got": list(got.shape), "expected": list(np.shape(expected))}
            found.append(Difference(name, "shape", "", "", code))
        elif not np.all(np.isfinite(got)):
            index = [int(i) for i in np.argwhere(~np.isfinite(got))[0]]
            code = {"got": str(got[tuple(index)]), "index": list(index), "count": int(np.sum(~np.isfinite(got)))}
            found.append(Difference(name, "finite", "", "", {**code, "size": int(got.size), "expected": "finite"}))
    return found


def _shape(value: Any) -> Value:
    return list(np.shape(value)) if isinstance(value, (float, int, np.ndarray)) else shown(value)


def _directions(
    rng: np.random.Generator, gradients: Mapping[str, Array], wrt: Mapping[str, str], case: Case
) -> list[dict[str, Array]]:
    """Random directions through everything at once, each array with an equal share; then one that moves a single
    entry of each array and one that moves only its last slice along a random axis."""
    scale = {name: float(np.sqrt(np.sum(np.square(g, dtype=np.float64)))) for name, g in gradients.items()}
    found = []
    for _ in range(DIRECTIONS):
        v = {name: rng.standard_normal(np.shape(g)) / (scale[name] if scale[name] > 1e-12 else 1.0)
             for name, g in gradients.items()}
        largest = max(float(np.sqrt(np.mean(np.square(a)))) if a.size else 0.0 for a in v.values()) or 1.0
        found.append({name: np.asarray(a / largest) for name, a in v.items()})
    for local in (_one_entry, _one_border):
        found.append({name: local(rng, np.shape(case[wrt[name]])) for name in gradients})
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
        last = np.moveaxis(v, axis, 0)[-1]
        last[...] = rng.standard_normal(last.shape)
    return v


class _Probe:
    """Differentiates the submission's own forward."""

    def __init__(self, check: Check, sitting: Sitting, of: str, weights: Array) -> None:
        self.check, self.sitting, self.of, self.weights = check, sitting, of, weights
        self.noise = EPS * float(np.sqrt(np.sum(np.square(weights * self._out(sitting.run)))))

    def agrees(self, gradients: Mapping[str, Array], wrt: Mapping[str, str], v: Mapping[str, Array]) -> bool:
        """Whether ⟨g, v⟩ is the slope of φ, at the first step that can tell."""
        claimed = float(sum(np.sum(gradients[name] * v[name]) for name in gradients))
        norm = float(np.sqrt(sum(
            np.sum(np.square(v[name])) / max(v[name].size, 1) * np.sum(np.square(gradients[name])) for name in gradients
        )))
        step = STEP
        for rung in range(RUNGS):
            wide, narrow = self._slopes(wrt, v, (step, step / 2))
            rounding = ROUNDING * self.noise / step
            if rung and rounding > LOOSEST * max(norm, abs(wide)):
                return False
            slope = (4 * narrow - wide) / 3
            bound = RHO * max(norm, abs(slope)) + rounding + 4 * step**2 * abs(narrow - wide) + 1e-300
            if abs(slope - claimed) <= bound:
                return True
            step /= 8
        return False

    def _slopes(self, wrt: Mapping[str, str], v: Mapping[str, Array], steps: Sequence[float]) -> list[float]:
        plays = [self._shifted(wrt, v, sign * step) for step in steps for sign in (1, -1)]
        outs = [self._out(run) for run in self.sitting.again(plays)]
        return [
            float(np.sum(self.weights * (outs[2 * i] - outs[2 * i + 1]))) / (2 * step) for i, step in enumerate(steps)
        ]

    def _shifted(self, wrt: Mapping[str, str], v: Mapping[str, Array], t: float) -> Any:
        moved = {source: self.sitting.case[source] + t * v[name] for name, source in wrt.items()}
        return self.check.play({**self.sitting.case, **moved})

    def _out(self, run: Any) -> Array:
        value = seen(run).get(self.of)
        if isinstance(value, (float, int, np.ndarray)) and np.shape(value) == np.shape(self.weights):
            return np.asarray(value, dtype=np.float64)
        return np.full(np.shape(self.weights), np.nan)

    def places(self, gradients: Mapping[str, Array], wrt: Mapping[str, str]) -> list[Difference]:
        """Which gradients are wrong and in which entries; all of them as one where the entries cannot tell."""
        found = []
        for name, source in wrt.items():
            truth = self._entrywise(source)
            got = np.asarray(gradients[name])
            scale = float(np.max(np.abs(truth))) if truth.size else 0.0
            wrong = ~(np.abs(got - truth) <= 1e-5 * (np.abs(truth) + 0.1 * scale) + 1e-7 * (1 + self.noise / EPS))
            if np.any(wrong):
                found.append(Difference(name, "gradient", "", "", _entries(got, truth, wrong)))
        return found or [Difference(next(iter(wrt)), "direction", "", "", {})]

    def _entrywise(self, source: str) -> Array:
        """The numerical gradient with respect to one value, as far as MAX_ENTRIES reach; kinks take a smaller step."""
        x = np.asarray(self.sitting.case[source], dtype=np.float64)
        truth = np.zeros(x.shape)
        step = EPS ** (1 / 3)
        cells = range(min(x.size, MAX_ENTRIES))
        plays = []
        for i in cells:
            for sign in (1, -1):
                moved = x.copy()
                moved.flat[i] += sign * step
                plays.append(self.check.play({**self.sitting.case, source: moved}))
        outs = [self._out(run) for run in self.sitting.again(plays)]
        for i in cells:
            truth.flat[i] = np.sum(self.weights * (outs[2 * i] - outs[2 * i + 1])) / (2 * step)
        return truth


def _entries(got: Array, truth: Array, wrong: NDArray[np.bool_]) -> dict[str, Value]:
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
    }
    if 1 < wrong.size <= 64:
        values |= {"got_array": shown(got), "expected_array": shown(digits), "wrong": wrong.astype(int).tolist()}
    return values
