"""Submissions in real workers, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from grader.exercise import Limits
from grader.report import CRASHES
from grader.runners import hosts
from grader.runners.host import Host
from grader.runners.isolated import IsolatedStudent
from grader.student import Play, Script, WorkerError
from grader.submission import Cell, SourceFile, Submission

GOOD = "\ndef good(x):\n    return 2 * x\n"


def submission(files: str | Mapping[str, str], entry: str = "answer.py", cells: tuple[Cell, ...] = ()) -> Submission:
    texts = {entry: files} if isinstance(files, str) else files
    return Submission(entry, entry, tuple(SourceFile(*item) for item in texts.items()), cells)


@contextmanager
def held(
    files: str | Mapping[str, str],
    entry: str = "answer.py",
    cells: tuple[Cell, ...] = (),
    host: Host | None = None,
    **limits: float,
) -> Iterator[IsolatedStudent]:
    """A student over these files, let go of at the end."""
    submitted = submission(files, entry, cells)
    student = IsolatedStudent(submitted, {}, Limits(**limits), host or hosts.start())  # type: ignore[arg-type]
    try:
        yield student
    finally:
        student.close()


def calling(name: str, *arguments: Any) -> Play:
    """One call of a function."""
    script = Script()
    script.call(name, *arguments, label="value")
    return script.play()


def value(student: IsolatedStudent, name: str, *arguments: Any) -> Any:
    """What one call of a function gives."""
    (run,) = student.run([calling(name, *arguments)])
    (seen,) = (seen for label, seen in run.seen.items() if label.output == "value")
    return seen


def crash(source: str, *arguments: Any, **limits: float) -> WorkerError:
    """How `f` in this source ends its worker; after that the submission answers again."""
    with held(source + GOOD, **limits) as student:
        student.load()
        with pytest.raises(WorkerError) as caught:
            value(student, "f", *arguments)
        assert value(student, "good", 4) == 8
    assert caught.value.code in CRASHES
    return caught.value
