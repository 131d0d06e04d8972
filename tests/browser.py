"""A page as Chromium shows it: what a headless one says of it, and what it looks like."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")

QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr"),
)
FRAME = """<!doctype html><style>:root {{ color-scheme: light dark }} body {{ margin: 0 }}</style>
<iframe style="border: 0; width: {width}px; height: {height}px" srcdoc="{page}"></iframe>
<script>addEventListener("load", () => setTimeout(() => {{
  const inside = document.querySelector("iframe").contentWindow, page = inside.document
  document.documentElement.dataset.seen = JSON.stringify({{
    width: inside.innerWidth, wide: page.documentElement.scrollWidth, high: page.documentElement.scrollHeight,
    pictures: page.images.length, broken: [...page.images].filter(image => !image.naturalWidth).length,
    paper: inside.getComputedStyle(page.body).backgroundColor,
    asked: inside.performance.getEntriesByType("resource").map(entry => entry.name)
      .filter(name => !name.startsWith("data:")),
  }})
}}))</script>"""
"""A page in a frame of a telephone's width: a window of Chromium's is never narrower than 500 pixels."""


@dataclass(frozen=True, slots=True)
class Seen:
    """width, wide: of the frame and of what the page needs; high: of the whole page

    broken: how many of its pictures did not load
    paper: its background
    asked: what it fetched beside itself
    console: what was said there
    """

    width: int
    wide: int
    high: int
    pictures: int
    broken: int
    paper: str
    asked: tuple[str, ...]
    console: tuple[str, ...]


def visit(page: Path, width: int = 1280, dark: bool = False) -> Seen:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "page.html"
        text = html.escape(page.read_text(encoding="utf-8"))
        copy.write_text(FRAME.format(width=width, height=900, page=text), encoding="utf-8")
        done = _chromium(folder, width, 900, dark, "--dump-dom", copy.as_uri())
    found = re.search(r"data-seen='([^']*)'|data-seen=\"([^\"]*)\"", done.stdout)
    assert found, f"no page: {done.stdout[:200]} {done.stderr[-500:]}"
    told = json.loads((found[1] or found[2]).replace("&quot;", '"'))
    console = tuple(line for line in done.stderr.splitlines() if "CONSOLE" in line)
    return Seen(**told | {"asked": tuple(told["asked"]), "console": console})


def photograph(page: Path, picture: Path, width: int, height: int, dark: bool = False) -> None:
    """The page from its top, as high as is asked for."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        _chromium(folder, width, height, dark, f"--screenshot={picture}", page.as_uri())


def _chromium(folder: str, width: int, height: int, dark: bool, *rest: str) -> subprocess.CompletedProcess[str]:
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    command = [
        *(str(BROWSER), *QUIET, f"--user-data-dir={folder}/profile", f"--window-size={width},{height}", scheme),
        *("--virtual-time-budget=3000", *rest),
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
