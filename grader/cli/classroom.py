"""`grade class`: the commands for a whole class."""

from __future__ import annotations

import click

from grader.cli.commands import Group

COMMANDS = {
    "run": "grader.cli.class_run:run",
    "report": "grader.cli.class_report:report",
    "feedback": "grader.cli.class_report:feedback",
    "export": "grader.cli.class_report:export",
    "adjust": "grader.cli.class_gradebook:adjust",
    "backup": "grader.cli.class_gradebook:backup",
    "restore": "grader.cli.class_gradebook:restore",
}


class ClassGroup(Group):
    """`grade class FOLDER …` is `grade class run FOLDER …`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = 0  # words that are options of every command
        while own < len(args) and args[own].partition("=")[0] in ("--lang", "--content"):
            own += 1 if "=" in args[own] else 2
        if own < len(args) and args[own] not in (*self.table, "--help"):
            args = [*args[:own], "run", *args[own:]]
        return super().parse_args(ctx, args)


def command(language: str) -> click.Group:
    return ClassGroup("class", language, COMMANDS)
