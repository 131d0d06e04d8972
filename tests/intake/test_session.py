"""What of a notebook's session counts: the answers and what they need, none of the workshop around them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from grader.intake import session


def kept(*cells: str, wanted: tuple[str, ...] = ("Adam",)) -> str:
    inputs = {number: dedent(text) for number, text in enumerate(cells, 1)}
    return session.submission(inputs, "optimizers.ipynb", wanted).source


ADAM = """
    class Adam:
        def update(self, params, grads):
            return rate(params)
"""


def test_definitions_are_kept_with_what_they_need_and_nothing_else():
    source = kept(
        "import numpy as np\nimport matplotlib.pyplot as plt",
        "BASE = 0.5\nlosses = train()",
        "def rate(x):\n    return BASE * np.sum(x)",
        ADAM,
        "for i in range(10**9): pass\nplt.plot(losses)",
    )

    assert "import numpy" in source and "BASE = 0.5" in source and "def rate" in source and "class Adam" in source
    assert "matplotlib" not in source and "losses" not in source and "range" not in source


def test_the_newest_definition_comes_last():
    source = kept("x = 1", "class Adam: old = 1", "class Adam: new = 1")

    assert source.rindex("new") > source.rindex("old")


@pytest.mark.parametrize(
    "line",
    ["class Adam(:", "%timeit Adam()", "!ls", "x = %time f()", "Adam?", "%%bash\nls", "1 / 0", "assert False", "\x00"],
)
def test_a_line_that_failed_or_is_for_the_notebook_fails_nothing(line):
    source = kept(line, ADAM, "def rate(x): return x")

    compile(source, "module", "exec")
    assert "class Adam" in source
    assert "1 / 0" not in source and "assert" not in source


def test_what_an_answer_gets_from_outside_of_it_is_kept():
    source = kept("def step(self): pass", "class Adam: pass", "Adam.update = step", "Adam.count[0] = other\nother = 2")

    assert "Adam.update = step" in source
    assert "other = 2" in source


def test_a_decorator_a_base_and_a_default_are_needed():
    answer = "@note\nclass Adam(Base):\n    def f(self, r=RATE): pass"

    source = kept("def note(f): return f", "class Base: pass", "RATE = 1", answer)

    assert all(part in source for part in ("def note", "class Base", "RATE = 1", "@note\nclass Adam"))


def test_a_misspelt_answer_stays_so_that_it_can_be_told_of():
    assert "class Adma" in kept("class Adma:\n    pass")


def test_a_stranger_that_needs_what_is_not_there_goes():
    assert "Net" not in kept("import torch", "class Net(torch.nn.Module):\n    pass", ADAM)


def test_lines_lead_back_to_their_cells():
    found = session.submission({3: "x = 1\n\n# a comment\nclass Adam:\n    pass", 7: "y = 2"}, "n.ipynb", ["Adam"])
    at = found.source.splitlines().index("class Adam:") + 1

    assert found.locate("n.ipynb", at) == (3, 4)


def test_below_the_graders_own_magic_the_cell_counts():
    assert "class Adam" in kept("%%grade adam\nclass Adam:\n    pass")


def test_names_of_functions_are_not_those_of_the_notebook():
    source = kept("params = load()", "class Adam:\n    def update(self, params):\n        return params")

    assert "load" not in source
