"""Hints open one after another, and are about what failed."""

from __future__ import annotations

import json

import pytest

from grader.content import content

SAMPLE = content().exercises / "exercise_04_optimizers" / "samples" / "two_mistakes.py"


def levels(started: object) -> dict[str, int]:
    return levels_of_all(started)["exercise_4"]


def levels_of_all(started: object) -> dict[str, dict[str, int]]:
    return json.loads((started / ".nnkata" / "progress.json").read_text())["hints"]  # type: ignore[operator,no-any-return]


def test_every_call_opens_the_next_level_and_notes_it(grade, started):
    first, second = grade("hint", "4.sgd"), grade("hint", "4.sgd")

    assert "Hint 1 of" in first.out
    assert "Hint 2 of" in second.out
    assert list(levels(started).values()) == [2]


@pytest.mark.usefixtures("started")
def test_after_the_last_level_the_last_one_is_shown_again(grade):
    grade("check", "4.sgd")
    for _ in range(5):
        result = grade("hint", "4.sgd")

    assert result.code == 0
    assert "grade show exercise_4" in result.out


@pytest.mark.usefixtures("started")
def test_of_a_task_that_nothing_wrong_is_known_of_a_hint_says_so(grade):
    assert grade("hint", "4.adam").out.startswith("Nothing wrong with exercise_4.adam is known so far.")


@pytest.mark.usefixtures("started")
def test_the_next_hint_is_about_the_check_that_was_named(grade):
    said = grade("hint", "4.adam.path").out

    assert said.rstrip().endswith("grade hint exercise_4.adam.path")


def test_where_nothing_can_be_noted_there_is_a_hint_all_the_same(grade, started):
    (started / ".nnkata" / "progress.lock").mkdir(parents=True)

    result = grade("hint", "4.adam.path")

    assert result.code == 0
    assert "Hint 1 of" in result.out
    assert "Progress was not noted" in result.err


@pytest.mark.usefixtures("started")
def test_a_level_can_be_named(grade):
    grade("check", "4.sgd")

    assert "Hint 2 of" in grade("hint", "4.sgd", "--level", "2").out
    assert "Hint 3 of" in grade("hint", "4.sgd").out


@pytest.mark.parametrize(("lang", "said"), [("en", "from 1 to 4; found “9”"), ("ja", "1 から 4 までの整数")])
def test_a_level_that_there_is_not_is_refused_and_none_is_opened(grade, started, lang, said):
    grade("check", "4.sgd")
    result = grade("hint", "4.sgd", "--level", "9", "--lang", lang)

    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert levels_of_all(started) == {}


@pytest.mark.usefixtures("started")
def test_a_mistake_whose_first_hint_stood_in_the_report_is_answered_with_the_second(grade):
    report = grade("check", "4.sgd")

    assert "Hint: " in report.out
    assert "Hint 2 of" in grade("hint", "4.sgd").out


def test_a_hint_is_about_the_mistake_that_was_named(grade, started):
    grade("check", "4", SAMPLE)

    grade("hint", "4.adam")

    assert list(levels(started)) == ["adam_without_correction"]


def test_a_hint_for_the_exercise_is_about_what_failed_first(grade, started):
    grade("check", "4", SAMPLE)

    assert grade("hint", "4").code == 0

    assert len(levels(started)) == 1


@pytest.mark.usefixtures("started")
def test_a_task_that_was_never_checked_has_hints_too(grade):
    result = grade("hint", "4.adam")

    assert result.code == 0
    assert "Hint 1 of" in result.out


@pytest.mark.usefixtures("started")
def test_where_nothing_failed_a_task_is_asked_for(grade):
    result = grade("hint", "4")

    assert result.code == 0
    assert "grade hint exercise_4.sgd" in result.out


@pytest.mark.usefixtures("started")
def test_an_unknown_check_is_answered_with_the_nearest(grade):
    result = grade("hint", "4.adam.first_stp")

    assert result.code == 2
    assert "first_step" in result.err


@pytest.mark.usefixtures("started")
def test_hints_are_japanese_where_the_learner_is(grade):
    result = grade("hint", "4.adam", "--lang", "ja")

    assert "ヒント 1" in result.out
