"""`grade explain [EXERCISE.TASK]`: where the formulas of a task come from, with sources."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader import derivations
from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import HERE, setting
from grader.cli.words import terminal_width, welcomes_colour
from grader.errors import UsageError


def command(language: str) -> click.Command:
    kind, metavar = options.ExerciseName(tasks=True), "[EXERCISE[.TASK]|TASK]"
    about = click.Argument(["about"], type=kind, metavar=metavar, required=False)
    return Command("explain", language, _explain, [about])


def _explain(context: click.Context, about: str | None) -> int:
    here = setting(context)
    exercise, task = here.asked("") if about in (None, *HERE) else here.named(about, Path.cwd())
    written = derivations.read(exercise, here.language) or derivations.read(exercise, "en")
    asked = [task.id] if task else list(written)
    if not written or not set(asked) <= set(written):
        if exercise.released:
            raise UsageError("explain.released", exercise=exercise.id)
        place = f"{exercise.id}.{task.id}" if task else exercise.id
        raise UsageError("explain.none", place=place, exercise=exercise.id)
    titles = {known.id: here.title(known.title) for known in exercise.tasks}
    parts = [f"# {titles[id]} · {written[id].title}\n\n{written[id].text}" for id in asked]
    text = "\n\n".join(parts) + "\n"
    if sys.stdout.isatty():
        from grader.formats.page import render

        text = render(text, terminal_width(), welcomes_colour())
    print(text, end="")
    return 0
