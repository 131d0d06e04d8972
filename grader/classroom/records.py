"""What of a class's gradebook is counted: for each student the attempt that counts, and of its report a few facts.

Reports are read one at a time, so that ten thousand take no more memory than these facts. What is damaged is collected,
and counts for nothing.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from grader import __version__
from grader.classroom.latest import MENDED, Latest
from grader.classroom.rules import Late
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.gradebook import Adjustment, Attempt, Gradebook, Refusal
from grader.report import EARNING, SLOW, Evidence, Isolation, Outcome, Report, TaskReport, Trouble, worst
from grader.runners import LEVELS

Kept = TypeVar("Kept", Adjustment, Attempt, Refusal)
Made = TypeVar("Made")


@dataclass(slots=True)
class Record:
    """What is kept of one attempt's report.

    outcomes: by task; checks: outcomes by task and check; mistakes: task, id, and whether it is sure; unnamed: tasks,
    wrong in a way that nothing is known of; slow: task and ratio; hints: levels opened, by check or misconception;
    attempt: without its report, which takes the most memory
    """

    attempt: Attempt
    outcomes: dict[str, str]
    checks: dict[tuple[str, str], str]
    mistakes: list[tuple[str, str, bool]]
    unnamed: list[str]
    slow: list[tuple[str, float]]
    hints: dict[str, int]
    flags: list[str]


@dataclass(slots=True)
class Standing:
    """What a student has handed in.

    record: the one that counts; count: of unlike submissions; first: by task, at which of them it first passed
    newest: when the newest of them was first recorded
    """

    record: Record
    count: int
    first: dict[str, int]
    newest: str


class Damage:
    """Collects what of a gradebook is not as it was recorded, and whose it is."""

    def __init__(self, book: Gradebook) -> None:
        self._book = book
        self.errors: list[UsageError] = []
        self.students: set[str] = set()

    def read(self, entry: Kept, make: Callable[[Kept], Made]) -> Made | None:
        """What is made of an entry; None where it is damaged."""
        try:
            with self._book.reading(entry):
                return make(entry)
        except UsageError as error:
            self.errors.append(error)
            if isinstance(entry.student, str) and entry.student:
                self.students.add(entry.student)
            return None

    def without(self, entries: Iterable[Kept]) -> list[Kept]:
        """Those of the entries that are whole."""
        return [entry for entry in entries if self.read(entry, lambda _entry: True)]


def standings(exercise: str, book: Gradebook, counts: str, late: Late, damage: Damage) -> dict[str, Standing]:
    """By student, what was handed in, and the record that counts. The same files graded anew are no further submission,
    and count as they are graded now.

    counts: "last"; or "best", which is what gives most when being late is paid for, and of equals the first
    """

    def points(record: Record) -> float:
        return record.attempt.earned * late.kept(late.days(record.attempt.student, record.attempt.handed_in))

    records: dict[str, dict[str, Record]] = defaultdict(dict)  # by student and digest
    latest = Latest()
    number: Counter[str] = Counter()
    first: dict[str, dict[str, int]] = defaultdict(dict)
    for attempt in book.each(exercise):
        if not attempt.student or attempt.task:
            continue
        record = damage.read(attempt, _record)
        if record is None:
            continue
        latest.add(attempt)
        own = records[attempt.student]
        number[attempt.student] += attempt.digest not in own
        own[attempt.digest] = record
        for task, outcome in record.outcomes.items():
            if outcome in EARNING:
                first[attempt.student].setdefault(task, number[attempt.student])
    found = {}
    for student, own in records.items():
        *_, newest = in_order = [own[digest] for digest in latest.digests(student)]
        record = max(in_order, key=points) if counts == "best" else newest
        came = latest.newest(student) or newest.attempt
        found[student] = Standing(record, number[student], first[student], came.time)
    return found


Findings = Sequence[tuple[str, Mapping[str, Any]]]
"""Of a stored report, each with its task."""


def _record(attempt: Attempt) -> Record:
    report: dict[str, Any] = json.loads(attempt.report)
    findings = [(task["id"], finding) for task in report["tasks"] for finding in task["findings"]]
    return Record(
        attempt=replace(attempt, report=""),
        outcomes={task["id"]: worst([one["outcome"] for one in task["findings"]]).value for task in report["tasks"]},
        checks={(task, found["check"]): found["outcome"] for task, found in findings},
        mistakes=_mistakes(findings),
        unnamed=_unnamed(findings),
        slow=_slow(findings),
        hints=report.get("hints") or {},
        flags=[*_flags(report, findings, attempt.isolation)],
    )


def _mistakes(findings: Findings) -> list[tuple[str, str, bool]]:
    """Where no mistake is known, what is regular about the wrong numbers."""
    found: dict[tuple[str, str], bool] = {}
    for task, finding in findings:
        for match in finding["misconceptions"]:
            key = task, match["id"]
            found[key] = found.get(key, False) or match["sure"]
        if not finding["misconceptions"]:
            found |= {(task, f"evidence.{sign['code']}"): True for sign in finding["evidence"]}
    return [(task, id, sure) for (task, id), sure in found.items()]


def _unnamed(findings: Findings) -> list[str]:
    """What crashed, hung or broke a limit is told by that."""
    wrong = [(task, found) for task, found in findings if found["outcome"] == Outcome.FAILED]
    known = {task for task, found in wrong if found["misconceptions"] or found["evidence"] or _crashed(found["code"])}
    return list(dict.fromkeys(task for task, _ in wrong if task not in known))


def _crashed(code: str) -> bool:
    return code.startswith("worker.")


def _slow(findings: Findings) -> list[tuple[str, float]]:
    found: dict[str, float] = {}
    for task, finding in findings:
        for note in finding["notes"]:
            if note["code"] in SLOW:
                found[task] = max(found.get(task, 0.0), float(note["values"].get("ratio", 0)))
    return list(found.items())


def _flags(report: Mapping[str, Any], findings: Findings, isolation: str) -> Iterator[str]:
    trouble = report["trouble"]["code"] if report["trouble"] else ""
    if trouble.startswith("load."):
        yield "unloaded"
    if any(map(_crashed, (trouble, *(found["code"] for _, found in findings)))):
        yield "crash"
    if any(found["outcome"] == Outcome.BROKEN for _, found in findings):
        yield "broken"
    if any(found["code"] == "grader.unjudged" for _, found in findings):
        yield "unjudged"
    if isolation not in LEVELS:
        yield "isolation"


def open_refusals(refusals: Iterable[Refusal], students: Mapping[str, Standing]) -> list[Refusal]:
    """What could not be judged and was not made good by a later attempt; of each student the newest."""
    newest = {(refusal.student, refusal.student or refusal.label): refusal for refusal in refusals}
    return [
        refusal
        for (student, _), refusal in sorted(newest.items())
        if refusal.code != MENDED and (student not in students or students[student].newest <= refusal.time)
    ]


def reason_of(refusal: Refusal) -> dict[str, Any]:
    """The values of the sentence that says why something could not be judged."""
    details: dict[str, Any] = json.loads(refusal.details)
    values = {name: ", ".join(map(str, v)) if isinstance(v, list) else v for name, v in details.items()}
    return {**values, "path": refusal.label}


def unread(exercise: Exercise, refusal: Refusal) -> Report:
    """The report of what could not be judged: why, and nothing more."""
    return Report(
        exercise=exercise.id,
        submission=refusal.label,
        digest="",
        seed=None,
        tasks=tuple(TaskReport(task.id, task.points, (), task.bonus) for task in exercise.tasks),
        isolation=Isolation("none"),
        versions={"grader": __version__},
        trouble=Trouble(refusal.code, reason_of(refusal)),
    )


def earlier(report: Report, refusal: Refusal) -> Report:
    """The report of an earlier submission, with why the newest one could not be judged."""
    note = Evidence("superseded", "", {"trouble": refusal.code, **reason_of(refusal)})
    return replace(report, notes=(note, *report.notes))


def sources(book: Gradebook, students: Mapping[str, Standing], damage: Damage) -> dict[str, str]:
    """By student, all the Python that was handed in."""

    def text(attempt: Attempt) -> str:
        _, submission = book.attempt(attempt.id)
        return "\n".join(file.text for file in submission.files)

    texts = {student: damage.read(found.record.attempt, text) for student, found in students.items()}
    return {student: found for student, found in texts.items() if found is not None}
