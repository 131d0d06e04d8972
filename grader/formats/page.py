"""The text of an exercise at a terminal: the Markdown that our READMEs use, in lines that Japanese fills too.

Headings, paragraphs, lists, tables and fenced blocks; what else there may be stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce

from grader.formats.sheet import Sheet
from grader.messages.lines import joined

HEADING, CODE, STRONG = "bold", "cyan", "bold"

_FENCE = re.compile(r"\s*(```|~~~)")
_HEADING = re.compile(r"(#{1,6}) +(.*)")
_ITEM = re.compile(r"(\s*)([-*]|\d+\.) +(.*)")
_RULE = re.compile(r"\|[\s:|-]+\|?\s*")
_QUOTED = re.compile(r"(`[^`]*`)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_EMPHASIS = re.compile(r"\*(\S(?:[^*]*\S)?)\*")

Block = tuple[str, list[str]]


def render(markdown: str, width: int, colour: bool) -> str:
    """The text as a page of `width` columns."""
    sheet = Sheet(width, colour)
    before = ""
    for kind, lines in blocks(markdown):
        if before and (kind, before) != ("item", "item"):
            sheet.blank()
        _WRITERS[kind](sheet, lines)
        before = kind
    return sheet.text


def blocks(markdown: str) -> Iterator[Block]:
    """The pieces of the text: kind and lines. A blank line ends a piece, and is dropped."""
    kept: list[str] = []
    kind = ""
    fenced = False
    for line in markdown.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
            if kind:
                yield kind, kept
            kind, kept = ("fence" if fenced else ""), []
            continue
        now = "fence" if fenced else _kind(line, kind)
        if kept and (now != kind or (now in ("heading", "item") and not _continues(line))):
            yield kind, kept
            kept = []
        kind = now
        if kind:
            kept.append(line)
    if kept:
        yield kind, kept


def _kind(line: str, before: str) -> str:
    if not line.strip():
        return ""
    if _HEADING.match(line):
        return "heading"
    if line.startswith("|"):
        return "table"
    if _ITEM.match(line) or (before == "item" and line[0].isspace()):
        return "item"
    return "paragraph"


def _continues(line: str) -> bool:
    """Whether the line goes on with a list's item."""
    return line[:1].isspace() and not _ITEM.match(line)


def _heading(sheet: Sheet, lines: Sequence[str]) -> None:
    for line in lines:
        found = _HEADING.match(line)
        sheet.sentence(found[2] if found else line, HEADING)


def _fence(sheet: Sheet, lines: Sequence[str]) -> None:
    for line in lines:
        sheet.verbatim(line, CODE, indent=2)


def _table(sheet: Sheet, lines: Sequence[str]) -> None:
    rows = [_cells(line) for line in lines if not _RULE.fullmatch(line)]
    most = max(len(row) for row in rows)
    styles = [HEADING, *([""] * (len(rows) - 1))]
    full = [row + [""] * (most - len(row)) for row in rows]
    sheet.table([[(cell, style) for cell in row] for row, style in zip(full, styles, strict=True)])


def _cells(line: str) -> list[str]:
    return [plain(cell.strip()) for cell in line.strip().strip("|").split("|")]


def _item(sheet: Sheet, lines: Sequence[str]) -> None:
    found = _ITEM.match(lines[0])
    if found is None:
        _paragraph(sheet, lines)
        return
    first = f"{found[1]}{found[2]} "
    _prose(sheet, _as_one([found[3], *lines[1:]]), " " * len(first), first)


def _paragraph(sheet: Sheet, lines: Sequence[str]) -> None:
    _prose(sheet, _as_one(lines), "", "")


_WRITERS = {"heading": _heading, "fence": _fence, "table": _table, "item": _item, "paragraph": _paragraph}


def _prose(sheet: Sheet, text: str, indent: str, first: str) -> None:
    styles = dict.fromkeys(_QUOTED.findall(text), CODE)
    styles |= {plain(strong): STRONG for strong in _STRONG.findall(text)}
    sheet.prose(plain(text).replace("。 ", "。"), indent, first, styles)


def plain(text: str) -> str:
    """The text without the asterisks of emphasis; what stands in backquotes stays."""
    pieces = _QUOTED.split(_STRONG.sub(r"\1", text))
    return "".join(piece if piece.startswith("`") else _EMPHASIS.sub(r"\1", piece) for piece in pieces)


def _as_one(lines: Sequence[str]) -> str:
    return reduce(joined, (line.strip() for line in lines), "")
