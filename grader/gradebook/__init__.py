"""Every submit, kept: what was handed in, when, under which seed and versions, and what came of it.

One SQLite file, or a database on a server. An attempt is written in one transaction, so a crash at any moment loses
nothing that was recorded and leaves nothing half-recorded; two processes may record at once. The submission's files
are kept with it, so that a replay needs nothing else. Nothing is ever written over: a further attempt, a refusal and
an adjustment are further lines.

`recorder` is for one submit; `open` and `read` know all there is to do with a gradebook, and cost SQLAlchemy's import.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.gradebook import entries, file
from grader.gradebook.entries import Adjustment, Attempt, Refusal, plain, report_of
from grader.gradebook.file import Place, Recorder, shown

if TYPE_CHECKING:
    from grader.gradebook.book import Gradebook, copy, open, read
    from grader.submission import Submission

__all__ = [
    "Adjustment",
    "Attempt",
    "Gradebook",
    "Place",
    "Recorder",
    "Refusal",
    "copy",
    "open",
    "place",
    "plain",
    "read",
    "recorder",
    "report_of",
    "shown",
]


def __getattr__(name: str) -> Any:
    """What of the above is SQLAlchemy's work, imported when somebody asks for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from grader.gradebook import book

    return getattr(book, name)


def place(state: Path, asked: Place | None) -> Place:
    """Where the gradebook lies: where it was asked for, else among what is remembered."""
    return asked if asked is not None else state / "gradebook.sqlite"


@contextmanager
def recorder(place: Place, submission: Submission) -> Iterator[Recorder | Gradebook]:
    """What records one submit, as `open`, and for a SQLite file of today's form without SQLAlchemy."""
    if isinstance(place, Path):
        with file.open(place.absolute(), entries.room(submission), _prepare) as light:
            yield light
    else:
        from grader.gradebook import book

        with book.open(place, submission) as whole:
            yield whole


def _prepare(path: Path) -> None:
    """`database.prepare`, which costs SQLAlchemy's import: once for a gradebook, not at every submit."""
    from grader.gradebook import database

    database.prepare(path)
