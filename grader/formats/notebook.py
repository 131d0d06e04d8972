"""A learner's notebook as a page, with what was found beside the cells that it is about.

nbconvert shows the cells, cleaned of everything that could run or reach out of its place; what the notebook had as
outputs is left out. The findings are put in afterwards, where a mark that nobody can guess stands for them.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

from grader.clean import terminal
from grader.formats import View
from grader.formats.html import Writer
from grader.formats.places import beginning
from grader.report import Report
from grader.submission import Submission

TAGS = frozenset(
    (
        *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "hr", "i", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody"),
        *("td", "th", "thead", "tr", "u", "ul"),
    )
)
"""What a learner's Markdown may become, without attributes that could move it out of its place."""


def render(report: Report, view: View, notebook: bytes = b"") -> str:
    """The page. notebook: the file that was judged, where it still is there; else its code cells are shown alone."""
    v4: Any = import_module("nbformat.v4")
    code = view.code
    assert code is not None, "a notebook's page shows its code"
    writer = Writer(report, replace(view, code=None, root=""))
    found = _beside(report, view, code)
    cells, marks = [], {}
    for number, (kind, source) in enumerate(_cells(notebook, code), 1):
        if kind == "code":
            mark = secrets.token_hex(16)
            marks[mark] = "".join(part for task in found.get(number, ()) for part in writer.task(task))
            outputs = [v4.new_output("display_data", data={"text/plain": mark})] if marks[mark] else []
            cells.append(v4.new_code_cell(source, outputs=outputs))
        elif kind == "markdown":
            cells.append(v4.new_markdown_cell(source))
    body = _shown(v4.new_notebook(cells=cells))
    for mark, text in marks.items():
        body = body.replace(mark, f"</pre><div class=findings>{text}</div><pre>")
    return writer.page([*writer.summary(), f"<div class=cells>{body}</div>", *writer.notes()])


def _shown(notebook: Any) -> str:
    """The cells as HTML, without a page around them."""
    clean = import_module("bleach").clean
    make: Any = import_module("nbconvert").HTMLExporter
    exporter = make(template_name="basic", sanitize_html=True, exclude_anchor_links=True)
    exporter.register_filter(
        "clean_html", lambda element: clean(str(element), tags=TAGS, attributes={"a": ["href"]}, strip=True)
    )
    body, _ = exporter.from_notebook_node(notebook)
    return str(body)


def _beside(report: Report, view: View, code: Submission) -> Mapping[int, list[Any]]:
    """The tasks by the number of the cell in which the code of each begins."""
    found: dict[int, list[Any]] = {}
    for task in report.tasks:
        frame = beginning(task.id, view.exercise, code)
        if frame is not None and frame.cell is not None:
            found.setdefault(frame.cell, []).append(task)
    return found


def _cells(notebook: bytes, code: Submission) -> list[tuple[str, str]]:
    """Kind and source of every cell; of one that is gone, its code cells, and nothing for the others."""
    if notebook:
        return [(cell["cell_type"], terminal("".join(cell["source"]))) for cell in json.loads(notebook)["cells"]]
    lines = [terminal(text) for text in code.source.splitlines()]
    kept = {cell.number: "\n".join(lines[cell.first - 1 : cell.first - 1 + cell.lines]) for cell in code.cells}
    return [("code", kept[i]) if i in kept else ("", "") for i in range(1, max(kept) + 1)]
