"""Small arrays as rows of aligned numbers, with the wrong entries marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.messages.values import numbers

MAX_ROWS = 6
MAX_COLUMNS = 8
MARK = "*"

Rows = list[list[Any]]


def rows(values: Mapping[str, Any], width: int) -> tuple[list[str], list[str]] | None:
    """The lines of `got_array` and of `expected_array`, None where they are not there or too big for a page. Of arrays
    with more than two axes, the table of the last two in which the worst entry lies.

    Numbers get as many digits as show that a wrong entry differs from the right one.
    """
    index = values.get("index")
    plane = index[:-2] if isinstance(index, list | tuple) else ()
    arrays = (_down(values.get(name), plane) for name in ("got_array", "expected_array", "wrong"))
    got, expected, wrong = map(_table, arrays)
    sizes = {tuple(map(len, table)) for table in (got, expected, wrong)}
    if not got or len(sizes) > 1:
        return None
    pairs = [
        numbers([float(g), float(e)])
        for g_row, e_row in zip(got, expected, strict=True)
        for g, e in zip(g_row, e_row, strict=True)
    ]
    marks = [MARK if w else " " for row in wrong for w in row]
    longest = max(len(text) for pair in pairs for text in pair)
    left = _lines([f"{g:>{longest}}{mark}" for (g, _), mark in zip(pairs, marks, strict=True)], len(got[0]))
    right = _lines([f"{e:>{longest}} " for _, e in pairs], len(got[0]))
    return (left, right) if len(left[0]) <= width else None


def _down(value: Any, index: Sequence[Any]) -> Any:
    """The part of nested lists at an index, None where there is none."""
    for i in index:
        if not isinstance(value, Sequence) or isinstance(value, str) or not isinstance(i, int) or i >= len(value):
            return None
        value = value[i]
    return value


def _table(value: Any) -> Rows:
    """The array as rows; [] where it is none, is not of one or two axes, or is too big."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return []
    table = [list(row) for row in value] if isinstance(value[0], Sequence) else [list(value)]
    fits = len(table) <= MAX_ROWS and 0 < len(table[0]) <= MAX_COLUMNS
    numeric = all(len(row) == len(table[0]) and all(isinstance(x, int | float) for x in row) for row in table)
    return table if fits and numeric else []


def _lines(cells: list[str], columns: int) -> list[str]:
    return [f"[ {' '.join(cells[i : i + columns])}]" for i in range(0, len(cells), columns)]
