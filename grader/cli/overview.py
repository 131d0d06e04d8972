"""`grade list`, and what `grade` alone says: the exercises with their progress, and the next step."""

from __future__ import annotations

import shlex

import click

from grader import workspace
from grader.cli.commands import Command
from grader.cli.setting import Setting, setting
from grader.cli.words import columns, table, terminal_width, wrap
from grader.exercise import Exercise, Task
from grader.progress import Progress, recall


def command(language: str) -> click.Command:
    return Command("list", language, _list)


def _list(context: click.Context) -> int:
    here = setting(context)
    exercises, progress = here.exercises, recall(here.state)
    for exercise in exercises:
        show(exercise, progress, here)
        print()
    what_next(here, exercises, progress)
    return 0


def show(exercise: Exercise, progress: Progress, here: Setting) -> None:
    """An exercise with its tasks, and what came of them. Where the terminal is narrow, tasks have their ids only."""
    width = terminal_width()
    rows = [_row(exercise, task, progress, here) for task in exercise.tasks]
    lines = table(rows, indent="    ")
    if max(map(columns, lines.splitlines())) > width:
        lines = table([(mark, id, outcome) for mark, id, _, outcome in rows], indent="  ")
    heading = _heading(exercise, progress, here)
    print(heading if columns(heading) <= width else wrap(heading, width, "  ", ""))
    print(lines)


def _heading(exercise: Exercise, progress: Progress, here: Setting) -> str:
    score = here.say("list.points", earned=f"{progress.earned(exercise):g}", points=f"{exercise.points:g}")
    return f"{exercise.id}  {here.title(exercise.title)} ({exercise.name})  {score}"


def _row(exercise: Exercise, task: Task, progress: Progress, here: Setting) -> tuple[str, str, str, str]:
    """Mark, id, title and outcome."""
    outcome = progress.outcome(exercise, task).replace(" ", "_")
    title = here.title(task.title)
    return (
        here.say(f"mark.{outcome}"),
        task.id,
        here.say("report.bonus", title=title) if task.bonus else title,
        here.say(f"outcome.{outcome}"),
    )


def what_next(here: Setting, exercises: tuple[Exercise, ...], progress: Progress) -> None:
    """One step, as a command to type."""
    if here.workspace is None:
        course = f" --content {shlex.quote(str(here.course))}" if here.course else ""
        if any(map(progress.begun, exercises)):
            earned, points = sum(map(progress.earned, exercises)), sum(exercise.points for exercise in exercises)
            here.tell("next.outside", earned=f"{earned:g}", points=f"{points:g}", course=course)
        else:
            here.tell("next.start", course=course)
        return
    exercise = progress.ahead(exercises)
    if exercise is None:
        here.tell("next.all_done")
        return
    folder = here.workspace.folder(exercise)
    if not folder.is_dir():
        here.tell("next.missing", exercise=exercise.id)
        return
    file = workspace.work(exercise, here.workspace) or folder / f"{exercise.name}.py"
    facts = {"exercise": exercise.id, "title": here.title(exercise.title), "file": str(file)}
    if not progress.begun(exercise):
        here.tell("next.check", **facts)
        return
    task, done = progress.next(exercise), len(progress.done(exercise))
    place = f"{exercise.id}.{task.id}"
    here.tell("next.task", **facts, task=here.title(task.title), place=place, done=done, tasks=len(exercise.tasks))


def and_then(exercise: Exercise, here: Setting) -> None:
    """After something that is right: the next task, on a line; nothing outside a workspace, where none is known."""
    if here.workspace is None:
        return
    progress = recall(here.state)
    ahead = progress.ahead(here.exercises) if progress.passed(exercise) else exercise
    if ahead is not None:
        task = progress.next(ahead)
        here.tell("next.then", title=here.title(task.title), place=f"{ahead.id}.{task.id}")
