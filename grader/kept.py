"""Values that are kept for later: how many bytes they take, and that nobody changes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

OVERHEAD = 500
"""Bytes that count for an object beside its arrays: about what a dataclass with its dict takes."""


def nbytes(value: Any) -> int:
    """The bytes that a value takes, with the arrays in it."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Mapping):
        return OVERHEAD + sum(map(nbytes, value.values()))
    if isinstance(value, (tuple, list)):
        return OVERHEAD + sum(map(nbytes, value))
    return 0


def freeze(value: Any) -> None:
    """From now on the arrays in a value can only be read."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, (Mapping, tuple, list)):
        for part in value.values() if isinstance(value, Mapping) else value:
            freeze(part)
