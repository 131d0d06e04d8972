"""How a worker ends, whatever the submission does, and that the next one is as if nothing had been."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from grader.errors import HostError
from grader.exercise import Limits
from grader.runners.zygote import ANSWER_SECONDS, Zygote
from grader.student import LoadError, Raised, WorkerError
from tests.held import GOOD, calling, crash, held, value
from tests.helpers import ROOT


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("import os\n    os._exit(0)", "exit 0"),
        ("import os\n    os._exit(7)", "exit 7"),
        ("import ctypes\n    ctypes.string_at(0)", "SIGSEGV"),
        ("import os, signal\n    os.kill(os.getpid(), signal.SIGTERM)", "SIGTERM"),
        ("import os\n    os.abort()", "SIGABRT"),
    ],
)
def test_a_worker_that_dies_is_reported_with_how_it_died(body, how):
    error = crash(f"def f():\n    {body}\n")

    assert (error.code, error.values["signal"]) == ("worker.died", how)


def test_a_flood_of_print_is_cut_off_and_its_beginning_kept():
    source = "def f():\n    while True:\n        print('water' * 1000)\n"

    with held(source, output_bytes=1 << 20) as student:
        with pytest.raises(WorkerError) as caught:
            value(student, "f")
        kept = student.output

    assert (caught.value.code, caught.value.values) == ("worker.output", {"bytes": 1 << 20})
    assert len(kept) == 64 << 10
    assert kept.startswith("waterwater")


def test_more_memory_than_allowed_is_an_exception_in_the_submission():
    source = "import numpy as np\ndef f():\n    return np.ones(1 << 30)\n" + GOOD

    with held(source) as student:
        seen = value(student, "f")
        assert isinstance(seen, Raised)
        assert "MemoryError" in seen.type
        assert value(student, "good", 1) == 2


def test_what_was_printed_before_a_crash_is_kept():
    with held("import os\ndef f():\n    print('step 3')\n    os._exit(1)\n") as student:
        with pytest.raises(WorkerError):
            value(student, "f")
        assert student.output == "step 3\n"


def test_a_play_that_crashes_ends_the_batch_and_those_before_it_count():
    source = "import os\ndef f(x):\n    if x == 2:\n        os._exit(3)\n    return x\n"

    with held(source) as student:
        runs = student.run([calling("f", x) for x in range(5)])
        assert [next(runs).raised, next(runs).raised] == [None, None]
        with pytest.raises(WorkerError):
            next(runs)


def test_a_worker_that_closes_its_pipes_is_ended():
    error = crash("import os, time\ndef f():\n    os.closerange(0, 64)\n    time.sleep(100)\n", call_seconds=5.0)

    assert error.code == "worker.reply"


def children(pid: int) -> list[int]:
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid: int) -> bool:
    for _ in range(500):
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.01)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_closed_workers_leave_no_process_and_no_descriptor():
    zygote = Zygote()
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for ending in ("os._exit(1)", "pass"):
        with held(f"import os\ndef f():\n    {ending}\n", host=zygote) as student, contextlib.suppress(WorkerError):
            value(student, "f")

    workers = children(zygote._process.pid)
    assert all(gone(pid) for pid in workers)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
    zygote.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.usefixtures("interruptible")
def test_a_grader_that_is_killed_or_interrupted_leaves_no_process(end):
    program = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from held import held, value
        from grader.runners import hosts
        zygote = hosts.start()
        with held("def f():\\n    while True: pass\\n", call_seconds=60.0, host=zygote) as student:
            student.load()
            print(zygote._process.pid, flush=True)
            value(student, "f")
    """
    grader = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(ROOT / "tests")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with grader:
        assert grader.stdout is not None
        zygote = int(grader.stdout.readline())
        workers = children(zygote)
        grader.send_signal(end)
        grader.wait(10)

    assert workers
    assert all(gone(pid) for pid in (*workers, zygote))


def test_a_killed_zygote_is_not_the_submission_s_fault_and_another_takes_its_place():
    zygote = Zygote()
    with held(GOOD, host=zygote) as student:
        student.load()
        zygote._process.kill()
        zygote._process.wait()
        with pytest.raises(RuntimeError, match="was killed"):
            value(student, "good", 1)
        assert value(student, "good", 1) == 2
    zygote.close()


def test_a_zygote_that_is_killed_just_when_it_is_asked_is_the_host_s_fault(monkeypatch):
    zygote = Zygote()
    assert zygote.proofs  # it is ready
    zygote._process.kill()
    zygote._process.wait()
    monkeypatch.setattr(zygote._process, "poll", lambda: None)  # as it was a moment before

    with pytest.raises(HostError, match="does not listen"):
        zygote.worker(Limits(), 0)
    zygote.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_answer_that_comes_too_late_is_not_taken_for_the_next():
    zygote = Zygote()
    assert zygote.proofs  # it is ready
    zygote._process.send_signal(signal.SIGSTOP)
    zygote._link.settimeout(0.01)
    with pytest.raises(HostError, match="does not answer"):
        zygote.worker(Limits(), 0)
    zygote._process.send_signal(signal.SIGCONT)
    zygote._link.settimeout(ANSWER_SECONDS)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    with (
        held("def f():\n    while True: pass\n", host=zygote, call_seconds=0.1) as student,
        pytest.raises(WorkerError, match=r"worker\.timeout"),
    ):
        value(student, "f")

    workers = children(zygote._process.pid)
    assert all(gone(pid) for pid in workers)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
    zygote.close()


def test_a_load_that_fails_only_the_second_time_is_a_load_error():
    source = "import numpy as np\nif np.random.rand() != STATE:\n    raise ValueError\n"
    first = np.random.RandomState(0).rand()  # the first worker's generator

    with held(source.replace("STATE", repr(float(first)))) as student:
        assert value(student, "f").type == "NameError"
        student.fresh()
        with pytest.raises(LoadError):
            value(student, "f")


def test_a_worker_that_cannot_be_made_ready_is_the_grader_s_fault(monkeypatch):
    monkeypatch.setattr("grader.runners.zygote.options", lambda _limits, _seed: {"memory": 1 << 30, "cpu": 10})

    with held(GOOD) as student, pytest.raises(RuntimeError, match=r"(?s)could not be made ready.*KeyError: 'seed'"):
        student.load()
