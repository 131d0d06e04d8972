"""Tests of `grader.runners.grading`."""

from __future__ import annotations

import pytest

from grader.runners.grading import signs
from grader.student import Loaded


@pytest.mark.parametrize(
    ("backend", "worth_a_look"),
    [("numpy", ["cupy", "torch"]), ("cupy", ["torch"]), ("cupy:float32", ["torch"]), ("torch", ["cupy"])],
)
def test_the_library_whose_arrays_are_judged_may_be_imported(backend, worth_a_look):
    loaded = Loaded(names=("Sigmoid",), digests={}, flags=(("library", "cupy"), ("library", "torch")))

    found = signs(loaded, backend)

    assert [(sign.code, sign.values["name"]) for sign in found] == [("flag.library", name) for name in worth_a_look]
