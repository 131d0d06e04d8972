"""A limit for an author's own code, which runs in this process: a loop in it may never end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from grader.content import NAMES

AGAIN = 0.01
"""Seconds until the next exception: a play takes one for its own, and ends with it as with any other."""


class Overtime(BaseException):
    """place: where in the course's code the limit was met, as "checks.py:12, in inputs"; "" where it was elsewhere"""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises Overtime, within and at the latest at the end, where it takes longer, of this process's own time: how busy
    the machine is counts for nothing. Without effect where the system has no such timer."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    met: list[str] = []

    def stop(_signal: int, frame: FrameType | None) -> None:
        met.append(_place(frame))
        raise Overtime(met[0])

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    if met:
        raise Overtime(met[0])


def _place(frame: FrameType | None) -> str:
    """The innermost place in the course's own code."""
    while frame is not None:
        if str(frame.f_globals.get("__name__")).split(".")[0] in NAMES:
            return f"{frame.f_code.co_filename}:{frame.f_lineno}, in {frame.f_code.co_qualname}"
        frame = frame.f_back
    return ""
