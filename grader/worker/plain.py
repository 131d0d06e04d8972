"""What a submission gives, values and exceptions, as data that can cross the boundary."""

from __future__ import annotations

import builtins
import traceback
from collections import OrderedDict, UserDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

import numpy as np

from .backends import NUMPY, Backend, size
from .values import Opaque
from .wire import MAX_VALUES, TEXT

Leaf = Callable[[Any], Any]
"""How an array or an `Opaque` leaves: as bytes from a worker, as a copy within a process."""

MAX_DEPTH = 6
MAX_ITEMS = 4096
MAX_TEXT = 2000
MAX_ARRAY_BYTES = 16 << 20
MAX_FRAMES = 20

PLAIN = frozenset("?bBhHiIlLqQefdFD")
"""The dtypes of arrays that can cross."""

SIMPLE = frozenset({type(None), bool, float})
"""Types whose values are data as they are."""

DICTS = frozenset({dict, OrderedDict, defaultdict})
"""Types that are a dict and nothing more: what people keep parameters, gradients and layers in."""

HOLDERS = DICTS | {tuple, list}

UNLIKE_ARRAYS = frozenset({"matrix", "MaskedArray"})
"""NumPy's classes whose instances are no arrays to those who use them: the one multiplies otherwise, the other hides
entries."""


def kept(value: Any) -> Any:
    """A leaf for whoever lives in this process: an array as it is now."""
    return value.copy() if type(value) is np.ndarray else value


def plain(value: Any, backend: Backend = NUMPY, leaf: Leaf = kept, depth: int = 0) -> Any:
    """A value that a submission gave, as data; what is not data becomes `Opaque` with its type's name. Arrays are
    copied back to the host, those that are too big excepted.

    Of a subclass, such as a named tuple, what the type of Python's or NumPy's own finds in it: the class itself could
    lie about its contents. A NumPy scalar becomes an array without axes.
    """
    kind = type(value)
    if kind is np.ndarray and value.dtype.char in PLAIN and value.nbytes <= MAX_ARRAY_BYTES:
        return leaf(value)
    if kind in SIMPLE:
        return value
    if kind in HOLDERS and (reason := _too_full(value, outermost=not depth)):
        return leaf(Opaque(_name(kind), reason))
    if kind in DICTS and depth < MAX_DEPTH and TEXT.issuperset(map(type, value)):
        return {key[:MAX_TEXT]: plain(item, backend, leaf, depth + 1) for key, item in value.items()}
    if kind is int:
        return value if -(2**63) <= value < 2**63 else leaf(Opaque("int", "too large"))
    if kind is str:
        return value[:MAX_TEXT]
    if kind is np.ndarray:
        plain_but_big = value.dtype.char in PLAIN
        reason = f"shape {value.shape} is too big" if plain_but_big else f"dtype {value.dtype}"
        return leaf(Opaque("ndarray", reason[:MAX_TEXT]))
    if kind is backend.array:
        if size(value) > MAX_ARRAY_BYTES:  # an entry takes a byte at least
            return leaf(Opaque(_name(kind), f"shape {tuple(value.shape)} is too big"[:MAX_TEXT]))
        return plain(backend.fetch(value), leaf=leaf)
    if isinstance(value, np.generic) and kind.__module__ == "numpy":
        return plain(np.array(value), leaf=leaf)
    if depth >= MAX_DEPTH:
        return leaf(Opaque(_name(kind), "nested too deep"))
    if kind in (tuple, list):
        return kind(plain(item, backend, leaf, depth + 1) for item in value)
    if kind in DICTS:
        return leaf(Opaque(_name(kind), "its keys are not all text"))
    own = without_class(value)
    return leaf(Opaque(_name(kind))) if own is None else plain(own, backend, leaf, depth)


def _too_full(holder: Any, outermost: bool) -> str:
    """Why this holder cannot cross: it has too many items or, with those of all holders in it, too many values. Else
    ""."""
    if len(holder) > MAX_ITEMS:
        return f"{len(holder)} items"
    count, left = 0, [holder] if outermost else []
    while left and count <= MAX_VALUES:
        held = left.pop()
        if type(held) in HOLDERS and (count := count + len(held)) <= MAX_VALUES:
            left += held.values() if type(held) in DICTS else held
    return f"more than {MAX_VALUES} values" if count > MAX_VALUES else ""


def without_class(value: Any) -> Any:
    """The contents of a subclass's instance, read without any code of that class, of a deque, which is a list to those
    who use it, and of a UserDict, which is a dict to them; None where it is none of a plain container."""
    kind = type(value)
    if kind is not np.ndarray and issubclass(kind, np.ndarray):
        return None if UNLIKE_ARRAYS & set(map(_name, _line(kind))) else np.ndarray.view(value, np.ndarray)
    if issubclass(kind, deque):
        return list(deque.__iter__(value))
    if issubclass(kind, UserDict):
        value = object.__getattribute__(value, "__dict__").get("data")
        return dict(dict.items(value)) if isinstance(value, dict) else None
    for base in (tuple, list, dict):
        if kind is not base and issubclass(kind, base):
            return dict(dict.items(value)) if base is dict else base(base.__iter__(value))
    return None


def _name(kind: type) -> str:
    name = type.__dict__["__name__"].__get__(kind)
    return name[:200] if type(name) is str else "object"


def _line(kind: type) -> tuple[type, ...]:
    line: tuple[type, ...] = type.__dict__["__mro__"].__get__(kind)
    return line


def _built_in(kind: type) -> tuple[str, ...]:
    """The names of Python's own exceptions among its bases: a submission's exceptions may be kinds of those."""
    names = (_name(base) for base in _line(kind) if getattr(builtins, _name(base), None) is base)
    return tuple(name for name in names if name != "object")


def raised(error: BaseException, own: Callable[[str], bool]) -> dict[str, Any]:
    """An exception as data: its type, which of Python's own that is, its text, and the frames that lie in the
    submission's own files."""
    try:
        text = str(error)[:MAX_TEXT]
    except BaseException:
        text = ""
    frames = []
    try:
        for frame in traceback.extract_tb(error.__traceback__, limit=-200):
            if own(frame.filename):
                frames.append((frame.filename, frame.lineno or 0, frame.name, (frame.line or "")[:MAX_TEXT]))
    except BaseException:
        frames = []
    kind = type(error)
    return {"type": _name(kind), "kinds": _built_in(kind), "message": text, "frames": tuple(frames[-MAX_FRAMES:])}
