"""What came of a class: marks, how each task and check did, which mistakes were made and by whom, what to look at.

`records` reads the gradebook; here its records are counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import correlation, median

from grader.classroom.records import Damage, Record, Standing, open_refusals, sources, standings
from grader.classroom.roster import Roster
from grader.classroom.rules import Late, Rules
from grader.classroom.similarity import Alike, alike
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.gradebook import Adjustment, Attempt, Gradebook, Refusal
from grader.report import EARNING

FAULTS = ("class.lost", "class.unread", "class.faulty")
"""Codes of refusals that are the fault of the grader or the exercise."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one student gets, and why.

    attempt: the one that counts; None where nothing could be judged
    outcomes: of that attempt, by task; attempts: how many unlike submissions there were
    days: begun since the deadline; kept: the share of the points that is left for that
    adjustment: points that people added, with their reasons
    flags: codes of what an instructor wants to look at
    """

    student: str
    name: str
    attempt: Attempt | None
    outcomes: Mapping[str, str]
    attempts: int
    days: int
    kept: float
    adjustment: float
    reasons: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def mark(self) -> float | None:
        """Points earned, less what being late costs, and what people added; never below 0."""
        if self.attempt is None:
            return max(0.0, self.adjustment) if self.reasons else None
        return max(0.0, self.attempt.earned * self.kept + self.adjustment)


@dataclass(frozen=True, slots=True)
class Item:
    """How a task, or a check of it, did.

    asked, passed: students; discrimination: correlation of passing it with the points of everything else, None where
    all did alike; tries, hints: the median of students who passed, of attempts up to the first pass and of hint levels
    """

    task: str
    check: str
    asked: int
    passed: int
    discrimination: float | None = None
    tries: float | None = None
    hints: float | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known mistake, or a regularity of wrong numbers ("evidence.…"), and who made it."""

    task: str
    id: str
    students: tuple[str, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slow:
    """Right, but slow."""

    student: str
    task: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Tally:
    """A class at one exercise.

    unnamed: by task, whose answer is wrong in a way that nothing is known of
    refusals: what could not be judged, and was not made good by a later submission; missing: students who are on the
    roster and handed in nothing; damaged: what of the gradebook is not as it was recorded, and so is not counted
    """

    exercise: Exercise
    marks: tuple[Mark, ...]
    items: tuple[Item, ...]
    mistakes: tuple[Mistake, ...]
    unnamed: Mapping[str, tuple[str, ...]]
    slow: tuple[Slow, ...]
    alike: tuple[Alike, ...]
    refusals: tuple[Refusal, ...]
    missing: tuple[str, ...]
    damaged: tuple[UsageError, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nobody handed in anything."""
        return len(self.marks) == len(self.missing)


def tally(
    exercise: Exercise,
    book: Gradebook,
    rules: Rules | None = None,
    roster: Roster | None = None,
    starter: str = "",
    similar: bool = True,
) -> Tally:
    """Count everything recorded for an exercise. Attempts of no student, a learner's own, are left out.

    starter: text of the starter file, which says nothing about who resembles whom
    similar: whether to look for submissions that resemble each other, which reads all of them
    """
    rules, roster = rules or Rules(), roster or Roster()
    damage = Damage(book)
    late = rules.of(exercise.id)
    students = standings(exercise.id, book, rules.counts, late, damage)
    adjustments = damage.without(book.adjustments(exercise.id))
    refusals = open_refusals(damage.without(book.refusals(exercise.id)), students)
    resembling = alike(sources(book, students, damage), starter) if similar else []
    known = {*students, *damage.students, *(refusal.student for refusal in refusals if refusal.student)}
    missing = tuple(id for id in roster.names if id not in known)
    copied = frozenset(student for found in resembling for student in found.students)
    marking = _Marking(students, refusals, adjustments, copied, frozenset(damage.students), late, roster)
    records = {student: found.record for student, found in students.items()}
    return Tally(
        exercise=exercise,
        marks=tuple(marking.mark(student) for student in sorted(known | set(missing))),
        items=tuple(_items(exercise, list(records.values()), students)),
        mistakes=tuple(_mistakes(exercise, records)),
        unnamed=_unnamed(exercise, records),
        slow=tuple(Slow(s, task, ratio) for s, record in sorted(records.items()) for task, ratio in record.slow),
        alike=tuple(resembling),
        refusals=tuple(refusals),
        missing=missing,
        damaged=tuple(damage.errors),
    )


@dataclass(frozen=True, slots=True)
class _Marking:
    """All that the marks of a class rest on. copied: who resembles somebody; damaged: of whom something is damaged"""

    students: Mapping[str, Standing]
    refusals: Sequence[Refusal]
    adjustments: Sequence[Adjustment]
    copied: frozenset[str]
    damaged: frozenset[str]
    late: Late
    roster: Roster

    def mark(self, student: str) -> Mark:
        found = self.students.get(student)
        attempt = found.record.attempt if found else None
        days = self.late.days(student, attempt.handed_in) if attempt else 0
        own = [item for item in self.adjustments if item.student == student]
        return Mark(
            student=student,
            name=self.roster.names.get(student, ""),
            attempt=attempt,
            outcomes=found.record.outcomes if found else {},
            attempts=found.count if found else 0,
            days=days,
            kept=self.late.kept(days),
            adjustment=sum(item.points for item in own),
            reasons=tuple(f"{item.reason} ({item.points:+g})" for item in own),
            flags=tuple(self._flags(student, days)),
        )

    def _flags(self, student: str, days: int) -> Iterator[str]:
        found = self.students.get(student)
        yield from found.record.flags if found else ()
        for refusal in self.refusals:
            if refusal.student == student:  # the newest submission could not be judged: whose fault is that?
                yield "lost" if refusal.code in FAULTS else "unreadable"
        if student in self.damaged:
            yield "damaged"
        if student in self.copied:
            yield "similar"
        if self.roster.names and student not in self.roster.names:
            yield "stranger"
        if days:
            yield "late"


def _items(exercise: Exercise, records: list[Record], students: Mapping[str, Standing]) -> Iterable[Item]:
    """For each task itself, then its checks."""
    points = {task.id: task.points for task in exercise.tasks}
    for task in exercise.tasks:
        judged = [record for record in records if task.id in record.outcomes]
        passed = [record.outcomes[task.id] in EARNING for record in judged]
        rest = [_earned(record, points) - points[task.id] * ok for record, ok in zip(judged, passed, strict=True)]
        tries = [found.first[task.id] for found in students.values() if task.id in found.first]
        hints = [_hints(record, task.id) for record, ok in zip(judged, passed, strict=True) if ok]
        yield Item(
            task=task.id,
            check="",
            asked=len(judged),
            passed=sum(passed),
            discrimination=_correlation(passed, rest),
            tries=median(tries) if tries else None,
            hints=median(hints) if hints else None,
        )
        names = dict.fromkeys(name for record in judged for of, name in record.checks if of == task.id)
        for name in names:
            outcomes = [record.checks.get((task.id, name), "skipped") for record in judged]
            asked = [outcome for outcome in outcomes if outcome not in ("skipped", "not attempted")]
            yield Item(task.id, name, len(asked), sum(outcome in EARNING for outcome in asked))


def _earned(record: Record, points: Mapping[str, float]) -> float:
    return sum(points.get(task, 0.0) for task, outcome in record.outcomes.items() if outcome in EARNING)


def _hints(record: Record, task: str) -> int:
    """Hint levels that the student had opened, of this task's checks and mistakes."""
    own = {name for of, name in record.checks if of == task} | {id for of, id, _ in record.mistakes if of == task}
    return sum(level for id, level in record.hints.items() if id in own or id.startswith(f"{task}."))


def _correlation(passed: list[bool], rest: list[float]) -> float | None:
    """Pearson's, of two rows of equal length; None of fewer than three pairs, or where a row is constant."""
    points = [round(y, 9) for y in rest]  # sums of the same points may differ in the last digits
    if len(passed) < 3 or len(set(passed)) < 2 or len(set(points)) < 2:
        return None
    return round(correlation(passed, points), 9) + 0.0  # no -4e-17, and no -0


def _mistakes(exercise: Exercise, records: Mapping[str, Record]) -> Iterable[Mistake]:
    """The most frequent first, task by task. records: the ones that count, by student"""
    sure: dict[tuple[str, str], list[str]] = defaultdict(list)
    possible: dict[tuple[str, str], list[str]] = defaultdict(list)
    for student, record in sorted(records.items()):
        for task, id, certain in record.mistakes:
            (sure if certain else possible)[task, id].append(student)
    order = {task.id: place for place, task in enumerate(exercise.tasks)}
    counts = Counter({key: len(sure[key]) + len(possible[key]) for key in {*sure, *possible}})
    for task, id in sorted(counts, key=lambda key: (order.get(key[0], 99), -counts[key], key[1])):
        yield Mistake(task, id, tuple(sure.get((task, id), ())), tuple(possible.get((task, id), ())))


def _unnamed(exercise: Exercise, records: Mapping[str, Record]) -> dict[str, tuple[str, ...]]:
    wrong = {
        task.id: tuple(student for student, record in sorted(records.items()) if task.id in record.unnamed)
        for task in exercise.tasks
    }
    return {task: students for task, students in wrong.items() if students}
