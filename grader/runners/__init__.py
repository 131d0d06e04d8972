"""Runners carry a job to a report. A job and a report are the whole protocol; how checks reach the submission is
a runner's own affair, and the checks cannot tell.

Importing this imports no NumPy, so that a command can start the zygote before it loads its own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from grader.content import Content
from grader.errors import HostError, UsageError
from grader.exercise import Exercise, Limits
from grader.report import Finding, Report
from grader.submission import Submission

if TYPE_CHECKING:
    from grader.catalog import Course
    from grader.judging.bench import Bench


LEVELS = ("strong", "container")
"""Of isolation, at which a submission is kept from the machine: those at which strangers' code may run."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be graded, and how. The same job gives the same report, apart from timings.

    task: only this one; examples: further examples that Hypothesis draws for each check that passes
    dialect: a setting of the exercise under which further conventions earn points
    isolation: "auto" for the strongest that this system has of its own, "bubblewrap" for that inside bubblewrap,
        "process-only"
    held: whether it runs at one of LEVELS or not at all, wherever it comes to be run
    backend: the library whose arrays the submission and the reference are given (`grader.worker.backends`)
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
    held: bool = False
    backend: str = "numpy"
    hints: Mapping[str, int] = field(default_factory=dict)

    @property
    def limits(self) -> Limits:
        """What the submission may use in this job."""
        return self.exercise.limits.asked(self.examples)


@dataclass(frozen=True, slots=True)
class Opening:
    """What jobs to come have in common, for whoever wants to be ready before the first of them."""

    exercise: Exercise
    content: Content
    isolation: str = "auto"
    backend: str = "numpy"


Grading = Generator[Finding, None, Report]
"""Yields findings as they are made and returns the report."""

Runner = Callable[[Job], Grading]


def finished(grading: Grading) -> Report:
    """The report, for whoever does not look at the findings as they come."""
    while True:
        try:
            next(grading)
        except StopIteration as end:
            report: Report = end.value
            return report


class Isolated:
    """The submission in a locked worker of its own: for everything that a learner wrote.

    What the next job has in common with the last one, of the same exercise under the same seed, is there already.
    """

    def __init__(self) -> None:
        self._course: Course | None = None
        self._of: Content | None = None  # whose the course is
        self._bench: Bench | None = None
        self._for: tuple[object, ...] = ()

    def prepare(self, opening: Opening) -> str:
        """Load all that such jobs need, and give the level at which their submissions will be held. Raises UsageError,
        ExerciseError, HostError."""
        from grader.runners import hosts

        host = hosts.start(opening.isolation, opening.backend)
        from grader.runners import grading, isolated, supplied  # noqa: F401  # for the jobs

        self._loaded(opening.exercise, opening.content)
        return host.isolation.level

    def __call__(self, job: Job) -> Grading:
        from grader.runners import hosts

        host = hosts.start(job.isolation, job.backend)  # before the imports below, which load NumPy
        from grader.runners.grading import grade
        from grader.runners.isolated import IsolatedStudent
        from grader.runners.supplied import supply

        if job.held and host.isolation.level not in LEVELS:
            raise HostError(f"submissions are held only at the level {host.isolation.level}")
        bench = self._serving(job)
        exercise = job.exercise
        submission = supply(job.submission, exercise, job.content.reference)
        student = IsolatedStudent(
            submission, exercise.vocabulary.plain(), job.limits, host, job.backend, exercise.wanted
        )
        job = replace(job, submission=replace(job.submission, remarks=submission.remarks))
        try:
            return (yield from grade(job, bench, student))
        finally:
            student.close()

    def _serving(self, job: Job) -> Bench:
        from grader.judging.bench import Bench

        wanted = (job.exercise, job.content, job.seed, job.dialect, job.backend, job.examples > 0)
        if self._bench is None or self._for != wanted:
            course = self._loaded(job.exercise, job.content)
            release = course.release
            if release is None:
                self._bench = Bench(course, job.seed, job.dialect, job.backend)
            elif job.seed != release.seed or job.examples:
                raise UsageError("release.seed", exercise=job.exercise.id)
            else:
                from grader.judging.stored import StoredBench

                self._bench = StoredBench(course, release, job.dialect, job.backend)
            self._for = wanted
        return self._bench

    def _loaded(self, exercise: Exercise, content: Content) -> Course:
        from grader.catalog import load

        if self._course is None or self._course.exercise != exercise or self._of != content:
            self._course, self._of = load(exercise, content), content
        return self._course


def alone(job: Job) -> Grading:
    """One job, with nothing kept for a next one."""
    return Isolated()(job)
