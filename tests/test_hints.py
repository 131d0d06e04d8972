"""Tests of `grader.hints`."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import catalog, hints
from grader.errors import ExerciseError
from grader.exercise import Exercise, Limits, Vocabulary
from grader.messages import LANGUAGES

GOOD = """# Hints: optimisers

An introduction with a list:
1. is not read.

## first_step · The first update is the one that the formula gives
1. Look at the second entry.
2. What happens
   when the gradient is 0?

## path, momentum.path · Several steps follow the formula · in every entry
1. One.

## adam_without_correction
1. Both averages start at 0.
"""


def exercise(folder: Path, text: str, language: str = "en") -> Exercise:
    (folder / f"hints.{language}.md").write_text(text, encoding="utf-8")
    return Exercise("exercise_4", 4, "optimizers", 1, folder, {}, (), (), Vocabulary({}, {}, {}), Limits())


def fault(folder: Path, text: str) -> str:
    with pytest.raises(ExerciseError) as caught:
        hints.read(exercise(folder, text), "en")
    return str(caught.value).removeprefix(f"{folder / 'hints.en.md'}:")


def test_a_heading_gives_a_title_and_levels(tmp_path: Path):
    read = hints.read(exercise(tmp_path, GOOD), "en")

    assert read.title("first_step") == "The first update is the one that the formula gives"
    assert read.levels("first_step") == (
        "Look at the second entry.",
        "What happens when the gradient is 0?",
    )


def test_several_ids_share_a_heading_and_a_title_may_hold_the_separator(tmp_path: Path):
    read = hints.read(exercise(tmp_path, GOOD), "en")

    assert read.title("path") == read.title("momentum.path") == "Several steps follow the formula · in every entry"
    assert list(read.headings) == ["first_step", "path", "momentum.path", "adam_without_correction"]


def test_the_first_id_that_has_a_heading_wins(tmp_path: Path):
    read = hints.read(exercise(tmp_path, GOOD), "en")

    assert read.levels("adam.first_step", "first_step") == read.levels("first_step")
    assert read.levels("momentum.path", "first_step") == ("One.",)


def test_an_id_without_a_heading_has_no_title_and_no_levels(tmp_path: Path):
    read = hints.read(exercise(tmp_path, GOOD), "en")

    assert (read.title("adam_without_correction"), read.title("none"), read.levels("none")) == ("", "", ())


def test_japanese_lines_are_joined_without_a_blank(tmp_path: Path):
    text = "## a · 題\n1. 勾配を\n   足します。\n2. 学習率は\n   `lr` です。\n"

    read = hints.read(exercise(tmp_path, text, "ja"), "ja")

    assert read.levels("a") == ("勾配を足します。", "学習率は `lr` です。")


def test_windows_line_ends_are_read(tmp_path: Path):
    read = hints.read(exercise(tmp_path, GOOD.replace("\n", "\r\n")), "en")

    assert read.levels("path") == ("One.",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## a · A\n", "1: no hint under 'a'; write one: \"1. …\""),
        ("# T\n\n## a b\n1. One.\n", "3: 'a b' is no id; a heading reads \"## id, task.id · Title\""),
        ("##  · A\n1. One.\n", "1: '' is no id; a heading reads \"## id, task.id · Title\""),
        ("## a\n1. One.\n## b, a\n1. One.\n", "3: a second heading for 'a'; put both under one"),
        ("## a, a\n2. One.\n", "2: level 2 after 0; number the levels 1, 2, 3 …"),
        ("## a\n1. One.\n\n1. Again.\n", "4: level 1 after 1; number the levels 1, 2, 3 …"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line_and_a_cure(text: str, message: str, tmp_path: Path):
    assert fault(tmp_path, text) == message


@pytest.mark.parametrize("stray", ["Not indented.", "\n   A second paragraph.", "### Deeper", "- a list"])
def test_text_that_belongs_to_no_level_is_refused(stray: str, tmp_path: Path):
    message = fault(tmp_path, f"## a\n1. One.\n{stray}\n")

    assert message.startswith(f"{3 + stray.count(chr(10))}: {stray.strip()!r} belongs to no level; a level is one")


def test_a_file_that_is_missing_or_not_text_is_refused(tmp_path: Path):
    known = exercise(tmp_path, GOOD)
    (tmp_path / "hints.ja.md").write_bytes("## ア\n1. い\n".encode("cp932"))

    with pytest.raises(ExerciseError, match=r"hints\.ja\.md: byte 3 is not UTF-8; save the file as UTF-8"):
        hints.read(known, "ja")
    (tmp_path / "hints.ja.md").unlink()
    with pytest.raises(ExerciseError, match=r"hints\.ja\.md is missing; write a heading"):
        hints.read(known, "ja")


@pytest.mark.parametrize("exercise", catalog.exercises(catalog.content()), ids=lambda exercise: exercise.id)
def test_hints_that_ship_have_the_same_headings_in_both_languages(exercise: Exercise):
    if not all((exercise.folder / f"hints.{language}.md").is_file() for language in LANGUAGES):
        pytest.skip("its hints are missing; the author's gate holds that against it")

    english, japanese = (hints.read(exercise, language).headings for language in LANGUAGES)

    assert list(english) == list(japanese)
    assert [len(h.levels) for h in english.values()] == [len(h.levels) for h in japanese.values()]
