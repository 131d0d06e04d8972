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
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Generic, Self, TypeVar

from grader import garbage
from grader.errors import ExerciseError, HostError
from grader.exercise import PATIENCE
from grader.report import Report
from grader.runners import Isolated, Job, Opening, finished
from grader.runners.host import ONE_THREAD

TRIES = 2
"""How often a job may end its process before it is given up."""

JOBS_EACH = 1000
"""After so many jobs a process is replaced, so that nothing that leaks can grow."""

SLOWEST = 1.5
"""By which factor judging a submission may take longer than the longest wait that it is allowed, before its process
counts as stuck."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Lost:
    """In place of a report: every process that had the job ended. reason: how the last one did; by_exercise: whether it
    is the exercise that is at fault, and the reason is for its author"""

    reason: str
    by_exercise: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """At which level a process holds submissions, once its opening has made it ready."""


Message = Opening | Question | Job


@dataclass(slots=True)
class _Pending(Generic[Key]):
    key: Key
    job: Job
    tries: int = 0


class Crew(Generic[Key]):
    """So many processes, which end with the block that they are made for.

    opening: given one, they start at once; else when there are jobs for them
    """

    def __init__(self, size: int, opening: Opening | None = None) -> None:
        self._size = size
        self._opening = opening
        self._processes: list[_Process[Key]] = []
        if opening is not None:
            self._processes += (_Process(opening) for _ in range(size))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        for process in self._processes:
            process.end()

    def level(self) -> str:
        """The level at which they hold submissions. Raises what is wrong with the opening: UsageError where its kind of
        isolation is not to be had, ExerciseError, HostError."""
        return self._processes[0].level()

    def graded(self, jobs: Iterable[tuple[Key, Job]]) -> Iterator[tuple[Key, Report | Lost]]:
        """Every job's report, as they are done, which is not always the order in which they came."""
        feed = (_Pending(key, job) for key, job in jobs)
        again: deque[_Pending[Key]] = deque()
        done: list[tuple[Key, Report | Lost]] = []
        while True:
            while (idle := self._idle()) is not None:
                pending = again.popleft() if again else next(feed, None)
                if pending is None:
                    break
                idle.give(pending)
            yield from done  # now that everybody has something to do
            done.clear()
            busy = [process for process in self._processes if process.pending is not None]
            if not busy:
                return
            for process in _ready(busy):
                pending, result = process.take()
                if process.ended:
                    self._processes.remove(process)
                if isinstance(result, Lost) and pending.tries < TRIES:
                    again.append(pending)
                else:
                    done.append((pending.key, result))

    def _idle(self) -> _Process[Key] | None:
        """A process with nothing to do, a new one if need be; None where all are busy."""
        idle = next((process for process in self._processes if process.pending is None), None)
        if idle is None and len(self._processes) < self._size:
            self._processes.append(idle := _Process(self._opening))
        return idle


def graded(jobs: Iterable[tuple[Key, Job]], processes: int) -> Iterator[tuple[Key, Report | Lost]]:
    """Every job's report, by a crew of its own."""
    with Crew[Key](processes) as crew:
        yield from crew.graded(jobs)


class _Process(Generic[Key]):
    """One process of the pool."""

    def __init__(self, opening: Opening | None) -> None:
        context = multiprocessing.get_context("spawn")  # a fork of a process with threads is not safe
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        if opening is not None:
            self._send(opening)
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
        self._send(pending.job)

    def level(self) -> str:
        """The level at which it holds submissions. Raises what keeps it from being ready."""
        self._send(Question())
        try:
            answer = self._connection.recv()
        except (EOFError, OSError):
            self._process.join()
            raise HostError(f"a process that grades ended with {self._process.exitcode}") from None
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

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

    def _send(self, message: Message) -> None:
        with suppress(OSError):  # it has ended: that shows when its answer is taken
            self._connection.send(message)

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
    """The life of a process: a message in, an answer out, until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that gives out the jobs
    os.environ.update(ONE_THREAD)  # there is a process for each core already
    garbage.look_seldom()
    grade = Isolated()
    opened: str | Exception = ""  # the level, or what keeps it from being ready
    while True:
        try:
            message: Message = connection.recv()
        except EOFError:
            return
        if isinstance(message, Opening):
            opened = _opened(grade, message)
            continue
        try:
            connection.send(opened if isinstance(message, Question) else _graded(grade, message))
        except OSError:
            return


def _opened(grade: Isolated, opening: Opening) -> str | Exception:
    try:
        return grade.prepare(opening)
    except Exception as error:
        return error


def _graded(grade: Isolated, job: Job) -> Report | Lost:
    try:
        return finished(grade(job))
    except ExerciseError as error:
        return Lost(str(error), by_exercise=True)
    except Exception as error:
        return Lost(f"{type(error).__name__}: {error}")
