"""What is seen in single precision, where everybody was given arrays that have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.student import Loaded, Play, Run, Sight, Student


class Rounding:
    """A student whose numbers are seen in single precision, as the reference's and the variants' are, where everybody
    was given arrays that have it: what it computes in double precision from these is no nearer to the truth."""

    def __init__(self, student: Student) -> None:
        self._student = student

    def load(self) -> Loaded:
        return self._student.load()

    def run(self, plays: Sequence[Play]) -> Iterator[Run]:
        return map(rounded, self._student.run(plays))

    def ahead(self) -> None:
        self._student.ahead()

    def fresh(self) -> None:
        self._student.fresh()

    def close(self) -> None:
        self._student.close()


def rounded(run: Run) -> Run:
    """A run with its numbers in single precision: what right answers are compared with where all arrays had it."""
    return replace(run, seen=Sight({label: _rounded(value) for label, value in run.seen.items()}))


def _rounded(value: Any) -> Any:
    if isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype == np.float64):
        return np.asarray(value, np.float32)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return type(value)(map(_rounded, value)) if type(value) in (list, tuple) else value
