"""The worker's loop: take a request from one pipe, answer on the other, until the grader closes or kills.

    nothing                                                    ->  (0, "ready", None), once, at the start
    (id, "load", {"entry", "files", "only", "vocabulary", "digests", "backend"})
                                                               ->  (id, "loaded", facts) or (id, "trouble", why)
    (id, "run", program)                                       ->  (id, "run", what `play.execute` gives)
    (id, "renew", seed)                                        ->  (id, "renewed", whether nothing is left of plays)

Whatever else happens is answered by (id, "lost", text). The submission shares this process, so that nothing said
here is believed: an answer is only ever data to compare.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Any, TextIO

from . import randomness
from .backends import NUMPY, backend
from .namespace import Namespace
from .plain import MAX_TEXT
from .play import execute
from .remains import Remains
from .requests import opened
from .sources import Submission
from .wire import HEAD, frame, leaf

Answer = tuple[str, Any]


def serve(requests: Inbox, replies: int) -> None:
    """Answer requests on a descriptor, for ever."""
    prints = (sys.stdout, sys.stderr)
    holder = _Holder()
    _write(replies, frame((0, "ready", None)))
    while True:
        id, op, argument = requests.next()
        reply = _reply(id, holder, op, argument)
        _flush(prints)
        _write(replies, reply)


class Inbox:
    """The requests that come on a descriptor: several may lie ready in it, and are taken out at once."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._data = bytearray()

    def next(self) -> tuple[int, str, Any]:
        """The next request. Ends this process where the grader has closed the pipe."""
        (length,) = HEAD.unpack(self._exactly(HEAD.size))
        request: tuple[int, str, Any] = opened(self._exactly(length))
        return request

    def _exactly(self, count: int) -> bytes:
        while len(self._data) < count:
            piece = os.read(self._descriptor, 1 << 16)
            if not piece:
                os._exit(0)  # the grader is done
            self._data += piece
        found = bytes(memoryview(self._data)[:count])
        del self._data[:count]
        return found


class _Holder:
    """What a worker keeps between requests: the names of the submission that it has loaded."""

    def __init__(self) -> None:
        self.namespace = Namespace({})
        self.remains: Remains | None = None

    def load(self, request: dict[str, Any]) -> Answer:
        library = backend(request["backend"])
        submission = Submission(request["entry"], request["files"], request["only"])
        submission.load()
        if submission.trouble:
            return "trouble", submission.trouble
        self.namespace = Namespace(submission.names, request["vocabulary"], submission.own, library, submission.state)
        self.remains = Remains(submission.modules) if library.name == NUMPY.name else None
        renewable = self.remains is not None and self.remains.renewable
        facts = submission.facts(request["digests"])
        return "loaded", {**facts, "orders": self.namespace.orders(), "renewable": renewable}

    def run(self, program: bytes) -> Answer:
        return "run", execute(opened(program), self.namespace, leaf)

    def renew(self, number: int) -> Answer:
        """Be as a new worker with that seed would be, if nothing keeps this one from it."""
        if self.remains is None or not self.remains.nothing():
            return "renewed", False
        randomness.start(number)
        return "renewed", True


OPS: dict[str, Callable[[_Holder, Any], Answer]] = {
    "load": _Holder.load,
    "run": _Holder.run,
    "renew": _Holder.renew,
}


def _reply(id: int, holder: _Holder, op: str, argument: Any) -> bytes:
    """The answer as a frame. The one place where everything that a submission can raise is caught."""
    try:
        return frame((id, *OPS[op](holder, argument)))
    except BaseException as error:
        return frame((id, "lost", _text(error)))


def _text(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:MAX_TEXT]
    except BaseException:
        return "an exception that cannot be shown"


def _flush(prints: tuple[TextIO, ...]) -> None:
    for stream in prints:
        with contextlib.suppress(BaseException):  # the submission may have closed what is under it
            stream.flush()


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
