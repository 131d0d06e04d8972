"""Backward, held against the same layer's forward."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_03_batch_normalization.checks.shared import (
    NEAR,
    SLOPES,
    all_near,
    as_alone,
    gamma_and_beta,
    go_back,
    go_forward,
    new_layer,
    ordinary_columns,
    see_slopes,
    wide_columns,
)
from exercises.exercise_03_batch_normalization.checks.training import one_sample
from grader.checks import Case, Draw, Script, gradient, law

EPSILON_APART = 1e-4  # where somebody has ε beside the root, the usual derivative is off by less than this
LEFT_OF_ONE = 1e-2  # of γ·dout, what rounding leaves where all of it, divided by √ε, should cancel out
ROUNDING = 1e-5  # relative to the sum of sizes: what adding up leaves, in single precision too

# What is drawn --------------------------------------------------------------------------------------------------------


def upstream(draw: Draw) -> Case:
    """Three samples at least: of two, x̂ is −1 and 1 whatever they are, and all that is left of dx is ε's doing."""
    n, d = draw.integer(3, 6), draw.integer(1, 4)
    return {**gamma_and_beta(draw, d), "x": wide_columns(draw, n, d), "dout": draw.magnitudes(n, d)}


def small_upstream(draw: Draw) -> Case:
    """x as large as its derivative can be taken of without loss, and spread enough that sizes of ε hardly matter."""
    n, d = draw.integer(3, 6), draw.integer(1, 3)
    x = ordinary_columns(draw, n, d, apart=0.25) + draw.choice((0, 1, -2))
    return {**gamma_and_beta(draw, d), "x": x, "dout": draw.magnitudes(n, d)}


def constant_upstream(draw: Draw) -> Case:
    n, d = draw.choice((2, 1, 3, 5)), draw.integer(1, 3)
    case = {**gamma_and_beta(draw, d), "x": wide_columns(draw, n, d), "dout": draw.magnitudes(n, d)}
    case["x"][:, 0] = draw.integer(-9, 9)
    return case


def upstream_of_one(draw: Draw) -> Case:
    case = one_sample(draw)
    return {**case, "dout": draw.magnitudes(*case["x"].shape)}


def batch_after_batch(draw: Draw) -> Case:
    """The batch before has more samples."""
    case = upstream(draw)
    n, d = case["x"].shape
    m = n + draw.integer(1, 3)
    earlier = {"before": wide_columns(draw, m, d), "back_before": draw.magnitudes(m, d)}
    others = {**earlier, "elsewhere": wide_columns(draw, n, d), "back": draw.magnitudes(n, d)}
    return {**case, **others, "settings": tuple(gamma_and_beta(draw, d).values())}


def batch_and_question(draw: Draw) -> Case:
    """What is asked in between has as many samples, or more."""
    case = upstream(draw)
    n, d = case["x"].shape
    return {**case, "asked": wide_columns(draw, n + draw.integer(0, 2), d)}


# What is played -------------------------------------------------------------------------------------------------------


def both_ways(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
    layer = new_layer(script, gamma, beta)
    go_forward(script, layer, x)
    go_back(script, layer, dout)


def backward_twice(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
    layer = new_layer(script, gamma, beta)
    go_forward(script, layer, x)
    go_back(script, layer, dout, at="first")
    go_back(script, layer, dout, at="second")


def after_other_batches(
    script: Script,
    gamma: Any,
    beta: Any,
    x: Any,
    dout: Any,
    before: Any,
    back_before: Any,
    elsewhere: Any,
    back: Any,
    settings: tuple[Any, Any],
) -> None:
    """A layer by itself; then one that has seen a larger batch, while one with other settings is used too."""
    alone = new_layer(script, gamma, beta, name="alone")
    go_forward(script, alone, x, at="alone")
    go_back(script, alone, dout, at="alone")
    layer, other = new_layer(script, gamma, beta, name="layer"), new_layer(script, *settings, name="other")
    go_forward(script, layer, before, label=None)
    script.call(layer, "backward", back_before)
    go_forward(script, layer, x, at="among others")
    go_forward(script, other, elsewhere, label=None)
    script.call(layer, "backward", dout, label="dx", at="among others", names=("dout",))
    script.call(other, "backward", back)
    see_slopes(script, layer, at="among others")


def back_after_inference(script: Script, gamma: Any, beta: Any, x: Any, dout: Any, asked: Any) -> None:
    """A layer goes forward and back; then one that is asked about other samples in between."""
    for name, at in (("layer", "alone"), ("asked", "among others")):
        layer = new_layer(script, gamma, beta, name=name)
        go_forward(script, layer, x, at=at)
        if name == "asked":
            go_forward(script, layer, asked, False, at="asked")
        go_back(script, layer, dout, at=at)


# What must hold -------------------------------------------------------------------------------------------------------


def columns_of_dx(seen, gamma, beta, x, **_):
    """Each column of dx adds up to 0; only asked where forward takes the columns' means away."""
    out, dx = seen["out"], seen["dx"]
    if np.shape(out) != x.shape or np.any(np.abs(np.mean(out, axis=0) - beta) > NEAR * np.abs(gamma)):
        return dx, dx
    if np.shape(dx) != x.shape:
        return dx, np.zeros(x.shape)
    return all_near(np.sum(dx, axis=0), np.zeros(x.shape[1]), ROUNDING * np.sum(np.abs(dx), axis=0))


def second_as_first(seen, **_):
    return {name: seen[f"{name} second"] for name in SLOPES}, {name: seen[f"{name} first"] for name in SLOPES}


def finite_where_out_is(seen, x, **_):
    """Where a column does not vary, dx is still a number; not asked where forward gave none."""
    out = seen["out"]
    left, right = {}, {}
    for name in SLOPES:
        left[name] = right[name] = got = seen[name]
        if np.all(np.isfinite(out)) and not np.all(np.isfinite(got)):
            right[name] = np.where(np.isfinite(got), got, 0.0)
    return left, right


def nothing_of_one(seen, gamma, beta, x, dout):
    """A single sample is its own mean: whatever it is, y is β, and dx and dγ are 0. Not asked of another forward."""
    out, left = seen["out"], {name: seen[name] for name in SLOPES}
    if np.shape(out) != x.shape or np.any(np.abs(out - beta) > NEAR * np.abs(gamma)):
        return left, left
    within = LEFT_OF_ONE * np.max(np.abs(gamma * dout))
    right = {"dx": all_near(left["dx"], np.zeros(x.shape), within)[1]}
    right["dgamma"] = all_near(left["dgamma"], np.zeros(gamma.shape), NEAR * np.max(np.abs(dout)))[1]
    return left, right | {"dbeta": dout[0]}


def trained_when_asked(seen, gamma, beta, **_):
    """A layer that normalises by the batch in inference too has forgotten the batch before it: that is a mistake of
    forward."""
    out = seen["out asked"]
    means, stds = np.mean(out, axis=0), np.std(out, axis=0)
    return bool(np.all(np.abs([means - beta, stds - np.abs(gamma)]) <= NEAR * np.abs(gamma)))


# The checks -----------------------------------------------------------------------------------------------------------

columns_add_to_zero = law("backward", upstream, both_ways, columns_of_dx, output="dx", examples=6)
derivative = gradient(
    "backward",
    small_upstream,
    both_ways,
    wrt={"dx": "x", "dgamma": "gamma", "dbeta": "beta"},
    within=EPSILON_APART,
    or_expected=True,
    examples=8,
)
constant_feature_slope = law("backward", constant_upstream, both_ways, finite_where_out_is, output=None, examples=8)
single_sample_slope = law(
    "backward", upstream_of_one, both_ways, nothing_of_one, output=None, needs=derivative, examples=3
)
twice = law("backward", upstream, backward_twice, second_as_first, output=None, needs=derivative, examples=4)
own_batch = law(
    "backward",
    batch_after_batch,
    after_other_batches,
    as_alone("out", *SLOPES),
    output=None,
    needs=derivative,
    examples=4,
)
after_inference = law(
    "backward",
    batch_and_question,
    back_after_inference,
    as_alone("out", *SLOPES),
    output=None,
    needs=own_batch,
    examples=4,
    unless=trained_when_asked,
)
