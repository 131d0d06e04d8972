"""What several of these modules need."""

from __future__ import annotations

from dataclasses import replace

from grader.checks import Check, Draw, Label, Raised
from grader.checks.check import Sitting, Verdict

PENALTIES = {"l1": ("l1_penalty", "l1_gradient"), "l2": ("l2_penalty", "l2_gradient")}
STRENGTHS = (0.5, 0.1, 0.01, 2.0)
MANNERS = ("arguments", "results")


def some_shape(draw: Draw) -> tuple[int, ...]:
    return tuple(draw.integer(1, 4) for _ in range(draw.choice((2, 1, 4))))


def forgiving(last: Label, check: Check) -> Check:
    """The check, where an exception in the play's last line is no mistake."""
    inner = check.judge

    def judge(check: Check, sitting: Sitting) -> Verdict:
        if isinstance(sitting.run.seen.get(last), Raised):
            sitting = replace(sitting, run=replace(sitting.run, raised=None))
        return inner(check, sitting)

    return check.judged_by(judge)
