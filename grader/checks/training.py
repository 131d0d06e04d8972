"""Training: does learning happen? A budget of steps, never of seconds, and a loss that is computed here, from the
parameters that came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.checks.check import Check, Sitting, Verdict, Writer, after
from grader.checks.draw import Inputs
from grader.checks.outputs import UNASKABLE, by_name, raised
from grader.report import Difference

Loss = Callable[..., float]
"""`loss(seen, **case) -> float`: from the parameters that a run shows."""

SHARE = 0.9


def training(
    task: str,
    inputs: Inputs,
    write: Writer,
    loss: Loss,
    start: Loss,
    *,
    output: str = "params",
    share: float = SHARE,
    needs: Check | Sequence[Check] | None = None,
    examples: int = 1,
) -> Check:
    """The loss must have fallen by at least `share` of what the reference's falls in the same steps.

    loss: `loss(seen, **case)` gives the loss after the last step
    start: `start(seen, **case)` gives that before the first step
    output: the label that the failure is told of
    """

    def judge(_check: Check, sitting: Sitting) -> Verdict:
        if sitting.run.raised is not None:
            return Verdict((raised(sitting.run),))
        (expected,) = sitting.expected([sitting.play])
        before = start(by_name(expected.seen), **sitting.case)
        best = loss(by_name(expected.seen), **sitting.case)
        try:
            got = float(loss(by_name(sitting.run.seen), **sitting.case))
        except UNASKABLE:
            got = float("nan")
        bound = before - share * (before - best)
        if np.isfinite(got) and got <= bound:
            return Verdict()
        values = {"got": got, "expected": best, "start": before, "bound": bound}
        return Verdict((Difference(output, "training", "", "", values),))

    return Check(task, "training", inputs, write, judge, after(needs), None, examples, shrinks=False)
