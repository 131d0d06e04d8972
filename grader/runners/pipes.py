"""The two ways of talking with a worker: pipes that are polled, and pipes that threads read, for Windows, which
cannot poll pipes.

Both give whatever has come, in pieces of at most 64 KiB, so that nothing here has to trust a length.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Protocol

from grader.errors import HostError

PIECE = 1 << 16
REPLY, OUTPUT = "reply", "output"
Arrival = tuple[str, bytes]
"""REPLY or OUTPUT, and what came there; b"" where that pipe has ended."""

STATUS_SECONDS = 1.0  # how long after its pipe has ended a process may take to end


class Pipes(Protocol):
    """Raw bytes to and from one worker."""

    @property
    def backlog(self) -> int:
        """Bytes that have been sent and that the worker has not taken yet."""

    def send(self, data: bytes) -> None:
        """Send as much as goes at once; the rest goes while `wait` waits."""

    def wait(self, seconds: float) -> list[Arrival]:
        """What has come, as soon as anything has; [] after so many seconds."""

    def ending(self) -> str:
        """How the process ended: "SIGSEGV", "exit 3"; "" where it has not."""

    def delayed(self) -> float:
        """Seconds that it has waited for a processor since it began, as far as the system keeps account of them."""

    def close(self) -> None:
        """Kill the worker, if it lives, and let go of it. Calling it twice is harmless."""


class Process(Protocol):
    """The process at the other end."""

    def ending(self) -> str:
        """How it ended: "SIGSEGV", "exit 3"; "" where it has not."""

    def delayed(self) -> float:
        """Seconds that it has waited for a processor since it began, as far as the system keeps account of them."""

    def close(self) -> None:
        """Kill it, if it lives, and let go of it."""


class Forked:
    """A worker that a zygote has forked, and reaps.

    handle: a pidfd, because a process's number may have been given to another by the time that it is signalled, and
        is another one inside a namespace
    status: a pipe on which the zygote writes the wait status
    """

    def __init__(self, handle: int, status: int) -> None:
        self._handle, self._status = handle, status

    def ending(self) -> str:
        waiting = select.poll()
        waiting.register(self._status, select.POLLIN)
        if not waiting.poll(STATUS_SECONDS * 1000):
            return ""
        text = os.read(self._status, 16)
        if not text:
            raise HostError("the process that holds submissions was killed")
        return _words(os.waitstatus_to_exitcode(int(text)))

    def delayed(self) -> float:
        return delay(_number(self._handle))

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        os.close(self._handle)
        os.close(self._status)


class Spawned:
    """A worker that is this process's own child."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def ending(self) -> str:
        try:
            return _words(self._process.wait(STATUS_SECONDS))
        except subprocess.TimeoutExpired:
            return ""

    def delayed(self) -> float:
        return delay(self._process.pid)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


class PolledPipes:
    """Pipes that one thread polls; it owns the three descriptors."""

    def __init__(self, requests: int, replies: int, output: int, process: Process) -> None:
        self._requests, self._replies, self._output = requests, replies, output
        self._process = process
        self._unsent: deque[memoryview] = deque()
        self._names = {replies: REPLY, output: OUTPUT}
        self._poll = select.poll()
        self._closed = False
        for descriptor in (replies, output):
            os.set_blocking(descriptor, False)
            self._poll.register(descriptor, select.POLLIN)
        os.set_blocking(requests, False)

    @property
    def backlog(self) -> int:
        return sum(len(piece) for piece in self._unsent)

    def send(self, data: bytes) -> None:
        self._unsent.append(memoryview(data))
        self._write()
        if self._unsent:
            self._poll.register(self._requests, select.POLLOUT)

    def wait(self, seconds: float) -> list[Arrival]:
        arrivals: list[Arrival] = []
        for descriptor, _event in self._poll.poll(max(0.0, seconds) * 1000):
            if descriptor == self._requests:
                self._write()
                if not self._unsent:
                    self._poll.unregister(descriptor)
                continue
            piece = os.read(descriptor, PIECE)
            if not piece:
                self._poll.unregister(descriptor)
            arrivals.append((self._names[descriptor], piece))
        return arrivals

    def ending(self) -> str:
        return self._process.ending()

    def delayed(self) -> float:
        return self._process.delayed()

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._process.close()
        for descriptor in (self._requests, self._replies, self._output):
            os.close(descriptor)

    def _write(self) -> None:
        try:
            while self._unsent:
                sent = os.write(self._requests, self._unsent[0])
                self._unsent[0] = self._unsent[0][sent:]
                if not self._unsent[0]:
                    self._unsent.popleft()
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._unsent.clear()  # the reply pipe ends too, and that is what is reported


class ThreadedPipes:
    """Pipes that a thread each waits at. What is printed may come a little later than the reply that it precedes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = Spawned(process)
        self._arrivals: queue.Queue[Arrival] = queue.Queue(maxsize=64)  # a flood waits in the pipe
        self._unsent: queue.Queue[bytes] = queue.Queue()
        self._backlog = 0
        self._closing = threading.Event()
        assert process.stdin and process.stdout and process.stderr
        self._begin(self._read, REPLY, process.stdout)
        self._begin(self._read, OUTPUT, process.stderr)
        self._begin(self._write, process.stdin)

    @property
    def backlog(self) -> int:
        return self._backlog

    def send(self, data: bytes) -> None:
        self._backlog += len(data)
        self._unsent.put(data)

    def wait(self, seconds: float) -> list[Arrival]:
        try:
            return [self._arrivals.get(timeout=seconds) if seconds > 0 else self._arrivals.get_nowait()]
        except queue.Empty:
            return []

    def ending(self) -> str:
        return self._process.ending()

    def delayed(self) -> float:
        return self._process.delayed()

    def close(self) -> None:
        self._closing.set()
        self._process.close()
        self._unsent.put(b"")

    def _begin(self, work: Callable[..., None], *arguments: Any) -> None:
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def _read(self, name: str, pipe: IO[bytes]) -> None:
        with pipe:
            while not self._closing.is_set():
                piece = os.read(pipe.fileno(), PIECE)
                while not self._closing.is_set():
                    with contextlib.suppress(queue.Full):
                        self._arrivals.put((name, piece), timeout=0.1)
                        break
                if not piece:
                    return

    def _write(self, pipe: IO[bytes]) -> None:
        with contextlib.suppress(OSError), pipe:
            while data := self._unsent.get():
                pipe.write(data)
                pipe.flush()
                self._backlog -= len(data)


def _words(code: int) -> str:
    if code >= 0:
        return f"exit {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _number(handle: int) -> int:
    """The number by which this process knows the process of a pidfd, -1 where that has ended."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines())
    return int(fields.get("Pid", "-1"))


def delay(pid: int | str) -> float:
    """Seconds that a process wanted to run while others did, from Linux's account of it; 0.0 where there is none."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
