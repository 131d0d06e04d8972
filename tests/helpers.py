"""What several tests need: the miniature course, submissions from text, one grading from start to report, and right
answers with something else in one place.
"""

from __future__ import annotations

import shutil
import textwrap
import tomllib
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from grader import catalog
from grader.content import Content, install
from grader.report import Finding, Report
from grader.runners import Isolated, Job, finished
from grader.submission import SourceFile, Submission

ROOT = Path(__file__).resolve().parent.parent
COURSE = Content(ROOT / "tests" / "course" / "exercises", ROOT / "tests" / "course" / "reference")


def copied_course(root: Path) -> Content:
    """A copy of the miniature course, to be changed."""
    for folder in (COURSE.exercises, COURSE.reference):
        shutil.copytree(folder, root / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    return Content(root / "exercises", root / "reference")


def change(path: Path, old: str, new: str) -> None:
    """Put one text of a file, once, in place of another that has to be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def catalogue(language: str) -> dict[str, Any]:
    """All that is worded in a language, by section."""
    return tomllib.loads((ROOT / "grader" / "messages" / f"{language}.toml").read_text(encoding="utf-8"))


def submission(text: str, name: str = "tiny.py") -> Submission:
    return Submission(name, name, (SourceFile(name, textwrap.dedent(text)),))


def grade(sent: Submission, exercise: str = "exercise_1", content: Content = COURSE, **options: object) -> Report:
    found, task = catalog.find(exercise, catalog.exercises(content))
    return judged(Job(found, sent, **{"seed": 0, "content": content, "task": task and task.id, **options}))  # type: ignore[arg-type]


def judged(job: Job) -> Report:
    """Through the real isolated worker, as one of a class: what judging needs is there from those judged before."""
    install(job.content)
    of = import_module("exercises")  # another module once another course was opened in between
    return finished(_grader(of, job.exercise.id, job.exercise.limits, job.seed, job.dialect)(job))


@lru_cache(maxsize=4)
def _grader(*_alike: object) -> Isolated:
    """One for jobs that have so much in common."""
    return Isolated()


def timeless(report: Report) -> Report:
    """Without what says how long things took."""
    tasks = [
        replace(task, findings=tuple(replace(found, seconds=0.0) for found in task.findings)) for task in report.tasks
    ]
    return replace(report, seconds=0.0, tasks=tuple(tasks))


def finding(report: Report, id: str) -> Finding:
    return next(f for f in report.findings if f.id == id)


def right_answer(exercise: str, name: str) -> str:
    """The text of one of those in `solutions`."""
    return (ROOT / "tests" / "solutions" / exercise / f"{name}.py").read_text(encoding="utf-8")


def edited(text: str, *changes: tuple[str, str]) -> str:
    """With one text in place of another, which has to be there once; change after change."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def answered(task: str, text: str, **options: object) -> Report:
    """The text as an answer to an exercise of ours or, as in "exercise_4.adam", to one task of it."""
    return grade(submission(text, "answer.py"), task, catalog.content(), **options)


def told(report: Report) -> tuple[set[str], bool]:
    """Ids of the mistakes that are told, and whether all of them are sure."""
    matches = [match for found in report.findings for match in found.misconceptions]
    return {match.id for match in matches}, all(match.sure for match in matches)


def named(task: str, text: str) -> set[str]:
    """Ids of the mistakes that are told for sure of an answer, which earns nothing."""
    report = answered(task, text)
    assert report.trouble is None
    assert report.earned == 0
    return {match.id for found in report.findings for match in found.misconceptions if match.sure}
