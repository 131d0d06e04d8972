"""Sentences in lines of a terminal: widths in columns, and breaks where English and Japanese allow them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

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


def cut(text: str, width: int) -> str:
    """As much of the text as fits into `width` columns."""
    taken = 0
    for i, letter in enumerate(text):
        taken += _columns(letter)
        if taken > width:
            return text[:i]
    return text


def joined(text: str, more: str) -> str:
    """Two lines as one; between two wide letters, as Japanese has them, without a blank."""
    if not text or not more:
        return text + more
    wide = _columns(text[-1]) == _columns(more[0]) == 2
    return f"{text}{'' if wide else ' '}{more}"


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
