"""Tests of `grader.worker.flags`: what is worth a look, and what is not."""

from __future__ import annotations

import ast

import pytest

from grader.worker.flags import MAX_FLAGS, flags
from tests.helpers import ROOT


def layer(body: str, method: str = "backward(self, dout)") -> str:
    return f"class Layer:\n    def {method}:\n        {body}\n"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (layer("return (self.forward(x + h) - self.forward(x)) / h"), [("forward_in_backward", "Layer.backward")]),
        (layer("def f(x): return self.forward(x)\n        return d(f)"), [("forward_in_backward", "Layer.backward")]),
        (layer("return numerical_gradient(f, x)"), [("numerical", "Layer.backward")]),
        (layer("return np.imag(f(x + 1e-30j))"), [("complex_step", "Layer.backward")]),
        (layer("return f(x).imag / h"), [("complex_step", "Layer.backward")]),
        ("import torch.nn as nn\nfrom jax import grad\n", [("library", "torch"), ("library", "jax")]),
        ("try:\n    import scipy\nexcept ImportError:\n    pass\n", [("library", "scipy")]),
    ],
)
def test_signs_are_found(source, found):
    assert list(flags(ast.parse(source))) == found


@pytest.mark.parametrize(
    "source",
    [
        layer("return dout * self.out"),
        layer("self.loss(x, t)\n        return self.last.backward()", "gradient(self, x, t)"),
        layer("return self.inner.forward(dout)"),
        "def numerical_gradient(f, x): return f(x)\n",
        layer("return numerical_gradient(self.loss, x)", "check(self, x)"),
        "import numpy\nfrom .torch import layer\n",
    ],
)
def test_ordinary_code_has_none(source):
    assert flags(ast.parse(source)) == ()


def test_right_answers_have_none():
    solutions = [path for path in (ROOT / "tests" / "solutions").glob("*/*.py") if "__" not in path.name]

    assert solutions
    assert [path.name for path in solutions if flags(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_there_are_never_many():
    source = "".join(f"class C{i}:\n    def backward(self): self.forward()\n" for i in range(100))

    assert len(flags(ast.parse(source))) == MAX_FLAGS
