"""Norms of whole arrays, whatever their shape."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_05_regularizers.checks.shared import MANNERS, some_shape
from grader.checks import Case, Draw, Script, contract, law, parity

# What is drawn --------------------------------------------------------------------------------------------------------


def vectors(draw: Draw) -> Case:
    """Matrices as often as not: their own norms are another matter. Some with a 0 among others."""
    W = draw.magnitudes(*draw.choice((some_shape(draw), (2, 3), (3, 2))), between=(0.1, 3))
    W.flat[: min(draw.integer(0, 1), W.size - 1)] = 0.0
    return {"W": W, "p": draw.choice((2, 1, 3, 1.5, 2.5, 4, 8))}


def nothing(draw: Draw) -> Case:
    return {"W": np.zeros(some_shape(draw)), "p": draw.choice((2, 1, 3, 1.5))}


# What is played -------------------------------------------------------------------------------------------------------


def norm_of(script: Script, W: Any, p: float) -> None:
    script.call("p_norm", W, p, label="norm", names=("W", "p"))


# What must hold -------------------------------------------------------------------------------------------------------


def no_length(seen, **_):
    """A number; a guard against a root of 0 may leave a little."""
    norm = float(seen["norm"])
    return norm, norm if abs(norm) < 0.1 else 0.0


# The checks -----------------------------------------------------------------------------------------------------------

weights_untouched = contract("p_norm", vectors, norm_of, outputs=MANNERS, examples=3)
norm = parity("p_norm", vectors, norm_of, outputs="norm", examples=16)
norm_of_nothing = law("p_norm", nothing, norm_of, no_length, output="norm", needs=norm, examples=3)
