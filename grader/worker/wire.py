"""Values to bytes and back, for what a worker answers on its pipe (what it is asked: `requests`).

The bytes that come from a worker may have been written by the submission itself, so the decoder believes nothing:
it builds plain values of exact types, makes no object by name, reserves no memory for a size that is only claimed,
and raises `WireError` at the first byte that it did not expect. No pickle, and no `numpy.load`.

A frame on the pipe is the length of its body (u32, little endian) and the body. A body is one value: a tag byte,
then

    N T F                 None, True, False
    i d                   int64, float64
    s                     u32 count of bytes, UTF-8
    a                     u8 dtype, u8 axes, u64 for each axis, the elements in C order
    t l                   u32 count, the items: a tuple, a list
    m                     u32 count, then key (s) and value in turn: a dict
    R                     int64: Ref
    f                     name (s), arguments (t): Function
    o                     type (s), reason (s): Opaque
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .values import Function, Opaque, Ref

MAX_FRAME = 128 << 20
MAX_VALUES = 1 << 17
MAX_DEPTH = 16
MAX_AXES = 64  # what NumPy itself can hold

CODES = ("?", "i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")
DTYPES = tuple(np.dtype(code) for code in CODES)
NUMBERS = {dtype: number for number, dtype in enumerate(DTYPES)}

HEAD, INT64, FLOAT64 = struct.Struct("<I"), struct.Struct("<q"), struct.Struct("<d")
SHAPES = tuple(struct.Struct(f"<{axes}Q") for axes in range(MAX_AXES + 1))
COUNT, FLOAT = struct.Struct("<cI"), struct.Struct("<cd")  # with the tag before them
AXES = tuple(struct.Struct(f"<cBB{axes}Q") for axes in range(MAX_AXES + 1))  # of an array: all but its elements
EMPTY = COUNT.pack(b"t", 0)


class WireError(Exception):
    """A value that may not cross, or bytes that are not a value."""


def frame(value: Any) -> bytes:
    """The value as a frame: length and body."""
    body = encode(value)
    return HEAD.pack(len(body)) + body


def encode(value: Any) -> bytes:
    """The value as a body. Exact types only, because a subclass could be anything."""
    writer = _Writer()
    writer.write(value, 0)
    writer._room(0)
    return bytes(writer.body)


def decode(body: bytes | bytearray | memoryview, text_bytes: int = MAX_FRAME) -> Any:
    """The value that a body holds. Arrays are fresh and writable. text_bytes: the longest text that is taken"""
    reader = _Reader(bytes(body), text_bytes)
    try:
        value = reader.read(0)
    except (struct.error, IndexError):
        raise WireError("bytes are missing") from None
    if reader.at != len(reader.body):
        raise WireError(f"{len(reader.body) - reader.at} bytes too many")
    return value


class _Writer:
    """A body that grows. Every submission's every array goes through here, so that its few lines are written for
    speed: one call for a value."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.values = 0
        self.texts: dict[str, bytes] = {}  # most come again and again

    def write(self, value: Any, depth: int) -> None:
        self._counted(1, depth)
        write = WRITES.get(type(value))
        if write is None:
            raise _refused(value)
        write(self, value, depth)

    def _each(self, items: Sequence[Any], depth: int) -> None:
        """Many values, at one depth: as `write` writes them, and counted together."""
        self._counted(len(items), depth)
        for item in items:
            write = WRITES.get(type(item))
            if write is None:
                raise _refused(item)
            write(self, item, depth)

    def _counted(self, count: int, depth: int) -> None:
        self.values += count
        if count and depth > MAX_DEPTH:
            raise WireError(f"nested deeper than {MAX_DEPTH}")
        if self.values > MAX_VALUES:
            raise WireError(f"more than {MAX_VALUES} values")

    def _room(self, count: int) -> None:
        """For so many further bytes."""
        if count + len(self.body) > MAX_FRAME:
            raise WireError(f"more than {MAX_FRAME} bytes")

    def _none(self, _value: None, _depth: int) -> None:
        self.body += b"N"

    def _bool(self, value: bool, _depth: int) -> None:
        self.body += b"T" if value else b"F"

    def _int(self, value: int, _depth: int) -> None:
        self.body += b"i" + _int64(value)

    def _float(self, value: float, _depth: int) -> None:
        self.body += FLOAT.pack(b"d", value)

    def _text(self, text: str, _depth: int = 0) -> None:
        known = self.texts.get(text)
        if known is None:
            data = text.encode("utf-8", "backslashreplace")  # a lone surrogate has no UTF-8
            known = self.texts[text] = COUNT.pack(b"s", len(data)) + data
        self._room(len(known))
        self.body += known

    def _array(self, array: Any, _depth: int) -> None:
        dtype = array.dtype
        number = NUMBERS.get(dtype)
        if number is None:
            dtype = dtype.newbyteorder("<") if dtype.kind in "biufc" else dtype
            number = NUMBERS.get(dtype)
            if number is None:
                raise WireError(f"an array of dtype {array.dtype} cannot cross")
            array = array.astype(dtype, copy=False)
        self._room(array.size * dtype.itemsize)  # before the copy: strides of 0 cost nothing
        self.body += AXES[array.ndim].pack(b"a", number, array.ndim, *array.shape)
        self.body += array.tobytes()

    def _tuple(self, items: tuple[Any, ...], depth: int) -> None:
        if items:
            self.body += COUNT.pack(b"t", len(items))
            self._each(items, depth + 1)
        else:
            self.body += EMPTY

    def _list(self, items: list[Any], depth: int) -> None:
        self.body += COUNT.pack(b"l", len(items))
        self._each(items, depth + 1)

    def _mapping(self, mapping: dict[Any, Any], depth: int) -> None:
        self.body += COUNT.pack(b"m", len(mapping))
        self._counted(len(mapping), depth + 1)
        for key, item in mapping.items():
            if type(key) is not str:
                raise WireError(f"a key of type {type(key).__name__} cannot cross; text can")
            self._text(key)
            write = WRITES.get(type(item))
            if write is None:
                raise _refused(item)
            write(self, item, depth + 1)

    def _ref(self, value: Ref, _depth: int) -> None:
        self.body += b"R" + _int64(value.index)

    def _function(self, value: Function, depth: int) -> None:
        self.body += b"f"
        self._text(value.name)
        self._tuple(value.arguments, depth)

    def _opaque(self, value: Opaque, _depth: int) -> None:
        self.body += b"o"
        self._text(value.type)
        self._text(value.reason)


WRITES: dict[type, Callable[[_Writer, Any, int], None]] = {
    type(None): _Writer._none,
    bool: _Writer._bool,
    int: _Writer._int,
    float: _Writer._float,
    str: _Writer._text,
    np.ndarray: _Writer._array,
    tuple: _Writer._tuple,
    list: _Writer._list,
    dict: _Writer._mapping,
    Ref: _Writer._ref,
    Function: _Writer._function,
    Opaque: _Writer._opaque,
}


def _refused(value: Any) -> WireError:
    return WireError(f"a value of type {type(value).__name__} cannot cross; plain numbers, text and arrays can")


def _int64(value: int) -> bytes:
    if not -(2**63) <= value < 2**63:
        raise WireError("an int beyond 64 bits cannot cross")
    return value.to_bytes(8, "little", signed=True)


class _Reader:
    """What is left of a body. Past its end `struct.error` or `IndexError` is raised, which `decode` answers."""

    def __init__(self, body: bytes, text_bytes: int) -> None:
        if len(body) > MAX_FRAME:
            raise WireError(f"more than {MAX_FRAME} bytes")
        self.body = body
        self.text_bytes = text_bytes
        self.at = 0
        self.values = 0

    def read(self, depth: int) -> Any:
        self.values += 1
        if depth > MAX_DEPTH:
            raise WireError(f"nested deeper than {MAX_DEPTH}")
        if self.values > MAX_VALUES:
            raise WireError(f"more than {MAX_VALUES} values")
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

    def _int(self, _depth: int = 0) -> int:
        number: int = self._next(INT64)
        return number

    def _float(self, _depth: int) -> float:
        number: float = self._next(FLOAT64)
        return number

    def _text(self, _depth: int = 0) -> str:
        count = self._next(HEAD)
        if count > self.text_bytes:
            raise WireError(f"a text of {count} bytes")
        start = self._passed(count)
        try:
            return self.body[start : self.at].decode()
        except UnicodeDecodeError as error:
            raise WireError("text that is not UTF-8") from error

    def _inner_text(self) -> str:
        self._tag("s", "text was")
        return self._text()

    def _tag(self, tag: str, what: str) -> None:
        if self.body[self.at] != ord(tag):
            raise WireError(f"{what} expected")
        self.at += 1

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

    def _list(self, depth: int) -> list[Any]:
        read, below = self.read, depth + 1
        return [read(below) for _ in range(self._count())]

    def _tuple(self, depth: int) -> tuple[Any, ...]:
        return tuple(self._list(depth))

    def _mapping(self, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for _ in range(self._count()):
            key = self._inner_text()
            if key in mapping:
                raise WireError("the same key twice")
            mapping[key] = self.read(depth + 1)
        return mapping

    def _count(self) -> int:
        count: int = self._next(HEAD)
        if count > len(self.body) - self.at:  # every value takes a byte at least
            raise WireError(f"{count} items in {len(self.body) - self.at} bytes")
        return count

    def _function(self, depth: int) -> Function:
        name = self._inner_text()
        self._tag("t", "a function's arguments were")
        return Function(name, self._tuple(depth))

    def _opaque(self, _depth: int) -> Opaque:
        return Opaque(self._inner_text(), self._inner_text())


READS: dict[int, Callable[[_Reader, int], Any]] = {
    ord("N"): lambda _reader, _depth: None,
    ord("T"): lambda _reader, _depth: True,
    ord("F"): lambda _reader, _depth: False,
    ord("i"): _Reader._int,
    ord("d"): _Reader._float,
    ord("s"): _Reader._text,
    ord("a"): _Reader._array,
    ord("t"): _Reader._tuple,
    ord("l"): _Reader._list,
    ord("m"): _Reader._mapping,
    ord("R"): lambda reader, _depth: Ref(reader._int()),
    ord("f"): _Reader._function,
    ord("o"): _Reader._opaque,
}
