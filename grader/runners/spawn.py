"""Workers without a zygote, where a process that has loaded NumPy cannot be forked safely: macOS, Windows, old Linux.

Each worker is an interpreter of its own, held by nothing but its being another process: the mark is safe from the
submission, the user's files are not. The next one is always started ahead, because loading NumPy takes longest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping

from grader.exercise import Limits
from grader.report import Isolation
from grader.runners.host import NUMPY, command, environment, options
from grader.runners.pipes import Pipes, PolledPipes, Spawned, ThreadedPipes


class Spawner:
    """A source of workers, with one in reserve.

    backend: the library that they hold beside NumPy
    threads: whether to read their pipes by threads, as Windows must
    """

    isolation = Isolation("process-only")
    proofs: Mapping[str, Mapping[str, bool]] = {}

    def __init__(self, backend: str = NUMPY, threads: bool = sys.platform == "win32") -> None:
        self._backend = backend
        self._threads = threads
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._reserve: subprocess.Popen[bytes] | None = _start(backend)

    def worker(self, limits: Limits, seed: int) -> Pipes:
        from grader.worker.requests import request

        with self._lock:
            process, self._reserve = self._reserve or _start(self._backend), _start(self._backend)
        pipes = ThreadedPipes(process) if self._threads else _polled(process)
        pipes.send(request(0, "limits", options(limits, seed)))
        return pipes

    def close(self) -> None:
        with self._lock:
            reserve, self._reserve = self._reserve, None
        if reserve is None:
            return
        reserve.kill()
        reserve.wait()
        for pipe in (reserve.stdin, reserve.stdout, reserve.stderr):
            if pipe is not None:
                pipe.close()


def _polled(process: subprocess.Popen[bytes]) -> Pipes:
    """The pipes of a process, whose file objects are given up for copies of their descriptors."""
    assert process.stdin and process.stdout and process.stderr
    pipes = (process.stdin, process.stdout, process.stderr)
    requests, replies, output = (os.dup(pipe.fileno()) for pipe in pipes)
    for pipe in pipes:
        pipe.close()
    return PolledPipes(requests, replies, output, Spawned(process))


def _start(backend: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command("alone", backend),
        env=environment(),
        cwd=os.path.abspath(os.sep),  # noqa: PTH100
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=sys.platform != "win32",
    )
