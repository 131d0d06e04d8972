"""After every play the data of modules, classes and default values is as it was when it was loaded."""

from __future__ import annotations

import pytest

from grader.worker.play import Namespace, execute
from tests.hostility import grade


def namespace(text: str) -> Namespace:
    names: dict[str, object] = {"__name__": "answer"}
    exec(text, names)
    return Namespace(names)


def answers(space: Namespace, calls: int = 1) -> list[object]:
    """What `f()` gives, so many times in one play."""
    replies, *_ = execute((("call", None, "f", ()),) * calls, space)
    return [value if status == "ok" else (status, value["message"]) for status, value, _ in replies]


COUNTERS = {
    "a module's list": "n = []\ndef f():\n    n.append(1)\n    return len(n)\n",
    "a module's number": "n = 0\ndef f():\n    global n\n    n += 1\n    return n\n",
    "a name that was not there": "def f():\n    globals().setdefault('n', []).append(1)\n    return len(n)\n",
    "a class's dict": "class A:\n    n = {}\ndef f():\n    A.n[len(A.n)] = 1\n    return len(A.n)\n",
    "a default value": "def f(n=[]):\n    n.append(1)\n    return len(n)\n",
    "a list under two names": "n = []\nm = {'n': n}\ndef f():\n    m['n'].append(1)\n    return len(n)\n",
    "a list shared by a class": "n = []\nclass A:\n    m = n\ndef f():\n    A.m.append(1)\n    return len(n)\n",
    "a list that holds itself": "n = []\nn.append(n)\ndef f():\n    n[0].append(1)\n    return len(n) - 1\n",
}


@pytest.mark.parametrize("text", COUNTERS.values(), ids=COUNTERS)
def test_is_kept_within_a_play_and_put_back_after_it(text):
    space = namespace(text)

    assert answers(space, 3) == [1, 2, 3]
    assert answers(space, 2) == [1, 2]


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
