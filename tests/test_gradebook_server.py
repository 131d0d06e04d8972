"""The gradebook on a real PostgreSQL server, which these tests make, start and throw away."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader import gradebook
from grader.errors import UsageError
from tests.test_gradebook import SUBMISSION, at_once, report

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of an empty server."""
    pytest.importorskip("psycopg", reason="the driver is not installed: pip install 'nnkata[postgresql]'")
    if sys.platform == "win32" or not PROGRAMS:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    user = getpass.getuser() if os.geteuid() else "postgres"  # it refuses to run as root
    try:
        account = pwd.getpwnam(user)
    except KeyError:
        pytest.skip("as root, the server needs the account postgres")
    folder = Path(tempfile.mkdtemp())
    os.chown(folder, account.pw_uid, account.pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    programs, data = PROGRAMS[-1].parent, folder / "data"
    settings = {"user": user, "group": account.pw_gid, "extra_groups": []} if not os.geteuid() else {}
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **settings}
    try:
        subprocess.run([programs / "initdb", "-D", data, "-U", "grader", "-A", "trust", "-E", "UTF8", "-N"], **quiet)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        log = folder / "log"
        subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start"], **quiet)
        try:
            yield f"postgresql://grader@127.0.0.1:{port}"
        finally:
            subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def url(server, request) -> str:
    """The URL of a new database."""
    import psycopg

    name = f"t{abs(hash(request.node.name)) % 10**8}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


def record(url: str, seed: int = 7, student: str = "s1") -> int:
    with gradebook.open(url) as book:
        return book.append(report(seed), SUBMISSION, student=student)


def test_an_attempt_comes_back_from_the_server(url):
    seed = (1 << 63) - 1

    number = record(url, seed)

    with gradebook.read(url) as book:
        attempt, submission = book.attempt(number)
    assert (attempt.seed, attempt.student, submission) == (seed, "s1", SUBMISSION)
    assert attempt.report == gradebook.plain(report(seed))


def test_many_that_record_at_once_on_a_new_server_are_all_recorded(url):
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda seed: record(url, seed), range(18)))

    assert len(set(numbers)) == 18
    with gradebook.read(url) as book:
        assert {attempt.seed for attempt in book.each(reports=False)} == set(range(18))


def test_what_many_record_at_once_on_a_server_and_is_to_be_there_once_is_there_once(url):
    assert sorted(at_once(url).values()) == [1, 11]
    with gradebook.read(url) as book:
        assert len(book.attempts()) == 1


def test_refusals_adjustments_and_the_secret_are_kept_there_too(url):
    with gradebook.open(url) as book:
        for _ in range(2):
            book.refuse("exercise_4", "s1", "x.pdf", "intake.suffix", {"path": "x.pdf"})
        book.adjust("exercise_4", "s1", 0.5, "理由")
        secret = book.secret()

    with gradebook.open(url) as book:
        assert (book.secret(), len(book.refusals("exercise_4"))) == (secret, 1)
        assert book.adjustments("exercise_4")[0].reason == "理由"


def test_a_gradebook_moves_from_a_file_to_a_server_and_back_and_goes_on_counting(url, tmp_path):
    with gradebook.open(tmp_path / "a.sqlite") as file, gradebook.open(url) as there:
        for seed in (1, 2, 3):
            file.append(report(seed), SUBMISSION, student="s1")
        assert gradebook.copy(file, there) == 3
        assert there.append(report(4), SUBMISSION, student="s1") == 4
        with gradebook.open(tmp_path / "b.sqlite") as back:
            gradebook.copy(there, back)
            assert [a.seed for a in back.attempts()] == [1, 2, 3, 4]
            assert back.attempts()[:3] == file.attempts()


def test_a_whole_class_is_graded_into_the_server(url, tmp_path):
    (tmp_path / "s001.py").write_text("class SGD:\n    pass\n")
    words = ["-m", "grader", "class", tmp_path, "--exercise", "4", "--gradebook", url, "--jobs", "1"]

    end = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)

    assert end.returncode == 0, end.stderr
    with gradebook.read(url) as book:
        assert [attempt.student for attempt in book.each("exercise_4")] == ["s001"]


def test_a_server_that_is_not_there_is_said_without_the_password():
    pytest.importorskip("psycopg", reason="the driver is not installed")

    with pytest.raises(UsageError) as error, gradebook.open("postgresql://me:secret@127.0.0.1:1/x"):
        pass

    assert error.value.code == "gradebook.server"
    assert "secret" not in str(error.value.values)
    assert "\n" not in str(error.value.values["reason"])


@pytest.mark.parametrize("address", ["postgresql://", "://", "postgresql://h:port/x"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(UsageError) as error, gradebook.open(address):
        pass

    assert error.value.code in ("gradebook.address", "gradebook.server", "gradebook.driver")
