"""Which language a command speaks: asked for, else the workspace's, else the locale's, else English."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

LANGUAGES = ("en", "ja")


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language, known before the command's words are read, because their help is worded in it."""
    return _asked(arguments) or _workspace() or _locale(environment)


def _asked(arguments: Sequence[str]) -> str | None:
    """`--lang ja` or `--lang=ja`, wherever it stands before a `--`; another value is refused later."""
    for i, word in enumerate(arguments):
        if word == "--":
            return None
        if word == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1] if arguments[i + 1] in LANGUAGES else None
        if word.startswith("--lang="):
            return word[7:] if word[7:] in LANGUAGES else None
    return None


def _workspace() -> str | None:
    from grader import workspace
    from grader.errors import UsageError

    try:
        found = workspace.find()
    except (UsageError, OSError):
        return None  # a command that needs the workspace says what is wrong with it
    return found.language if found and found.language in LANGUAGES else None


def _locale(environment: Mapping[str, str]) -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return "ja" if environment[variable].lower().startswith("ja") else "en"
    if sys.platform in ("win32", "darwin"):
        import locale

        return "ja" if (locale.getlocale()[0] or "").lower().startswith("ja") else "en"
    return "en"
