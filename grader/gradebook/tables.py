"""The tables of a gradebook, and how one of an older form is brought to this one."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from grader.gradebook.entries import SCHEMA

metadata = sa.MetaData()

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("files", sa.LargeBinary, nullable=False),
)

attempts = sa.Table(
    "attempts",
    metadata,
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
    sa.Column("student", sa.String, nullable=False, server_default=""),
    sa.Column("handed_in", sa.String, nullable=False, server_default=""),
    sqlite_autoincrement=True,  # a number names one attempt for ever
)

refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("time", sa.String, nullable=False),
    sa.Column("exercise", sa.String, nullable=False, index=True),
    sa.Column("student", sa.String, nullable=False),
    sa.Column("label", sa.String, nullable=False),
    sa.Column("code", sa.String, nullable=False),
    sa.Column("details", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

adjustments = sa.Table(
    "adjustments",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("time", sa.String, nullable=False),
    sa.Column("exercise", sa.String, nullable=False, index=True),
    sa.Column("student", sa.String, nullable=False),
    sa.Column("points", sa.Float, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)


def names(connection: sa.Connection) -> set[str]:
    """Of the tables that there are."""
    return set(sa.inspect(connection).get_table_names())


def prepare(connection: sa.Connection) -> None:
    """Make the tables, or bring those there are to this form, where that is known."""
    if meta.name not in names(connection):
        metadata.create_all(connection)
        connection.execute(sa.insert(meta).values(name="schema", value=str(SCHEMA).encode()))
        return
    for older in range(found(connection), SCHEMA):
        if older not in MIGRATIONS:
            return
        MIGRATIONS[older](connection)
        connection.execute(sa.update(meta).where(meta.c.name == "schema").values(value=str(older + 1).encode()))


def found(connection: sa.Connection) -> int:
    """The form of the tables there are; 0 where none is said."""
    row = connection.execute(sa.select(meta.c.value).where(meta.c.name == "schema")).first()
    text = row.value.decode() if row else "0"
    return int(text) if text.isdecimal() else 0


def _add_class(connection: sa.Connection) -> None:
    for column in ("student", "handed_in"):
        connection.exec_driver_sql(f"ALTER TABLE attempts ADD COLUMN {column} VARCHAR DEFAULT '' NOT NULL")
    metadata.create_all(connection)


MIGRATIONS: dict[int, Callable[[sa.Connection], None]] = {1: _add_class}
"""By the form that each begins from."""
