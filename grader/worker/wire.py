"""Values to bytes and back, for the pipe between the grader and a worker.

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
from collections.abc import Callable
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

HEAD = struct.Struct("<I")


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
    return b"".join(writer.pieces)


def decode(body: bytes | bytearray | memoryview, text_bytes: int = MAX_FRAME) -> Any:
    """The value that a body holds. Arrays are fresh and writable. text_bytes: the longest text that is taken"""
    reader = _Reader(memoryview(body), text_bytes)
    value = reader.read(0)
    if reader.at != len(reader.body):
        raise WireError(f"{len(reader.body) - reader.at} bytes too many")
    return value


class _Writer:
    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.values = 0
        self.bytes = 0

    def write(self, value: Any, depth: int) -> None:
        self.values += 1
        if depth > MAX_DEPTH:
            raise WireError(f"nested deeper than {MAX_DEPTH}")
        if self.values > MAX_VALUES:
            raise WireError(f"more than {MAX_VALUES} values")
        kind = type(value)
        if value is None:
            self._add(b"N")
        elif kind is bool:
            self._add(b"T" if value else b"F")
        elif kind is int:
            self._add(b"i" + _int64(value))
        elif kind is float:
            self._add(b"d" + struct.pack("<d", value))
        elif kind is str:
            self._text(value)
        elif kind is np.ndarray:
            self._array(value)
        elif kind is tuple or kind is list:
            self._items(b"t" if kind is tuple else b"l", value, depth)
        elif kind is dict:
            self._mapping(value, depth)
        elif kind is Ref:
            self._add(b"R" + _int64(value.index))
        elif kind is Function:
            self._add(b"f")
            self._text(value.name)
            self._items(b"t", value.arguments, depth)
        elif kind is Opaque:
            self._add(b"o")
            self._text(value.type)
            self._text(value.reason)
        else:
            raise WireError(f"a value of type {kind.__name__} cannot cross; plain numbers, text and arrays can")

    def _add(self, piece: bytes) -> None:
        self.bytes += len(piece)
        if self.bytes > MAX_FRAME:
            raise WireError(f"more than {MAX_FRAME} bytes")
        self.pieces.append(piece)

    def _text(self, text: str) -> None:
        data = text.encode("utf-8", "backslashreplace")  # a lone surrogate has no UTF-8
        self._add(b"s" + HEAD.pack(len(data)))
        self._add(data)

    def _array(self, array: Any) -> None:
        dtype = array.dtype.newbyteorder("<") if array.dtype.kind in "biufc" else array.dtype
        if dtype not in NUMBERS:
            raise WireError(f"an array of dtype {array.dtype} cannot cross")
        if array.size * dtype.itemsize + self.bytes > MAX_FRAME:  # before the copy: strides of 0 cost nothing
            raise WireError(f"more than {MAX_FRAME} bytes")
        self._add(struct.pack(f"<cBB{array.ndim}Q", b"a", NUMBERS[dtype], array.ndim, *array.shape))
        self._add(array.astype(dtype, copy=False).tobytes())

    def _items(self, tag: bytes, items: tuple[Any, ...] | list[Any], depth: int) -> None:
        self._add(tag + HEAD.pack(len(items)))
        for item in items:
            self.write(item, depth + 1)

    def _mapping(self, mapping: dict[Any, Any], depth: int) -> None:
        self._add(b"m" + HEAD.pack(len(mapping)))
        for key, item in mapping.items():
            if type(key) is not str:
                raise WireError(f"a key of type {type(key).__name__} cannot cross; text can")
            self._text(key)
            self.write(item, depth + 1)


def _int64(value: int) -> bytes:
    if not -(2**63) <= value < 2**63:
        raise WireError("an int beyond 64 bits cannot cross")
    return struct.pack("<q", value)


class _Reader:
    def __init__(self, body: memoryview, text_bytes: int) -> None:
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
        tag = self._take(1)[0]
        reads = READS.get(tag)
        if reads is None:
            raise WireError(f"no value begins with byte {tag:#04x}")
        return reads(self, depth)

    def _take(self, count: int) -> memoryview:
        end = self.at + count
        if end > len(self.body):
            raise WireError(f"{end - len(self.body)} bytes are missing")
        piece = self.body[self.at : end]
        self.at = end
        return piece

    def _count(self) -> int:
        count: int = HEAD.unpack(self._take(4))[0]
        return count

    def _int(self, _depth: int = 0) -> int:
        return int.from_bytes(self._take(8), "little", signed=True)

    def _float(self, _depth: int) -> float:
        value: float = struct.unpack("<d", self._take(8))[0]
        return value

    def _text(self, _depth: int = 0) -> str:
        count = self._count()
        if count > self.text_bytes:
            raise WireError(f"a text of {count} bytes")
        data = self._take(count)
        try:
            return str(data, "utf-8", "strict")
        except UnicodeDecodeError as error:
            raise WireError("text that is not UTF-8") from error

    def _inner_text(self) -> str:
        if self._take(1)[0] != ord("s"):
            raise WireError("text was expected")
        return self._text()

    def _array(self, _depth: int) -> Any:
        number, axes = self._take(2)
        if number >= len(DTYPES) or axes > MAX_AXES:
            raise WireError(f"an array of dtype number {number} with {axes} axes")
        shape = struct.unpack(f"<{axes}Q", self._take(8 * axes))
        size, room = DTYPES[number].itemsize, DTYPES[number].itemsize
        for length in shape:
            size *= length
            room *= max(length, 1)
        if room > MAX_FRAME:  # NumPy refuses (0, 2**40, 2**40) too, though it has no elements
            raise WireError(f"an array of shape {shape}")
        data = self._take(size)
        if number == 0 and size and np.frombuffer(data, np.uint8).max() > 1:
            raise WireError("an array of bools with other bytes than 0 and 1")
        return np.frombuffer(data, DTYPES[number]).reshape(shape).copy()

    def _list(self, depth: int) -> list[Any]:
        return [self.read(depth + 1) for _ in range(self._checked_count())]

    def _tuple(self, depth: int) -> tuple[Any, ...]:
        return tuple(self._list(depth))

    def _mapping(self, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for _ in range(self._checked_count()):
            key = self._inner_text()
            if key in mapping:
                raise WireError("the same key twice")
            mapping[key] = self.read(depth + 1)
        return mapping

    def _checked_count(self) -> int:
        count = self._count()
        if count > len(self.body) - self.at:  # every value takes a byte at least
            raise WireError(f"{count} items in {len(self.body) - self.at} bytes")
        return count

    def _function(self, depth: int) -> Function:
        name = self._inner_text()
        if self._take(1)[0] != ord("t"):
            raise WireError("a function's arguments were expected")
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
