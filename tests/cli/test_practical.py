"""`grade practical`: what is said before anything runs, and what is left where it is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.cli.app import run
from reference.data import IDX
from tests.helpers import ROOT
from tests.reference.test_data import written as written_idx


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_digits_that_are_not_there_are_told_before_anything_runs(away, capsys):
    code = run(["practical", "exercise_4", "--data", str(away), "--lang", "en"])

    assert code == 2
    assert "train-images-idx3-ubyte" in capsys.readouterr().err


def test_of_a_course_without_practicals_none_is_named(away, capsys):
    code = run(["practical", "1", "--content", str(ROOT / "tests" / "course"), "--lang", "en"])

    assert code == 2
    told = "exercise_1 has no practical, and neither has any other exercise of this course."
    assert capsys.readouterr().err == f"{told}\n"


def test_a_task_has_no_practical_of_its_own(away, capsys):
    code = run(["practical", "3.backward", "--lang", "en"])

    assert code == 2 and not (away / "practicals").exists()
    assert "takes an exercise with all of its tasks: exercise_3" in capsys.readouterr().err


def cut(folder: Path) -> None:
    (folder / IDX["x_train"]).write_bytes((folder / IDX["x_train"]).read_bytes()[:-1])


def swap(folder: Path) -> None:
    (folder / IDX["t_test"]).write_bytes((folder / IDX["t_train"]).read_bytes())


def a_page(folder: Path) -> None:
    (folder / IDX["t_train"]).write_text("<html>404</html>", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (cut, "train-images-idx3-ubyte is damaged or no such file: 3919 of 3920 bytes"),
        (swap, "holds 3 images and 5 labels"),
        (a_page, "train-labels-idx1-ubyte is damaged or no such file: it begins with 3c68"),
    ],
)
def test_digits_that_are_damaged_are_told_before_anything_runs(away, capsys, spoilt, told):
    spoilt(written_idx(away))

    assert run(["practical", "exercise_4", "--data", str(away), "--lang", "en"]) == 2
    assert told in capsys.readouterr().err
    assert not (away / "practicals").exists()


def test_a_file_for_the_folder_of_digits_is_told(away, capsys):
    code = run(["practical", "exercise_4", "--data", str(written_idx(away) / IDX["x_test"]), "--lang", "en"])

    assert code == 2 and "is not a folder. Give the folder" in capsys.readouterr().err


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


STUB = ROOT / "exercises" / "exercise_01_network" / "network.py"
RIGHT = ROOT / "tests" / "solutions" / "exercise_1" / "the_book.py"


@pytest.mark.parametrize(
    ("file", "told"),
    [(STUB, "Not passing yet: Numerical gradient, Two-layer network."), (RIGHT, "")],
    ids=["stub", "right"],
)
def test_what_stands_in_is_said_where_anything_does(away, capsys, monkeypatch, file, told):
    from grader.practical import run as runs

    asked = []
    monkeypatch.setattr(runs, "run", lambda exercise, order, folder, progress: asked.append(order) or written(folder))

    code = run(["practical", "exercise_1", str(file), "--lang", "en"])

    out = capsys.readouterr().out
    assert code == 0
    assert ("The reference stands in" in out) == bool(told) and told in out
    assert bool(asked[0].passed) == (file == RIGHT)


@pytest.mark.parametrize("opens", [True, False])
def test_a_page_that_no_browser_opens_is_named(away, capsys, monkeypatch, opens):
    from grader.practical import run as runs

    asked = []
    monkeypatch.setattr(runs, "run", lambda exercise, order, folder, progress: written(folder))
    monkeypatch.setattr("webbrowser.open", lambda address: asked.append(address) or opens)

    code = run(["practical", "exercise_1", "--open", "--lang", "en"])

    out = capsys.readouterr().out
    assert code == 0 and ("No browser could be opened" in out) != opens
    assert asked == [(away / "practicals" / "exercise_1" / "practical.html").as_uri()]


def written(folder: Path, failed: str = ""):
    from grader.practical.run import Written

    return Written(folder / "practical.ipynb", folder / "practical.html", failed)
