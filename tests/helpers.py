"""What several tests need: the miniature course, submissions from text, one grading from start to report."""

from __future__ import annotations

import textwrap
from pathlib import Path

from grader import catalog
from grader.catalog import Content
from grader.report import Finding, Report
from grader.runners import RUNNERS, Job, finished
from grader.submission import SourceFile, Submission

ROOT = Path(__file__).resolve().parent.parent
COURSE = Content(ROOT / "tests" / "course" / "exercises", ROOT / "tests" / "course" / "reference")


def submission(text: str, name: str = "tiny.py") -> Submission:
    return Submission(name, name, (SourceFile(name, textwrap.dedent(text)),))


def grade(sent: Submission, exercise: str = "exercise_1", content: Content = COURSE, **options: object) -> Report:
    """Through the real isolated worker."""
    found, task = catalog.find(exercise, catalog.exercises(content))
    job = Job(found, sent, **{"seed": 0, "content": content, "task": task and task.id, **options})  # type: ignore[arg-type]
    return finished(RUNNERS["isolated"](job))


def finding(report: Report, id: str) -> Finding:
    return next(f for f in report.findings if f.id == id)
