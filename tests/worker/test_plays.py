"""Plays are answered one by one, and the next one finds what the last has left, or nothing in a fresh worker."""

from __future__ import annotations

import numpy as np
import pytest

from grader.runners import hosts
from grader.student import Opaque, Script
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
        isolation = hosts.start().isolation

        def worker(self, limits, seed):
            forks.append(seed)
            return hosts.start().worker(limits, seed)

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


LIAR = """
    def __getitem__(self, key): return 7.0
    def __iter__(self): return iter((7.0,))
    def __len__(self): return 1
    def items(self): return [("lie", 7.0)]
    def keys(self): return ["lie"]
    def view(self, *_): return np.full(2, 7.0)
"""


@pytest.mark.parametrize(
    ("base", "made", "seen"),
    [
        ("tuple", "A((1, 2))", (1, 2)),
        ("list", "A([1, 2])", [1, 2]),
        ("collections.deque", "A([1, 2])", [1, 2]),
        ("list", "collections.deque([1, 2])", [1, 2]),
        ("dict", "A(x=1)", {"x": 1}),
        ("collections.UserDict", "A(x=1)", {"x": 1}),
        ("dict", "collections.UserDict(x=1)", {"x": 1}),
        ("np.ndarray", "np.ndarray.view(np.array([1.0, 2.0]), A)", [1.0, 2.0]),
    ],
)
def test_of_a_subclass_is_read_what_it_is_and_not_what_it_says(base, made, seen):
    source = f"import collections\nimport numpy as np\nclass A({base}):{LIAR}\ndef f():\n    return {made}\n"
    with held(source) as student:
        got = value(student, "f")

    assert np.array_equal(got, seen) if base == "np.ndarray" else got == seen
    assert type(got) is type(np.array(seen) if base == "np.ndarray" else seen)


@pytest.mark.parametrize("made", ["np.matrix([[1.0]])", "np.ma.masked_array([1.0], [True])"])
def test_a_matrix_and_a_masked_array_are_no_arrays(made):
    with held(f"import numpy as np\ndef f():\n    return {made}\n") as student:
        assert isinstance(value(student, "f"), Opaque)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ("[0.0] * 5000", "5000 items"),
        ("{str(i): 0.0 for i in range(5000)}", "5000 items"),
        ("{i: 0.0 for i in range(5000)}", "5000 items"),
        ("{1: 0.0}", "its keys are not all text"),
        ("[[0.0] * 600] * 600", "more than 131072 values"),
    ],
)
def test_a_holder_that_cannot_cross_says_why(made, reason):
    with held(f"def f():\n    return {made}\n") as student:
        seen = value(student, "f")

    assert isinstance(seen, Opaque)
    assert seen.reason == reason


def test_arrays_in_a_dict_of_ones_own_are_watched_like_others():
    source = "class A(dict): pass\nclass Net:\n    def __init__(self):\n        self.params = A()\n"
    kept = "import numpy as np\nkept = A(x=np.zeros(2))\ndef f():\n    return kept\ndef g():\n    kept['x'][0] = 1.0\n"
    script = Script()
    script.call("f", label="first")
    script.call("g")

    with held(source + kept) as student:
        (run,) = student.run([script.play()])

    assert [place for label, place in run.seen.items() if label.output == "results"] != [()]


@pytest.mark.parametrize(
    ("kept", "then", "altered"),
    [
        ("[np.zeros(2)]", "kept[0] = [kept[0]]", True),
        ("[np.zeros(2)]", "kept[0] = {'x': kept[0]}", True),
        ("[[np.zeros(2)]]", "kept[0] = kept[0][0]", True),
        ("[[np.zeros(2)]]", "kept[0] = {'x': kept[0][0]}", True),
        ("{'x': {'y': np.zeros(2)}}", "kept['x'] = (kept['x']['y'],)", True),
        ("[collections.deque([np.zeros(2)])]", "kept[0] = kept[0][0]", True),
        ("[np.zeros(2)]", "kept[0] = np.zeros(2)", False),
        ("[[np.zeros(2)]]", "kept[0] = (kept[0][0],)", False),
        ("[collections.deque([np.zeros(2)]), Own(x=np.zeros(2)), Named(np.zeros(2))]", "pass", False),
        ("[Object(), 1.5, 'text', np.float64(2.0), np.zeros(2, object), b'', b'a']", "pass", False),
        ("[Object()]", "kept[0].x = [np.zeros(2)]", False),
        ("[[0.0] * 5000, {i: i for i in range(5)}, {str(i): i for i in range(5000)}]", "pass", False),
        ("[[[[[[[[[np.zeros(2)]]]]]]]]]", "pass", False),
        ("{'cache': None, 'rate': 0.1}", "kept.update(cache=(np.zeros(2),), rate=np.zeros(1))", False),
    ],
)
def test_a_result_whose_arrays_are_held_otherwise_later_was_altered(kept, then, altered):
    names = "import collections\nimport numpy as np\nclass Own(dict): pass\nclass Object: pass\n"
    names += "Named = collections.namedtuple('Named', 'x')\n"
    script = Script()
    script.call("f", label="first")
    script.call("g")

    with held(f"{names}kept = {kept}\ndef f():\n    return kept\ndef g():\n    {then}\n") as student:
        (run,) = student.run([script.play()])

    assert run.raised is None
    assert [place != () for label, place in run.seen.items() if label.output == "results"] == [altered]
