"""Tests of `scripts/screenshot.py`: the picture shows what a command really wrote."""

from __future__ import annotations

import importlib.util
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the script needs a terminal of its own, pty")

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "screenshot.py"
COLOURED = "print('\\x1b[31mwrong\\x1b[0m 勾配 <&> ok')"


@pytest.fixture(scope="module")
def screenshot() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshot", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_holds_every_letter_and_fetches_nothing(screenshot: ModuleType, tmp_path: Path):
    picture = tmp_path / "shot.svg"

    code = screenshot.main([str(picture), "--width", "40", "--", sys.executable, "-c", COLOURED])

    assert code == 0
    root = ElementTree.parse(picture).getroot()
    words = "".join(root.itertext()).replace("\xa0", " ")
    assert "wrong" in words and "勾配" in words and "<&> ok" in words
    source = picture.read_text(encoding="utf-8")
    assert "url(" not in source.replace("url(#", "")
    assert "\x1b" not in source


def test_japanese_letters_are_two_columns_wide(screenshot: ModuleType):
    wide, narrow = (screenshot.svg(text, 40, "t") for text in ("勾配", "abcd"))

    assert _length(wide) == _length(narrow)


def _length(picture: str) -> str:
    return picture.split("<tspan ")[1].split('textLength="')[1].split('"')[0]


def test_a_command_that_prints_nothing_gives_no_picture(
    screenshot: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code = screenshot.main([str(tmp_path / "shot.svg"), "--", sys.executable, "-c", "pass"])

    assert code == 1
    assert "printed nothing" in capsys.readouterr().err
    assert not (tmp_path / "shot.svg").exists()
