"""How long a worker may take, and what of it is the machine's doing."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from grader.exercise import Limits
from grader.runners import channel
from grader.runners.pipes import REPLY
from grader.student import WorkerError
from grader.worker.requests import opened
from grader.worker.wire import HEAD, frame
from tests.held import crash, held, value


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n        pass",
        "import time\n    time.sleep(1000)",
        "while True:\n        try:\n            raise SystemExit\n        except BaseException:\n            pass",
        "import os, signal\n    os.kill(os.getpid(), signal.SIGSTOP)",
    ],
    ids=["loop", "sleep", "swallows everything", "stops itself"],
)
def test_a_call_without_end_is_ended(body):
    error = crash(f"def f():\n    {body}\n", call_seconds=0.3)

    assert (error.code, error.values) == ("worker.timeout", {"seconds": 0.3})


def test_an_import_without_end_is_ended():
    with held("while True: pass", load_seconds=0.3) as student, pytest.raises(WorkerError) as caught:
        student.load()

    assert (caught.value.code, caught.value.values) == ("worker.timeout", {"seconds": 0.3})


def test_a_submission_has_a_budget_over_all_its_workers():
    source = "import time\ndef f():\n    time.sleep(1000)\n"

    with held(source, call_seconds=0.2, total_seconds=0.7) as student:
        codes = []
        for _ in range(6):
            with pytest.raises(WorkerError) as caught:
                value(student, "f")
            codes.append(caught.value.code)

    assert codes[0] == "worker.timeout"
    assert codes[-2:] == ["worker.budget", "worker.budget"]
    assert caught.value.values == {"seconds": 0.7}


def test_the_budget_grows_with_the_examples_that_are_asked():
    limits = Limits(total_seconds=60.0)

    assert [limits.asked(n).total_seconds for n in (0, 10, 200)] == [60.0, 120.0, 1260.0]
    assert limits.asked(200).call_seconds == limits.call_seconds


class Clock:
    """A clock, and a worker that takes so many seconds for each reply, a share of them for want of a processor."""

    def __init__(self, seconds: float, delayed: float) -> None:
        self.seconds, self.share = seconds, delayed
        self.now = self.due = self.waited = 0.0
        self.replies = [frame((0, "ready", None))]
        self.backlog = 0

    def monotonic(self) -> float:
        return self.now

    def send(self, data: bytes) -> None:
        self.due = self.now + self.seconds
        self.replies.append(frame((opened(data[HEAD.size :])[0], "run", None)))

    def wait(self, seconds: float) -> list[tuple[str, bytes]]:
        if len(self.replies) == 1:
            step = min(max(seconds, 0.0), self.due - self.now)
            self.now += step
            self.waited += step * self.share
        arrives = len(self.replies) > 1 or (self.replies and self.due - self.now < 1e-9)
        return [(REPLY, self.replies.pop(0))] if arrives else []

    def delayed(self) -> float:
        return self.waited

    def close(self) -> None:
        """Nothing to let go of."""


def answered(clock: Clock, monkeypatch, calls: int, call_seconds: float, total_seconds: float) -> tuple[int, str]:
    """How many calls are answered, and the code of the one that is not."""
    monkeypatch.setattr(channel, "time", clock)
    monkeypatch.setattr(channel, "delay", lambda _pid: 0.0)
    talk = channel.Channel(clock, channel.Budget(total_seconds), 1 << 20)
    for number in range(calls):
        try:
            talk.receive(talk.send("run", ()), call_seconds)
        except WorkerError as error:
            return number, error.code
    return calls, ""


@pytest.mark.parametrize(
    ("seconds", "delayed", "outcome"),
    [
        (0.5, 0.0, (100, "")),  # of a budget of 61 s
        (1.0, 0.0, (61, "worker.budget")),
        (1.0, 0.5, (100, "")),
        (4.0, 0.9, (100, "")),
        (4.0, 0.5, (30, "worker.budget")),
        (6.0, 0.0, (0, "worker.timeout")),  # of 5 s a call
        (6.0, 0.5, (20, "worker.budget")),
        (30.0, 0.9, (16, "worker.budget")),  # the machine's doing, but eight times the budget is enough
        (50.0, 0.99, (0, "worker.timeout")),
    ],
)
def test_time_in_which_the_machine_does_not_run_a_worker_is_not_counted(seconds, delayed, outcome, monkeypatch):
    assert answered(Clock(seconds, delayed), monkeypatch, 100, 5.0, 61.0) == outcome


class Counted(Clock):
    """A worker whose pipe is counted as full for some time after it has answered."""

    backlog = channel.BACKLOG

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "backlog":
            super().__setattr__(name, value)


def test_nothing_is_left_unasked_where_a_pipe_looks_full_though_all_is_answered(monkeypatch):
    clock = Counted(0.0, 0.0)
    monkeypatch.setattr(channel, "time", clock)
    monkeypatch.setattr(channel, "delay", lambda _pid: 0.0)
    talk = channel.Channel(clock, channel.Budget(61.0), 1 << 20)

    assert [number for number, _ in talk.ask("run", range(5), 5.0)] == [1, 2, 3, 4, 5]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_that_waits_for_a_processor_is_delayed():
    from grader.runners.pipes import delay

    one, *others = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {one})  # both at one processor
    try:
        with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as rival:
            while not (seen := delay(rival.pid)):
                pass
            rival.kill()
    finally:
        os.sched_setaffinity(0, {one, *others})
    assert seen > 0
    assert delay(2**30) == 0.0
