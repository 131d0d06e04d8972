"""Regularities that are seen in wrong numbers, and none where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from grader.structure import regularity

RNG = np.random.default_rng(0)
TABLES = [RNG.normal(size=(n, 3)) for n in (2, 4, 5)]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda e: e.T, "transposed"),
        (lambda e: 0 * e, "zero"),
        (lambda e: -e, "sign"),
        (lambda e: 2.5 * e, "ratio"),
        (lambda e: len(e) * e, "ratio_rows"),
        (lambda e: e / len(e), "ratio_inverse_rows"),
        (lambda e: e + np.array([1.0, -2.0, 0.5]), "per_column_offset"),
        (lambda e: np.abs(e), "magnitude_only"),
        (lambda e: e[::-1], "permuted"),
    ],
)
def test_a_regularity_is_seen(wrong, code) -> None:
    found = regularity([(wrong(table), table) for table in TABLES])

    assert found is not None
    assert found[0] == code


def test_a_constant_ratio_is_told() -> None:
    assert regularity([(2.5 * table, table) for table in TABLES]) == ("ratio", {"ratio": 2.5})


def test_noise_has_no_regularity() -> None:
    assert regularity([(table + RNG.normal(size=table.shape), table) for table in TABLES]) is None


def test_only_the_border_of_an_image_is_wrong() -> None:
    image = RNG.normal(size=(2, 1, 5, 6))
    got = image.copy()
    got[..., 0, :] += RNG.normal(size=6)

    assert regularity([(got, image)]) == ("only_borders", {})


@pytest.mark.parametrize(("channels", "code"), [(slice(1, None), "first_channel"), (slice(None, -1), "last_channel")])
def test_only_one_channel_is_right(channels, code) -> None:
    image = RNG.normal(size=(2, 3, 4, 5))
    got = image.copy()
    got[:, channels] += RNG.normal(size=got[:, channels].shape)

    assert regularity([(got, image)]) == (code, {})


def test_only_the_last_row_and_column_are_wrong() -> None:
    image = RNG.normal(size=(2, 3, 4, 5))
    got = image.copy()
    got[..., -1, :] = got[..., -1] = 0

    assert regularity([(got, image)]) == ("last_lines", {})


def test_a_sequence_that_goes_wrong_later() -> None:
    pairs = [(table, table) for table in TABLES[:1]] + [(table**2 + 3, table) for table in TABLES[1:]]

    assert regularity(pairs) == ("later_steps", {})
