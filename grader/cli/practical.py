"""`grade practical [EXERCISE] [FILE]`: the exercise's experiment, run on the learner's own code.

What the isolated grading says decides which tasks are run with the learner's code; the others get the reference's, and
every plot says so. The code itself then runs without isolation, as if the learner had started it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader import workspace
from grader.cli import INTERRUPTED, backends, options
from grader.cli.commands import Command
from grader.cli.grading import PUBLISHED_SEED, boot
from grader.cli.setting import Setting, setting
from grader.cli.words import writes_over
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.exercise import Exercise
    from grader.practical.session import Order
    from grader.submission import Submission

BAR = 20  # columns

FOLDER = "practicals"
"""Where results lie, in the workspace or the current folder."""


def command(language: str) -> click.Command:
    return Command(
        "practical",
        language,
        _practical,
        [
            options.exercise(required=False),
            options.file(),
            click.Option(["--quick"], is_flag=True),
            click.Option(["--open", "open_page"], is_flag=True),
            click.Option(["--data"], type=options.PATH, metavar="DIR"),
            backends.option(),
        ],
    )


def _practical(
    context: click.Context,
    exercise: str | None,
    file: Path | None,
    quick: bool,
    open_page: bool,
    data: Path | None,
    backend: str,
) -> int:
    boot("auto", backend)
    here = setting(context)
    from grader.practical import run, source

    found = here.whole(exercise or "", or_here=True)
    if not source.exists(found):
        known = tuple(other.id for other in here.exercises if source.exists(other))
        word = "released" if found.released else "none" if known else "none_at_all"
        raise UsageError(f"practical.{word}", exercise=found.id, known=known)
    run.ready()
    _readable(here, data)
    folder = _folder(found, here)
    order = _order(found, file, here, quick, data, backend, folder)
    plan = source.read(found)
    seconds = plan.quick if quick else plan.seconds
    here.tell("practical.begins", seconds=seconds, exercise=found.id)
    written = run.run(found, order, folder, _progress(here, seconds))
    if written.stopped:
        here.add("practical.stopped", path=str(written.page))
        return INTERRUPTED
    if written.failed:
        here.add("practical.failed", reason=written.failed, path=str(written.page))
        return 1
    here.tell("practical.written", page=str(written.page), notebook=str(written.notebook))
    if open_page:
        here.show(written.page)
    return 0


def _folder(exercise: Exercise, here: Setting) -> Path:
    base = here.workspace.root if here.workspace else Path.cwd()
    folder = base / FOLDER / exercise.id
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("practical.unwritable", path=str(folder), reason=error.strerror) from None
    return folder


def _readable(here: Setting, data: Path | None) -> None:
    """Look at the digits before anything takes long. Raises UsageError where they are not what they should be."""
    if data is None:
        return
    if not data.is_dir():
        raise UsageError("data.folder", path=str(data))
    from importlib import import_module

    from grader.content import install

    install(here.content)
    digits = import_module("reference.data")
    try:
        digits.mnist(path=data, fraction=0.01)
    except digits.DataError as error:
        raise UsageError(error.code, **error.values) from None


def _order(
    exercise: Exercise, file: Path | None, here: Setting, quick: bool, data: Path | None, backend: str, folder: Path
) -> Order:
    """What the notebook is to work with; the learner's files are put where it finds them."""
    from grader.practical.session import Order

    course = here.told
    order = Order(
        language=here.language,
        quick=quick,
        data=str(data.resolve()) if data else "",
        root=str(course.resolve()) if course else "",
        backend=backend,
    )
    file = file or workspace.work(exercise, here.workspace)
    if file is None:
        here.tell("practical.reference", exercise=exercise.id)
        return order
    from dataclasses import replace

    from grader import intake
    from grader.runners.supplied import supply

    submission = intake.read(file, exercise.name, unwritten=exercise.is_unwritten)
    passed = _passed(exercise, submission, file, backend, here)
    if not passed:
        return order
    own = folder / "code"
    _put(supply(submission, exercise, here.content.reference), own)
    entry = own / submission.entry
    return replace(order, folder=str(entry.parent.resolve()), module=entry.stem, passed=passed)


def _passed(exercise: Exercise, submission: Submission, file: Path, backend: str, here: Setting) -> tuple[str, ...]:
    """The ids of the tasks that pass. Says for which of those that the practical needs the reference stands in."""
    from grader.cli.grading import carry_out
    from grader.formats.wording import Wording
    from grader.practical import source
    from grader.practical.session import needed
    from grader.report import Outcome
    from grader.runners import Job

    report = carry_out(Job(exercise, submission, PUBLISHED_SEED, here.content, backend=backend), here)
    passed = tuple(task.id for task in report.tasks if task.outcome is Outcome.PASSED)
    titles = {task.id: here.title(task.title) for task in exercise.tasks}
    asked = needed(exercise, "\n".join(source.read(exercise).cells.values()))
    waiting = tuple(titles[id] for id in asked if id not in passed)
    if report.trouble is not None:
        reason = Wording(here.language).trouble(report.trouble)
        here.tell("practical.unloadable", reason=reason, exercise=exercise.id, path=str(file))
    elif waiting:
        here.tell("practical.stands_in", tasks=waiting)
    return passed


def _put(submission: Submission, folder: Path) -> None:
    from grader import files

    for file in submission.files:
        path = folder / file.path
        if path.suffix != ".py":  # a notebook's code, as it is loaded
            path = path.with_suffix(".py")
        try:
            files.write(path, file.text.encode())
        except OSError as error:
            raise UsageError("practical.unwritable", path=str(path), reason=error.strerror) from None


def _progress(here: Setting, seconds: int) -> Callable[[int, int], None]:
    """A line that says how far it is, by the time that it takes elsewhere; only where somebody looks on."""
    live = writes_over()
    start = time.monotonic()

    def told(done: int, of: int) -> None:
        if live:
            gone = round(time.monotonic() - start)
            bar = f"{'█' * min(BAR - 1, BAR * gone // seconds):░<{BAR}}"  # full only when it is over, and then gone
            code = "practical.running" if gone <= seconds else "practical.longer"
            line = here.say(code, bar=bar, done=done, cells=of, gone=gone, seconds=seconds)
            print(f"\r{line}", end="\033[K" if done < of else "\r\033[K", file=sys.stderr, flush=True)

    return told
