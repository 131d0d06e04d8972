"""`grade list`, and what `grade` alone says."""

from __future__ import annotations

import pytest


def row(text: str, word: str) -> str:
    return next(line for line in text.splitlines() if f" {word} " in line)


def test_grade_alone_says_how_to_start(grade):
    result = grade()

    assert result.code == 0
    assert "grade start" in result.out


def test_grade_alone_in_a_workspace_names_the_next_exercise_and_its_file(grade, started):
    result = grade()

    assert "grade check exercise_1" in result.out
    assert str(started / "exercise_01_network" / "network.py") in result.out


def test_list_shows_every_exercise_with_its_tasks(grade):
    result = grade("list")

    assert result.code == 0
    assert "exercise_4" in result.out
    assert "not begun" in row(result.out, "adam")


@pytest.mark.usefixtures("started")
def test_list_shows_what_came_of_the_last_check(grade):
    grade("check", "4")

    result = grade("list")

    assert "not right yet" in row(result.out, "sgd")
    assert "not begun" in row(result.out, "adam")


def test_a_file_that_does_not_load_takes_no_mark_away(grade, started):
    grade("check", "4")
    (started / "exercise_04_optimizers" / "optimizers.py").write_text("class SGD(\n")

    assert grade("check", "4").code == 4

    assert "not right yet" in row(grade("list").out, "sgd")


def test_a_damaged_progress_file_is_named_with_the_cure(grade, started):
    grade("check", "4")
    (started / ".nnkata" / "progress.json").write_text('{"tasks": 3}')

    result = grade("list")

    assert result.code == 2
    assert "progress.json" in result.err


def test_a_damaged_workspace_file_is_named(grade, started):
    (started / "nnkata.toml").write_text("language = ")

    result = grade("list")

    assert result.code == 2
    assert "nnkata.toml" in result.err
