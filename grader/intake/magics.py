"""What IPython understands in a cell and Python does not: left out, line by line, so that line numbers hold.

A line is IPython's only where a statement begins: in a string or between brackets, `% n` is the remainder and
`!r` a format. So strings, brackets and continuations are kept track of, in one pass and without parsing.
"""

from __future__ import annotations
import __future__

import re
from collections.abc import Sequence
from dataclasses import dataclass

_KEEP_CELL = {"%%time", "%%timeit", "%%capture", "%%prun", "%%grade"}
"""Magics whose cell is ordinary Python below them."""

_TIMED = re.compile(r"([ \t]*)%time[ \t]+([^-\s].*)")
_HELP = re.compile(r"[ \t]*%{0,2}[^\W\d][\w.*]*(?:\[[\w'\"]*\])?\?{1,2}[ \t]*;?[ \t]*")
_FUTURE = re.compile(r"from __future__ import ([a-z_, ]+)(?:#.*)?")
_INDENT = re.compile(r"[ \t]*")
_PIECE = re.compile(r"""\\.|\"""|'''|["'#()\[\]{}]|=[ \t]*[!%]""")


@dataclass(frozen=True, slots=True)
class Plain:
    """A cell as Python.

    lines: as many as the cell has, none if all of it is left out
    dropped: line, counted from 1, and text of what was left out
    assigned: line and text of the first `x = %magic` or `x = !shell`, whose value nothing can stand in for
    futures: features of `from __future__`, which a module may only ask for at its top
    """

    lines: tuple[str, ...] = ()
    dropped: tuple[tuple[int, str], ...] = ()
    assigned: tuple[int, str] | None = None
    futures: tuple[str, ...] = ()


def plain(cell: str) -> Plain:
    """The cell, given with "\\n" line ends, as Python."""
    lines = _dedented(cell.split("\n"))
    dropped: list[tuple[int, str]] = []
    for at, line in enumerate(lines):  # cell magics, above all else
        if line.startswith("%%"):
            dropped.append((at + 1, line.strip()))
            if line.split()[0] not in _KEEP_CELL:
                return Plain(dropped=tuple(dropped))
            lines[at] = "pass"
        elif line.strip():
            break
    if not any(line.strip() for line in lines):
        return Plain()
    return _plain_lines(lines, dropped)


def _plain_lines(lines: list[str], dropped: list[tuple[int, str]]) -> Plain:
    futures: list[str] = []
    state = _State()
    going_on = False  # the line before was left out, and ended with a backslash
    indent = ""
    for at, line in enumerate(lines):
        if state.between_statements and not going_on:
            if timed := _TIMED.fullmatch(line):
                line = lines[at] = timed[1] + timed[2]
            if features := _features(line):
                futures += features
                line = lines[at] = "pass"
        if going_on or (state.between_statements and _is_magic(line)):
            if not going_on:
                indent = _indent(line)
                dropped.append((at + 1, line.strip()))
            going_on = line.endswith("\\")
            lines[at] = indent + "pass"
        elif state.advance(line):
            return Plain(assigned=(at + 1, line.strip()))
    return Plain(tuple(lines), tuple(dropped), futures=tuple(futures))


def _dedented(lines: Sequence[str]) -> list[str]:
    """The lines without the first one's indentation, as IPython takes a pasted piece of code."""
    indent = _indent(next((line for line in lines if line.strip()), ""))
    return [line.removeprefix(indent) for line in lines]


def _features(line: str) -> list[str]:
    """What a `from __future__` asks for, if all of that exists."""
    match = _FUTURE.fullmatch(line)
    names = [name.strip() for name in match[1].split(",")] if match else []
    return names if set(names) <= set(__future__.all_feature_names) else []


def _is_magic(line: str) -> bool:
    """Whether a line that begins a statement is IPython's: no statement of Python begins or ends so."""
    return line.lstrip(" \t").startswith(("%", "!", "?")) or bool(_HELP.fullmatch(line))


def _indent(line: str) -> str:
    return _INDENT.match(line)[0]  # type: ignore[index]  # it always matches


class _State:
    """Where a cell's text stands between two lines: in a string, between brackets, after a backslash."""

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0
        self._joined = False

    @property
    def between_statements(self) -> bool:
        return not (self._quote or self._depth or self._joined)

    def advance(self, line: str) -> bool:
        """Go over a line of Python. Whether it assigns the value of a magic or a shell line."""
        comment = False
        for match in _PIECE.finditer(line):
            piece = match[0]
            if self._quote:
                # three of a kind close a string of one: the other two are an empty one
                if piece == self._quote or piece == 3 * self._quote:
                    self._quote = ""
            elif piece == "#":
                comment = True
                break
            elif piece[0] in "\"'":
                self._quote = piece
            elif piece in "([{":
                self._depth += 1
            elif piece in ")]}":
                self._depth = max(self._depth - 1, 0)
            elif piece[0] == "=" and not self._depth:
                return True
        self._joined = line.endswith("\\") and not comment
        if len(self._quote) == 1 and not self._joined:
            self._quote = ""  # it was never closed: Python will say so
        return False
