"""Plays are answered one by one, and the next one finds what the last has left, or nothing in a fresh worker."""

from __future__ import annotations

import numpy as np
import pytest

from grader.runners.zygote import Zygote
from grader.student import Script
from tests.held import GOOD, calling, held, value


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
