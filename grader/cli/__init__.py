"""The command line: words to one request, one request to output and an exit code.

This file stays light, so that an interrupt is answered quietly from the first moment on.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it: 128 + SIGINT."""

SELDOM = 10_000
"""Objects after which garbage is looked for: most that a command makes stays, and is looked through each time."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code, see `grader.report.Exit`."""
    if arguments is None:  # the process is this command's own
        gc.set_threshold(SELDOM)
    try:
        from grader.cli.app import run

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
