"""`grade history` and `grade replay`: what was submitted, and one of it graded again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import backends, options
from grader.cli.commands import Command
from grader.cli.setting import Setting, setting
from grader.cli.words import shown, table
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.gradebook import Attempt, Place
    from grader.report import Report

WHAT = ("exercise", "points", "seed", "file")
"""The columns behind when and whose it was."""

PLACE_BOUND = ("seconds", "versions", "isolation", "hints")
"""What of a report depends on when and where it was made, not on what was handed in."""


def history(language: str) -> click.Command:
    exercise = options.exercise(required=False)
    return Command("history", language, _history, [exercise, options.gradebook()])


def replay(language: str) -> click.Command:
    number = click.Argument(["number"], type=options.Whole(1, 2**53), metavar="N")
    form = click.Option(["--format"], default="text", metavar="FORMAT")
    return Command("replay", language, _replay, [number, form, options.isolation(), options.gradebook()])


def _history(context: click.Context, exercise: str | None, gradebook: Place | None) -> int:
    """0, or 1 where an attempt is damaged."""
    from grader import gradebook as books

    here = setting(context)
    only = here.find(exercise)[0].id if exercise else None
    path = books.place(here.state, gradebook)
    if isinstance(path, Path) and not path.exists() and gradebook is None:
        here.tell("history.empty")
        return 0
    damaged = {}
    with books.read(path) as book:
        attempts = book.attempts(only, reports=False)
        for attempt in attempts:
            try:
                with book.reading(attempt):
                    pass  # only its own values are shown, not its report
            except UsageError as error:
                damaged[attempt.id] = error
    if not attempts:
        here.tell("history.empty")
        return 0
    columns = ("number", "time", *(["student"] if any(a.student for a in attempts) else []), *WHAT)
    rows = [_row(attempt, attempt.id not in damaged) for attempt in attempts]
    titles = [here.say(f"history.{name}") for name in columns]
    print(table([titles, *([row[name] for name in columns] for row in rows)], indent=""))
    for wrong in damaged.values():
        here.complain(wrong)
    return 1 if damaged else 0


def _row(attempt: Attempt, whole: bool) -> dict[str, str]:
    """Its cells by column. whole: whether it is as it was recorded; else what is there is shown as it is"""
    when, points = str(attempt.time), f"{attempt.earned}/{attempt.points}"
    if whole:
        when = datetime.fromisoformat(attempt.time).astimezone().strftime("%Y-%m-%d %H:%M")
        points = f"{attempt.earned:g}/{attempt.points:g}"
    what = f"{attempt.exercise}.{attempt.task}" if attempt.task else attempt.exercise
    cells = {"number": attempt.id, "time": when, "student": attempt.student or "–", "exercise": what, "points": points}
    return {name: shown(cell) for name, cell in {**cells, "seed": attempt.seed, "file": attempt.label}.items()}


def _replay(context: click.Context, number: int, format: str, isolation: str, gradebook: Place | None) -> int:
    """0 where the report is the same, else 1."""
    from grader.cli.grading import boot, carry_out, known_format, show, view

    boot(isolation)
    here = setting(context)
    from grader import gradebook as books
    from grader.runners import Job

    known_format(format)
    with books.read(books.place(here.state, gradebook)) as book:
        attempt, submission = book.attempt(number)
    exercise, _ = here.find(attempt.exercise)
    backends.ready(attempt.backend)
    job = Job(
        exercise=exercise,
        submission=submission,
        seed=attempt.seed,
        content=here.content,
        task=attempt.task or None,
        examples=attempt.examples,
        dialect=attempt.dialect,
        isolation=isolation,
        backend=attempt.backend,
    )
    report = carry_out(job, here)
    show(report, view(exercise, here), format)
    return _verdict(attempt, report, here)


def _verdict(attempt: Attempt, report: Report, here: Setting) -> int:
    from grader import gradebook as books

    then, now = json.loads(attempt.report), json.loads(books.plain(report))
    same = timeless(then) == timeless(now)
    here.add("replay.same" if same else "replay.different", number=attempt.id)
    changed = [*changes(then["versions"], now["versions"])]
    for name, before, after in changed:
        here.add("replay.version", name=name, before=before, after=after)
    if not same and not changed:
        here.add("replay.unsteady")
    return 0 if same else 1


def changes(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The names of versions that are others now, with both."""
    for name in sorted({*then, *now}):
        before, after = then.get(name, "–"), now.get(name, "–")
        if before != after:
            yield name, before, after


def timeless(value: Any) -> Any:
    """A report, read from its JSON, without what is bound to a time or a place."""
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key not in PLACE_BOUND}
    if isinstance(value, list):
        return [timeless(item) for item in value]
    # nan is not equal to itself, but the same report says nan in the same place
    return "nan" if isinstance(value, float) and value != value else value
