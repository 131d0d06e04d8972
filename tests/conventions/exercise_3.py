"""Proofs of the conventions of exercise 3, batch normalisation."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.conventions.proofs import backward_is_the_slope, near, proves

BATCHES = (np.array([[1.0, -2.0], [3.0, 0.5], [8.0, 1.0]]), np.array([[0.0, 4.0], [2.0, -1.0], [-5.0, 2.5]]))
GAMMA, BETA = np.array([1.5, -0.5]), np.array([0.25, 2.0])


def _normalised(column: Sequence[float], eps: float) -> list[float]:
    mean, root = statistics.fmean(column), math.sqrt(statistics.pvariance(column) + eps)
    return [(x - mean) / root for x in column]


def _normalises_with(names: Mapping[str, Any], eps: float) -> None:
    layer = names["BatchNormalization"](GAMMA, BETA)
    out = layer.forward(BATCHES[0], True)
    for j, column in enumerate(BATCHES[0].T):
        near(out[:, j], [GAMMA[j] * z + BETA[j] for z in _normalised(column.tolist(), eps)])
    backward_is_the_slope(lambda: names["BatchNormalization"](GAMMA, BETA), BATCHES[0], train_flg=True)


@proves("other_epsilon")
def _(names: Mapping[str, Any], number: int) -> None:
    """Whatever ε is, it is one: out tells it, and is right for all columns with that."""
    tiny = np.array([[0.0], [2e-3]])
    layer = names["BatchNormalization"](np.ones(1), np.zeros(1))
    eps = (1e-3 / layer.forward(tiny, True)[1, 0]) ** 2 - 1e-6  # from z = 1e-3 / √(1e-6 + ε)

    assert -1e-12 < eps < 0.02
    _normalises_with(names, max(eps, 0.0)) if eps > 1e-9 else _normalises_with(names, 0.0)


Settings = tuple[bool, bool, str]
"""Whether momentum is the new values' share, whether the variance is unbiased, where the record begins."""


def _record(settings: Settings, momentum: float) -> tuple[list[float], list[float]]:
    """Running mean and variance of the two batches, by hand."""
    share_of_new, unbiased, start = settings
    variance = statistics.variance if unbiased else statistics.pvariance
    keep = 1 - momentum if share_of_new else momentum
    means, variances = [], []
    for j in range(2):
        columns = [batch[:, j].tolist() for batch in BATCHES]
        m, v = 0.0, 1.0 if start == "one" else 0.0
        if start == "first":
            m, v, columns = statistics.fmean(columns[0]), variance(columns[0]), columns[1:]
        for column in columns:
            m, v = keep * m + (1 - keep) * statistics.fmean(column), keep * v + (1 - keep) * variance(column)
        means.append(m)
        variances.append(v)
    return means, variances


def _records(names: Mapping[str, Any], settings: Settings, momentum: float | None = 0.8) -> None:
    given = {} if momentum is None else {"momentum": momentum}
    layer = names["BatchNormalization"](GAMMA, BETA, **given)
    for batch in BATCHES:
        layer.forward(batch, True)
    means, variances = _record(settings, 0.99 if momentum is None else momentum)
    near(layer.running_mean, means)
    near(layer.running_var, variances)


MEANINGS = [(meaning, unbiased) for meaning in (False, True) for unbiased in (False, True)]


@proves("momentum_is_share_of_new")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch: x̂_new = (1 − momentum) × x̂ + momentum × x_t."""
    _records(names, (True, False, "zero"))


@proves("running_variance_unbiased")
def _(names: Mapping[str, Any], number: int) -> None:
    _records(names, (bool(number), True, "zero"))


@proves("running_variance_from_one")
def _(names: Mapping[str, Any], number: int) -> None:
    _records(names, (*MEANINGS[number], "one"))


@proves("running_from_first_batch")
def _(names: Mapping[str, Any], number: int) -> None:
    _records(names, (*MEANINGS[number], "first"))


@proves("default_momentum_099")
def _(names: Mapping[str, Any], number: int) -> None:
    unbiased, start = divmod(number, 3)
    _records(names, (False, bool(unbiased), ("zero", "one", "first")[start]), None)


@proves("images_per_pixel")
def _(names: Mapping[str, Any], _number: int) -> None:
    """Over the batch, every pixel has mean 0 and variance 1; and backward is the slope of that."""
    images = np.random.default_rng(0).normal(2.0, 3.0, (5, 2, 2, 3))
    out = names["BatchNormalization"](np.ones(12), np.zeros(12)).forward(images, True)

    assert np.abs(out.mean(axis=0)).max() < 1e-12
    near(out.var(axis=0), np.ones((2, 2, 3)), 1e-5)
    backward_is_the_slope(lambda: names["BatchNormalization"](np.full(12, 1.5), np.ones(12)), images, train_flg=True)
