"""What the grader says to a worker, as bytes: a request is a number, what to do, and with what.

The grader is believed, so that the interpreter's own `marshal` reads it. Never the other way: marshal believes what it
reads. What marshal does not know stands in a program as bytes, a leaf of `wire`, and is made where it is used (`play`).
"""

from __future__ import annotations

import marshal
from typing import Any

import numpy as np

from .values import Function, Ref
from .wire import DTYPES, HEAD, INT64, SHAPES

REF, ARRAY = ord("R"), ord("a")


def request(number: int, op: str, argument: Any) -> bytes:
    """A request as it goes through a pipe: its length, and what `opened` opens."""
    body = marshal.dumps((number, op, argument))
    return HEAD.pack(len(body)) + body


def opened(body: bytes) -> Any:
    """What marshal wrote: a request, or a program."""
    return marshal.loads(body)


def number(ref: Ref | bytes) -> int:
    """Of which instruction a reference speaks."""
    if type(ref) is bytes:
        index: int = INT64.unpack_from(ref, 1)[0]
        return index
    assert isinstance(ref, Ref)
    return ref.index


def unpacked(leaf: bytes) -> Any:
    """An array that can only be read."""
    axes = leaf[2]
    return np.ndarray(SHAPES[axes].unpack_from(leaf, 3), DTYPES[leaf[1]], leaf, 3 + 8 * axes)


def function(leaf: bytes) -> Function:
    return Function(*marshal.loads(memoryview(leaf)[1:]))
