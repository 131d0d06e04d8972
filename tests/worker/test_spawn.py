"""Workers without a zygote, in both ways of reading their pipes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader.report import Isolation
from grader.runners import hosts
from grader.runners.spawn import Spawner
from grader.student import LoadError, Raised, WorkerError
from tests.held import calling, held, value


@pytest.fixture(scope="module", params=[False, True], ids=["polled", "threads"])
def spawner(request) -> Iterator[Spawner]:
    spawner = Spawner(threads=request.param)
    yield spawner
    spawner.close()


def test_the_level_is_process_only(spawner):
    assert spawner.isolation == Isolation("process-only")


def test_a_submission_answers_prints_and_fails_as_it_does_under_a_zygote(spawner):
    source = "print('loading')\ndef f(x):\n    return 2 * x\ndef g():\n    return 1 / 0\n"

    with held(source, host=spawner) as student:
        assert student.load().names == ("f", "g")
        np.testing.assert_array_equal(value(student, "f", np.ones(3)), 2 * np.ones(3))
        assert isinstance(value(student, "g"), Raised)
        large = np.ones((600, 600))
        runs = list(student.run([calling("f", large * i) for i in range(8)]))
        assert len(runs) == 8
        assert student.output == "loading\n"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("import os; os._exit(3)", "worker.died"),
        ("while True: pass", "worker.timeout"),
        ("while True: print('water' * 1000)", "worker.output"),
    ],
)
def test_a_worker_that_ends_badly_is_reported_and_replaced(spawner, body, code):
    source = f"def f():\n    {body}\ndef good():\n    return 1\n"

    with held(source, host=spawner, call_seconds=1.0, output_bytes=1 << 20) as student:
        student.load()
        with pytest.raises(WorkerError) as caught:
            value(student, "f")
        assert value(student, "good") == 1
    assert caught.value.code == code
    if code == "worker.died":
        assert caught.value.values == {"signal": "exit 3"}


def test_neither_the_grader_nor_other_packages_can_be_imported(spawner):
    for module in ("grader", "reference", "hypothesis"):
        with held(f"import {module}", host=spawner) as student, pytest.raises(LoadError):
            student.load()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_closed_workers_leave_no_process():
    spawner = Spawner()
    with held("import os\ndef f():\n    return os.getpid()\n", host=spawner) as student:
        worker = value(student, "f")
    reserve = spawner._reserve
    spawner.close()

    assert reserve is not None
    assert not any(Path(f"/proc/{pid}").exists() for pid in (worker, reserve.pid))


def test_asking_for_process_only_gives_no_zygote_and_the_same_host_each_time():
    host = hosts.start("process-only")
    try:
        assert isinstance(host, Spawner)
        assert hosts.start("process-only") is host
    finally:
        host.close()
        del hosts.running["process-only", "numpy"]


def test_a_host_is_not_shared_with_a_process_that_was_forked(monkeypatch):
    first = hosts.start()
    process = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: process + 1)

    second = hosts.start()
    try:
        assert second is not first
    finally:
        second.close()
        hosts.running["auto", "numpy"] = first
