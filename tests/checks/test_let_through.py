"""Biases by which a good part of what comes in gets through."""

import numpy as np

from grader.checks.let_through import let_through


def test_each_channel_of_images_has_a_mean_of_its_own():
    x = np.arange(24.0).reshape(1, 2, 3, 4)

    b, y = let_through(x, 0.0)

    assert np.round(b, 2).tolist() == [-5.5, -17.5]
    assert np.mean(y > 0, axis=(0, 2, 3)).tolist() == [0.5, 0.5]


def test_the_units_of_rows_have_one_mean_so_that_a_single_row_gets_through_too():
    b, y = let_through(np.array([[1.0, 2.0, 6.0]]), 0.0)

    assert np.round(b, 2).tolist() == [-3.0, -3.0, -3.0]
    assert (y > 0).tolist() == [[False, False, True]]


def test_nothing_that_is_a_sum_of_two_digit_numbers_lies_on_the_kink():
    x = np.round(np.random.default_rng(0).uniform(-1, 1, (50, 8)), 2)

    _, y = let_through(x, 0.0)

    assert np.min(np.abs(y)) > 1e-3
