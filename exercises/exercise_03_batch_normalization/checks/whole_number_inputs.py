"""Samples of whole numbers, which a layer may refuse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from exercises.exercise_03_batch_normalization.checks.inference import (
    by_given_statistics,
    given_statistics,
    infer,
    spread_statistics,
)
from exercises.exercise_03_batch_normalization.checks.training import forward, mean_and_spread, samples, values
from grader.checks import Case, Draw, law, or_refused


def whole_numbers_in(inputs: Callable[[Draw], Case]) -> Callable[[Draw], Case]:
    """x as integers, of hundreds."""

    def drawn(draw: Draw) -> Case:
        case = inputs(draw)
        return {**case, "x": np.round(10 * case["x"]).astype(np.int64)}

    return drawn


whole_numbers = {
    "train_forward": or_refused(
        law(
            "train_forward", whole_numbers_in(samples), forward, mean_and_spread, output="out", needs=values, examples=3
        )
    ),
    "inference": or_refused(
        law(
            "inference",
            whole_numbers_in(spread_statistics),
            infer,
            by_given_statistics,
            output="out",
            needs=given_statistics,
            examples=3,
        )
    ),
}
