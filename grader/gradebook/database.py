"""Where a gradebook lies: in a SQLite file, or on a database server that a URL names. What either refuses is said
as a UsageError with the cure.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from grader import files
from grader.errors import UsageError
from grader.gradebook import tables

Place = Path | str
"""A SQLite file, or the URL of a server: postgresql://user@host/database"""

BUSY_SECONDS = 30.0
"""How long one process waits for another that is recording; recording takes some milliseconds."""

LOCK = 0x6E6E6B617461
"""Of PostgreSQL's advisory locks, the one under which tables are made."""

_MAGIC = b"SQLite format 3\0"


def shown(place: Place) -> str:
    """The place for people, without any password."""
    if isinstance(place, Path):
        return str(place)
    try:
        return sa.make_url(place).render_as_string(hide_password=True)
    except (sa.exc.ArgumentError, ValueError):
        return place.rpartition("@")[2]


def to_record(place: Place, room: int) -> sa.Engine:
    """An engine that can record: the tables are there, and so are `room` bytes on the disk."""
    with worded(place):
        if isinstance(place, str):
            engine = server(place)
            with engine.begin() as transaction:
                if engine.dialect.name == "postgresql":
                    transaction.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
                _prepare(transaction, place)
            return engine
        _check_kind(place)
        engine = sqlite(str(place), "BEGIN IMMEDIATE")
        # Changing to a write-ahead log waits for nobody, so two must not do it at once.
        with files.locked(place.with_name(f"{place.name}.lock")):
            with engine.begin() as transaction:
                _prepare(transaction, place)
            _keep_log(engine)
        _probe(engine, room)
        return engine


def to_read(place: Place) -> sa.Engine:
    """An engine to look with, also on a read-only disk."""
    if isinstance(place, str):
        return to_record(place, 0)
    if not place.exists():
        raise UsageError("gradebook.missing", path=str(place))
    _check_kind(place)
    writable = os.access(place, os.W_OK) and os.access(place.parent, os.W_OK)
    engine = sqlite(place.as_uri() + ("?mode=rw" if writable else _read_only(place)), "BEGIN")
    with worded(place):
        with engine.connect() as connection:
            if not tables.names(connection):  # somebody was killed before it was made
                return _empty()
            form = tables.found(connection)
            if form == tables.SCHEMA or form not in tables.MIGRATIONS or not writable:
                _check(connection, place)
                return engine
        return to_record(place, 0)


def sqlite(database: str, begin: str) -> sa.Engine:
    def connect() -> sqlite3.Connection:
        address = database.startswith("file:")
        connection = sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None, uri=address)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.pool.NullPool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def server(url: str) -> sa.Engine:
    try:
        address = sa.make_url(url)
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
        yield
    except sa.exc.DBAPIError as error:
        name = getattr(error.orig, "sqlite_errorname", "")
        code = _code(name) if isinstance(place, Path) else "gradebook.server"
        raise UsageError(code, path=shown(place), reason=str(error.orig).strip()) from None
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        raise UsageError(_code(name), path=shown(place), reason=str(error)) from None
    except OSError as error:
        raise UsageError("gradebook.unwritable", path=shown(place), reason=error.strerror) from None


def _check(connection: sa.Connection, place: Place) -> None:
    form = tables.found(connection)
    if form != tables.SCHEMA:
        raise UsageError("gradebook.schema", path=shown(place), seen=str(form), expected=tables.SCHEMA)
    missing = sorted(tables.metadata.tables.keys() - tables.names(connection))
    if missing:
        raise UsageError("gradebook.damaged", path=shown(place), reason=f"no such table: {missing[0]}")


def _check_kind(path: Path) -> None:
    """SQLite takes a file of a few bytes for an empty database, and would write over it."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise UsageError("gradebook.damaged", path=str(path), reason="file is not a database")


def _prepare(transaction: sa.Connection, place: Place) -> None:
    """Tables all at once. A file is nobody's but ours; a server's database may hold other tables too."""
    there = tables.names(transaction)
    if isinstance(place, Path) and there and tables.meta.name not in there:
        raise UsageError("gradebook.damaged", path=str(place), reason=f"no such table: {tables.meta.name}")
    tables.prepare(transaction)
    _check(transaction, place)


def _keep_log(engine: sa.Engine) -> None:
    """From now on SQLite writes ahead into a log, so that whoever reads and whoever records need not wait."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()


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


def _probe(engine: sa.Engine, size: int) -> None:
    """Write and commit as much as a submit takes, then free it: the pages stay in the file for the submit.

    Frees what a killed process left too; another one that is just probing has had its answer by then.
    """
    meta = tables.meta
    name = f"probe {secrets.token_hex(8)}"
    with engine.begin() as transaction:
        transaction.execute(sa.insert(meta).values(name=name, value=sa.func.randomblob(size)))
    with engine.begin() as transaction:
        transaction.execute(sa.delete(meta).where(meta.c.name.startswith("probe ")))


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
