"""`grade class report`: what came of a class, as a page and as a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import Setting, setting
from grader.cli.words import some
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.classroom.rules import Rules
    from grader.classroom.tally import Tally
    from grader.gradebook import Place

OUTPUT = Path("class.html")
LAYOUTS = ("canvas", "moodle")
PAGES = {"html": ".html", "markdown": ".md"}
"""Formats of feedback, and how their files end."""


def report(language: str) -> click.Command:
    parameters: list[click.Parameter] = [
        options.which_exercises(),
        click.Option(["-o", "--output"], type=options.PATH, default=OUTPUT, metavar="FILE"),
        click.Option(["--csv"], type=options.PATH, metavar="FILE"),
        click.Option(["--roster"], type=options.PATH, metavar="FILE"),
        click.Option(["--rules"], type=options.PATH, metavar="FILE"),
        options.gradebook(),
    ]
    return Command("class report", language, _report, parameters)


def _report(
    context: click.Context,
    exercises: tuple[str, ...],
    output: Path,
    csv: Path | None,
    roster: Path | None,
    rules: Path | None,
    gradebook: Place | None,
) -> int:
    """Of these exercises; of none named, of all that somebody handed in. 0, or 1 where something in the gradebook is
    damaged."""
    import grader
    from grader import gradebook as books
    from grader.classroom import page, sheet
    from grader.classroom.tally import tally

    here = setting(context)
    chosen = [here.whole(name) for name in exercises]
    known = here.roster(roster) if roster else None
    late = _read(rules, here)
    place = books.place(here.state, gradebook)
    tallies = []
    with books.read(place) as book:
        for asked in chosen or here.exercises:
            starter = asked.starter().read_text(encoding="utf-8")
            found = tally(asked, book, late, known, starter)
            if not found.empty:
                tallies.append(found)
                _tell_strangers(late, found, here)
            elif exercises:
                raise UsageError("class.nothing", exercise=asked.id, path=books.shown(place))
    if not tallies:
        raise UsageError("class.nothing_at_all", path=books.shown(place))
    now = datetime.now(UTC).isoformat(timespec="minutes")
    made = here.say("dashboard.made", time=now, version=grader.__version__)
    written = {output: page.render(tallies, here.language, made)}
    if csv is not None:
        written[csv] = sheet.render(tallies)
    for path, text in written.items():
        here.write(path, text)
        here.tell("pages.written", path=str(path))
    return _complain(here, [error for found in tallies for error in found.damaged])


def _read(rules: Path | None, here: Setting) -> Rules | None:
    """What a file says of being late; None without one."""
    from grader.classroom.rules import read

    if rules is None:
        return None
    return read(rules, {name: one.id for one in here.exercises for name in (one.id, str(one.number), one.name)})


def _tell_strangers(rules: Rules | None, found: Tally, here: Setting) -> None:
    """Say whose extension helps nobody: a student's with a mistyped id is counted as late."""
    extended = rules.of(found.exercise.id).extensions if rules is not None else {}
    strangers = sorted(extended.keys() - {mark.student for mark in found.marks})
    if strangers:
        here.add("rules.strangers", exercise=found.exercise.id, students=some(strangers))


def _complain(here: Setting, damaged: Iterable[UsageError]) -> int:
    """Say on stderr what of the gradebook is damaged, each thing once. 1 where anything is, else 0."""
    told = {here.say(error.code, **error.values): error for error in damaged}
    for error in told.values():
        here.complain(error)
    return 1 if told else 0


# grade class feedback -----------------------------------------------------------------------------------------------


def feedback(language: str) -> click.Command:
    parameters: list[click.Parameter] = [
        options.which_exercise(),
        click.Option(["-o", "--output"], type=options.PATH, default=Path("feedback"), metavar="DIR"),
        click.Option(["kind", "--format"], type=options.Choice(tuple(PAGES)), default="html", metavar="|".join(PAGES)),
        click.Option(["--rules"], type=options.PATH, metavar="FILE"),
        options.gradebook(),
    ]
    return Command("class feedback", language, _feedback, parameters)


def _feedback(
    context: click.Context, exercise: str, output: Path, kind: str, rules: Path | None, gradebook: Place | None
) -> int:
    """A file for each student, named by the id, from the report that counts, or with why there is none. It does not
    tell the class's seed. 0, or 1 where something in the gradebook is damaged."""
    from grader import gradebook as books
    from grader.classroom.records import earlier, unread
    from grader.classroom.roster import file_names
    from grader.classroom.tally import tally
    from grader.formats import FORMATS, View

    here = setting(context)
    asked = here.whole(exercise)
    late = _read(rules, here)
    count = 0
    place = books.place(here.state, gradebook)
    with books.read(place) as book:
        found = tally(asked, book, late, similar=False)
        if found.empty and not found.damaged:
            raise UsageError("class.nothing", exercise=asked.id, path=books.shown(place))
        refused = {refusal.student: refusal for refusal in found.refusals}
        damaged = [*found.damaged]
        names = file_names(mark.student for mark in found.marks)
        for mark in found.marks:
            submission = None
            if mark.attempt is not None:
                try:
                    attempt, submission = book.attempt(mark.attempt.id)
                except UsageError as error:
                    damaged.append(error)
                    continue
                report = replace(books.report_of(attempt), seed=None)
                if mark.student in refused:
                    report = earlier(report, refused[mark.student])
            elif mark.student in refused:
                report = unread(asked, refused[mark.student])
            else:  # what there is of it is damaged
                continue
            page = f"{names[mark.student]}{PAGES[kind]}"
            here.write(output / page, FORMATS[kind](report, View(here.language, asked, code=submission)), output)
            count += 1
    here.tell("class.feedback", count=count, path=str(output))
    if renamed := [f"{student}: {name}{PAGES[kind]}" for student, name in names.items() if student != name]:
        here.tell("class.feedback_names", names=some(renamed))
    return _complain(here, damaged)


# grade class export --------------------------------------------------------------------------------------------------


def export(language: str) -> click.Command:
    parameters: list[click.Parameter] = [
        click.Argument(["sheet"], type=options.PATH, metavar="EXPORT"),
        options.which_exercise(),
        click.Option(["--layout"], type=options.Choice(LAYOUTS), required=True, metavar="|".join(LAYOUTS)),
        click.Option(["--column"], required=True, metavar="NAME"),
        click.Option(["-o", "--output"], type=options.PATH, required=True, metavar="FILE"),
        click.Option(["--roster"], type=options.PATH, metavar="FILE"),
        click.Option(["--rules"], type=options.PATH, metavar="FILE"),
        options.gradebook(),
    ]
    return Command("class export", language, _export, parameters)


def _export(
    context: click.Context,
    sheet: Path,
    exercise: str,
    layout: str,
    column: str,
    output: Path,
    roster: Path | None,
    rules: Path | None,
    gradebook: Place | None,
) -> int:
    """0 where every mark found its line and nothing in the gradebook is damaged, else 1."""
    from grader import gradebook as books
    from grader.classroom.export import fill
    from grader.classroom.roster import Roster
    from grader.classroom.tally import tally

    here = setting(context)
    asked = here.whole(exercise)
    known = here.roster(roster) if roster else Roster()
    late = _read(rules, here)
    place = books.place(here.state, gradebook)
    with books.read(place) as book:
        found = tally(asked, book, late, known, similar=False)
    if found.empty:
        raise UsageError("class.nothing", exercise=asked.id, path=books.shown(place))
    _tell_strangers(late, found, here)
    try:
        form = sheet.read_bytes()
    except OSError as error:
        raise UsageError("export.unreadable", path=str(sheet), reason=error.strerror) from None
    marks = {mark.student: mark.mark for mark in found.marks if mark.mark is not None}
    done = fill(form, layout, column, marks, known, str(sheet))
    here.write(output, done.text)
    here.tell("export.done", filled=len(done.filled), column=column, path=str(output))
    if done.left:
        here.tell("export.left", count=len(done.left), students=some(done.left))
    return _complain(here, found.damaged) or (1 if done.left else 0)
