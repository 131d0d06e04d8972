"""Options and arguments that several commands share."""

# ruff: noqa: ARG002 (click passes more than every method needs)

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.setting import COURSE, setting
from grader.errors import UsageError
from grader.messages import LANGUAGES

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from grader.exercise import Exercise
    from grader.gradebook import Place

PATH = click.Path(path_type=Path)
MAX_EXAMPLES = 10_000
ISOLATIONS = ("auto", "bubblewrap", "process-only")


def shared() -> list[click.Parameter]:
    """The options that every command has."""
    return [
        click.Option(["--lang"], type=Choice(LANGUAGES), expose_value=False, metavar="|".join(LANGUAGES)),
        click.Option(["--content"], type=PATH, expose_value=False, callback=_keep_content, metavar="DIR"),
    ]


def _keep_content(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:  # noqa: ARG001
    if value is not None:
        context.meta[COURSE] = value


class Choice(click.ParamType):  # type: ignore[type-arg]  # takes none in click 8.1
    """One word of several; our own, so that a refusal is said in the user's language, not click's."""

    name = "choice"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.words:
            raise UsageError("cli.choice", option=_name(param), seen=value, choices=self.words)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class Whole(click.ParamType):  # type: ignore[type-arg]  # takes none in click 8.1
    """A whole number within bounds."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if not self.least <= number <= self.most:
            raise UsageError("cli.number", option=_name(param), seen=value, least=self.least, most=self.most)
        return number


class GradebookPlace(click.ParamType):  # type: ignore[type-arg]  # takes none in click 8.1
    """A file, or the URL of a database server, which is no path: a path has no "//"."""

    name = "gradebook"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        return value if isinstance(value, Path) or "://" in value else Path(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class ExerciseName(click.ParamType):  # type: ignore[type-arg]  # takes none in click 8.1
    """The name of an exercise, or of a task of one; completed from the catalogue."""

    name = "exercise"

    def __init__(self, tasks: bool = False) -> None:
        self.tasks = tasks

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        here = setting(ctx)
        names = []
        for exercise in here.exercises:
            for name in (exercise.id, exercise.name, str(exercise.number)):
                names.append(CompletionItem(name, help=here.title(exercise.title)))
                if self.tasks and incomplete.startswith(f"{name}."):
                    names += [CompletionItem(f"{name}.{t.id}", help=here.title(t.title)) for t in exercise.tasks]
        shown = [item for item in names if item.value.startswith(incomplete)]
        return shown if incomplete else [item for item in shown if item.value.startswith("exercise_")]


def exercise(tasks: bool = False, required: bool = True) -> click.Argument:
    """The exercise as an argument. tasks: whether a task of it may be named"""
    metavar = "EXERCISE[.TASK]" if tasks else "EXERCISE"
    name = "task" if tasks else "exercise"
    return click.Argument(
        [name], type=ExerciseName(tasks), metavar=metavar if required else f"[{metavar}]", required=required
    )


def which_exercise() -> click.Option:
    """`--exercise`, for commands whose argument is something else."""
    return click.Option(["--exercise"], type=ExerciseName(), required=True, metavar="EXERCISE")


def which_exercises() -> click.Option:
    """`--exercise`, once or several times, or not at all for all of the course."""
    return click.Option(["exercises", "--exercise"], type=ExerciseName(), multiple=True, metavar="EXERCISE")


def examples() -> click.Option:
    return click.Option(["--examples"], type=Whole(0, MAX_EXAMPLES), default=0, metavar="N")


def isolation() -> click.Option:
    return click.Option(["--isolation"], type=Choice(ISOLATIONS), default="auto", metavar="|".join(ISOLATIONS))


def check_dialect(dialect: str, exercise: Exercise) -> None:
    """Raises UsageError where the exercise has no such dialect."""
    if dialect and not exercise.dialects:
        raise UsageError("dialect.none", seen=dialect, exercise=exercise.id)
    if dialect and dialect not in exercise.dialects:
        raise UsageError("dialect.unknown", seen=dialect, exercise=exercise.id, choices=exercise.dialects)


def same_gradebook(named: Place | None) -> str:
    """What goes on a line that somebody types next, so that it means the gradebook that was named. No password."""
    if named is None:
        return ""
    from grader.gradebook import shown

    return f" --gradebook {shlex.quote(shown(named))}"


def file() -> click.Argument:
    """What is to be judged: a module, a notebook, a folder or a zip."""
    return click.Argument(["file"], type=PATH, required=False, metavar="[FILE]")


def entry() -> click.Option:
    """Which of several modules in it is meant."""
    return click.Option(["--entry"], metavar="PATH")


def gradebook() -> click.Option:
    return click.Option(["--gradebook"], type=GradebookPlace(), envvar="NNKATA_GRADEBOOK", metavar="FILE|URL")


def _name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return parameter.opts[-1]
    return str(parameter.metavar) if parameter is not None else ""
