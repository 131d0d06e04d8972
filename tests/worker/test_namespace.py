"""After every play the data of modules, classes and default values is as it was when it was loaded."""

from __future__ import annotations

import pytest

from grader.worker.namespace import Namespace
from grader.worker.play import execute
from tests.held import held, value
from tests.hostility import grade


def namespace(text: str) -> Namespace:
    names: dict[str, object] = {"__name__": "answer"}
    exec(text, names)
    return Namespace(names)


def answers(space: Namespace, calls: int = 1) -> list[object]:
    """What `f()` gives, so many times in one play."""
    replies, *_ = execute((("call", None, "f", (), ()),) * calls, space)
    return [value if status == "ok" else (status, value["message"]) for status, value, _ in replies]


COUNTERS = {
    "a module's list": "n = []\ndef f():\n    n.append(1)\n    return len(n)\n",
    "a module's number": "n = 0\ndef f():\n    global n\n    n += 1\n    return n\n",
    "a name that was not there": "def f():\n    globals().setdefault('n', []).append(1)\n    return len(n)\n",
    "a class's dict": "class A:\n    n = {}\ndef f():\n    A.n[len(A.n)] = 1\n    return len(A.n)\n",
    "a default value": "def f(n=[]):\n    n.append(1)\n    return len(n)\n",
    "a list under two names": "n = []\nm = {'n': n}\ndef f():\n    m['n'].append(1)\n    return len(n)\n",
    "a list shared by a class": "n = []\nclass A:\n    m = n\ndef f():\n    A.m.append(1)\n    return len(n)\n",
    "a tuple's list": "n = ([],)\ndef f():\n    n[0].append(1)\n    return len(n[0])\n",
    "an array": "import numpy as np\nn = np.zeros(2)\ndef f():\n    n[0] += 1\n    return int(n[0])\n",
    "a deque": "from collections import deque\nn = deque()\ndef f():\n    n.append(1)\n    return len(n)\n",
    "an object": "class A:\n    n = 0\na = A()\ndef f():\n    a.n += 1\n    return a.n\n",
    "an object's slot": "class A:\n    __slots__ = 'n'\na = A()\na.n = 0\ndef f():\n    a.n += 1\n    return a.n\n",
    "a dict of one's own": "class A(dict): pass\nn = A()\ndef f():\n    n[len(n)] = 1\n    return len(n)\n",
    "a named default value": "def f(*, n=[]):\n    n.append(1)\n    return len(n)\n",
    "a function's attribute": "def f():\n    f.n += 1\n    return f.n\nf.n = 0\n",
    "an outer function's variable": "def g():\n    n = 0\n"
    "    def f():\n        nonlocal n\n        n += 1\n        return n\n"
    "    return f\nf = g()\n",
    "an object that was not there": "class A:\n    n = 0\n"
    "def f():\n    a = globals().setdefault('a', A())\n    a.n += 1\n    return a.n\n",
    "a number beside a warning": "import numpy as np\nn = 0\n"
    "def f():\n    global n\n    n += 1\n    np.log(np.array([-1.0]))\n    return n\n",
    "a name that is taken away": "class A:\n    n = []\nA.m = A.n\n"
    "def f():\n    A.m = m = vars(A).get('n', A.m)\n    m.append(1)\n"
    "    if 'n' in vars(A): del A.n\n    return len(m)\n",
    "a list that holds itself": "n = []\nn.append(n)\ndef f():\n    n[0].append(1)\n    return len(n) - 1\n",
}


@pytest.mark.parametrize("text", COUNTERS.values(), ids=COUNTERS)
def test_is_kept_within_a_play_and_put_back_after_it(text):
    space = namespace(text)

    assert answers(space, 3) == [1, 2, 3]
    assert answers(space, 2) == [1, 2]


FILES = {
    "a list": ("n = []\n", "from kept import n\ndef f():\n    n.append(1)\n    return len(n)\n"),
    "a number": ("n = 0\n", "import kept\ndef f():\n    kept.n += 1\n    return kept.n\n"),
    "a class": ("class A:\n    n = {}\n", "from kept import A\ndef f():\n    A.n[len(A.n)] = 1\n    return len(A.n)\n"),
    "a default value": ("def g(n=[]):\n    n.append(1)\n    return len(n)\n", "from kept import g as f\n"),
    "a class's default value": (
        "class A:\n    def __init__(self, n={}):\n        self.n = n\n",
        "from kept import A\ndef f():\n    n = A().n\n    n[len(n)] = 1\n    return len(n)\n",
    ),
    "a file that a play imports": (
        "n = []\n",
        "def f():\n    from kept import n\n    n.append(1)\n    return len(n)\n",
    ),
}


def test_a_file_that_is_imported_under_two_names_is_put_back_under_both():
    source = "from kept import f as g\nfrom .kept import f as h\ndef f():\n    return [g(), h()]\n"
    kept = "n = 0\ndef f():\n    global n\n    n += 1\n    return n\n"

    with held({"folder/kept.py": kept, "folder/answer.py": source}, "folder/answer.py") as student:
        assert [value(student, "f") for _ in range(2)] == [[1, 1]] * 2


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_is_kept_within_a_play_and_put_back_after_it_in_a_file_that_the_entry_imports(files):
    kept, answer = files
    thrice = f"{answer}\ndef thrice():\n    return [f(), f(), f()]\n"

    with held({"kept.py": kept, "answer.py": thrice}) as student:
        assert [value(student, "thrice") for _ in range(3)] == [[1, 2, 3]] * 3


SAME = {
    "an object in a list": "class A: pass\na = A()\nrows = [a]\ndef same(): return rows[0] is a\n",
    "a list in an object": "n = []\nclass A: n = n\na = A()\na.n = n\ndef same(): return a.n is n is A.n\n",
    "a list in a tuple in a dict": "n = []\nrows = {'a': (n,)}\ndef same(): return rows['a'][0] is n\n",
    "a list in a default value": "n = []\ndef g(a=n, *, b=n): return a is b is n\ndef same(): return g()\n",
    "a list beside a lock": "import threading\nn = []\nrows = [n, threading.Lock()]\ndef same(): return rows[0] is n\n",
    "a view": "import numpy as np\nn = np.zeros(3)\nrow = n[1:]\ndef same(): return np.shares_memory(n, row)\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_what_is_one_object_under_several_names_stays_one(text):
    space = namespace(f"{text}def f():\n    globals()['more'] = globals().get('n', []) \n    return bool(same())\n")

    assert [answers(space), answers(space)] == [[True], [True]]


def test_a_file_of_a_package_that_a_play_imports_is_found_in_it_by_the_next_play():
    files = {"tools/__init__.py": "", "tools/extra.py": "def g(): return 1\n"}
    answer = "import tools\ndef f():\n    import tools.extra\n    return tools.extra.g()\n"

    with held({**files, "answer.py": answer}) as student:
        assert [value(student, "f"), value(student, "f")] == [1, 1]


def test_what_a_play_puts_into_builtins_breaks_no_other_play():
    source = "import builtins\ndef put():\n    builtins.more = 1\ndef f():\n    return sum(map(abs, range(3)))\n"

    with held(source) as student:
        value(student, "put")
        assert value(student, "f") == 3


UNCOPIED = {
    "a module in a dict": "import sys\nmodules = {'sys': sys}\n",
    "a lock": "import threading\nlocks = [threading.Lock()]\n",
    "a generator": "rows = [(i for i in range(3))]\n",
    "what refuses": "class No:\n    def __deepcopy__(self, memo): raise ValueError\nnos = [No()]\n",
    "nested for ever": "deep = {}\nfor _ in range(20_000):\n    deep = {'in': deep}\n",
    "in a class": "import sys\nclass A:\n    modules = {'sys': sys}\n    n = 0\n",
    "in a default value": "import sys\ndef g(a=[sys], b=[]): return b\n",
}


@pytest.mark.parametrize("text", UNCOPIED.values(), ids=UNCOPIED)
def test_what_cannot_be_copied_stays_and_takes_nothing_with_it(text):
    space = namespace(f"{text}SIGN = 1\nn = []\ndef f():\n    n.append(SIGN)\n    return len(n)\n")
    kept = set(space.names)

    assert answers(space, 2) == answers(space, 2) == [1, 2]
    assert set(space.names) == kept


def test_a_right_answer_may_keep_modules_and_locks_beside_its_constants():
    text = (
        "import threading\nimport numpy as np\nBACKENDS = {'numpy': np}\nSIGN = 1\n"
        "class SGD:\n    locks, SCALE = [threading.Lock()], 1\n"
        "    def __init__(self, lr=0.01): self.lr = lr\n"
        "    def update(self, params, grads):\n"
        "        for key in params: params[key] -= SIGN * self.SCALE * self.lr * grads[key]\n"
    )

    assert grade(text, "exercise_4.sgd", call_seconds=5.0, load_seconds=5.0, total_seconds=30.0).earned == 1


@pytest.mark.parametrize("slots", ["'rate'", "('rate', 'steps')"])
def test_an_attribute_that_is_a_slot_is_found_by_what_it_holds(slots):
    space = namespace(f"class A:\n    __slots__ = {slots}\n    def __init__(self): self.rate = 0.1\n")

    assert space.settable(space.make("A", ()), "lr", 0.1) == "rate"
