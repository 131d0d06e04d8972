"""The smallest example that shows a failure.

First the smallest shapes and settings that the inputs allow, with a few draws of small integers: most mistakes show
there. Where they do not, Hypothesis looks further and shrinks what it finds; it is imported only then (or when more
examples were asked for), because its import costs more than a right answer costs to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from random import Random

from grader.checks.draw import Case, Inputs, Shrinkable
from grader.student import WorkerError

FIRST = 12  # draws of the smallest shape, until
ENOUGH = 4  # of them fail: a few of one shape to choose the easiest from
TRIES = 40  # cases that Hypothesis may draw until one fails
CALLS = 250  # cases that may be judged in one search, so that it ends after the same work on every machine

Fails = Callable[[Case], bool]


def smallest(
    least: Iterable[Case], inputs: Inputs, fails: Fails, cost: Callable[[Case], float], seed: int
) -> Case | None:
    """The simplest case that fails, or None where none is met. The same seed gives the same case.

    least: cases of the smallest shapes and settings, as many as one likes; cost: how hard a case is to read
    """
    failing = list(islice((case for case in islice(least, FIRST) if fails(case)), ENOUGH))
    if failing:
        return min(failing, key=cost)
    return search(inputs, fails, seed, plain=True) or search(inputs, fails, seed)


def search(inputs: Inputs, fails: Fails, seed: int, tries: int = TRIES, plain: bool = False) -> Case | None:
    """Let Hypothesis draw up to `tries` cases until one fails, and shrink that one. Raises WorkerError.

    plain: arrays of small integers only
    """
    from hypothesis import HealthCheck, Phase, find, settings
    from hypothesis import strategies as st
    from hypothesis.errors import Flaky, NoSuchExample

    @st.composite
    def cases(draw: st.DrawFn) -> Case:
        return inputs(Shrinkable(lambda low, high: draw(st.integers(low, high)), plain))

    calls = 0
    best: Case | None = None
    lost: WorkerError | None = None

    def seen_to_fail(case: Case) -> bool:
        nonlocal calls, best, lost
        calls += 1
        try:
            if lost is not None or calls > max(CALLS, tries) or not fails(case):
                return False
        except WorkerError as error:
            lost = error
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
        found: Case | None = find(cases(), seen_to_fail, settings=config, random=Random(seed))
    except (NoSuchExample, Flaky):  # nothing fails, or not every time
        found = best
    if lost is not None:
        raise lost
    return found
