"""Tests of `grader.checks.parity`: manners are told by name, not by number."""

from __future__ import annotations

import numpy as np

from grader.checks import contract
from grader.checks.parity import unequal
from grader.report import Difference
from grader.student import Label, Run

CHECK = contract("t", lambda _draw: {}, lambda _script: None, outputs=("arguments", "identity", "results"))
GOOD = Run.of({Label("arguments"): (), Label("identity"): (), Label("results"): ()})


def test_each_ill_manner_is_named_once():
    ones = np.ones(2)
    got = Run.of(
        {
            Label("arguments"): (("update", "grads['W']", ones), ("update", "grads['W']", 2 * ones)),
            Label("identity"): ("params['W']", "params['b']"),
            Label("results"): ("forward",),
        }
    )

    assert unequal(CHECK, got, GOOD) == [
        Difference("arguments", "changed", values={"call": "update", "argument": "grads['W']"}),
        Difference("identity", "rebound", values={"name": "params['W']"}),
        Difference("identity", "rebound", values={"name": "params['b']"}),
        Difference("results", "altered", values={"call": "forward"}),
    ]


def test_good_manners_are_not_mentioned():
    assert unequal(CHECK, GOOD, GOOD) == []


def test_an_array_under_the_name_of_a_manner_is_compared_as_an_array():
    check = contract("t", lambda _draw: {}, lambda _script: None, outputs="results")
    got, expected = Run.of({Label("results"): np.zeros(3)}), Run.of({Label("results"): np.ones(3)})

    assert [difference.code for difference in unequal(check, got, expected)] == ["values"]
