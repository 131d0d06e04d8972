"""Many jobs on many machines: a Dask scheduler hands them to workers that have the same program and content.

A job and a report are all that crosses. A worker that is lost costs nothing but time: its job goes to another one.
Workers are to have one thread each (`dask worker --nthreads 1`): judging keeps a core busy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar

import grader
from grader.errors import ExerciseError, UsageError
from grader.report import Report
from grader.runners import Isolated, Job, Opening, finished
from grader.runners.pool import TRIES, Lost

AHEAD = 2
"""Jobs that each worker thread has before it, so that it need not wait for the next."""

ANSWER_SECONDS = 30.0
"""Seconds within which the scheduler must answer."""

Key = TypeVar("Key")


def graded(jobs: Iterable[tuple[Key, Job]], scheduler: str) -> Iterator[tuple[Key, Report | Lost]]:
    """Every job's report, as they are done. Raises UsageError where there is no cluster, or another version on it."""
    dask, client = _connected(scheduler)
    with client:
        feed = iter(jobs)
        keys: dict[str, Key] = {}
        running = dask.as_completed(loop=client.loop)

        def send(count: int) -> None:
            for key, job in islice(feed, count):
                future = client.submit(_grade, job, pure=False, retries=TRIES - 1)
                keys[future.key] = key
                running.add(future)

        send(AHEAD * max(1, sum(client.nthreads().values())))
        for future in running:
            error = future.exception() if future.status != "finished" else None
            result = future.result() if error is None else _lost(error)
            yield keys.pop(future.key), result
            future.release()
            send(1)


def _lost(error: BaseException) -> Lost:
    if isinstance(error, ExerciseError):
        return Lost(str(error), by_exercise=True)
    return Lost(f"{type(error).__name__}: {error}")


def _grade(job: Job) -> Report:
    """One job, on a worker of the cluster, which keeps its runner from job to job."""
    return finished(_runner(import_module("distributed").get_worker())(job))


def _prepared(opening: Opening, dask_worker: Any) -> str:
    """The level at which a worker of the cluster, once ready, will hold submissions."""
    return _runner(dask_worker).prepare(opening)


def _runner(worker: Any) -> Isolated:
    if not hasattr(worker, "nnkata"):
        worker.nnkata = Isolated()
    kept: Isolated = worker.nnkata
    return kept


def levels(scheduler: str, opening: Opening) -> set[str]:
    """The levels at which the cluster's workers hold submissions, once the opening has made them ready. Raises what is
    wrong with it: UsageError, ExerciseError, HostError."""
    _, client = _connected(scheduler)
    with client:
        return set(client.run(_prepared, opening).values())


def _connected(scheduler: str) -> tuple[Any, Any]:
    """Dask, and a client of the cluster, all of whose workers run this version."""
    try:
        dask: Any = import_module("distributed")
    except ModuleNotFoundError:
        raise UsageError("cluster.missing") from None
    try:
        client = dask.Client(scheduler, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError("cluster.scheduler", scheduler=scheduler, reason=str(error)) from None
    try:
        found = client.run(_version)
        if not found:
            raise UsageError("cluster.empty", scheduler=scheduler)
        for worker, version in found.items():
            if version != grader.__version__:
                raise UsageError("cluster.version", worker=worker, seen=version, expected=grader.__version__)
    except BaseException:
        client.close()
        raise
    return dask, client


def _version() -> str:
    return grader.__version__
