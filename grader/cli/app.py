"""The one place where a command starts and ends: its language, its errors, its exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.exceptions import Exit as Stop

from grader.cli.encodings import soften
from grader.cli.language import chosen
from grader.cli.program import program
from grader.cli.words import fitted, said
from grader.errors import ExerciseError, HostError, UsageError

PROGRAMS = ("grade", "nnkata")

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Why the output may not be written."""

USAGE, BROKEN, PIPE = 2, 5, 141
"""As in `grader.report.Exit`, which costs start-up time; a closed pipe is 128 + SIGPIPE, as in shells."""


def run(arguments: Sequence[str]) -> int:
    """Carry out the command in `arguments` and give its exit code; errors are worded on stderr."""
    soften(sys.stdout)
    soften(sys.stderr)
    language = chosen(arguments, os.environ)
    try:
        code = _call(program(language), list(arguments))
        sys.stdout.flush()
        return code
    except UsageError as error:
        if _completing():
            return USAGE  # a shell that completes a word wants no sentence in the middle of it
        return _fail(said(error.code, language, **error.values), USAGE)
    except click.UsageError as error:
        return _fail(_worded(error, language), USAGE)
    except ExerciseError as error:
        return _fail(said("cli.exercise_fault", language, reason=str(error)), BROKEN)
    except HostError as error:
        return _fail(said("cli.host", language, reason=str(error)), BROKEN)
    except BrokenPipeError:
        # The interpreter flushes stdout once more at its end: it must find somewhere to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return PIPE
    except OSError as error:
        if error.errno not in FULL or error.filename is not None:
            return _fault(language)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # as above: what waits in the buffer has nowhere to go
        return _fail(said("cli.output", language, reason=str(error.strerror)), BROKEN)
    except Exception:
        return _fault(language)


def _fault(language: str) -> int:
    """What is told of an exception that nobody expected."""
    import traceback

    traceback.print_exc()
    return _fail(said("cli.fault", language), BROKEN)


def called() -> str:
    """The name that the command was called by."""
    name = Path(sys.argv[0]).stem
    return name if name in PROGRAMS else PROGRAMS[0]


def _call(command: click.Command, arguments: list[str]) -> int:
    name = called()
    if _completing():
        from click.shell_completion import shell_complete

        from grader.cli import powershell  # noqa: F401 (it makes itself known)

        variable = completion_variable(name)
        return shell_complete(command, {}, name, variable, os.environ[variable])
    try:
        with command.make_context(name, arguments) as context:
            return command.invoke(context) or 0
    except Stop as stop:
        return stop.exit_code


def completion_variable(name: str) -> str:
    """The environment variable through which a shell asks for completions."""
    return f"_{name.upper()}_COMPLETE"


def _completing() -> bool:
    return bool(os.environ.get(completion_variable(called())))


def _fail(sentence: str, code: int) -> int:
    sys.stdout.flush()
    print(fitted(sentence, sys.stderr), file=sys.stderr)
    return code


def _worded(error: click.UsageError, language: str) -> str:
    """What click found wrong with the words of the command, in the user's language."""
    path = error.ctx.command_path if error.ctx else called()
    if isinstance(error, click.NoSuchOption):
        params = error.ctx.command.params if error.ctx else []
        known = [name for param in params for name in param.opts if name.startswith("-")]
        nearest = tuple(error.possibilities or known)
        return said("cli.option", language, seen=error.option_name, command=path, nearest=nearest)
    if isinstance(error, click.MissingParameter):
        return said("cli.missing", language, name=_shown(error.param), command=path)
    if isinstance(error, click.BadOptionUsage):
        return said("cli.value", language, option=error.option_name, command=path)
    return said("cli.usage", language, reason=error.format_message(), command=path)


def _shown(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return ""
    return parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.make_metavar(None)  # type: ignore[arg-type]
