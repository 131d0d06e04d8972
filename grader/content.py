"""Where the content lies, `exercises/` and `reference/`, and how its modules get their names.

Content is opened, not installed: in the wheel it lies beside the program, in a checkout above it, and an instructor
may name another folder. Whatever else is called `exercises` or `reference` on the import path is never looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from grader.errors import ExerciseError, UsageError

NAMES = ("exercises", "reference")


@dataclass(frozen=True, slots=True)
class Content:
    """The two folders in use."""

    exercises: Path
    reference: Path


def content(root: Path | None = None) -> Content:
    """The content under `root`, else beside the program, else in the checkout. A course without a reference of its
    own uses the one that ships."""
    program = Path(__file__).resolve().parent
    shipped = program / "_content" if (program / "_content").is_dir() else program.parent
    if root is None:
        return Content(shipped / "exercises", shipped / "reference")
    if not (root / "exercises").is_dir():
        raise UsageError("content.missing", path=str(root))
    reference = root / "reference" if (root / "reference").is_dir() else shipped / "reference"
    return Content((root / "exercises").resolve(), reference.resolve())


def install(content: Content) -> None:
    """Let `import exercises…` and `import reference…` mean this content. Forgets modules of any other."""
    finder = _Finder(content)
    if finder in sys.meta_path:
        return
    sys.meta_path[:] = [finder, *(other for other in sys.meta_path if not isinstance(other, _Finder))]
    ours = {name: module for name, module in sys.modules.items() if name.split(".")[0] in NAMES}
    strangers = [name for name, module in ours.items() if not _belongs(module, content)]
    for name in strangers:  # all are known before the first goes: a namespace package's path asks for its parent
        del sys.modules[name]


def read(path: Path, why: str) -> str:
    """A text of a course. Raises ExerciseError where it is not there, which says why it has to be, or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ExerciseError(f"{path} is missing: {why}") from None
    except UnicodeDecodeError as error:
        raise ExerciseError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None


def blamed(error: BaseException) -> str:
    """Where in a course's own code an exception came up, and which: "checks.py:12: NameError: …"; "" where it came from
    elsewhere."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}: {type(error).__name__}: {error.msg}" if error.filename else ""
    place, trace = "", error.__traceback__
    while trace is not None:
        if str(trace.tb_frame.f_globals.get("__name__")).split(".")[0] in NAMES:
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{place}: {type(error).__name__}: {error}" if place else ""


def _belongs(module: ModuleType, content: Content) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(
        place and Path(place).resolve().is_relative_to(folder)
        for place in places
        for folder in (content.exercises, content.reference)
    )


@dataclass(frozen=True)
class _Finder:
    content: Content

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in NAMES:
            return None
        folder: Path = getattr(self.content, fullname)
        return PathFinder.find_spec(fullname, [str(folder.parent)], target)
