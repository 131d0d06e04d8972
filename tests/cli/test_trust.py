"""A folder that somebody else made does not decide whose checks run: its marker may ask for a course, the user says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers import COURSE, copied_course

ANSWERS = (COURSE.reference / "tiny.py").read_text(encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Another course, whose checks leave a trace when they are loaded."""
    checks = copied_course(tmp_path / "course").exercises / "exercise_01_tiny" / "checks.py"
    trace = f"from pathlib import Path\nPath({str(tmp_path / 'trace')!r}).write_text('it ran')\n"
    checks.write_text(trace + checks.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path / "course"


def ran(tmp_path: Path) -> bool:
    return (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    "words", [("check", "1.double", "tiny.py"), ("submit", "1.double", "tiny.py"), ("list",), ("map",)]
)
def test_a_folder_cannot_bring_its_own_checks(grade, here: Path, tmp_path: Path, course: Path, words: tuple[str, ...]):
    shutil.copytree(course, here / "mine")
    (here / "nnkata.toml").write_text('language = "en"\ncontent = "mine"\n')
    (here / "tiny.py").write_text(ANSWERS)

    result = grade(*words)

    assert result.code == 2
    assert "grade start --content" in result.err and str(here / "mine") in result.err
    assert not ran(tmp_path)


def test_a_course_that_the_user_has_named_is_used(grade, here: Path, tmp_path: Path, course: Path, monkeypatch):
    assert grade("start", "kata", "--content", course).code == 0
    monkeypatch.chdir(here / "kata")
    (here / "kata" / "exercise_01_tiny" / "tiny.py").write_text(ANSWERS)

    result = grade("check", "1.double")

    assert result.code == 0, result.err
    assert ran(tmp_path)


def test_a_course_named_for_one_command_is_used_for_that_one(grade, here: Path, tmp_path: Path, course: Path):
    (here / "nnkata.toml").write_text('language = "en"\ncontent = "elsewhere"\n')
    (here / "tiny.py").write_text(ANSWERS)

    named = grade("check", "1.double", "tiny.py", "--content", course)
    not_named = grade("check", "1.double", "tiny.py")

    assert (named.code, not_named.code) == (0, 2)
    assert ran(tmp_path)
