"""A worker goes on with the next task where it is as a new one would be, and only there."""

from __future__ import annotations

import numpy as np
import pytest

from tests.held import held, value

PROCESS = "import os\nimport numpy as np\ndef process():\n    return os.getpid()\ndef f():\n"


def goes_on(source: str) -> bool:
    """Whether the process is the same after a fresh start; whatever it is, f comes to the same as the first time."""
    with held(source) as student:
        first, process = value(student, "f"), value(student, "process")
        student.fresh()
        assert value(student, "f") == first
        return bool(value(student, "process") == process)


@pytest.mark.parametrize(
    "source",
    [
        f"{PROCESS}    return 1\n",
        f"{PROCESS}    global count\n    count += 1\n    return count\ncount = 0\n",
        f"{PROCESS}    seen.append(1)\n    return len(seen)\nseen = []\n",
        f"{PROCESS}    A.n += 1\n    return A.n\nclass A:\n    n = 0\n    def g(self):\n        return super().g()\n",
        f"{PROCESS}    return g()\ndef g(kept=[]):\n    kept.append(1)\n    return len(kept)\n",
        f"{PROCESS}    square(2.0)\n    return square.cache_info().misses\n"
        "import functools\n@functools.lru_cache\ndef square(x):\n    return x * x\n",
        "from dataclasses import dataclass\nfrom abc import ABC\nfrom typing import Callable\n"
        f"{PROCESS}    return B(2.0).x\nArray = np.ndarray\nF = Callable[[int], int] | None\n"
        "@dataclass\nclass B(ABC):\n    x: float\n    @property\n    def y(self):\n        return self.x\n",
        f"{PROCESS}    f.count = getattr(f, 'count', 0) + 1\n    return f.count\n",
        f"{PROCESS}    return counter()\n"
        "def counting():\n    n = 0\n    def count():\n        nonlocal n\n        n += 1\n        return n\n"
        "    return count\ncounter = counting()\n",
        f"{PROCESS}    globals().setdefault('made', A())\n    return 1\nclass A:\n    pass\n",
        f"{PROCESS}    A.g = lambda self: 1\n    return 1\nclass A:\n    pass\n",
        f"{PROCESS}    a.append(1)\n    return len(b)\na = b = []\n",
    ],
    ids=[
        *("nothing", "number", "list", "class", "default", "cache", "dataclass"),
        *("attribute", "closure", "global", "method", "alias"),
    ],
)
def test_where_all_is_put_back_the_worker_goes_on(source):
    assert goes_on(source)


@pytest.mark.parametrize(
    "source",
    [
        f"{PROCESS}    box.n += 1\n    return box.n\nclass Box:\n    n = 0\nbox = Box()\n",
        f"{PROCESS}    return next(numbers)\nimport itertools\nnumbers = itertools.count()\n",
        f"{PROCESS}    return float(rng.random())\nrng = np.random.default_rng(3)\n",
        f"{PROCESS}    one, np.ones = np.ones(1)[0] if np.ones else 0.0, None\n    return one\n",
        f"{PROCESS}    old = np.seterr(all='raise')\n    return old['invalid']\n",
        f"{PROCESS}    old = sys.getrecursionlimit()\n    sys.setrecursionlimit(old + 9)\n    return old\nimport sys\n",
        f"{PROCESS}    import colorsys, sys\n    return 'colorsys' in sys.modules\n",
        f"{PROCESS}    return (lambda kept=box: kept.append(1) or len(kept))()\nbox = [object()]\n",
    ],
    ids=[
        *("instance", "iterator", "generator"),
        *("numpy", "errors", "limit", "import", "object"),
    ],
)
def test_where_something_may_be_left_the_next_task_has_a_new_worker(source):
    assert not goes_on(source)


def test_what_is_drawn_is_what_a_new_worker_would_draw():
    draws = "np.random.rand(3), np.random.default_rng().random(), random.random()"
    source = f"{PROCESS}    return {draws}\nimport random\n"

    def drawn(more: str) -> tuple:
        with held(source + more) as student:
            value(student, "f")
            student.fresh()
            return value(student, "f")

    (a, *rest), (b, *others) = drawn(""), drawn("kept = object()\n")

    np.testing.assert_array_equal(a, b)
    assert rest == others


@pytest.mark.parametrize("more", ["np.random.seed(1)\n", "np.random.rand()\n", "np.random.default_rng()\n"])
def test_whoever_draws_while_loading_has_a_new_worker(more):
    with held(f"{PROCESS}    return np.random.rand()\n{more}") as student:
        assert not student.load().renewable
