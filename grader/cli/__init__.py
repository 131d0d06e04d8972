"""The command line: words to one request, one request to output and an exit code.

This file stays light, so that an interrupt is answered quietly from the first moment on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from grader import garbage

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it: 128 + SIGINT."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code, see `grader.report.Exit`."""
    if arguments is None:  # the process is this command's own
        garbage.look_seldom()
    try:
        from grader.cli.app import run

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
