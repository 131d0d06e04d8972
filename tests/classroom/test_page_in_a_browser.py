"""The page in a real browser, narrow and wide, with hostile names in the class: nothing runs, nothing spills over."""

from __future__ import annotations

import re

import pytest

from grader import gradebook
from grader.classroom import page
from tests.classroom.test_tally import hostile
from tests.tab import needs_browser, tab


@needs_browser
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("exercises", "rows"), [(1, 2), (2, 6)])  # of several, everybody has a line for all as well
def test_the_page_keeps_to_its_width_and_runs_nothing(tmp_path, width, language, exercises, rows):
    with gradebook.open(tmp_path / "b.sqlite") as book:
        text = page.render([hostile(book)] * exercises, language, "")
    path = tmp_path / "class.html"
    bare = re.sub(r"<meta http-equiv[^>]*>", "", text)  # without the policy scripts of strangers would run
    path.write_text(bare.replace("alert(1)", "window.forged=1"), encoding="utf-8")

    with tab(tmp_path / "browser") as chromium:
        chromium.open(path, width)

        assert chromium.ask("document.documentElement.scrollWidth") <= width
        assert chromium.ask("window.forged === undefined && document.images.length === 0")
        assert chromium.ask("document.querySelectorAll('table.marks tbody tr').length") == rows
