"""The line of the loop that a remark about slowness names."""

from __future__ import annotations

import ast

from grader.worker.loops import loops


def test_the_innermost_loop_of_a_method_is_found():
    source = (
        "class Layer:\n"
        "    def forward(self, x):\n"
        "        for n in x:\n"
        "            for c in n:\n"
        "                pass\n"
        "        return [p for p in x]\n"
    )

    assert loops(ast.parse(source)) == {"Layer": 4}


def test_loops_of_a_helper_count_for_those_who_name_it():
    source = (
        "def helper(x):\n"
        "    while x:\n"
        "        x -= 1\n"
        "def middle(x):\n"
        "    return helper(x)\n"
        "class Layer:\n"
        "    def forward(self, x):\n"
        "        return middle(x)\n"
    )

    assert loops(ast.parse(source)) == {"helper": 2, "middle": 2, "Layer": 2}


def test_each_part_of_a_comprehension_is_a_loop():
    assert loops(ast.parse("def f(x):\n    for n in x: pass\n    return [c for n in x\n for c in n]\n")) == {"f": 3}


def test_definitions_that_name_each_other_end():
    assert loops(ast.parse("def f(): g()\ndef g():\n    for _ in f(): pass\n")) == {"f": 3, "g": 3}


def test_without_loops_there_is_nothing():
    assert loops(ast.parse("import numpy as np\ndef f(x): return np.sum(x)\n")) == {}


def test_a_loop_outside_of_definitions_is_nobodys():
    assert loops(ast.parse("for i in range(3): print(i)\n")) == {}
