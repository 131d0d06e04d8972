"""Digests of what judges: one changes when, and only when, its part does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader import catalog
from grader.catalog import Content
from grader.runners import judge
from tests.helpers import ROOT, copied_course, grade, submission


@pytest.fixture
def course(tmp_path: Path) -> Content:
    return copied_course(tmp_path)


def digests(course: Content) -> dict[str, str]:
    (exercise,) = catalog.exercises(course)
    judge._of.cache_clear()
    return judge.of(exercise, course)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("exercises/exercise_01_tiny/checks.py", "exercise code"),
        ("exercises/exercise_01_tiny/misconceptions.py", "exercise code"),
        ("exercises/exercise_01_tiny/exercise.toml", "exercise code"),
        ("reference/tiny.py", "reference code"),
        ("exercises/exercise_01_tiny/hints.en.md", ""),
    ],
)
def test_a_change_is_seen_in_its_part(course: Content, path: str, part: str) -> None:
    before = digests(course)
    changed = course.exercises.parent / path
    with changed.open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")

    after = digests(course)

    assert {name for name in before if before[name] != after[name]} == ({part} if part else set())


def test_a_change_is_seen_in_a_folder_of_modules(course: Content) -> None:
    package = course.exercises / "exercise_01_tiny" / "misconceptions"
    package.mkdir()
    (package.parent / "misconceptions.py").rename(package / "known.py")
    (package / "__init__.py").touch()
    before = digests(course)
    with (package / "known.py").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")

    assert digests(course)["exercise code"] != before["exercise code"]


def test_line_ends_are_no_change(course: Content) -> None:
    before = digests(course)
    for path in course.exercises.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert digests(course) == before


def test_a_report_carries_them() -> None:
    report = grade(submission("def double(x):\n    return 2 * x\n"))

    assert {"grader code", "exercise code", "reference code"} <= report.versions.keys()
    assert all(len(report.versions[part]) == judge.LETTERS for part in ("grader code", "exercise code"))


def test_no_package_that_judges_is_left_out() -> None:
    """Every module that is loaded to grade a wrong answer is in the digest."""
    program = (
        "import sys; from tests.helpers import grade, submission; "
        "grade(submission('def double(x):\\n    return x * x\\n')); "
        "print(*(sys.modules[name].__file__ for name in sys.modules if name.startswith('grader.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert {Path(file) for file in loaded.stdout.split()} <= set(judge.program())
