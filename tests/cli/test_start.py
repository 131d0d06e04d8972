"""A workspace is made once, filled up later, and never loses a line of the learner's."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.cli.terminal import Terminal
from tests.helpers import COURSE


def test_start_makes_a_workspace_and_says_the_next_command(grade, here):
    result = grade("start")

    assert result.code == 0
    assert (here / "nnkata" / "nnkata.toml").read_text().startswith('language = "en"')
    for name in ("optimizers.py", "optimizers.ipynb", "README.en.md"):
        assert (here / "nnkata" / "exercise_04_optimizers" / name).is_file()
    assert "grade check exercise_1" in result.out


def test_a_japanese_workspace_has_japanese_files_under_the_same_names(grade, here):
    grade("start", "--lang", "ja")

    folder = here / "nnkata" / "exercise_04_optimizers"
    assert (folder / "README.ja.md").is_file()
    assert not (folder / "optimizers.ja.py").exists()
    assert any("ぁ" <= letter <= "ん" for letter in (folder / "optimizers.py").read_text(encoding="utf-8"))


def test_a_workspace_keeps_its_language(grade, here, monkeypatch):
    grade("start", "--lang", "ja")
    monkeypatch.chdir(here / "nnkata")

    assert "課題" in grade("list").out + grade().out


def test_start_again_never_overwrites_and_fetches_what_is_missing(grade, started):
    file = started / "exercise_04_optimizers" / "optimizers.py"
    mine = file.read_text()
    (started / "exercise_04_optimizers" / "optimizers.ipynb").unlink()

    result = grade("start")

    assert result.code == 0
    assert "new files: 1. Those that were there already were left as they are." in result.out
    assert file.read_text() == mine
    assert (started / "exercise_04_optimizers" / "optimizers.ipynb").is_file()


def test_start_on_a_file_is_refused_and_writes_nothing(grade, here):
    (here / "mine").write_text("text")

    result = grade("start", "mine")

    assert result.code == 2
    assert "mine" in result.err
    assert sorted(path.name for path in here.iterdir()) == ["mine"]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_workspace_is_made_inside_another(grade, started, monkeypatch, lang):
    monkeypatch.chdir(started / "exercise_04_optimizers")
    before = sorted(started.rglob("*"))

    told = grade("start", "mine", "--lang", lang)

    assert told.code == 2
    assert str(started) in told.err and told.err.rstrip("。\n").endswith("grade start ../../mine")
    assert sorted(started.rglob("*")) == before
    monkeypatch.chdir(started.parent)
    assert grade("start", "kata/mine").code == 2


def test_inside_a_workspace_it_can_be_named_itself_and_another_one_beside_it(grade, started, monkeypatch):
    assert grade("start", ".").code == 0
    monkeypatch.chdir(started / "exercise_04_optimizers")
    for folder in (started, "../../beside"):
        assert grade("start", folder).code == 0

    assert (started.parent / "beside" / "nnkata.toml").is_file()


def test_start_below_a_file_says_that_it_cannot_be_written(grade, here):
    (here / "mine").write_text("text")

    result = grade("start", "mine/kata")

    assert result.code == 2
    assert "mine" in result.err


def test_start_leaves_no_unfinished_file(grade, here):
    grade("start")

    assert [path.name for path in here.rglob(".*") if path.is_file()] == []


def test_another_course_is_remembered_by_the_workspace(grade, here, monkeypatch):
    course = here / "course"
    shutil.copytree(COURSE.exercises, course / "exercises")

    grade("--content", course, "start", "kata")
    monkeypatch.chdir(here / "kata")

    assert "exercise_4" not in grade("list").out
    assert "exercise_4" in grade("list", "--content", shipped()).out


def shipped() -> object:
    from grader.content import content

    return content().exercises.parent


def test_a_folder_without_exercises_is_no_course(grade, here):
    result = grade("list", "--content", here)

    assert result.code == 2
    assert str(here) in result.err


ANSWERS = {"\n": "en", "2\n": "ja", "ja\n": "ja", "3\n1\n": "en", "\x04": "en"}


@pytest.mark.parametrize(("keys", "language"), ANSWERS.items(), ids=["enter", "2", "ja", "3 and 1", "end"])
def test_somebody_at_a_terminal_is_asked_for_the_language(here, keys, language):
    terminal = Terminal([sys.executable, "-m", "grader", "start"], folder=here, LANG="C.UTF-8")
    try:
        terminal.expect("日本語 [1] ")
        terminal.press(keys)

        assert terminal.ended() == 0
    finally:
        terminal.close()
    assert (here / "nnkata" / "nnkata.toml").read_text().startswith(f'language = "{language}"')


def test_nobody_is_asked_who_named_it_or_has_a_workspace(here):
    for words in (["--lang", "ja"], []):
        terminal = Terminal([sys.executable, "-m", "grader", "start", *words], folder=here, LANG="C.UTF-8")
        try:
            assert terminal.ended() == 0
            assert "[1]" not in terminal.text
        finally:
            terminal.close()
