"""The autograder for Gradescope, unpacked and started as Gradescope does it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader.author import gradescope
from grader.catalog import content, exercises, find
from grader.cli import main
from tests.formats.test_hosts import schema

ROOT = Path(__file__).resolve().parents[2]
SOLUTION = ROOT / "tests" / "solutions" / "exercise_4" / "the_book.py"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Gradescope's /autograder, with the zip unpacked in it."""
    root = tmp_path_factory.mktemp("autograder")
    assert main(["author", "gradescope", "exercise_4", "-o", str(root / "autograder.zip"), "--lang", "ja"]) == 0
    with zipfile.ZipFile(root / "autograder.zip") as archive:
        archive.extractall(root / "source")
    return root


def judged(root: Path, **files: str) -> subprocess.CompletedProcess[str]:
    folder = root / "submission"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    environment = {**os.environ, "AUTOGRADER_ROOT": str(root)}
    words = [sys.executable, root / "source" / "run_autograder"]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


def results(root: Path) -> dict[str, object]:
    found = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    schema("gradescope").validate(found)
    return found


def test_a_right_answer_gets_all_points_there_in_the_language_asked_for(built):
    assert judged(built, optimizers=SOLUTION.read_text(encoding="utf-8")).returncode == 0

    found = results(built)
    assert sum(test["score"] for test in found["tests"]) == sum(test["max_score"] for test in found["tests"]) == 10
    assert "学習率最適化手法" in found["output"]
    assert all((built / name).stat().st_mode & 0o777 == 0o700 for name in ("source", "results"))
    assert found["extra_data"]["seed"] == str(json.loads((built / "source" / "settings.json").read_text())["seed"])


def test_what_cannot_be_read_gets_none_and_a_word_why(built):
    assert judged(built).returncode == 0

    found = results(built)
    assert found["score"] == 0
    assert "optimizers.py" in found["output"]


def test_the_program_in_the_zip_is_the_one_that_runs(built):
    program = built / "source" / "nnkata" / "grader" / "__main__.py"
    text = program.read_text()
    try:
        program.write_text("raise SystemExit('from the zip')\n")
        end = judged(built, optimizers="")
    finally:
        program.write_text(text)

    assert end.returncode != 0 and "from the zip" in end.stderr


def test_the_same_content_and_seed_give_the_same_zip():
    exercise, _ = find("4", exercises(content()))

    one, other = (gradescope.build(exercise, content(), 7, "en") for _ in range(2))

    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755


def test_what_is_installed_there_is_what_the_program_needs(built):
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {line.split(">")[0].split("<")[0] for line in project["dependencies"]}

    lines = (built / "source" / "requirements.txt").read_text().split()
    assert {line.split(">")[0].split("<")[0] for line in lines} == names


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's script")
def test_the_scripts_can_be_read(built):
    assert subprocess.run(["bash", "-n", built / "source" / "setup.sh"], check=False).returncode == 0
    compile((built / "source" / "run_autograder").read_text(), "run_autograder", "exec")
