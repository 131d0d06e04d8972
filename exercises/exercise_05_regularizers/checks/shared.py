"""What several of these modules need."""

from __future__ import annotations

from dataclasses import replace

from grader.checks import Check, Draw, Label, Raised
from grader.checks.check import Sitting, Verdict
from grader.checks.closeness import Seen, same_output

PENALTIES = {"l1": ("l1_penalty", "l1_gradient"), "l2": ("l2_penalty", "l2_gradient")}
STRENGTHS = (0.4, 0.1, 0.01, 3.0)  # λ is never ½ or 2: without λ, or with its square, λ·w would be 2·λ·w
MANNERS = ("arguments", "results")
ARGUMENTS = Label("arguments")


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


def changing_the_same(known: Seen, got: Seen, output: str) -> bool:
    """The same output; of arguments that were changed, the same ones, whatever they hold now."""
    if output != ARGUMENTS.output:
        return same_output(known, got, output)
    first, second = ([change[:2] for change in seen[ARGUMENTS]] for seen in (known, got))
    return first == second
