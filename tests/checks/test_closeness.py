"""When two answers count as the same, and what is said where they do not."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks.closeness import differences, same, same_output, together
from grader.student import Label, Opaque, Raised


def codes(got, expected) -> list[str]:
    return [difference.code for difference in differences(Label("out"), got, expected)]


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0])),
        (np.array([1.0 + 1e-12]), np.array([1.0])),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.array([2, 4]), np.array([2.0, 4.0])),
        (3, np.array(3.0)),
        (np.float32(0.1) * np.ones(3, np.float32), np.full(3, 0.1)),
        ([1.0, 2.0], (1.0, 2.0)),
        (np.array([3, 4]), (3, 4)),
        (np.array([[1, 2, 2], [3, 1, 1]]), [(1, 2, 2), (3, 1, 1)]),
        (None, None),
        ("a", "a"),
        ({"a": np.zeros(2)}, {"a": np.zeros(2)}),
        (Opaque("list"), Opaque("list")),
        (Raised("ValueError", "x"), Raised("ValueError", "y")),
        (Raised("MyError", "x", kinds=("KeyError", "ValueError")), Raised("ValueError", "y", kinds=("ValueError",))),
        (Raised("UnicodeError", "x", kinds=("UnicodeError", "ValueError")), Raised("ValueError", "y")),
        (np.zeros((0, 3)), np.zeros((0, 3))),
    ],
)
def test_these_are_the_same(got, expected) -> None:
    assert same(got, expected)


@pytest.mark.parametrize(
    ("got", "expected", "code"),
    [
        (np.zeros((3, 1)), np.zeros(3), "shape"),
        (np.zeros((0, 3)), np.zeros((2, 3)), "shape"),
        (np.array([1, 0]), np.array([1.4, 0.2]), "dtype"),
        (np.array([1j]), np.array([1.0]), "dtype"),
        (np.array([np.nan]), np.array([1.0]), "finite"),
        (np.array([np.inf]), np.array([1.0]), "finite"),
        (np.array([1.0]), np.array([np.inf]), "values"),
        (np.array([1.0 + 1e-6]), np.array([1.0]), "values"),
        (np.array([0.0, 1e-5]), np.array([0.0, 0.0]), "values"),
        (None, np.zeros(2), "type"),
        ([np.zeros(2)], np.zeros(2), "type"),
        (np.zeros(2), None, "type"),
        (Opaque("matrix"), np.zeros(2), "type"),
        (Raised("ValueError", ""), np.zeros(2), "raised"),
        (Raised("ValueError", "", kinds=("ValueError",)), Raised("KeyError", "", kinds=("KeyError",)), "raised"),
        (Raised("Mine", "", kinds=("Exception",)), Raised("ValueError", "", kinds=("ValueError",)), "raised"),
        ({"a": 1.0}, {"b": 1.0}, "missing"),
        ((1.0,), (1.0, 2.0), "length"),
        (np.array([3, 4]), (3, 5), "values"),
        (np.array([3, 4]), (3,), "length"),
        (np.array([3.0, 4.0]), (3, 4), "type"),
    ],
)
def test_these_differ_and_the_code_says_how(got, expected, code) -> None:
    assert codes(got, expected)[0] == code


def test_the_worst_entry_is_told_with_its_place_and_how_many_are_wrong() -> None:
    expected = np.arange(6.0).reshape(2, 3)
    got = expected.copy()
    got[0, 1] += 0.5
    got[1, 2] += 2

    (found,) = differences(Label("dx", "step 2"), got, expected)

    assert (found.output, found.at) == ("dx", "step 2")
    assert found.values["index"] == [1, 2]
    assert (found.values["got"], found.values["expected"]) == (7.0, 5.0)
    assert (found.values["count"], found.values["size"]) == (2, 6)
    assert found.values["wrong"] == [[0, 1, 0], [0, 0, 1]]


def test_a_zero_is_told_without_its_sign() -> None:
    """Nobody is judged by it, and a weight drawn with a deviation of 0 has either."""
    (found,) = differences(Label("W"), np.array([np.inf, -0.0, 1.0]), np.array([-0.0, 0.0, 1.0]))

    assert (str(found.values["expected"]), str(found.values["got_array"])) == ("0.0", "[inf, 0.0, 1.0]")
    assert str(found.values["expected_array"]) == "[0.0, 0.0, 1.0]"


def test_each_wrong_part_of_a_dict_is_told() -> None:
    found = list(differences(Label("grads"), {"W": np.ones(1), "b": np.ones(1)}, {"W": np.zeros(1), "b": np.zeros(1)}))

    assert [difference.part for difference in found] == ["W", "b"]


def test_cancellation_is_forgiven_in_proportion_to_the_largest_entry() -> None:
    assert same(np.array([1e6, 1e-7]), np.array([1e6, 0.0]))
    assert not same(np.array([1e6, 1.0]), np.array([1e6, 0.0]))


def test_single_precision_is_measured_as_such_on_either_side() -> None:
    exact, single = np.array([0.1, 0.7]), np.array([0.1, 0.7], dtype=np.float32)

    assert same(single, exact)
    assert same(exact, single)


def test_outputs_that_belong_together_are_the_same_only_if_all_of_them_are():
    one, other = ({Label("penalty"): 1.0, Label("grad"): grad, Label("x"): 0.0} for grad in (1.0, 2.0))
    equal = together("penalty", "grad")

    assert same_output(one, other, "penalty")
    assert equal(one, one, "penalty")
    assert not equal(one, other, "penalty")
    assert equal(one, other, "x")
