"""A gradebook in a SQLite file: how it is opened to record, what it refuses, and one submit recorded with Python's own
sqlite3.

Nothing here imports SQLAlchemy, which takes as long as the judging. It is needed only to make tables and to bring older
ones to today's form (`database.prepare`): whoever opens a file passes that in, and it is called where it has to be.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from grader import files
from grader.errors import UsageError
from grader.gradebook import entries
from grader.report import Report
from grader.submission import Submission

Place = Path | str
"""A SQLite file, or the URL of a server: postgresql://user@host/database"""

Prepare = Callable[[Path], None]
"""Makes the tables in a file, or brings those there are to today's form."""

BUSY_SECONDS = 30.0
"""How long one process waits for another that is recording; recording takes some milliseconds."""

_MAGIC = b"SQLite format 3\0"


class Recorder:
    """A gradebook that takes a submit, and can do nothing else. Closed with its connection."""

    def __init__(self, place: Path, connection: sqlite3.Connection) -> None:
        self.place = place
        self._connection = connection

    def append(self, report: Report, submission: Submission, task: str = "") -> int:
        """Record one submit in one transaction and give its number. Raises UsageError("gradebook.…")."""
        kept, attempt = entries.rows(report, submission, task)
        with worded(self.place), transaction(self._connection):
            self._connection.execute(f"{_insertion('submissions', kept)} ON CONFLICT (key) DO NOTHING", kept)
            done = self._connection.execute(_insertion("attempts", attempt), attempt)
        return done.lastrowid or 0


@contextmanager
def open(path: Path, room: int, prepare: Prepare) -> Iterator[Recorder]:
    """What records one submit. Raises UsageError("gradebook.…") where there is no room for it, or no gradebook.

    room: bytes that the submit may take
    """
    with worded(path):
        connection = ready(path, room, prepare)
    with closing(connection):
        yield Recorder(path, connection)


def ready(path: Path, room: int, prepare: Prepare) -> sqlite3.Connection:
    """A connection that can record: the tables are there, and so are `room` bytes on the disk."""
    check_kind(path)
    with ExitStack() as unless_refused:
        # Changing to a write-ahead log waits for nobody, so two must not do it at once.
        with files.locked(path.with_name(f"{path.name}.lock")):
            _begin(path)
            connection = unless_refused.enter_context(closing(connect(str(path))))
            if not _whole(connection):
                prepare(path)
            _keep_log(connection)
        _probe(connection, room)
        unless_refused.pop_all()
    return connection


def _begin(path: Path) -> None:
    """Make the file, which its owner alone may read: it holds everybody's work and the secret of a class's seed."""
    with suppress(FileExistsError):
        path.touch(0o600, exist_ok=False)


def connect(address: str) -> sqlite3.Connection:
    """address: a path, or what follows "file:" """
    connection = sqlite3.connect(address, timeout=BUSY_SECONDS, isolation_level=None, uri=address.startswith("file:"))
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def shown(place: Place) -> str:
    """The place for people, without any password."""
    if isinstance(place, Path):
        return str(place)
    import sqlalchemy as sa

    try:
        return sa.make_url(place).render_as_string(hide_password=True)
    except (sa.exc.ArgumentError, ValueError):
        return place.rpartition("@")[2]


@contextmanager
def worded(place: Place) -> Iterator[None]:
    """What SQLite or the disk refuses, as a UsageError that says the cure."""
    try:
        yield
    except sqlite3.Error as error:
        raise refusal(place, error) from None
    except OSError as error:
        raise UsageError("gradebook.unwritable", path=shown(place), reason=error.strerror) from None


def refusal(place: Place, error: BaseException | None) -> UsageError:
    """The sentence for an error of sqlite3's."""
    name = getattr(error, "sqlite_errorname", "")
    return UsageError(_code(name), path=shown(place), reason=str(error).strip())


def check_kind(path: Path) -> None:
    """SQLite takes a file of a few bytes for an empty database, and would write over it."""
    if path.is_dir():
        raise UsageError("gradebook.folder", path=str(path))
    if not path.is_file() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise UsageError("gradebook.damaged", path=str(path), reason="file is not a database")


def _whole(connection: sqlite3.Connection) -> bool:
    """Whether the tables are there, in today's form. Where that cannot be read, something else says why."""
    try:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        form = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    except sqlite3.DatabaseError:
        return False
    return names >= entries.TABLES and form == (str(entries.SCHEMA).encode(),)


def _keep_log(connection: sqlite3.Connection) -> None:
    """From now on SQLite writes ahead into a log, so that whoever reads and whoever records need not wait."""
    connection.execute("PRAGMA journal_mode = WAL")


def _probe(connection: sqlite3.Connection, size: int) -> None:
    """Write and commit as much as a submit takes, then free it: the pages stay in the file for the submit.

    Frees what a killed process left too; another one that is just probing has had its answer by then.
    """
    name = f"probe {secrets.token_hex(8)}"
    with transaction(connection):
        connection.execute("INSERT INTO meta (name, value) VALUES (?, randomblob(?))", (name, size))
    with transaction(connection):
        connection.execute("DELETE FROM meta WHERE name LIKE 'probe %'")


def _insertion(table: str, row: dict[str, object]) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"


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
