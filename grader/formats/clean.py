"""Foreign text made harmless for a terminal.

What a submission wrote, printed or was called may hold escape sequences that move the cursor, clear the screen or
set its title, and letters that turn the reading direction or do not show at all. None of them reaches the terminal.
"""

from __future__ import annotations

import re
import unicodedata

_SEQUENCES = re.compile(
    "(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"  # strings up to their terminator
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"  # control sequences: colour, cursor
    "|\x1b[ -/]*[0-~]?"  # all other escapes
)
"""ECMA-48's escape sequences, whole, so that no "[31m" is left of them."""

_UNSHOWN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode's controls, invisible formatting (bidirectional controls and zero-width letters among it), private use,
lone surrogates, and the line separators that not every terminal takes for one."""

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Letters and marks that show nothing."""


def terminal(text: str) -> str:
    """The text without anything but what shows: newlines and tabs stay, carriage returns become newlines."""
    text = _SEQUENCES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(letter for letter in text if letter in "\n\t" or _shows(letter))


def line(text: str) -> str:
    """The same on a single line."""
    return " ".join(terminal(text).split())


def _shows(letter: str) -> bool:
    if letter in _INVISIBLE or "\ufe00" <= letter <= "\ufe0f" or "\U000e0000" <= letter <= "\U000e0fff":
        return False
    return unicodedata.category(letter) not in _UNSHOWN
