"""A learner's files as one frozen value: what is graded is the bytes that were read and hashed, never the disk again.

`read` in `grader/intake/` makes one from a `.py`, a notebook, a folder or a zip.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceFile:
    """path: relative to the submission's root, with "/", e.g. "common/optimizer.py"; text: its Python, "\\n" ends"""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a notebook's code cell stands in the module made from it.

    number: among all cells of the notebook, counted from 1; first: its first line in the module, counted from 1
    """

    number: int
    first: int
    lines: int


@dataclass(frozen=True, slots=True)
class Submission:
    """What a learner handed in.

    label: its name for people, e.g. "optimizers.py"
    entry: path of the file among `files` that is loaded; the others are there for it to import
    cells: for a notebook, how lines of the entry file map to cells, in the order of their first lines
    remarks: codes and values of what was dropped on the way in, e.g. ("intake.magic", {"cell": 3, "text": "%timeit"})
    """

    label: str
    entry: str
    files: tuple[SourceFile, ...]
    cells: tuple[Cell, ...] = ()
    remarks: tuple[tuple[str, dict[str, str | int]], ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over entry, paths and texts: the same files give the same digest, however they were handed in."""
        sha = hashlib.sha256()
        for piece in (self.entry, *(part for file in self.files for part in (file.path, file.text))):
            data = piece.encode()
            sha.update(len(data).to_bytes(8, "big") + data)
        return sha.hexdigest()

    @property
    def source(self) -> str:
        """The text of the entry file."""
        return next(file.text for file in self.files if file.path == self.entry)

    def locate(self, path: str, line: int) -> tuple[int | None, int]:
        """The cell and the line in it where a line of the entry file stands; (None, line) for plain files."""
        if path == self.entry and self.cells:
            cell = self.cells[bisect_right(self.cells, line, key=lambda cell: cell.first) - 1]
            if cell.first <= line < cell.first + max(cell.lines, 1):
                return cell.number, line - cell.first + 1
        return None, line
