"""`grade completion SHELL`: the lines that teach a shell to complete commands, exercises and tasks."""

from __future__ import annotations

import click

from grader.cli import options
from grader.cli.commands import Command

SHELLS = ("bash", "zsh", "fish", "powershell")


def command(language: str) -> click.Command:
    shell = click.Argument(["shell"], type=options.Choice(SHELLS), metavar="|".join(SHELLS))
    return Command("completion", language, _completion, [shell])


def _completion(context: click.Context, shell: str) -> int:
    from click.shell_completion import get_completion_class

    from grader.cli import powershell  # noqa: F401 (it makes itself known)
    from grader.cli.app import completion_variable

    name = str(context.find_root().info_name)
    kind = get_completion_class(shell)
    assert kind is not None, f"{shell} is known"
    print(kind(context.find_root().command, {}, name, completion_variable(name)).source())
    return 0
