"""What is said of a course that is not written as it should be: file, line, what is seen and what to do."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from grader import catalog
from grader.catalog import Content
from grader.errors import ExerciseError
from tests.helpers import change, copied_course

TINY = "exercises/exercise_01_tiny"


@pytest.fixture
def course(tmp_path: Path) -> Content:
    return copied_course(tmp_path)


def told(course: Content, name: str, old: str, new: str) -> str:
    """What is said where one text of a file is another."""
    change(course.exercises.parent / name, old, new)
    with pytest.raises(ExerciseError) as caught:
        (exercise,) = catalog.exercises(course)
        catalog.load(exercise, course)
    assert "Traceback" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points = 4", "pionts = 4", "[[task]] 1 has no points"),
        ("points = 4", 'points = "4"', "[[task]] 1: points is '4'; expected a number"),
        ("points = 6", "points = 6\nbonos = true", "[[task]] 2 has 'bonos', which means nothing there; expected bonus"),
        ('id = "scale"', 'id = "double"', "two tasks have the id 'double'; give each its own"),
        ('names = ["Scale"]', 'names = "Scale"', "[[task]] 2: names is 'Scale'; expected a list"),
        ('title.en = "Double"', "", "[[task]] 1 has no title.en"),
        ('[title]\nen = "Tiny"', "[title]", "the file has no title.en"),
        ("[limits]", "[limit]", "the file has 'limit', which means nothing there; expected limits"),
        ("call_seconds", "call_second", "[limits] has 'call_second', which means nothing there; expected call_seconds"),
        ("[limits]", "[limits]\nmemory_bytes = 2e9", "memory_bytes is 2000000000.0; expected a whole number"),
        ("[limits]", "[limits]\noutput_bytes = true", "[limits]: output_bytes is True; expected a whole number"),
        ("load_seconds = 5.0", "load_seconds = true", "[limits]: load_seconds is True; expected a number"),
        ("points = 4", "points = true", "[[task]] 1: points is True; expected a number"),
        ("version = 1", "version = true", "the file: version is True; expected a whole number"),
        ('double = ["twice"]', 'double = "twice"', "[aliases]: double is 'twice'; expected a list"),
        ('reference = ["tiny"]', 'reference = ["tinny"]', "there is no reference/tinny.py; write it"),
        ('names = ["Scale"]', 'names = ["Scales"]', "Scales is asked for and not defined in reference/tiny.py"),
        ("version = 1", "version = ", "Invalid value (at line 1, column 11)"),
    ],
)
def test_a_wrong_fact_is_told_with_what_is_expected(course: Content, old: str, new: str, said: str) -> None:
    problem = told(course, f"{TINY}/exercise.toml", old, new)

    assert problem.startswith(f"{course.exercises / 'exercise_01_tiny' / 'exercise.toml'}: ")
    assert said in problem


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (f"{TINY}/checks.py", "values = parity", "values = paritty", r"checks.py:\d+: NameError: .*'paritty'"),
        (f"{TINY}/checks.py", "wrt={", "wrong={", r"checks.py:\d+: TypeError: .*'wrong'"),
        (f"{TINY}/misconceptions.py", "squares = ", "squares = nothing or ", r"misconceptions.py:\d+: NameError"),
        (f"{TINY}/conventions.py", "import ", "import nothing\nimport ", r"conventions.py:\d+: ModuleNotFoundError"),
        ("reference/tiny.py", "def double(x):", "def double(x:", r"tiny.py:\d+: SyntaxError"),
        (f"{TINY}/tiny.py", "def double(x):", "def double(x:", r"tiny.py:\d+: "),
    ],
)
def test_code_that_cannot_be_run_is_told_with_its_line(course: Content, name: str, old: str, new: str, said: str):
    assert re.search(said, told(course, name, old, new))


def test_a_check_of_a_task_that_there_is_none_of_is_told_with_those_there_are(course: Content) -> None:
    problem = told(course, f"{TINY}/checks.py", 'parity("double"', 'parity("duoble"')

    assert "is of the task 'duoble', which exercise.toml has not; its tasks are double, scale" in problem


def test_a_check_that_needs_one_whose_name_is_taken_again_is_told(course: Content) -> None:
    problem = told(course, f"{TINY}/checks.py", '{"dx": "x"})', '{"dx": "x"}, needs=values)\nvalues = slope')

    assert "checks.py: values needs a check that no variable holds; is the name of one given twice?" in problem


def test_a_file_that_is_not_there_is_told(course: Content) -> None:
    (course.exercises / "exercise_01_tiny" / "conventions.py").unlink()
    (exercise,) = catalog.exercises(course)

    with pytest.raises(ExerciseError, match=r"conventions\.py: there is no .*conventions\.py; write it"):
        catalog.load(exercise, course)


@pytest.mark.parametrize(
    ("folder", "said"),
    [("exercise_01_other", r"exercise_01_\w+ is exercise_1 already"), ("exercise_02_tiny", "two exercises are called")],
)
def test_two_exercises_of_one_number_or_name_are_told(course: Content, folder: str, said: str) -> None:
    shutil.copytree(course.exercises / "exercise_01_tiny", course.exercises / folder)

    with pytest.raises(ExerciseError, match=said):
        catalog.exercises(course)
