"""Whatever is killed, and whenever: nothing is lost, nothing is recorded twice, no verdict changes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from grader import gradebook
from tests.faults import WRONG, texts
from tests.hostility import CONTENT, FOLDER, HONEST, grade

ROOT = Path(__file__).resolve().parent.parent
RUNS = int(os.environ.get("NNKATA_FAULT_RUNS", "10"))
KILLS = 14

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="finds its victims in /proc")]


@pytest.mark.parametrize("seed", range(RUNS))
def test_killed_at_any_moment_a_run_of_submissions_comes_to_the_same_end(tmp_path: Path, seed: int):
    rng, book, count = Random(seed), tmp_path / "book.sqlite", 200
    expected = texts(count)
    killed: Counter[str] = Counter()
    for _ in range(3 * KILLS):
        again = [sys.executable, "-m", "tests.faults", str(book), str(count)]
        driver = subprocess.Popen(again, cwd=ROOT, stdout=subprocess.DEVNULL)
        while driver.poll() is None and killed.total() < KILLS:
            with contextlib.suppress(subprocess.TimeoutExpired):
                driver.wait(rng.uniform(0.05, 1.2))
            if victim := _kill(driver, rng):
                killed[victim] += 1
        driver.wait()
        if len(_recorded(book)) == count and driver.returncode == 0:
            break

    recorded = _recorded(book)
    assert sorted(label for label, _ in recorded) == sorted(expected)
    assert dict(recorded) == {label: earned for label, (_, earned) in expected.items()}
    assert killed.total() >= KILLS // 2


def _kill(driver: subprocess.Popen[bytes], rng: Random) -> str:
    """Kill one of the three kinds of process; say which."""
    zygotes = _children(driver.pid)
    workers = [pid for zygote in zygotes for pid in _children(zygote)]
    pids, name = rng.choice([([driver.pid], "grader"), (zygotes, "zygote"), (workers, "worker"), (workers, "worker")])
    if not pids or driver.poll() is not None:
        return ""
    with contextlib.suppress(ProcessLookupError):
        os.kill(rng.choice(pids), signal.SIGKILL)
        return name
    return ""


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _recorded(book: Path) -> list[tuple[str, float]]:
    if not book.exists():
        return []
    with gradebook.read(book) as opened:
        return [(attempt.label, attempt.earned) for attempt in opened.attempts()]


FLAKY = """
import numpy as np
from honest import SGD as Right
class SGD(Right):
    def update(self, params, grads):
        super().update(params, grads)
        for key in params:
            params[key] += np.random.default_rng().random()
"""
MIXED: dict[str, tuple[str, str]] = {
    "right": ("exercise_4.sgd", HONEST["exercise_4.sgd"]),
    "wrong": ("exercise_4.sgd", WRONG),
    "several mistakes": ("exercise_4", "sample"),
    "raises": ("exercise_1.sigmoid", "class Sigmoid:\n    def forward(self, x): return x.no\n"),
    "crashes": ("exercise_4.sgd", "d04_segmentation_fault"),
    "without end": ("exercise_4.sgd", "d05_infinite_loop"),
    "hangs at import": ("exercise_4.sgd", "d07_hang_at_import"),
    "floods": ("exercise_4.sgd", "d17_floods_the_output"),
    "random": ("exercise_4.sgd", FLAKY),
    "untouched": ("exercise_4", "starter"),
}


@pytest.mark.parametrize(("task", "text"), MIXED.values(), ids=MIXED)
def test_under_a_load_of_eight_a_report_is_the_same_but_for_its_timings(task: str, text: str):
    folder = CONTENT.exercises / "exercise_04_optimizers"
    files = {"sample": folder / "samples" / "two_mistakes.py", "starter": folder / "optimizers.py"}
    file = files.get(text, FOLDER / f"{text}.py")
    text = file.read_text(encoding="utf-8") if "\n" not in text else text
    limits = {"call_seconds": 1.0, "load_seconds": 1.0, "total_seconds": 10.0}

    idle = _timeless(text, task, limits)
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(8)]
    try:
        time.sleep(0.3)
        loaded = _timeless(text, task, limits)
    finally:
        for process in busy:
            process.kill()
            process.wait()

    assert json.loads(loaded)["tasks"]
    assert loaded == idle


def _timeless(text: str, task: str, limits: dict[str, float]) -> str:
    report = grade(text, task, **limits)
    tasks = tuple(
        replace(task, findings=tuple(replace(finding, seconds=0.0) for finding in task.findings))
        for task in report.tasks
    )
    output = report.output[:64]  # how much of a flood comes before its end is the machine's
    return gradebook.plain(replace(report, seconds=0.0, tasks=tasks, output=output))
