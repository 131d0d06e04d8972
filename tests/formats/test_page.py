"""Tests of `grader.formats.page`."""

from __future__ import annotations

import re

import pytest

from grader.catalog import exercises
from grader.content import content
from grader.formats.page import render
from grader.messages.lines import columns

READMES = sorted(path for exercise in exercises(content()) for path in exercise.folder.glob("README.*.md"))


def letters(text: str) -> str:
    """What is read of a text: without blanks, marks of emphasis, fences, and the lines of tables."""
    kept = [line for line in text.splitlines() if not re.fullmatch(r"```\w*|\|[\s:|-]+\|", line)]
    return re.sub(r"[\s*|#]", "", "".join(kept))


def test_a_paragraph_is_filled_whatever_its_lines_were():
    assert render("One\ntwo three\nfour.\n", 100, False) == "One two three four.\n"


def test_japanese_is_joined_without_blanks_and_broken_between_letters():
    page = render("勾配は NumPy で\n計算します。この行は、端まで続きます。\n", 30, False)

    assert page == "勾配は NumPy で計算します。こ\nの行は、端まで続きます。\n"


def test_items_hang_below_their_first_letter():
    page = render("1. one two three four five six seven\n   eight\n2. nine\n\n- ten\n", 30, False)

    assert page == "1. one two three four five six\n   seven eight\n2. nine\n- ten\n"


def test_a_fenced_block_stays_as_it_is_however_long():
    code = "x = " + "1 + " * 30 + "1"

    assert render(f"```text\n# no heading\n{code}\n\n- no item\n```\n", 40, False) == (
        f"  # no heading\n  {code}\n\n  - no item\n"
    )


def test_a_table_is_aligned_by_columns():
    assert render("| a | 手法 |\n| --- | --- |\n| bb | c |\n", 40, False) == "  a   手法\n  bb  c\n"


def test_emphasis_loses_its_asterisks_and_what_is_quoted_keeps_its_own():
    page = render("**Bold `a*b`** and *slanted*, `x * y * z`, 2 * 3 * 4\n", 100, False)

    assert page == "Bold `a*b` and slanted, `x * y * z`, 2 * 3 * 4\n"


def test_without_colour_there_are_no_escape_sequences_and_with_it_the_words_are_the_same():
    text = "# Title\n\n**Bold** and `code`.\n\n```text\nx\n```\n"

    assert "\x1b" not in render(text, 60, False)
    assert re.sub(r"\x1b\[[\d;]*m", "", render(text, 60, True)) == render(text, 60, False)
    assert "\x1b[1mBold" in render(text, 60, True)


@pytest.mark.parametrize("path", READMES, ids=lambda path: f"{path.parent.name}-{path.suffixes[0][1:]}")
@pytest.mark.parametrize("width", [60, 100])
def test_nothing_of_a_readme_is_lost_and_its_prose_fits(path, width):
    text = path.read_text(encoding="utf-8")

    page = render(text, width, False)

    if "| --- " not in text:  # a narrow table breaks the lines of its cells
        assert letters(page) == letters(text)
    verbatim = {f"  {line}" for line in text.splitlines()}
    assert all(columns(line) <= width for line in page.splitlines() if line not in verbatim)
