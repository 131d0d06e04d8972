"""L1 and L2: penalties exactly, and gradients against the learner's own penalty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from exercises.exercise_05_regularizers.checks.shared import MANNERS, PENALTIES, STRENGTHS, some_shape
from grader.checks import Case, Draw, Script, contract, gradient, law, parity
from grader.checks.closeness import together

# What is drawn --------------------------------------------------------------------------------------------------------


def weights(task: str, zeros: bool = False) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        W = draw.magnitudes(*some_shape(draw), between=(0.1, 3))
        if zeros and W.size > 1:
            W.flat[0] = 0.0
        return {"functions": PENALTIES[task], "W": W, "lam": draw.choice(STRENGTHS)}

    return inputs


def small_weights(draw: Draw) -> Case:
    """A 0 among the others, and a weight near 0."""
    case = weights("l1", zeros=True)(draw)
    case["W"].flat[-1] *= 1e-6
    return case


# What is played -------------------------------------------------------------------------------------------------------


def penalty_and_gradient(script: Script, functions: tuple[str, str], W: Any, lam: float) -> None:
    for function, label in zip(functions, ("penalty", "grad"), strict=True):
        script.call(function, W, lam, label=label, names=("W", "lam"))


# What must hold -------------------------------------------------------------------------------------------------------


def slope_between(seen, W, lam, **_):
    """Where w is 0 every number from −λ to λ is a slope of λ|w|."""
    got = seen["grad"]
    if got.shape != W.shape:
        return got, lam * np.sign(W)
    return got, np.where(W == 0, np.clip(np.nan_to_num(got, nan=2 * lam), -lam, lam), lam * np.sign(W))


# The checks -----------------------------------------------------------------------------------------------------------

_pair = together("penalty", "grad")
penalties_untouched = {
    task: contract(task, weights(task), penalty_and_gradient, outputs=MANNERS, examples=3) for task in PENALTIES
}
penalty = {
    task: replace(parity(task, weights(task, zeros=True), penalty_and_gradient, outputs="penalty"), equal=_pair)
    for task in PENALTIES
}
derivative = {
    task: replace(
        gradient(task, weights(task), penalty_and_gradient, of="penalty", wrt={"grad": "W"}, upstream=None),
        equal=_pair,
    )
    for task in PENALTIES
}
zero_weight = law(
    "l1", small_weights, penalty_and_gradient, slope_between, output="grad", needs=derivative["l1"], examples=4,
)  # fmt: skip
