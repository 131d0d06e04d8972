"""Recording attempts, also when two do so at once, the process is killed, or the disk refuses."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest

from grader import gradebook
from grader.errors import UsageError
from grader.gradebook import database, entries, tables
from grader.report import Finding, Isolation, Outcome, Report, TaskReport
from grader.submission import Cell, SourceFile, Submission

SUBMISSION = Submission(
    label="optimizers.ipynb",
    entry="optimizers.py",
    files=(SourceFile("optimizers.py", "class SGD: …\n"), SourceFile("common/layers.py", "")),
    cells=(Cell(number=3, first=1, lines=2),),
    remarks=(("intake.magic", {"cell": 3, "text": "%timeit"}),),
)


def report(seed: int = 7, value: float = 1.0) -> Report:
    finding = Finding("sgd", "path", "parity", Outcome.FAILED, "values", {"got": value}, seconds=0.25)
    return Report(
        exercise="exercise_4",
        submission=SUBMISSION.label,
        digest=SUBMISSION.digest,
        seed=seed,
        tasks=(TaskReport("sgd", 2.0, (finding,)),),
        isolation=Isolation("strong"),
        versions={"grader": "0.1.0", "exercise": "1"},
    )


def record(path: Path, seed: int = 7) -> int:
    with gradebook.open(path, SUBMISSION) as book:
        return book.append(report(seed), SUBMISSION)


def test_an_attempt_comes_back_with_its_files_its_seed_and_its_report(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    seed = (1 << 63) - 1

    number = record(path, seed)

    with gradebook.read(path) as book:
        attempt, submission = book.attempt(number)
    assert submission == SUBMISSION
    assert (attempt.seed, attempt.points, attempt.earned, attempt.exit_code) == (seed, 2.0, 0.0, 1)
    assert attempt.report == gradebook.plain(report(seed))


def test_a_submit_knows_which_tables_there_must_be():
    assert set(tables.metadata.tables) == entries.TABLES


def test_the_values_and_the_tables_have_the_same_columns():
    kept, attempt = entries.rows(report(), SUBMISSION)

    assert [*kept] == tables.submissions.columns.keys()
    assert {"id", *attempt} == set(tables.attempts.columns.keys())
    for entry, table in (
        (entries.Attempt, tables.attempts),
        (entries.Refusal, tables.refusals),
        (entries.Adjustment, tables.adjustments),
    ):
        assert {field.name for field in fields(entry)} == set(table.columns.keys()) - {"submission"}


def test_one_submit_and_a_class_record_the_same(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    for _ in range(2):  # in a gradebook that must be made, and in one that is there
        with gradebook.recorder(path, SUBMISSION) as light:
            light.append(report(), SUBMISSION, "sgd")
        with gradebook.open(path, SUBMISSION) as whole:
            whole.append(report(), SUBMISSION, "sgd")

    with gradebook.read(path) as book:
        one, *others = [replace(attempt, id=0, time="") for attempt in book.attempts()]
        assert [one] * 3 == others
        assert [book.attempt(number)[1] for number in range(1, 5)] == [SUBMISSION] * 4
    with closing(sqlite3.connect(path)) as connection:  # column for column, as SQLite keeps them
        names = [column.name for column in tables.attempts.columns if column.name not in ("id", "time")]
        columns = ", ".join(f"{name}, typeof({name})" for name in names)
        assert len(connection.execute(f"SELECT DISTINCT {columns} FROM attempts").fetchall()) == 1


def test_a_report_with_values_that_are_not_finite_is_recorded(tmp_path):
    path = tmp_path / "gradebook.sqlite"

    with gradebook.open(path, SUBMISSION) as book:
        book.append(report(value=float("nan")), SUBMISSION)
        (attempt,) = book.attempts()

    found = json.loads(attempt.report, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert '"NaN"' in attempt.report and found["exercise"]
    assert gradebook.plain(gradebook.report_of(attempt)) == attempt.report


def test_the_same_files_are_kept_once(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    record(path)
    once = path.stat().st_size

    for _ in range(20):
        record(path)

    assert path.stat().st_size < once + (1 << 18)


def test_attempts_are_listed_by_exercise_the_oldest_first(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    numbers = [record(path, seed) for seed in (1, 2)]

    with gradebook.read(path) as book:
        assert [attempt.id for attempt in book.attempts("exercise_4")] == numbers
        assert book.attempts("exercise_1") == []


def test_many_that_record_at_once_in_a_new_gradebook_are_all_recorded(tmp_path):
    path = tmp_path / "gradebook.sqlite"

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda seed: record(path, seed), range(24)))

    assert sorted(numbers) == list(range(1, 25))
    with gradebook.read(path) as book:
        assert {attempt.seed for attempt in book.attempts()} == set(range(24))


def test_what_many_record_at_once_and_is_to_be_there_once_is_there_once(tmp_path):
    path = tmp_path / "gradebook.sqlite"

    assert at_once(path) == {(1, True): 1, (1, False): 11}
    with gradebook.read(path) as book:
        assert len(book.attempts()) == 1


def at_once(place: gradebook.Place) -> Counter[tuple[int, bool]]:
    """What those are told who record the same at the same time."""

    def once(_number: int) -> tuple[int, bool]:
        with gradebook.open(place) as book:
            return book.append_once(report(), SUBMISSION, "s1", "", ("exercise", "student", "digest", "seed"), after=0)

    with ThreadPoolExecutor(6) as pool:
        return Counter(pool.map(once, range(12)))


def test_a_killed_process_loses_nothing_that_was_recorded(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    program = PRELUDE + (
        "with gradebook.open(path, SUBMISSION) as book:\n"
        "    book.append(report(), SUBMISSION)\n"
        "    with book._engine.begin() as transaction:\n"
        "        transaction.exec_driver_sql('DELETE FROM attempts')\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    end = subprocess.run([sys.executable, "-c", program, path, Path(__file__).parent], check=False)

    assert end.returncode == -signal.SIGKILL
    with gradebook.read(path) as book:
        assert len(book.attempts()) == 1
    assert record(path) == 2


def test_an_unknown_number_is_refused(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    record(path)

    with gradebook.read(path) as book, pytest.raises(UsageError) as error:
        book.attempt(9)

    assert error.value.code == "gradebook.attempt"


def test_a_gradebook_that_is_not_there_is_not_made_by_looking(tmp_path):
    path = tmp_path / "gradebook.sqlite"

    with pytest.raises(UsageError) as error, gradebook.read(path):
        pass

    assert error.value.code == "gradebook.missing"
    assert not path.exists()


@pytest.mark.parametrize("text", ["import numpy as np\n" * 200, "x"])
def test_a_file_that_is_no_gradebook_is_refused_and_left_alone(tmp_path, text):
    path = tmp_path / "optimizers.py"
    path.write_text(text)

    for way in (gradebook.read(path), gradebook.open(path, SUBMISSION)):
        with pytest.raises(UsageError) as error, way:
            pass
        assert error.value.code == "gradebook.damaged"
    assert path.read_text() == text


def test_a_gradebook_of_another_form_is_refused(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    record(path)
    engine = database.sqlite(str(path), "BEGIN")
    with engine.begin() as transaction:
        transaction.exec_driver_sql("UPDATE meta SET value = X'39' WHERE name = 'schema'")

    with pytest.raises(UsageError) as error, gradebook.open(path, SUBMISSION):
        pass

    assert error.value.code == "gradebook.schema"
    assert error.value.values["seen"] == "9"


def test_a_place_where_no_file_can_be_made_is_refused_before_grading(tmp_path):
    file = tmp_path / "file"
    file.write_text("")

    with pytest.raises(UsageError) as error, gradebook.open(file / "gradebook.sqlite", SUBMISSION):
        pass

    assert error.value.code == "gradebook.unwritable"


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on file sizes")
def test_a_disk_that_fills_up_is_noticed_before_grading(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    record(path)

    error = limited(path, path.stat().st_size // 2)

    assert error == "gradebook.full"
    with gradebook.read(path) as book:
        assert len(book.attempts()) == 1


def limited(path: Path, size: int) -> str:
    """The code of the error that opening the gradebook gives where no file may grow over `size` bytes."""
    program = PRELUDE + (
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
        "try:\n"
        "    with gradebook.open(path, SUBMISSION): pass\n"
        "except UsageError as error: print(error.code)\n"
    )
    command = [sys.executable, "-c", program, path, Path(__file__).parent]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_read_only_gradebook_can_be_looked_into_but_not_recorded_in(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    record(path)
    path.chmod(0o444)
    tmp_path.chmod(0o555)

    said = unprivileged(
        "with gradebook.read(path) as book: print(len(book.attempts()))\n"
        "try:\n"
        "    with gradebook.open(path, SUBMISSION): pass\n"
        "except UsageError as error: print(error.code)\n",
        path,
    )

    assert said.split() == ["1", "gradebook.unwritable"]


def unprivileged(program: str, path: Path) -> str:
    """What a program prints that may not write where permissions forbid it, which root otherwise may."""
    if sys.platform == "win32":
        pytest.skip("permissions are others there")
    command = [sys.executable, "-c", PRELUDE + program, path, Path(__file__).parent]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere, and setpriv is missing")
        command = ["setpriv", "--bounding-set=-dac_override", *command]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


PRELUDE = (
    "import os, resource, signal, sys; sys.path.insert(0, sys.argv[2])\n"
    "from pathlib import Path\n"
    "from test_gradebook import SUBMISSION, UsageError, gradebook, report\n"
    "path = Path(sys.argv[1])\n"
)


def test_a_gradebook_of_the_first_form_is_brought_to_this_one_and_keeps_its_attempts(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    record(path)
    engine = database.sqlite(str(path), "BEGIN")
    with engine.begin() as transaction:  # as the first form was
        transaction.exec_driver_sql("ALTER TABLE attempts DROP COLUMN student")
        transaction.exec_driver_sql("ALTER TABLE attempts DROP COLUMN handed_in")
        transaction.exec_driver_sql("DROP TABLE refusals")
        transaction.exec_driver_sql("DROP TABLE adjustments")
        transaction.exec_driver_sql("UPDATE meta SET value = X'31' WHERE name = 'schema'")

    with gradebook.read(path) as book:
        (attempt,) = book.attempts()
        assert (attempt.seed, attempt.student) == (7, "")
    with gradebook.open(path) as book:
        book.refuse("exercise_4", "s1", "x", "intake.suffix", {})
        assert book.append(report(8), SUBMISSION, student="s1") == 2


def test_the_same_refusal_is_recorded_once_until_something_else_is_said(tmp_path):
    with gradebook.open(tmp_path / "gradebook.sqlite") as book:
        for code in ("intake.suffix", "intake.suffix", "class.twice", "intake.suffix"):
            book.refuse("exercise_4", "s1", "x", code, {})
        codes = [found.code for found in book.refusals("exercise_4")]

    assert codes == ["intake.suffix", "class.twice", "intake.suffix"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
def test_nobody_else_may_read_a_new_gradebook_and_one_that_was_shared_stays_so(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    before = os.umask(0o022)
    try:
        record(path)
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o660)
        with gradebook.open(path, SUBMISSION) as book:
            beside = list(tmp_path.glob("*-*"))
            book.append(report(), SUBMISSION)
            assert {file.stat().st_mode & 0o777 for file in beside} <= {0o660}
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o660


def test_the_secret_of_a_gradebook_is_drawn_once(tmp_path):
    with gradebook.open(tmp_path / "a.sqlite") as one, gradebook.open(tmp_path / "b.sqlite") as other:
        assert one.secret() == one.secret() != other.secret()
        assert len(one.secret()) == 32


# What a killed process leaves -----------------------------------------------------------------------------------------


def header(path: Path) -> None:
    """What SQLite has written when it was told about its log, and about no table."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    assert path.stat().st_size > 0


BEGUN = {"nothing in it": lambda path: path.touch(), "no table in it": header}


@pytest.mark.parametrize("begin", BEGUN.values(), ids=BEGUN)
def test_a_gradebook_that_was_only_begun_is_an_empty_one(tmp_path, begin):
    path = tmp_path / "gradebook.sqlite"
    begin(path)

    with gradebook.read(path) as book:
        assert book.attempts() == []
    assert record(path) == 1
    with gradebook.read(path) as book:
        assert len(book.attempts()) == 1


def test_one_that_was_only_begun_can_be_looked_into_where_nothing_can_be_written(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    header(path)
    path.chmod(0o444)
    tmp_path.chmod(0o555)

    assert unprivileged("with gradebook.read(path) as book: print(len(book.attempts()))\n", path).split() == ["0"]


KILLED_AT = {
    "before its tables are made": "tables.metadata.create_all",
    "after its tables are made": "database.tables.prepare",
    "before its form is noted": "sa.insert",
    "before it keeps a log": "file._keep_log",
    "before it is probed": "file._probe",
}


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.parametrize("place", KILLED_AT.values(), ids=KILLED_AT)
def test_a_process_killed_while_it_makes_a_gradebook_leaves_one_that_can_be_gone_on_with(tmp_path, place):
    path = tmp_path / "gradebook.sqlite"
    owner, _, name = place.rpartition(".")
    after = place == "database.tables.prepare"
    program = PRELUDE + (
        "import sqlalchemy as sa\n"
        "from grader.gradebook import database, file, tables\n"
        f"real = {place}\n"
        f"def die(*a, **k): {'real(*a, **k); ' if after else ''}os.kill(os.getpid(), signal.SIGKILL)\n"
        f"{owner}.{name} = die\n"
        "with gradebook.open(path, SUBMISSION) as book: book.append(report(), SUBMISSION)\n"
    )

    end = subprocess.run([sys.executable, "-c", program, path, Path(__file__).parent], check=False)

    assert end.returncode == -signal.SIGKILL
    with gradebook.read(path) as book:
        assert book.attempts() == []
    assert record(path) == 1


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE notes (x)", "CREATE TABLE meta (name, value); INSERT INTO meta VALUES ('schema', X'32')"],
    ids=["of somebody else's", "with a part of ours"],
)
def test_a_database_without_our_tables_is_refused_and_left_alone(tmp_path, statement):
    path = tmp_path / "notes.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(statement)
    connection.close()
    before = path.read_bytes()

    for way in (gradebook.read(path), gradebook.open(path, SUBMISSION)):
        with pytest.raises(UsageError) as error, way:
            pass
        assert error.value.code == "gradebook.damaged"
    assert path.read_bytes() == before


def test_what_a_killed_process_recorded_is_seen_where_nothing_can_be_written(tmp_path):
    """It is in the log beside the file still."""
    path = tmp_path / "gradebook.sqlite"
    program = PRELUDE + (
        "with gradebook.open(path, SUBMISSION) as book, book._engine.connect():\n"
        "    book.append(report(), SUBMISSION)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, path, Path(__file__).parent], check=False)
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0
    for file in tmp_path.iterdir():
        file.chmod(0o444)
    tmp_path.chmod(0o555)

    assert unprivileged("with gradebook.read(path) as book: print(len(book.attempts()))\n", path).split() == ["1"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE submissions SET files = X'00'",
        "UPDATE submissions SET files = zeroblob(100)",
        "UPDATE attempts SET report = '{'",
        "UPDATE attempts SET report = '{}'",
        "UPDATE attempts SET report = '[]'",
    ],
)
def test_an_attempt_that_is_damaged_is_named_and_spoils_no_other(tmp_path, change):
    path = tmp_path / "gradebook.sqlite"
    record(path)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(change)
    connection.close()
    with gradebook.open(path) as book:
        number = book.append(report(8), Submission("b.py", "b.py", (SourceFile("b.py", ""),)))

        with pytest.raises(UsageError) as error:
            book.attempt(1)
        assert book.attempt(number)[0].seed == 8

    assert (error.value.code, error.value.values["number"]) == ("gradebook.damaged_attempt", 1)
