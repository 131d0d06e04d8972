"""What the grader says to a worker, as bytes: a request is a number, what to do, and with what.

The grader is believed, so that the interpreter's own `marshal` reads it, in a tenth of the time that `wire` takes with
every reply. Both ends are the same interpreter. Never the other way: marshal believes what it reads.

What marshal does not know, arrays, `Ref` and `Function`, stands in a program as bytes, as `wire` writes it, and is made
where it is used (`play`).
"""

from __future__ import annotations

import marshal
from typing import Any

import numpy as np

from .values import Function, Ref
from .wire import DTYPES, HEAD, INT64, MAX_DEPTH, SHAPES, WireError, decode, encode

REF, ARRAY = ord("R"), ord("a")
SAME = (type(None), bool, int, float, str)


def request(number: int, op: str, argument: Any) -> bytes:
    """A request as it goes through a pipe: its length, and what `opened` opens."""
    body = marshal.dumps((number, op, argument))
    return HEAD.pack(len(body)) + body


def opened(body: bytes) -> Any:
    """What marshal wrote: a request, or a program."""
    return marshal.loads(body)


def packed(program: Any) -> bytes:
    """A program. Exact types only. raises: WireError for what cannot cross"""
    return marshal.dumps(_packed(program, 0))


def _packed(value: Any, depth: int) -> Any:
    kind = type(value)
    if depth > MAX_DEPTH:
        raise WireError(f"nested deeper than {MAX_DEPTH}")
    if kind in SAME:
        if kind is int and not -(2**63) <= value < 2**63:
            raise WireError("an int beyond 64 bits cannot cross")
        return value
    if kind in (tuple, list):
        return kind([_packed(item, depth + 1) for item in value])
    if kind is dict:
        if any(type(key) is not str for key in value):
            raise WireError("a key that is not text cannot cross")
        return {key: _packed(item, depth + 1) for key, item in value.items()}
    return encode(value)


def number(ref: Ref | bytes) -> int:
    """Of which instruction a reference speaks."""
    if isinstance(ref, Ref):
        return ref.index
    index: int = INT64.unpack_from(ref, 1)[0]
    return index


def unpacked(value: bytes) -> Any:
    """A `Ref`, a `Function`, or an array that can only be read."""
    tag = value[0]
    if tag == REF:
        return Ref(number(value))
    if tag != ARRAY:
        found: Function = decode(value)
        return found
    axes = value[2]
    return np.ndarray(SHAPES[axes].unpack_from(value, 3), DTYPES[value[1]], value, 3 + 8 * axes)
