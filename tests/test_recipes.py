"""Every recipe, carried out: its own commands, in a learner's folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.formats.test_hosts import schema

ROOT = Path(__file__).resolve().parent.parent
RECIPES = ROOT / "recipes"
RIGHT = ROOT / "tests" / "solutions" / "exercise_4" / "the_book.py"
WRONG = ROOT / "exercises" / "exercise_04_optimizers" / "samples" / "two_mistakes.py"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the hosts run a shell")


@pytest.fixture
def checkout(tmp_path) -> Path:
    shutil.copy(WRONG, tmp_path / "optimizers.py")
    return tmp_path


def shell(command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", **more}
    words = ["bash", "-e", "-c", command]
    return subprocess.run(words, cwd=folder, env=settings, capture_output=True, text=True, check=False)


def variables(text: str) -> dict[str, str]:
    return {name: re.search(rf"{name}: (\S+)", text)[1] for name in ("EXERCISE", "FILE")}  # type: ignore[index]


def test_github_actions_annotates_fills_the_summary_and_fails(checkout):
    text = (RECIPES / "github-actions.yml").read_text()
    grade, report = re.findall(r"run: \|\n +(grade .*)", text)
    summary = checkout / "summary.md"

    failed = shell(grade, checkout, GITHUB_STEP_SUMMARY=str(summary), **variables(text))
    written = shell(report, checkout, **variables(text))

    assert failed.returncode == 1
    told = [line for line in failed.stdout.splitlines() if line.startswith("::error title=")]
    assert len(told) == 2 and all(",file=optimizers.py,line=" in line for line in told)
    assert "| ❌ | Adam |" in summary.read_text()
    assert written.returncode == 0
    assert ElementTree.parse(checkout / "report.xml").getroot().get("failures") == "2"


def test_gitlab_writes_junit_first_and_fails_after_it(checkout):
    text = (RECIPES / "gitlab-ci.yml").read_text()
    commands = re.findall(r"^ {4}- (grade .*)$", text, re.MULTILINE)

    ends = [shell(command, checkout, **variables(text)).returncode for command in commands]

    assert ends == [0, 1]
    assert ElementTree.parse(checkout / "report.xml").getroot().tag == "testsuites"


def test_pre_commit_stops_a_wrong_file_and_lets_a_right_one_through(checkout):
    entry = re.search(r"entry: (.*)", (RECIPES / "pre-commit-config.yaml").read_text())[1]

    stopped = shell(entry, checkout)
    shutil.copy(RIGHT, checkout / "optimizers.py")

    assert (stopped.returncode, shell(entry, checkout).returncode) == (1, 0)


def test_classroom50_gets_its_result_and_the_release_its_report(checkout):
    host = {"ASSIGNMENT": "exercise_4", "CLASSROOM": "dl", "SUBMISSION_TAG": "submit/1", "COMMIT_URL": "https://x/c"}

    end = shell(f"python {RECIPES / 'classroom50.py'}", checkout, **host)

    assert end.returncode == 0, end.stderr
    result = json.loads((checkout / "result.json").read_text(encoding="utf-8"))
    schema("classroom50").validate(result)
    assert (result["score"], result["max-score"], result["classroom"]) == (6, 10, "dl")
    assert (checkout / "release-body.md").read_text(encoding="utf-8").startswith("## Exercise 4")


def test_classroom50_gets_no_result_where_there_is_nothing_to_judge(tmp_path):
    end = shell(f"python {RECIPES / 'classroom50.py'}", tmp_path, ASSIGNMENT="exercise_4")

    assert end.returncode != 0 and "optimizers.py" in end.stderr
    assert not (tmp_path / "result.json").exists()


def test_every_recipe_is_in_the_list_and_carried_out():
    listed = (RECIPES / "README.md").read_text()
    tested = Path(__file__).read_text()

    for path in RECIPES.iterdir():
        assert path.name == "README.md" or (f"`{path.name}`" in listed and path.name in tested)
