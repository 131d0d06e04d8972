"""A conversation with one worker: requests out, replies in, each reply checked for its form, its number and its time.

Whoever holds a channel may believe that a reply is a value of exact plain types, and nothing else about it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from grader.errors import HostError
from grader.exercise import PATIENCE
from grader.runners.pipes import OUTPUT, Pipes, delay
from grader.student import WorkerError
from grader.worker.requests import request
from grader.worker.wire import ANSWERS, HEAD, WireError, decode

MYSELF = "thread-self"
KEPT_OUTPUT = 64 << 10
IN_FLIGHT = 64  # requests that a worker may have before it
BACKLOG = 1 << 16  # bytes: a pipe's worth
INSTANT = 1e-3  # seconds of delay that are not worth another look
MAX_REPLY = 32 << 20  # bytes: several of the largest arrays that `play` sends, and few enough to hold a check's replies
TEXT_BYTES = 1 << 14  # more than `plain.MAX_TEXT` characters ever take


class Budget:
    """The seconds that a submission may keep the grader waiting, all told.

    excused: those in which something wanted to run and the machine was busy with other things
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.spent = 0.0
        self.excused = 0.0

    @property
    def left(self) -> float:
        return self.seconds - max(self.spent - self.excused, self.spent / PATIENCE)


class Output:
    """What a submission has printed: its first 64 KiB."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def add(self, data: bytes) -> None:
        self._kept += data[: KEPT_OUTPUT - len(self._kept)]

    @property
    def data(self) -> bytes:
        return bytes(self._kept)

    @property
    def text(self) -> str:
        return self._kept.decode("utf-8", "replace")


class Channel:
    """One worker, from its first request to its end. After a `WorkerError` it is closed.

    output: where prints go; None to count them and let them go
    """

    def __init__(self, pipes: Pipes, budget: Budget, output_bytes: int) -> None:
        self._pipes = pipes
        self._budget = budget
        self._output_bytes = output_bytes
        self._printed = 0
        self._buffer = bytearray()
        self._id = 0
        self._ended = False
        self._greeted = False
        self._delay = delay(MYSELF)
        self.output: Output | None = None
        self.closed = False

    def ask(self, op: str, arguments: Iterable[Any], seconds: float) -> Iterator[tuple[int, bytes]]:
        """Send requests as the worker takes them, and give the number and the reply of each.

        seconds: for each reply, without those in which the machine was too busy to run the worker

        Left before its end, it closes the channel: the worker is still busy with what nobody waits for.
        """
        todo = iter(arguments)
        more = True
        waiting: list[int] = []
        try:
            while True:
                batch = bytearray()  # several at once: a write for each would wake the worker for each
                while more and len(waiting) < IN_FLIGHT:
                    if waiting and self._pipes.backlog + len(batch) >= BACKLOG:
                        break
                    try:
                        batch += self._request(op, next(todo))
                        waiting.append(self._id)
                    except StopIteration:
                        more = False
                if batch:
                    self._pipes.send(bytes(batch))
                if not waiting:
                    return
                body = self._arrived(seconds)
                yield waiting.pop(0), body
        finally:
            if waiting:
                self.close()

    def send(self, op: str, argument: Any) -> int:
        """Send one request. Gives its number."""
        self._pipes.send(self._request(op, argument))
        return self._id

    def _request(self, op: str, argument: Any) -> bytes:
        self._id += 1
        return request(self._id, op, argument)

    def receive(self, id: int, seconds: float) -> tuple[str, Any]:
        """The reply to a request: what it is, and its value. Raises WorkerError."""
        return self.opened(id, self._arrived(seconds))

    def opened(self, id: int, body: bytes) -> tuple[str, Any]:
        """What a reply is, and its value. Raises WorkerError."""
        try:
            what, value = _opened(body, id)
        except BaseException:
            self.close()
            raise
        if what == "lost":
            self.close()
            raise WorkerError("worker.reply", reason=value if type(value) is str else "not a reply")
        return what, value

    def _arrived(self, seconds: float) -> bytes:
        try:
            if not self._greeted:
                self._greet(seconds)
            body = self._body(seconds)
            if not self._buffer:
                self._pump(0.0)  # what was printed before the last reply was sent
        except BaseException:
            self.close()
            raise
        return body

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._excused()
            self._pipes.close()

    def _greet(self, seconds: float) -> None:
        """Wait until the worker is ready. What goes wrong before that is not the submission's doing."""
        first, self.output = self.output, Output()
        try:
            _opened(self._body(seconds), 0)
        except WorkerError as error:
            why = f"{error.code} {error.values} {self.output.text}"
            raise HostError(f"a worker could not be made ready: {why}") from error
        if first is not None:
            first.add(self.output.data)  # it may have begun to load meanwhile
        self.output, self._greeted = first, True

    def _body(self, seconds: float) -> bytes:
        start = time.monotonic()
        if self._budget.left < seconds:
            self._excused()
        allowed = min(seconds, self._budget.left)
        end, last = start + allowed, start + PATIENCE * allowed
        try:
            while (body := self._complete()) is None:
                if self._ended:
                    raise self._died()
                now = time.monotonic()
                if now >= end:
                    excused = self._excused()
                    if excused < INSTANT or now >= last:
                        raise self._late(seconds, allowed)
                    end = min(end + excused, last)
                self._pump(end - now)
        finally:
            self._budget.spent += time.monotonic() - start
        return body

    def _excused(self) -> float:
        """Seconds, since this was last asked, in which the worker or this process wanted to run and could not."""
        now = delay(MYSELF) + self._pipes.delayed()
        excused, self._delay = max(now - self._delay, 0.0), max(now, self._delay)
        self._budget.excused += excused
        return excused

    def _complete(self) -> bytes | None:
        """The first frame in the buffer, if all of it is there."""
        if len(self._buffer) < HEAD.size:
            return None
        (length,) = HEAD.unpack_from(self._buffer)
        if length > MAX_REPLY:
            raise WorkerError("worker.reply", reason=f"a frame of {length} bytes")
        end = HEAD.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(memoryview(self._buffer)[HEAD.size : end])
        del self._buffer[:end]
        return body

    def _pump(self, seconds: float) -> bool:
        """Take in what has come, or comes in so many seconds. False where that is nothing."""
        arrivals = self._pipes.wait(seconds)
        for pipe, data in arrivals:
            if pipe == OUTPUT:
                self._printed += len(data)
                if self.output is not None:
                    self.output.add(data)
                if self._printed > self._output_bytes:
                    raise WorkerError("worker.output", bytes=self._output_bytes)
            elif data:
                self._buffer += data
            else:
                self._ended = True
        return bool(arrivals)

    def _died(self) -> WorkerError:
        how = self._pipes.ending()
        while self._pump(0.0):
            pass  # what it had printed before it died is still in the pipe
        return WorkerError("worker.died", signal=how) if how else WorkerError("worker.reply", reason="closed")

    def _late(self, seconds: float, allowed: float) -> WorkerError:
        if allowed < seconds:
            return WorkerError("worker.budget", seconds=self._budget.seconds)
        return WorkerError("worker.timeout", seconds=seconds)


def _opened(body: bytes, id: int) -> tuple[str, Any]:
    try:
        reply = decode(body, TEXT_BYTES, ANSWERS)
    except WireError as error:
        raise WorkerError("worker.reply", reason=str(error)) from error
    if type(reply) is not tuple or [type(part) for part in reply[:2]] != [int, str] or len(reply) != 3:
        raise WorkerError("worker.reply", reason="not a reply")
    if reply[0] != id:
        raise WorkerError("worker.reply", reason=f"a reply to request {reply[0]} instead of {id}")
    return reply[1], reply[2]
