"""`grade history` and `grade replay`."""

from __future__ import annotations

import json
import sqlite3

import pytest

from .conftest import CLIMBS


def test_a_gradebook_that_is_not_there_yet_is_no_error(grade, here):
    result = grade("history")

    assert result.code == 0
    assert "grade submit" in result.out
    assert list(here.iterdir()) == []


@pytest.mark.usefixtures("started")
def test_history_shows_one_line_for_each_attempt_the_oldest_first(grade):
    grade("submit", "4", "--seed", "11")
    grade("submit", "4.sgd", "--seed", "12")

    lines = grade("history").out.splitlines()

    assert len(lines) == 3
    assert "11" in lines[1] and "0/10" in lines[1]
    assert "exercise_4.sgd" in lines[2]


@pytest.mark.usefixtures("started")
def test_history_of_one_exercise_leaves_out_the_others(grade):
    grade("submit", "4")
    grade("submit", "1")

    assert "exercise_4" not in grade("history", "exercise_1").out


@pytest.mark.parametrize(
    "change", ["time = 'soon'", "time = X'00'", "earned = 'all'", "points = X'00'", "label = X'1b5b32'", "seed = 'x'"]
)
@pytest.mark.usefixtures("started")
def test_a_damaged_attempt_is_named_below_the_history_and_the_others_are_shown(grade, started, change):
    grade("submit", "4", "--seed", "11")
    grade("submit", "4", "--seed", "12")
    book = sqlite3.connect(started / ".nnkata" / "gradebook.sqlite")
    with book:
        book.execute(f"UPDATE attempts SET {change} WHERE id = 1")
    book.close()

    result = grade("history")

    assert result.code == 1
    assert len(result.out.splitlines()) == 3 and "12" in result.out.splitlines()[2]
    assert result.err.startswith("Attempt 1 in ") and change.split()[0] in result.err
    assert "\x1b" not in result.out + result.err
    assert grade("replay", "1").code == 2 and grade("replay", "2").code == 0


def test_replay_comes_to_the_same_report_from_the_gradebook_alone(grade, started):
    grade("submit", "4")
    (started / "exercise_04_optimizers" / "optimizers.py").unlink()

    result = grade("replay", "1")

    assert result.code == 0
    assert "the same report" in result.err


def test_replay_of_numbers_that_are_none_comes_to_the_same_report_too(grade, started):
    answer = CLIMBS.replace("self.lr * grads[key]", "float('nan')")
    (started / "exercise_04_optimizers" / "optimizers.py").write_text(answer)
    grade("submit", "exercise_4.sgd")

    result = grade("replay", "1")

    assert result.code == 0, result.err


def test_replay_says_when_the_report_is_another(grade, started):
    grade("submit", "4")
    book = sqlite3.connect(started / ".nnkata" / "gradebook.sqlite")
    with book:
        book.execute("""UPDATE attempts SET report = replace(report, '"failed"', '"passed"')""")
        book.execute("""UPDATE attempts SET report = replace(report, '"grader": "', '"grader": "9.')""")
    book.close()

    result = grade("replay", "1")

    assert result.code == 1
    assert "NOT" in result.err
    assert "grader was 9." in result.err


@pytest.mark.parametrize("changed", ["grader code", "exercise code", "reference code"])
def test_replay_says_what_changed_under_the_same_version(grade, started, changed):
    grade("submit", "4")
    book = sqlite3.connect(started / ".nnkata" / "gradebook.sqlite")
    with book:
        ((report,),) = book.execute("SELECT report FROM attempts").fetchall()
        recorded = json.loads(report)
        recorded["versions"][changed] = "0123456789ab"
        recorded["tasks"][0]["findings"][0]["code"] = "other"
        book.execute("UPDATE attempts SET report = ?", (json.dumps(recorded),))
    book.close()

    result = grade("replay", "1")

    assert result.code == 1
    assert f"{changed} was 0123456789ab then" in result.err
    assert "Nothing that judges has changed" not in result.err


def test_replay_says_when_nothing_that_judges_has_changed(grade, started):
    (started / "clock.py").write_text("import time\nprint(time.perf_counter_ns())\nclass SGD: pass\n")
    grade("submit", "4", "clock.py")

    result = grade("replay", "1")

    assert result.code == 1
    assert "Nothing that judges has changed" in result.err


@pytest.mark.usefixtures("started")
def test_replay_of_an_attempt_that_is_not_there_is_refused(grade):
    grade("submit", "4")

    result = grade("replay", "9")

    assert result.code == 2
    assert "grade history" in result.err
