"""The time of day is written down and never judged by: clocks that jump change no mark and lose nothing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
from pathlib import Path
from random import Random

import pytest

from grader import gradebook
from tests.cli.conftest import CLIMBS, SGD
from tests.hostility import CONTENT
from tests.test_other_systems import timeless

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = CONTENT.exercises / "exercise_04_optimizers" / "samples" / "two_mistakes.py"

JUMPING = """
import datetime, random, sys, time
chance, real = random.Random(7), datetime.datetime
class datetime_that_jumps(real):
    @classmethod
    def now(cls, tz=None):
        return real.fromtimestamp(chance.uniform(0, 4e9), tz)
datetime.datetime = datetime_that_jumps
time.time = lambda: chance.uniform(0, 4e9)
time.time_ns = lambda: int(time.time() * 1e9)
from grader.cli.app import run
if __name__ == "__main__":  # and not where a process of the pool loads it once more
    sys.exit(run(sys.argv[1:]))
"""
"""The command, while the clock is somewhere between 1970 and 2096, and elsewhere each time."""

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")

TELLERS = {
    "cli/class_report.py": "when a page was made",
    "cli/grading.py": "when a report was made, for hosts that ask",
    "cli/report.py": "when a page was made",
    "cli/reset.py": "the name of a copy",
    "cli/watch.py": "a line on the terminal",
    "gradebook/entries.py": "when something was recorded",
}
"""Modules that read the time of day, and what for."""


def read_clocks(path: Path) -> set[str]:
    """The attributes by which a module asks for the time of day."""
    asked = {("time", "time"), ("time", "time_ns"), ("datetime", "now"), ("datetime", "utcnow"), ("date", "today")}
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)]
    return {node.attr for node in nodes if (getattr(node.value, "id", ""), node.attr) in asked}


def test_only_what_writes_it_down_reads_the_time_of_day():
    program = ROOT / "grader"
    found = {path.relative_to(program).as_posix() for path in program.rglob("*.py") if read_clocks(path)}

    assert found <= set(TELLERS), found - set(TELLERS)


def grade(folder: Path, *words: object, program: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    (folder / "jumping.py").write_text(program or "")
    start = [str(folder / "jumping.py")] if program else ["-m", "grader"]
    environment = {**os.environ, "LANG": "C", "HOME": str(folder), "PYTHONPATH": str(ROOT), **more}
    return subprocess.run(
        [sys.executable, *start, *map(str, words)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_report_under_clocks_that_jump_is_the_same(tmp_path: Path):
    words = ("check", "exercise_4", SAMPLE, "--format", "json")

    steady, jumping = grade(tmp_path, *words), grade(tmp_path, *words, program=JUMPING)

    assert jumping.returncode == 1, jumping.stderr
    assert timeless(jumping.stdout) == timeless(steady.stdout)


def class_of(folder: Path, count: int) -> dict[str, float]:
    (folder / "subs").mkdir()
    for i in range(count):
        (folder / "subs" / f"s{i:03}.py").write_text(f"# {i}\n{CLIMBS if i % 2 else SGD}")
    return {f"s{i:03}": float(i % 2 == 0) for i in range(count)}


WORDS = ("class", "subs", "--exercise", "exercise_4", "--gradebook", "b.sqlite", "--jobs", "1")


def recorded(folder: Path) -> list[tuple[str, float]]:
    with gradebook.read(folder / "b.sqlite") as book:
        return [(attempt.student, attempt.earned) for attempt in book.attempts()]


def test_a_class_is_judged_once_and_gone_on_with_whatever_the_clocks_say(tmp_path: Path):
    expected = class_of(tmp_path, 4)
    (tmp_path / "subs" / "s003.py").rename(tmp_path / "later.py")

    first = grade(tmp_path, *WORDS, program=JUMPING)
    (tmp_path / "later.py").rename(tmp_path / "subs" / "s003.py")
    second = grade(tmp_path, *WORDS, program=JUMPING)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "Judged: 1. Judged before: 3." in second.stdout
    assert recorded(tmp_path) == sorted(expected.items())


@pytest.mark.slow
@pytest.mark.skipif(not FAKETIME.exists(), reason="libfaketime is not installed here")
@pytest.mark.parametrize("seed", range(3))
def test_a_class_under_a_system_clock_that_jumps_every_moment_is_judged_the_same(tmp_path: Path, seed: int):
    expected, rng, done = class_of(tmp_path, 24), Random(seed), threading.Event()
    clock = tmp_path / "clock"
    clock.write_text("+0")

    def jump() -> None:
        while not done.wait(0.05):
            clock.write_text(f"{rng.choice('+-')}{rng.randrange(10**9)}")

    jumps = threading.Thread(target=jump)
    jumps.start()
    try:
        result = grade(
            tmp_path,
            *WORDS,
            LD_PRELOAD=str(FAKETIME),
            FAKETIME_TIMESTAMP_FILE=str(clock),
            FAKETIME_NO_CACHE="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1",
        )
    finally:
        done.set()
        jumps.join()

    assert result.returncode == 0, result.stderr
    assert recorded(tmp_path) == sorted(expected.items())
    with gradebook.read(tmp_path / "b.sqlite") as book:
        assert len({attempt.time[:7] for attempt in book.attempts()}) > 3  # it did jump
