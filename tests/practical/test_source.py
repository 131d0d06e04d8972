"""A practical's notebook: the same code in both languages, and what is said of a source that does not fit together."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from grader.catalog import content, exercises
from grader.errors import ExerciseError
from grader.practical import source
from grader.practical.session import needed

WITH = [exercise for exercise in exercises(content()) if source.exists(exercise)]
each = pytest.mark.parametrize("exercise", WITH, ids=lambda exercise: exercise.id)


def test_the_first_eight_exercises_have_a_practical():
    assert [exercise.number for exercise in WITH][:8] == [1, 2, 3, 4, 5, 6, 7, 8]


@each
@pytest.mark.parametrize(("language", "suffix"), [("en", ""), ("ja", ".ja")])
def test_the_notebook_in_the_folder_is_the_one_that_its_source_makes(exercise, language, suffix):
    written = (exercise.folder / f"practical{suffix}.ipynb").read_text(encoding="utf-8")

    assert written == source.text(exercise, language)
    nbformat.validate(json.loads(written))


@each
def test_both_languages_have_the_same_headings_and_code(exercise):
    one, other = (source.notebook(exercise, language)["cells"] for language in ("en", "ja"))

    assert [cell["id"] for cell in one] == [cell["id"] for cell in other]
    assert [headings(cell) for cell in one] == [headings(cell) for cell in other]


def headings(cell):
    return [line.split(" ")[0] for line in cell["source"] if cell["cell_type"] == "markdown" and line.startswith("#")]


@each
def test_every_cell_is_python_and_the_last_one_leaves_results(exercise):
    cells = source.read(exercise).cells

    for code in cells.values():
        ast.parse(code)
    assert list(cells)[-1] == "conclusion" and "results" in cells["conclusion"]
    assert any(name.startswith("try_") for name in cells) or exercise.number == 8


@each
def test_a_practical_uses_what_the_learner_has_written(exercise):
    assert needed(exercise, "\n".join(source.read(exercise).cells.values()))


def folder(tmp_path: Path, code: str, text: str):
    (tmp_path / "practical.py").write_text(code, encoding="utf-8")
    (tmp_path / "practical.en.md").write_text(text, encoding="utf-8")
    return replace(WITH[0], folder=tmp_path)


def test_a_text_that_places_other_cells_is_told_which(tmp_path):
    bad = folder(tmp_path, "# about 4 seconds, quick 1\n# %% one\n1\n# %% two\n2\n", "# T\n<<one>>\n")

    with pytest.raises(ExerciseError, match=r"places the cells \['one'\].*\['one', 'two'\]"):
        source.notebook(bad, "en")


def test_a_practical_without_an_estimate_is_told_how_it_looks(tmp_path):
    with pytest.raises(ExerciseError, match="about 40 seconds, quick 6"):
        source.read(folder(tmp_path, "# %% one\n1\n", ""))


def test_two_cells_of_one_name_are_refused(tmp_path):
    with pytest.raises(ExerciseError, match="same name"):
        source.read(folder(tmp_path, "# about 4 seconds, quick 1\n# %% one\n1\n# %% one\n2\n", ""))


def test_a_missing_text_is_named(tmp_path):
    (tmp_path / "practical.py").write_text("# about 4 seconds, quick 1\n# %% one\n1\n", encoding="utf-8")

    with pytest.raises(ExerciseError, match=r"practical\.ja\.md is missing"):
        source.notebook(replace(WITH[0], folder=tmp_path), "ja")
