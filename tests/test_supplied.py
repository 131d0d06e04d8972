"""What an exercise hands to a submission: its own layers, nothing more of the reference, and only where it is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.catalog import content, exercises, find
from grader.exercise import PARTS, Exercise
from grader.report import Report
from grader.runners.supplied import package, supply
from grader.submission import SourceFile, Submission
from tests.helpers import grade

CONTENT = content()
SHAPES = "def output_shapes(*arguments):\n    return []\n"


@pytest.fixture
def exercise() -> Exercise:
    return find("double_convolution", exercises(CONTENT))[0]


def submission(text: str, *files: tuple[str, str], entry: str = "double_convolution.py") -> Submission:
    return Submission(entry, entry, (SourceFile(entry, text), *(SourceFile(*file) for file in files)))


def graded(submission: Submission) -> Report:
    return grade(submission, "exercise_7.shapes", CONTENT)


def test_an_exercise_that_supplies_nothing_leaves_the_submission_as_it_is(exercise: Exercise) -> None:
    handed_in = submission("x = 1\n")

    assert supply(handed_in, replace(exercise, supplied=()), CONTENT.reference) is handed_in


def test_the_package_holds_the_modules_named_and_those_that_they_import() -> None:
    paths = {file.path for file in package(("pooling",), CONTENT.reference)}

    assert paths == {f"{PARTS}/{name}.py" for name in ("__init__", "namespace", "pooling", "windows")}


def test_no_file_of_the_package_speaks_of_the_reference(exercise: Exercise) -> None:
    assert not [file.path for file in package(exercise.supplied, CONTENT.reference) if "from reference" in file.text]


def test_a_submission_can_use_what_is_supplied() -> None:
    report = graded(submission("from parts import Relu\nassert Relu().forward\n" + SHAPES))

    assert report.trouble is None


@pytest.mark.parametrize("module", ["reference", "reference.double_convolution", "parts.double_convolution"])
def test_a_submission_cannot_import_the_answers(module: str) -> None:
    report = graded(submission(f"import {module}\n" + SHAPES))

    assert report.trouble is not None and report.trouble.code == "load.import"


def test_the_starter_that_gathers_layers_from_other_folders_gives_way(exercise: Exercise) -> None:
    starter = (exercise.folder / f"{PARTS}.py").read_text(encoding="utf-8")
    given = supply(submission("import parts\n", (f"{PARTS}.py", starter)), exercise, CONTENT.reference)

    assert f"{PARTS}.py" not in {file.path for file in given.files}
    assert not given.remarks


@pytest.mark.parametrize("path", ["parts.py", "parts/__init__.py", "ch07/parts.py"])
def test_parts_of_the_submission_s_own_are_used_and_the_report_says_so(exercise: Exercise, path: str) -> None:
    own = submission("import parts\n", (path, "Relu = None\n"), entry="ch07/double_convolution.py")

    given = supply(own, exercise, CONTENT.reference)

    assert given.files == own.files
    assert given.remarks == (("supplied.own", {"path": path}),)


def test_the_digest_is_that_of_what_was_handed_in() -> None:
    handed_in = submission("from parts import Relu\n" + SHAPES)

    assert graded(handed_in).digest == handed_in.digest


def test_the_starter_finds_the_layers_in_the_folders_beside_it(exercise: Exercise, tmp_path: Path) -> None:
    import subprocess
    import sys

    for other in exercises(CONTENT)[:6]:
        (tmp_path / other.folder.name).mkdir()
        stub = (other.folder / f"{other.name}.py").read_text(encoding="utf-8")
        (tmp_path / other.folder.name / f"{other.name}.py").write_text(stub, encoding="utf-8")
    folder = tmp_path / exercise.folder.name
    folder.mkdir()
    for name in (f"{PARTS}.py", f"{exercise.name}.py"):
        (folder / name).write_text((exercise.folder / name).read_text(encoding="utf-8"), encoding="utf-8")

    run = subprocess.run(
        [sys.executable, f"{exercise.name}.py"], cwd=folder, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
