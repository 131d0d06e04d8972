"""An exercise of ours as one of another grader's: the same plays, each compared with the right values.

The folder has the learner's file, the plays with what they must show (made here by the reference), and for each grader
what its documentation has for tests: a file of doctests a task for `otter check`, a notebook with cells of tests for
`nbgrader validate`, a pytest file with points for `pytest-grader`. Plays are performed by the few lines that perform
them in our worker, so that what differs is the grader.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from elsewhere.notebooks import cell, write

from grader import catalog, intake
from grader.catalog import Course
from grader.exercise import Task
from grader.judging.bench import Bench
from grader.runners import hosts
from grader.runners.isolated import IsolatedStudent
from grader.runners.supplied import supply
from grader.student import Play, Run
from grader.submission import Submission
from grader.worker.wire import encode

COMMANDS = {
    "otter check": ("otter", "check", "submission.py", "-t", "tests"),
    "nbgrader validate": ("nbgrader", "validate", "submission.ipynb"),
    "pytest-grader": ("pytest", "-q", "-p", "no:cacheprovider", "--score", "test_submission.py"),
}

ASKING = '''\
"""Asks the questions: every play of a task, and whether it shows what it must."""

from pathlib import Path

import numpy as np
from worker.namespace import Namespace
from worker.play import execute
from worker.wire import decode

VOCABULARY, QUESTIONS = decode((Path(__file__).parent / "questions.bin").read_bytes())


def same(got, expected):
    if isinstance(expected, dict):
        assert got.keys() == expected.keys()
        for key in expected:
            same(got[key], expected[key])
    elif isinstance(expected, (list, tuple)):
        assert len(got) == len(expected)
        for pair in zip(got, expected):
            same(*pair)
    elif isinstance(expected, (np.ndarray, float, int)):
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-6)
    else:
        assert got == expected


def ask(task, names):
    namespace = Namespace(names, VOCABULARY)
    for program, shown in QUESTIONS[task]:
        replies, *_ = execute(program, namespace)
        for line, expected in shown:
            same(replies[line][1], expected)
'''

DOCTEST = '''\
OK_FORMAT = True

test = {{
    "name": {task!r},
    "points": {points},
    "suites": [{{
        "cases": [{{"code": r"""
>>> import asking
>>> asking.ask({task!r}, globals())
""", "hidden": False, "locked": False}}],
        "scored": True, "setup": "", "teardown": "", "type": "doctest",
    }}],
}}
'''


def equal_exercise(number: int, answer: Path, folder: Path) -> Path:
    """The folder, with everything in it. answer: a learner's file"""
    content = catalog.content()
    exercise, _ = catalog.find(str(number), catalog.exercises(content))
    submission = supply(intake.read(answer, exercise.name), exercise, content.reference)
    shutil.copytree(Path(catalog.__file__).parent / "worker", folder / "worker", ignore=shutil.ignore_patterns("__*__"))
    (folder / "worker" / "__init__.py").touch()
    for file in submission.files:
        path = folder / ("submission.py" if file.path == submission.entry else file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    course = catalog.load(exercise, content)
    asked = questions(course, submission)
    (folder / "questions.bin").write_bytes(encode((exercise.vocabulary.plain(), asked)))
    (folder / "asking.py").write_text(ASKING, encoding="utf-8")
    tasks = [task for task in exercise.tasks if task.id in asked]
    _for_otter(folder / "tests", tasks)
    _for_nbgrader(folder, tasks)
    _for_pytest(folder, tasks)
    return folder


def questions(course: Course, submission: Submission) -> dict[str, Any]:
    """By task, the programs of its checks' plays, with what a right answer shows in each line that is looked at."""
    bench, exercise = Bench(course), course.exercise
    student = IsolatedStudent(submission, exercise.vocabulary.plain(), exercise.limits, hosts.start())
    loaded = student.load()
    there = {task.id for task in exercise.tasks if {*task.names} <= {*loaded.names}}
    asked: dict[str, Any] = {}
    try:
        for (task, name), check in course.checks.items():
            if task not in there:
                continue
            plays = [check.play(case) for case in bench.cases(check, f"{task}.{name}", check.examples)]
            compared = check.kind in ("parity", "contract")
            for play, run in zip(plays, student.run(plays), strict=True):
                asked.setdefault(task, []).append((play.program, _shown(play, run, compared)))
    finally:
        student.close()
    return asked


def _shown(play: Play, run: Run, compared: bool) -> list[Any]:
    """What each line that is looked at must reply, by its number."""
    shown: list[Any] = []
    for i, line in enumerate(play.lines if compared and run.raised is None else ()):
        if line.label is None or line.flat:
            continue
        value, op = run.seen[line.label], line.instruction[0]
        if op in ("call", "get"):
            shown.append((i, value))
        elif op == "see":
            shown.append((i, (value, ())))  # and no array of it is another object now
    return shown


def _for_otter(folder: Path, tasks: list[Task]) -> None:
    folder.mkdir()
    for task in tasks:
        text = DOCTEST.format(task=task.id, points=task.points)
        (folder / f"{task.id}.py").write_text(text, encoding="utf-8")


def _for_nbgrader(folder: Path, tasks: list[Task]) -> None:
    cells = [cell("code", (folder / "submission.py").read_text(encoding="utf-8"), 0)]
    for number, task in enumerate(tasks, 1):
        facts: dict[str, Any] = {"grade": True, "solution": False, "locked": True, "schema_version": 3, "task": False}
        facts |= {"grade_id": task.id, "points": task.points, "cell_type": "code"}
        cells.append(cell("code", f"import asking\nasking.ask({task.id!r}, globals())", number, nbgrader=facts))
    write(folder / "submission.ipynb", cells)


def _for_pytest(folder: Path, tasks: list[Task]) -> None:
    (folder / "conftest.py").write_text('pytest_plugins = ["pytest_grader"]\n', encoding="utf-8")
    tests = "".join(
        f"\n\n@points({task.points:g})\ndef test_{task.id}():\n    asking.ask({task.id!r}, vars(submission))\n"
        for task in tasks
    )
    head = "import asking\nimport submission\nfrom pytest_grader import points\n"
    (folder / "test_submission.py").write_text(head + tests, encoding="utf-8")
