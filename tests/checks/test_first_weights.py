"""First weights: what a normal distribution may give, and what it may not."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks.first_weights import drawn_alike, drawn_apart, drawn_normally, first_weights, has_tails

RNG = np.random.default_rng(0)
NORMAL = RNG.standard_normal((40, 25))


def wrong(weights, std=0.5):
    found, expected = drawn_normally("W", weights, std)
    return {name for name in expected if found[name] != expected[name]}


@pytest.mark.parametrize("sample", [NORMAL, np.clip(NORMAL, -2, 2), NORMAL.astype(np.float32), NORMAL[:1, :1]])
def test_normal_numbers_are_right(sample):
    assert wrong(0.5 * sample) == set()


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        (0.5 * NORMAL + 0.2, {"mean(W)"}),
        (0.4 * NORMAL, {"std(W)"}),
        (np.resize(0.5 * NORMAL[:8], (40, 25)), {"different(W)"}),
        (0.5 * np.sqrt(3) * RNG.uniform(-1, 1, (40, 25)), {"tail(W)"}),
        (np.zeros((40, 25)), {"std(W)", "different(W)", "tail(W)"}),
    ],
)
def test_what_is_not_drawn_so_is_told(sample, told):
    assert wrong(sample) == told


def test_a_portrait_tells_another_law_of_the_same_spread_and_layers_alike_and_no_streams():
    rng = np.random.default_rng(0)

    def portrait(draw, alike=False):
        W1 = draw((30, 40))
        W2 = np.ravel(W1)[:600].reshape(30, 20) if alike else draw((30, 20))
        traits = first_weights({"params": {"W1": W1, "b1": np.zeros(40), "W2": W2}})
        return {name: trait.value for name, trait in traits.items() if name.startswith(("alike", "tails"))}

    usual = portrait(rng.standard_normal)
    assert usual == portrait(rng.standard_normal)
    assert usual != portrait(lambda shape: rng.uniform(-(3**0.5), 3**0.5, shape))
    assert usual != portrait(rng.standard_normal, alike=True)


@pytest.mark.parametrize("n", [300, 1000, 8000])
def test_normal_numbers_have_tails_cut_off_or_not_and_even_ones_have_none(n):
    rng = np.random.default_rng(n)
    normal = rng.standard_normal((200, 2 * n))
    cut = (row[np.abs(row) < 2][:n] for row in normal)

    assert all(map(has_tails, normal[:, :n])) and all(map(has_tails, cut))
    assert not any(map(has_tails, rng.uniform(-1, 1, (200, n))))


def test_of_every_two_large_arrays_it_is_told_whether_they_begin_alike():
    W1, W2 = RNG.standard_normal((2, 30, 20))
    again = np.concatenate([np.ravel(W1)[:400], RNG.standard_normal(100)])

    found, expected = drawn_apart({"W1": W1, "b1": np.zeros(20), "W2": W2, "W3": again})

    assert list(found) == ["correlation(W1, W2)", "correlation(W1, W3)", "correlation(W2, W3)"]
    assert {name for name in found if found[name] != expected[name]} == {"correlation(W1, W3)"}
    assert found["correlation(W1, W3)"] == pytest.approx(1.0)
    assert drawn_alike({"W1": W1, "W3": again}) and not drawn_alike({"W1": W1, "W2": W2})


@pytest.mark.parametrize("arrays", [{}, {"W1": NORMAL}, {"W1": NORMAL, "W2": np.ones((2, 3))}])
def test_with_nothing_to_compare_nothing_is_alike(arrays):
    assert drawn_apart(arrays) == ({}, {})
