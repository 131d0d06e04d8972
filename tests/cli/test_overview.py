"""`grade list`, and what `grade` alone says."""

from __future__ import annotations

import shutil

import pytest

from tests.helpers import COURSE

from .conftest import SGD

SIGMOID = """
import numpy as np

class Sigmoid:
    def forward(self, x):
        self.y = np.exp(-np.logaddexp(0, -x))
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)
"""


def row(text: str, word: str) -> str:
    return next(line for line in text.splitlines() if f" {word} " in line)


def test_grade_alone_says_how_to_start(grade):
    result = grade()

    assert result.code == 0
    assert "grade start" in result.out


def test_how_to_start_names_the_course_that_was_named(grade, here):
    shutil.copytree(COURSE.exercises, here / "course" / "exercises")

    assert "grade start --content course\n" in grade("list", "--content", "course").out


@pytest.mark.parametrize(("lang", "said"), [("en", "1 of 80 points so far"), ("ja", "80点中1点")])
def test_outside_of_any_workspace_grade_alone_and_the_list_agree_on_what_was_earned(grade, here, lang, said):
    (here / "mine.py").write_text(SGD)
    grade("check", "4.sgd", "mine.py")

    for told in (grade("--lang", lang), grade("list", "--lang", lang)):
        assert told.code == 0
        assert said in told.out and "  grade start\n" in told.out
        assert "Nothing has been" not in told.out and "まだ何も" not in told.out


def test_grade_alone_in_a_workspace_names_the_next_exercise_and_its_file(grade, started):
    result = grade()

    assert "grade check exercise_1" in result.out
    assert str(started / "exercise_01_network" / "network.py") in result.out


@pytest.mark.usefixtures("started")
def test_grade_alone_names_the_next_task_of_an_exercise_that_is_begun(grade, here):
    (here / "kata" / "exercise_01_network" / "network.py").write_text(SIGMOID)
    checked = grade("check", "sigmoid")

    assert checked.code == 0
    assert checked.out.rstrip().endswith("Next: ReLU: grade check exercise_1.relu")
    said = grade().out
    assert "ReLU (exercise_1.relu); 1 of 9 tasks" in said
    assert "grade check exercise_1.relu" in said


@pytest.mark.usefixtures("started")
def test_an_exercise_that_is_begun_is_next_though_an_earlier_one_is_not(grade, here):
    (here / "kata" / "exercise_04_optimizers" / "optimizers.py").write_text(SGD)

    assert grade("check", "4.sgd").out.rstrip().endswith("Next: Momentum: grade check exercise_4.momentum")
    assert "Momentum (exercise_4.momentum); 1 of 6 tasks" in grade().out


def test_a_check_of_nothing_named_is_of_the_next_exercise_or_of_the_one_whose_folder_we_are_in(
    grade, started, monkeypatch
):
    assert "Exercise 1:" in grade("check").out

    monkeypatch.chdir(started / "exercise_04_optimizers")
    assert "Exercise 4:" in grade("check").out
    assert "Exercise 4:" in grade("check", ".").out
    assert "Exercise 1:" in grade("check", "exercise_01_network/").out


def test_every_command_knows_the_exercise_in_whose_folder_we_are(grade, started, monkeypatch):
    monkeypatch.chdir(started / "exercise_04_optimizers")
    grade("submit")

    for name in ((), (".",)):
        assert grade("show", *name).out == grade("show", "4").out
        assert grade("explain", *name).out == grade("explain", "4").out
        assert "exercise_4.sgd" in grade("hint", *name).out
        assert "exercise_4.html" in grade("report", *name, "--attempt", "last").out
    assert "nowhere" in grade("practical", "--data", "nowhere").err


@pytest.mark.parametrize("word", ["show", "hint", "explain", "report", "practical"])
@pytest.mark.parametrize(("lang", "said"), [("en", "Say which exercise is meant"), ("ja", "課題を指定してください")])
def test_where_no_exercise_can_be_meant_one_is_asked_for(grade, word, lang, said):
    told = grade(word, "--lang", lang)

    assert (told.code, told.out) == (2, "")
    assert said in told.err and "exercise_4" in told.err


@pytest.mark.usefixtures("started")
def test_elsewhere_in_the_workspace_the_next_exercise_is_meant(grade):
    assert grade("show").out == grade("show", "1").out
    grade("check", "4")
    assert grade("show").out == grade("show", "4").out


@pytest.mark.usefixtures("started")
def test_a_task_by_its_name_alone_is_enough_where_only_one_has_it(grade):
    assert grade("check", "sgd").out == grade("check", "4.SGD").out
    assert "exercise_4.sgd" in grade("hint", "sgd").out


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
