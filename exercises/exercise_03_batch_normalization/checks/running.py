"""Running mean and variance, batch after batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_03_batch_normalization.checks.shared import (
    MOMENTA,
    as_alone,
    gamma_and_beta,
    go_forward,
    new_layer,
    see_statistics,
    wide_columns,
)
from grader.checks import Case, Draw, Script, law, parity

# What is drawn --------------------------------------------------------------------------------------------------------


def _batches(draw: Draw, fewest: int, most: int, d: int) -> list[Any]:
    """Of different sizes, in hundreds: ε vanishes in their variances, wherever somebody puts it."""
    sizes = [draw.integer(2, 5) for _ in range(draw.integer(fewest, most))]
    return [np.round(100 * draw.distinct(n, d, between=(-5, 5), apart=0.1)) for n in sizes]


def batches(draw: Draw) -> Case:
    """With given running values to begin with."""
    d = draw.integer(1, 3)
    start = (100 * draw.magnitudes(d), 1e4 * draw.array(d, between=(1, 9)))
    return {**gamma_and_beta(draw, d), "more": (draw.choice(MOMENTA), *start), "batches": _batches(draw, 1, 4, d)}


def first_batches(draw: Draw) -> Case:
    d = draw.integer(1, 3)
    return {**gamma_and_beta(draw, d), "more": (draw.choice(MOMENTA),), "batches": _batches(draw, 1, 3, d)}


def first_batches_by_default(draw: Draw) -> Case:
    return {**first_batches(draw), "more": ()}


def a_batch_of_one(draw: Draw) -> Case:
    """Momentum is one half, whichever share it is."""
    d = draw.integer(1, 3)
    start = (draw.magnitudes(d), draw.array(d, between=(0.1, 0.9), kinds=("real",)))
    return {**gamma_and_beta(draw, d), "more": (0.5, *start), "batches": [wide_columns(draw, 1, d)]}


def two_courses(draw: Draw) -> Case:
    d = draw.integer(1, 3)
    one, other = (_batches(draw, 2, 2, d) for _ in range(2))
    given = (0.6, 100 * draw.magnitudes(d), 1e4 * draw.array(d, between=(1, 9)))
    return {**gamma_and_beta(draw, d), "momentum": draw.choice(MOMENTA), "given": given, "one": one, "other": other}


# What is played -------------------------------------------------------------------------------------------------------


def train(script: Script, gamma: Any, beta: Any, more: tuple[Any, ...], batches: list[Any]) -> None:
    layer = new_layer(script, gamma, beta, *more)
    for t, x in enumerate(batches, 1):
        go_forward(script, layer, x, label=None)
        see_statistics(script, layer, at=f"{t}/{len(batches)}")


def train_two(
    script: Script,
    gamma: Any,
    beta: Any,
    momentum: float,
    given: tuple[Any, ...],
    one: list[Any],
    other: list[Any],
) -> None:
    """A layer takes its batches by itself; then another takes them in turn with others, one of which has settings and
    running values of its own."""
    alone = new_layer(script, gamma, beta, momentum, name="alone")
    for x in one:
        go_forward(script, alone, x, label=None)
    see_statistics(script, alone, at="alone")
    among, elsewhere = (new_layer(script, gamma, beta, momentum, name=name) for name in ("one", "other"))
    third = new_layer(script, gamma, beta, *given, name="third")
    for x, y in zip(one, other, strict=True):
        for layer, batch in ((among, x), (elsewhere, y), (third, y)):
            go_forward(script, layer, batch, label=None)
    see_statistics(script, among, at="among others")


# What must hold -------------------------------------------------------------------------------------------------------


def nothing_added(seen, more, **_):
    """One sample has no spread. Divided by N − 1 that is 0/0, of which nothing follows."""
    got, before = seen["running_var"], more[-1]
    got = np.where(np.isfinite(got), got, before)
    return got, np.minimum(got, before)


def refused(seen, **_):
    return "running_var" not in seen


# The checks -----------------------------------------------------------------------------------------------------------

several_batches = parity("running_statistics", batches, train, examples=8)
first_values = parity("running_statistics", first_batches, train, needs=several_batches, examples=8)
default_momentum = parity("running_statistics", first_batches_by_default, train, needs=first_values, examples=4)
batch_of_one_recorded = law(
    "running_statistics",
    a_batch_of_one,
    train,
    nothing_added,
    output="running_var",
    needs=several_batches,
    examples=2,
    unless=refused,
)
own_statistics = law(
    "running_statistics",
    two_courses,
    train_two,
    as_alone("running_mean", "running_var"),
    output=None,
    needs=several_batches,
    examples=4,
)
