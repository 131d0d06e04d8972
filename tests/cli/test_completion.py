"""Completion of commands, options, exercises and tasks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

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


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_gets_its_lines(grade, shell):
    result = grade("completion", shell)

    assert result.code == 0
    assert f"{shell}_complete" in result.out


@pytest.mark.parametrize(
    ("words", "last", "found"),
    [
        (["ch"], "ch", ["check"]),
        (["check"], "", ["exercise_1"]),
        (["check", "exercise_4.ad"], "exercise_4.ad", ["exercise_4.adagrad", "exercise_4.adam"]),
        (["list", "--lang"], "", ["en", "ja"]),
    ],
)
def test_powershell_gets_kind_word_and_help_by_tabs(grade, monkeypatch, words, last, found):
    monkeypatch.setenv("_GRADE_COMPLETE", "powershell_complete")
    monkeypatch.setenv("COMP_WORDS", "\n".join(["grade", *words]))
    monkeypatch.setenv("COMP_LAST", last)

    lines = [line.split("\t") for line in grade().out.splitlines()]

    assert all(len(line) == 3 and line[0] == "plain" for line in lines)
    assert [line[1] for line in lines][: len(found)] == found


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash is installed here")
def test_bash_completes_what_is_typed(here):
    """The lines that it is given, in the shell itself."""
    shim = here / "bin" / "grade"
    shim.parent.mkdir()
    shim.write_text(
        f"#!/bin/sh\nexec {sys.executable} -c \"import sys; sys.argv[0] = 'grade'; "
        'from grader.cli import main; sys.exit(main())" "$@"\n'
    )
    shim.chmod(0o755)
    typed = 'COMP_WORDS=(grade exp); COMP_CWORD=1; _grade_completion grade; echo "${COMPREPLY[@]}"'
    script = f'eval "$(grade completion bash)"; {typed}'

    done = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "PATH": f"{shim.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip() == "explain"
