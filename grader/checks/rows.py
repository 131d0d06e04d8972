"""All numbers of an output in one row, so that two runs are compared in a few steps, however many arrays they show.

Only what is ordinary has a row: arrays and floats in double precision, all finite, none empty, and dicts of such.
Whatever else there is to compare is compared value by value (`grader.checks.closeness`), and with the same result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from grader.student import Label, once

Form = tuple[tuple[Any, ...], ...]
"""Of each array: the label's place, the key in a dict, the shape."""


@dataclass(frozen=True, eq=False)
class Row:
    """The numbers of one output, array after array.

    form: what they are of; numbers: float64, (entries,)
    starts: where each array begins; dicts: where each value begins, be it a dict of arrays or a lone array
    """

    form: Form
    numbers: Any
    starts: Any
    dicts: Any

    @cached_property
    def sizes(self) -> Any:
        return np.abs(self.numbers)

    @cached_property
    def largest(self) -> Any:
        """(entries,): for every entry the largest absolute value of its array."""
        return self._spread(np.maximum.reduceat(self.sizes, self.starts), self.starts)

    @cached_property
    def scale(self) -> Any:
        """(entries,): for every entry the largest absolute value of its dict; that of its array where the dict is all
        0."""
        scale = self._spread(np.maximum.reduceat(self.sizes, self.dicts), self.dicts)
        return np.where(scale > 0.0, scale, self.largest)

    def _spread(self, values: Any, starts: Any) -> Any:
        return np.repeat(values, np.diff(starts, append=len(self.numbers)))


NO_NUMBERS = np.empty(0)
NO_STARTS = np.empty(0, np.intp)


def row(seen: Mapping[Label, Any], output: str) -> Row | None:
    """The row of an output; None where what it shows is not ordinary."""
    return once(_row, seen, output)


def rows_of(a: Mapping[Label, Any], b: Mapping[Label, Any], output: str) -> tuple[Row, Row] | None:
    """The rows of an output in two runs, where both are of one form."""
    first = row(a, output)
    second = row(b, output) if first is not None else None
    return None if first is None or second is None or first.form != second.form else (first, second)


def _row(seen: Mapping[Label, Any], output: str) -> Row | None:
    values = [(label.at, value) for label, value in seen.items() if label.output == output]
    form: list[tuple[Any, ...]] = []
    arrays: list[Any] = []
    starts: list[int] = []
    dicts: list[int] = []
    at = 0
    for place, value in values:
        if type(value) is tuple and not value:
            form.append((place,))
            continue
        dicts.append(at)
        for key, item in value.items() if type(value) is dict else ((None, value),):
            if type(item) is float:
                item = np.array(item)
            elif type(item) is not np.ndarray or item.dtype != np.float64 or not item.size:
                return None
            form.append((place, key, item.shape))
            arrays.append(item.reshape(-1))
            starts.append(at)
            at += item.size
        if dicts[-1] == at:  # an empty dict
            return None
    if not at:
        return Row(tuple(form), NO_NUMBERS, NO_STARTS, NO_STARTS)
    numbers = np.concatenate(arrays)
    if not np.isfinite(numbers).all():
        return None
    return Row(tuple(form), numbers, np.array(starts), np.array(dicts))
