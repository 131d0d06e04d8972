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


PARTS = ("run", "report", "feedback", "export", "adjust", "backup", "restore")

COMMANDS = ("class", *(f"class {part}" for part in PARTS), "regrade")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(grade, name, language):
    result = grade(*name.split(), "--help", "--lang", language)

    assert result.code == 0
    assert "help." not in result.out
