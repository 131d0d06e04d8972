"""How a command ends: with help, with an error in the user's language, or with our own fault."""

from __future__ import annotations

import re
import sys

import pytest

from grader.catalog import exercises
from grader.cli import overview
from grader.cli.program import COMMANDS, program
from grader.content import content
from grader.worker.probe import CALLS
from tests.cli.conftest import SGD, process

GROUPS = {group: program("en").get_command(None, group) for group in ("author", "class")}
PAGES = [
    (),
    *((name,) for name in COMMANDS),
    *((group, name) for group, commands in GROUPS.items() for name in commands.list_commands(None)),
]


@pytest.mark.parametrize("words", PAGES, ids=" ".join)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_command_has_help_with_examples_in_both_languages(grade, words, language):
    result = grade(*words, "--help", "--lang", language)

    assert result.code == 0
    assert ("Examples:" if language == "en" else "例：") in result.out
    assert ("Show this page." if language == "en" else "この説明を表示します。") in result.out
    assert "\n  grade " in result.out
    assert "help." not in result.out  # a code that nobody has worded shows itself


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "check"),
        (["check", "4", "--exmaples", "3"], "--examples"),
        (["check"], "exercise_1"),
        (["check", "4.adm"], "adam"),
        (["check", "0"], "exercise_8"),
        (["check", "1.0"], "sigmoid"),
        (["check", "network.py"], "grade check exercise_1 FILE"),
        (["submit", "mine.py"], "grade submit EXERCISE FILE"),
        (["check", "affine.py"], "affine.py"),
        (["list", "all"], "all"),
        (["check", "4", "--seed"], "--seed"),
        (["check", "4", "--seed", "-1"], "9223372036854775807"),
        (["check", "4", "--seed", "seven"], "seven"),
        (["check", "4", "--lang", "fr"], "en, ja"),
        (["hint", "4", "--level", "0"], "--level"),
        (["completion", "tcsh"], "bash"),
        (["replay", "last"], "last"),
        (["author", "chek"], "check"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_command_used_wrongly_exits_with_2_and_says_what_was_seen_or_can_be(grade, words, said, language):
    arguments = words if "--lang" in words else ["--lang", language, *words]

    result = grade(*arguments)

    assert result.code == 2
    assert said in result.err
    assert result.out == ""
    if language == "ja" and "--lang" not in words:
        assert any("ぁ" <= letter <= "ん" for letter in result.err)


def test_a_fault_of_the_grader_exits_with_5_and_shows_where(grade, monkeypatch):
    def fault(*_arguments: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(overview, "what_next", fault)

    result = grade("list")

    assert result.code == 5
    assert "ZeroDivisionError: ours" in result.err
    assert "not of your code" in result.err


def test_an_exercise_that_is_written_wrongly_exits_with_5_without_a_traceback(grade, here):
    folder = here / "course" / "exercises" / "exercise_01_odd"
    folder.mkdir(parents=True)
    (folder / "exercise.toml").write_text("version = 1\n")

    result = grade("--content", "course", "list")

    assert result.code == 5
    assert "exercise.toml" in result.err
    assert "Traceback" not in result.err


def test_an_interrupt_exits_with_130(grade, monkeypatch):
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(overview, "what_next", interrupt)

    assert grade("list").code == 130


def test_show_gives_the_text_of_an_exercise_as_it_is_when_piped(grade):
    (optimizers,) = [exercise for exercise in exercises(content()) if exercise.name == "optimizers"]

    result = grade("show", "optimizers", "--lang", "ja")

    assert result.out == (optimizers.folder / "README.ja.md").read_text(encoding="utf-8")


def test_doctor_says_versions_places_and_how_submissions_are_held(grade, started):
    result = grade("doctor")

    assert result.code == 0
    for word in ("numpy", str(started), "gradebook.sqlite", "Isolation: "):
        assert word in result.out


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is tried where there are no locks")
def test_doctor_says_in_japanese_what_was_tried(grade, started):
    calls = {name for named in CALLS.values() for name in named}

    told = grade("doctor", "--lang", "ja").out.splitlines()
    tried = [line.split("  ")[-1] for line in told if "  遮断  " in line]

    assert [line for line in told if line.startswith(("隔離：強", "隔離：コンテナ", "隔離：プロセス"))]
    assert len(tried) > 20
    assert [what for what in tried if what not in calls and not re.search("[ぁ-んァ-ヶ一-龠]", what)] == []


@pytest.mark.usefixtures("started")
def test_without_a_process_to_hold_submissions_there_is_no_verdict_and_no_record(grade, monkeypatch):
    from grader.errors import HostError
    from grader.runners.isolated import IsolatedStudent

    def lost(*_: object) -> None:
        raise HostError("it ended with -9\x1b[2J")

    monkeypatch.setattr(IsolatedStudent, "_ready", lost)

    result = grade("submit", "exercise_4.sgd")

    assert result.code == 5
    assert "no verdict" in result.err and "it ended with -9" in result.err
    assert "Traceback" not in result.err and "\x1b" not in result.err
    assert "Nothing has been submitted" in grade("history").out


def test_no_file_of_the_folder_that_it_is_started_in_is_taken_for_a_library(here):
    for name in ("numpy", "click", "json", "rich", "sqlalchemy", "tomllib", "hypothesis"):
        (here / f"{name}.py").write_text("open('shadowed', 'w')\nraise SystemExit(99)\n")
    (here / "optimizers.py").write_text(SGD)

    result = process("submit", "exercise_4.sgd", "optimizers.py")

    assert result.returncode == 0, result.stderr
    assert not (here / "shadowed").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX's")
@pytest.mark.parametrize("words", ["list", "show 4", "check 4", "hint 4.sgd", "explain adam", "submit 4", "doctor"])
@pytest.mark.parametrize("settings", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_where_colour_is_not_welcome_there_is_none(started, words, settings):
    from tests.cli.conftest import command
    from tests.cli.terminal import Terminal

    terminal = Terminal(command(*words.split()), folder=started, **settings)
    terminal.ended()

    assert not re.search(r"\x1b\[[0-9;]*m", terminal.raw)
    terminal.close()


def test_an_error_is_on_stderr_and_nothing_on_stdout(grade):
    for words in (["check", "nonsense"], ["explain", "nonsense"], ["report", "4"], ["watch"], ["list", "--lang", "x"]):
        result = grade(*words)

        assert (result.code, result.out) == (2, "")
        assert result.err.strip()
