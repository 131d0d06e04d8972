"""`grade class adjust`, `backup`, `restore`: a class corrected by hand and kept safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import gradebook

from .classes import attempts, held, run
from .conftest import SGD

pytestmark = held


def test_points_may_be_given_for_what_could_not_be_read(grade, subs):
    run(grade, subs)
    words = ("class", "adjust", "s003", "2", "--exercise", "4", "--gradebook", "b.sqlite", "--reason")

    assert grade(*words, " ").code == 2
    assert grade(*words, "on paper").code == 0
    grade("class", "report", "--exercise", "4", "--gradebook", "b.sqlite", "--csv", "m.csv")
    assert "s003,,exercise_4,2.0," in Path("m.csv").read_text(encoding="utf-8-sig")


def test_points_for_nobody_are_refused(grade, subs):
    run(grade, subs)

    result = grade("class", "adjust", "s404", "1", "--exercise", "4", "--reason", "x", "--gradebook", "b.sqlite")

    assert result.code == 2


@pytest.mark.parametrize(
    ("points", "told"),
    [("1000", "more than"), ("-12", "more than"), ("0", "change nothing"), ("1e-9", "change nothing")],
)
def test_points_that_must_be_a_slip_are_refused(grade, subs, points, told):
    run(grade, subs)

    result = grade("class", "adjust", "s001", points, "--exercise", "4", "--reason", "x", "--gradebook", "b.sqlite")

    assert (result.code, result.out) == (2, "")
    assert told in result.err
    with gradebook.read(Path("b.sqlite")) as book:
        assert book.adjustments("exercise_4") == []


def test_a_backup_is_the_whole_gradebook_and_goes_into_an_empty_one_only(grade, subs):
    run(grade, subs)

    assert grade("class", "backup", "copy.sqlite", "--gradebook", "b.sqlite").code == 0
    assert grade("class", "backup", "copy.sqlite", "--gradebook", "b.sqlite").code == 2
    assert grade("class", "restore", "copy.sqlite", "--gradebook", "b.sqlite").code == 2
    assert grade("class", "restore", "copy.sqlite", "--gradebook", "new.sqlite").code == 0
    with gradebook.read(Path("new.sqlite")) as book:
        assert book.attempts() == attempts()
        assert len(book.refusals("exercise_4")) == 1
        assert book.attempt(1)[1].source == SGD
    again = grade("class", subs, "--exercise", "4", "--gradebook", "new.sqlite", "--jobs", "1")
    assert "Judged: 0. Judged before: 2." in again.out  # the secret came with it


def test_what_is_no_backup_is_told_as_that_and_not_as_a_gradebook_named_wrongly(grade, here):
    (here / "marks.csv").write_text("student,mark\n" * 20)
    (here / "folder").mkdir()

    for name, word in (("nofile", "is not there"), ("marks.csv", "is no backup"), ("folder", "is no backup")):
        result = grade("class", "restore", name, "--gradebook", "new.sqlite")

        assert result.code == 2
        assert f"{name} {word}" in result.err and "grade class restore FILE" in result.err
        assert "--gradebook" not in result.err
    assert not (here / "new.sqlite").exists()


@pytest.mark.parametrize("command", [("report",), ("backup", "copy.sqlite")])
@pytest.mark.parametrize(
    ("place", "told"),
    [("folder", "is a folder"), ("mysql://h/x", "postgresql://user@host"), ("sqlite:///b.sqlite", "by its path")],
)
def test_what_can_be_no_gradebook_is_told_with_what_can(grade, here, place, told, command):
    (here / "folder").mkdir()

    result = grade("class", *command, "--gradebook", place)

    assert result.code == 2
    assert told in result.err and "--gradebook FILE" in result.err
    assert "pip install" not in result.err and "recorded" not in result.err
    assert [path.name for path in here.iterdir()] == ["folder"]
