"""The author's gate on the miniature course: it is silent on a good exercise, and speaks where a promise is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader import catalog
from grader.author import gate
from grader.catalog import Content
from tests.helpers import COURSE


def problems(content: Content) -> dict[str, str]:
    (exercise,) = catalog.exercises(content)
    found = {}
    for proof in gate.check(exercise, content):
        if proof.problem and proof.promise != "text":
            found[f"{proof.promise} {proof.subject}"] = proof.problem
    return found


@pytest.fixture
def course(tmp_path: Path) -> Content:
    shutil.copytree(COURSE.exercises, tmp_path / "exercises")
    shutil.copytree(COURSE.reference, tmp_path / "reference")
    return Content(tmp_path / "exercises", tmp_path / "reference")


def change(course: Content, name: str, old: str, new: str) -> None:
    path = course.exercises / "exercise_01_tiny" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_good_exercise_keeps_its_promises(course: Content) -> None:
    assert problems(course) == {}


def test_a_misconception_that_passes_is_told(course: Content) -> None:
    change(course, "misconceptions.py", "return x * x\n", "return x + x\n")

    assert "it passes" in problems(course)["misconception double.squares"]


def test_a_misconception_caught_by_another_check_is_told(course: Content) -> None:
    change(course, "misconceptions.py", 'caught_by="values"', 'caught_by="shift"')

    assert "values catches it first" in problems(course)["misconception double.squares"]


def test_look_alikes_are_told(course: Content) -> None:
    twin = 'also = misconception("double", caught_by="values", double=_squares)'
    change(course, "misconceptions.py", "squares = ", f"{twin}\nsquares = ")

    found = problems(course)
    assert "tell them apart" in found["misconception double.squares"]


def test_a_convention_that_no_check_can_see_is_told(course: Content) -> None:
    change(course, "conventions.py", "self.dk = -np.sum", "self.dk = np.sum")

    assert "without being named" in problems(course)["convention scale.negated_dk"]


def test_a_stub_that_earns_points_is_told(course: Content) -> None:
    change(course, "tiny.py", 'raise NotImplementedError("double")', "return 2 * x")

    assert "passes double" in problems(course)["stub tiny.py"]


def test_a_reference_that_fails_its_own_checks_is_told(course: Content) -> None:
    path = course.reference / "tiny.py"
    path.write_text(path.read_text(encoding="utf-8").replace("return self.k * dout", "return dout"), encoding="utf-8")

    assert "scale.slope failed" in problems(course)["reference seed 0"]


def test_a_reference_that_fails_now_and_then_is_told(course: Content) -> None:
    path = course.reference / "tiny.py"
    text = path.read_text(encoding="utf-8").replace("    return 2 * x", "    return 2 * x[: 6 // (len(x) != 2)]")
    path.write_text(text, encoding="utf-8")

    told = problems(course)["answers 20 seeds"]

    assert "double.values" in told and "ZeroDivisionError" in told and "np.array" in told


def test_a_check_that_nothing_fails_is_told(course: Content) -> None:
    change(course, "misconceptions.py", "squares = ", "_squares_not_used = ")
    change(course, "misconceptions.py", "changes_argument = ", "_not_used = ")

    assert "check double.values" in problems(course)


def test_missing_texts_are_told(course: Content) -> None:
    (exercise,) = catalog.exercises(course)

    told = [proof.problem for proof in gate.check(exercise, course) if proof.promise == "text"]

    assert any("README.ja.md" in problem for problem in told)
