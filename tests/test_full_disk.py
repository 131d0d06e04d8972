"""A disk that fills up, wherever and whenever: it is said, nothing is lost, and the next run goes on from there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader import gradebook
from tests.cli.conftest import CLIMBS, SGD

resource = pytest.importorskip("resource", reason="needs limits on file sizes")

COURSE = Path(__file__).parent / "course"
STUDENTS = 8


def grade(folder: Path, *words: object, room: int | None = None) -> subprocess.CompletedProcess[str]:
    """The command where no file may grow over so many bytes, as on a disk that is full."""

    def limit() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    environment = {**os.environ, "LANG": "C", "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    command = [sys.executable, "-m", "grader", *map(str, words)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, preexec_fn=limit
    )


@pytest.fixture
def subs(tmp_path: Path) -> Path:
    folder = tmp_path / "subs"
    folder.mkdir()
    for i in range(STUDENTS):
        # what compresses badly, so that each needs room of its own
        (folder / f"s{i:03}.py").write_text(f"# {os.urandom(60_000).hex()}\n{CLIMBS if i % 2 else SGD}")
    return folder


def run_class(folder: Path, room: int | None = None) -> subprocess.CompletedProcess[str]:
    options = ("--exercise", "exercise_4", "--gradebook", "b.sqlite", "--jobs", "1")
    return grade(folder, "class", "subs", *options, room=room)


def recorded(folder: Path) -> dict[str, float]:
    with gradebook.read(folder / "b.sqlite") as book:
        attempts = book.attempts()
    assert len({attempt.student for attempt in attempts}) == len(attempts)  # nobody twice
    return {attempt.student: attempt.earned for attempt in attempts}


def test_a_class_that_meets_a_full_disk_goes_on_where_it_was_once_there_is_room(tmp_path: Path, subs: Path):
    room, stopped = 380_000, 0
    for _ in range(STUDENTS):
        done = run_class(tmp_path, room)
        if done.returncode == 0:
            break
        stopped += 1
        assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
        assert "Make room" in done.stderr
        before = recorded(tmp_path)
        room += 300_000

    found = recorded(tmp_path)
    assert stopped and done.returncode == 0
    assert before.items() <= found.items()
    assert found == {f"s{i:03}": float(i % 2 == 0) for i in range(STUDENTS)}


def test_a_backup_that_finds_no_room_is_told_by_its_own_name(tmp_path: Path, subs: Path):
    assert run_class(tmp_path).returncode == 0

    done = grade(tmp_path, "class", "backup", "copies/b.sqlite", "--gradebook", "b.sqlite", room=300_000)

    assert done.returncode == 2
    assert "The backup copies/b.sqlite cannot be written" in done.stderr and "--gradebook" not in done.stderr
    assert [*(tmp_path / "copies").iterdir()] == []


@pytest.mark.parametrize("kind", ["report", "feedback"])
def test_a_page_that_finds_no_room_leaves_the_old_one_whole(tmp_path: Path, subs: Path, kind: str):
    assert run_class(tmp_path).returncode == 0
    output = tmp_path / "out"
    words = ("class", kind, "--exercise", "exercise_4", "--gradebook", "b.sqlite", "-o", output)
    assert grade(tmp_path, *words).returncode == 0
    pages = {path: path.read_bytes() for path in ([output] if output.is_file() else output.iterdir())}

    done = grade(tmp_path, *words, room=100)

    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert {path: path.read_bytes() for path in ([output] if output.is_file() else output.iterdir())} == pages


def test_a_submit_that_cannot_be_recorded_says_so_before_anything_is_judged(tmp_path: Path):
    (tmp_path / "optimizers.py").write_text(SGD)
    words = ("submit", "exercise_4.sgd", "optimizers.py", "--gradebook", "b.sqlite")
    assert grade(tmp_path, *words).returncode == 0
    size = (tmp_path / "b.sqlite").stat().st_size

    done = grade(tmp_path, *words, room=size // 2)

    assert done.returncode == 2 and "Make room" in done.stderr
    assert len(recorded_attempts(tmp_path)) == 1


def recorded_attempts(folder: Path) -> list[gradebook.Attempt]:
    with gradebook.read(folder / "b.sqlite") as book:
        return book.attempts()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [("list",), ("check", "exercise_4.sgd", "optimizers.py", "--format", "json")])
def test_where_the_output_goes_there_may_be_no_room_either(tmp_path: Path, words: tuple[str, ...]):
    (tmp_path / "optimizers.py").write_text(SGD)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "grader", *words],
            cwd=tmp_path,
            env={**os.environ, "LANG": "C"},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 5
    assert "cannot be written: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
