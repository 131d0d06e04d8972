"""`grade practical`: what is said before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.cli.app import run


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_digits_that_are_not_there_are_told_before_anything_runs(away, capsys):
    code = run(["practical", "exercise_4", "--data", str(away), "--lang", "en"])

    assert code == 2
    assert "train-images-idx3-ubyte" in capsys.readouterr().err


def test_without_the_extra_the_command_says_how_to_install_it(away, capsys, monkeypatch):
    from grader.practical import run as runs

    monkeypatch.setattr(runs, "NEEDED", ("matplotlib", "no_such_module_at_all"))

    code = run(["practical", "exercise_4", "--lang", "ja"])

    assert code == 2
    told = capsys.readouterr().err
    assert "no_such_module_at_all" in told and "nnkata[practicals]" in told
