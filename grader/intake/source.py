"""What folder and zip have in common: names of source files, and their bytes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Protocol

PYTHON = ".py"
NOTEBOOK = ".ipynb"

_LEFT_OUT = {"__pycache__", "__MACOSX", "node_modules", "site-packages", "venv"}


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
    return not name.startswith(".") and name not in _LEFT_OUT and name.isprintable()


def printable(name: str) -> str:
    """A name that can be shown and hashed, whatever bytes the disk had for it."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
