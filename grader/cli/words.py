"""Text laid out for a terminal: columns, widths, line breaks, also where letters are two columns wide."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from grader import messages
from grader.messages.lines import columns, pad, wrap

__all__ = [
    "columns",
    "fitted",
    "pad",
    "prepared",
    "said",
    "shown",
    "some",
    "table",
    "terminal_width",
    "welcomes_colour",
    "wrap",
    "writes_over",
]

DEFAULT_WIDTH = 80

MANY = 20
"""Names in one sentence."""


def terminal_width() -> int:
    """Columns of the terminal: COLUMNS where it is set, else what stdout says, else 80.

    As `shutil.get_terminal_size`, whose module costs start-up time.
    """
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or DEFAULT_WIDTH  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):  # stdout is closed, or no terminal
        return DEFAULT_WIDTH


def welcomes_colour() -> bool:
    """Whether escape sequences on stdout reach a terminal that wants them."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def writes_over() -> bool:
    """Whether a line about the progress on stderr can be written over by the next one."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def fitted(text: str, stream: TextIO) -> str:
    """Sentences in lines that fit, where the stream is a terminal, which would break them within a word. Indented lines
    stay as they are: commands to copy, and paths."""
    if not stream.isatty():
        return text
    width = terminal_width()
    fits = (line[:1].isspace() or columns(line) <= width for line in text.split("\n"))
    return "\n".join(line if fit else wrap(line, width) for line, fit in zip(text.split("\n"), fits, strict=True))


def table(rows: Sequence[Sequence[str]], indent: str = "  ", gap: str = "  ") -> str:
    """Rows with their columns aligned; the last column is left as it is."""
    if not rows:
        return ""
    widths = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        (indent + gap.join(pad(cell, width) for cell, width in zip(row, widths, strict=True))).rstrip() for row in rows
    )


def said(code: str, language: str, **values: Any) -> str:
    """The message of a code, ready for the console."""
    return messages.text(code, language, **prepared(values, language))


def prepared(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The values of a sentence, ready for the console: lists as text, and nothing foreign that controls it."""
    separator = "、" if language == "ja" else ", "
    return {
        key: separator.join(shown(item) for item in value) if isinstance(value, tuple | list) else _harmless(value)
        for key, value in values.items()
    }


def some(names: Sequence[str]) -> list[str]:
    """The first of many names, and a sign that there are more."""
    return [*names] if len(names) <= MANY else [*names[:MANY], "…"]


def shown(value: object) -> str:
    """Foreign text for the console."""
    return str(_harmless(str(value)))


def _harmless(value: Any) -> Any:
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    from grader.clean import log  # where there is something to clean: it costs start-up time

    return log(value)
