"""`grade class adjust`, `backup`, `restore`: points added by hand, and a class's gradebook kept safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader import files
from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import setting
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.gradebook import Place


LEAST = 0.001
"""Points that a mark can show."""


def adjust(language: str) -> click.Command:
    parameters: Sequence[click.Parameter] = [
        click.Argument(["student"], metavar="STUDENT"),
        click.Argument(["points"], metavar="POINTS"),
        options.which_exercise(),
        click.Option(["--reason"], required=True, metavar="TEXT"),
        options.gradebook(),
    ]
    result = Command("class adjust", language, _adjust, parameters)
    result.context_settings["ignore_unknown_options"] = True  # "-1" is a number of points
    return result


def _adjust(
    context: click.Context, student: str, points: str, exercise: str, reason: str, gradebook: Place | None
) -> int:
    from grader import gradebook as books

    here = setting(context)
    asked = here.whole(exercise)
    try:
        number = float(points)
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e6:
        raise UsageError("class.points", seen=points)
    most = sum(task.points for task in asked.tasks)
    if abs(number) < LEAST:
        raise UsageError("class.no_points", seen=points)
    if abs(number) > most:
        raise UsageError("class.many_points", seen=points, exercise=asked.id, most=f"{most:g}")
    if not reason.strip():
        raise UsageError("class.reason")
    with books.open(books.place(here.state, gradebook)) as book:
        students = {attempt.student for attempt in book.each(asked.id, reports=False)}
        if student not in students | {refusal.student for refusal in book.refusals(asked.id)}:
            raise UsageError("class.unknown_student", student=student, exercise=asked.id)
        book.adjust(asked.id, student, number, reason)
    here.tell("class.adjusted", student=student, points=f"{number:+g}", exercise=asked.id)
    return 0


OF_A_TARGET = dict.fromkeys(("gradebook.full", "gradebook.unwritable"), "class.backup_unwritable")
OF_A_SOURCE = {
    "gradebook.missing": "class.backup_missing",
    "gradebook.folder": "class.backup_none",
    "gradebook.damaged": "class.backup_none",
}
"""By what is said of a gradebook, what is said of one that is a backup: it is named by an argument."""


@contextmanager
def _told(place: Path, codes: Mapping[str, str], backup: Path) -> Iterator[None]:
    """For a block that opens a backup, which lies at `place`: what is wrong with it is said by its own name."""
    try:
        yield
    except UsageError as error:
        if error.code not in codes or error.values.get("path") != str(place.absolute()):
            raise
        raise UsageError(codes[error.code], **{"reason": "", **error.values, "path": str(backup)}) from None


def backup(language: str) -> click.Command:
    argument = click.Argument(["backup"], type=options.PATH, metavar="FILE")
    return Command("class backup", language, _backup, [argument, options.gradebook()])


def _backup(context: click.Context, backup: Path, gradebook: Place | None) -> int:
    from grader import gradebook as books

    here = setting(context)
    if backup.exists():
        raise UsageError("class.backup_exists", path=str(backup))
    with books.read(books.place(here.state, gradebook)) as book:
        try:
            with files.whole(backup) as place, _told(place, OF_A_TARGET, backup), books.open(place) as target:
                attempts = books.copy(book, target)
        except OSError as error:
            raise UsageError("class.backup_unwritable", path=str(backup), reason=error.strerror) from None
    here.tell("class.copied", attempts=attempts, path=str(backup))
    return 0


def restore(language: str) -> click.Command:
    argument = click.Argument(["backup"], type=options.PATH, metavar="FILE")
    return Command("class restore", language, _restore, [argument, options.gradebook()])


def _restore(context: click.Context, backup: Path, gradebook: Place | None) -> int:
    from grader import gradebook as books

    here = setting(context)
    place = books.place(here.state, gradebook)
    with _told(backup, OF_A_SOURCE, backup), books.read(backup) as source, books.open(place) as target:
        here.tell("class.copied", attempts=books.copy(source, target), path=books.shown(place))
    return 0
