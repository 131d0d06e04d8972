"""Where a gradebook lies, for SQLAlchemy: in a SQLite file, or on a database server that a URL names. What either
refuses is said as a UsageError with the cure.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from grader.errors import UsageError
from grader.gradebook import file, tables
from grader.gradebook.entries import SCHEMA, TABLES
from grader.gradebook.file import Place, shown

LOCK = 0x6E6E6B617461
"""Of PostgreSQL's advisory locks, the one under which tables are made, and what is to be there once is recorded."""


def to_record(place: Place, room: int) -> sa.Engine:
    """An engine that can record: the tables are there, and so are `room` bytes on the disk."""
    with worded(place):
        if isinstance(place, str):
            engine = server(place)
            with engine.begin() as transaction:
                wait_for_others(transaction)
                _prepare(transaction, place)
            return engine
        connection = file.ready(place, room, prepare)
    engine = sqlite(str(place), "BEGIN IMMEDIATE")
    # It stays open as long as the engine is used: whoever closes the last one waits for the log to be worked in.
    sa.event.listen(engine, "engine_disposed", lambda _engine: connection.close())
    return engine


def wait_for_others(transaction: sa.Connection) -> None:
    """Look and write as nobody else does, until the transaction ends; SQLite's that record are so from their start."""
    if transaction.dialect.name == "postgresql":
        transaction.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def prepare(path: Path) -> None:
    """Make the tables of a SQLite file, or bring those there are to today's form. Raises UsageError."""
    with worded(path), sqlite(str(path), "BEGIN IMMEDIATE").begin() as transaction:
        _prepare(transaction, path)


def to_read(place: Place) -> sa.Engine:
    """An engine to look with, also on a read-only disk."""
    if isinstance(place, str):
        return to_record(place, 0)
    if not place.exists():
        raise UsageError("gradebook.missing", path=str(place))
    file.check_kind(place)
    writable = os.access(place, os.W_OK) and os.access(place.parent, os.W_OK)
    engine = sqlite(place.as_uri() + ("?mode=rw" if writable else _read_only(place)), "BEGIN")
    with worded(place):
        with engine.connect() as connection:
            if not tables.names(connection):  # somebody was killed before it was made
                return _empty()
            form = tables.found(connection)
            if form == SCHEMA or form not in tables.MIGRATIONS or not writable:
                _check(connection, place)
                return engine
        return to_record(place, 0)


def sqlite(database: str, begin: str) -> sa.Engine:
    engine = sa.create_engine("sqlite://", creator=lambda: file.connect(database), poolclass=sa.pool.NullPool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def server(url: str) -> sa.Engine:
    try:
        address = sa.make_url(url)
        if address.get_backend_name() not in ("postgresql", "postgres"):
            raise UsageError("gradebook.kind", path=shown(url))
        if address.drivername in ("postgresql", "postgres"):
            address = address.set(drivername="postgresql+psycopg")
        return sa.create_engine(address, pool_size=1, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise UsageError("gradebook.driver", path=shown(url), module=error.name) from None
    except (sa.exc.ArgumentError, ValueError, TypeError) as error:
        raise UsageError("gradebook.address", path=shown(url), reason=type(error).__name__) from None


@contextmanager
def worded(place: Place) -> Iterator[None]:
    """What the database or the disk refuses, as a UsageError that says the cure."""
    try:
        with file.worded(place):
            yield
    except sa.exc.DBAPIError as error:
        if isinstance(place, Path):
            raise file.refusal(place, error.orig) from None
        raise UsageError("gradebook.server", path=shown(place), reason=" ".join(str(error.orig).split())) from None


def _check(connection: sa.Connection, place: Place) -> None:
    form = tables.found(connection)
    if form != SCHEMA:
        raise UsageError("gradebook.schema", path=shown(place), seen=str(form), expected=SCHEMA)
    missing = sorted(TABLES - tables.names(connection))
    if missing:
        raise UsageError("gradebook.damaged", path=shown(place), reason=f"no such table: {missing[0]}")


def _prepare(transaction: sa.Connection, place: Place) -> None:
    """Tables all at once. A file is nobody's but ours; a server's database may hold other tables too."""
    there = tables.names(transaction)
    if isinstance(place, Path) and there and tables.meta.name not in there:
        raise UsageError("gradebook.damaged", path=str(place), reason=f"no such table: {tables.meta.name}")
    tables.prepare(transaction)
    _check(transaction, place)


def _read_only(path: Path) -> str:
    """How to open a file where nothing can be written. Only one without a log is all there is: a log beside it, which
    a killed process leaves, holds what was recorded last."""
    log = path.with_name(f"{path.name}-wal")
    return "?mode=ro" if log.exists() and log.stat().st_size else "?immutable=1"


def _empty() -> sa.Engine:
    """A gradebook with nothing in it, for reading, in memory."""
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    with engine.begin() as transaction:
        tables.prepare(transaction)
    return engine
