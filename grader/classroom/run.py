"""Grading a class: what was handed in, into the gradebook, each thing once.

A submission that is recorded already, under the same seed and versions, is not graded again, so that an interrupted
run is gone on with by running it again. What several handed in alike is graded once, and recorded for each. What cannot
be read is recorded as such and stops nobody else.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from grader.classroom import handed as hands
from grader.classroom.handed import Handed
from grader.content import Content
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.gradebook import Attempt, Gradebook, report_of
from grader.report import SEED_BITS, Report
from grader.runners import Job, pool
from grader.runners.pool import Lost
from grader.submission import Submission

MIN_SECRET = 16
"""Bytes of a seed file: fewer could be found by trying."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a class is graded: the same for everybody, so that marks compare.

    held: whether only where submissions are kept from the machine
    entry: the file to load of those that have several; scheduler: of the cluster to use, "" for this machine
    """

    exercise: Exercise
    content: Content
    seed: int
    versions: tuple[str, str]
    processes: int
    examples: int = 0
    dialect: str = ""
    isolation: str = "auto"
    held: bool = True
    entry: str | None = None
    scheduler: str = ""
    backend: str = "numpy"

    def job(self, submission: Submission) -> Job:
        return Job(
            exercise=self.exercise,
            submission=submission,
            seed=self.seed,
            content=self.content,
            examples=self.examples,
            dialect=self.dialect,
            isolation=self.isolation,
            held=self.held,
            backend=self.backend,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One submission dealt with. what: graded, known (it was before), refused or lost

    code, values: why it was not judged
    """

    student: str
    label: str
    what: str
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    report: Report | None = None


Key = TypeVar("Key")
Identity = tuple[str, str, int, str, str, str, int]


def run(order: Order, handed: Sequence[Handed], book: Gradebook) -> Iterator[Step]:
    """Deal with every submission, in the order of students as far as several at once allow."""
    exercise = order.exercise
    known = {_identity(attempt) for attempt in book.each(exercise.id, reports=False) if not attempt.task}
    several = {student for student, count in Counter(h.student for h in handed).items() if count > 1}
    judged: dict[str, int | str] = {}  # by what was handed in: this run's attempt, or why there is none; 0 for not yet
    alike: list[Handed] = []  # what is just the same as an earlier one, for when that is judged
    done: deque[Step] = deque()

    def graded(item: Handed, submission: Submission, report: Report) -> None:
        report = replace(report, submission=submission.label)
        number = book.append(report, submission, student=item.student, handed_in=item.time)
        judged[_content(submission)] = number
        done.append(Step(item.student, item.label, "graded", report=report))

    def refused(item: Handed, what: str, code: str, **values: object) -> Step:
        book.refuse(exercise.id, item.student, item.label, code, values)
        return Step(item.student, item.label, what, code, values)

    def jobs() -> Iterator[tuple[tuple[Handed, Submission], Job]]:
        for item in handed:
            if not item.student:
                done.append(refused(item, "refused", "class.student", seen=item.label))
            elif item.student in several:
                done.append(refused(item, "refused", "class.twice", student=item.student))
            else:
                try:
                    submission = hands.read(item, exercise.name, order.entry, exercise.starters())
                except UsageError as error:
                    done.append(refused(item, "refused", error.code, **error.values))
                except Exception as error:  # a fault of ours in reading one submission stops no class
                    done.append(refused(item, "lost", "class.unread", reason=f"{type(error).__name__}: {error}"))
                else:
                    content = _content(submission)
                    if _identity_of(order, item.student, submission) in known:
                        done.append(Step(item.student, item.label, "known"))
                    elif content in judged:
                        alike.append(item)
                    else:
                        judged[content] = 0
                        yield (item, submission), order.job(submission)

    for (item, submission), result in _graded(jobs(), order):
        if isinstance(result, Lost):
            judged[_content(submission)] = result.reason
            done.append(refused(item, "lost", "class.lost", reason=result.reason))
        else:
            graded(item, submission, result)
        while done:
            yield done.popleft()
    for item in alike:
        submission = hands.read(item, exercise.name, order.entry, exercise.starters())
        found = judged.get(_content(submission), "its files have changed since")
        if isinstance(found, str):
            done.append(refused(item, "lost", "class.lost", reason=found))
        else:
            attempt, _ = book.attempt(found)
            graded(item, submission, report_of(attempt))
        yield done.popleft()
    yield from done


def _graded(jobs: Iterable[tuple[Key, Job]], order: Order) -> Iterator[tuple[Key, Report | Lost]]:
    if not order.scheduler:
        return pool.graded(jobs, order.processes)
    from grader.runners import cluster

    return cluster.graded(jobs, order.scheduler)


@dataclass(frozen=True, slots=True)
class Change:
    """A recorded attempt, graded again. report: None where the grader failed twice at it"""

    attempt: Attempt
    submission: Submission
    report: Report | None
    reason: str = ""

    @property
    def changes(self) -> bool:
        return self.report is not None and self.report.earned != self.attempt.earned


def regrade(
    orders: Iterable[tuple[Order, Attempt]], book: Gradebook, processes: int
) -> Iterator[Change | UsageError]:
    """Grade recorded attempts again, each as its order says; of a damaged one, what is wrong. Records nothing."""
    damaged: list[UsageError] = []

    def jobs() -> Iterator[tuple[tuple[Attempt, Submission], Job]]:
        for order, attempt in orders:
            try:
                _, submission = book.attempt(attempt.id)
            except UsageError as error:
                damaged.append(error)
            else:
                yield (attempt, submission), order.job(submission)

    for (attempt, submission), result in pool.graded(jobs(), processes):
        if isinstance(result, Lost):
            yield Change(attempt, submission, None, result.reason)
        else:
            yield Change(attempt, submission, result)
    yield from damaged


def seed(book: Gradebook, file: Path | None, exercise: str) -> int:
    """The class's seed for an exercise: from the file's secret, else from the gradebook's own."""
    return derived(book.secret() if file is None else secret(file), exercise)


def derived(secret: bytes, exercise: str) -> int:
    """The seed that a secret means for an exercise."""
    digest = hashlib.sha256(b"nnkata class seed\0" + exercise.encode() + b"\0" + secret).digest()
    return int.from_bytes(digest, "big") >> (256 - SEED_BITS)


def secret(file: Path) -> bytes:
    """The secret in a file. Raises UsageError where there is none, or one that could be guessed."""
    try:
        found = file.read_bytes().strip()
    except OSError as error:
        raise UsageError("class.seed_file", path=str(file), reason=error.strerror) from None
    if len(found) < MIN_SECRET:
        raise UsageError("class.seed_short", path=str(file), least=MIN_SECRET)
    return found


def _content(submission: Submission) -> str:
    """A digest of all that a report follows from, which leaves out what the submission is called."""
    return hashlib.sha256(repr(replace(submission, label="")).encode(errors="surrogatepass")).hexdigest()


def _identity(attempt: Attempt) -> Identity:
    """What makes grading something once more a waste."""
    versions = (attempt.grader_version, attempt.exercise_version)
    return (attempt.student, attempt.digest, attempt.seed, *versions, attempt.dialect, attempt.examples)


def _identity_of(order: Order, student: str, submission: Submission) -> Identity:
    return (student, submission.digest, order.seed, *order.versions, order.dialect, order.examples)
