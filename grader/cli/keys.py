"""Single keys of a terminal, without Enter: by termios where there is one, by msvcrt on Windows."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import threading
import unicodedata
from collections.abc import Callable
from typing import Any

Put = Callable[[str], None]

END = "\0"
"""Stands for a terminal that is gone."""

_LONGEST = 64  # bytes that one key, or a few typed while nobody looked, may have

_SEQUENCES = re.compile(r"\x1b(\[[0-9;]*.|O.|.)?")
"""What arrows and the like send."""


def there() -> bool:
    """Whether somebody sits at a terminal, to see what is written and to press keys."""
    return sys.stdin.isatty() and sys.stdout.isatty()


class Keys:
    """While open, calls `put` from a thread of its own with every letter that is pressed, in lower case.

    The terminal is left as it was found, also after it was stopped (Ctrl-Z) and goes on.
    """

    def __init__(self, put: Put) -> None:
        self._put = put

    def __enter__(self) -> Keys:
        self._prepare()
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    if sys.platform == "win32":

        def _prepare(self) -> None:
            """A console has nothing to be set."""

        def __exit__(self, *_: object) -> None:
            """Nothing was changed."""

        def _listen(self) -> None:
            import msvcrt

            while True:
                letter = msvcrt.getwch()
                if letter in "\0\xe0":  # arrows and function keys come in two parts
                    msvcrt.getwch()
                else:
                    self._put(_plain(letter))

    else:

        def _prepare(self) -> None:
            import termios

            self._terminal = sys.stdin.fileno()
            self._before = termios.tcgetattr(self._terminal)
            self._goes_on = signal.signal(signal.SIGCONT, self._unbuffer)
            self._unbuffer()

        def _unbuffer(self, *_: Any) -> None:
            import tty

            tty.setcbreak(self._terminal)

        def __exit__(self, *_: object) -> None:
            import termios

            signal.signal(signal.SIGCONT, self._goes_on)
            with contextlib.suppress(termios.error):  # the terminal may be gone
                termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._before)

        def _listen(self) -> None:
            while True:
                try:
                    typed = os.read(self._terminal, _LONGEST)
                except OSError:
                    typed = b""
                if not typed:
                    self._put(END)
                    return
                for letter in _SEQUENCES.sub("", typed.decode(errors="ignore")):
                    self._put(_plain(letter))


def _plain(letter: str) -> str:
    """The letter in lower case; a wide one, as Japanese keyboards give, as its narrow form."""
    return unicodedata.normalize("NFKC", letter).lower()
