"""Random answers are recognised by their traits: exact ones exactly, shares within chance."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks.portrait import Trait, alike_by, begun, trait_of_share
from grader.student import Label, Raised, Sight

OUT = Label("out", "1")


def portrait(seen):
    out = seen["out 1"]
    return {"kept": trait_of_share(np.count_nonzero(out), out.size), "factor": Trait(float(np.max(out)))}


def mask(seed, keep, factor=1.0):
    return {OUT: factor * (np.random.default_rng(seed).random(20_000) < keep)}


alike = alike_by(portrait, "out")


def test_two_draws_of_one_mask_are_alike():
    assert alike(mask(0, 0.7), mask(1, 0.7), "out")


@pytest.mark.parametrize("other", [mask(1, 0.6), mask(1, 0.7, 1.0001)])
def test_another_share_or_another_factor_is_not(other):
    assert not alike(mask(0, 0.7), other, "out")


def test_of_a_run_the_portrait_is_made_once():
    asked = []

    def counted(seen):
        asked.append(seen["out 1"])
        return portrait(seen)

    once_made = alike_by(counted, "out")
    known, *others = (Sight(mask(seed, 0.7)) for seed in range(4))

    assert all(once_made(known, other, "out") for other in (*others, *others))
    assert len(asked) == 4


def test_an_answer_that_cannot_be_portrayed_is_like_none():
    other = Sight({Label("out", "2"): np.ones(3)})

    assert not alike(Sight(mask(0, 0.7)), other, "out")
    assert not alike(other, other, "out")


def test_a_trait_without_a_bound_fits_all_and_only_the_known_ones_margin_counts():
    free, fixed = Trait(1.0, float("inf")), Trait(0.0)

    assert free.fits(fixed)
    assert not fixed.fits(free)


def test_infinite_traits_fit_each_other():
    assert Trait(float("inf")).fits(Trait(float("inf")))
    assert not Trait(1.0).fits(Trait(float("inf")))


def test_nan_is_a_trait_of_its_own():
    assert Trait(float("nan")).fits(Trait(float("nan")))
    assert not Trait(float("nan")).fits(Trait(1.0))
    assert not Trait(1.0, 9.0).fits(Trait(float("nan")))


def test_exceptions_are_compared_as_they_are():
    raised = {OUT: Raised("ValueError", "one")}

    assert alike(raised, {OUT: Raised("ValueError", "other")}, "out")
    assert not alike(raised, mask(0, 0.7), "out")


def test_what_cannot_be_portrayed_is_not_alike():
    assert not alike(mask(0, 0.7), {OUT: None}, "out")


def test_other_outputs_are_compared_as_they_are():
    label = Label("x")

    assert alike({label: 1.0}, {label: 1.0}, "x")
    assert not alike({label: 1.0}, {label: 2.0}, "x")


def test_new_parameters_are_known_by_their_shapes_and_by_how_widely_they_were_drawn():
    def net(seed, std, b=0.0, rows=30):
        rng = np.random.default_rng(seed)
        few = rng.normal(0, std, (2, 2))
        return {Label("params"): {"W": rng.normal(0, std, (rows, 40)), "few": few, "b": np.full(3, b)}}

    begins_alike = alike_by(begun, "params")

    for seed in range(50):
        assert begins_alike(net(seed, 0.01), net(1000 + seed, 0.01), "params")
    for other in (net(0, 0.02), net(0, 0.0), net(0, 0.01, b=1.0), net(0, 0.01, rows=31)):
        assert not begins_alike(net(0, 0.01), other, "params")
