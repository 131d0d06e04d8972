"""The tutorial is followed word by word: its files are written, its commands typed, and they answer what it shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.helpers import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"(?:^`([^`\n]+)`:\n\n)?^(`{3,})(\w+)\n(.*?)^\2$", re.MULTILINE | re.DOTALL)


def test_whoever_types_the_tutorial_has_a_proved_exercise(tmp_path: Path):
    written = told = 0
    for file, _fence, language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if file:
            (tmp_path / file).write_text(text, encoding="utf-8")
            written += 1
        elif language == "console":
            told += follow(text, tmp_path)

    assert written == 13
    assert told == 11


def follow(text: str, folder: Path) -> int:
    """Type each command; what is shown below it must be among the lines it prints. Gives how many lines that were."""
    shown = [line for line in text.splitlines() if line.strip()]
    printed: list[str] = []
    for line in shown:
        if line.startswith("$ "):
            printed = type_in(line.removeprefix("$ "), folder)
        else:
            assert " ".join(line.split()) in printed
    return sum(not line.startswith("$ ") for line in shown)


def type_in(command: str, folder: Path) -> list[str]:
    words = shlex.split(command)
    if words[0] == "grade":
        words[:1] = [sys.executable, "-m", "grader"]
    own = {"HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "160", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env={**os.environ, **own})
    assert "Traceback" not in done.stderr
    return [" ".join(line.split()) for line in (done.stdout + done.stderr).splitlines()]
