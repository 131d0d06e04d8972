"""`grade class`: its commands, and their help."""

from __future__ import annotations

import pytest

from .classes import held

pytestmark = held


@pytest.mark.parametrize("first", [("--jobs", "1"), ("--lang", "en"), ("--lang=en",)])
def test_options_may_come_before_the_folder(grade, subs, first):
    (subs / "s002.py").unlink()

    result = grade("class", *first, "--exercise", "4", subs, "--gradebook", "b.sqlite")

    assert "Judged: 1." in result.out


@pytest.mark.parametrize(
    "words",
    [
        ("class", "subs", "--exercise"),
        ("class", "report", "--exercise"),
        ("class", "feedback", "--exercise"),
        ("class", "adjust", "s001", "1", "--reason", "x", "--exercise"),
        ("class", "export", "subs/s001.py", "--layout", "canvas", "--column", "x", "-o", "x.csv", "--exercise"),
        ("regrade",),
    ],
)
def test_a_task_is_no_exercise_and_nothing_is_judged_or_counted_in_its_place(grade, subs, here, words):
    result = grade(*words, "4.sgd", "--gradebook", "b.sqlite")

    assert (result.code, result.out) == (2, "")
    assert "“4.sgd” is a task" in result.err and "exercise_4" in result.err
    assert not (here / "b.sqlite").exists()


PARTS = ("run", "report", "feedback", "export", "adjust", "backup", "restore")

COMMANDS = ("class", *(f"class {part}" for part in PARTS), "regrade")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(grade, name, language):
    result = grade(*name.split(), "--help", "--lang", language)

    assert result.code == 0
    assert "help." not in result.out
