"""A new exercise: a folder that works from the first minute, for its author to turn into another.

What is written is a small exercise on the variance with one task, one convention and three misconceptions. It keeps
every promise that `grade author check` tries, so whatever the gate says later comes from the author's own changes.
"""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.author import notebook
from grader.catalog import exercises
from grader.content import Content
from grader.errors import UsageError

TEMPLATE = Path(__file__).resolve().parent / "template"

_NAME = re.compile(r"[a-z][a-z0-9_]*")

_TAKEN = {"checks", "consequences", "conventions", "misconceptions", "parts", "practical", "numpy"}
"""Modules that are something else in an exercise's folder or for whoever imports from there, beside Python's own."""


def create(name: str, content: Content) -> tuple[Path, ...]:
    """Write the exercise `name` under the next free number, and its module of the reference; gives their paths.

    name: of the exercise, its stub and its module, e.g. "attention"
    raises: UsageError if the name cannot be a module's or is another's, if something of that name is there, or if the
        course has no reference of its own; nothing is written then
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in _TAKEN | sys.stdlib_module_names:
        raise UsageError("author.name", seen=name)
    if content.reference.parent != content.exercises.parent:  # the reference that ships is not the course's to change
        raise UsageError("author.reference", path=str(content.exercises.parent / "reference"))
    known = exercises(content)
    number = max((exercise.number for exercise in known), default=0) + 1
    folder = content.exercises / f"exercise_{number:02}_{name}"
    module = content.reference / f"{name}.py"
    for path in (*(exercise.folder for exercise in known if exercise.name == name), folder, module):
        if path.exists():
            raise UsageError("author.exists", name=name, path=str(path))
    folder.mkdir()
    written = tuple(_fill(name, number, folder, module))
    (exercise,) = (exercise for exercise in exercises(content) if exercise.name == name)
    return (*written, *notebook.write(exercise))


def _fill(name: str, number: int, folder: Path, module: Path) -> Iterator[Path]:
    """The template's files with their blanks filled in."""
    blanks = {"__NAME__": name, "__NUMBER__": str(number), "__ID__": f"exercise_{number}"}
    places = {"reference.py": module, "stub.py": folder / f"{name}.py", "stub.ja.py": folder / f"{name}.ja.py"}
    for source in sorted(TEMPLATE.glob("*.txt")):
        text = source.read_text(encoding="utf-8")
        for blank, value in blanks.items():
            text = text.replace(blank, value)
        path = places.get(source.stem, folder / source.stem)
        path.write_text(text, encoding="utf-8", newline="\n")
        yield path
