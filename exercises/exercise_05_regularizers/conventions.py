"""Regularisers that are right under another published definition. Sources stand in the hints."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_05_regularizers.rules import InvertedKeepRule, InvertedRule, KeepRule, summed
from grader.checks import convention


def _whole_square(W: Any, lam: float) -> Any:
    return lam * np.sum(W * W)


def _whole_slope(W: Any, lam: float) -> Any:
    return 2 * lam * W


def _every_name(name: str, params: Any) -> bool:
    return True


l2_without_half = [
    convention("l2", l2_penalty=_whole_square, l2_gradient=_whole_slope),
    convention("regularized_gradients", regularized_gradients=summed(l2=_whole_slope)),
]
biases_included = [
    convention("regularized_gradients", regularized_gradients=summed(counts=_every_name)),
    convention("regularized_gradients", regularized_gradients=summed(counts=_every_name, l2=_whole_slope)),
]
grads_in_place = [
    convention("regularized_gradients", regularized_gradients=summed(in_place=True)),
    convention("regularized_gradients", regularized_gradients=summed(in_place=True, l2=_whole_slope)),
    convention("regularized_gradients", regularized_gradients=summed(in_place=True, counts=_every_name)),
    convention(
        "regularized_gradients", regularized_gradients=summed(in_place=True, counts=_every_name, l2=_whole_slope)
    ),
]
dropout_inverted = convention("dropout", Dropout=InvertedRule)
dropout_keep_rate = [convention("dropout", Dropout=KeepRule), convention("dropout", Dropout=InvertedKeepRule)]
