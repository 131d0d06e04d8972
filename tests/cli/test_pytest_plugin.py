"""`pytest` in a workspace, as a process of its own, and outside of any."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from types import SimpleNamespace

import pytest

from grader import pytest_plugin, workspace
from grader.content import content
from tests.cli.conftest import CLIMBS, SGD

INSTALLED = any(entry.value == "grader.pytest_plugin" for entry in entry_points(group="pytest11"))
SAMPLE = content().exercises / "exercise_04_optimizers" / "samples" / "two_mistakes.py"
MARKS = {"passed": "PASSED", "failed": "FAILED", "skipped": "SKIPPED", "not attempted": "SKIPPED"}

COUNTING = """
from grader import runners
alone, jobs = runners.alone, []
def counted(job):
    jobs.append(job.task)
    return alone(job)
runners.alone = counted
def pytest_unconfigure():
    print("JUDGED", jobs)
"""

LOADED = """
import sys
def pytest_unconfigure():
    print("LOADED", sorted(name for name in sys.modules if name.split(".")[0] == "grader"))
"""


def run(*words: str, folder: object = ".") -> str:
    plugin = () if INSTALLED else ("-p", "grader.pytest_plugin")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *plugin, *words]
    env = {**os.environ, "PYTEST_ADDOPTS": ""}  # what whoever runs these tests asks of them is not asked of these
    return subprocess.run(command, capture_output=True, text=True, cwd=str(folder), check=False, env=env).stdout


@pytest.fixture
def work(started):
    return started / "exercise_04_optimizers" / "optimizers.py"


def test_every_check_is_a_test_with_the_verdict_of_the_command(work, grade):
    work.write_text(SAMPLE.read_text())
    report = json.loads(grade("check", "4", "--format", "json").out)
    findings = [finding for task in report["tasks"] for finding in task["findings"]]

    text = run("-v", "exercise_04_optimizers")

    told = re.findall(r"optimizers\.py::(\S+) (PASSED|FAILED|SKIPPED)", text)
    assert told == [(f"{each['task']}.{each['check']}", MARKS[each["outcome"]]) for each in findings]
    assert "The mistake: No bias correction" in text
    assert "Next: grade hint exercise_4.adam" in text
    assert "Traceback" not in text and "pytest_plugin.py" not in text


def test_an_exercise_is_judged_once_and_a_task_alone_where_it_is_asked_for(work, started):
    work.write_text(SAMPLE.read_text())
    (started / "conftest.py").write_text(COUNTING)

    assert "JUDGED [None]" in run("exercise_04_optimizers")
    adam = run("-k", "adam and not adagrad")
    assert "JUDGED ['adam']" in adam
    assert "1 failed" in adam


def test_what_is_judged_is_never_imported(work):
    work.write_text(f"open('imported', 'w')\n{SGD}")

    run(str(work))

    assert not (work.parent / "imported").exists() and not (work.parent.parent / "imported").exists()


def test_tests_lie_where_the_answer_is_written(work, started):
    (started / "conftest.py").write_text("def pytest_itemcollected(item):\n    print('AT', item.location)\n")

    text = run("--collect-only", "exercise_04_optimizers", "-k", "sgd")

    assert "('exercise_04_optimizers/optimizers.py', 1, 'exercise_4.sgd.first_step')" in text


def test_a_file_that_does_not_load_fails_with_the_reason(work):
    work.write_text("def (\n")

    text = run("-k", "sgd", "exercise_04_optimizers")

    assert "Syntax error in optimizers.py, line 1" in text
    assert "Traceback" not in text


def test_a_notebook_that_was_changed_is_what_is_tested(work, grade):
    grade("reset", "4")
    notebook = json.loads(work.with_suffix(".ipynb").read_text(encoding="utf-8"))
    notebook["cells"].append({"cell_type": "code", "source": CLIMBS, "metadata": {}, "outputs": []})
    work.with_suffix(".ipynb").write_text(json.dumps(notebook))

    text = run("exercise_04_optimizers", "-k", "sgd")

    assert "optimizers.ipynb" in text
    assert "Uphill instead of downhill" in text


def test_workers_of_xdist_come_to_the_same(work):
    pytest.importorskip("xdist")
    work.write_text(SAMPLE.read_text())

    ends = (run("-q", "exercise_04_optimizers", *words).splitlines()[-1] for words in ((), ("-n", "2")))
    alone, together = (end.split(" in ")[0] for end in ends)

    assert alone == together
    assert re.fullmatch(r"2 failed, \d+ passed, \d+ skipped", alone)


def test_it_speaks_the_workspaces_language(grade, here):
    grade("start", "kata", "--lang", "ja")
    (here / "kata" / "exercise_04_optimizers" / "optimizers.py").write_text(CLIMBS)

    assert "間違いの正体" in run("-k", "sgd", "exercise_04_optimizers", folder=here / "kata")


def test_outside_of_a_workspace_nothing_of_it_is_there(here):
    (here / "conftest.py").write_text(LOADED)
    (here / "test_own.py").write_text("def test(): pass\n")
    (here / "optimizers.py").write_text(CLIMBS)

    text = run(folder=here)

    assert "1 passed" in text
    assert "LOADED ['grader', 'grader.pytest_plugin']" in text


def test_the_marker_is_the_workspaces():
    assert pytest_plugin.MARKER == workspace.MARKER


def test_an_exercise_that_is_written_wrongly_is_told_in_a_sentence(started, monkeypatch):
    from grader import catalog
    from grader.cli.setting import Setting
    from grader.errors import ExerciseError

    def broken(*_words):
        raise ExerciseError("checks.py:3: NameError: name 'x' is not defined")

    monkeypatch.setattr(catalog, "load", broken)
    here = Setting("en", None, workspace.find())
    exercise, _ = here.find("exercise_4")
    path = started / "exercise_04_optimizers" / "optimizers.py"
    file = SimpleNamespace(path=path, exercise=exercise, here=here, CollectError=pytest.Collector.CollectError)

    with pytest.raises(pytest.Collector.CollectError, match=r"has to fix this: checks\.py:3: NameError"):
        next(pytest_plugin._ExerciseFile.collect(file))
