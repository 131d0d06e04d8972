"""An exercise as a notebook, made from its README and its stub, which stay the only sources.

Every section of the README becomes a text cell. A class or function of the stub becomes a code cell, below
the first section whose heading names it in backquotes; those that no heading names follow at the end. The
last cell judges what the others hold. The same folder gives the same notebook, byte for byte.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import content, notebooks
from grader.errors import ExerciseError
from grader.exercise import SUFFIXES, Exercise
from grader.notebooks import Cell, cell
from grader.practical import source as practical

WHY = "a notebook is made from a README and a stub"

_FENCE = re.compile(r"\s*(```|~~~)")
_HEADING = re.compile(r"#{1,6} ")
_QUOTED = re.compile(r"`(\w+)`")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a README with the text below it."""

    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """What its heading names in backquotes."""
        return tuple(_QUOTED.findall(self.text.split("\n", 1)[0]))


@dataclass(frozen=True, slots=True)
class Definition:
    """A top-level class or function of a stub, with the comments above it."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Stub:
    """setup: imports and constants; the stub's docstring is left out, because the README says the same"""

    setup: str
    definitions: tuple[Definition, ...]


def write(exercise: Exercise) -> tuple[Path, ...]:
    """Write the exercise's notebooks, and those of its practical, one for each language, beside its stubs; gives their
    paths."""
    paths = []
    for language, suffix in SUFFIXES.items():
        path = exercise.starter(language, ".ipynb")
        path.write_text(text(exercise, language), encoding="utf-8", newline="\n")
        paths.append(path)
        if practical.exists(exercise):
            path = exercise.folder / f"practical{suffix}.ipynb"
            path.write_text(practical.text(exercise, language), encoding="utf-8", newline="\n")
            paths.append(path)
    return tuple(paths)


def text(exercise: Exercise, language: str) -> str:
    """The notebook as it stands in its file."""
    return notebooks.text(notebook(exercise, language))


def notebook(exercise: Exercise, language: str) -> dict[str, Any]:
    """The exercise as a notebook of format 4.5, in one language.

    raises: ExerciseError if README or stub is missing, or if the stub is not Python
    """
    starter = stub(exercise.starter(language))
    waiting = {definition.name: definition for definition in starter.definitions}
    cells: list[Cell] = []
    for number, section in enumerate(sections(content.read(exercise.folder / f"README.{language}.md", WHY)), start=1):
        cells.append(cell("markdown", f"readme-{number}", section.text))
        cells += [_definition(waiting.pop(name)) for name in section.names if name in waiting]
    cells.insert(1, cell("code", "setup", starter.setup))
    cells += [_definition(definition) for definition in waiting.values()]
    id, file = exercise.id, exercise.starter(ending=".ipynb").name  # as `grade start` names it in every language
    cells.append(cell("code", "check", f"# grade check {id} {file}\n%load_ext grader\n%grade {id}"))
    return notebooks.notebook(cells)


def sections(readme: str) -> tuple[Section, ...]:
    """The README cut before each of its headings; a line that starts with # in a fenced block is none."""
    parts: list[list[str]] = [[]]
    fenced = False
    for line in readme.splitlines():
        fenced ^= bool(_FENCE.match(line))
        if _HEADING.match(line) and not fenced:
            parts.append([])
        parts[-1].append(line)
    texts = ("\n".join(part).strip() for part in parts)
    return tuple(Section(text) for text in texts if text)


def stub(path: Path) -> Stub:
    """The pieces of a stub, each as its file has it."""
    source = content.read(path, WHY)
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ExerciseError(f"{path}:{error.lineno}: the stub is not Python: {error.msg}") from error
    setup, definitions = [], []
    for node, piece in _pieces(source, tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            definitions.append(Definition(node.name, piece.strip("\n")))
        elif not _is_docstring(node, tree):
            setup.append(piece)
    return Stub("\n".join(setup).strip("\n"), tuple(definitions))


def _pieces(source: str, tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every top-level statement with its lines and those between it and the statement before."""
    lines = source.splitlines()
    start = 0
    for node in tree.body:
        end = node.end_lineno or node.lineno
        yield node, "\n".join(lines[start:end])
        start = end


def _is_docstring(node: ast.stmt, tree: ast.Module) -> bool:
    return node is tree.body[0] and ast.get_docstring(tree) is not None


def _definition(definition: Definition) -> Cell:
    return cell("code", f"code-{definition.name}", definition.source)
