"""`grade regrade`: a class judged again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from grader import gradebook
from tests.test_gradebook import unprivileged

from .classes import DAMAGE, attempts, held, run

pytestmark = held


def test_points_by_hand_are_kept_through_a_regrade(grade, subs):
    run(grade, subs)
    with sqlite3.connect("b.sqlite") as connection:
        connection.execute("UPDATE attempts SET grader_version = '0.0.9'")
    connection.close()

    words = ("s002", "-0.5", "--exercise", "4", "--reason", "agreed", "--gradebook", "b.sqlite")
    assert grade("class", "adjust", *words).code == 0
    assert grade("regrade", "4", "--write", "--gradebook", "b.sqlite", "--jobs", "1").code == 0
    with gradebook.read(Path("b.sqlite")) as book:
        (adjustment,) = book.adjustments("exercise_4")
        assert len(book.attempts()) == 4
    assert (adjustment.student, adjustment.points, adjustment.reason) == ("s002", -0.5, "agreed")


def test_a_regrade_says_which_marks_change_before_it_writes(grade, subs):
    run(grade, subs)
    with sqlite3.connect("b.sqlite") as connection:  # as if an older version had given no points
        connection.execute("UPDATE attempts SET earned = 0, grader_version = '0.0.9' WHERE student = 's001'")
    connection.close()

    preview = grade("regrade", "4", "--gradebook", "b.sqlite", "--jobs", "1")

    assert preview.code == 1
    assert preview.out.rstrip().endswith("grade regrade exercise_4 --write --gradebook b.sqlite")
    assert "Marks that change: 1." in preview.out and "s001" in preview.out and "s002" not in preview.out
    assert len(attempts()) == 2
    assert grade("regrade", "4", "--write", "--gradebook", "b.sqlite", "--jobs", "1").code == 0
    assert [(a.student, a.earned) for a in attempts()[2:]] == [("s001", 1.0)]
    assert attempts()[2].handed_in == attempts()[0].handed_in
    assert grade("regrade", "4", "--write", "--gradebook", "b.sqlite", "--jobs", "1").code == 0
    assert len(attempts()) == 3


def test_a_regrade_that_only_lists_needs_no_gradebook_that_can_be_written(grade, subs, here):
    run(grade, subs)
    (here / "b.sqlite").chmod(0o444)
    here.chmod(0o555)

    said = unprivileged(
        "from grader.cli import main\n"
        "words = ['regrade', '4', '--gradebook', str(path), '--jobs', '1', '--trust-submissions']\n"
        "print(main(words), main([*words, '--write']))\n",
        here / "b.sqlite",
    )

    assert "Judged again: 2. Marks that change: 0." in said
    assert said.split()[-2:] == ["0", "2"]


@pytest.mark.parametrize("more", [(), ("--write",)])
def test_a_regrade_of_what_nobody_handed_in_says_so(grade, subs, more):
    run(grade, subs)

    result = grade("regrade", "5", "--gradebook", "b.sqlite", *more)

    assert (result.code, result.out) == (2, "")
    assert "There is no attempt at exercise_5 in " in result.err


def test_a_regrade_makes_no_gradebook(grade, here):
    assert grade("regrade", "4", "--write", "--gradebook", "b.sqlite").code == 2
    assert not [*here.iterdir()]


@pytest.mark.parametrize("change", DAMAGE)
def test_a_regrade_names_a_damaged_attempt_and_goes_on_with_the_others(grade, subs, change):
    run(grade, subs)
    key = "(SELECT submission FROM attempts WHERE id = 1)"
    with sqlite3.connect("b.sqlite") as connection:
        connection.execute(f"UPDATE {change} WHERE {'key' if change.startswith('sub') else 'submission'} = {key}")
        connection.execute("UPDATE attempts SET grader_version = '0.0.9'")
    connection.close()

    result = grade("regrade", "4", "--write", "--gradebook", "b.sqlite", "--jobs", "1")

    assert result.code == 1
    assert "Attempt 1 in " in result.err and "is damaged" in result.err
    assert "Judged again: 1." in result.out
    assert [a.student for a in attempts()[2:]] == ["s002"]
