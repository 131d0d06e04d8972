"""This process's sources of workers, each started once.

`start` only starts a process and returns, and nothing here imports NumPy: called before anything else, it has the
zygote load its NumPy on one core while the grader loads its own on another.
"""

from __future__ import annotations

import os
import sys
import threading

from grader.runners.host import NUMPY, Host
from grader.runners.zygote import BUBBLEWRAP, Zygote

running: dict[tuple[str, str], Host] = {}
"""By isolation and library."""

_starting = threading.Lock()


def start(isolation: str = "auto", backend: str = NUMPY) -> Host:
    """The source of workers, started at the first call: "auto" for the best that there is here without other programs,
    "bubblewrap" for that inside bubblewrap, or "process-only". Raises UsageError where there is no bubblewrap.

    backend: the library that they hold beside NumPy (`worker.backends`)
    """
    key = isolation, backend.partition(":")[0]
    with _starting:
        host = running.get(key)
        if host is None or host.owner != os.getpid():
            host = running[key] = _host(*key)
        return host


def can_fork() -> bool:
    """Whether this system has what a zygote needs; elsewhere forking a process that has loaded NumPy is not safe."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open") and _has_pidfds()


def _has_pidfds() -> bool:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


def _host(isolation: str, backend: str) -> Host:
    if isolation == BUBBLEWRAP:
        return Zygote(backend, wrapped=True)
    if isolation == "auto" and can_fork():
        return Zygote(backend)
    from grader.runners.spawn import Spawner

    return Spawner(backend)
