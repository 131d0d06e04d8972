"""The page in a real browser, narrow and wide, with hostile names in the class: nothing runs, nothing spills over."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from grader import gradebook
from grader.classroom import page
from tests.classroom.test_tally import hostile

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed here")

PROBE = """<script>
addEventListener("load", () => setTimeout(() => document.documentElement.setAttribute("data-seen",
  [document.documentElement.scrollWidth <= innerWidth, window.forged === undefined, document.images.length,
   document.querySelectorAll("table.marks tbody tr").length].join(" "))))
</script>"""
"""Put into the page after it was made, and its policy taken out: scripts of strangers would run now."""


def seen(path: Path, width: int, folder: Path) -> str:
    command = [
        *(str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}"),
        *(f"--window-size={width},900", "--virtual-time-budget=3000", "--dump-dom", path.as_uri()),
    ]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
    found = re.search(r'data-seen="([^"]*)"', dom)
    return found[1] if found else f"no page: {dom[:200]}"


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_keeps_to_its_width_and_runs_nothing(tmp_path, width, language):
    with gradebook.open(tmp_path / "b.sqlite") as book:
        text = page.render([hostile(book)], language, "")
    bare = re.sub(r"<meta http-equiv[^>]*>", "", text).replace("alert(1)", "window.forged=1")
    path = tmp_path / "class.html"
    path.write_text(bare.replace("</head>", f"{PROBE}</head>"), encoding="utf-8")

    assert seen(path, width, tmp_path / "browser") == "true true 0 2"
