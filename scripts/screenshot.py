"""Draw what a command prints at a terminal as an SVG, for the README.

    python scripts/screenshot.py docs/failure.svg --width 88 -- grade check exercise_4 my_optimizers.py

The command is run as it is, under a terminal of its own, and every letter in the picture is one that it wrote to
standard output. What it writes to standard error, progress, is left out. Needs an operating system with pty.
"""

from __future__ import annotations

import argparse
import html
import io
import os
import pty
import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

FONT_FACES = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
"""rich's picture loads its fonts from the web, which a README's picture may not do: any monospaced font will do."""

TEXTS = re.compile(r'(<text [^>]*?)x="([0-9.]+)"([^>]*?)textLength="([0-9.]+)"([^>]*>)([^<]*)</text>')
"""A piece of text with its place and the width that rich gives it."""

FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--width", type=int, default=88, help="columns of the terminal")
    parser.add_argument("--title", help="above the picture; the command by default")
    parser.add_argument("command", nargs="+", help="after --")
    chosen = parser.parse_args(arguments)
    printed = run(chosen.command, chosen.width)
    if not printed.strip():
        print(f"{' '.join(chosen.command)} printed nothing, so there is nothing to draw", file=sys.stderr)
        return 1
    chosen.picture.write_text(svg(printed, chosen.width, chosen.title or " ".join(chosen.command)), encoding="utf-8")
    return 0


def run(command: list[str], width: int) -> str:
    """What the command writes to a terminal of that many columns."""
    mine, its = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(width), "LINES": "50", "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(command, stdout=its, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(its)
        pieces = []
        while piece := _read(mine):
            pieces.append(piece)
        process.wait()
    os.close(mine)
    return b"".join(pieces).decode("utf-8").replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux's way to say that the other end is closed
        return b""


def svg(printed: str, width: int, title: str) -> str:
    """The text with its escape sequences, as a picture of a terminal."""
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(printed), soft_wrap=False)
    picture = console.export_svg(title=title, code_format=FONT_FACES.sub("", CONSOLE_SVG_FORMAT))
    return TEXTS.sub(_spread, picture).replace("Fira Code", FONTS)


def _spread(piece: re.Match[str]) -> str:
    """The piece with each run of letters of one width at its own place: rich counts letters, not columns."""
    head, left, middle, length, tail, escaped = piece.groups()
    text = html.unescape(escaped)
    column = float(length) / max(len(text), 1)
    place, spans = float(left), []
    for _, letters in groupby(text, cell_len):
        run = "".join(letters)
        width = column * cell_len(run)
        spans.append(f'<tspan x="{place:.1f}" textLength="{width:.1f}">{html.escape(run)}</tspan>')
        place += width
    return f'{head}x="{left}"{middle}{tail}{"".join(spans)}</text>'


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
