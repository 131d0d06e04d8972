"""Regularisers that are right under another published definition. Sources stand in the hints."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_05_regularizers.rules import InvertedKeepRule, InvertedRule, KeepRule, summed
from grader.checks import Convention, Fit, convention


def _whole_square(W: Any, lam: float) -> Any:
    return lam * np.sum(W * W)


def _whole_slope(W: Any, lam: float) -> Any:
    return 2 * lam * W


def _every_name(name: str, params: Any) -> bool:
    return True


def _sums(**parts: Any) -> Convention:
    return convention("regularized_gradients", regularized_gradients=summed(**parts))


def _whole_sums(**parts: Any) -> Convention:
    """Beside an l2_gradient that is as large."""
    sums = summed(l2=_whole_slope, **parts)
    return convention("regularized_gradients", regularized_gradients=sums, l2_gradient=_whole_slope)


def _divided(eps: float) -> Any:
    return lambda W, lam: lam * W / (np.abs(W) + eps)


def _rooted(eps: float) -> Any:
    return lambda W, lam: lam * W / np.sqrt(W * W + eps)


def _smooth(slope: Any, *samples: float) -> list[Convention]:
    """The sign by a division that an ε keeps from 0/0, as a function and in the sums; samples: the largest first."""
    fits = [
        Fit("eps", lambda eps, of=of: of(slope(eps)), (1e-20, samples[0]), samples)
        for of in (lambda l1: {"l1_gradient": l1}, lambda l1: {"regularized_gradients": summed(l1=l1)})
    ]
    tasks = ("l1", "regularized_gradients")
    return [Convention(task, fit.make(samples[0]), fit=fit) for task, fit in zip(tasks, fits, strict=True)]


l1_slope_by_division = [*_smooth(_divided, 1e-6, 1e-8, 1e-7, 1e-10), *_smooth(_rooted, 1e-8, 1e-12)]
l2_without_half = [convention("l2", l2_penalty=_whole_square, l2_gradient=_whole_slope), _whole_sums()]
biases_included = [_sums(counts=_every_name), _whole_sums(counts=_every_name)]
grads_in_place = [_sums(in_place=True), _whole_sums(in_place=True)]
biases_in_place = [_sums(in_place=True, counts=_every_name), _whole_sums(in_place=True, counts=_every_name)]
dropout_inverted = convention("dropout", Dropout=InvertedRule)
dropout_keep_rate = [convention("dropout", Dropout=KeepRule), convention("dropout", Dropout=InvertedKeepRule)]
