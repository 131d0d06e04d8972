"""`grade author`: what authors of exercises use. The work is done in `grader.author`."""

from __future__ import annotations

import click

from grader.cli import options
from grader.cli.commands import Command, Group
from grader.cli.words import clean
from grader.exercise import Exercise

COMMANDS = {
    "new": "grader.cli.author:new",
    "check": "grader.cli.author:check",
    "notebook": "grader.cli.author:notebook",
}


def command(language: str) -> click.Group:
    return Group("author", language, COMMANDS, _help)


def _help(context: click.Context) -> int | None:
    if context.invoked_subcommand is None:
        print(context.get_help())
    return None


def new(language: str) -> click.Command:
    return Command("author new", language, _new, [click.Argument(["name"], metavar="NAME")])


def check(language: str) -> click.Command:
    return Command("author check", language, _check, [_exercises()])


def notebook(language: str) -> click.Command:
    return Command("author notebook", language, _notebook, [_exercises()])


def _exercises() -> click.Argument:
    return click.Argument(["exercise"], type=options.ExerciseName(), nargs=-1, metavar="[EXERCISE]...")


def _new(context: click.Context, name: str) -> int:
    from grader.author.new import create

    here = options.setting(context)
    for path in create(name, here.content):
        here.tell("author.done", path=clean(str(path)))
    return 0


def _check(context: click.Context, exercise: tuple[str, ...]) -> int:
    """0 where every exercise keeps its promises, else 1."""
    from grader.author import gate

    here = options.setting(context)
    kept = True
    for one in _chosen(here, exercise):
        for finding in gate.check(one, here.content):
            print(finding)
            kept = False
    return 0 if kept else 1


def _notebook(context: click.Context, exercise: tuple[str, ...]) -> int:
    from grader.author.notebook import write

    here = options.setting(context)
    for one in _chosen(here, exercise):
        for path in write(one):
            here.tell("author.done", path=clean(str(path)))
    return 0


def _chosen(here: options.Setting, names: tuple[str, ...]) -> list[Exercise]:
    return [here.find(name)[0] for name in names] or list(here.exercises)
