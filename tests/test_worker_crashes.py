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
from typing import Any

import numpy as np
import pytest

from grader.exercise import Limits
from grader.report import CRASHES
from grader.runners import channel
from grader.runners.pipes import REPLY
from grader.runners.zygote import Zygote
from grader.student import LoadError, Raised, Script, WorkerError
from grader.worker.requests import opened
from grader.worker.wire import HEAD, frame
from tests.held import calling, held, value

GOOD = "\ndef good(x):\n    return 2 * x\n"


def crash(source: str, *arguments, **limits) -> WorkerError:
    """How `f` in this source ends its worker; after that the submission answers again."""
    with held(source + GOOD, **limits) as student:
        student.load()
        with pytest.raises(WorkerError) as caught:
            value(student, "f", *arguments)
        assert value(student, "good", 4) == 8
    assert caught.value.code in CRASHES
    return caught.value


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


def test_the_budget_grows_with_the_examples_that_are_asked():
    limits = Limits(total_seconds=60.0)

    assert [limits.asked(n).total_seconds for n in (0, 10, 200)] == [60.0, 120.0, 1260.0]
    assert limits.asked(200).call_seconds == limits.call_seconds


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


@pytest.mark.parametrize(
    ("body", "type"),
    [
        ("return f()", "RecursionError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("import sys; sys.exit('passed')", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("return input()", "EOFError"),
    ],
)
def test_an_exception_in_a_call_is_an_answer_and_leaves_the_worker_alive(body, type):
    with held(f"import os\ndef f():\n    {body}\ndef process():\n    return os.getpid()\n") as student:
        process = value(student, "process")
        assert value(student, "f").type == type
        assert value(student, "process") == process


def test_prints_are_kept_those_of_loading_once():
    source = "import sys\nprint('loading')\ndef f():\n    print('f')\n    print('err', file=sys.stderr)\n"

    with held(source) as student:
        value(student, "f")
        student.fresh()
        value(student, "f")
        assert student.output == "loading\nf\nerr\nf\nerr\n"


def test_what_was_printed_before_a_crash_is_kept():
    with held("import os\ndef f():\n    print('step 3')\n    os._exit(1)\n") as student:
        with pytest.raises(WorkerError):
            value(student, "f")
        assert student.output == "step 3\n"


def test_nothing_is_left_in_a_fresh_worker():
    source = (
        "import itertools\nimport numpy as np\n"
        "numbers = itertools.count(1)\ndef f():\n    return next(numbers)\n"
        "def spoil():\n    np.ones = None\n"
        "def sound():\n    return len(np.ones(3))\n"
    )

    with held(source) as student:
        assert [value(student, "f"), value(student, "f")] == [1, 2]
        value(student, "spoil")
        student.fresh()
        assert value(student, "f") == 1
        assert value(student, "sound") == 3


def test_a_worker_in_which_nothing_was_played_is_fresh_already():
    forks = []

    class Counting:
        isolation = Zygote.start().isolation

        def worker(self, limits, seed):
            forks.append(seed)
            return Zygote.start().worker(limits, seed)

    with held(f"{GOOD}import numpy\ndef leave():\n    numpy.called = True\n", host=Counting()) as student:
        student.load()
        student.fresh()
        assert forks == [0]
        value(student, "good", 1)
        student.fresh()
        student.fresh()
        assert forks == [0]  # nor does a play leave anything here
        value(student, "leave")
        student.fresh()
        student.fresh()
        assert forks == [0, 2]


def test_the_shared_generators_are_set_so_that_a_run_can_be_repeated():
    source = "import random\nimport numpy as np\ndef f():\n    return np.random.rand(3), random.random(), hash('x')\n"

    def draws():
        with held(source) as student:
            first = value(student, "f")
            student.fresh()
            return first, value(student, "f")

    (one, two), (again, _) = draws(), draws()

    np.testing.assert_array_equal(one[0], again[0])
    assert one[1:] == again[1:]
    assert not np.array_equal(one[0], two[0])


def test_plays_are_answered_in_their_order_however_many_there_are():
    with held(GOOD) as student:
        runs = student.run([calling("good", np.full(2000, float(i))) for i in range(300)])
        values = [seen[0] for run in runs for label, seen in run.seen.items() if label.output == "value"]

    assert values == [2.0 * i for i in range(300)]


def test_a_play_that_crashes_ends_the_batch_and_those_before_it_count():
    source = "import os\ndef f(x):\n    if x == 2:\n        os._exit(3)\n    return x\n"

    with held(source) as student:
        runs = student.run([calling("f", x) for x in range(5)])
        assert [next(runs).raised, next(runs).raised] == [None, None]
        with pytest.raises(WorkerError):
            next(runs)


def test_a_batch_left_before_its_end_does_not_answer_for_the_next():
    with held("import time\ndef f(x):\n    time.sleep(0.05)\n    return x\n") as student:
        runs = student.run([calling("f", x) for x in range(5)])
        next(runs)
        runs.close()
        assert value(student, "f", 9) == 9


def test_objects_stay_in_the_worker_between_the_lines_of_a_play():
    source = "class SGD:\n    def update(self, params, grads):\n        params['W'] -= 0.1 * grads['W']\n"
    script = Script()
    rule = script.new("SGD")
    params = script.put("params", {"W": np.ones(2)})
    grads = script.put("grads", {"W": np.ones(2)})
    for step in (1, 2):
        script.call(rule, "update", params, grads, changes=(0,))
        script.see(params, "params", at=f"step {step}")

    with held(source) as student:
        (run,) = student.run([script.play()])

    assert [float(seen["W"][0]) for label, seen in run.seen.items() if label.output == "params"] == [0.9, 0.8]


FORGE = """
import os, struct, sys
sys.path.append('')
sys.modules_ = sys.modules
frame = sys.modules['_nnkata.wire'].frame
def send(data):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, data)
        except OSError:
            pass
FACTS = {'names': ('f',), 'digests': {}, 'stand_ins': (), 'flags': (), 'loops': {}, 'orders': {}}
"""


@pytest.mark.parametrize(
    "data",
    [
        "struct.pack('<I', 2**32 - 1) + b'x' * 100",
        "frame((99, 'run', None))",
        "frame((2, 'run', None))",
        "frame((2, 'run', ((), (), (), 0.0)))",
        "frame((2, 'run', ((('ok', 1.0, ((7, 'x', 1, True),)),), (), (), 0.0)))",
        "frame((2, 'run', ((('fine', 1.0, ()),), (), (), 0.0)))",
        "frame((2, 'run', ((('raised', 'x', ()),), (), (), 0.0)))",
        "frame((2, 'run', ((('ok', 1.0, ()),), (5,), (), 0.0)))",
        "frame((2, 'run', ((('ok', 1.0, ()),), (), (), float('nan'))))",
        "frame((2, 'loaded', {}))",
        "frame({'passed': True})",
        "b'{\"score\": 100}' * 1000",
        "struct.pack('<I', 3) + b'a\\x0b\\x40'",
    ],
)
def test_a_forged_reply_that_is_not_an_answer_ends_the_worker(data):
    error = crash(f"{FORGE}def f():\n    send({data})\n")

    assert error.code == "worker.reply"


def test_a_forged_reply_that_is_an_answer_is_only_a_value():
    source = f"{FORGE}def f():\n    send(frame((2, 'run', ((('ok', 1.5, ()),), (), (), 0.0))))\n    return 0.0\n"

    with held(source + GOOD) as student:
        assert value(student, "f") == 1.5
        with pytest.raises(WorkerError, match=r"worker\.reply"):
            value(student, "good", 1)  # the honest reply comes one too late


def test_a_worker_that_closes_its_pipes_is_ended():
    error = crash("import os, time\ndef f():\n    os.closerange(0, 64)\n    time.sleep(100)\n", call_seconds=5.0)

    assert error.code == "worker.reply"


@pytest.mark.parametrize(
    "forged",
    [
        "'trouble', ('load.fine', {}, ())",
        "'trouble', ('load.import', {}, ())",
        "'trouble', (['load.exit'], {}, ())",
        "'trouble', ('load.exit', {'status': 0}, ())",
        "'trouble', ('load.exit', {'status': '0'}, (('answer.py', 'one', 'f', ''),))",
        "'loaded', {'names': ('f',)}",
        "'loaded', {'names': ('f', 1), 'digests': {}, 'stand_ins': ()}",
        "'loaded', {'names': ('f',), 'digests': {'f': None}, 'stand_ins': ()}",
        "'loaded', {**FACTS, 'orders': {'f': 3}}",
        "'loaded', {**FACTS, 'orders': {'f': ('y', 1)}}",
        "'run', ()",
        "'lost', [[[]]]",
    ],
)
def test_a_forged_load_is_refused(forged):
    with held(f"{FORGE}send(frame((1, {forged})))\n") as student, pytest.raises(WorkerError, match=r"worker\.reply"):
        student.load()


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
def test_a_grader_that_is_killed_or_interrupted_leaves_no_process(end):
    program = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from held import held, value
        from grader.runners.zygote import Zygote
        zygote = Zygote.start()
        with held("def f():\\n    while True: pass\\n", call_seconds=60.0, host=zygote) as student:
            student.load()
            print(zygote._process.pid, flush=True)
            value(student, "f")
    """
    grader = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(Path(__file__).parent)],
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


def test_a_text_longer_than_any_worker_sends_is_refused():
    error = crash(f"{FORGE}def f():\n    send(frame((2, 'run', ((('ok', 'x' * 20000, ()),), (), (), 0.0))))\n")

    assert error.code == "worker.reply"
