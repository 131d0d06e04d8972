"""What several of these modules need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from exercises.exercise_02_initializers.laws import FAN_IN_LAWS
from grader.checks import Misconception, misconception


def by_law(make: Callable[[str], dict[str, Any]], caught_by: str, catalogue: Any) -> list[Misconception]:
    return [misconception(task, caught_by=caught_by, catalogue=catalogue, **make(task)) for task in FAN_IN_LAWS]
