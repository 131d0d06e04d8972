"""Text laid out for a terminal: columns, widths, line breaks, also where letters are two columns wide."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from grader.messages.lines import columns, pad, wrap

__all__ = ["clean", "columns", "joined", "pad", "table", "terminal_width", "welcomes_colour", "wrap"]


DEFAULT_WIDTH = 80


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


def clean(text: str) -> str:
    """Foreign text for a terminal: without control characters, which could move its cursor or forge lines."""
    return "".join(letter if _shows(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _shows(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] != "C" and category not in ("Zl", "Zp")


def table(rows: Sequence[Sequence[str]], indent: str = "  ", gap: str = "  ") -> str:
    """Rows with their columns aligned; the last column is left as it is."""
    if not rows:
        return ""
    widths = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        (indent + gap.join(pad(cell, width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in rows
    )


def joined(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The values of an error with its lists as text, ready for a sentence."""
    separator = "、" if language == "ja" else ", "
    return {
        key: separator.join(str(item) for item in value) if isinstance(value, tuple | list) else value
        for key, value in values.items()
    }
