"""Arrays as tables of a web page: what was got beside what was expected, and the difference as a map of heat.

A wrong entry is marked by a sign and a frame, never by its colour alone, and a screen reader is told that it differs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

from grader.clean import html
from grader.formats.wording import Wording
from grader.messages.values import number, numbers

DIGITS = 4
DECIMALS = 9  # derivatives by differences leave dust where there is a 0

MAX_PLANES = 6
"""Tables of the last two axes that are shown, those with wrong entries first."""

Table = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Plane:
    """The last two axes of three arrays at one place of the others. where: that place"""

    where: tuple[int, ...]
    got: Table
    expected: Table
    wrong: Table


def picture(values: Mapping[str, Any], words: Wording) -> str:
    """The figure of a difference between arrays; "" where its values hold none."""
    planes = sorted(_planes(values), key=lambda plane: not any(map(any, plane.wrong)))
    if not planes:
        return ""
    largest = max(max(map(max, _each(_distance, plane))) for plane in planes)
    flat = _axes(values.get("got_array")) == 1
    shown = [_trio(plane, largest, flat, words) for plane in planes[:MAX_PLANES]]
    return "".join(f"<div class=trio>{trio}</div>" for trio in shown)


def _trio(plane: Plane, largest: float, flat: bool, words: Wording) -> str:
    at = f"[{', '.join(map(str, plane.where))}] " if plane.where else ""
    texts = [
        [_texts(g, e) if wrong else (_rounded(g), _rounded(e)) for g, e, wrong in zip(*rows, strict=True)]
        for rows in zip(plane.got, plane.expected, plane.wrong, strict=True)
    ]
    gaps = [
        [_gap(g, e) if wrong else "0" for g, e, wrong in zip(*rows, strict=True)]
        for rows in zip(plane.got, plane.expected, plane.wrong, strict=True)
    ]
    sides = (
        ("report.got", [[got for got, _ in row] for row in texts], plane.wrong, None),
        ("report.expected", [[expected for _, expected in row] for row in texts], None, None),
        ("page.difference", gaps, plane.wrong, _each(partial(_heat, largest), plane)),
    )
    return "".join(_table(at + words.say(name), cells, wrong, heat, flat, words) for name, cells, wrong, heat in sides)


def _each(function: Callable[[Any, Any], Any], plane: Plane) -> Table:
    """What a function says of every pair of entries."""
    rows = zip(plane.got, plane.expected, strict=True)
    return [[function(g, e) for g, e in zip(got, expected, strict=True)] for got, expected in rows]


def _table(
    caption: str, cells: Sequence[Sequence[str]], wrong: Table | None, heat: Any, flat: bool, words: Wording
) -> str:
    head = "".join(f"<th scope=col>{i}" for i in range(len(cells[0])))
    rows = ""
    for i, row in enumerate(cells):
        label = "<td class=corner>" if flat else f"<th scope=row>{i}"
        marked = "".join(
            _cell(text, bool(wrong and wrong[i][j]), heat[i][j] if heat else None, words) for j, text in enumerate(row)
        )
        rows += f"<tr>{label}{marked}"
    return (
        f"<table class=array><caption>{html(caption)}</caption>"
        f"<thead><tr><td class=corner>{head}</thead><tbody>{rows}</tbody></table>"
    )


def _cell(text: str, wrong: bool, heat: float | None, words: Wording) -> str:
    style = "" if heat is None else f" style=--heat:{heat:.2f}"
    sign = f"<i aria-hidden=true>*</i><span class=unseen> {html(words.say('page.differs'))}</span>" if wrong else ""
    return f"<td{' class=wrong' if wrong else ''}{style}>{html(text)}{sign}"


def _planes(values: Mapping[str, Any]) -> Iterator[Plane]:
    """The arrays cut down to tables; none where they are not three of one shape."""
    arrays = [values.get(name) for name in ("got_array", "expected_array", "wrong")]
    shapes = {_shape(array) for array in arrays}
    shape = shapes.pop()
    if shapes or not shape or 0 in shape:
        return
    if len(shape) == 1:
        arrays, shape = [[array] for array in arrays], (1, *shape)
    for where in product(*map(range, shape[:-2])):
        parts = []
        for array in arrays:
            part: Any = array
            for i in where:
                part = part[i]
            parts.append([list(row) for row in part])
        yield Plane(where, *parts)


def _shape(array: Any) -> tuple[int, ...]:
    """Of nested lists of equal lengths; () for anything else."""
    if not isinstance(array, list | tuple):
        return ()
    inner = {_shape(item) for item in array}
    return (len(array), *inner.pop()) if len(inner) == 1 else (len(array),) if not inner else ()


def _axes(array: Any) -> int:
    return len(_shape(array))


def _distance(got: Any, expected: Any) -> float:
    """The finite distance of two entries, 0 where there is none."""
    if not (_is_number(got) and _is_number(expected)):
        return 0.0
    distance = abs(float(got) - float(expected))
    return distance if math.isfinite(distance) else 0.0


def _texts(got: Any, expected: Any) -> tuple[str, str]:
    if _is_number(got) and _is_number(expected):
        one, other = numbers([got, expected])
        return one, other
    return str(got), str(expected)


def _rounded(value: Any) -> str:
    """An entry that is right, without the digits in which rounding shows."""
    return number(round(value, DECIMALS) + 0.0, DIGITS) if isinstance(value, float) else str(value)


def _heat(largest: float, got: Any, expected: Any) -> float:
    """From 0 for equal entries to 1 for the largest distance, and for what has none."""
    if _equal(got, expected):
        return 0.0
    if not (_is_number(got) and _is_number(expected)) or not math.isfinite(float(got) - float(expected)):
        return 1.0
    return _distance(got, expected) / largest if largest else 0.0


def _gap(got: Any, expected: Any) -> str:
    if _equal(got, expected):
        return "0"
    return number(float(got) - float(expected), 3) if _is_number(got) and _is_number(expected) else "–"


def _equal(got: Any, expected: Any) -> bool:
    return bool(got == expected or (got != got and expected != expected))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)
