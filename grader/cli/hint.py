"""`grade hint [EXERCISE.TASK[.CHECK]]`: the next hint on what failed last, and on the mistake named there."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.commands import MAX_WIDTH, Command
from grader.cli.setting import Setting, setting
from grader.cli.words import terminal_width, wrap
from grader.errors import UsageError
from grader.exercise import Exercise, Task
from grader.progress import Failing, Progress, recall, remember

if TYPE_CHECKING:
    from grader.hints import Hints

MAX_LEVEL = 9


def command(language: str) -> click.Command:
    kind, metavar = options.ExerciseName(tasks=True), "[EXERCISE[.TASK[.CHECK]]]"
    about = click.Argument(["task"], type=kind, metavar=metavar, required=False)
    level = click.Option(["--level"], type=options.Whole(1, MAX_LEVEL), metavar="N")
    return Command("hint", language, _hint, [about, level])


def _hint(context: click.Context, task: str | None, level: int | None) -> int:
    here = setting(context)
    exercise, found, check = _about(task or "", here)
    show(exercise, found, check, level, here)
    return 0


def show(
    exercise: Exercise, task: Task | None, check: str | None, level: int | None, here: Setting, more: str = "hint.more"
) -> None:
    """Open the next hint, or that of a level, on what failed last of a task, else of the exercise.

    more: the sentence that says how to open another one
    """
    failing = _failing(recall(here.state), exercise, task, check)
    if failing is not None:
        _open(exercise, failing, level, here, check, more)
    elif task is not None:
        if check is None:
            here.tell("hint.unknown", place=f"{exercise.id}.{task.id}")
        unseen = Failing(task.id, check or _checks(exercise, task, here)[0])
        _open(exercise, unseen, level, here, check, more)
    else:
        here.tell("hint.choose", exercise=exercise.id, task=exercise.tasks[0].id)


def _about(text: str, here: Setting) -> tuple[Exercise, Task | None, str | None]:
    """The parts of `exercise_4.adam.first_step`."""
    parts = text.split(".")
    exercise, task = here.asked(".".join(parts[:2]))
    if task is None or len(parts) < 3:
        return exercise, task, None
    return exercise, task, _known(exercise, task, ".".join(parts[2:]), here)


def _known(exercise: Exercise, task: Task, check: str, here: Setting) -> str:
    known = _checks(exercise, task, here)
    if check in known:
        return check
    nearest = difflib.get_close_matches(check, known, n=3, cutoff=0.4) or known
    raise UsageError("check.unknown", seen=check, task=f"{exercise.id}.{task.id}", nearest=tuple(nearest))


def _checks(exercise: Exercise, task: Task, here: Setting) -> list[str]:
    """The names of a task's checks, in order."""
    from grader import catalog

    return [name for owner, name in catalog.load(exercise, here.content).checks if owner == task.id]


def _failing(progress: Progress, exercise: Exercise, task: Task | None, check: str | None) -> Failing | None:
    """What failed first in the last check of the task, or of the exercise."""
    for failing in progress.failing.get(exercise.id, []):
        if (task is None or failing.task == task.id) and check in (None, failing.check):
            return failing
    return None


def _open(exercise: Exercise, failing: Failing, asked: int | None, here: Setting, check: str | None, more: str) -> None:
    """Show the next hint on what failed, or that of a level, and note it.

    check: the one that was named, if any was, which the next command names too
    """
    from grader import hints

    written = hints.read(exercise, here.language)
    ids, levels = _lines(written, failing)
    place = f"{exercise.id}.{failing.task}.{failing.check}"
    if not levels:
        raise UsageError("hint.none", place=place)
    if asked is not None and asked > len(levels):
        raise UsageError("cli.number", option="--level", seen=asked, least=1, most=len(levels))
    opened = recall(here.state).hints.get(exercise.id, {}).get(ids[0], 0)
    if ids[0] in failing.misconceptions:
        opened = max(opened, 1)  # the report that named the mistake showed its first hint
    level = min(asked or opened + 1, len(levels))
    try:
        with remember(here.state) as progress:
            progress.open_hint(exercise.id, ids[0], level)
    except UsageError as error:  # where nothing can be noted, there is a hint all the same
        here.complain(error)
    width = min(terminal_width(), MAX_WIDTH)
    here.tell("hint.heading", place=place, title=written.title(*ids), level=level, levels=len(levels))
    print(wrap(levels[level - 1], width, "  "))
    again = place if check else f"{exercise.id}.{failing.task}"
    if level < len(levels):
        here.tell(more, place=again)
    else:
        here.tell("hint.last", exercise=exercise.id, place=f"{exercise.id}.{failing.task}")


def _lines(written: Hints, failing: Failing) -> tuple[tuple[str, ...], Sequence[str]]:
    """The ids to look up, the named mistake before the check, and the levels found there."""
    check = (f"{failing.task}.{failing.check}", failing.check)
    for ids in (*((mistake,) for mistake in failing.misconceptions), check):
        levels = written.levels(*ids)
        if levels:
            return ids, levels
    return check, ()
