"""Which of the things that a student handed in is the newest.

The same files may be recorded more than once. A regrade records them with the time at which they were handed in, and so
makes nothing newer; under another time they were handed in again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.gradebook import Attempt

MENDED = "class.mended"
"""What stands among the refusals where a student's newest submission can be judged again."""


class Latest:
    """By student, what was handed in, the newest last, each with the attempt with which it came. Attempts are added in
    the order in which they were recorded."""

    def __init__(self) -> None:
        self._came: dict[str, dict[str, Attempt]] = {}

    def add(self, attempt: Attempt) -> None:
        own = self._came.setdefault(attempt.student, {})
        before = own.get(attempt.digest)
        if before is None or before.handed_in != attempt.handed_in:
            own.pop(attempt.digest, None)
            own[attempt.digest] = replace(attempt, report="")

    def digests(self, student: str) -> Iterator[str]:
        """Of what the student handed in, the newest last."""
        return iter(self._came.get(student, ()))

    def newest(self, student: str) -> Attempt | None:
        """The attempt with which the student's newest came."""
        return next(reversed(self._came.get(student, {}).values()), None)
