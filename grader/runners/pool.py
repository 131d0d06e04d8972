"""Many jobs at once: processes that each grade one after another, each with a source of workers of its own.

A process that ends, or does not end, takes only the job with it that it had; that job is graded again by a new one.
Jobs are taken from their iterator when there is somebody to grade them, so a class of any size takes the same memory.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar

from grader.exercise import PATIENCE
from grader.report import Report
from grader.runners import Isolated, Job, finished
from grader.runners.host import THREADS

TRIES = 2
"""How often a job may end its process before it is given up."""

JOBS_EACH = 1000
"""After so many jobs a process is replaced, so that nothing that leaks can grow."""

SLOWEST = 1.5
"""How much longer than a submission may keep the grader waiting on the busiest machine its judging may take, before its
process counts as stuck."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Lost:
    """In place of a report: every process that had the job ended. reason: how the last one did"""

    reason: str


@dataclass(slots=True)
class _Pending(Generic[Key]):
    key: Key
    job: Job
    tries: int = 0


def graded(jobs: Iterable[tuple[Key, Job]], processes: int) -> Iterator[tuple[Key, Report | Lost]]:
    """Every job's report, as they are done, which is not always the order in which they came."""
    feed = (_Pending(key, job) for key, job in jobs)
    again: deque[_Pending[Key]] = deque()
    crew: list[_Process[Key]] = []
    done: list[tuple[Key, Report | Lost]] = []
    try:
        while True:
            while len(crew) < processes or any(process.pending is None for process in crew):
                pending = again.popleft() if again else next(feed, None)
                if pending is None:
                    break
                idle = next((process for process in crew if process.pending is None), None)
                if idle is None:
                    crew.append(idle := _Process())
                idle.give(pending)
            yield from done  # now that everybody has something to do
            done.clear()
            busy = [process for process in crew if process.pending is not None]
            if not busy:
                return
            for process in _ready(busy):
                pending, result = process.take()
                if process.ended:
                    crew.remove(process)
                if isinstance(result, Lost) and pending.tries < TRIES:
                    again.append(pending)
                else:
                    done.append((pending.key, result))
    finally:
        for process in crew:
            process.end()


class _Process(Generic[Key]):
    """One process of the pool."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork of a process with threads is not safe
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._jobs = 0
        self._deadline = 0.0
        self.pending: _Pending[Key] | None = None
        self.ended = False

    @property
    def connection(self) -> Connection:
        return self._connection

    @property
    def left(self) -> float:
        """Seconds until it counts as stuck."""
        return self._deadline - time.monotonic()

    def give(self, pending: _Pending[Key]) -> None:
        self.pending = pending
        pending.tries += 1
        self._jobs += 1
        limits = pending.job.limits
        self._deadline = time.monotonic() + SLOWEST * PATIENCE * (limits.total_seconds + limits.load_seconds)
        try:
            self._connection.send(pending.job)
        except OSError:
            """It has ended; that shows when its answer is taken."""

    def take(self) -> tuple[_Pending[Key], Report | Lost]:
        """What came of its job. Ends the process where it can take no other one."""
        assert self.pending is not None
        pending, self.pending = self.pending, None
        result = self._answer()
        if isinstance(result, Lost) or self._jobs >= JOBS_EACH:
            self.end()
        return pending, result

    def end(self) -> None:
        if not self.ended:
            self.ended = True
            self._connection.close()
            self._process.kill()
            self._process.join()
            self._process.close()

    def _answer(self) -> Report | Lost:
        if self.left <= 0 and not self._connection.poll():
            return Lost("it did not come to an end")
        try:
            answer = self._connection.recv()
        except (EOFError, OSError):
            self._process.join()
            return Lost(f"its process ended with {self._process.exitcode}")
        return answer if isinstance(answer, Report | Lost) else Lost(f"it answered with a {type(answer).__name__}")


def _ready(busy: list[_Process[Key]]) -> list[_Process[Key]]:
    """Those that have an answer, have ended, or are stuck. Waits for the first."""
    there = wait([process.connection for process in busy], max(0.0, min(process.left for process in busy)))
    return [process for process in busy if process.connection in there or process.left <= 0]


def _serve(connection: Connection) -> None:
    """The life of a process: a job in, a report out, until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that gives out the jobs
    for library in THREADS:  # there is a process for each core already
        os.environ[f"{library}_NUM_THREADS".replace("MAXIMUM_NUM", "MAXIMUM")] = "1"
    grade = Isolated()
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        try:
            answer: Report | Lost = finished(grade(job))
        except Exception as error:
            answer = Lost(f"{type(error).__name__}: {error}")
        try:
            connection.send(answer)
        except OSError:
            return
