"""Foreign text made harmless for the place that shows it, one function a place.

What a submission wrote, printed or was called may hold escape sequences that move the cursor, clear the screen or
set its title, and letters that turn the reading direction or do not show at all. None of them reaches any place; what
else a place would read as more than text is escaped as that place asks for.
"""

from __future__ import annotations

import re
import unicodedata
from json import dumps
from typing import Any

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

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_MARKS = re.compile(r"[\\`*_{}\[\]<>()#+\-.!|~:&$^=]")
"""What Markdown, in any of its dialects, reads as more than a letter."""

_TICKS = re.compile("`+")
_FORMULA = frozenset("=+-@|%\t＝＋－＠")
_COMMAND = re.compile(r"(?<=^)::|(?<=\s)::|##(?=\[)", re.MULTILINE)
_BEYOND_ASCII = re.compile(r"[^\n -~]")
_HALVES = re.compile("[\ud800-\udfff]")


def terminal(text: str) -> str:
    """The text without anything but what shows: newlines and tabs stay, carriage returns become newlines."""
    text = _SEQUENCES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(letter for letter in text if letter in "\n\t" or _shows(letter))


def line(text: str) -> str:
    """The same on a single line."""
    return " ".join(terminal(text).split())


def log(text: str) -> str:
    """For a sentence of the console or of a log: what does not show is written as Python writes it, "\\x1b".

    So nothing forges a line, and two names that differ look different.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if _shows(letter) else letter.encode("unicode_escape").decode() for letter in text)


def html(text: str) -> str:
    """For an element or a quoted attribute of a web page."""
    return terminal(text).translate(_ENTITIES)


def xml(text: str) -> str:
    """For an element or a quoted attribute of XML 1.0, which forbids most controls even where they are escaped."""
    return terminal(text).translate(_ENTITIES | dict.fromkeys((0xFFFE, 0xFFFF)))


def markdown(text: str) -> str:
    """For one line of Markdown: it formats nothing, links to nobody and mentions nobody."""
    return _MARKS.sub(r"\\\g<0>", line(text)).replace("@", "@\N{ZERO WIDTH SPACE}")


def markdown_code(text: str, language: str = "") -> str:
    """A block of code, in a fence that is longer than any in the text."""
    text = terminal(text)
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}"


def csv(text: str) -> str:
    """For a cell of a sheet: no spreadsheet takes it for a formula. Quoting is the CSV writer's."""
    text = terminal(text).strip()
    return f"'{text}" if text[:1] in _FORMULA else text


def json(value: Any, indent: int | None = None) -> str:
    """JSON that every console and the strictest reader takes: ASCII, no control, and where a text has half of a
    surrogate pair, which is no letter, what Python writes for it.

    raises: ValueError for nan and the infinities, which JSON does not have
    """
    text = dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
    return _BEYOND_ASCII.sub(_as_json_writes, _HALVES.sub(lambda half: rf"\\u{ord(half[0]):04x}", text))


def workflow(text: str) -> str:
    """For the log of GitHub Actions: no line of it is a command to the runner."""
    return _COMMAND.sub(lambda match: match[0][0] + " " + match[0][1:], terminal(text))


def workflow_message(text: str) -> str:
    """For the message of a workflow command."""
    return terminal(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """For a property of a workflow command."""
    return workflow_message(line(text)).replace(":", "%3A").replace(",", "%2C")


def _as_json_writes(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def _shows(letter: str) -> bool:
    if letter in _INVISIBLE or "\ufe00" <= letter <= "\ufe0f" or "\U000e0000" <= letter <= "\U000e0fff":
        return False
    return unicodedata.category(letter) not in _UNSHOWN
