"""What stands around the answers of a notebook, or of a script that needs data, may fail: they are loaded alone."""

from __future__ import annotations

import pytest

from grader.exercise import Limits
from grader.intake.notebook import module
from grader.runners import hosts
from grader.runners.isolated import IsolatedStudent
from grader.student import LoadError, WorkerError
from grader.submission import SourceFile, Submission
from grader.worker.needed import without_the_rest
from tests.held import submission, value
from tests.intake.making import code, notebook

BOOK = """
import sys, os
sys.path.append(os.pardir)
from dataset.mnist import load_mnist

(x_train, t_train), (x_test, t_test) = load_mnist(normalize=True)


def double(x):
    return 2 * x


print(double(x_train[0]))
"""


def loaded(submitted: Submission, *wanted: str, **limits: float):
    """What became known of it, and what its `double` makes of 3."""
    student = IsolatedStudent(submitted, {}, Limits(**limits), hosts.start(), wanted=wanted)  # type: ignore[arg-type]
    try:
        return student.load(), value(student, "double", 3)
    finally:
        student.close()


def in_cells(*cells: str) -> Submission:
    made = module(notebook(*map(code, cells)), "a.ipynb")
    return Submission("a.ipynb", "a.ipynb", (SourceFile("a.ipynb", made.text),), made.cells, made.remarks)


DOUBLE = "def double(x):\n    return FACTOR * x"


@pytest.mark.parametrize(
    ("trial", "why"),
    [
        ("double(np.zeros(3)) @ np.zeros(4)", "load.exception"),
        ("(x_train, t_train), _ = load_mnist()", "load.exception"),
        ("import torch", "load.import"),
        ("exit()", "load.exit"),
        ("double(", "load.syntax"),
        ("net.update(\n  lr=)", "load.syntax"),
        ("def again():\n    again()\nagain()", "load.recursion"),
    ],
)
def test_a_cell_that_fails_costs_a_notebook_nothing_and_is_told_of(trial, why):
    facts, six = loaded(in_cells("import numpy as np\nFACTOR = 2", DOUBLE, trial, "print(double(1))"), "double")

    assert six == 6
    assert isinstance(facts.failing, LoadError)
    assert facts.failing.code == why
    if why == "load.exception":
        assert facts.failing.frames[-1].cell == 3


def test_an_answer_in_a_cell_that_is_not_python_is_told_of_and_the_others_stay():
    cells = "FACTOR = 2", DOUBLE, "class Other:\n    def f(self)\n        pass"
    facts, six = loaded(in_cells(*cells), "double", "Other")

    assert six == 6
    assert {name: (place.cell, place.line) for name, place in facts.unread.items()} == {"Other": (3, 1)}


def test_a_cell_that_trains_for_ever_costs_nothing_either():
    facts, six = loaded(in_cells("FACTOR = 2", DOUBLE, "while True:\n    pass"), "double", load_seconds=0.5)

    assert six == 6
    assert isinstance(facts.failing, WorkerError)
    assert facts.failing.code == "worker.timeout"


def test_a_script_may_unpack_data_that_are_not_here():
    facts, six = loaded(submission(BOOK), "double")

    assert six == 6
    assert facts.failing is not None and facts.names == ("double",)


def test_what_a_notebook_has_without_importing_it_is_there():
    facts, _ = loaded(in_cells("FACTOR = 2", DOUBLE, "display(double(2))\nget_ipython().run_line_magic('ls', '')"))

    assert facts.failing is None


def test_all_of_it_runs_where_all_of_it_can():
    facts, six = loaded(in_cells("FACTOR = 1", DOUBLE, "FACTOR += 1", "exec('other = 3')"), "double")

    assert (six, facts.failing) == (6, None)
    assert "other" in facts.names


@pytest.mark.parametrize(
    ("submitted", "why"),
    [
        (in_cells("FACTOR = 2\n1 / 0", DOUBLE, "double = 1 / 0"), "load.exception"),
        (submission("def double(x):\n    return 2 * x\n\n1 / 0\n"), "load.exception"),
        (submission("import dataset\n\ndef double(x):\n    return 2 * x\n\nexit()\n"), "load.exit"),
        (submission("import dataset\n\ndef double(x:\n    return 2 * x\n"), "load.syntax"),
    ],
    ids=["the answer itself", "a script", "a script that ends", "a script that is not Python"],
)
def test_what_does_not_load_without_it_is_in_trouble_for_the_first_reason(submitted, why):
    with pytest.raises(LoadError) as caught:
        loaded(submitted, "double")

    assert caught.value.code == why


FILLED = """
from dataset.mnist import load_mnist

(x_train, t_train), _ = load_mnist(normalize=True)
POWERS = [1.0]
RATE = 2
for k in range(1000):
    POWERS.append(POWERS[-1] * RATE)


def double(x):
    return x * POWERS[1000] / POWERS[999]


net = Net()
for epoch in range(100):
    grads = net.gradient(x_train)
    net.params["W"] -= RATE * grads["W"]
"""


def test_a_table_that_a_loop_fills_is_full_where_the_data_are_not_here():
    facts, six = loaded(submission(FILLED), "double")

    assert six == 6
    assert facts.failing is not None and facts.names == ("POWERS", "RATE", "double", "k")


def test_what_only_changes_a_needed_name_may_fail():
    trial = "FACTOR.extend(x_train)\nFACTOR.append(3)\nx_train = FACTOR[0] / 0\nFACTOR.clear()"
    answer = "def double(x):\n    return FACTOR[-1] * x"
    facts, two = loaded(in_cells("FACTOR = [2]\nimport torch", trial, answer, "FACTOR.append(1)"), "double")

    assert two == 3
    assert facts.names == ("FACTOR", "double")


def without(text: str, *cells: tuple[int, int]) -> str:
    return without_the_rest(text, cells, ["f"])[0]


class TestLines:
    def test_keep_their_places(self):
        text = "import numpy as np\n\nx = 1 / 0\n\ndef f():\n    return np\n"

        assert without(text) == "import numpy as np\n\n\n\ndef f():\n    return np\n"

    def test_between_cells_stay(self):
        text = "from __future__ import annotations\n\n1 / 0\n\nf = 1\n"

        assert without(text, (3, 1), (5, 1)) == "from __future__ import annotations\n\n\n\nf = 1\n"

    def test_that_bring_no_name_of_their_own_stay(self):
        text = "from __future__ import annotations\nfrom numpy import *\nfrom math import e\ndef f(): return exp"

        assert without(text) == text.replace("from math import e", "")

    def test_of_no_python_leave_nothing(self):
        assert without("f = (") == ""

    @pytest.mark.parametrize(
        "change",
        [
            "for k in range(9): T.append(k)",
            "for k in range(9):\n    row = []\n    row.append(k)\n    T[k] = row",
            "while len(T) < 9: T.append(0)",
            "while len(T) < 9: T = T + [0]",
            "with np.errstate(all='ignore'): T = np.log(T)",
            "with np.errstate(all='ignore'):\n    for k in (0, 1): T[k] = np.log(T[k])",
            "if len(T) < 9: T.append(0)",
            "try:\n    T.append(0)\nexcept NameError: pass",
            "T.append(0)",
            "T[0].x.append(0)",
            "T[0] = 1",
            "f.table = T",
            "f.table.append(0)",
            "for k in (0, 1): f.table[k] = 0",
            "for k in (0, 1): np.random.seed(k); T.append(np.random.rand())",
        ],
    )
    def test_that_change_what_is_needed_stay(self, change):
        text = f"import numpy as np\nT = [1]\ndef f(): return T, np\n{change}\n"

        assert without(text) == text

    def test_that_lead_to_such_a_change_stay(self):
        text = "T = []\nB = {}\nB['x'] = 1\nB.update(y=2)\nT.append(B)\ndef f(): return T\n"

        assert without_the_rest(text, (), ["f"]) == (text, {2, 3, 4, 5})

    @pytest.mark.parametrize(
        "trial",
        [
            "for k in range(9):\n    net.params['W'] -= f(k)\n    T.append(k)",
            "for k in range(9):\n    y = f(T)\n    losses.append(y)",
            "for k in range(9): g = f(k)",
            "for T in range(9): f(T)",
            "while True: f(T)",
            "np.random.seed(0)",
            "np.testing.assert_equal(f(), T)",
            "f.main(T)",
            "f(T).run()",
            "print(T.copy())",
            "plt.plot(T)",
            "if __name__ == '__main__': T.append(load())",
        ],
    )
    def test_that_do_something_else_go(self, trial):
        text = "import numpy as np\nT = []\nlosses = []\nnet = Net()\ndef f(): return T, np, g\n"

        assert without(text + trial).rstrip("\n").count("\n") == 4
