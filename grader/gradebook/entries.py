"""What a gradebook holds, as values, and how a submit becomes the rows that are written."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from grader.report import SCHEMA as REPORT_SCHEMA
from grader.report import Report
from grader.submission import Cell, SourceFile, Submission

SCHEMA = 2
"""The form of the tables. 1: a learner's own attempts. 2: attempts of a class, what could not be read, adjustments."""

TABLES = frozenset({"meta", "submissions", "attempts", "refusals", "adjustments"})

ROOM = 1 << 18
"""Bytes that a probe writes for the report, beside those for the submission."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One recorded submit.

    time: UTC, ISO 8601; task: the one that was asked for, "" for all; isolation: the level in force
    report: as JSON, "" where it was not asked for
    student: "" for the learner whose gradebook it is; handed_in: UTC, ISO 8601, "" where nobody knows
    """

    id: int
    time: str
    exercise: str
    task: str
    exercise_version: str
    grader_version: str
    seed: int
    digest: str
    label: str
    points: float
    earned: float
    exit_code: int
    dialect: str
    examples: int
    isolation: str
    report: str = ""
    student: str = ""
    handed_in: str = ""

    @property
    def backend(self) -> str:
        """The library whose arrays were judged; known where the report is."""
        return str(json.loads(self.report).get("backend", "numpy"))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something handed in that could not be judged. code, details: a message and its values, as JSON"""

    id: int
    time: str
    exercise: str
    student: str
    label: str
    code: str
    details: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points that a person added, or took away, and why."""

    id: int
    time: str
    exercise: str
    student: str
    points: float
    reason: str


Entry = Attempt | Refusal | Adjustment

_KINDS = {"int": (int,), "float": (int, float), "str": (str,)}


def flaw(entry: Entry) -> str:
    """What of an entry's values the grader never writes, "" for nothing: somebody, or a disk, has changed it since."""
    for field in fields(entry):
        value = getattr(entry, field.name)
        right = type(value) in _KINDS[str(field.type)] and _FORMS.get(field.name, _any)(value)
        if not right:
            return f"{field.name} is {value!r}"
    return ""


def _any(_text: str) -> bool:
    return True


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_table(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


_FORMS: dict[str, Callable[[str], bool]] = {
    "time": _is_time,
    "handed_in": lambda text: not text or _is_time(text),
    "details": _is_table,
}
"""What a field must be besides its type."""


def rows(
    report: Report, submission: Submission, task: str = "", student: str = "", handed_in: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What one submit is in the tables: its files, kept once under their key, and the attempt."""
    data = _pack(submission)
    key = hashlib.sha256(data).hexdigest()
    files = {"key": key, "digest": submission.digest, "files": data}
    return files, {**_row(report, task), "submission": key, "student": student, "handed_in": handed_in}


def room(submission: Submission | None) -> int:
    """Bytes that recording it may take; none given: a report's alone."""
    return ROOM + (len(_pack(submission)) if submission is not None else 0)


def plain(report: Report) -> str:
    """The report as JSON text, the same text for the same report."""
    from grader.formats.json import stored

    return stored(report)


def report_of(attempt: Attempt) -> Report:
    """The report of an attempt, whose values' tuples have become lists."""
    from grader.formats.json import read as read_report

    return read_report(json.dumps({"schema": REPORT_SCHEMA, **json.loads(attempt.report)}))


def _row(report: Report, task: str) -> dict[str, Any]:
    return {
        "time": now(),
        "exercise": report.exercise,
        "task": task,
        "exercise_version": report.versions.get("exercise", ""),
        "grader_version": report.versions.get("grader", ""),
        "seed": report.seed,
        "digest": report.digest,
        "label": report.submission,
        "points": report.points,
        "earned": report.earned,
        "exit_code": report.exit_code,
        "dialect": report.dialect,
        "examples": report.examples,
        "isolation": report.isolation.level,
        "report": plain(report),
    }


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _pack(submission: Submission) -> bytes:
    """The submission as compressed JSON."""
    return zlib.compress(json.dumps(asdict(submission), ensure_ascii=False, sort_keys=True).encode())


def unpack(data: bytes) -> Submission:
    plain = json.loads(zlib.decompress(data))
    return Submission(
        label=plain["label"],
        entry=plain["entry"],
        files=tuple(SourceFile(**file) for file in plain["files"]),
        cells=tuple(Cell(**cell) for cell in plain["cells"]),
        remarks=tuple((code, values) for code, values in plain["remarks"]),
    )
