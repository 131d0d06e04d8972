"""Every submit, kept: what was handed in, when, under which seed and versions, and what came of it.

One SQLite file. An attempt is written in one transaction, so a crash at any moment loses nothing that was
recorded and leaves nothing half-recorded; two processes may record at once. The submission's files are kept
with it, so that a replay needs nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from grader import files
from grader.errors import UsageError
from grader.report import Report
from grader.submission import Cell, SourceFile, Submission

SCHEMA = 1

BUSY_SECONDS = 30.0
"""How long one process waits for another that is recording; recording takes some milliseconds."""

ROOM = 1 << 18
"""Bytes that a probe writes for the report, beside those for the submission."""

_MAGIC = b"SQLite format 3\0"

_metadata = sa.MetaData()

_meta = sa.Table(
    "meta",
    _metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)

_submissions = sa.Table(
    "submissions",
    _metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("files", sa.LargeBinary, nullable=False),
)

_attempts = sa.Table(
    "attempts",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("time", sa.String, nullable=False),
    sa.Column("exercise", sa.String, nullable=False, index=True),
    sa.Column("task", sa.String, nullable=False),
    sa.Column("exercise_version", sa.String, nullable=False),
    sa.Column("grader_version", sa.String, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("label", sa.String, nullable=False),
    sa.Column("points", sa.Float, nullable=False),
    sa.Column("earned", sa.Float, nullable=False),
    sa.Column("exit_code", sa.Integer, nullable=False),
    sa.Column("dialect", sa.String, nullable=False),
    sa.Column("examples", sa.Integer, nullable=False),
    sa.Column("isolation", sa.String, nullable=False),
    sa.Column("report", sa.Text, nullable=False),
    sa.Column("submission", sa.ForeignKey("submissions.key"), nullable=False),
    sqlite_autoincrement=True,  # a number names one attempt for ever
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One recorded submit.

    time: UTC, ISO 8601; task: the one that was asked for, "" for all; isolation: the level in force;
    report: as JSON
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
    report: str


class Gradebook:
    """The gradebook at a path. `open` it to record, `read` it to look."""

    def __init__(self, path: Path, engine: sa.Engine) -> None:
        self.path = path
        self._engine = engine

    def append(self, report: Report, submission: Submission, task: str = "") -> int:
        """Record one submit in one transaction and give its number. Raises UsageError("gradebook.…")."""
        data = _pack(submission)
        key = hashlib.sha256(data).hexdigest()
        with _worded(self.path), self._engine.begin() as transaction:
            known = transaction.execute(
                sa.select(_submissions.c.key).where(_submissions.c.key == key)
            ).first()
            if known is None:
                transaction.execute(
                    sa.insert(_submissions).values(key=key, digest=submission.digest, files=data)
                )
            row = transaction.execute(sa.insert(_attempts).values(**_row(report, task), submission=key))
            (number,) = row.inserted_primary_key or (0,)
        return int(number)

    def attempts(self, exercise: str | None = None) -> list[Attempt]:
        """What was recorded, the oldest first."""
        query = sa.select(*_fields()).order_by(_attempts.c.id)
        if exercise is not None:
            query = query.where(_attempts.c.exercise == exercise)
        with _worded(self.path), self._engine.connect() as connection:
            return [Attempt(**row._mapping) for row in connection.execute(query)]

    def attempt(self, number: int) -> tuple[Attempt, Submission]:
        """One attempt with what was handed in. Raises UsageError("gradebook.attempt") where there is none."""
        query = sa.select(*_fields(), _submissions.c.files).join(_submissions).where(_attempts.c.id == number)
        with _worded(self.path), self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UsageError("gradebook.attempt", number=number, path=str(self.path))
        values = dict(row._mapping)
        submission = _unpack(values.pop("files"))
        return Attempt(**values), submission

    def close(self) -> None:
        self._engine.dispose()


def place(state: Path, asked: Path | None) -> Path:
    """Where the gradebook lies: where it was asked for, else among what is remembered."""
    return asked if asked is not None else state / "gradebook.sqlite"


@contextmanager
def open(path: Path, submission: Submission) -> Iterator[Gradebook]:
    """A gradebook that can record this submission: made if need be, probed by writing as much as it takes.

    Raises UsageError("gradebook.…") before anything is graded, where that cannot be.
    """
    path = path.absolute()
    engine = _engine(str(path), "BEGIN IMMEDIATE")
    try:
        with _worded(path):
            _check_kind(path)
            # Changing to a write-ahead log waits for nobody, so two must not do it at once.
            with files.locked(path.with_name(f"{path.name}.lock")):
                _prepare(engine)
            _check_schema(engine, path)
            _probe(engine, len(_pack(submission)) + ROOM)
        yield Gradebook(path, engine)
    finally:
        engine.dispose()


@contextmanager
def read(path: Path) -> Iterator[Gradebook]:
    """A gradebook to look into, also on a read-only disk. Raises UsageError("gradebook.…")."""
    path = path.absolute()
    if not path.exists():
        raise UsageError("gradebook.missing", path=str(path))
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    engine = _engine(path.as_uri() + ("?mode=rw" if writable else "?immutable=1"), "BEGIN")
    try:
        with _worded(path):
            _check_schema(engine, path)
        yield Gradebook(path, engine)
    finally:
        engine.dispose()


def plain(report: Report) -> str:
    """The report as JSON text, the same text for the same report."""
    return json.dumps(asdict(report), ensure_ascii=False, sort_keys=True)


def _engine(database: str, begin: str) -> sa.Engine:
    def connect() -> sqlite3.Connection:
        address = database.startswith("file:")
        connection = sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None, uri=address)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.pool.NullPool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _check_kind(path: Path) -> None:
    """SQLite takes a file of a few bytes for an empty database, and would write over it."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise UsageError("gradebook.damaged", path=str(path), reason="file is not a database")


def _prepare(engine: sa.Engine) -> None:
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()
    with engine.begin() as transaction:
        if not sa.inspect(transaction).has_table("meta"):
            _metadata.create_all(transaction)
            transaction.execute(sa.insert(_meta).values(name="schema", value=str(SCHEMA).encode()))


def _check_schema(engine: sa.Engine, path: Path) -> None:
    with engine.connect() as connection:
        row = connection.execute(sa.select(_meta.c.value).where(_meta.c.name == "schema")).first()
    found = row.value.decode() if row else "0"
    if found != str(SCHEMA):
        raise UsageError("gradebook.schema", path=str(path), seen=found, expected=SCHEMA)


def _probe(engine: sa.Engine, size: int) -> None:
    """Write and commit as much as a submit takes, then free it: the pages stay in the file for the submit.

    Frees what a killed process left too; another one that is just probing has had its answer by then.
    """
    name = f"probe {secrets.token_hex(8)}"
    with engine.begin() as transaction:
        transaction.execute(sa.insert(_meta).values(name=name, value=sa.func.randomblob(size)))
    with engine.begin() as transaction:
        transaction.execute(sa.delete(_meta).where(_meta.c.name.startswith("probe ")))


def _row(report: Report, task: str) -> dict[str, Any]:
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
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


def _fields() -> list[sa.Column[Any]]:
    return [column for column in _attempts.columns if column.name != "submission"]


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


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    """What the database or the disk refuses, as a UsageError that says the cure."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        name = getattr(error.orig, "sqlite_errorname", "")
        raise UsageError(_code(name), path=str(path), reason=str(error.orig)) from None
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        raise UsageError(_code(name), path=str(path), reason=str(error)) from None
    except OSError as error:
        raise UsageError("gradebook.unwritable", path=str(path), reason=error.strerror) from None


def _code(name: str) -> str:
    codes = {
        "SQLITE_FULL": "gradebook.full",
        "SQLITE_IOERR": "gradebook.full",  # also where a quota or a limit on file sizes is met
        "SQLITE_BUSY": "gradebook.busy",
        "SQLITE_LOCKED": "gradebook.busy",
        "SQLITE_NOTADB": "gradebook.damaged",
        "SQLITE_CORRUPT": "gradebook.damaged",
        "SQLITE_ERROR": "gradebook.damaged",  # a database, but without our tables
    }
    return next((code for start, code in codes.items() if name.startswith(start)), "gradebook.unwritable")
