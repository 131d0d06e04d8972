"""What came of a class: marks, how each task and check did, which mistakes were made and by whom, what to look at.

Everything is read from the gradebook, one report at a time, so that ten thousand take no more memory than their marks.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from grader.classroom.roster import Roster
from grader.classroom.rules import Rules
from grader.classroom.similarity import Alike, alike
from grader.exercise import Exercise
from grader.gradebook import Attempt, Gradebook, Refusal
from grader.runners import LEVELS

FAULTS = ("class.lost", "class.unread")
"""Codes of refusals that are the grader's fault."""

PASSING = ("passed", "broken")
"""Outcomes that earn points."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one student gets, and why.

    attempt: the one that counts; None where nothing could be judged
    outcomes: by task; days: late; adjustment: points that people added
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
    """A class at one exercise."""

    exercise: Exercise
    marks: tuple[Mark, ...]
    items: tuple[Item, ...]
    mistakes: tuple[Mistake, ...]
    slow: tuple[Slow, ...]
    alike: tuple[Alike, ...]
    refusals: tuple[Refusal, ...]
    missing: tuple[str, ...]


@dataclass(slots=True)
class _Record:
    """What is kept of one attempt's report."""

    attempt: Attempt
    outcomes: dict[str, str]
    checks: dict[tuple[str, str], str]
    mistakes: list[tuple[str, str, bool]]
    slow: list[tuple[str, float]]
    hints: dict[str, int]
    flags: list[str]


@dataclass(slots=True)
class _Student:
    records: list[_Record] = field(default_factory=list)
    count: int = 0
    first: dict[str, int] = field(default_factory=dict)  # the number of the attempt at which a task first passed


def tally(
    exercise: Exercise,
    book: Gradebook,
    rules: Rules | None = None,
    roster: Roster | None = None,
    starter: str = "",
    similar: bool = True,
) -> Tally:
    """Count everything recorded for an exercise. Attempts of no student, a learner's own, are left out."""
    rules, roster = rules or Rules(), roster or Roster()
    students = _students(exercise, book, rules.counts)
    refusals = _open_refusals(book.refusals(exercise.id), students)
    counting = {student: found.records[-1] for student, found in students.items()}
    resembling = alike(_sources(book, counting), starter) if similar else []
    copied = {student for found in resembling for student in found.students}
    known = {*students, *(refusal.student for refusal in refusals if refusal.student)}
    missing = tuple(id for id in roster.names if id not in known)
    adjustments = book.adjustments(exercise.id)
    marks = []
    for student in sorted(known | set(missing)):
        found = students.get(student)
        record = counting.get(student)
        late = rules.of(exercise.id)
        days = late.days(student, record.attempt.handed_in) if record else 0
        own = [item for item in adjustments if item.student == student]
        flags = [
            *(record.flags if record else ()),
            *_refused(refusal for refusal in refusals if refusal.student == student),
            *(["similar"] if student in copied else ()),
            *(["stranger"] if roster.names and student not in roster.names else ()),
            *(["late"] if days else ()),
        ]
        marks.append(
            Mark(
                student=student,
                name=roster.names.get(student, ""),
                attempt=record.attempt if record else None,
                outcomes=record.outcomes if record else {},
                attempts=found.count if found else 0,
                days=days,
                kept=late.kept(days),
                adjustment=sum(item.points for item in own),
                reasons=tuple(f"{item.points:+g}: {item.reason}" for item in own),
                flags=tuple(flags),
            )
        )
    records = list(counting.values())
    return Tally(
        exercise=exercise,
        marks=tuple(marks),
        items=tuple(_items(exercise, records, students)),
        mistakes=tuple(_mistakes(exercise, counting)),
        slow=tuple(Slow(s, task, ratio) for s, record in sorted(counting.items()) for task, ratio in record.slow),
        alike=tuple(resembling),
        refusals=tuple(refusals),
        missing=missing,
    )


def _students(exercise: Exercise, book: Gradebook, counts: str) -> dict[str, _Student]:
    """By student, the record that counts as the last one. A submission graded anew counts as it is graded now."""
    students: dict[str, _Student] = defaultdict(_Student)
    seen: dict[str, dict[str, _Record]] = defaultdict(dict)
    for attempt in book.each(exercise.id):
        if not attempt.student or attempt.task:
            continue
        record = _record(attempt)
        found = students[attempt.student]
        own = seen[attempt.student]
        if attempt.digest not in own:
            found.count += 1
        else:
            own.pop(attempt.digest)
        own[attempt.digest] = record
        for task, outcome in record.outcomes.items():
            if outcome in PASSING:
                found.first.setdefault(task, found.count)
    for student, found in students.items():
        own = seen[student]
        chosen = max(own.values(), key=lambda record: record.attempt.earned) if counts == "best" else None
        found.records = [chosen or list(own.values())[-1]]
    return dict(students)


def _record(attempt: Attempt) -> _Record:
    report: dict[str, Any] = json.loads(attempt.report)
    outcomes, checks = {}, {}
    mistakes: dict[tuple[str, str], bool] = {}
    slow: dict[str, float] = {}
    codes, broken = set(), False
    for task in report["tasks"]:
        found = [finding["outcome"] for finding in task["findings"]]
        order = ("failed", "not attempted", "broken", "skipped")
        outcomes[task["id"]] = next((o for o in order if o in found), "passed" if found else "not attempted")
        for finding in task["findings"]:
            checks[task["id"], finding["check"]] = finding["outcome"]
            codes.add(finding["code"])
            broken |= finding["outcome"] == "broken"
            for match in finding["misconceptions"]:
                key = (task["id"], match["id"])
                mistakes[key] = mistakes.get(key, False) or match["sure"]
            if not finding["misconceptions"]:
                mistakes |= {(task["id"], f"evidence.{sign['code']}"): True for sign in finding["evidence"]}
            for note in finding["notes"]:
                if note["code"] == "slow":
                    ratio = float(note["values"].get("ratio", 0))
                    slow[task["id"]] = max(slow.get(task["id"], 0.0), ratio)
    trouble = report["trouble"]["code"] if report["trouble"] else ""
    flags = [
        *(["unloaded"] if trouble.startswith("load.") else ()),
        *(["crash"] if trouble.startswith("worker.") or any(code.startswith("worker.") for code in codes) else ()),
        *(["broken"] if broken or "grader.unjudged" in codes else ()),
        *(["isolation"] if attempt.isolation not in LEVELS else ()),
    ]
    bare = Attempt(**{name: getattr(attempt, name) for name in _PLAIN})
    kept = [(task, id, sure) for (task, id), sure in mistakes.items()]
    return _Record(bare, outcomes, checks, kept, list(slow.items()), report.get("hints") or {}, flags)


_PLAIN = [name for name in Attempt.__dataclass_fields__ if name != "report"]


def _open_refusals(refusals: Iterable[Refusal], students: Mapping[str, _Student]) -> list[Refusal]:
    """What could not be judged and was not made good by a later attempt; of each student the newest."""
    newest = {(refusal.student, refusal.student or refusal.label): refusal for refusal in refusals}
    return [
        refusal
        for (student, _), refusal in sorted(newest.items())
        if student not in students or students[student].records[-1].attempt.time < refusal.time
    ]


def _refused(refusals: Iterable[Refusal]) -> Iterable[str]:
    """The flag of a student whose newest submission could not be judged: whose fault that is."""
    for refusal in refusals:
        yield "broken" if refusal.code in FAULTS else "unreadable"


def _sources(book: Gradebook, counting: Mapping[str, _Record]) -> dict[str, str]:
    sources = {}
    for student, record in counting.items():
        _, submission = book.attempt(record.attempt.id)
        sources[student] = "\n".join(file.text for file in submission.files)
    return sources


def _items(exercise: Exercise, records: list[_Record], students: Mapping[str, _Student]) -> Iterable[Item]:
    points = {task.id: task.points for task in exercise.tasks}
    for task in exercise.tasks:
        judged = [record for record in records if task.id in record.outcomes]
        passed = [record.outcomes[task.id] in PASSING for record in judged]
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
            yield Item(task.id, name, len(asked), sum(outcome in PASSING for outcome in asked))


def _earned(record: _Record, points: Mapping[str, float]) -> float:
    return sum(points.get(task, 0.0) for task, outcome in record.outcomes.items() if outcome in PASSING)


def _hints(record: _Record, task: str) -> int:
    """Hint levels that the student had opened, of this task's checks and mistakes."""
    own = {name for of, name in record.checks if of == task} | {id for of, id, _ in record.mistakes if of == task}
    return sum(level for id, level in record.hints.items() if id in own or id.startswith(f"{task}."))


def _correlation(passed: list[bool], rest: list[float]) -> float | None:
    n = len(passed)
    if n < 3:
        return None
    p, q = sum(passed) / n, sum(rest) / n
    spread = sum((x - p) ** 2 for x in passed) * sum((y - q) ** 2 for y in rest)
    together = sum((x - p) * (y - q) for x, y in zip(passed, rest, strict=True))
    return round(together / spread**0.5, 9) + 0.0 if spread > 1e-12 else None  # no -4e-17, and no -0


def _mistakes(exercise: Exercise, counting: Mapping[str, _Record]) -> Iterable[Mistake]:
    """The most frequent first, task by task."""
    sure: dict[tuple[str, str], list[str]] = defaultdict(list)
    possible: dict[tuple[str, str], list[str]] = defaultdict(list)
    for student, record in sorted(counting.items()):
        for task, id, certain in record.mistakes:
            (sure if certain else possible)[task, id].append(student)
    order = {task.id: place for place, task in enumerate(exercise.tasks)}
    counts = Counter({key: len(sure[key]) + len(possible[key]) for key in {*sure, *possible}})
    for task, id in sorted(counts, key=lambda key: (order.get(key[0], 99), -counts[key], key[1])):
        yield Mistake(task, id, tuple(sure.get((task, id), ())), tuple(possible.get((task, id), ())))
