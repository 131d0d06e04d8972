"""The command line as a user has it: an own folder, an own home, a language that is the test's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.cli import main

SGD = """
class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
"""
"""Right."""

CLIMBS = SGD.replace("-=", "+=")
"""Wrong: it goes up."""

MISTAKES = "two_mistakes.py"


@dataclass(frozen=True, slots=True)
class Result:
    code: int
    out: str
    err: str


Grade = Callable[..., Result]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    """An empty folder to stand in, and a home beside it."""
    for name in [name for name in os.environ if name.startswith(("LC_", "NNKATA", "_GRADE"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def grade(capsys) -> Grade:
    """Run the command in this process."""

    def run(*arguments: object) -> Result:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run


@pytest.fixture
def started(grade, here, monkeypatch) -> Path:
    """A workspace to stand in, with a wrong SGD written."""
    assert grade("start", "kata").code == 0
    workspace = here / "kata"
    monkeypatch.chdir(workspace)
    (workspace / "exercise_04_optimizers" / "optimizers.py").write_text(CLIMBS)
    return workspace


def command(*arguments: object) -> list[str]:
    """The command as a process of its own."""
    return [sys.executable, "-m", "grader", *(str(argument) for argument in arguments)]


def process(*arguments: object, **settings: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), text=True, capture_output=True, check=False, **settings)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def subs(here) -> Path:
    """Three students: right, wrong, unreadable."""
    folder = here / "subs"
    folder.mkdir()
    (folder / "s001.py").write_text(SGD)
    (folder / "s002.py").write_text(CLIMBS)
    (folder / "s003.docx").write_text("")
    return folder
