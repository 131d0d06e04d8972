"""The trusted end of the zygote: start it, ask it for workers, know how well it holds them.

To make one only starts a process and returns, and this module imports no NumPy (`hosts`).
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import HostError, UsageError
from grader.exercise import Limits
from grader.report import Isolation
from grader.runners.host import BOOT, NUMPY, command, environment, options, packages

if TYPE_CHECKING:
    from grader.runners.pipes import Pipes

LAYERS = ("rlimits", "privileges", "landlock", "seccomp")
BUBBLEWRAP = "bubblewrap"
CONTAINERS = ("/.dockerenv", "/run/.containerenv")
MESSAGE = 1 << 16
ANSWER_SECONDS = 60.0  # far more than a zygote needs to start on a machine that is busy


class Zygote:
    """A running zygote. Its workers end with it, and it ends with the process that started it, however that ends."""

    def __init__(self, backend: str = NUMPY, wrapped: bool = False) -> None:
        self.owner = os.getpid()
        self._backend = backend
        self._wrapped = wrapped
        self._lock = threading.Lock()
        self._proofs: dict[str, dict[str, bool]] | None = None
        self._asked = 0
        self._begin()

    @property
    def proofs(self) -> dict[str, dict[str, bool]]:
        """By layer, what a worker could not do when the zygote tried it. Waits until the zygote is ready."""
        with self._lock:
            if self._proofs is None:
                self._proofs = dict(self._receive()[0]["proofs"])
            return self._proofs

    @property
    def isolation(self) -> Isolation:
        known = (*LAYERS, BUBBLEWRAP)
        layers = tuple(layer for layer in known if self.proofs.get(layer) and all(self.proofs[layer].values()))
        if layers[: len(LAYERS)] == LAYERS:
            return Isolation("strong", layers)
        contained = BUBBLEWRAP in layers or any(Path(mark).exists() for mark in CONTAINERS)
        return Isolation("container" if contained and "seccomp" in layers else "process-only", layers)

    def worker(self, limits: Limits, seed: int) -> Pipes:
        from grader.runners.pipes import Forked, PolledPipes
        from grader.worker.lock import hide_memory

        hide_memory()
        if self._process.poll() is not None:  # something outside has killed it
            self.close()
            self._begin()
        assert self.proofs is not None  # it is ready
        pairs = [os.pipe() for _ in range(4)]
        (theirs_in, requests), (replies, theirs_out), (output, theirs_print), (status, theirs_status) = pairs
        theirs = (theirs_in, theirs_out, theirs_print, theirs_status)
        try:
            with self._lock:
                _, descriptors = self._answered(options(limits, seed), theirs)
        except BaseException:
            for descriptor in (requests, replies, output, status):
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return PolledPipes(requests, replies, output, Forked(descriptors[0], status))

    def close(self) -> None:
        atexit.unregister(self._end)
        self._link.close()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _end(self) -> None:
        """At the end of this process, which waits for nothing more: it may not even be ready yet."""
        if self.owner == os.getpid():
            self._process.kill()
            self.close()

    def _begin(self) -> None:
        atexit.register(self._end)
        self._proofs = None
        self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._link.settimeout(ANSWER_SECONDS)
        with theirs:
            self._process = subprocess.Popen(
                self._command(theirs.fileno()),
                pass_fds=(theirs.fileno(),),
                env=environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE if self._wrapped else subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the grader to answer
            )

    def _command(self, link: int) -> list[str]:
        words = command("zygote", self._backend, self._backend, str(link))
        if not self._wrapped:
            return words
        from grader.runners.bubblewrap import wrapped

        return wrapped([*words, BUBBLEWRAP], BOOT.parent, packages(self._backend))

    def _answered(self, options: Mapping[str, int], descriptors: Sequence[int]) -> tuple[dict[str, Any], list[int]]:
        """Ask for a worker at the other ends of these pipes."""
        self._asked += 1
        try:
            socket.send_fds(self._link, [json.dumps({"number": self._asked, **options}).encode()], descriptors)
        except OSError as error:
            raise HostError("the process that holds submissions does not listen") from error
        return self._receive(self._asked)

    def _receive(self, number: int = 0) -> tuple[dict[str, Any], list[int]]:
        """The answer to the request of this number; 0 for what is said unasked. Answers to others, which came when
        nobody waited any longer, are let go of."""
        while True:
            try:
                message, descriptors, _flags, _address = socket.recv_fds(self._link, MESSAGE, 1)
            except OSError as error:
                raise HostError("the process that holds submissions does not answer") from error
            answer = json.loads(message) if message else {"error": f"it ended with {self._process.wait()}"}
            if not message or answer.get("number", 0) == number:
                break
            for descriptor in descriptors:
                os.close(descriptor)
        if not message and self._proofs is None and self._process.stderr is not None:
            said = self._process.stderr.read(MESSAGE).decode(errors="replace").strip()
            raise UsageError("isolation.bubblewrap_failed", reason=said or answer["error"])
        if "error" in answer:
            raise HostError(f"the process that holds submissions has failed: {answer['error']}")
        return answer, descriptors
