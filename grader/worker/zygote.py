"""A clean process that holds NumPy and no submission, and forks a locked worker whenever the grader asks for one.

It is started by exec, never forked from the grader, so that its memory has never held a reference or an expected
value. On its control socket (one message a packet, JSON):

    to the grader      {"proofs": …} or {"error": …}    once, when it is ready
    from the grader    {"number", "memory", "cpu", "seed"} with four descriptors: requests, replies, output, status
    to the grader      {"number"} with a pidfd, or {"number", "error"}

The number tells an answer that the grader waits for from one that comes too late.

When a worker ends, its wait status (a number in text) is written to its status pipe.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from dataclasses import replace
from typing import Any

from . import probe
from .backends import kind
from .devices import needs
from .lock import Lock, hide_memory, prepare
from .prelude import seed
from .serve import Inbox, serve

REQUESTS, REPLIES = 3, 4  # a worker's descriptors beside the standard three; all others are closed
PROBE_MEMORY, PROBE_SECONDS = 1 << 30, 10


def main(backend: str, control: str, sandbox: str = "") -> None:
    """backend: the library that workers hold beside NumPy; control: number of the inherited socket; sandbox: the name
    of what this runs inside of, "" for nothing"""
    link = socket.socket(fileno=int(control))
    try:
        hide_memory()
        lock = prepare(kind(backend).packages, needs(backend))
        proofs = _prove(lock, sandbox)
        lock = _provable(lock, proofs)
    except Exception:
        _send(link, {"error": traceback.format_exc(limit=-3)})
        return
    gc.collect()
    gc.freeze()  # forks then share these pages for good
    _send(link, {"proofs": proofs})
    _Zygote(link, lock).run()


class _Zygote:
    def __init__(self, link: socket.socket, lock: Lock) -> None:
        self.link = link
        self.lock = lock
        self.workers: dict[int, tuple[int, int]] = {}  # pidfd: pid, status pipe
        self.poll = select.poll()
        self.poll.register(link, select.POLLIN)

    def run(self) -> None:
        """Serve until the grader is gone; then leave no worker behind."""
        try:
            while True:
                for descriptor, _event in self.poll.poll():
                    if descriptor in self.workers:
                        self._reap(descriptor)
                    elif not self._answer():
                        return
        finally:
            for descriptor in self.workers:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(descriptor, signal.SIGKILL)

    def _answer(self) -> bool:
        """Fork a worker. False when the grader has closed its end."""
        message, descriptors, _flags, _address = socket.recv_fds(self.link, 4096, 4)
        if not message:
            return False
        requests, replies, output, status = descriptors
        options = json.loads(message)
        number = options["number"]
        zygote = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            for descriptor in descriptors:
                os.close(descriptor)
            _send(self.link, {"number": number, "error": str(error)})
            return True
        if pid == 0:
            _become_worker(zygote, self.lock, options, requests, replies, output)
        for descriptor in (requests, replies, output):
            os.close(descriptor)
        handle = os.pidfd_open(pid)
        self.workers[handle] = pid, status
        self.poll.register(handle, select.POLLIN)
        _send(self.link, {"number": number}, handle)
        return True

    def _reap(self, handle: int) -> None:
        pid, status = self.workers.pop(handle)
        self.poll.unregister(handle)
        os.close(handle)
        _, code = os.waitpid(pid, 0)
        with contextlib.suppress(BrokenPipeError):
            os.write(status, str(code).encode())
        os.close(status)


def _become_worker(zygote: int, lock: Lock, options: dict[str, int], requests: int, replies: int, output: int) -> None:
    """In the fork: arrange the descriptors, lock, and serve. Does not return."""
    try:
        os.setsid()
        nothing = os.open("/dev/null", os.O_RDONLY)
        keep = lock.rules
        high = max(requests, replies, output, nothing, keep or 0, REPLIES + 1) + 1
        _place({0: nothing, 1: output, 2: output, REQUESTS: requests, REPLIES: replies, REPLIES + 1: keep}, high)
        os.closerange(REPLIES + 1 + (keep is not None), 65536)
        os.chdir("/")
        os.environ.clear()
        seed(options["seed"])
        rules = None if keep is None else REPLIES + 1
        replace(lock, rules=rules).enter(options["memory"], options["cpu"])
        if os.getppid() == zygote:  # else it ended before this worker had asked to end with it
            serve(Inbox(REQUESTS), REPLIES)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(111)


def _place(wanted: dict[int, int | None], free: int) -> None:
    """Move descriptors to given numbers, by way of numbers from `free` on, so that none lands on another."""
    held = {number: free + i for i, (number, now) in enumerate(wanted.items()) if now is not None}
    for number, high in held.items():
        os.dup2(wanted[number] or 0, high)
    for number, high in held.items():
        os.dup2(high, number)


def _prove(lock: Lock, sandbox: str) -> probe.Proofs:
    """What a fork that locks itself could not do, by layer. raises: RuntimeError where the lock was its death"""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, json.dumps(probe.prove(lock, PROBE_MEMORY, PROBE_SECONDS, sandbox)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:  # noqa: PTH123 - a descriptor
        text = pipe.read()
    _, code = os.waitpid(pid, 0)
    if not text:
        raise RuntimeError(f"the proof of the lock ended with wait status {code}; process-only needs no lock")
    proofs: probe.Proofs = json.loads(text)
    return proofs


def _provable(lock: Lock, proofs: probe.Proofs) -> Lock:
    """The lock without layers that this machine refuses to enter at all."""
    return replace(
        lock,
        rules=lock.rules if "landlock" in proofs else None,
        filter=lock.filter if "seccomp" in proofs else None,
    )


def _send(link: socket.socket, message: dict[str, Any], *descriptors: int) -> None:
    """Tell the grader; where it has gone, the next poll shows it."""
    with contextlib.suppress(OSError):
        socket.send_fds(link, [json.dumps(message).encode()], descriptors)
