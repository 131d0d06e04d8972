"""An executed notebook as a web page that stands alone: no scripts, pictures inside, nothing loaded."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from grader import messages
from grader.clean import html

STYLE = Path(__file__).with_name("page.css")

_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def render(made: Any, title: str, language: str) -> str:
    """made: the notebook with its outputs; title: of the page, and of pictures above which there is no heading"""
    from nbconvert.filters import markdown2html

    parts = []
    heading = title
    for cell in made.cells:
        if cell.cell_type == "markdown":
            parts.append(markdown2html(cell.source))
            heading = (_HEADING.findall(cell.source) or [heading])[-1]
            continue
        parts.append(f"<details><summary>Python</summary><pre><code>{html(cell.source)}</code></pre></details>")
        shown = "".join(_output(output, heading, language) for output in cell.outputs)
        parts.append(f'<div class="output">{shown}</div>' if shown else "")
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html(title)}</title>\n<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _output(output: Any, heading: str, language: str) -> str:
    """One output of a cell, below a heading; whatever a learner's code printed is text."""
    if output.output_type == "stream":
        return f"<pre>{html(output.text)}</pre>"
    if output.output_type == "error":
        return f'<pre class="error">{html(chr(10).join(output.traceback))}</pre>'
    data = output.get("data", {})
    if "image/png" in data:
        picture = "".join(data["image/png"].split())
        image = f'<img alt="{html(heading)}" src="data:image/png;base64,{html(picture)}">'
        if _moves(picture):  # may be folded away: what never rests disturbs some readers
            name = messages.text("plot.moving", language)
            return f'<details open class="moving"><summary>{name}</summary>{image}</details>'
        return f"<p>{image}</p>"
    return f"<pre>{html(data.get('text/plain', ''))}</pre>"


def _moves(picture: str) -> bool:
    """Whether a PNG, in base 64, is an animated one: its control chunk stands before the first picture's data."""
    try:
        return b"acTL" in base64.b64decode(picture[:4096])
    except ValueError:  # it is no picture
        return False
