"""`grade class report`: what came of a class, as a page and as a sheet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.commands import Command
from grader.cli.words import clean
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.gradebook import Place

OUTPUT = Path("class.html")


def report(language: str) -> click.Command:
    parameters: list[click.Parameter] = [
        click.Option(
            ["--exercise"], type=options.ExerciseName(), required=True, multiple=True, metavar="EXERCISE"
        ),
        click.Option(["-o", "--output"], type=options.PATH, default=OUTPUT, metavar="FILE"),
        click.Option(["--csv"], type=options.PATH, metavar="FILE"),
        click.Option(["--roster"], type=options.PATH, metavar="FILE"),
        click.Option(["--rules"], type=options.PATH, metavar="FILE"),
        options.gradebook(),
    ]
    return Command("class report", language, _report, parameters)


def _report(
    context: click.Context,
    exercise: tuple[str, ...],
    output: Path,
    csv: Path | None,
    roster: Path | None,
    rules: Path | None,
    gradebook: Place | None,
) -> int:
    import grader
    from grader import files
    from grader import gradebook as books
    from grader.classroom import page, sheet
    from grader.classroom import roster as rosters
    from grader.classroom import rules as lateness
    from grader.classroom.tally import tally

    here = options.setting(context)
    known = rosters.read(roster) if roster else None
    late = lateness.read(rules) if rules else None
    place = books.place(here.state, gradebook)
    tallies = []
    with books.read(place) as book:
        for name in exercise:
            asked, _ = here.find(name)
            starter = (asked.folder / f"{asked.name}.py").read_text(encoding="utf-8")
            found = tally(asked, book, late, known, starter)
            if not found.marks:
                raise UsageError("class.nothing", exercise=asked.id, path=books.shown(place))
            tallies.append(found)
    now = datetime.now(UTC).isoformat(timespec="minutes")
    made = here.say("dashboard.made", time=now, version=grader.__version__)
    written = {output: page.render(tallies, here.language, made)}
    if csv is not None:
        written[csv] = "".join(sheet.render(found) for found in tallies)
    for path, text in written.items():
        try:
            files.write(path, text.encode())
        except OSError as error:
            raise UsageError("class.unwritable", path=str(path), reason=error.strerror) from None
        here.tell("class.written", path=clean(str(path)))
    return 0
