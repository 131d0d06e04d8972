"""Forward in training: batches are normalised by their own mean and standard deviation."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_03_batch_normalization.checks.shared import (
    NEAR,
    all_near,
    gamma_and_beta,
    go_forward,
    new_layer,
    ordinary_columns,
    wide_columns,
)
from grader.checks import Case, Draw, Script, law, parity

# What is drawn --------------------------------------------------------------------------------------------------------


def _or_one_far_off(draw: Draw, x: Any) -> Any:
    """The same, or a dozen such samples of which the last lies more than three standard deviations from the mean, which
    is no reason to cut it off."""
    if not draw.choice((False, True)):
        return x
    dozen = np.resize(x, (12, x.shape[1]))
    dozen[-1] += 10 * np.ptp(x)
    return dozen


def samples(draw: Draw) -> Case:
    n, d = draw.integer(2, 6), draw.integer(1, 4)
    return {**gamma_and_beta(draw, d), "x": _or_one_far_off(draw, wide_columns(draw, n, d))}


def ordinary(draw: Draw) -> Case:
    """Numbers of the size that networks have, some columns far from 0."""
    n, d = draw.integer(2, 6), draw.integer(1, 4)
    x = _or_one_far_off(draw, ordinary_columns(draw, n, d)) + draw.choice((0, draw.integer(-20, 20)))
    return {**gamma_and_beta(draw, d), "x": x, "told": draw.choice(((), (True,)))}


def near_each_other(draw: Draw) -> Case:
    """Columns whose spread is about a thousandth."""
    n, d = draw.integer(2, 6), draw.integer(1, 4)
    return {**gamma_and_beta(draw, d), "x": np.round(ordinary_columns(draw, n, d) / 1000, 5)}


def with_a_constant(draw: Draw) -> Case:
    case = dict(samples(draw))
    case["x"][:, 0] = draw.integer(-9, 9)
    return case


def one_sample(draw: Draw) -> Case:
    d = draw.integer(1, 4)
    return {**gamma_and_beta(draw, d), "x": wide_columns(draw, 1, d)}


def other_units(draw: Draw) -> Case:
    case = samples(draw)
    d = case["x"].shape[1]
    a, b = draw.array(d, between=(2, 5), kinds=("integers",)), draw.array(d, between=(-9, 9), kinds=("integers",))
    return {**case, "a": a, "b": b}


# What is played -------------------------------------------------------------------------------------------------------


def forward(script: Script, gamma: Any, beta: Any, x: Any, told: tuple[bool, ...] = ()) -> None:
    go_forward(script, new_layer(script, gamma, beta), x, *told)


def forward_in_other_units(script: Script, gamma: Any, beta: Any, x: Any, a: Any, b: Any) -> None:
    layer = new_layer(script, gamma, beta)
    go_forward(script, layer, x, at="x")
    go_forward(script, layer, a * x + b, at="a·x + b")


# What must hold -------------------------------------------------------------------------------------------------------


def mean_and_spread(seen, gamma, beta, x):
    """Each column of the output has mean β and standard deviation |γ|."""
    out = seen["out"]
    if np.shape(out) != x.shape:
        return out, np.zeros(x.shape)
    scale = np.abs(gamma)
    means, stds = all_near(np.mean(out, axis=0), beta, NEAR * scale), all_near(np.std(out, axis=0), scale, NEAR * scale)
    return {"mean": means[0], "std": stds[0]}, {"mean": means[1], "std": stds[1]}


def same_in_other_units(seen, gamma, **_):
    return all_near(seen["out a·x + b"], seen["out x"], 4 * NEAR * np.abs(gamma))


def beta_where_constant(seen, gamma, beta, x):
    """A column that does not vary comes out as β, or next to it where ε is tiny and the mean was rounded."""
    out = seen["out"]
    if np.shape(out) != x.shape:
        return out, np.zeros(x.shape)
    still = np.ptp(x, axis=0) == 0
    got, truth = all_near(out, np.broadcast_to(beta, x.shape), 0.01 * np.abs(gamma))
    return got, np.where(still, truth, np.where(np.isfinite(out), out, 0.0))


# The checks -----------------------------------------------------------------------------------------------------------

mean_and_std = law("train_forward", samples, forward, mean_and_spread, output="out", examples=8)
shift_and_scale = law(
    "train_forward", other_units, forward_in_other_units, same_in_other_units, output="out", examples=6
)
values = parity("train_forward", ordinary, forward, needs=mean_and_std)
small_spread = parity("train_forward", near_each_other, forward, needs=values, examples=6)
constant_feature = law(
    "train_forward", with_a_constant, forward, beta_where_constant, output="out", needs=mean_and_std, examples=6
)
single_sample = law(
    "train_forward", one_sample, forward, beta_where_constant, output="out", needs=mean_and_std, examples=4
)
