"""The site can be built: every page is in it, every link and name on its pages leads somewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "--keep-going", "-d", folder / "trees"]

    built = subprocess.run([*command, DOCS, folder / "html"], capture_output=True, text=True)

    assert built.returncode == 0, built.stderr
    return folder / "html"


def test_every_page_can_be_reached_from_the_first(site: Path):
    first = (site / "index.html").read_text(encoding="utf-8")
    pages = {page.relative_to(site).as_posix() for page in site.rglob("*.html")}

    missing = {page for page in pages - {"index.html", "search.html", "genindex.html"} if f'href="{page}"' not in first}

    assert missing == set()


def test_every_exercise_has_its_text_in_both_languages(site: Path):
    exercises = [folder for folder in (ROOT / "exercises").iterdir() if (folder / "exercise.toml").exists()]

    for language in ("en", "ja"):
        assert len([*(site / "exercises" / language).glob("exercise_*.html")]) == len(exercises) > 0


def test_japanese_pages_say_that_they_are(site: Path):
    for page, language in (("index", "en"), ("index.ja", "ja"), ("exercises/ja/exercise_4", "ja")):
        assert f'lang="{language}"' in (site / f"{page}.html").read_text(encoding="utf-8")[:300]


def test_a_page_asks_nobody_else_for_anything(site: Path):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")

        assert 'src="http' not in text, page
        assert '<link rel="stylesheet" type="text/css" href="http' not in text, page
