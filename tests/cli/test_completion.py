"""Completion of commands, options, exercises and tasks."""

from __future__ import annotations

import pytest


@pytest.fixture
def complete(grade, monkeypatch):
    def run(*words: str) -> list[str]:
        monkeypatch.setenv("_GRADE_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(["grade", *words]))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        result = grade()
        assert result.err == ""
        return [line.split(",")[1] for line in result.out.splitlines()]

    return run


def test_commands_are_completed(complete):
    assert complete("ch") == ["check"]


def test_exercises_are_completed_by_id_and_by_name(complete):
    assert "exercise_4" in complete("check", "exer")
    assert complete("check", "opt") == ["optimizers"]


def test_tasks_are_completed_behind_the_point(complete):
    assert complete("check", "exercise_4.ad") == ["exercise_4.adagrad", "exercise_4.adam"]


def test_choices_are_completed(complete):
    assert complete("list", "--lang", "j") == ["ja"]


def test_a_damaged_workspace_completes_nothing_and_says_nothing(complete, here):
    (here / "nnkata.toml").write_text("language = ")

    assert complete("check", "exer") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_its_lines(grade, shell):
    result = grade("completion", shell)

    assert result.code == 0
    assert f"{shell}_complete" in result.out
