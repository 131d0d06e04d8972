"""`grade show [EXERCISE]`: the text of an exercise."""

from __future__ import annotations

import sys

import click

from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import setting
from grader.cli.words import terminal_width, welcomes_colour
from grader.errors import ExerciseError


def command(language: str) -> click.Command:
    return Command("show", language, _show, [options.exercise(required=False)])


def _show(context: click.Context, exercise: str | None) -> int:
    here = setting(context)
    found, _ = here.asked(exercise or "")
    path = found.folder / f"README.{here.language}.md"
    if not path.is_file():
        raise ExerciseError(f"{path} is missing; write it, or remove the exercise")
    text = path.read_text(encoding="utf-8")
    if sys.stdout.isatty():
        from grader.formats.page import render

        text = render(text, terminal_width(), welcomes_colour())
    print(text, end="" if text.endswith("\n") else "\n")
    return 0
