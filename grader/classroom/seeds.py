"""The seed of a class: one for everybody, so that marks compare, and a secret, so that nobody knows the examples."""

from __future__ import annotations

import hashlib
from pathlib import Path

from grader.errors import UsageError
from grader.gradebook import Gradebook
from grader.report import SEED_BITS

MIN_SECRET = 16
"""Bytes of a seed file: fewer could be found by trying."""


def seed(book: Gradebook, file: Path | None, exercise: str) -> int:
    """The class's seed for an exercise: from the file's secret, else from the gradebook's own."""
    return derived(book.secret() if file is None else secret(file), exercise)


def derived(secret: bytes, exercise: str) -> int:
    """The seed that a secret means for an exercise."""
    digest = hashlib.sha256(b"nnkata class seed\0" + exercise.encode() + b"\0" + secret).digest()
    return int.from_bytes(digest, "big") >> (256 - SEED_BITS)


def secret(file: Path) -> bytes:
    """The secret in a file. Raises UsageError where there is none, or one that could be guessed."""
    try:
        found = file.read_bytes().strip()
    except OSError as error:
        raise UsageError("class.seed_file", path=str(file), reason=error.strerror) from None
    if len(found) < MIN_SECRET:
        raise UsageError("class.seed_short", path=str(file), least=MIN_SECRET)
    return found
