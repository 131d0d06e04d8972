"""How often a process of the grader looks for garbage."""

from __future__ import annotations

import gc

SELDOM = 10_000
"""Objects after which it looks: most that a command or a judge makes is kept, and would be looked through each time."""


def look_seldom() -> None:
    """For a process that is the grader's own, once, at its beginning."""
    gc.set_threshold(SELDOM)
