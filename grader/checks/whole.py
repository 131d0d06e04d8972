"""Whole numbers where floating-point numbers are usual: pixels that nobody has converted yet.

No definition asks for them. An answer that refuses them, as NumPy does where fractions are to be added to an array of
integers, is as right as one that takes them; one that takes them and silently cuts its own results off is wrong.
"""

from __future__ import annotations

from grader.checks.check import Check, Sitting, Verdict
from grader.checks.telling import shown
from grader.report import Evidence


def or_refused(check: Check) -> Check:
    """A check whose cases hold whole numbers, for answers that may refuse them: an exception is right, with a note.

    check: it needs one that asks the same of floating-point numbers, so that an exception is about nothing else
    """
    assert check.needs, "an exception must have no other reason"

    def judge(check: Check, sitting: Sitting) -> Verdict:
        if sitting.run.raised is not None:
            return Verdict((), (Evidence("refused", "", {"text": shown(sitting.run.raised)}),))
        return inner(check, sitting)

    inner = check.judge
    return check.judged_by(judge)
