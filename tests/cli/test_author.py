"""`grade author`: where what it writes goes."""

from __future__ import annotations

import pytest

from tests.helpers import copied_course


@pytest.fixture
def course(here):
    copied_course(here)
    return here


def test_a_new_exercise_is_not_written_beside_the_program(grade, here):
    result = grade("author", "new", "spread")

    assert result.code == 2
    assert "--content FOLDER" in result.err and str(here) in result.err
    assert list(here.iterdir()) == []


def test_a_new_exercise_goes_into_the_course_that_we_are_in(grade, course):
    result = grade("author", "new", "spread")

    assert result.code == 0
    assert list(course.glob("exercises/exercise_*_spread/checks.py"))
    assert (course / "reference" / "spread.py").is_file()
    assert "grade author check spread --content ." in result.out


def test_a_new_exercise_goes_into_the_course_that_is_named(grade, course, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    assert grade("author", "new", "spread", "--content", course).code == 0
    assert (course / "reference" / "spread.py").is_file()


@pytest.mark.parametrize(
    "words",
    [
        ("release", "spread", "-o", "in-the-way/students.zip"),
        ("gradescope", "spread", "-o", "in-the-way/autograder.zip"),
    ],
)
def test_what_cannot_be_written_where_it_was_asked_for_is_told_with_the_cure(grade, course, words):
    grade("author", "new", "spread")
    (course / "in-the-way").write_text("a file")

    result = grade("author", *words, "--content", course)

    assert result.code == 2
    assert "Traceback" not in result.err
    assert "in-the-way" in result.err and "-o FILE" in result.err


def test_a_course_that_cannot_be_written_to_is_told(grade, course, monkeypatch):
    def refused(_path, *_words, **_named):
        raise PermissionError(13, "Permission denied", "exercises")

    monkeypatch.setattr("pathlib.Path.mkdir", refused)

    result = grade("author", "new", "spread")

    assert result.code == 2
    assert "exercises cannot be written to (Permission denied)" in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("words", ["author check", "author release", "check 4", "author check 4"])
def test_a_course_without_exercises_is_told_as_that(grade, here, words):
    (here / "exercises").mkdir()

    told = grade(*words.split(), "--content", here)

    assert told.code == 2
    assert f"{here / 'exercises'} holds no exercise" in told.err


@pytest.mark.parametrize("name", ["exercise_2_skew", "exercise_02", "exercise_03_skew", "Exercise_02_skew"])
def test_a_folder_that_is_no_exercise_yet_looks_like_one_is_told(grade, course, name):
    (course / "exercises" / name).mkdir()

    told = grade("author", "check", "--content", course)

    assert told.code == 1
    assert f"{name} is not taken for an exercise" in told.err
