"""A terminal with a command in it, as a person has it: what is on it is waited for, never slept for."""

from __future__ import annotations

import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from fcntl import ioctl
from pathlib import Path

PATIENCE = 60.0
"""Seconds: far more than anything takes, so that a busy machine fails no test."""

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")


class Terminal:
    """The command runs until `close`; `text` is everything that it wrote, without escape sequences."""

    def __init__(self, command: list[str], columns: int = 80, folder: Path | None = None, **environment: str) -> None:
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        settings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
        self.before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={**settings, "TERM": "xterm-256color", **environment},
            start_new_session=True,
            preexec_fn=lambda: ioctl(0, termios.TIOCSCTTY, 0),  # Ctrl-C reaches it as from a keyboard
        )
        self._slave = slave
        self.raw = ""
        self._seen = 0

    @property
    def text(self) -> str:
        return _ESCAPES.sub("", self.raw).replace("\r", "")

    @property
    def settings(self) -> list[object]:
        """How the terminal is set now."""
        return termios.tcgetattr(self._slave)

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def expect(self, words: str) -> str:
        """Wait until the words come, after those that were waited for last; gives the text between."""
        end = time.monotonic() + PATIENCE
        while (at := self.text.find(words, self._seen)) < 0:
            self._read(end, words)
        before, self._seen = self.text[self._seen : at], at + len(words)
        return before

    def ended(self) -> int:
        """Wait for the command's end; its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            self._read(end, "the end")
        return self.process.returncode

    def _read(self, end: float, waiting: str) -> None:
        if time.monotonic() > end:
            raise AssertionError(f"{waiting!r} did not come; on the terminal:\n{self.text}")
        ready, _, _ = select.select([self._master], [], [], 0.1)
        if ready:
            self.raw += os.read(self._master, 1 << 16).decode(errors="replace")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)
        os.close(self._slave)
