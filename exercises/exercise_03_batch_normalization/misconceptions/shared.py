"""What several of these modules need."""

from __future__ import annotations

from typing import Any

from exercises.exercise_03_batch_normalization.forms import Layer, ShareOfNew
from grader.checks import Misconception, misconception

SIZES = (1e-6, 1e-5, 1e-7, 1e-8, 1e-4, 1e-3, 2e-5)  # of ε, where it is in the wrong place
USUAL = (1e-6, 1e-5, 1e-3)  # of ε in books and libraries; those below the first are as good as it


def of_layers(task: str, caught_by: str, *classes: type[Layer], catalogue: Any = ()) -> list[Misconception]:
    return [misconception(task, caught_by=caught_by, catalogue=catalogue, BatchNormalization=cls) for cls in classes]


def sized(cls: type[Layer], sizes: tuple[float, ...] = SIZES) -> list[type[Layer]]:
    return [type(cls.__name__, (cls,), {"eps": eps}) for eps in sizes]


def in_both_meanings(*classes: type[Layer]) -> list[type[Layer]]:
    """Momentum is the share of the old value, or that of the new one: where only one of the two running values goes
    wrong, the other one shows which."""
    return [*classes, *(type(cls.__name__, (ShareOfNew, cls), {}) for cls in classes)]
