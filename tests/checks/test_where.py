"""The word for the places in which an array is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks.where import where


def mask(*shape: int, **at: object) -> np.ndarray:
    wrong = np.zeros(shape, bool)
    wrong[at["at"]] = True  # type: ignore[index]
    return wrong


EVERY = slice(None)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (np.ones((2, 3), bool), {"where": "everywhere"}),
        (np.ones(1, bool), {}),
        (mask(2, 3, at=(1, 2)), {"where": "entry"}),
        (mask(2, 3, at=1), {"where": "row", "axis": 0, "place": 1}),
        (mask(2, 3, at=(EVERY, 0)), {"where": "column", "axis": 1, "place": 0}),
        (mask(2, 3, 4, 4, at=(EVERY, 2)), {"where": "axis", "axis": 1, "place": 2}),
        (mask(1, 1, 4, 5, at=([0], [0], [0, 3, 2], [1, 1, 4])), {"where": "borders"}),
        (mask(2, 3, at=([0, 1], [0, 1])), {}),
    ],
)
def test_places_have_a_word_where_there_is_one(wrong, told) -> None:
    assert where(wrong) == told


@pytest.mark.parametrize(("sign", "word"), [(0, "zero"), (-1, "negative"), (1, "positive")])
def test_signs_of_the_input_may_say_it(sign: int, word: str) -> None:
    x = np.array([[1.5, 0.0, -2.0, 0.0], [-1.0, 0.5, 0.0, -0.5]])

    assert where(np.sign(x) == sign, x) == {"where": word}


def test_ties_are_told_where_all_that_is_wrong_is_one() -> None:
    ties = np.array([True, True, False, False])

    assert where(np.array([True, True, False, False]), None, ties) == {"where": "ties"}
    assert where(np.array([True, False, True, False]), None, ties) == {}
