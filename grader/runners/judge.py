"""Of what judges, a digest for each part: whoever compares two reports can say what changed between them, though
nobody raised a version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from grader.content import Content
from grader.exercise import Exercise

PROGRAM = Path(__file__).resolve().parent.parent
PARTS = ("checks", "intake", "judging", "runners", "worker")
"""The packages of the program that a report depends on, apart from its modules at the top."""

LETTERS = 12


def of(exercise: Exercise, content: Content) -> dict[str, str]:
    """Of the program, the exercise and the reference."""
    return dict(_of(exercise.folder, content.reference))


def program() -> list[Path]:
    """The files of the program that a report depends on."""
    return [*PROGRAM.glob("*.py"), *(path for part in PARTS for path in (PROGRAM / part).rglob("*.py"))]


@lru_cache(maxsize=64)
def _of(folder: Path, reference: Path) -> dict[str, str]:
    """reference: the whole of it, because its modules use one another"""
    modules = (path for path in folder.glob("*.py") if path.stem != "practical")
    in_packages = (path for package in folder.glob("*/__init__.py") for path in package.parent.glob("*.py"))
    judging = [folder / "exercise.toml", *modules, *in_packages]
    return {
        "grader code": _digest(PROGRAM, program()),
        "exercise code": _digest(folder, judging),
        "reference code": _digest(reference, reference.rglob("*.py")),
    }


def _digest(root: Path, files: Iterable[Path]) -> str:
    """Of names and texts; line ends do not count, since they may differ from one checkout to the next."""
    found = hashlib.sha256()
    for path in sorted(files):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(root).as_posix()} {len(text)}\n".encode())
        found.update(text)
    return found.hexdigest()[:LETTERS]
