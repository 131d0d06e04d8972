"""The gradients that a play shows, array by array: what each belongs to, and whether it can be asked for its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.draw import Case
from grader.checks.telling import MAX_SHOWN, shown
from grader.report import Difference, Value

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """One array of gradients: the output that shows it, its key where that is a dict, the value that it belongs to."""

    output: str
    key: str
    source: str

    def value(self, case: Case) -> Any:
        """What it is the gradient of, in a case."""
        return case[self.source][self.key] if self.key else case[self.source]

    def shown(self, values: Mapping[str, Any]) -> Any:
        """The gradient itself, among the values that a run shows (`outputs.by_name`)."""
        return values[self.output][self.key] if self.key else values.get(self.output)

    def moved(self, case: Case, by: Array) -> Case:
        """The case with what it is the gradient of changed by so much."""
        value = self.value(case) + by
        return {**case, self.source: {**case[self.source], self.key: value} if self.key else value}


def pieces(wrt: Mapping[str, str], case: Case) -> list[Piece]:
    """wrt: as `gradient` has it"""
    return [
        Piece(output, key, source)
        for output, source in wrt.items()
        for key in (case[source] if isinstance(case[source], Mapping) else ("",))
    ]


def missing(values: Mapping[str, Any], pieces: Sequence[Piece]) -> list[Difference]:
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


def malformed(
    values: Mapping[str, Any], case: Case, of: str, pieces: Sequence[Piece], weights: Array
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


def _shape(value: Any) -> Value:
    return list(np.shape(value)) if isinstance(value, (float, int, np.ndarray)) else shown(value)
