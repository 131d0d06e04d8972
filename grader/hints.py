"""The hints of an exercise: `hints.en.md` and `hints.ja.md` in its folder, read into titles and levels.

    # Hints: optimisers                     title and introduction, for people, not read
    ## first_step · The first update is the one that the formula gives
    1. a nudge: an observation
    2. a question that leads to the mistake,
       going on in a second line
    ## momentum.path, path · …              one heading for several ids

An id is the name of a check, alone or with its task before it, or the name of a convention or misconception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import ExerciseError
from grader.exercise import Exercise
from grader.messages.lines import joined

SEPARATOR = "·"

_ID = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?", re.ASCII)
_LEVEL = re.compile(r"(\d+)\. +(\S.*)")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands under one heading. levels: from the gentlest on, each one paragraph"""

    title: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """headings: by id, in the order of the file; several ids may share one"""

    headings: Mapping[str, Heading] = field(default_factory=dict)

    def title(self, *ids: str) -> str:
        """The title of the first id that has a heading, "" where none has."""
        return self._heading(ids).title

    def levels(self, *ids: str) -> tuple[str, ...]:
        """The hints of the first id that has a heading, () where none has."""
        return self._heading(ids).levels

    def _heading(self, ids: tuple[str, ...]) -> Heading:
        return next((self.headings[id] for id in ids if id in self.headings), Heading("", ()))


def read(exercise: Exercise, language: str) -> Hints:
    """The hints in a language. Raises ExerciseError with file, line and cure where the file is missing or malformed."""
    path = exercise.folder / f"hints.{language}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ExerciseError(f"{path} is missing; write a heading for every check and variant into it") from None
    except UnicodeDecodeError as error:
        raise ExerciseError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    return _Reader(path).hints(text)


class _Reader:
    """Goes through one file, line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.number = 0

    def hints(self, text: str) -> Hints:
        headings: dict[str, Heading] = {}
        for first, block in _blocks(text):
            self.number = first
            ids, title = self._head(block[0])
            for id in ids:
                if id in headings:
                    raise self._fault(f"a second heading for {id!r}", "put both under one")
            heading = Heading(title, self._levels(block[1:]))
            if not heading.levels:
                self.number = first
                raise self._fault(f"no hint under {ids[0]!r}", 'write one: "1. …"')
            headings |= dict.fromkeys(ids, heading)
        return Hints(headings)

    def _head(self, line: str) -> tuple[list[str], str]:
        names, _, title = line.removeprefix("## ").partition(SEPARATOR)
        ids = [name.strip() for name in names.split(",")]
        for id in ids:
            if not _ID.fullmatch(id):
                raise self._fault(f"{id!r} is no id", f'a heading reads "## id, task.id {SEPARATOR} Title"')
        return ids, title.strip()

    def _levels(self, lines: list[str]) -> tuple[str, ...]:
        levels: list[str] = []
        open = False  # whether the last level may still go on
        for line in lines:
            self.number += 1
            level = _LEVEL.fullmatch(line.rstrip())
            if level is not None:
                if int(level[1]) != len(levels) + 1:
                    raise self._fault(f"level {level[1]} after {len(levels)}", "number the levels 1, 2, 3 …")
                levels.append(level[2])
                open = True
            elif not line.strip():
                open = False
            elif open and line.startswith(" "):
                levels[-1] = joined(levels[-1], line.strip())
            else:
                cure = 'a level is one paragraph, "1. …", further lines indented by three spaces'
                raise self._fault(f"{line.strip()[:40]!r} belongs to no level", cure)
        return tuple(levels)

    def _fault(self, seen: str, cure: str) -> ExerciseError:
        return ExerciseError(f"{self.path}:{self.number}: {seen}; {cure}")


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each heading with the lines up to the next, and the number of its line."""
    lines = text.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("## ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, lines[start:end]
