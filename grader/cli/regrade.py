"""`grade regrade`: which marks a new version of the grader, or of an exercise, would change; and changing them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from grader.cli import backends, options
from grader.cli.commands import Command
from grader.cli.history import changes, timeless
from grader.cli.setting import Setting, setting
from grader.cli.words import table
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.classroom.regrade import Change
    from grader.exercise import Exercise
    from grader.gradebook import Attempt, Gradebook, Place
    from grader.report import Report


def command(language: str) -> click.Command:
    parameters: list[click.Parameter] = [
        options.exercise(),
        click.Option(["--write"], is_flag=True),
        click.Option(["--jobs"], type=options.Whole(1, 1024), metavar="N"),
        click.Option(["--trust-submissions"], is_flag=True),
        options.gradebook(),
    ]
    return Command("regrade", language, _regrade, parameters)


def _regrade(
    context: click.Context,
    exercise: str,
    write: bool,
    jobs: int | None,
    trust_submissions: bool,
    gradebook: Place | None,
) -> int:
    """0 where no mark changes or the changes were written, 1 where they wait to be, or something was not judged."""
    from grader import gradebook as books
    from grader.cli.class_run import check_levels
    from grader.runners import hosts

    here = setting(context)
    asked = here.whole(exercise)
    check_levels({hosts.start().isolation.level}, trust_submissions)
    place = books.place(here.state, gradebook)
    with books.read(place) as book:
        if next(book.each(asked.id, reports=False), None) is None:
            raise UsageError("regrade.nothing", exercise=asked.id, path=books.shown(place))
    with books.open(place) if write else books.read(place) as book:
        judged, damaged = _judged_again(book, asked, here, jobs, held=not trust_submissions)
        told = sorted((c for c in judged if c.changes), key=lambda c: (c.attempt.student, c.attempt.id))
        lost = [change for change in judged if change.report is None]
        for error in damaged:
            here.complain(error)
        if told:
            print(table([[here.say(f"regrade.{name}") for name in COLUMNS], *map(_row, told)]))
            here.tell("regrade.because" if (names := _because(told, book)) else "regrade.unsteady", names=names)
        here.tell("regrade.done", attempts=len(judged), changed=len(told), lost=len(lost))
        if write:
            written = sum(_write(change, book) for change in judged)
            here.tell("regrade.written", attempts=written, path=books.shown(place))
            return 1 if lost or damaged else 0
        if told:
            here.tell("regrade.write", exercise=asked.id, gradebook=options.same_gradebook(gradebook))
        return 1 if told or lost or damaged else 0


def _judged_again(
    book: Gradebook, exercise: Exercise, here: Setting, jobs: int | None, held: bool
) -> tuple[list[Change], list[UsageError]]:
    """The newest attempt of every student and submission, judged again; and what is wrong with damaged ones.

    held: whether submissions are run only where they are kept from the machine
    """
    from grader.classroom.regrade import regrade
    from grader.classroom.run import Order
    from grader.cli.class_run import processes, versions

    newest, damaged = _newest(book, exercise.id)
    for backend in {backend for _, backend in newest.values()}:
        backends.ready(backend)
    orders = [
        (
            Order(
                exercise=exercise,
                content=here.content,
                seed=attempt.seed,
                versions=versions(exercise),
                examples=attempt.examples,
                dialect=attempt.dialect,
                held=held,
                backend=backend,
            ),
            attempt,
        )
        for attempt, backend in newest.values()
    ]
    judged: list[Change] = []
    for change in regrade(orders, book, processes(jobs, len(orders))):
        if isinstance(change, UsageError):
            damaged.append(change)
        else:
            judged.append(change)
    return judged, damaged


def _write(change: Change, book: Gradebook) -> bool:
    """Record what came of judging an attempt again, and say whether there was anything new to record."""
    attempt, report = change.attempt, change.report
    if report is None or _is_recorded(attempt.id, report, book):
        return False
    book.append(report, change.submission, student=attempt.student, handed_in=attempt.handed_in)
    return True


def _newest(book: Gradebook, exercise: str) -> tuple[dict[tuple[str, str], tuple[Attempt, str]], list[UsageError]]:
    """By student and what was handed in, the last attempt, without its report, and its backend; and what is damaged."""
    newest, damaged = {}, []
    for attempt in book.each(exercise):
        if attempt.task:
            continue
        try:
            with book.reading(attempt):
                newest[attempt.student, attempt.digest] = replace(attempt, report=""), attempt.backend
        except UsageError as error:
            damaged.append(error)
    return newest, damaged


def _is_recorded(number: int, report: Report, book: Gradebook) -> bool:
    """Whether the attempt itself says all that came of judging it again. So does one that a regrade wrote before it was
    interrupted: whoever runs it again goes on where it stopped."""
    from grader import gradebook as books

    attempt, _ = book.attempt(number)
    versions = (report.versions["grader"], report.versions["exercise"])
    if (attempt.earned, attempt.grader_version, attempt.exercise_version) != (report.earned, *versions):
        return False
    then, now = json.loads(attempt.report), json.loads(books.plain(report))
    return bool(then["versions"] == now["versions"] and timeless(then) == timeless(now))


def _because(told: Sequence[Change], book: Gradebook) -> list[str]:
    """What judges otherwise than it did when these marks were recorded."""
    names: set[str] = set()
    for change in told:
        assert change.report is not None
        then, _ = book.attempt(change.attempt.id)
        names |= {name for name, _, _ in changes(json.loads(then.report)["versions"], change.report.versions)}
    return sorted(names)


COLUMNS = ("student", "attempt", "before", "after", "tasks")


def _row(change: Change) -> list[str]:
    attempt, report = change.attempt, change.report
    assert report is not None
    tasks = ", ".join(f"{task.id} {task.outcome}" for task in report.tasks if task.earned < task.points)
    before = f"{attempt.earned:g} ({attempt.grader_version}/{attempt.exercise_version})"
    after = f"{report.earned:g} ({report.versions['grader']}/{report.versions['exercise']})"
    return [attempt.student or "–", str(attempt.id), before, after, tasks]
