"""Every submit, kept: what was handed in, when, under which seed and versions, and what came of it.

One SQLite file, or a database on a server. An attempt is written in one transaction, so a crash at any moment loses
nothing that was recorded and leaves nothing half-recorded; two processes may record at once. The submission's files
are kept with it, so that a replay needs nothing else. Nothing is ever written over: a further attempt, a refusal and
an adjustment are further lines.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from grader.errors import UsageError
from grader.gradebook import database, tables
from grader.gradebook.database import Place, shown, worded
from grader.gradebook.tables import Adjustment, Attempt, Refusal
from grader.report import Report
from grader.submission import Cell, SourceFile, Submission

__all__ = [
    "Adjustment",
    "Attempt",
    "Gradebook",
    "Place",
    "Refusal",
    "copy",
    "open",
    "place",
    "plain",
    "read",
    "report_of",
    "shown",
]

ROOM = 1 << 18
"""Bytes that a probe writes for the report, beside those for the submission."""

AT_ONCE = 64
"""Rows that are held in memory while many are read."""

_SECRET = "class secret"


class Gradebook:
    """The gradebook at a place. `open` it to record, `read` it to look."""

    def __init__(self, place: Place, engine: sa.Engine) -> None:
        self.place = place
        self._engine = engine

    # What is recorded -----------------------------------------------------------------------------------------------

    def append(
        self, report: Report, submission: Submission, task: str = "", student: str = "", handed_in: str = ""
    ) -> int:
        """Record one submit in one transaction and give its number. Raises UsageError("gradebook.…")."""
        data = _pack(submission)
        key = hashlib.sha256(data).hexdigest()
        row = {**_row(report, task), "submission": key, "student": student, "handed_in": handed_in}
        with worded(self.place), self._engine.begin() as transaction:
            _insert_new(transaction, tables.submissions, key=key, digest=submission.digest, files=data)
            done = transaction.execute(sa.insert(tables.attempts).values(**row))
            (number,) = done.inserted_primary_key or (0,)
        return int(number)

    def refuse(self, exercise: str, student: str, label: str, code: str, values: Mapping[str, object]) -> None:
        """Record that something could not be judged, unless the newest word about the student says just that."""
        table, details = tables.refusals, json.dumps(values, default=str, sort_keys=True)
        about = (table.c.exercise == exercise) & (table.c.student == student)
        row = {"exercise": exercise, "student": student, "label": label, "code": code, "details": details}
        with worded(self.place), self._engine.begin() as transaction:
            last = transaction.execute(sa.select(table).where(about).order_by(table.c.id.desc()).limit(1)).first()
            if last is None or (last.label, last.code, last.details) != (label, code, details):
                transaction.execute(sa.insert(table).values(time=_now(), **row))

    def adjust(self, exercise: str, student: str, points: float, reason: str) -> None:
        """Record points that a person adds to a mark, or takes from it."""
        row = {"exercise": exercise, "student": student, "points": points, "reason": reason}
        with worded(self.place), self._engine.begin() as transaction:
            transaction.execute(sa.insert(tables.adjustments).values(time=_now(), **row))

    def secret(self) -> bytes:
        """What the seeds of class runs are derived from: drawn once for this gradebook, then always the same."""
        meta = tables.meta
        with worded(self.place), self._engine.begin() as transaction:
            _insert_new(transaction, meta, name=_SECRET, value=secrets.token_bytes(32))
            found = transaction.execute(sa.select(meta.c.value).where(meta.c.name == _SECRET)).one()
        return bytes(found.value)

    # What is there --------------------------------------------------------------------------------------------------

    def attempts(self, exercise: str | None = None, reports: bool = True) -> list[Attempt]:
        """What was recorded, the oldest first. Without reports, a class of ten thousand is a few megabytes."""
        return list(self.each(exercise, reports))

    def each(self, exercise: str | None = None, reports: bool = True) -> Iterator[Attempt]:
        """The same, some at a time."""
        query = sa.select(*_fields(reports)).order_by(tables.attempts.c.id)
        if exercise is not None:
            query = query.where(tables.attempts.c.exercise == exercise)
        with worded(self.place), self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=AT_ONCE).execute(query):
                yield Attempt(**row._mapping)

    def attempt(self, number: int) -> tuple[Attempt, Submission]:
        """One attempt with what was handed in. Raises UsageError("gradebook.attempt") where there is none."""
        kept = tables.submissions.c.files
        query = sa.select(*_fields(), kept).join(tables.submissions).where(tables.attempts.c.id == number)
        with worded(self.place), self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UsageError("gradebook.attempt", number=number, path=shown(self.place))
        values = dict(row._mapping)
        submission = _unpack(values.pop("files"))
        return Attempt(**values), submission

    def refusals(self, exercise: str) -> list[Refusal]:
        """What could not be judged, the oldest first."""
        return [Refusal(**row) for row in self._rows(tables.refusals, exercise)]

    def adjustments(self, exercise: str) -> list[Adjustment]:
        """What people added and took away, the oldest first."""
        return [Adjustment(**row) for row in self._rows(tables.adjustments, exercise)]

    def close(self) -> None:
        self._engine.dispose()

    def _rows(self, table: sa.Table, exercise: str) -> list[dict[str, Any]]:
        query = sa.select(table).where(table.c.exercise == exercise).order_by(table.c.id)
        with worded(self.place), self._engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]


def place(state: Path, asked: Place | None) -> Place:
    """Where the gradebook lies: where it was asked for, else among what is remembered."""
    return asked if asked is not None else state / "gradebook.sqlite"


@contextmanager
def open(place: Place, submission: Submission | None = None) -> Iterator[Gradebook]:
    """A gradebook that can record, made if need be, probed by writing as much as this submission takes.

    Raises UsageError("gradebook.…") before anything is graded, where that cannot be.
    """
    place = place.absolute() if isinstance(place, Path) else place
    engine = database.to_record(place, ROOM + (len(_pack(submission)) if submission is not None else 0))
    try:
        yield Gradebook(place, engine)
    finally:
        engine.dispose()


@contextmanager
def read(place: Place) -> Iterator[Gradebook]:
    """A gradebook to look into, also on a read-only disk. Raises UsageError("gradebook.…")."""
    place = place.absolute() if isinstance(place, Path) else place
    engine = database.to_read(place)
    try:
        yield Gradebook(place, engine)
    finally:
        engine.dispose()


def copy(source: Gradebook, target: Gradebook) -> int:
    """Everything in one gradebook into another one that is empty, wherever either lies. Gives the count of attempts.

    raises: UsageError("gradebook.not_empty") where there are attempts in the other one already
    """
    order = (tables.submissions, tables.attempts, tables.refusals, tables.adjustments)
    with worded(target.place), target._engine.begin() as into:
        if into.execute(sa.select(tables.attempts.c.id).limit(1)).first() is not None:
            raise UsageError("gradebook.not_empty", path=shown(target.place))
        into.execute(sa.delete(tables.meta).where(tables.meta.c.name == _SECRET))
        with worded(source.place), source._engine.connect() as out:
            kept = sa.select(tables.meta).where(tables.meta.c.name == _SECRET)
            for table, query in ((tables.meta, kept), *((table, sa.select(table)) for table in order)):
                rows = out.execution_options(yield_per=AT_ONCE).execute(query)
                for some in rows.partitions():
                    into.execute(sa.insert(table), [dict(row._mapping) for row in some])
        if into.dialect.name == "postgresql":
            for table in order[1:]:
                _count_on(into, table)
        number = into.execute(sa.select(sa.func.count()).select_from(tables.attempts)).scalar_one()
    return int(number)


def plain(report: Report) -> str:
    """The report as JSON text, the same text for the same report."""
    from grader.formats.json import stored

    return stored(report)


def report_of(attempt: Attempt) -> Report:
    """The report of an attempt, whose values' tuples have become lists."""
    from grader.formats.json import read as read_report
    from grader.report import SCHEMA

    return read_report(json.dumps({"schema": SCHEMA, **json.loads(attempt.report)}))


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """The next number that PostgreSQL gives comes after those that were copied."""
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    last = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
    connection.execute(sa.select(sa.func.setval(sequence, last, False)))


def _insert_new(connection: sa.Connection, table: sa.Table, **row: object) -> None:
    """Insert a row unless there is one under its key, perhaps since a moment ago."""
    (key,) = table.primary_key.columns
    if connection.execute(sa.select(key).where(key == row[key.name])).first() is None:
        try:
            with connection.begin_nested():
                connection.execute(sa.insert(table).values(**row))
        except sa.exc.IntegrityError:
            """Another process was faster, with the same."""


def _row(report: Report, task: str) -> dict[str, Any]:
    return {
        "time": _now(),
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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _fields(reports: bool = True) -> list[sa.Column[Any]]:
    left_out = {"submission"} if reports else {"submission", "report"}
    return [column for column in tables.attempts.columns if column.name not in left_out]


def _pack(submission: Submission) -> bytes:
    """The submission as compressed JSON."""
    return zlib.compress(json.dumps(asdict(submission), ensure_ascii=False, sort_keys=True).encode())


def _unpack(data: bytes) -> Submission:
    plain = json.loads(zlib.decompress(data))
    return Submission(
        label=plain["label"],
        entry=plain["entry"],
        files=tuple(SourceFile(**file) for file in plain["files"]),
        cells=tuple(Cell(**cell) for cell in plain["cells"]),
        remarks=tuple((code, values) for code, values in plain["remarks"]),
    )
