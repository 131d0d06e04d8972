"""Grading a class: what was handed in, into the gradebook, each thing once.

A submission that is recorded already, under the same seed and versions, is not graded again, so that an interrupted
run is gone on with by running it again. What several handed in alike is graded once, and recorded for each. What cannot
be read is recorded as such and stops nobody else.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from grader.classroom import handed as hands
from grader.classroom.handed import Handed
from grader.classroom.latest import MENDED, Latest
from grader.content import Content
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.gradebook import Gradebook, report_of
from grader.report import Report
from grader.runners import Job
from grader.runners.pool import Lost
from grader.submission import Submission


@dataclass(frozen=True, slots=True)
class Order:
    """How a class is graded: the same for everybody, so that marks compare.

    versions: of the grader and of the exercise
    held: whether only where submissions are kept from the machine
    entry: the file to load of those that have several
    retime: whether what is recorded already gets the time of handing in that it has now
    """

    exercise: Exercise
    content: Content
    seed: int
    versions: tuple[str, str]
    examples: int = 0
    dialect: str = ""
    isolation: str = "auto"
    held: bool = True
    entry: str | None = None
    backend: str = "numpy"
    retime: bool = False

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

    code, values: why it was not judged; of what is known, "class.times" where another time of handing in is recorded
    """

    student: str
    label: str
    what: str
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    report: Report | None = None


class Identity(NamedTuple):
    """What makes grading something once more a waste. Neither the backend nor the isolation is part of it: a class is
    judged with NumPy alone, and how a submission was held changes no mark."""

    student: str
    digest: str
    seed: int
    grader_version: str
    exercise_version: str
    dialect: str
    examples: int


SAME = ("exercise", "task", *Identity._fields)
"""What two attempts have in common, one of which would be recorded twice."""

Key = tuple[Handed, Submission]
Engine = Callable[[Iterable[tuple[Key, Job]]], Iterator[tuple[Key, Report | Lost]]]
"""Grades jobs, on this machine (`runners.pool`) or on a cluster, and gives each one's report or why there is none."""


def run(order: Order, handed: Sequence[Handed], book: Gradebook, engine: Engine) -> Generator[Step]:
    """Deal with every submission, in the order of students as far as several at once allow."""
    return _Run(order, handed, book).steps(engine)


class _Run:
    """One run over a class.

    known: what the gradebook holds already, so that it need not be judged: the number of the newest attempt
    times: of handing in, of what is known
    last: the newest attempt's number, as far as this run has looked
    latest: what each student handed in last; open: whether the newest of a student could not be judged
    several: students who handed in twice
    judged: by what was handed in, the number of this run's attempt, or why there is none; 0 while it is being judged
    alike: what is just the same as an earlier one, to be dealt with when that is judged
    done: steps that nobody has been told of yet
    """

    def __init__(self, order: Order, handed: Sequence[Handed], book: Gradebook) -> None:
        self.order, self.handed, self.book = order, handed, book
        self.known: dict[Identity, int] = {}
        self.times: set[tuple[Identity, str]] = set()
        self.latest = Latest()
        self.last = 0
        self._look()
        self.open = {refusal.student: refusal.code != MENDED for refusal in book.refusals(order.exercise.id)}
        self.several = {student for student, count in Counter(item.student for item in handed).items() if count > 1}
        self.judged: dict[str, int | Lost] = {}
        self.alike: list[Handed] = []
        self.done: deque[Step] = deque()

    def _look(self) -> None:
        """Take in what the gradebook holds by now; another run over the same class may be recording in it as well."""
        for attempt in self.book.each(self.order.exercise.id, reports=False, after=self.last):
            self.last = attempt.id
            if not attempt.task:
                identity = Identity(*(getattr(attempt, name) for name in Identity._fields))
                self.known[identity] = attempt.id
                self.times.add((identity, attempt.handed_in))
                self.latest.add(attempt)

    def steps(self, engine: Engine) -> Generator[Step]:
        for (item, submission), result in engine(self._jobs()):
            if isinstance(result, Lost):
                self.judged[_content(submission)] = result
                self._lose(item, result)
            else:
                self._record(item, submission, result)
            while self.done:
                yield self.done.popleft()
        for item in self.alike:
            self._copy(item)
            yield self.done.popleft()
        yield from self.done

    def _jobs(self) -> Iterator[tuple[Key, Job]]:
        """What is to be judged, as there is somebody to judge it; the others are dealt with on the way."""
        for item in self.handed:
            submission = self._readable(item)
            if submission is None:
                continue
            content = _content(submission)
            identity = self._identity(item.student, submission)
            if identity in self.known:
                self._recall(item, submission, identity)
            elif content in self.judged:
                self.alike.append(item)
            else:
                self.judged[content] = 0
                yield (item, submission), self.order.job(submission)

    def _readable(self, item: Handed) -> Submission | None:
        """What was handed in; None where it has no one student, or cannot be read."""
        if not item.student:
            self._refuse(item, "refused", "class.student", seen=item.label)
        elif item.student in self.several:
            self._refuse(item, "refused", "class.twice", student=item.student)
        else:
            try:
                return self._read(item)
            except UsageError as error:
                self._refuse(item, "refused", error.code, **error.values)
            except Exception as error:  # a fault of ours in reading one submission stops no class
                self._refuse(item, "lost", "class.unread", reason=f"{type(error).__name__}: {error}")
        return None

    def _read(self, item: Handed) -> Submission:
        exercise = self.order.exercise
        return hands.read(item, exercise.name, self.order.entry, exercise.is_unwritten)

    def _identity(self, student: str, submission: Submission) -> Identity:
        order = self.order
        return Identity(student, submission.digest, order.seed, *order.versions, order.dialect, order.examples)

    def _recall(self, item: Handed, submission: Submission, identity: Identity) -> None:
        """Deal with what is judged already. It is recorded again, with the time that it has now, where the student has
        gone back to it after something else, or where new times are wanted; elsewhere a new time is only told."""
        newest = self.latest.newest(item.student)
        code = ""
        if (identity, item.time) not in self.times:
            if self.order.retime or newest is None or newest.digest != submission.digest:
                attempt, _ = self.book.attempt(self.known[identity])
                report = replace(report_of(attempt), submission=submission.label)
                self.book.append_once(report, submission, item.student, item.time, (*SAME, "handed_in"), self.last)
            else:
                code = "class.times"
        self._mend(item)
        self.done.append(Step(item.student, item.label, "known", code))

    def _mend(self, item: Handed) -> None:
        if self.open.pop(item.student, False):
            self.book.refuse(self.order.exercise.id, item.student, item.label, MENDED, {})

    def _record(self, item: Handed, submission: Submission, report: Report) -> None:
        """Unless another run was faster."""
        report = replace(report, submission=submission.label)
        self._look()
        number, new = self.known.get(self._identity(item.student, submission), 0), False
        if not number:
            number, new = self.book.append_once(report, submission, item.student, item.time, SAME, self.last)
        self.judged[_content(submission)] = number
        self._mend(item)
        self.done.append(Step(item.student, item.label, "graded" if new else "known", report=report))

    def _copy(self, item: Handed) -> None:
        """Record for one student what came of the same files of another."""
        submission = self._read(item)
        found = self.judged.get(_content(submission), Lost("its files have changed since"))
        if isinstance(found, Lost):
            self._lose(item, found)
        else:
            attempt, _ = self.book.attempt(found)
            self._record(item, submission, report_of(attempt))

    def _lose(self, item: Handed, lost: Lost) -> None:
        self._refuse(item, "lost", "class.faulty" if lost.by_exercise else "class.lost", reason=lost.reason)

    def _refuse(self, item: Handed, what: str, code: str, **values: object) -> None:
        self.book.refuse(self.order.exercise.id, item.student, item.label, code, values)
        self.done.append(Step(item.student, item.label, what, code, values))


def _content(submission: Submission) -> str:
    """A digest of all that a report follows from, which leaves out what the submission is called."""
    return hashlib.sha256(repr(replace(submission, label="")).encode(errors="surrogatepass")).hexdigest()
