"""Which language a command speaks: the one asked for, else the workspace's, else the locale's, else English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader import messages
from grader.messages import LANGUAGES


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language, known before the command's words are read, because their help is worded in it."""
    asked = _asked(arguments) or environment.get("NNKATA_LANG")
    return asked if asked in LANGUAGES else _workspace() or messages.of_locale(environment)


def _asked(arguments: Sequence[str]) -> str | None:
    """`--lang ja` or `--lang=ja`, wherever it stands before a `--`, the last one; another value is refused later."""
    asked = None
    for i, word in enumerate(arguments):
        if word == "--":
            break
        if word == "--lang" and i + 1 < len(arguments):
            asked = arguments[i + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked if asked in LANGUAGES else None


def _workspace() -> str | None:
    from grader import workspace
    from grader.errors import UsageError

    try:
        found = workspace.find()
    except (UsageError, OSError):
        return None  # a command that needs the workspace says what is wrong with it
    return found.language if found and found.language in LANGUAGES else None
