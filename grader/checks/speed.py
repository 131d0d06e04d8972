"""Speed: vectorised, or a Python loop over pixels? Right but slow is its own verdict, never "wrong"."""

from __future__ import annotations

from collections.abc import Sequence

from grader.checks.check import Check, Sitting, Verdict, Writer, after
from grader.checks.draw import Inputs
from grader.report import Evidence

FACTOR = 30.0
AGAIN = 2


def speed(
    task: str,
    inputs: Inputs,
    write: Writer,
    *,
    factor: float = FACTOR,
    needs: Check | Sequence[Check] | None = None,
) -> Check:
    """A note for what is right but slow; the check itself always passes.

    factor: how many times as long as the reference a play may take, in the same run, without the note. One that seems
        slow is played again, in case the machine was busy. The time is the worker's own word: a submission that lies
        about it only spares itself the note.
    """

    def judge(_check: Check, sitting: Sitting) -> Verdict:
        (expected,) = sitting.expected([sitting.play])
        if sitting.run.raised is not None:
            return Verdict()
        quick = max(expected.seconds, 1e-5)
        seconds = sitting.run.seconds
        if seconds > factor * quick:
            seconds = min(seconds, *(run.seconds for run in sitting.again([sitting.play] * AGAIN)))
        if seconds <= factor * quick:
            return Verdict()
        return Verdict((), (Evidence("slow", "", {"ratio": round(seconds / quick)}),))

    return Check(task, "speed", inputs, write, judge, after(needs), None, 1, shrinks=False, timed=True)
