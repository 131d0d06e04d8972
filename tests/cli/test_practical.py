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


def test_code_that_does_not_load_is_told_with_its_line_before_the_reference_stands_in(away, capsys, monkeypatch):
    from grader.practical import run as runs

    (away / "optimizers.py").write_text("class SGD:\n    def update(self, params grads):\n        pass\n")
    asked = []
    monkeypatch.setattr(runs, "run", lambda exercise, order, folder, progress: asked.append(order) or written(folder))

    code = run(["practical", "exercise_4", "--lang", "en"])

    told = capsys.readouterr().out
    assert code == 0 and "optimizers.py, line 2" in told and "the reference stands in for all of it" in told
    assert asked[0].folder == "" and asked[0].passed == ()


def test_a_cell_that_fails_is_told_with_the_page_that_shows_where(away, capsys, monkeypatch):
    from grader.practical import run as runs

    monkeypatch.setattr(runs, "run", lambda exercise, order, folder, progress: written(folder, "ValueError: no"))

    code = run(["practical", "exercise_4", "--lang", "en"])

    told = capsys.readouterr().err
    assert code == 1 and "ValueError: no" in told and "practical.html" in told


def written(folder: Path, failed: str = ""):
    from grader.practical.run import Written

    return Written(folder / "practical.ipynb", folder / "practical.html", failed)
