"""A terminal page being written: sentences in lines, code as it is, styles where colour is welcome.

The only file that knows rich. Text is handed to it as `Text`, never as markup, so no letter of a submission is read as
a style.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.messages.lines import columns, wrap

MAX_WIDTH = 100
MIN_WIDTH = 30


class Sheet:
    """Collects a page; `text` is what was written so far."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = max(MIN_WIDTH, min(width, MAX_WIDTH))
        self._file = io.StringIO()
        self._console = Console(
            file=self._file,
            width=self.width,
            color_system="standard" if colour else None,
            force_terminal=colour,
            no_color=not colour,
            force_jupyter=False,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
            _environ={},  # the page depends on what it is given only
        )

    @property
    def text(self) -> str:
        """The page. Blanks that a table left at the ends of lines are gone."""
        return "".join(f"{line.rstrip()}\n" for line in self._file.getvalue().splitlines())

    def blank(self) -> None:
        self._console.print()

    def sentence(self, text: str, style: str = "", indent: int = 0) -> None:
        """Text in lines that fit, broken where its language allows; line breaks of its own stay."""
        for part in text.splitlines():
            self._put(wrap(part, self.width, " " * indent), style)

    def verbatim(self, text: str, style: str = "", indent: int = 0) -> None:
        """Text with its own lines, however long: what is copied from the page must stay whole."""
        for line in text.split("\n"):
            self._put(" " * indent + line, style)

    def prose(self, text: str, indent: str, first: str, styles: Mapping[str, str]) -> None:
        """A paragraph in lines that fit, the first behind `first`, the others behind `indent`; phrases in styles."""
        lines = Text(wrap(text, self.width, indent, first))
        for phrase, style in styles.items():
            lines.highlight_regex(r"\s*".join(map(re.escape, phrase.replace(" ", ""))), style)
        self._console.print(lines, soft_wrap=True)

    def heading(self, *pieces: tuple[str, str]) -> None:
        """Pieces (text, style) side by side; the last one stands below where the page is too narrow."""
        narrow = sum(columns(text) + 1 for text, _ in pieces) > self.width
        gaps = [" "] * (len(pieces) - 2) + ["\n  " if narrow else "  ", ""]
        together = zip(pieces, gaps, strict=True)
        self._console.print(Text.assemble(*((text + gap, style) for (text, style), gap in together)), soft_wrap=True)

    def table(self, rows: Sequence[Sequence[tuple[str, str]]], right: Sequence[int] = (), indent: int = 2) -> None:
        """Rows of cells (text, style) in aligned columns, those numbered in `right` to the right. The widest column
        gives way where the page is narrow."""
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for i in range(len(rows[0])):
            table.add_column(justify="right" if i in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(text, style) for text, style in row))
        self._console.print(Padding(table, (0, 0, 0, indent), expand=False))

    def _put(self, text: str, style: str) -> None:
        self._console.print(Text(text, style), soft_wrap=True)
