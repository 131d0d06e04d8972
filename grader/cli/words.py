"""Text laid out for a terminal: columns, widths, line breaks, also where letters are two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# Marks that Japanese typesetting never lets begin a line, or end one.
_NOT_FIRST = "、。，．・：；？！）」』】〕］｝ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}"
_NOT_LAST = "（「『【〔［｛([{"


def columns(text: str) -> int:
    """How many terminal columns the text takes."""
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def pad(text: str, width: int) -> str:
    """The text followed by blanks up to `width` columns."""
    return text + " " * (width - columns(text))


def clean(text: str) -> str:
    """Foreign text for a terminal: without control characters, which could move its cursor or forge lines."""
    return "".join(letter if _shows(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _shows(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] != "C" and category not in ("Zl", "Zp")


def wrap(text: str, width: int, indent: str = "", first: str | None = None) -> str:
    """The text in lines of at most `width` columns, each behind `indent`, the first one behind `first`."""
    lines = [indent if first is None else first]
    for piece in _pieces(" ".join(text.split())):
        full = columns(lines[-1]) + columns(piece.rstrip()) > width
        if full and lines[-1].strip() and len(lines[-1]) > len(indent):
            lines[-1] = lines[-1].rstrip()
            lines.append(indent)
            piece = piece.lstrip()
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)


def _pieces(text: str) -> Iterator[str]:
    """What must not be broken: a word with the blank before it, or a wide letter with its punctuation."""
    piece = ""
    for letter in text:
        if piece and _breakable(piece[-1], letter):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _breakable(before: str, after: str) -> bool:
    if after == " ":
        return True
    if before == " " or before in _NOT_LAST or after in _NOT_FIRST:
        return False
    return _columns(before) == 2 or _columns(after) == 2


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
