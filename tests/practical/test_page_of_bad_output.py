"""The page that an executed practical becomes: whatever a learner's code printed or drew is text or a picture in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest

pytest.importorskip("nbconvert")

from grader import clean
from grader.practical import page

BAD = "</pre><script>alert(1)</script>\x1b]0;x\x07\u202e\u200b\x00\x85<img src=x onerror=alert(1)>\"'&"


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def executed(*outputs: Any) -> Any:
    made: Any = nbformat.v4.new_notebook()
    made.cells.append(nbformat.v4.new_code_cell(f"print({BAD!r}) # {BAD}", outputs=list(outputs)))
    return made


def test_nothing_of_it_is_an_element_or_turns_the_text_round():
    made = page.render(
        executed(
            nbformat.v4.new_output("stream", text=BAD),
            nbformat.v4.new_output("error", ename=BAD, evalue=BAD, traceback=[BAD, f"\x1b[31m{BAD}"]),
            nbformat.v4.new_output("display_data", {"image/png": f'AAAA"><script>{BAD}'}),
            nbformat.v4.new_output("display_data", {"text/html": BAD, "text/plain": BAD}),
        ),
        f"title {BAD}",
        "en",
    )

    found = Tags(made)
    assert "script" not in found.tags
    assert not any(name.startswith("on") for name in found.attributes)
    assert clean.terminal(made) == made
