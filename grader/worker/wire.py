"""Values to bytes and back, between the grader and a worker.

A body is what Python's own `marshal` writes of a value in its version 2, the last one without references between
objects: both ends are the same interpreter, and nothing in Python itself is as quick. What marshal does not know,
an array, a `Ref`, a `Function` or an `Opaque`, stands in it as bytes that begin with a letter (`leaf`).

A worker reads with marshal too, because the grader is believed (`requests`). What comes from a worker may have been
written by the submission itself, and marshal believes what it reads; so the grader has a reader of its own, `decode`.
It builds plain values of exact types, makes no object by name, reserves no memory for a size that is only claimed,
and raises `WireError` at the first byte that it did not expect. No pickle, and no `numpy.load`.

A frame on the pipe is the length of its body (u32, little endian) and the body. All that may stand in a body:

    N T F                 None, True, False
    i l g                 int32; a longer int, as a signed count of digits (i32) of 15 bits (u16); float64
    u                     u32 count of bytes, UTF-8
    ( [                   u32 count, the items: a tuple, a list
    {                     key (u) and value in turn, and 0 at the end: a dict
    s                     u32 count of bytes: a leaf, which is one of

    a                     u8 dtype, u8 axes, u64 for each axis, the elements in C order
    R                     int64: Ref
    f o                   a tuple: name and arguments of a Function; type and reason of an Opaque
"""

from __future__ import annotations

import marshal
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from .values import Function, Opaque, Ref

VERSION = 2
"""Of marshal."""

MAX_FRAME = 128 << 20
MAX_VALUES = 1 << 17
MAX_DEPTH = 16
MAX_AXES = 64  # what NumPy itself can hold
DIGITS = 5  # of 15 bits: more than 64 bits take

CODES = ("?", "i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")
DTYPES = tuple(np.dtype(code) for code in CODES)
NUMBERS = {dtype: number for number, dtype in enumerate(DTYPES)}

HEAD, INT32, INT64, FLOAT64 = (struct.Struct(form) for form in ("<I", "<i", "<q", "<d"))
SHAPES = tuple(struct.Struct(f"<{axes}Q") for axes in range(MAX_AXES + 1))
ARRAYS = tuple(struct.Struct(f"<cBB{axes}Q") for axes in range(MAX_AXES + 1))  # all of a leaf but the elements
REF = struct.Struct("<cq")
ATOMS = frozenset({type(None), bool, float, str})
TEXT = frozenset({str})
LETTERS = b"aRfo"
"""The letters that leaves begin with."""

ANSWERS = b"ao"
"""Of those, the ones that a worker has to say."""


class WireError(Exception):
    """A value that may not cross, or bytes that are not a value."""


# Values to bytes ------------------------------------------------------------------------------------------------------


def frame(value: Any) -> bytes:
    """A value in which leaves are bytes already, as a frame: length and body."""
    body = _dumped(value)
    return HEAD.pack(len(body)) + body


def encode(value: Any) -> bytes:
    """The value as a body. Exact types only, because a subclass could be anything."""
    return _dumped(_Plain().value(value, 0))


def leaf(value: Any) -> bytes:
    """What marshal does not know, as bytes that it does."""
    kind = type(value)
    if kind is np.ndarray:
        if value.nbytes > MAX_FRAME:  # before the copy: strides of 0 cost nothing
            raise WireError(f"more than {MAX_FRAME} bytes")
        head = _head(value.dtype, value.shape)
        if head is None:
            return leaf(value.astype(value.dtype.newbyteorder("<")))
        elements: bytes = value.tobytes()
        return head + elements
    if kind is Ref:
        return REF.pack(b"R", _within(value.index))
    if kind is Opaque:
        return b"o" + _dumped((value.type, value.reason))
    if kind is Function:
        return b"f" + encode((value.name, value.arguments))
    raise WireError(f"a value of type {kind.__name__} cannot cross; plain numbers, text and arrays can")


class _Plain:
    """Puts bytes in the place of every leaf, and counts."""

    def __init__(self) -> None:
        self.values = 0

    def value(self, value: Any, depth: int) -> Any:
        self.values += 1
        _bounded(self.values, depth)
        kind = type(value)
        if kind in ATOMS:
            return value
        if kind is int:
            return _within(value)
        if kind is tuple or kind is list:
            return kind([self.value(item, depth + 1) for item in value])
        if kind is dict:
            if not TEXT.issuperset(map(type, value)):
                raise WireError("a key that is not text cannot cross")
            return {key: self.value(item, depth + 1) for key, item in value.items()}
        return leaf(value)


def _dumped(value: Any) -> bytes:
    try:
        body = marshal.dumps(value, VERSION)
    except ValueError as error:
        raise WireError(str(error)) from None
    if len(body) > MAX_FRAME:
        raise WireError(f"more than {MAX_FRAME} bytes")
    return body


@lru_cache(maxsize=1 << 10)  # the same few come again and again
def _head(dtype: Any, shape: tuple[int, ...]) -> bytes | None:
    """All of an array's leaf but the elements; None where it must be written in the other order of bytes first."""
    number = NUMBERS.get(dtype)
    if number is not None:
        return ARRAYS[len(shape)].pack(b"a", number, len(shape), *shape)
    if dtype.newbyteorder("<") in NUMBERS:
        return None
    raise WireError(f"an array of dtype {dtype} cannot cross")


def _bounded(values: int, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise WireError(f"nested deeper than {MAX_DEPTH}")
    if values > MAX_VALUES:
        raise WireError(f"more than {MAX_VALUES} values")


def _within(number: int) -> int:
    if not -(2**63) <= number < 2**63:
        raise WireError("an int beyond 64 bits cannot cross")
    return number


# Bytes to values ------------------------------------------------------------------------------------------------------


def decode(body: bytes | bytearray | memoryview, text_bytes: int = MAX_FRAME, leaves: bytes = LETTERS) -> Any:
    """The value that a body holds, whoever wrote it. Arrays are fresh and writable.

    text_bytes: the longest text that is taken; leaves: the letters of those that may stand in it
    """
    reader = _Reader(bytes(body), text_bytes, leaves)
    try:
        value = reader.read(0)
    except (struct.error, IndexError):
        raise WireError("bytes are missing") from None
    if reader.at != len(reader.body):
        raise WireError(f"{len(reader.body) - reader.at} bytes too many")
    return value


class _Reader:
    """What is left of a body. Past its end `struct.error` or `IndexError` is raised, which `decode` answers."""

    def __init__(self, body: bytes, text_bytes: int, leaves: bytes) -> None:
        if len(body) > MAX_FRAME:
            raise WireError(f"more than {MAX_FRAME} bytes")
        self.body = body
        self.text_bytes = text_bytes
        self.leaves = leaves
        self.at = 0
        self.values = 0

    def read(self, depth: int) -> Any:
        self.values += 1
        _bounded(self.values, depth)
        tag = self.body[self.at]
        self.at += 1
        reads = READS.get(tag)
        if reads is None:
            raise WireError(f"no value begins with byte {tag:#04x}")
        return reads(self, depth)

    def _next(self, form: struct.Struct) -> Any:
        """The one number that is laid out so."""
        (number,) = form.unpack_from(self.body, self.at)
        self.at += form.size
        return number

    def _passed(self, count: int) -> int:
        """Where the next so many bytes begin, now passed."""
        start = self.at
        if start + count > len(self.body):
            raise WireError(f"{start + count - len(self.body)} bytes are missing")
        self.at = start + count
        return start

    def _int(self, _depth: int) -> int:
        number: int = self._next(INT32)
        return number

    def _long(self, _depth: int) -> int:
        count = self._next(INT32)
        if not 1 <= abs(count) <= DIGITS:
            raise WireError(f"an int of {abs(count)} digits")
        start = self._passed(2 * abs(count))
        digits = struct.unpack_from(f"<{abs(count)}H", self.body, start)
        if max(digits) >> 15:
            raise WireError("a digit of more than 15 bits")
        number = sum(digit << 15 * place for place, digit in enumerate(digits))
        return _within(number if count > 0 else -number)

    def _float(self, _depth: int) -> float:
        number: float = self._next(FLOAT64)
        return number

    def _text(self, _depth: int) -> str:
        count = self._next(HEAD)
        if count > self.text_bytes:
            raise WireError(f"a text of {count} bytes")
        start = self._passed(count)
        return _decoded(self.body[start : self.at])

    def _list(self, depth: int) -> list[Any]:
        read, below = self.read, depth + 1
        count = self._next(HEAD)
        if count > len(self.body) - self.at:  # every value takes a byte at least
            raise WireError(f"{count} items in {len(self.body) - self.at} bytes")
        return [read(below) for _ in range(count)]

    def _tuple(self, depth: int) -> tuple[Any, ...]:
        return tuple(self._list(depth))

    def _mapping(self, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while self.body[self.at] != END:
            key = self.read(depth + 1)
            if type(key) is not str:
                raise WireError("a key that is not text")
            if key in mapping:
                raise WireError("the same key twice")
            mapping[key] = self.read(depth + 1)
        self.at += 1
        return mapping

    def _leaf(self, depth: int) -> Any:
        count = self._next(HEAD)
        start = self._passed(count)
        end, self.at = self.at, start
        if not count or self.body[start] not in self.leaves:
            raise WireError("bytes that are no value")
        self.at += 1
        value = LEAVES[self.body[start]](self, depth)
        if self.at != end:
            raise WireError(f"{abs(end - self.at)} bytes too many or too few in a value")
        return value

    def _array(self, _depth: int) -> Any:
        number, axes = self.body[self.at], self.body[self.at + 1]
        if number >= len(DTYPES) or axes > MAX_AXES:
            raise WireError(f"an array of dtype number {number} with {axes} axes")
        shape = SHAPES[axes].unpack_from(self.body, self.at + 2)
        self.at += 2 + 8 * axes
        dtype, size, room = DTYPES[number], 1, DTYPES[number].itemsize
        for length in shape:
            size *= length
            room *= max(length, 1)
        if room > MAX_FRAME:  # NumPy refuses (0, 2**40, 2**40) too, though it has no elements
            raise WireError(f"an array of shape {shape}")
        start = self._passed(size * dtype.itemsize)
        if not size:
            return np.empty(shape, dtype)
        array = np.frombuffer(self.body, dtype, size, start)
        if number == 0 and array.view(np.uint8).max() > 1:
            raise WireError("an array of bools with other bytes than 0 and 1")
        return array.reshape(shape).copy()

    def _ref(self, _depth: int) -> Ref:
        return Ref(self._next(INT64))

    def _function(self, depth: int) -> Function:
        name, arguments = self._two(depth, str, tuple)
        return Function(name, arguments)

    def _opaque(self, depth: int) -> Opaque:
        return Opaque(*self._two(depth, str, str))

    def _two(self, depth: int, *kinds: type) -> Any:
        """A tuple of two values of these types."""
        value = self.read(depth + 1)
        if type(value) is not tuple or [*map(type, value)] != [*kinds]:
            raise WireError(f"{' and '.join(kind.__name__ for kind in kinds)} expected")
        return value


def _decoded(data: bytes) -> str:
    """The text; a lone surrogate in it, which has no UTF-8, as an escape."""
    try:
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.decode("utf-8", "surrogatepass").encode("utf-8", "backslashreplace").decode()
    except UnicodeDecodeError:
        raise WireError("text that is not UTF-8") from None


END = ord("0")
"""Of a dict."""

READS: dict[int, Callable[[_Reader, int], Any]] = {
    ord("N"): lambda _reader, _depth: None,
    ord("T"): lambda _reader, _depth: True,
    ord("F"): lambda _reader, _depth: False,
    ord("i"): _Reader._int,
    ord("l"): _Reader._long,
    ord("g"): _Reader._float,
    ord("u"): _Reader._text,
    ord("("): _Reader._tuple,
    ord("["): _Reader._list,
    ord("{"): _Reader._mapping,
    ord("s"): _Reader._leaf,
}

LEAVES: dict[int, Callable[[_Reader, int], Any]] = {
    ord("a"): _Reader._array,
    ord("R"): _Reader._ref,
    ord("f"): _Reader._function,
    ord("o"): _Reader._opaque,
}
