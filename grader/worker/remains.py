"""Whether a worker is as it was when it had loaded the submission, so that its next task may go on in it.

`state.State` puts back after every play what the submission's modules hold. What it cannot put back is found here:
modules that were imported since, NumPy or builtins changed under everybody's feet. A submission that holds what could
change unseen, an instance or a generator in a global say, is never renewable.

This is fairness to honest code: what one task leaves must not spoil the next. It is no boundary. Whoever forges the
answer keeps a process in which there is nothing but inputs that were sent to it, and its own state.
"""

from __future__ import annotations

import builtins
import gc
import math
import os
import random
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from . import randomness
from .kinds import CACHED, METACLASSES, RENEWED, SIMPLE, STATELESS

SHARED = (builtins, math, random, np, np.random, np.linalg)
"""Modules that people are known to change, to everybody's surprise."""

HARMLESS = frozenset({"__future__", "typing"})
"""Modules whose instances hold nothing that changes."""

REGISTRY = "__warningregistry__"
"""A name that Python itself puts into a module, when a warning is given there."""

MAX_PARTS = 2000
"""Names of a module or class, and pieces of plain data, beyond which it would take too long to be sure."""


class Unsure(Exception):
    """Something that may change unseen."""


class Remains:
    """What could be left behind, as it is when this is made.

    modules: those of the submission
    renewable: whether there is nothing in them that may change unseen
    """

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self._own = {module.__name__: module for module in modules}
        self._holders: list[tuple[Any, dict[str, Any]]] = []
        self._functions: dict[int, tuple[FunctionType, tuple[Any, ...]]] = {}
        self._classes: set[type] = set()
        self._caches: list[Any] = []
        self._data: set[int] = set()
        self._shared = [(vars(module), dict(vars(module))) for module in SHARED]
        self._settings = _settings()
        try:
            for module in self._own.values():
                self._holder(module)
            self.renewable = not randomness.touched()
        except (Unsure, RecursionError):
            self.renewable = False

    def nothing(self) -> bool:
        """Whether nothing is left: asked between two tasks. Empties the caches of functions."""
        for cached in self._caches:
            cached.cache_clear()
        return self.renewable and all(self._same())

    def _same(self) -> Iterator[bool]:
        for holder, before in self._holders:
            now = vars(holder)
            yield len(now) - (REGISTRY in now) == len(before)
            yield all(map(is_, map(now.get, before), before.values()))
        for function, parts in self._functions.values():
            yield not function.__dict__ and all(map(is_, _parts(function), parts))
        yield from (_same(now, before) for now, before in self._shared)
        yield _same(_settings(), self._settings)

    def _holder(self, holder: Any) -> None:
        """A module or a class."""
        held = {key: value for key, value in vars(holder).items() if key != REGISTRY}
        self._holders.append((holder, held))
        if len(held) > MAX_PARTS:
            raise Unsure
        for key, value in held.items():
            if not (key.startswith("__") and key.endswith("__")) or type(value) is FunctionType:
                self._value(value)

    def _value(self, value: Any) -> None:
        kind = type(value)
        if type(kind) not in METACLASSES:  # its class might answer for itself
            raise Unsure
        if issubclass(kind, type):
            self._class(value)
        elif kind is FunctionType:
            self._function(value)
        elif kind in (staticmethod, classmethod):
            self._value(value.__func__)
        elif kind is property:
            for part in (value.fget, value.fset, value.fdel):
                self._value(part)
        elif kind in (tuple, frozenset):
            for item in value:
                self._value(item)
        elif kind is partial and not value.__dict__:
            for item in (value.func, *value.args, *value.keywords.values()):
                self._value(item)
        elif kind is CACHED and not value.cache_info().misses:
            self._caches.append(value)
            self._value(value.__wrapped__)
        elif kind in RENEWED:
            self._renewed(value)
        elif not (kind in SIMPLE or issubclass(kind, (*STATELESS, np.generic)) or kind.__module__ in HARMLESS):
            raise Unsure

    def _renewed(self, value: Any) -> None:
        """Plain data, which is put back."""
        if id(value) in self._data:
            return
        if len(self._data) > MAX_PARTS:
            raise Unsure
        self._data.add(id(value))
        if type(value) is np.ndarray:
            if value.dtype.hasobject:
                raise Unsure
        else:
            for item in (*value, *value.values()) if type(value) is dict else value:
                self._value(item)

    def _class(self, cls: type) -> None:
        if type(cls) not in METACLASSES:
            raise Unsure
        if cls.__module__ not in self._own or cls in self._classes:
            return  # another library's, or known
        self._classes.add(cls)
        for base in cls.__bases__:
            self._class(base)
        self._holder(cls)

    def _function(self, function: FunctionType) -> None:
        if function.__module__ not in self._own or id(function) in self._functions:
            return
        if function.__name__ == "__repr__" and "__wrapped__" in function.__dict__:  # a dataclass's
            function = function.__wrapped__  # type: ignore[attr-defined]
        if function.__dict__:
            raise Unsure
        self._functions[id(function)] = function, _parts(function)
        for value in function.__defaults__ or ():
            self._value(value)
        for value in (function.__kwdefaults__ or {}).values():
            self._value(value)
        for cell in function.__closure__ or ():
            self._value(_content(cell))


def _parts(function: FunctionType) -> tuple[Any, ...]:
    """What a function is made of."""
    keywords = function.__kwdefaults__ or {}
    return (function.__code__, function.__defaults__, *keywords.values(), *map(_content, function.__closure__ or ()))


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None


def _settings() -> tuple[Any, ...]:
    """What all modules share beside the names of SHARED."""
    return (
        *(set(sys.modules), dict(os.environ), np.geterr(), sys.getrecursionlimit(), gc.isenabled()),
        *(list(sys.path), len(sys.meta_path)),
    )


def _same(now: Any, before: Any) -> bool:
    """Most of it is the same objects, which takes no comparison."""
    try:
        return bool(now == before)
    except Exception:  # something that cannot be compared has come
        return False
