"""Loading a submission, through real workers."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from grader.student import LoadError
from grader.submission import Cell
from grader.worker.digests import OUTLINE, digests
from tests.held import held, value


def trouble(files, entry="answer.py", cells=()) -> LoadError:
    with held(files, entry, cells) as student, pytest.raises(LoadError) as caught:
        student.load()
    return caught.value


def test_a_single_file_gives_its_public_names():
    source = "import numpy as np\nfrom math import sqrt\n_hidden = 1\nclass SGD: pass\ndef f(): pass\n"

    with held(source) as student:
        assert student.load().names == ("SGD", "f", "sqrt")


def test_digests_ignore_comments_docstrings_and_layout_and_nothing_else():
    plain = "def f(x):\n    return x + 1\n\nclass A:\n    def g(self):\n        return 1\n"
    dressed = (
        '"""Module."""\n\n\ndef f(x):\n    """Doc."""\n    # why\n    return (x\n            + 1)\n'
        'class A:\n    """Doc."""\n    def g(self):\n        """Doc."""\n        return 1\n'
    )
    changed = plain.replace("+ 1", "+ 2")

    with held(plain) as one, held(dressed) as two, held(changed) as three:
        first, second, third = (dict(student.load().digests) for student in (one, two, three))

    assert first == second
    assert first.keys() == {"f", "A"}
    assert (first["f"] != third["f"], first["A"] == third["A"]) == (True, True)


def test_the_grader_and_the_worker_digest_alike():
    source = "def f(x):\n    'doc'\n    raise NotImplementedError\n"

    with held(source) as student:
        assert student.load().digests == digests(ast.parse(source))


def test_what_is_written_otherwise_has_another_digest():
    bodies = ["x[1:]", "x[:1]", "x[::1]", "x", "'x'", "f(a, b)", "f(*a, b)", "f(a, *b)", "f(a=b)", "f(b=a)", "f(a)(b)"]
    bodies += ["{**a, b: a}", "{a: b, **a}", "[a, [b]]", "[[a], b]", "1", "True", "1.0", "0.0", "-0.0", "a < b < c"]
    heads = ["f(a, b=1)", "f(a=1, b=1)", "f(a, *, b=1)", "f(a, /, b=1)", "f(a, b: int = 1)", "f(*a, b=1)"]
    sources = [f"def f(a, b):\n    {body}\n" for body in bodies] + [f"def {head}:\n    pass\n" for head in heads]

    found = [digests(ast.parse(source))["f"] for source in sources]

    assert len(set(found)) == len(sources)


@pytest.mark.parametrize(
    ("source", "outline"),
    [
        ("class A:\n    pass", True),
        ('class A(object):\n    """Later."""', True),
        ("class A:\n    def __init__(self, lr):\n        self.lr, self.h = lr, None\n    def f(self): ...", False),
        ("class A:\n    def __init__(self, lr):\n        self.lr = lr\n    def f(self): ...", True),
        ("def A(x):\n    # TODO\n    return None", True),
        ("class A:\n    def f(self):\n        raise NotImplementedError", False),
        ("class A:\n    def f(self):\n        return 0", False),
        ("class A:\n    f = len", False),
        ("class A(B):\n    pass", False),
        ("@given\nclass A:\n    pass", False),
        ("class A(metaclass=M):\n    pass", False),
        ("class A:\n    pass\nA.f = len", False),
        ("class A:\n    pass\nclass A(A):\n    pass", False),
    ],
)
def test_a_definition_without_code_is_an_outline(source, outline):
    assert digests(ast.parse(source))["A"].startswith(OUTLINE) == outline


BOOK = {
    "common/functions.py": "def double(x):\n    return 2 * x\n",
    "common/__init__.py": "",
    "common/deep/__init__.py": "from ..functions import double as twice\n",
    "other/things.py": "ten = 10\n",
}


@pytest.mark.parametrize(
    "line",
    [
        "from common.functions import *",
        "from functions import *",
        "from .functions import *",
        "from common.deep import twice as double",
        "import sys, os\nsys.path.append(os.pardir)\nfrom common.functions import double",
    ],
)
def test_an_entry_in_a_folder_finds_its_siblings_however_it_asks(line):
    entry = {"common/optimizer.py": f"{line}\ndef answer(x):\n    return double(x)\n"}

    with held(BOOK | entry, "common/optimizer.py") as student:
        assert value(student, "answer", 4) == 8


def test_a_folder_without_an_init_file_is_a_package_all_the_same():
    with held(BOOK | {"ch/a.py": "from other.things import ten\ndef f():\n    return ten\n"}, "ch/a.py") as student:
        assert value(student, "f") == 10


def test_a_module_that_two_others_import_is_loaded_once():
    files = {
        "state.py": "seen = []\n",
        "one.py": "import state\nstate.seen.append(1)\n",
        "answer.py": "import one, state\ndef f():\n    return len(state.seen)\n",
    }

    with held(files) as student:
        assert value(student, "f") == 1


def test_the_main_part_does_not_run_and_the_name_is_the_module_s_own():
    source = "def f():\n    return __name__\nif __name__ == '__main__':\n    raise SystemExit\n"

    with held({"optimizers.py": source}, "optimizers.py") as student:
        assert value(student, "f") == "optimizers"


def test_dataclasses_and_inspection_work_in_a_submission():
    source = (
        "from __future__ import annotations\nimport inspect\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass P:\n    x: float\ndef f():\n    return inspect.getsource(P)\n"
    )

    with held(source) as student:
        assert value(student, "f").startswith("@dataclass")


@pytest.mark.parametrize("name", ["numpy", "wire", "worker", "play", "plain", "namespace", "grader", "random", "boot"])
def test_a_sibling_never_takes_the_place_of_a_module_that_is_there(name):
    files = {
        f"{name}.py": "array = None\nmark = 7\ndef randint(*_):\n    return -1\n",
        "answer.py": f"import numpy as np, {name}\n"
        "def f():\n    return np.array([1.0])\n"
        f"def mine():\n    return getattr({name}, 'mark', 0)\n",
    }

    with held(files) as student:
        np.testing.assert_array_equal(value(student, "f"), [1.0])
        assert value(student, "mine") == (0 if name in ("numpy", "random") else 7)


@pytest.mark.parametrize("name", ["numpy.py", "random.py", "4 最適化 (1).ipynb", "a.b.py", "week 1/answer.py"])
def test_an_entry_may_have_any_file_name(name):
    with held({name: "import numpy as np\ndef f():\n    return float(np.sum(np.ones(3)))\n"}, name) as student:
        assert value(student, "f") == 3.0


@pytest.mark.parametrize("module", ["grader", "reference", "exercises", "hypothesis", "_nnkata.zygote2", "torch"])
def test_what_the_worker_does_not_have_cannot_be_imported(module):
    error = trouble(f"import {module}\n")

    assert (error.code, error.values["module"]) == ("load.import", module)
    assert [(frame.file, frame.line) for frame in error.frames] == [("answer.py", 1)]


def test_what_learners_import_is_there():
    source = (
        "import os, sys, json, math, random, copy, time, itertools, functools, collections, typing, abc, pickle, gzip\n"
        "import urllib.request, datetime, decimal, statistics, hashlib, platform, argparse, logging, ctypes\n"
        "import numpy.ma, numpy.polynomial, numpy.testing\n"
        "from numpy.lib.stride_tricks import sliding_window_view\n"
    )

    with held(source) as student:
        assert "sliding_window_view" in student.load().names


def test_plotting_and_progress_modules_are_inert_and_named():
    source = (
        "import matplotlib.pyplot as plt\nfrom matplotlib import cm\nimport seaborn as sns, japanize_matplotlib\n"
        "from tqdm.notebook import tqdm, trange\nfrom IPython.display import display\nfrom google.colab import drive\n"
        "drive.mount('/content')\nsns.set()\nplt.rcParams['font.size'] = 12\n"
        "fig, axes = plt.subplots(2, 2)\naxes[0, 1].plot([1], [2])\nline, = plt.plot([1])\n"
        "n, bins, patches = plt.hist([1])\nfor ax in axes.flat:\n    pass\n"
        "with plt.style.context('x'):\n    plt.show()\n"
        "def f():\n    bar = tqdm([1, 2])\n    bar.set_description('x')\n    return sum(bar) + sum(trange(3))\n"
    )

    with held(source) as student:
        assert student.load().stand_ins == ("IPython", "google", "japanize_matplotlib", "matplotlib", "seaborn", "tqdm")
        assert value(student, "f") == 6


def test_a_learner_s_own_file_goes_before_a_stand_in():
    with held({"tqdm.py": "five = 5\n", "answer.py": "from tqdm import five\ndef f():\n    return five\n"}) as student:
        assert value(student, "f") == 5
        assert student.load().stand_ins == ()


def test_a_syntax_error_says_where_and_what():
    error = trouble("x = 1\nclass A\n    pass\n")

    assert error.code == "load.syntax"
    assert {key: error.values[key] for key in ("file", "line", "column", "text", "message")} == {
        "file": "answer.py",
        "line": 2,
        "column": 8,
        "text": "class A",
        "message": "expected ':'",
    }


def test_a_syntax_error_in_a_notebook_names_the_cell():
    error = trouble("x = 1\n\nclass A\n", "answer.ipynb", (Cell(2, 1, 1), Cell(5, 3, 1)))

    assert (error.values["cell"], error.values["line"]) == (5, 1)
    assert (error.frames[0].cell, error.frames[0].line) == (5, 1)


def test_a_syntax_error_in_a_sibling_names_that_file():
    error = trouble({"helper.py": "def\n", "answer.py": "import helper\n"})

    assert (error.code, error.values["file"], error.values["line"]) == ("load.syntax", "helper.py", 1)


def test_an_exception_at_import_gives_the_learner_s_frames_with_text_and_cells():
    error = trouble("def f():\n    return 1 / 0\n\nf()\n", "answer.ipynb", (Cell(1, 1, 2), Cell(4, 4, 1)))

    assert (error.code, error.values["type"], error.values["message"]) == (
        "load.exception",
        "ZeroDivisionError",
        "division by zero",
    )
    assert [(frame.cell, frame.line, frame.function, frame.text) for frame in error.frames] == [
        (4, 1, "<module>", "f()"),
        (1, 2, "f", "return 1 / 0"),
    ]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("import sys\nsys.exit('all tests passed')\n", "load.exit"),
        ("exit()\n", "load.exit"),
        ("def f():\n    f()\nf()\n", "load.recursion"),
        ("raise KeyboardInterrupt\n", "load.exception"),
        ("from math import nothing\n", "load.import"),
        ("eval('1 +')\n", "load.exception"),
        ("class E(Exception):\n    def __str__(self):\n        raise E\nraise E\n", "load.exception"),
        ("x = " + "(" * 5000, "load.syntax"),
        ("x = " + "-" * 100_000 + "1", None),
        ("a\0b", None),
    ],
)
def test_whatever_stops_a_load_has_a_code(source, code):
    error = trouble(source)

    assert error.code.startswith("load.") if code is None else error.code == code


def test_line_ends_and_text_that_is_not_ascii_survive():
    with held("def f():\n    return '重み'\n") as student:
        assert value(student, "f") == "重み"


def test_a_run_of_a_submission_that_does_not_load_says_why():
    with held("1 / 0\n") as student:
        for _ in range(2):
            with pytest.raises(LoadError):
                value(student, "f")
