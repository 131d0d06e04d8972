"""Runners carry a job to a report. A job and a report are the whole protocol; how checks reach the submission is a
runner's own affair, and the checks cannot tell."""

from __future__ import annotations

import platform
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

import grader
from grader.catalog import Content, Course, load
from grader.evaluate import evaluate
from grader.exercise import Exercise
from grader.report import Evidence, Finding, Isolation, Report, TaskReport, Trouble
from grader.student import LoadError, Student, WorkerError
from grader.submission import Submission


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be graded, and how. The same job gives the same report, apart from timings.

    task: only this one; examples: further examples that Hypothesis draws for each check that passes
    dialect: a setting of the exercise under which further conventions earn points
    isolation: "auto" for the strongest that holds here, else "process-only"
    hints: hint levels that the learner has opened, for the record
    """

    exercise: Exercise
    submission: Submission
    seed: int
    content: Content
    task: str | None = None
    examples: int = 0
    dialect: str = ""
    isolation: str = "auto"
    hints: Mapping[str, int] = field(default_factory=dict)


Grading = Generator[Finding, None, Report]
"""Yields findings as they are made and returns the report."""

Runner = Callable[[Job], Grading]


def isolated(job: Job) -> Grading:
    """The submission in a locked worker of its own: for everything that a learner wrote."""
    from grader.runners.isolated import IsolatedStudent
    from grader.runners.zygote import Zygote

    zygote = Zygote.start(job.isolation)
    course = load(job.exercise, job.content)
    exercise = job.exercise
    student = IsolatedStudent(job.submission, exercise.vocabulary.plain(), exercise.limits, zygote)
    try:
        return (yield from grade(job, course, student))
    finally:
        student.close()


def grade(job: Job, course: Course, student: Student) -> Grading:
    """Load the submission into the student, ask it everything, put the findings together."""
    start = perf_counter()
    findings: list[Finding] = []
    trouble: Trouble | None = None
    notes = [Evidence(code, "", values) for code, values in job.submission.remarks]
    try:
        loaded = student.load()
        notes += [Evidence("stand_in", "", {"module": name}) for name in loaded.stand_ins]
        for finding in evaluate(
            course, student, loaded, seed=job.seed, task=job.task, examples=job.examples, dialect=job.dialect
        ):
            findings.append(finding)
            yield finding
    except LoadError as error:
        trouble = Trouble(error.code, error.values, error.frames)
    except WorkerError as error:
        trouble = Trouble(error.code, error.values)
    tasks = tuple(
        TaskReport(task.id, task.points, tuple(f for f in findings if f.task == task.id), task.bonus)
        for task in job.exercise.tasks
        if job.task in (None, task.id)
    )
    return Report(
        exercise=job.exercise.id,
        submission=job.submission.label,
        digest=job.submission.digest,
        seed=job.seed,
        tasks=tasks,
        isolation=getattr(student, "isolation", Isolation("none")),
        versions=versions(job.exercise),
        trouble=trouble,
        notes=tuple(notes),
        output=getattr(student, "output", ""),
        examples=job.examples,
        dialect=job.dialect,
        hints=job.hints,
        seconds=perf_counter() - start,
    )


def versions(exercise: Exercise) -> dict[str, str]:
    return {
        "grader": grader.__version__,
        "exercise": str(exercise.version),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


RUNNERS: dict[str, Runner] = {"isolated": isolated}
