"""`%grade` in a real IPython, and the notebooks of the exercises in a real kernel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader import catalog
from tests.cli.conftest import CLIMBS, SGD

pytest.importorskip("IPython", reason="IPython is an extra: nnkata[notebooks]")


@pytest.fixture(autouse=True)
def home(here, monkeypatch):
    """IPython and Jupyter want one that is there."""
    (here.parent / "home").mkdir()
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(here.parent / "home" / name))


@pytest.fixture
def shell(here):
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    made.history_manager.enabled = False
    made.run_line_magic("load_ext", "grader")
    yield made
    InteractiveShell.clear_instance()


def typed(shell, *cells: str) -> str:
    """What the cells show, as a person sees them."""
    from IPython.utils.capture import capture_output

    with capture_output() as captured:
        for cell in cells:
            shell.run_cell(cell, store_history=True)
    shown = [output.data for output in captured.outputs]
    return captured.stdout + captured.stderr + "".join(data["text/plain"] + data.get("text/html", "") for data in shown)


def test_what_was_typed_is_judged_and_shown_as_a_page_and_as_text(shell):
    text = typed(shell, "import numpy as np", CLIMBS, "%grade sgd")

    assert text.count("Uphill instead of downhill") >= 2
    assert "<details class=hint>" in text
    assert "Traceback" not in text


def test_above_a_cell_it_is_run_first(shell):
    text = typed(shell, f"%%grade sgd\n{SGD}", "print(SGD().lr)")

    assert "All of it is right" in text
    assert "0.01" in text


def test_the_newest_definition_counts(shell):
    assert "All of it is right" in typed(shell, CLIMBS, "class SGD(:", "1 / 0", SGD, "%grade exercise_4.sgd")


def test_objects_of_the_kernel_are_not_what_is_judged(shell):
    text = typed(shell, CLIMBS, "globals()['SGD'] = type('SGD', (), {})", "%grade sgd")

    assert "Uphill instead of downhill" in text


def test_the_place_of_an_exception_is_the_cell(shell):
    broken = SGD.replace("params[key] -=", "self.nothing; params[key] -=")

    assert "cell 2, line 8" in typed(shell, "1", broken, "%grade sgd")


def test_a_cell_that_fails_is_not_judged(shell):
    text = typed(shell, "%%grade sgd\nraise KeyError('mine')")

    assert "mine" in text and "Exercise 4" not in text


@pytest.mark.parametrize(
    ("line", "said"),
    [("%grade", "exercise_4"), ("%grade network", "exercise_6.network"), ("%grade nonsense", "There is no exercise")],
)
def test_what_cannot_be_meant_is_said_without_a_traceback(shell, line, said):
    text = typed(shell, line)

    assert said in text
    assert "Traceback" not in text


def test_in_the_folder_of_an_exercise_its_own_tasks_are_meant(shell, here, monkeypatch):
    folder = here / "exercise_06_convolution"
    folder.mkdir()
    monkeypatch.chdir(folder)

    assert "Exercise 6" in typed(shell, "%grade network")
    assert "Exercise 6" in typed(shell, "%grade")


@pytest.mark.parametrize("exercise", catalog.exercises(catalog.content()), ids=lambda exercise: exercise.id)
def test_the_notebook_of_an_exercise_runs_in_a_kernel_and_judges_itself(exercise, here, monkeypatch):
    pytest.importorskip("nbclient")
    import nbformat
    from nbclient import NotebookClient

    from grader.cli import main

    assert main(["start", str(here)]) == 0
    folder = here / exercise.folder.name
    notebook = nbformat.read(folder / f"{exercise.name}.ipynb", as_version=4)

    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}, timeout=120).execute()

    (shown,) = [output for output in notebook.cells[-1].outputs if output.output_type == "display_data"]
    assert "grade show" in shown.data["text/plain"]
    assert f"Exercise {exercise.number}" in shown.data["text/plain"]
    assert "not begun" in shown.data["text/html"]


def test_a_notebook_with_the_magic_in_it_can_be_handed_in(here):
    from grader import intake

    cells = ["%load_ext grader", f"%%grade sgd\n{SGD}", "%grade sgd"]
    notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells], "nbformat": 4}
    Path("optimizers.ipynb").write_text(json.dumps(notebook))

    read = intake.read(Path("optimizers.ipynb"), "optimizers")

    assert "class SGD" in read.source
    assert read.remarks == ()


def test_an_exercise_that_is_written_wrongly_is_told_in_a_sentence(shell, monkeypatch):
    from grader.errors import ExerciseError

    def broken(*_words):
        raise ExerciseError("checks.py:3: NameError: name 'x' is not defined")

    monkeypatch.setattr("grader.jupyter.judged", broken)

    text = typed(shell, SGD, "%grade sgd")

    assert "its author has to fix this: checks.py:3: NameError" in text
    assert "Traceback" not in text
