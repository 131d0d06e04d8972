"""One job, asked of a submission in its worker."""

from __future__ import annotations

import platform
from collections import Counter
from importlib import import_module
from time import perf_counter

import numpy as np

import grader
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Evidence, Finding, Report, TaskReport, Trouble, Value
from grader.runners import Grading, Job, judge
from grader.runners.isolated import IsolatedStudent
from grader.student import Loaded, LoadError, WorkerError
from grader.worker.backends import kind


def grade(job: Job, bench: Bench, student: IsolatedStudent) -> Grading:
    """Load the submission, ask it everything, put the findings together."""
    start = perf_counter()
    findings: list[Finding] = []
    trouble: Trouble | None = None
    notes = [Evidence(code, "", values) for code, values in job.submission.remarks]
    try:
        loaded = student.load()
        notes += [Evidence("stand_in", "", {"module": name}) for name in loaded.stand_ins]
        notes += failing(loaded)
        notes += signs(loaded, job.backend)
        for finding in evaluate(bench, student, loaded, task=job.task, examples=job.examples):
            findings.append(finding)
            yield finding
    except LoadError as error:
        trouble = Trouble(error.code, error.values, error.frames)
    except WorkerError as error:
        trouble = Trouble(error.code, error.values)
    asked, there = Counter(f.task for f in findings), Counter(task for task, _ in bench.course.checks)
    tasks = tuple(
        TaskReport(
            task.id,
            task.points,
            tuple(f for f in findings if f.task == task.id and asked[task.id] == there[task.id]),
            task.bonus,
        )
        for task in job.exercise.tasks
        if job.task in (None, task.id)
    )
    return Report(
        exercise=job.exercise.id,
        submission=job.submission.label,
        digest=job.submission.digest,
        seed=job.seed,
        tasks=tasks,
        isolation=student.isolation,
        versions=versions(job),
        trouble=trouble,
        notes=tuple(notes),
        output=student.output,
        examples=job.examples,
        dialect=job.dialect,
        backend=job.backend,
        hints=job.hints,
        seconds=perf_counter() - start,
    )


def failing(loaded: Loaded) -> list[Evidence]:
    """What was left out, and where it failed."""
    error = loaded.failing
    if error is None:
        return []
    frames = error.frames if isinstance(error, LoadError) else ()
    place: dict[str, Value] = {}
    if frames:
        place = {"file": frames[-1].file, "line": frames[-1].line, "cell": frames[-1].cell}
    return [Evidence("failing_at" if place else "failing", "", {"trouble": error.code, **error.values, **place})]


def signs(loaded: Loaded, backend: str) -> list[Evidence]:
    """What an instructor may want to look at. The import of the library whose arrays are judged is none of it."""
    expected = {("library", package) for package in kind(backend).packages}
    return [Evidence(f"flag.{code}", "", {"name": name}) for code, name in loaded.flags if (code, name) not in expected]


def versions(job: Job) -> dict[str, str]:
    library = kind(job.backend)
    return {
        "grader": grader.__version__,
        "exercise": str(job.exercise.version),
        "python": platform.python_version(),
        "numpy": np.__version__,
        **{name: version(name) for name in library.packages[:1]},
        **judge.of(job.exercise, job.content),
    }


def version(package: str) -> str:
    return str(import_module(package).__version__)
