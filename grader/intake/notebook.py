"""A notebook's code cells as one module, with a map of where each cell stands. Outputs are never looked at.

The file is plain JSON, and every version of the format keeps code under one of two names: reading it here
rather than through nbformat spares each check 130 ms, and a log of complaints about other people's metadata.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.errors import UsageError
from grader.intake import limits, magics, text
from grader.submission import Cell

Remark = tuple[str, dict[str, str | int]]

_SHOWN = 80
"""Letters of a learner's line in a remark."""

_OURS = ("%grade", "%%grade", "%load_ext grader")
"""Lines that ask for the grader itself: nobody has to be told that they are left out."""

# Half of a surrogate pair: JSON can write it alone, no encoding can.
_HALF = re.compile("[\ud800-\udfff]")

# What Git writes where two versions meet; no JSON of its own can hold such a line.
_CONFLICT = re.compile(r"^<<<<<<< ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Module:
    """text: the code cells in order, a blank line between two; cells, remarks: as in Submission"""

    text: str
    cells: tuple[Cell, ...]
    remarks: tuple[Remark, ...]


def module(data: bytes, path: str) -> Module:
    """The module in a notebook. Raises UsageError where it is not one, or holds what a module cannot do."""
    code = list(_code(data, path))
    _check(code, path)
    parts = [(number, magics.plain(source)) for number, source in code]
    futures = sorted({feature for _, part in parts for feature in part.futures})
    lines = [f"from __future__ import {', '.join(futures)}", ""] if futures else []
    cells: list[Cell] = []
    remarks: list[Remark] = []
    for number, part in parts:
        if part.assigned:
            values = {"cell": number, "line": part.assigned[0], "text": part.assigned[1][:_SHOWN]}
            raise UsageError("intake.notebook_assignment_magic", path=path, **values)
        for line, shown in part.dropped:
            if shown.startswith(_OURS):
                continue
            remarks.append(("intake.magic", {"cell": number, "line": line, "text": shown[:_SHOWN]}))
        if part.lines:
            lines += [""] if cells else []
            cells.append(Cell(number, len(lines) + 1, len(part.lines)))
            lines += part.lines
    return Module("".join(f"{line}\n" for line in lines), tuple(cells), tuple(remarks[: limits.REMARKS]))


def _check(cells: list[tuple[int, str]], path: str) -> None:
    """Refuse what JSON can say and a Python file cannot hold, before going over it line by line."""
    size = 0
    for number, code in cells:
        if "\0" in code or _HALF.search(code):
            raise UsageError("intake.notebook_letter", path=path, cell=number)
        size += len(code.encode())
    if size > limits.FILE:
        values = {"size": limits.shown(size), "limit": limits.shown(limits.FILE)}
        raise UsageError("intake.notebook_code", path=path, **values)


def _code(data: bytes, path: str) -> Iterator[tuple[int, str]]:
    """The number, counted from 1 among cells of all kinds, and the code of each code cell that has some."""
    body = text.unicode(data, path)
    if not body.strip():
        return
    if body.count("[") + body.count("{") > limits.BRACKETS:
        raise UsageError("intake.notebook_crowded", path=path)
    try:
        for number, cell in enumerate(_cells(json.loads(body)), 1):
            if cell["cell_type"] == "code" and (source := text.lines(_source(cell))).strip():
                yield number, source
    except RecursionError:
        raise UsageError("intake.notebook_crowded", path=path) from None
    except ValueError as error:
        if mark := _CONFLICT.search(body):
            line = body.count("\n", 0, mark.start()) + 1
            raise UsageError("intake.notebook_conflict", path=path, line=line) from None
        raise UsageError("intake.notebook_unreadable", path=path, reason=str(error)) from None
    except (KeyError, TypeError, AttributeError):
        raise UsageError("intake.notebook_form", path=path) from None


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Format 4 holds cells, 2 and 3 held them in worksheets."""
    if "cells" in notebook:
        return list(notebook["cells"])
    return [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]


def _source(cell: dict[str, Any]) -> str:
    """A cell's code: text or a list of its lines; format 2 and 3 called it input."""
    source = cell["source"] if "source" in cell else cell["input"]
    return "".join(source) if isinstance(source, list) else source
