"""Small arrays as rows of aligned numbers, with the wrong entries marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.messages.values import numbers

MAX_ROWS = 6
MAX_COLUMNS = 8
MARK = "*"

GAP = 3  # between maps side by side
MAX_BANDS = 3
MAX_LINES = 24

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
        numbers([float(g), float(e)] if w else [float(g) + 0.0, float(e) + 0.0])  # zeros that are right have no sign
        for lines in zip(got, expected, wrong, strict=True)
        for g, e, w in zip(*lines, strict=True)
    ]
    marks = [MARK if w else " " for row in wrong for w in row]
    longest = max(len(text) for pair in pairs for text in pair)
    left = _lines([f"{g:>{longest}}{mark}" for (g, _), mark in zip(pairs, marks, strict=True)], len(got[0]))
    right = _lines([f"{e:>{longest}} " for _, e in pairs], len(got[0]))
    return (left, right) if len(left[0]) <= width else None


def marks(values: Mapping[str, Any], width: int, least: int = 1) -> list[str]:
    """A map of the wrong entries of an array, x among dots; of more than two axes a small map for each plane, as many
    side by side as fit, with the plane's index above it. [] where nothing is known, all is wrong, fewer axes than
    `least` are there, or the map is too big for a page."""
    wrong = values.get("wrong")
    if not _axes(wrong) >= least or values.get("count") in (1, values.get("size")):
        return []
    blocks = [_block(index, plane) for index, plane in _planes(wrong)]
    wide = max(len(line) for block in blocks for line in block) + GAP
    across = max(1, (width + GAP) // wide)
    if wide - GAP > width or len(blocks) > across * MAX_BANDS:
        return []
    lines: list[str] = []
    for start in range(0, len(blocks), across):
        lines += [""] if lines else []
        band = blocks[start : start + across]
        lines += ["".join(f"{line:<{wide}}" for line in parts).rstrip() for parts in zip(*band, strict=True)]
    return lines if len(lines) <= MAX_LINES else []


def _axes(value: Any) -> int:
    return 1 + _axes(value[0]) if isinstance(value, list | tuple) and value else 0


def _planes(value: Any, index: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Rows]]:
    """The tables of the last two axes, and the index of each."""
    if _axes(value) <= 2:
        yield index, [*value] if _axes(value) == 2 else [value]
    else:
        for i, part in enumerate(value):
            yield from _planes(part, (*index, i))


def _block(index: tuple[int, ...], plane: Rows) -> list[str]:
    head = [f"[{', '.join(map(str, index))}]"] if index else []
    return [*head, *(" ".join("x" if entry else "." for entry in row) for row in plane)]


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
