"""A recorded class, judged again: what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.classroom.run import Order
from grader.errors import UsageError
from grader.gradebook import Attempt, Gradebook
from grader.report import Report
from grader.runners import Job, pool
from grader.runners.pool import Lost
from grader.submission import Submission


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


def regrade(orders: Iterable[tuple[Order, Attempt]], book: Gradebook, processes: int) -> Iterator[Change | UsageError]:
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
