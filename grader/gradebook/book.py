"""All there is to do with a gradebook, in a SQLite file or on a server: to record, to look, to copy."""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from grader.errors import UsageError
from grader.gradebook import database, tables
from grader.gradebook.database import worded
from grader.gradebook.entries import Adjustment, Attempt, Entry, Refusal, flaw, now, report_of, room, rows, unpack
from grader.gradebook.file import Place, shown
from grader.report import Report
from grader.submission import Submission

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
        with worded(self.place), self._engine.begin() as transaction:
            return _append(transaction, *rows(report, submission, task, student, handed_in))

    def append_once(
        self, report: Report, submission: Submission, student: str, handed_in: str, same: Iterable[str], after: int
    ) -> tuple[int, bool]:
        """Record it unless another process has recorded, after the attempt of this number, one that is the same in
        these columns. Gives the number of the one that is there then, and whether it is new."""
        kept, attempt = rows(report, submission, "", student, handed_in)
        table = tables.attempts
        alike = sa.and_(table.c.id > after, *(table.c[name] == attempt[name] for name in same))
        with worded(self.place), self._engine.begin() as transaction:
            database.wait_for_others(transaction)
            there = transaction.execute(sa.select(table.c.id).where(alike).limit(1)).first()
            return (int(there.id), False) if there else (_append(transaction, kept, attempt), True)

    def refuse(self, exercise: str, student: str, label: str, code: str, values: Mapping[str, object]) -> None:
        """Record that something could not be judged, unless the newest word about the student says just that."""
        table, details = tables.refusals, json.dumps(values, default=str, sort_keys=True)
        about = (table.c.exercise == exercise) & (table.c.student == student)
        row = {"exercise": exercise, "student": student, "label": label, "code": code, "details": details}
        with worded(self.place), self._engine.begin() as transaction:
            database.wait_for_others(transaction)
            last = transaction.execute(sa.select(table).where(about).order_by(table.c.id.desc()).limit(1)).first()
            if last is None or (last.label, last.code, last.details) != (label, code, details):
                transaction.execute(sa.insert(table).values(time=now(), **row))

    def adjust(self, exercise: str, student: str, points: float, reason: str) -> None:
        """Record points that a person adds to a mark, or takes from it."""
        row = {"exercise": exercise, "student": student, "points": points, "reason": reason}
        with worded(self.place), self._engine.begin() as transaction:
            transaction.execute(sa.insert(tables.adjustments).values(time=now(), **row))

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

    def each(self, exercise: str | None = None, reports: bool = True, after: int = 0) -> Iterator[Attempt]:
        """The same, some at a time. after: the number of the last one that is known already"""
        number = tables.attempts.c.id
        query = sa.select(*_fields(reports)).where(number > after).order_by(number)
        if exercise is not None:
            query = query.where(tables.attempts.c.exercise == exercise)
        with worded(self.place), self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=AT_ONCE).execute(query):
                yield Attempt(**row._mapping)

    def attempt(self, number: int) -> tuple[Attempt, Submission]:
        """One attempt with what was handed in. Raises UsageError("gradebook.attempt") where there is none, and
        UsageError("gradebook.damaged_attempt") where it is not as it was recorded."""
        kept = tables.submissions.c.files
        query = sa.select(*_fields(), kept).join(tables.submissions).where(tables.attempts.c.id == number)
        with worded(self.place), self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UsageError("gradebook.attempt", number=number, path=shown(self.place))
        values = dict(row._mapping)
        files = values.pop("files")
        with self.reading(attempt := Attempt(**values)):
            submission = unpack(files)
            report_of(attempt)
        return attempt, submission

    @contextmanager
    def reading(self, entry: Entry) -> Iterator[None]:
        """For a block that makes something of an entry. Raises UsageError("gradebook.damaged_…") where its values are
        not as they were recorded, before the block, or where the block cannot make anything of them."""
        if reason := flaw(entry):
            raise self._damaged(entry, reason)
        try:
            yield
        except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._damaged(entry, f"{type(error).__name__}: {error}") from None

    def _damaged(self, entry: Entry, reason: str) -> UsageError:
        facts = {"path": shown(self.place), "number": entry.id, "reason": reason}
        if isinstance(entry, Attempt):
            return UsageError("gradebook.damaged_attempt", **facts)
        table = tables.refusals if isinstance(entry, Refusal) else tables.adjustments
        return UsageError("gradebook.damaged_entry", table=table.name, **facts)

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


@contextmanager
def open(place: Place, submission: Submission | None = None) -> Iterator[Gradebook]:
    """A gradebook that can record, made if need be, probed by writing as much as this submission takes.

    Raises UsageError("gradebook.…") before anything is graded, where that cannot be.
    """
    place = place.absolute() if isinstance(place, Path) else place
    engine = database.to_record(place, room(submission))
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


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """The next number that PostgreSQL gives comes after those that were copied."""
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    last = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
    connection.execute(sa.select(sa.func.setval(sequence, last, False)))


def _append(transaction: sa.Connection, kept: Mapping[str, object], attempt: Mapping[str, object]) -> int:
    _insert_new(transaction, tables.submissions, **kept)
    done = transaction.execute(sa.insert(tables.attempts).values(**attempt))
    (number,) = done.inserted_primary_key or (0,)
    return int(number)


def _insert_new(connection: sa.Connection, table: sa.Table, **row: object) -> None:
    """Insert a row unless there is one under its key, perhaps since a moment ago."""
    (key,) = table.primary_key.columns
    if connection.execute(sa.select(key).where(key == row[key.name])).first() is None:
        try:
            with connection.begin_nested():
                connection.execute(sa.insert(table).values(**row))
        except sa.exc.IntegrityError:
            pass  # another process was faster, with the same


def _fields(reports: bool = True) -> list[sa.Column[Any]]:
    left_out = {"submission"} if reports else {"submission", "report"}
    return [column for column in tables.attempts.columns if column.name not in left_out]
