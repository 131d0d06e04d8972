"""What commands are made of: words from the message catalogues, built for a language, and how they show their help."""

# ruff: noqa: ARG002 (click passes more than every method needs)

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

from grader import messages
from grader.cli import options
from grader.cli.words import columns, pad, terminal_width, wrap
from grader.errors import UsageError

MAX_WIDTH = 100


class Command(click.Command):
    """A command whose words are in the catalogues: `help.<name>.text`, `help.argument.<name>`, …"""

    def __init__(
        self,
        name: str,
        language: str,
        callback: Callable[..., int | None],
        params: Sequence[click.Parameter] = (),
    ) -> None:
        super().__init__(
            name,
            callback=click.pass_context(callback),
            params=_worded([*params, *options.shared()], language),
        )
        self.language = language
        self.key = name.replace(" ", "_")
        self.help = messages.text(f"help.{self.key}.short", language)
        self.context_settings = {"allow_extra_args": True}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            raise UsageError("cli.extra", seen=" ".join(ctx.args), command=ctx.command_path)
        return rest

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _help_option(super().get_help_option(ctx), self.language)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(_page(self, ctx, self.language, self.key, ()))


def _show_help(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


class Group(click.Group):
    """Commands under one word.

    table: name to the place of the function that builds the command
    callback: what the word alone does; unless given, it shows the help
    """

    def __init__(
        self, name: str, language: str, table: dict[str, str], callback: Callable[..., int | None] = _show_help
    ) -> None:
        super().__init__(
            name,
            callback=click.pass_context(callback),
            params=_worded(options.shared(), language),
            invoke_without_command=True,
        )
        self.language = language
        self.table = table
        self.help = messages.text(f"help.{name}.short", language)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module, _, function = self.table[cmd_name].partition(":")
        built: click.Command = getattr(import_module(module), function)(self.language)
        return built

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.table and not ctx.resilient_parsing and not args[0].startswith("-"):
            import difflib

            nearest = difflib.get_close_matches(args[0], self.table, n=3, cutoff=0.4) or self.list_commands(ctx)
            raise UsageError("cli.command", seen=args[0], nearest=tuple(nearest), command=ctx.command_path)
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _help_option(super().get_help_option(ctx), self.language)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        prefix = "" if ctx.parent is None else f"{self.name}_"
        rows = [(name, messages.text(f"help.{prefix}{name}.short", self.language)) for name in self.table]
        formatter.write(_page(self, ctx, self.language, str(self.name), rows))


def _worded(params: list[click.Parameter], language: str) -> list[click.Parameter]:
    for param in params:
        if isinstance(param, click.Option):
            param.help = messages.text(f"help.option.{param.name}", language)
    return params


def _help_option(option: click.Option | None, language: str) -> click.Option | None:
    if option is not None:
        option.help = messages.text("help.option.help", language)
    return option


def _page(command: Any, ctx: click.Context, language: str, key: str, rows: Sequence[tuple[str, str]]) -> str:
    """One page of help: usage, what it is for, examples, arguments, commands, options."""

    def say(code: str, **values: str) -> str:
        return messages.text(code, language, **values)

    width = min(terminal_width(), MAX_WIDTH)
    usage = say("help.usage", usage=" ".join([ctx.command_path, *command.collect_usage_pieces(ctx)]))
    parts = [usage, *(wrap(part, width, "  ") for part in say(f"help.{key}.text").strip().split("\n\n"))]
    examples = "\n".join(f"  {line}" for line in say(f"help.{key}.examples").strip().splitlines())
    parts.append(f"{say('help.examples')}\n{examples}")
    arguments = [p for p in command.get_params(ctx) if isinstance(p, click.Argument)]
    parts += _section(
        say("help.arguments"),
        [(p.make_metavar(ctx), say(f"help.argument.{p.name}")) for p in arguments],
        width,
    )
    parts += _section(say("help.commands"), rows, width)
    records = [p.get_help_record(ctx) for p in command.get_params(ctx) if isinstance(p, click.Option)]
    parts += _section(say("help.options"), [record for record in records if record], width)
    return "\n\n".join(parts) + "\n"


def _section(title: str, rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    if not rows:
        return []
    left = max(columns(name) for name, _ in rows) + 4
    return ["\n".join([title, *(wrap(text, width, " " * left, pad(f"  {name}", left)) for name, text in rows)])]
