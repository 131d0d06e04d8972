"""Forward in inference: samples are normalised by the running values, each as if it were alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_03_batch_normalization.checks.shared import (
    MOMENTA,
    NEAR,
    all_near,
    gamma_and_beta,
    go_forward,
    new_layer,
    see_statistics,
    wide_columns,
)
from grader.checks import Case, Draw, Script, law, parity

# What is drawn --------------------------------------------------------------------------------------------------------


def known_statistics(draw: Draw) -> Case:
    """Variances of ones, or of hundredths."""
    n, d = draw.integer(1, 5), draw.integer(1, 4)
    return {
        **gamma_and_beta(draw, d),
        "running_mean": draw.array(d),
        "running_var": draw.array(d, between=(0.2, 4), kinds=("real",)) * draw.choice((1, 0.02)),
        "x": draw.array(n, d, between=(-3, 3)),
    }


def spread_statistics(draw: Draw) -> Case:
    """At least two samples, and a running variance of tens."""
    n, d = draw.integer(2, 5), draw.integer(1, 4)
    var = draw.array(d, between=(20, 90), kinds=("integers",))
    return {**gamma_and_beta(draw, d), "running_mean": draw.array(d), "running_var": var, "x": wide_columns(draw, n, d)}


def no_spread(draw: Draw) -> Case:
    """One feature whose running variance is exactly 0, met by a sample at its mean and by one beside it."""
    d = draw.integer(1, 3)
    mean, var = draw.array(d, kinds=("integers",)), draw.array(d, between=(1, 4), kinds=("integers",))
    var[0] = 0.0
    return {**gamma_and_beta(draw, d), "running_mean": mean, "running_var": var, "x": np.stack([mean, mean + 1])}


def then_samples(draw: Draw) -> Case:
    d = draw.integer(1, 3)
    trained = [wide_columns(draw, draw.integer(2, 5), d) for _ in range(draw.integer(2, 3))]
    asked = wide_columns(draw, draw.integer(1, 4), d)
    return {**gamma_and_beta(draw, d), "momentum": draw.choice(MOMENTA), "batches": trained, "x": asked}


# What is played -------------------------------------------------------------------------------------------------------


def infer(script: Script, gamma: Any, beta: Any, running_mean: Any, running_var: Any, x: Any) -> None:
    go_forward(script, new_layer(script, gamma, beta, 0.9, running_mean, running_var), x, False)


def infer_each(script: Script, gamma: Any, beta: Any, running_mean: Any, running_var: Any, x: Any) -> None:
    """All samples at once, then each in a layer of its own."""
    for at, asked in [("together", x), *((f"sample {i + 1}", x[i : i + 1]) for i in range(len(x)))]:
        go_forward(script, new_layer(script, gamma, beta, 0.9, running_mean, running_var), asked, False, at=at)


def train_and_infer(script: Script, gamma: Any, beta: Any, momentum: float, batches: list[Any], x: Any) -> None:
    layer = new_layer(script, gamma, beta, momentum)
    for batch in batches:
        go_forward(script, layer, batch, label=None)
    see_statistics(script, layer)
    go_forward(script, layer, x, False)


def train_infer_train(script: Script, gamma: Any, beta: Any, momentum: float, batches: list[Any], x: Any) -> None:
    """One layer is asked about samples between its batches, the other is not."""
    for name, asked in (("asked", True), ("not asked", False)):
        layer = new_layer(script, gamma, beta, momentum, name=name.replace(" ", "_"))
        for batch in batches:
            go_forward(script, layer, batch, at=name)
            if asked:
                go_forward(script, layer, x, False, label=None)
        see_statistics(script, layer, at=name)


# What must hold -------------------------------------------------------------------------------------------------------


def each_as_together(seen, x, **_):
    return np.concatenate([seen[f"out sample {i + 1}"] for i in range(len(x))]), seen["out together"]


def finite_without_spread(seen, x, **_):
    out = seen["out"]
    return out, np.where(np.isfinite(out), out, 0.0) if np.shape(out) == x.shape else np.zeros(x.shape)


def by_own_statistics(seen, gamma, beta, x, **_):
    """Whatever was recorded, inference uses just that. Nothing follows where the record has no spread."""
    out, mean, var = seen["out"], seen["running_mean"], seen["running_var"]
    with np.errstate(all="ignore"):
        normal = (x - mean) / np.sqrt(var)
    expected = gamma * normal + beta
    if np.shape(out) != np.shape(expected):
        return out, expected
    usable = np.isfinite(expected) & (var > 1)
    got, truth = all_near(out, expected, 10 * NEAR * np.abs(gamma * normal) + 1e-6)
    return got, np.where(usable, truth, out)


def by_given_statistics(seen, running_mean, running_var, **case):
    return by_own_statistics({**seen, "running_mean": running_mean, "running_var": running_var}, **case)


def as_if_not_asked(seen, **_):
    outputs = ("running_mean", "running_var", "out")
    return {name: seen[f"{name} asked"] for name in outputs}, {name: seen[f"{name} not asked"] for name in outputs}


# The checks -----------------------------------------------------------------------------------------------------------

alone_or_in_company = law("inference", spread_statistics, infer_each, each_as_together, output="out", examples=6)
given_statistics = parity("inference", known_statistics, infer, examples=8)
without_spread = law("inference", no_spread, infer, finite_without_spread, output="out", examples=4)
after_training = law("inference", then_samples, train_and_infer, by_own_statistics, output="out", examples=6)
changes_nothing = law("inference", then_samples, train_infer_train, as_if_not_asked, output=None, examples=6)
