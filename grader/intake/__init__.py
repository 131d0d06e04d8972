"""What a learner hands in, read once: a `.py`, a notebook, a folder or a zip becomes a Submission.

Nothing in here runs, compiles or imports what it reads, nothing is unpacked to disk, and the disk is not
looked at again: the bytes that were read are the bytes that are hashed and graded. Every refusal is a
UsageError whose code begins with "intake.".
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from grader.errors import UsageError
from grader.intake import choice, disk, limits, notebook, siblings, text
from grader.intake.notebook import Remark
from grader.intake.source import NOTEBOOK, PYTHON, Source, printable, suffix
from grader.submission import SourceFile, Submission

__all__ = ["read"]

# Marks that make a line read otherwise than it runs (Unicode TR 36, "Trojan Source").
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def read(
    path: Path,
    name: str,
    entry: str | None = None,
    unwritten: Callable[[str], bool] | None = None,
    *,
    alone: bool = False,
) -> Submission:
    """The submission at `path`.

    name: the exercise's, which chooses `optimizers.py` or `optimizers.ipynb` in a folder or zip
    entry: the file of a folder or zip to load, in its place: "common/optimizer.py"
    unwritten: whether a module, its text, is the exercise's starter: beside one, it is the notebook that was worked in
    alone: whether a file is all that was handed in, and what lies beside it is somebody else's
    raises: UsageError where it cannot be read, or not safely
    """
    if stat.S_ISDIR(disk.mode(path)):
        with disk.Folder(path) as folder:
            return _collection(folder, path, name, entry, unwritten)
    match suffix(path.name):
        case ".py" | ".ipynb":
            with disk.Folder(path.parent, follow=True) as folder:
                return _file(folder, path, entry, alone)
        case ".zip":
            from grader.intake.archive import Archive  # half of this package's start-up time

            archive = Archive(disk.read(path, limits.ARCHIVE), str(path))
            return _collection(archive, path, name, entry, unwritten)
    raise UsageError("intake.suffix", path=str(path))


def _file(folder: disk.Folder, path: Path, entry: str | None, alone: bool) -> Submission:
    """One file, and those beside it that it imports, unless it is handed in alone."""
    own = printable(path.name)
    if entry not in (None, path.name):
        raise UsageError("intake.entry_missing", path=str(path), seen=entry, nearest=(own,))
    main, files = _entry(folder, path.name, own)
    budget = _Budget(str(path))
    budget.spend(files[own].encode())

    def beside(name: str) -> str | None:
        return budget.text(folder, name) if not alone and folder.has(name) else None

    return _submission(own, own, files | siblings.follow(own, files[own], beside), main)


def _collection(
    source: Source, path: Path, name: str, entry: str | None, unwritten: Callable[[str], bool] | None
) -> Submission:
    """Every module of a folder or zip; of its notebooks only the one that is graded."""
    label = printable(path.absolute().name)
    names = source.names()
    if len(names) > limits.FILES:
        raise UsageError("intake.too_many_files", path=str(path), limit=limits.FILES)
    budget = _Budget(str(path))
    texts = {name: budget.text(source, name) for name in names if suffix(name) == PYTHON}
    root = choice.root(names, texts)
    inside = [name.removeprefix(root) for name in names]
    files = {name.removeprefix(root): code for name, code in texts.items()}

    def untouched(name: str) -> bool:
        return unwritten is not None and name in files and unwritten(files[name])

    chosen = choice.entry(inside, name, entry, (f"{label}/", root), str(path), untouched)
    if suffix(chosen) == NOTEBOOK:
        main, own = _entry(source, root + chosen, chosen)
        return _submission(label, chosen, files | own, main)
    submission = _submission(label, chosen, files, None)
    beside = chosen.removesuffix(PYTHON) + NOTEBOOK
    if entry is None and unwritten is not None and beside in inside and _worked_in(source, root + beside, unwritten):
        values: dict[str, str | int] = {"file": beside, "judged": chosen}
        submission = replace(submission, remarks=(*submission.remarks, ("intake.both", values)))
    return submission


def _worked_in(source: Source, name: str, unwritten: Callable[[str], bool]) -> bool:
    """Whether a notebook holds more than the starter; what cannot be read is not spoken of: it was not asked for."""
    try:
        return not unwritten(notebook.module(source.read(name, limits.NOTEBOOK), name).text)
    except UsageError:
        return False


def _entry(source: Source, name: str, path: str) -> tuple[notebook.Module | None, dict[str, str]]:
    """The file to load as text, and what was made of it if it is a notebook."""
    if suffix(name) == PYTHON:
        return None, {path: text.decode(source.read(name, limits.FILE), path)}
    module = notebook.module(source.read(name, limits.NOTEBOOK), path)
    return module, {path: module.text}


def _submission(label: str, entry: str, files: Mapping[str, str], module: notebook.Module | None) -> Submission:
    sources = tuple(SourceFile(path, files[path]) for path in sorted(files))
    cells, remarks = (module.cells, module.remarks) if module else ((), ())
    submission = Submission(label, entry, sources, cells)
    return replace(submission, remarks=(*remarks, *_reordered(submission)))


def _reordered(submission: Submission) -> Iterator[Remark]:
    """A remark for each file that an editor shows in another order than Python reads it."""
    for file in submission.files:
        if mark := _REORDERING.search(file.text):
            cell, line = submission.locate(file.path, file.text.count("\n", 0, mark.start()) + 1)
            values: dict[str, str | int] = {"path": file.path, "line": line}
            yield ("intake.bidi", values) if cell is None else ("intake.bidi_cell", values | {"cell": cell})


class _Budget:
    """How much Python one submission may still bring along."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._files = limits.FILES
        self._bytes = limits.IN_ALL

    def text(self, source: Source, name: str) -> str:
        data = source.read(name, limits.FILE)
        self.spend(data)
        return text.decode(data, name)

    def spend(self, data: bytes) -> None:
        self._files -= 1
        self._bytes -= len(data)
        if self._files < 0:
            raise UsageError("intake.too_many_files", path=self._path, limit=limits.FILES)
        if self._bytes < 0:
            raise UsageError("intake.too_much", path=self._path, limit=limits.shown(limits.IN_ALL))
