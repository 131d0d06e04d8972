"""The smallest example that shows a failure, found by Hypothesis.

Imported only when a check has failed (or when more examples were asked for): Hypothesis costs more to import than a
right answer costs to judge.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from grader.checks.draw import Case, Inputs, Shrinkable

TRIES = 40  # cases that may be drawn until one fails
CALLS = 250  # cases that may be judged in all, so that the search ends after the same work on every machine


def smallest(inputs: Inputs, fails: Callable[[Case], bool], seed: int, tries: int = TRIES) -> Case | None:
    """The simplest case that fails, or None where Hypothesis meets none. The same seed gives the same case."""

    @st.composite
    def cases(draw: st.DrawFn) -> Case:
        return inputs(Shrinkable(lambda low, high: draw(st.integers(low, high))))

    calls = 0
    best: Case | None = None

    def seen_to_fail(case: Case) -> bool:
        nonlocal calls, best
        calls += 1
        if calls > max(CALLS, tries) or not fails(case):
            return False
        best = case
        return True

    config = settings(
        max_examples=tries,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        return find(cases(), seen_to_fail, settings=config, random=Random(seed))
    except NoSuchExample:
        return best
