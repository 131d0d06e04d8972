"""Compared in rows or value by value, runs are the same or not: what is quicker says nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader.checks.closeness import by_value, near, near_output, same, same_output
from grader.checks.rows import row, rows_of
from grader.student import Label, Sight

SIZES = (0.0, 1e-300, 1e-16, 1e-13, 3e-12, 1e-10, 1e-6, 1.9e-5, 2.1e-5, 1e-3, 1.0)
"""Of errors: on both sides of every tolerance."""


def values(rng: np.random.Generator) -> Any:
    shapes = [(), (1,), (3,), (2, 3)]
    scale = float(rng.choice([0.0, 1e-200, 1e-8, 1.0, 1e6, 1e200]))
    sizes = [scale * (rng.random() < 0.8) for _ in range(rng.integers(1, 4))]
    arrays = {f"W{i}": np.asarray(size * rng.standard_normal(shapes[i])) for i, size in enumerate(sizes)}
    return [arrays, arrays["W0"], float(rng.standard_normal()), ()][rng.integers(4)]


def moved(value: Any, size: float, rng: np.random.Generator) -> Any:
    if isinstance(value, dict):
        return {key: moved(item, size, rng) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        unit = rng.choice([0.0, 1.0, np.abs(value).max()])
        return np.asarray(value + size * unit * rng.standard_normal(value.shape))
    return value if isinstance(value, tuple) else value * (1 + size)


def pairs(count: int) -> Iterator[tuple[Sight, Sight]]:
    rng = np.random.default_rng(5)
    for _ in range(count):
        first = Sight({Label("out", f"step {i}"): values(rng) for i in range(rng.integers(1, 4))})
        yield first, Sight({label: moved(value, float(rng.choice(SIZES)), rng) for label, value in first.items()})


@pytest.mark.parametrize(("quick", "slow"), [(same_output, by_value(same)), (near_output, by_value(near))])
def test_rows_are_the_same_where_their_values_are(quick: Any, slow: Any) -> None:
    told = [(quick(a, b, "out"), slow(a, b, "out"), rows_of(a, b, "out") is not None) for a, b in pairs(3000)]

    assert all(one == other for one, other, _ in told)
    assert sum(in_rows for *_, in_rows in told) > 2900
    assert 900 < sum(one for one, *_ in told) < 2700


@pytest.mark.parametrize(
    "value",
    [np.array([1.0, np.nan]), np.array([np.inf]), np.zeros(0), np.zeros(2, np.float32), {"W": [1.0]}, {}, 3, True, "x"],
    ids=str,
)
def test_what_is_not_ordinary_has_no_row(value: Any) -> None:
    assert row(Sight({Label("out"): value}), "out") is None


def test_an_output_that_another_run_does_not_show_is_not_the_same() -> None:
    shown, empty = Sight({Label("out"): 1.0}), Sight({})

    assert not same_output(shown, empty, "out")
    assert not same_output(empty, shown, "out")
    assert same_output(empty, Sight({Label("other"): 1.0}), "out")
