"""A class judged on a real Dask cluster: a scheduler and workers, each a process, on the loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import gradebook
from grader.errors import UsageError

pytest.importorskip("distributed", reason="the extra cluster is not installed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a class is graded where submissions are held")

PATIENCE = 60.0


class Cluster:
    """scheduler: its address; workers: their processes"""

    def __init__(self, folder: Path, workers: int) -> None:
        from distributed import Client

        self._folder = folder
        self._file = folder / "scheduler.json"
        self._processes = [self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
        wait(lambda: self._file.exists() and self._file.stat().st_size)  # it is made empty, then written at once
        self.scheduler = json.loads(self._file.read_text())["address"]
        flags = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
        self.workers = [self._start("dask_worker", *flags) for _ in range(workers)]
        self._processes += self.workers
        with Client(self.scheduler, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=PATIENCE)

    def close(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait()

    def _start(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{what}", *words, "--scheduler-file", self._file]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(list(map(str, command)), stdout=quiet, stderr=quiet, cwd=self._folder)


def wait(done) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    (tmp_path / "dask").mkdir()
    running = Cluster(tmp_path / "dask", workers=2)
    try:
        yield running
    finally:
        running.close()


def grade(folder: Path, book: Path, scheduler: str) -> subprocess.Popen[str]:
    words = ["class", folder, "--exercise", "4", "--gradebook", book, "--engine", "dask", "--scheduler", scheduler]
    command = [sys.executable, "-m", "grader", *map(str, words)]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def recorded(book: Path) -> list[str]:
    try:
        with gradebook.read(book) as opened:
            return sorted(attempt.student for attempt in opened.each(reports=False))
    except UsageError:  # it is just being made
        return []


def test_a_worker_lost_in_mid_run_costs_no_submission(cluster, tmp_path):
    subs, book = tmp_path / "subs", tmp_path / "b.sqlite"
    subs.mkdir()
    for i in range(12):
        (subs / f"s{i:02}.py").write_text(f"# {i}\nclass SGD:\n    pass\n")

    process = grade(subs, book, cluster.scheduler)
    wait(lambda: recorded(book) or process.poll() is not None)
    cluster.workers[0].send_signal(signal.SIGKILL)
    out, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, out + err
    assert "Judged: 12. Judged before: 0. Could not be read: 0. Could not be judged: 0." in out
    assert recorded(book) == [f"s{i:02}" for i in range(12)]


def test_where_there_is_no_scheduler_that_is_said(tmp_path, monkeypatch):
    from grader.runners import cluster as runner

    monkeypatch.setattr(runner, "ANSWER_SECONDS", 0.5)

    with pytest.raises(UsageError) as error:
        list(runner.graded([], "tcp://127.0.0.1:1"))

    assert error.value.code == "cluster.scheduler"
