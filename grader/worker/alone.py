"""A worker without a zygote, for systems that cannot fork safely: one interpreter for one case group.

Requests come on standard input, replies go to standard output, and what the submission prints goes to standard
error. The first request sets it up: (0, "limits", {"memory", "cpu", "seed"}). Only the mark is safe from the
submission here; the user's files are not.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time

from .prelude import seed
from .serve import Inbox, serve


def main() -> None:
    incoming, replies = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (incoming, replies):
            msvcrt.setmode(descriptor, os.O_BINARY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    os.environ.clear()
    requests = Inbox(incoming)
    _, _, options = requests.next()
    seed(options["seed"])
    _limit(options["memory"], options["cpu"])
    _end_with(os.getppid())
    serve(requests, replies)


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    """As far as the system knows such limits: macOS ignores the one on memory, Windows has none."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _end_with(parent: int) -> None:
    """Do not outlive the grader, even in the middle of an endless loop."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
