"""Back to the starter files, with everything the learner wrote kept."""

from __future__ import annotations

import errno

import pytest

from grader import files

from .conftest import CLIMBS


def test_reset_restores_the_stub_and_keeps_the_learners_file_beside_it(grade, started):
    folder = started / "exercise_04_optimizers"

    result = grade("reset", "exercise_4")

    (kept,) = folder.glob("optimizers.2*.py")
    assert kept.read_text() == CLIMBS
    assert str(kept) in result.out
    assert grade("check", "4").code == 3


def test_reset_twice_in_a_second_keeps_both(grade, started):
    folder = started / "exercise_04_optimizers"
    for text in ("one = 1\n", "two = 2\n"):
        (folder / "optimizers.py").write_text(text)
        grade("reset", "4")

    assert sorted(path.read_text() for path in folder.glob("optimizers.2*.py")) == ["one = 1\n", "two = 2\n"]


def test_reset_of_an_untouched_exercise_changes_nothing(grade, started):
    before = sorted(path.name for path in (started / "exercise_01_network").iterdir())

    result = grade("reset", "1")

    assert result.code == 0
    assert sorted(path.name for path in (started / "exercise_01_network").iterdir()) == before


def test_reset_brings_back_a_file_that_was_deleted(grade, started):
    (started / "exercise_01_network" / "network.py").unlink()

    grade("reset", "1")

    assert (started / "exercise_01_network" / "network.py").is_file()


@pytest.mark.usefixtures("started")
def test_reset_takes_back_the_marks_in_the_list(grade):
    grade("check", "4")

    grade("reset", "4")

    assert "not right yet" not in grade("list").out


def test_reset_outside_of_a_workspace_says_where_it_looked(grade, here):
    result = grade("reset", "4")

    assert result.code == 2
    assert str(here) in result.err


def test_reset_where_nothing_can_be_written_names_the_folder_and_leaves_the_file(grade, started, monkeypatch):
    def refuse(path, _data):
        raise OSError(errno.EROFS, "Read-only file system", str(path.with_name(f".{path.name}.1")))

    monkeypatch.setattr(files, "write", refuse)
    folder = started / "exercise_04_optimizers"

    result = grade("reset", "4")

    assert result.code == 2
    assert f"{folder} cannot be written to: Read-only file system" in " ".join(result.err.split())
    assert (folder / "optimizers.py").read_text() == CLIMBS
