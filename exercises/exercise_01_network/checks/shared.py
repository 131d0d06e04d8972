"""What several of these modules need."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import Draw

MANNERS = ("arguments", "results")
LOOSE = 1e-3  # a guard of up to 1e-5 may be left out of the derivative; drawn probabilities are above 0.01


def class_numbers(draw: Draw, n: int, classes: int) -> Any:
    return draw.array(n, between=(0, classes - 1), kinds=("integers",)).astype(np.int64)


def targets(draw: Draw, n: int, classes: int) -> Any:
    """Class numbers or one-hot."""
    labels = class_numbers(draw, n, classes)
    return draw.choice((labels, np.eye(classes)[labels]))
