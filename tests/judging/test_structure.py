"""Regularities that are seen in wrong numbers, and none where there is none."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from grader.judging import structure
from grader.judging.structure import regularity as regularity_of_runs
from grader.messages import LANGUAGES
from tests.helpers import catalogue

RNG = np.random.default_rng(0)
TABLES = [RNG.normal(size=(n, 3)) for n in (2, 4, 5)]


def regularity(pairs):
    """Of examples that show one number each."""
    return regularity_of_runs([{"": [pair]} for pair in pairs])


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


def test_a_ratio_is_none_where_nothing_was_expected_and_something_came() -> None:
    assert regularity([(2 * TABLES[0], TABLES[0]), (np.array([5.0]), np.array([0.0]))]) is None


def test_a_constant_ratio_is_told() -> None:
    assert regularity([(2.5 * table, table) for table in TABLES]) == ("ratio", {"ratio": 2.5})


def test_what_is_off_by_a_hair_has_no_regularity() -> None:
    assert regularity([(table * (1 + 1e-7 * RNG.random(table.shape)), table) for table in TABLES]) is None


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
    steps = [(table, table) for table in TABLES[:1]] + [(table**2 + 3, table) for table in TABLES[1:]]

    assert regularity_of_runs([{"W": steps, "b": steps}]) == ("later_steps", {})


def test_examples_are_no_steps() -> None:
    assert regularity([(TABLES[0], TABLES[0]), (TABLES[1] ** 2 + 3, TABLES[1])]) is None


def test_one_array_of_a_dict_is_wrong() -> None:
    run = {"W1": [(TABLES[0], TABLES[0])], "W2": [(TABLES[1] ** 2 + 3, TABLES[1])]}

    assert regularity_of_runs([run, run]) == ("one_key", {"key": "W2"})


@pytest.mark.parametrize("got", [TABLES[0], TABLES[0] * (1 + 1e-9)])
def test_right_numbers_have_no_regularity(got) -> None:
    assert regularity([(got, TABLES[0])]) is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda e: e.T, "transposed"),
        (lambda e: e + np.array([1.0, -2.0, 0.5]), "per_column_offset"),
        (lambda e: np.pad(e[1:-1, 1:-1], 1), "only_borders"),
        (lambda e: e[::-1], "permuted"),
    ],
)
def test_a_regularity_of_some_arrays_is_none_where_others_are_wrong_otherwise(wrong, code) -> None:
    tables = [(wrong(table), table) for table in TABLES[1:]]
    number = np.array([7.0])

    assert regularity([*tables, (number, number)]) == (code, {})
    assert regularity([*tables, (number + 1, number)]) is None


@pytest.mark.parametrize("size", [1e-170, 1e-162, 5e-324, 1e200])
def test_numbers_whose_squares_no_double_holds_have_no_ratio(size) -> None:
    with np.errstate(all="ignore"):  # as where an answer is judged
        assert regularity([(np.array([5.0, 1.0]), np.array([size, size]))]) is None


def regularities() -> set[str]:
    """The codes that the program can give, as they stand in it: ("sign", {}) and their like."""
    program = Path(structure.__file__).parent
    found = set()
    for name in ("structure.py", "diagnose.py"):
        for node in ast.walk(ast.parse((program / name).read_text(encoding="utf-8"))):
            match node:
                case ast.Tuple([ast.Constant(str() as code), ast.Dict()]):
                    found.add(code)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_regularity_and_no_other_has_words_in_a_report_and_on_a_class_s_page(language):
    words = catalogue(language)
    on_the_page = {key.removeprefix("evidence_") for key in words["dashboard"] if key.startswith("evidence_")}

    assert {"sign", "later_steps", "as_expected"} <= regularities()
    assert set(words["evidence"]) == regularities() == on_the_page
