"""A practical's source: the code once, the text once for each language, and the notebook made of them.

`practical.py` is the code in cells, each below a line `# %% name`. `practical.en.md` and `practical.ja.md` are the
text; a line `<<name>>` stands where the cell of that name comes. The same files give the same notebook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import notebooks
from grader.errors import ExerciseError
from grader.exercise import Exercise

CODE = "practical.py"
SETUP = """\
from grader.practical.session import open_practical

practical = open_practical("{exercise}", language="{language}")
mine, digits, plots = practical.mine, practical.digits, practical.plots
quick, seed = practical.quick, practical.seed
"""
"""The first cell of every practical."""

_MARK = re.compile(r"^# %% (\w+)$", re.MULTILINE)
_PLACE = re.compile(r"^<<(\w+)>>$", re.MULTILINE)
_SECONDS = re.compile(r"^# about (\d+) seconds, quick (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Practical:
    """head: what stands above the first cell; cells: code by name, in order; seconds, quick: how long it takes"""

    head: str
    cells: dict[str, str]
    seconds: int
    quick: int


def exists(exercise: Exercise) -> bool:
    return (exercise.folder / CODE).is_file()


def read(exercise: Exercise) -> Practical:
    """The code of an exercise's practical. Raises ExerciseError."""
    path = exercise.folder / CODE
    head, *pieces = _MARK.split(_text(path))
    found = _SECONDS.search(head)
    if found is None:
        raise ExerciseError(f"{path}: no line '# about 40 seconds, quick 6'; add it above the first cell")
    names, codes = pieces[::2], pieces[1::2]
    if len(set(names)) != len(names):
        raise ExerciseError(f"{path}: two cells have the same name; rename one of {', '.join(names)}")
    cells = {name: code.strip("\n") for name, code in zip(names, codes, strict=True)}
    return Practical(head, cells, int(found[1]), int(found[2]))


def notebook(exercise: Exercise, language: str) -> dict[str, Any]:
    """The practical in one language, as a notebook of format 4.5. Raises ExerciseError where text and code disagree."""
    code, path = read(exercise), exercise.folder / f"practical.{language}.md"
    text, *pieces = _PLACE.split(_text(path))
    names = pieces[::2]
    if names != list(code.cells):
        raise ExerciseError(f"{path} places the cells {names}, {CODE} has {list(code.cells)}; give both the same order")
    cells = [_cell("markdown", "text-0", text), _cell("code", "setup", _setup(exercise, language))]
    for number, (name, after) in enumerate(zip(names, pieces[1::2], strict=True), start=1):
        cells.append(_cell("code", name.replace("_", "-"), code.cells[name]))
        if after.strip():
            cells.append(_cell("markdown", f"text-{number}", after))
    return notebooks.notebook(cells)


def text(exercise: Exercise, language: str) -> str:
    """The notebook as it stands in its file."""
    return notebooks.text(notebook(exercise, language))


def _setup(exercise: Exercise, language: str) -> str:
    return SETUP.format(exercise=exercise.id, language=language)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ExerciseError(f"{path} is missing; a practical needs {CODE} and a text in each language") from None


def _cell(kind: str, id: str, source: str) -> notebooks.Cell:
    return notebooks.cell(kind, id, source.strip("\n"))
