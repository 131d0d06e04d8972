"""Marks into the sheet that a learning management system takes back.

The course's own export is the form: its columns, rows and order stay, and only the cells of one column are filled. So
no assignment is made anew, and nobody's line moves. A student without a mark keeps whatever stood there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from grader.classroom.decoding import decoded
from grader.classroom.roster import Roster, between
from grader.clean import csv as cell
from grader.errors import UsageError
from grader.formats.csv import MARK

NUMBERED = ("Identifier", "識別子")
"""Columns of Moodle's in which a word and the number stand that its downloads have: Participant 12345."""

KEYS = {
    "canvas": ("SIS User ID", "SIS Login ID", "ID", "Student"),
    "moodle": (
        *("ID number", "ID番号", "IDナンバー", "Email address", "メールアドレス", "Username", "ユーザ名"),
        *(*NUMBERED, "Full name", "氏名", "姓名"),
    ),
}
"""Columns that say who a line is about, the surest first."""


@dataclass(frozen=True, slots=True)
class Filled:
    """text: the sheet; filled: students whose mark stands in it; left: students with a mark and no line"""

    text: str
    filled: tuple[str, ...]
    left: tuple[str, ...]


def fill(export: bytes, layout: str, column: str, marks: Mapping[str, float], roster: Roster, path: str) -> Filled:
    """The export with the marks in a column. path: its name for messages

    raises: UsageError("export.…") where it is no sheet, or the column or the one that names students is not there
    """
    rows, delimiter = _rows(export, path)
    heads = rows[0] if rows else []
    names = [name.strip() for name in heads]
    places = [i for i, name in enumerate(names) if name == column]
    places = places or [i for i, name in enumerate(names) if name.startswith(f"{column} (")]
    if len(places) != 1:
        raise UsageError("export.column", path=path, seen=column, columns=tuple(heads))
    known = [names.index(name) for name in KEYS[layout] if name in names]
    if not known:
        raise UsageError("export.who", path=path, expected=KEYS[layout])
    filled = []
    for row in rows[1:]:
        called = [_name(names[i], row[i].strip()) for i in known if i < len(row) and row[i].strip()]
        student = next((id for name in called if (id := _student(name, marks, roster))), None)
        if student is not None and len(row) > places[0]:
            row[places[0]] = f"{marks[student]:g}"
            filled.append(student)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", delimiter=delimiter)
    writer.writerows([[_kept(value) for value in row] for row in rows])
    left = tuple(sorted(set(marks) - set(filled)))
    return Filled(MARK + out.getvalue(), tuple(filled), left)


def _rows(export: bytes, path: str) -> tuple[list[list[str]], str]:
    """The rows of a sheet, and what separates its columns. Raises UsageError where it is none."""
    try:
        text, _ = decoded(export)
    except UnicodeDecodeError as error:
        raise UsageError("export.encoding", path=path, offset=error.start) from None
    delimiter = between(text)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    rows: list[list[str]] = []
    good = 0
    try:
        for row in lines:
            rows.append(row)
            good = lines.line_num
    except csv.Error as error:
        raise UsageError("export.form", path=path, line=good + 1, reason=str(error)) from None
    return rows, delimiter


def _name(column: str, value: str) -> str:
    number = re.search(r"\d+$", value) if column in NUMBERED else None
    return number[0] if number else value


def _student(name: str, marks: Mapping[str, float], roster: Roster) -> str | None:
    id = roster.id(name)
    return id if id in marks else None


def _kept(value: str) -> str:
    """The cell as it was, unless a spreadsheet would take it for a formula. Numbers and a lone dash are none."""
    try:
        float(value)
    except ValueError:
        own = value.strip()
        return value if len(own) < 2 or cell(own) == own else cell(own)
    return value
