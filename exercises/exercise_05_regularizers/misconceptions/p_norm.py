"""Norms by another formula, or of something else."""

from __future__ import annotations

import numpy as np

from exercises.exercise_05_regularizers.misconceptions.shared import wrong
from reference import regularizers as right


def _scaled_first(W, p):
    """Against overflow, and without a thought of a W that is 0 everywhere."""
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(W))
        return largest * np.sum((np.abs(W) / largest) ** p) ** (1 / p)


def _normalizes(W, p):
    """Divides its argument by the largest entry, to be safe from overflow, and leaves it so."""
    largest = np.max(np.abs(W))
    W /= largest
    return largest * np.sum(np.abs(W) ** p) ** (1 / p)


def _matrix_norm(W, p):
    return np.linalg.norm(W, p)


norm_without_root = wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.abs(W) ** p))
norm_without_absolute = wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.power(W, p)) ** (1 / p))
norm_absolute_too_late = [
    wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.abs(W**p)) ** (1 / p)),
    wrong("p_norm", "norm", p_norm=lambda W, p: np.abs(np.sum(W**p)) ** (1 / p)),
]
norm_root_is_square_root = wrong("p_norm", "norm", p_norm=lambda W, p: np.sqrt(np.sum(np.abs(W) ** p)))
norm_power_is_two = wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(W**2) ** (1 / p))
norm_always_two = wrong("p_norm", "norm", p_norm=lambda W, p: np.sqrt(np.sum(W**2)))
norm_always_one = wrong("p_norm", "norm", p_norm=lambda W, p: np.sum((np.abs(W) ** p) ** (1 / p)))
norm_of_matrix = wrong("p_norm", "weights_untouched", p_norm=_matrix_norm)
norm_of_rows = [
    wrong("p_norm", "norm", p_norm=lambda W, p, axis=axis: np.sum(np.abs(W) ** p, axis=axis) ** (1 / p))
    for axis in (-1, 0)
]
norm_of_rows_added = wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.sum(np.abs(W) ** p, axis=-1) ** (1 / p)))
norm_root_rounded_down = wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.abs(W) ** p) ** (1 // p))
norm_power_rounded_down = wrong("p_norm", "norm", p_norm=lambda W, p: right.p_norm(W, int(p)))
norm_of_mean = wrong("p_norm", "norm", p_norm=lambda W, p: np.mean(np.abs(W) ** p) ** (1 / p))
norm_divided_by_p = [
    wrong("p_norm", "norm", p_norm=lambda W, p: right.p_norm(W, p) / p),
    wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.abs(W) ** p) / p),
]
norm_largest = wrong("p_norm", "norm", p_norm=lambda W, p: np.max(np.abs(W)))
norm_divides_by_largest = wrong("p_norm", "norm_of_nothing", p_norm=_scaled_first)
norm_overwrites = wrong("p_norm", "weights_untouched", p_norm=_normalizes)
