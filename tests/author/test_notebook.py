from dataclasses import replace

import nbformat
import pytest

from grader.author import notebook
from grader.catalog import content, exercises
from grader.errors import ExerciseError
from grader.intake.magics import plain
from grader.messages import LANGUAGES

EXERCISES = exercises(content())
BOTH = [(exercise, language) for exercise in EXERCISES for language in LANGUAGES]
IDS = [f"{exercise.id}-{language}" for exercise, language in BOTH]

README = """# Exercise 9 · Doubling

Intro.

## 1 · `double`

```text
# this is no heading
double(x) = 2x
```

## Sources

None.
"""

STUB = '''"""What the stub is for."""

import numpy as np

FACTOR = 2


# A comment that belongs to double.
def double(x):
    """2x"""
    raise NotImplementedError("double")


class Unnamed:
    pass
'''


@pytest.fixture
def doubling(tmp_path):
    """An exercise of which there is no more than a notebook is made from."""
    folder = tmp_path / "exercise_09_doubling"
    folder.mkdir()
    (folder / "README.en.md").write_text(README, encoding="utf-8")
    (folder / "doubling.py").write_text(STUB, encoding="utf-8")
    return replace(EXERCISES[0], id="exercise_9", number=9, name="doubling", folder=folder)


@pytest.mark.parametrize(("exercise", "language"), BOTH, ids=IDS)
def test_the_command_in_its_last_cell_names_the_file_that_a_learner_has(exercise, language):
    last = notebook.notebook(exercise, language)["cells"][-1]

    assert "".join(last["source"]).startswith(f"# grade check {exercise.id} {exercise.name}.ipynb\n")


def cells(exercise):
    made = notebook.notebook(exercise, "en")
    return {cell["id"]: "".join(cell["source"]) for cell in made["cells"]}


@pytest.mark.parametrize(("exercise", "language"), BOTH, ids=IDS)
def test_the_committed_notebook_is_what_readme_and_stub_give(exercise, language):
    path = exercise.starter(language, ".ipynb")

    assert path.read_text(encoding="utf-8") == notebook.text(exercise, language)


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(("exercise", "language"), BOTH, ids=IDS)
def test_a_notebook_is_valid_and_its_code_defines_what_every_task_asks_for(exercise, language):
    node = nbformat.reads(notebook.text(exercise, language), as_version=4)

    nbformat.validate(node)
    names = {}
    exec("\n\n".join("\n".join(plain(cell.source).lines) for cell in node.cells if cell.cell_type == "code"), names)
    assert {name for task in exercise.tasks for name in task.names} <= names.keys()


@pytest.mark.parametrize(("exercise", "language"), BOTH, ids=IDS)
def test_every_definition_of_a_stub_stands_below_the_heading_that_names_it(exercise, language):
    cells = notebook.notebook(exercise, language)["cells"]

    above = ""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            above = cell["source"][0]
        elif cell["id"].startswith("code-"):
            assert f"`{cell['id'].removeprefix('code-')}`" in above


def test_code_follows_its_heading_and_what_no_heading_names_comes_before_the_command(doubling):
    assert list(cells(doubling)) == [
        "readme-1", "setup", "readme-2", "code-double", "readme-3", "code-Unnamed", "check",
    ]  # fmt: skip


def test_a_comment_above_a_definition_stays_with_it(doubling):
    assert cells(doubling)["code-double"].startswith("# A comment that belongs to double.\ndef double(x):")


def test_setup_holds_imports_and_constants_without_the_docstring(doubling):
    assert cells(doubling)["setup"] == "import numpy as np\n\nFACTOR = 2"


def test_a_hash_in_a_fenced_block_starts_no_section(doubling):
    assert "# this is no heading\ndouble(x) = 2x" in cells(doubling)["readme-2"]


def test_the_last_cell_holds_the_command_that_grades_the_notebook(doubling):
    assert cells(doubling)["check"] == ("# grade check exercise_9 doubling.ipynb\n%load_ext grader\n%grade exercise_9")


def test_a_missing_readme_is_named(doubling):
    (doubling.folder / "doubling.ja.py").write_text(STUB, encoding="utf-8")

    with pytest.raises(ExerciseError, match=r"README\.ja\.md is missing"):
        notebook.notebook(doubling, "ja")


def test_a_stub_that_is_not_python_is_named_with_its_line(doubling):
    (doubling.folder / "doubling.py").write_text("x = 1\ndef double(:\n", encoding="utf-8")

    with pytest.raises(ExerciseError, match=r"doubling\.py:2: the stub is not Python"):
        notebook.notebook(doubling, "en")
