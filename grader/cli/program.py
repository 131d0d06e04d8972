"""The commands there are, each imported when it is asked for."""

from __future__ import annotations

import click

from grader.cli.commands import Group
from grader.cli.setting import setting
from grader.progress import recall

COMMANDS: dict[str, str] = {
    "start": "grader.cli.start:command",
    "list": "grader.cli.overview:command",
    "map": "grader.cli.map:command",
    "show": "grader.cli.show:command",
    "check": "grader.cli.grading:check",
    "watch": "grader.cli.watch:command",
    "hint": "grader.cli.hint:command",
    "explain": "grader.cli.explain:command",
    "practical": "grader.cli.practical:command",
    "submit": "grader.cli.grading:submit",
    "report": "grader.cli.report:command",
    "history": "grader.cli.history:history",
    "replay": "grader.cli.history:replay",
    "reset": "grader.cli.reset:command",
    "class": "grader.cli.classroom:command",
    "regrade": "grader.cli.regrade:command",
    "doctor": "grader.cli.doctor:command",
    "author": "grader.cli.author:command",
    "completion": "grader.cli.completion:command",
}
"""In the order in which a learner meets them: name to the function that builds the command for a language."""


def program(language: str) -> Group:
    """The whole command line."""
    return Group("grade", language, COMMANDS, _next)


def _next(context: click.Context) -> int | None:
    """`grade` alone says what to do next."""
    if context.invoked_subcommand is not None:
        return None
    from grader.cli.overview import what_next

    here = setting(context)
    what_next(here, here.exercises, recall(here.state))
    return 0
