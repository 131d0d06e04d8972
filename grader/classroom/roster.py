"""The students of a class: ids, names, and whatever else a learning management system may call them.

A CSV with a header. The column `id` is needed; `name` is shown; every other column (an e-mail address, a number that
Canvas or Moodle gave) is a further name by which a download may call the student.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UsageError

ID = re.compile(r"(?!\.+$)(?!(?i:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[A-Za-z0-9._-]{1,64}")
"""What a student's id is made of: it stands in file names, sheets and pages. Not dots alone, nor what is a device of
Windows under any suffix."""


@dataclass(frozen=True, slots=True)
class Roster:
    """names: by id, in the order of the file; called: an id by everything that the student is called"""

    names: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)

    def id(self, *names: str) -> str | None:
        """The student's id: the one that the roster has for the first known name, else the first that is one."""
        known = (self.called.get(_key(name)) for name in names)
        return next((id for id in known if id), None) or next((n for n in names if ID.fullmatch(n)), None)


def read(path: Path) -> Roster:
    """The roster in a file. Raises UsageError("roster.…") with the line where it is wrong."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError("roster.unreadable", path=str(path), reason=error.strerror) from None
    except UnicodeDecodeError as error:
        raise UsageError("roster.encoding", path=str(path), offset=error.start) from None
    lines = csv.DictReader(text.splitlines(), skipinitialspace=True)
    columns = {name.strip().lower(): name for name in lines.fieldnames or ()}
    if "id" not in columns:
        raise UsageError("roster.column", path=str(path), seen=tuple(columns))
    names: dict[str, str] = {}
    called: list[tuple[str, str]] = []
    for row in lines:
        id = (row[columns["id"]] or "").strip()
        if not ID.fullmatch(id):
            raise UsageError("roster.id", path=str(path), line=lines.line_num, seen=id)
        if id in names:
            raise UsageError("roster.twice", path=str(path), line=lines.line_num, seen=id)
        names[id] = (row[columns["name"]] or "").strip() if "name" in columns else ""
        values = [value for value in row.values() if isinstance(value, str) and value.strip()]
        called += [(key, id) for value in values for key in (_key(value), _key(" ".join(reversed(value.split()))))]
    return Roster(names, _unmistakable(called))


def _unmistakable(called: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What only one student is called."""
    whose: dict[str, set[str]] = {}
    for key, id in called:
        whose.setdefault(key, set()).add(id)
    return {key: ids.pop() for key, ids in whose.items() if len(ids) == 1}


def _key(name: str) -> str:
    """A name without what systems leave out of it: case, blanks, marks."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
