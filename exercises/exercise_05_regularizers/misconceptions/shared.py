"""What several of these modules need."""

from __future__ import annotations

from typing import Any

from grader.checks import Misconception, misconception


def wrong(task: str, caught_by: str, catalogue: Any = (), **replaces: Any) -> Misconception:
    return misconception(task, caught_by=caught_by, catalogue=catalogue, **replaces)
