"""How far apart two runs of the same play lie, in the numbers of an output."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from grader.checks.rows import rows_of
from grader.student import Label, Run

Pair = tuple[Any, Any]
"""What was got, and what was expected in its place."""


def gap(a: Run, b: Run, outputs: frozenset[str]) -> float:
    """The largest difference in these outputs; infinite where they are not of a kind."""
    apart = excess(a, b, outputs)
    largest = float("inf") if apart is None else float(np.abs(apart).max(initial=0.0))
    return largest if np.isfinite(largest) else float("inf")


def excess(a: Run, b: Run, outputs: frozenset[str]) -> Any | None:
    """By how much each number of these outputs is larger in the first run: (numbers,), in one order for all runs that
    are of a kind; None where these two are not."""
    rows = [both for output in sorted(outputs) if (both := rows_of(a.seen, b.seen, output))]
    if len(rows) == len(outputs) and any(x.numbers.size for x, _ in rows):
        return _joined([x.numbers - y.numbers for x, y in rows])
    if [label for label in a.seen if label.output in outputs] != [label for label in b.seen if label.output in outputs]:
        return None
    found = [pair for output in sorted(outputs) for pair in pairs(a, b, output)]
    if not found or any(np.shape(g) != np.shape(e) for g, e in found):
        return None
    return _joined([np.ravel(np.subtract(g, e)) for g, e in found])


def _joined(rows: Sequence[Any]) -> Any:
    return rows[0] if len(rows) == 1 else np.concatenate(rows)


def size(got: Run, expected: Run, output: str) -> float:
    """The largest number that is expected of an output; 0.0 where it has none that can be compared."""
    return max((float(np.max(np.abs(e), initial=0.0)) for _, e in pairs(got, expected, output)), default=0.0)


def pairs(got: Run, expected: Run, output: str) -> list[Pair]:
    """The numbers and arrays of an output, step after step."""
    return [pair for found in pairs_by_key(got, expected, output).values() for pair in found]


def pairs_by_key(got: Run, expected: Run, output: str, but: Collection[Label] = ()) -> dict[str, list[Pair]]:
    """The same under the keys of dicts, under "" for what is no dict. but: labels that are left out"""
    found: dict[str, list[Pair]] = {}
    for label, value in expected.seen.items():
        if label.output == output and label in got.seen and label not in but:
            other = got.seen[label]
            if isinstance(value, dict) and isinstance(other, dict):
                for key in value:
                    if key in other:
                        found.setdefault(str(key), []).append((other[key], value[key]))
            else:
                found.setdefault("", []).append((_in_a_row(other), _in_a_row(value)))
    numbers = (np.ndarray, float, int)
    return {
        key: [(g, e) for g, e in pairs if isinstance(g, numbers) and isinstance(e, numbers)]
        for key, pairs in found.items()
    }


def _in_a_row(value: Any) -> Any:
    """A list of numbers as an array; anything else as it is."""
    numbers = isinstance(value, (list, tuple)) and value and all(type(item) in (int, float) for item in value)
    return np.asarray(value, dtype=np.float64) if numbers else value
