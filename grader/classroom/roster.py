"""The students of a class: ids, names, and whatever else a learning management system may call them.

A CSV with a header. The column `id` is needed, `name` is shown; either may be called as in Japan (`COLUMNS`). Every
other column (an e-mail address, a number that Canvas or Moodle gave) is a further name by which a download may call the
student.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.decoding import UTF_8, decoded
from grader.errors import UsageError

ID = re.compile(r"(?!\.+$)(?!(?i:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[A-Za-z0-9._-]{1,64}")
"""What a student's id is made of: it stands in file names, sheets and pages. Not dots alone, nor what is a device of
Windows under any suffix."""

COLUMNS = {"id": ("id", "学籍番号", "学生番号", "学生id"), "name": ("name", "氏名", "名前")}
"""What the two columns may be called, in lower case."""


@dataclass(frozen=True, slots=True)
class Roster:
    """names: by id, in the order of the file; called: an id by everything that the student is called
    encoding: of the file
    """

    names: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    encoding: str = UTF_8

    def id(self, *names: str) -> str | None:
        """The student's id: the one that the roster has for the first known name, else the first that is one."""
        known = (self.called.get(_key(name)) for name in names)
        return next((id for id in known if id), None) or next((n for n in names if ID.fullmatch(n)), None)

    def knows(self, name: str) -> bool:
        """Whether one student, and no other, is called so."""
        return _key(name) in self.called


def read(path: Path) -> Roster:
    """The roster in a file. Raises UsageError("roster.…") with the line where it is wrong."""
    try:
        text, encoding = decoded(path.read_bytes())
    except OSError as error:
        raise UsageError("roster.unreadable", path=str(path), reason=error.strerror) from None
    except UnicodeDecodeError as error:
        raise UsageError("roster.encoding", path=str(path), offset=error.start) from None
    if not text.strip():
        raise UsageError("roster.empty", path=str(path))
    lines = csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True, delimiter=between(text))
    try:
        return _students(lines, str(path), encoding)
    except csv.Error as error:
        raise UsageError("roster.form", path=str(path), line=lines.line_num + 1, reason=str(error)) from None


def _students(lines: csv.DictReader[str], path: str, encoding: str) -> Roster:
    """What the lines say; those in which nothing stands are passed over. path: for messages"""
    heads = {name.strip().lower(): name for name in lines.fieldnames or ()}
    columns = {column: heads[word] for column, words in COLUMNS.items() for word in reversed(words) if word in heads}
    if "id" not in columns:
        raise UsageError("roster.column", path=path, seen=tuple(heads))
    names: dict[str, str] = {}
    called: list[tuple[str, str]] = []
    for row in lines:
        values = [value for value in row.values() if isinstance(value, str) and value.strip()]
        if not values:
            continue
        id = (row[columns["id"]] or "").strip()
        if not ID.fullmatch(id):
            raise UsageError("roster.id", path=path, line=lines.line_num, seen=id)
        if id in names:
            raise UsageError("roster.twice", path=path, line=lines.line_num, seen=id)
        names[id] = (row[columns["name"]] or "").strip() if "name" in columns else ""
        called += [(key, id) for value in values for key in (_key(value), _key(" ".join(reversed(value.split()))))]
    return Roster(names, _unmistakable(called), encoding)


def between(text: str) -> str:
    """What separates the columns: a comma, or what spreadsheets of other countries put in its place."""
    head = text.lstrip().partition("\n")[0]
    return max(",;\t", key=head.count)


def without_zeros(strangers: Iterable[str], missing: Iterable[str]) -> dict[str, str]:
    """Whom of the missing a stranger is, by the stranger's id, where the two differ in zeros in front alone:
    spreadsheets take numbers for numbers."""
    shorter = {id.lstrip("0"): id for id in missing}
    return {id: shorter[id.lstrip("0")] for id in strangers if id.lstrip("0") in shorter}


def file_names(students: Iterable[str]) -> dict[str, str]:
    """A name for a student's file, by id: the id, where that is one and no other is the same to a file system that does
    not tell upper from lower case; else with a digest behind what of it may stand in a file's name."""
    ids = [*students]
    shared = Counter(map(_in_a_folder, ids))
    own = {id for id in ids if ID.fullmatch(id) and shared[_in_a_folder(id)] == 1 and not _LIKE_MARKED.search(id)}
    return {id: id if id in own else _marked(id) for id in ids}


_LIKE_MARKED = re.compile(r"-[0-9a-fA-F]{12}$")
"""What another's name could be."""


def _in_a_folder(id: str) -> str:
    """What it is to file systems that keep the case of a name and do not look at it, as macOS and Windows have them."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", id).casefold())


def _marked(id: str) -> str:
    start = re.sub(r"[^A-Za-z0-9-]+", "-", id)[:40]
    return f"{start}-{hashlib.sha256(id.encode(errors='surrogatepass')).hexdigest()[:12]}"


def _unmistakable(called: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What only one student is called."""
    whose: dict[str, set[str]] = {}
    for key, id in called:
        whose.setdefault(key, set()).add(id)
    return {key: ids.pop() for key, ids in whose.items() if len(ids) == 1}


def _key(name: str) -> str:
    """A name without what systems leave out of it: case, blanks, marks, and how letters are put together or how wide
    they are."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())
