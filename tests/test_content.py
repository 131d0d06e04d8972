import importlib
import subprocess
import sys

import pytest

from grader.content import Content, content, install
from grader.errors import UsageError


@pytest.fixture
def other(tmp_path):
    """Another course, of folders without an __init__.py, in use; the content that ships comes back afterwards."""
    made = Content(tmp_path / "exercises", tmp_path / "reference")
    (made.exercises / "exercise_01_small").mkdir(parents=True)
    (made.exercises / "exercise_01_small" / "checks.py").write_text("WHOSE = 'other'\n", encoding="utf-8")
    made.reference.mkdir()
    (made.reference / "optimizers.py").write_text("WHOSE = 'other'\n", encoding="utf-8")
    yield made
    install(content())


def test_names_mean_the_content_that_was_installed_last(other):
    install(content())
    shipped = importlib.import_module("reference.optimizers")

    install(other)
    assert importlib.import_module("reference.optimizers").WHOSE == "other"
    assert importlib.import_module("exercises.exercise_01_small.checks").WHOSE == "other"

    install(content())
    assert importlib.import_module("reference.optimizers").__file__ == shipped.__file__
    assert "exercises.exercise_01_small" not in sys.modules


def test_installing_the_same_content_again_keeps_its_modules(other):
    install(other)
    module = importlib.import_module("reference.optimizers")

    install(other)

    assert sys.modules["reference.optimizers"] is module


def test_a_course_without_a_reference_uses_the_one_that_ships(tmp_path):
    (tmp_path / "exercises").mkdir()

    assert content(tmp_path) == Content((tmp_path / "exercises").resolve(), content().reference)


def test_a_folder_without_exercises_is_no_content(tmp_path):
    with pytest.raises(UsageError) as caught:
        content(tmp_path)

    assert (caught.value.code, caught.value.values) == ("content.missing", {"path": str(tmp_path)})


def test_a_stray_folder_on_the_import_path_is_never_opened(tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "optimizers.py").write_text("raise SystemExit('opened')\n", encoding="utf-8")
    code = "from grader.content import content, install; install(content()); import reference.optimizers"

    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")
