"""The pool: every job comes back once, whatever happens to a process of it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import catalog, intake
from grader.content import content
from grader.report import Report
from grader.runners import Job, pool
from grader.runners.pool import Lost

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


@pytest.fixture
def job(tmp_path) -> Job:
    path = tmp_path / "optimizers.py"
    path.write_text("class SGD:\n    pass\n")
    course = content()
    exercise, _ = catalog.find("4", catalog.exercises(course))
    return Job(exercise, intake.read(path, exercise.name), 1, course)


def children() -> set[int]:
    """Processes of a pool that this process has started."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            words = (status.parent / "cmdline").read_text()
        except OSError:
            continue
        if parent == os.getpid() and "spawn_main" in words:
            found.add(int(status.parent.name))
    return found


def test_every_job_comes_back_once(job):
    found = list(pool.graded(((i, job) for i in range(5)), processes=2))

    assert sorted(key for key, _ in found) == [0, 1, 2, 3, 4]
    assert all(isinstance(result, Report) for _, result in found)


def test_jobs_are_taken_when_there_is_somebody_to_grade_them(job):
    taken = []

    def jobs() -> Iterator[tuple[int, Job]]:
        for i in range(6):
            taken.append(i)
            yield i, job

    for done, _ in enumerate(pool.graded(jobs(), processes=1), 1):
        assert len(taken) <= done + 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_killed_process_costs_only_what_it_had_and_that_is_graded_again(job):
    def jobs() -> Iterator[tuple[int, Job]]:
        for i in range(4):
            if i == 2:
                os.kill(children().pop(), signal.SIGKILL)
            yield i, job

    found = dict(pool.graded(jobs(), processes=1))

    assert sorted(found) == [0, 1, 2, 3]
    assert all(isinstance(result, Report) for result in found.values())


def test_a_job_that_ends_every_process_is_given_up_and_the_others_are_graded(job):
    from dataclasses import replace

    fatal = replace(job, exercise=replace(job.exercise, reference=("no_such_module",)))

    found = dict(pool.graded([(0, job), (1, fatal), (2, job)], processes=1))

    assert isinstance(found[1], Lost) and "no_such_module" in found[1].reason
    assert isinstance(found[0], Report) and isinstance(found[2], Report)


def test_nothing_is_left_running_when_the_run_is_left(job):
    run = pool.graded(((i, job) for i in range(3)), processes=1)
    next(run)

    run.close()

    assert sys.platform != "linux" or not children()


@pytest.mark.parametrize("held", [True, False])
def test_a_job_that_must_be_held_is_not_run_where_it_would_not_be(job, tmp_path, held):
    """Also where that only shows in the process that has it, after everybody was asked."""
    from dataclasses import replace

    trace = tmp_path / "trace"
    files = (replace(job.submission.files[0], text=f"import os\nos.mkdir({str(trace)!r})\n"),)
    job = replace(job, isolation="process-only", held=held, submission=replace(job.submission, files=files))

    ((_, result),) = pool.graded([("a", job)], processes=1)

    assert trace.exists() == (not held)
    assert isinstance(result, Lost) == held
    assert not held or "process-only" in result.reason
