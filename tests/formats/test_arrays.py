"""Tests of `grader.formats.arrays`."""

from __future__ import annotations

from typing import Any

import pytest

from grader.formats.arrays import marks, rows
from tests.formats import samples


def test_an_array_is_drawn_in_rows_with_its_wrong_entries_marked():
    got, expected = rows(samples.ARRAYS, 80) or ([], [])

    assert got == ["[   0.5  -1.25*]", "[   0.1    3.0*]"]
    assert expected == ["[   0.5   -1.5 ]", "[   0.1   -3.0 ]"]


def test_a_wrong_entry_never_looks_right():
    arrays = {"got_array": [1.0, 0.1 + 0.2], "expected_array": [1.0, 0.3], "wrong": [0, 1]}

    got, expected = rows(arrays, 80) or ([], [])

    assert got[0].replace("*", " ") != expected[0]


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"got_array": [[[1.0]]], "expected_array": [[[1.0]]], "wrong": [[[1]]]},
        {"got_array": [1.0] * 9, "expected_array": [2.0] * 9, "wrong": [1] * 9},
        {"got_array": [[1.0], [1.0, 2.0]], "expected_array": [[1.0], [1.0]], "wrong": [[1], [1]]},
        {"got_array": ["x"], "expected_array": [1.0], "wrong": [1]},
        {"got_array": [1.0, 2.0], "expected_array": [1.0], "wrong": [1]},
        {"got_array": [], "expected_array": [], "wrong": []},
        {"got_array": 1.0, "expected_array": 1.0, "wrong": 1},
    ],
)
def test_an_array_that_is_no_small_table_is_not_drawn(arrays: dict[str, Any]):
    assert rows(arrays, 80) is None


def test_an_array_too_wide_for_the_page_is_not_drawn():
    assert rows(samples.ARRAYS, 16) is not None
    assert rows(samples.ARRAYS, 15) is None


PLANES = [[[[0, 0, 1], [0, 0, 1]], [[0, 0, 0], [1, 0, 0]]], [[[0, 0, 0], [0, 0, 0]], [[0, 1, 0], [0, 0, 0]]]]


def test_a_map_shows_every_plane():
    assert marks({"wrong": PLANES, "count": 4, "size": 24}, 40) == [
        "[0, 0]   [0, 1]   [1, 0]   [1, 1]",
        ". . x    . . .    . . .    . x .",
        ". . x    x . .    . . .    . . .",
    ]


def test_a_map_takes_as_many_bands_as_the_page_is_narrow():
    lines = marks({"wrong": PLANES, "count": 4, "size": 24}, 20)

    assert lines[0] == "[0, 0]   [0, 1]"
    assert lines[4] == "[1, 0]   [1, 1]"
    assert max(map(len, lines)) <= 20


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"wrong": [[1, 1]], "count": 2, "size": 2},
        {"wrong": [[1, 0]], "count": 1, "size": 2},
        {"wrong": [[0, 1] * 50] * 2, "count": 100, "size": 200},
        {"wrong": [[0, 1]] * 50, "count": 50, "size": 100},
    ],
)
def test_there_is_no_map_where_it_would_say_nothing_or_be_too_big(values: dict[str, Any]):
    assert marks(values, 80) == []
