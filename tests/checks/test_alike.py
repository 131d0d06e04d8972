"""Samples of one distribution are alike, whatever drew them; others are not."""

from __future__ import annotations

import numpy as np

from grader.checks.alike import alike, alike_samples
from grader.student import Label


def test_a_sample_cut_to_its_limits_is_not_alike_one_drawn_anew_beyond_them() -> None:
    rng = np.random.default_rng(0)
    z, cut = rng.standard_normal((200, 100)), np.clip(rng.standard_normal((200, 100)), -2, 2)
    while np.any(far := np.abs(z) > 2):
        z[far] = rng.standard_normal(np.count_nonzero(far))

    assert not alike(z / 0.8796, cut)
    assert alike(cut, np.clip(rng.standard_normal((200, 100)), -2, 2))


def test_alike_tells_distributions_apart_and_never_streams() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(0, 0.05, (200, 100))

    assert alike(a, rng.normal(0, 0.05, (200, 100)))
    assert not alike(a, rng.normal(0, 0.05 * 2**0.5, (200, 100)))
    assert not alike(a, rng.uniform(-0.0866, 0.0866, (200, 100)))
    assert not alike(a, np.zeros((200, 100)))
    assert not alike(a, np.repeat(rng.normal(0, 0.05, (200, 1)), 100, axis=1))


def test_runs_are_alike_only_if_their_samples_repeat_each_other_alike() -> None:
    rng = np.random.default_rng(0)
    labels = Label("W", "1/2"), Label("W", "2/2")
    once = rng.standard_normal((100, 100))
    repeating = dict.fromkeys(labels, once)
    anew = {label: rng.standard_normal((100, 100)) for label in labels}
    other = {label: rng.standard_normal((100, 100)) for label in labels}

    assert alike_samples(anew, other, "W")
    assert not alike_samples(repeating, anew, "W")
    assert alike_samples(repeating, dict.fromkeys(labels, other[labels[0]]), "W")


def test_a_sample_that_was_cut_off_is_not_alike() -> None:
    rng = np.random.default_rng(0)
    whole = rng.standard_normal((200, 200))
    cut = rng.standard_normal(60_000)
    cut = (cut[np.abs(cut) < 2][:40_000] / 0.87962566103423978).reshape(200, 200)

    assert not alike(cut, whole)


def test_a_sample_so_small_that_its_squares_are_nothing_is_alike_no_larger_one() -> None:
    large, small = np.random.default_rng(0).normal(size=(2, 1000))

    assert not alike(large, 1e-170 * small)
    assert not alike(1e-170 * large, small)
