"""Wrong penalties of L1 and L2, and wrong gradients of right ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_05_regularizers.misconceptions.shared import wrong
from grader.checks import Misconception
from reference import regularizers as right


def _each_penalty(change: Callable[[Any], Any], catalogue: Any = ()) -> list[Misconception]:
    return [
        wrong(task, "penalty", catalogue, **{f"{task}_penalty": change(getattr(right, f"{task}_penalty"))})
        for task in ("l1", "l2")
    ]


def _each_gradient(change: Callable[[Any], Any], catalogue: Any = ()) -> list[Misconception]:
    return [
        wrong(task, "derivative", catalogue, **{f"{task}_gradient": change(getattr(right, f"{task}_gradient"))})
        for task in ("l1", "l2")
    ]


def _in_place(gradient: Any) -> Any:
    def overwrites(W, lam):
        W[...] = gradient(W, lam)
        return W

    return overwrites


def _half_norm(W, lam):
    return 0.5 * lam * np.sqrt(np.sum(W * W))


def half_norm_slope(W, lam):
    return 0.5 * lam * W / np.sqrt(np.sum(W * W))


def _by_count(count: Callable[[Any], int], factor: float) -> Callable[..., Any]:
    return lambda W, lam: factor * lam * np.sum(W * W) / count(W)


def _slope_by_count(count: Callable[[Any], int], factor: float) -> Callable[..., Any]:
    return lambda W, lam: 2 * factor * lam * W / count(W)


def _matrix_norm_of_tables(W, lam):
    return lam * np.linalg.norm(W, 1) if W.ndim <= 2 else right.l1_penalty(W, lam)


lambda_forgotten = [
    *_each_penalty(lambda penalty: lambda W, lam: penalty(W, 1.0)),
    *_each_gradient(lambda gradient: lambda W, lam: gradient(W, 1.0)),
]
penalty_not_summed = [
    wrong("l1", "penalty", l1_penalty=lambda W, lam: lam * np.abs(W)),
    wrong("l2", "penalty", l2_penalty=lambda W, lam: 0.5 * lam * W * W),
]
gradient_sign_flipped = _each_gradient(lambda gradient: lambda W, lam: -gradient(W, lam), "G04")
gradient_overwrites_weights = [
    wrong(task, "penalties_untouched", **{f"{task}_gradient": _in_place(getattr(right, f"{task}_gradient"))})
    for task in ("l1", "l2")
]
l1_slope_is_size = wrong("l1", "derivative", "G08", l1_gradient=lambda W, lam: lam * np.abs(W))
l1_nan_at_zero = wrong("l1", "zero_weight", "G09", l1_gradient=lambda W, lam: lam * W / np.abs(W))
l1_slope_halved = wrong("l1", "derivative", "G10", l1_gradient=lambda W, lam: 0.5 * lam * np.sign(W))
l1_halved = [
    wrong("l1", "penalty", "G10", l1_penalty=lambda W, lam: 0.5 * lam * np.sum(np.abs(W))),
    wrong(
        "l1",
        "penalty",
        "G10",
        l1_penalty=lambda W, lam: 0.5 * lam * np.sum(np.abs(W)),
        l1_gradient=lambda W, lam: 0.5 * lam * np.sign(W),
    ),
]
l1_without_absolute = wrong("l1", "penalty", "G12", l1_penalty=lambda W, lam: lam * np.sum(W))
l1_absolute_of_sum = wrong("l1", "penalty", "G12", l1_penalty=lambda W, lam: lam * np.abs(np.sum(W)))
l1_slope_is_weight = wrong("l1", "derivative", l1_gradient=lambda W, lam: lam * W)
l1_slope_is_one = wrong("l1", "derivative", l1_gradient=lambda W, lam: lam * np.ones_like(W))
l1_slope_is_smooth = [
    *(wrong("l1", "derivative", l1_gradient=lambda W, lam, k=k: lam * np.tanh(k * W)) for k in (1, 10, 50)),
    *(wrong("l1", "zero_weight", l1_gradient=lambda W, lam, k=k: lam * np.tanh(k * W)) for k in (100, 1000)),
    *(wrong("l1", "derivative", l1_gradient=lambda W, lam, e=e: lam * W / (np.abs(W) + e)) for e in (1e-4, 1e-3)),
]
l1_slope_is_sum = [
    wrong("l1", "derivative", l1_gradient=lambda W, lam: lam * np.sum(np.sign(W))),
    wrong("l1", "derivative", l1_gradient=lambda W, lam: np.full(W.shape, lam * np.sum(np.sign(W)))),
]
l1_slope_positive_only = wrong("l1", "derivative", l1_gradient=lambda W, lam: lam * (W > 0))
l1_is_matrix_norm = [
    wrong("l1", "penalties_untouched", l1_penalty=lambda W, lam: lam * np.linalg.norm(W, 1)),
    wrong("l1", "penalty", l1_penalty=_matrix_norm_of_tables),
]
l1_is_mean = wrong("l1", "penalty", l1_penalty=lambda W, lam: lam * np.mean(np.abs(W)))
l2_half_missing_in_penalty = wrong("l2", "penalty", "G01", l2_penalty=lambda W, lam: lam * np.sum(W * W))
l2_two_too_many_in_gradient = wrong("l2", "derivative", "G02", l2_gradient=lambda W, lam: 2 * lam * W)
l2_slope_halved = wrong("l2", "derivative", l2_gradient=lambda W, lam: 0.5 * lam * W)
l2_norm_not_squared = [
    wrong("l2", "penalty", "G03", l2_penalty=_half_norm),
    wrong("l2", "penalty", "G03", l2_penalty=_half_norm, l2_gradient=half_norm_slope),
    wrong("l2", "penalty", "G03", l2_penalty=lambda W, lam: 2 * _half_norm(W, lam)),
]
l2_square_of_sum = wrong("l2", "penalty", l2_penalty=lambda W, lam: 0.5 * lam * np.sum(W) ** 2)
l2_square_of_l1 = wrong("l2", "penalty", l2_penalty=lambda W, lam: 0.5 * lam * np.sum(np.abs(W)) ** 2)
l2_is_matrix_norm = wrong("l2", "penalties_untouched", l2_penalty=lambda W, lam: 0.5 * lam * np.linalg.norm(W, 2) ** 2)
l2_divided_by_count = [
    wrong("l2", "penalty", "G06", l2_penalty=_by_count(count, factor), **gradient)
    for count in (np.size, len)
    for factor in (0.5, 1.0)
    for gradient in ({}, {"l2_gradient": _slope_by_count(count, factor)})
]
l2_slope_is_sum_of_squares = [
    wrong("l2", "derivative", "G13", l2_gradient=lambda W, lam: lam * np.sum(W * W)),
    wrong("l2", "derivative", "G13", l2_gradient=lambda W, lam: np.full(W.shape, lam * np.sum(W * W))),
]
l2_slope_is_sum = [
    wrong("l2", "derivative", "G14", l2_gradient=lambda W, lam: lam * np.sum(W)),
    wrong("l2", "derivative", "G14", l2_gradient=lambda W, lam: np.full(W.shape, lam * np.sum(W))),
]
l2_slope_is_square = wrong("l2", "derivative", "G15", l2_gradient=lambda W, lam: lam * W * W)
l2_slope_is_sign = wrong("l2", "derivative", l2_gradient=right.l1_gradient)
l2_slope_of_norm = wrong("l2", "derivative", l2_gradient=half_norm_slope)
