"""`grade report [EXERCISE] [FILE]`: a page of what was judged, as a web page or as a notebook with findings.

A file is judged anew under the published seed, as by `grade check`; `--attempt` takes what is recorded.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader import workspace
from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import Setting, setting
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.exercise import Exercise
    from grader.formats import View
    from grader.gradebook import Place
    from grader.report import Report
    from grader.submission import Submission

FOLDER = "reports"
"""Where pages lie, in the workspace or the current folder."""

LAST = "last"


class AttemptNumber(click.ParamType):  # type: ignore[type-arg]  # takes none in click 8.1
    """The number of an attempt, or the word for the newest."""

    name = "attempt"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        if value != LAST and not (value.isdecimal() and value.isascii()):
            raise UsageError("pages.attempt", seen=value)
        return str(value)


def command(language: str) -> click.Command:
    return Command(
        "report",
        language,
        _report,
        [
            options.exercise(tasks=True, required=False),
            options.file(),
            click.Option(["--html", "as_page"], is_flag=True),
            click.Option(["--notebook", "as_notebook"], is_flag=True),
            click.Option(["--attempt"], type=AttemptNumber(), metavar=f"N|{LAST}"),
            options.entry(),
            click.Option(["-o", "--output"], type=options.PATH, metavar="FILE"),
            click.Option(["--open", "open_page"], is_flag=True),
            options.gradebook(),
        ],
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a page is made of. time: of the judging; place: the file that was read, as far as it still is the same"""

    exercise: Exercise
    submission: Submission
    report: Report
    time: str
    place: Path | None


def _report(
    context: click.Context,
    task: str | None,
    file: Path | None,
    as_page: bool,  # noqa: ARG001 (what is made without it as well)
    as_notebook: bool,
    attempt: str | None,
    entry: str | None,
    output: Path | None,
    open_page: bool,
    gradebook: Place | None,
) -> int:
    here = setting(context)
    if as_notebook:
        _ready()
    about = task or ""
    judged = _anew(about, file, entry, here) if attempt is None else _recorded(about, file, attempt, gradebook, here)
    view = _view(judged, here)
    if as_notebook:
        if not judged.submission.cells:
            raise UsageError("pages.module", file=judged.submission.entry)
        from grader.formats import notebook

        whole = judged.place is not None and judged.place.suffix == ".ipynb"
        text = notebook.render(judged.report, view, judged.place.read_bytes() if whole and judged.place else b"")
    else:
        from grader.formats import FORMATS

        text = FORMATS["html"](judged.report, view)
    path = output or (here.workspace.root if here.workspace else Path()) / FOLDER / f"{judged.exercise.id}.html"
    here.write(path, text)
    here.tell("pages.written", path=str(path))
    if open_page:
        here.show(path)
    return 0


def _ready() -> None:
    """Raises UsageError where what notebooks are shown with is not installed."""
    from importlib.util import find_spec

    if find_spec("nbconvert") is None:
        raise UsageError("pages.extra", missing="nbconvert")


def _anew(task: str, file: Path | None, entry: str | None, here: Setting) -> _Judged:
    from grader.cli.grading import Request, boot, carry_out, prepare, remember

    boot("auto")
    job = prepare(Request(task, file, entry), here)
    report = carry_out(job, here)
    remember(report, here)
    place = file or workspace.work(job.exercise, here.workspace)
    return _Judged(job.exercise, job.submission, report, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", place)


def _recorded(task: str, file: Path | None, attempt: str, gradebook: Place | None, here: Setting) -> _Judged:
    from grader import gradebook as books
    from grader import intake

    exercise, _ = here.asked(task)
    with books.read(books.place(here.state, gradebook)) as book:
        if attempt == LAST:
            attempts = book.attempts(exercise.id, reports=False)
            if not attempts:
                raise UsageError("pages.none", exercise=exercise.id)
            number = max(found.id for found in attempts)
        else:
            number = int(attempt)
        found, submission = book.attempt(number)
    if found.exercise != exercise.id:
        raise UsageError("pages.other", number=number, seen=found.exercise, exercise=exercise.id)
    place = file or workspace.work(exercise, here.workspace)
    same = False
    if place is not None:
        with suppress(UsageError):  # the file may be gone; what was recorded is there
            same = intake.read(place, exercise.name, unwritten=exercise.is_unwritten).digest == submission.digest
    time = datetime.fromisoformat(found.time).strftime("%Y-%m-%d %H:%M UTC")
    return _Judged(exercise, submission, books.report_of(found), time, place if same else None)


def _view(judged: _Judged, here: Setting) -> View:
    from grader.formats import View

    place = judged.place.resolve() if judged.place is not None else None
    root = place if place is None or place.is_dir() else place.parent
    return View(
        here.language,
        judged.exercise,
        time=judged.time,
        code=judged.submission,
        root=str(root or ""),
    )
