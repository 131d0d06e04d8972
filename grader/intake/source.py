"""What folder and zip have in common: names of source files, and their bytes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Protocol

PYTHON = ".py"
NOTEBOOK = ".ipynb"

_LEFT_OUT = {"__pycache__", "__MACOSX", "node_modules", "site-packages", "venv"}

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Unicode's spaces, which Python calls unprintable. Names of people have them: 佐藤\u3000愛子."""


class Source(Protocol):
    """Files that can be read, each once."""

    def names(self) -> tuple[str, ...]:
        """The modules and notebooks, relative, with "/", sorted."""

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of one of them. Raises UsageError, also where there are more than `limit`."""


def suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def wanted(name: str) -> bool:
    """Whether we look at a file, or into a folder, of that name: not at hidden or generated ones."""
    return not name.startswith(".") and name not in _LEFT_OUT and all(map(_shows, name))


def printable(name: str) -> str:
    """A name that can be shown and hashed, whatever bytes the disk had for it."""
    return "".join(letter if _shows(letter) else "\N{REPLACEMENT CHARACTER}" for letter in name)


def _shows(letter: str) -> bool:
    return letter.isprintable() or letter in _SPACES
