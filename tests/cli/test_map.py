"""`grade map`: which exercise builds on which, with what is done, in the terminal and as a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import catalog
from grader.catalog import Content
from grader.errors import ExerciseError


def row(text: str, number: int) -> str:
    return next(line for line in text.splitlines() if f"{number}  " in line.split("-")[-1][:4])


def test_each_exercise_stands_below_the_one_that_it_builds_on(grade):
    result = grade("map")

    lines = result.out.splitlines()
    assert result.code == 0
    assert [line.split("  ")[0] for line in lines[:2]] == ["1", "|- 2"]
    assert row(result.out, 8).startswith("      `- 8")


@pytest.mark.usefixtures("started")
def test_every_task_has_its_mark_and_done_ones_their_points(grade):
    grade("check", "4")

    result = grade("map")

    assert " x....." in row(result.out, 4)
    assert "0 of 10 points" in row(result.out, 4)
    assert result.out.rstrip().endswith("x not right yet   . not begun")


@pytest.mark.usefixtures("started")
def test_the_page_stands_alone_and_says_marks_in_words_too(grade):
    grade("check", "4")

    result = grade("map", "-o", "map.html", "--lang", "ja")

    page = Path("map.html").read_text(encoding="utf-8")
    assert result.code == 0
    assert '<html lang="ja">' in page
    assert page.count("<section>") == 8
    assert "まだ合っていません" in page
    assert "http" not in page.split("</head>")[1]
    assert "src=" not in page


def test_a_place_that_cannot_be_written_to_is_named(grade, here):
    (here / "map.html").mkdir()

    result = grade("map", "-o", "map.html")

    assert result.code == 2
    assert "map.html" in result.err


def test_an_exercise_that_builds_on_a_later_one_or_none_is_the_authors_fault(tmp_path):
    folder = tmp_path / "exercise_01_alone"
    folder.mkdir()
    facts = 'version = 1\nreference = []\nafter = ["nowhere"]\ntask = []\ntitle.en = "Alone"\n'
    (folder / "exercise.toml").write_text(facts, encoding="utf-8")

    with pytest.raises(ExerciseError, match="nowhere"):
        catalog.exercises(Content(tmp_path, tmp_path))
