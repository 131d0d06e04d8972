"""Carry out a program: a fixed list of instructions against the names that a submission defines.

The same few lines run in the locked worker for a submission and in the grader's process for the reference and for
every convention and misconception, so that all of them are asked exactly the same.

An instruction is a tuple; instruction number i puts what it gives into register i, and `Ref(i)` reads it:

    ("put", value)                    the value itself; its arrays are fresh and writable
    ("seed", number)                  generators that nobody else seeds begin anew
    ("new", name, arguments)          an object of the class `name`
    ("call", None, name, arguments)   the function `name`
    ("call", Ref, name, arguments)    the method `name` of an object
    ("get", Ref, name)                an attribute
    ("set", Ref, name, value, old)    an attribute, set; where it has no accepted spelling, the one that holds `old`
    ("fill", Ref, name, values)       the arrays in a dict that is an attribute, filled with others of the same keys
    ("step", Ref, name, Ref, rate)    those arrays, each less `rate` times the array of its key in what `Ref` gave
    ("see", Ref)                      what a put value holds now, and which of its arrays are no longer the same objects

In a worker arrays, references and functions stand in it as bytes until they are used (`requests`).

Each gives a reply (status, value, changes): status "ok", "raised", or "absent" where there was no attribute to set;
changes lists the arrays among the arguments that are not as they were: (argument number, path in it, what it holds
now, rebound). After an instruction that was not "ok", the rest is not run. A run is (replies, later, warnings,
seconds): `later` names instructions whose result was altered after it had been returned.
"""

from __future__ import annotations

import inspect
import time
import traceback
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from . import randomness
from .backends import NUMPY, Backend, size
from .functions import FUNCTIONS
from .requests import number, unpacked
from .state import State
from .values import Function, Opaque, Ref

Instruction = tuple[Any, ...]
Program = tuple[Instruction, ...]
Reply = tuple[str, Any, tuple[Any, ...]]
Run = tuple[tuple[Reply, ...], tuple[int, ...], tuple[str, ...], float]

MAX_DEPTH = 6
MAX_ITEMS = 4096
MAX_TEXT = 2000
MAX_ARRAY_BYTES = 16 << 20
MAX_WARNINGS = 8
MAX_FRAMES = 20

PLAIN = frozenset("?bBhHiIlLqQefdFD")
"""The dtypes of arrays that can cross."""

DICTS = frozenset({dict, OrderedDict, defaultdict})
"""Types that are a dict and nothing more: what people keep parameters, gradients and layers in."""


class Namespace:
    """The names of one implementation, found under any accepted spelling (see `grader.exercise.Vocabulary`).

    own: says whether a file name in a traceback is the submission's
    backend: the library of the arrays that it is given
    state: what is put back after every play; that of these names where none is given
    """

    def __init__(
        self,
        names: dict[str, Any],
        vocabulary: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
        own: Callable[[str], bool] = lambda _file: True,
        backend: Backend = NUMPY,
        state: State | None = None,
    ) -> None:
        vocabulary = vocabulary or {}
        self.names = names
        self.aliases = vocabulary.get("aliases", {})
        self.parameters = vocabulary.get("parameters", {})
        self.synonyms = vocabulary.get("synonyms", {})
        self.own = own
        self.backend = backend
        self._state = state or State([names])

    def renew(self) -> None:
        """Put back what modules, classes and arguments' default values held when they were loaded."""
        self._state.put_back()

    def find(self, name: str) -> Any:
        for spelling in (name, *self.aliases.get(name, ())):
            if spelling in self.names:
                return self.names[spelling]
        raise NameError(f"name {name!r} is not defined")

    def make(self, name: str, arguments: Sequence[Any]) -> Any:
        """An object of a class, or what a function returns: arguments by name where all those names stand there in
        another order, else by position."""
        maker = self.find(name)
        order = self.parameters.get(name, ())[: len(arguments)]
        keywords = self._keywords(maker, order)
        if keywords is None or len(order) < len(arguments):
            return maker(*arguments)
        return maker(**dict(zip(keywords, arguments, strict=True)))

    def orders(self) -> dict[str, tuple[str, ...]]:
        """Of classes and functions that are asked by the names of their arguments because these stand there in another
        order, that order, in the exercise's words: {"cross_entropy_error": ("t", "y")}."""
        found = {}
        for name, asked in self.parameters.items():
            with suppress(Exception):  # it may be missing, or anything
                maker = self.find(name)
                keywords = self._keywords(maker, asked) or []
                order = tuple(asked[keywords.index(own)] for own in _arguments(maker)[1] if own in keywords)
                if len(order) == len(asked) and order != tuple(asked):
                    found[name] = order
        return found

    def attribute(self, target: Any, name: str) -> str:
        """The spelling under which an object has an attribute; the name itself where it has none."""
        spellings = (name, *self.synonyms.get(name, ()))
        return next((spelling for spelling in spellings if hasattr(target, spelling)), name)

    def settable(self, target: Any, name: str, old: Any) -> str | None:
        """The attribute that plays the part of `name`: in an accepted spelling, else the only one that holds `old`."""
        spellings = (name, *self.synonyms.get(name, ()))
        data = [s for s in spellings if hasattr(target, s) and not callable(getattr(target, s))]
        if data:
            return next((s for s in data if _is(getattr(target, s), old)), data[0])
        slots = (slot for cls in type(target).__mro__ for slot in getattr(cls, "__slots__", ()))
        names = dict.fromkeys([*getattr(target, "__dict__", {}), *slots])
        holding = [name for name in names if _is(getattr(target, name, None), old)]
        return holding[0] if len(holding) == 1 else None

    def _keywords(self, maker: Any, order: Sequence[str]) -> list[str] | None:
        placed, own, others = _arguments(maker)
        if not order or not (own or others):
            return None
        if not own:
            return list(order)
        found = [next((s for s in (name, *self.synonyms.get(name, ())) if s in own), None) for name in order]
        keywords = [spelling for spelling in found if spelling is not None]
        in_place = keywords == list(placed[: len(keywords)])
        return keywords if len(keywords) == len(order) and len(set(keywords)) == len(order) and not in_place else None


def _arguments(maker: Any) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The names of the arguments that a class or function takes by position; of all that it names; and whether it
    takes others by name."""
    is_class = isinstance(maker, type)
    code = getattr(maker.__init__ if is_class else maker, "__code__", None)
    if code is None:
        return (), (), False
    placed = code.co_varnames[is_class : code.co_argcount]
    own = (*placed, *code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount])
    return placed, own, bool(code.co_flags & inspect.CO_VARKEYWORDS)


def _is(value: Any, old: Any) -> bool:
    return type(value) is float and value == old


def execute(program: Program, namespace: Namespace) -> Run:
    """Run every instruction in order, as far as they go."""
    registers: list[Any] = []
    originals: dict[int, list[tuple[Path, Any]]] = {}
    results: list[tuple[int, Any, Any]] = []
    replies: list[Reply] = []
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for place, instruction in enumerate(program):
            reply, value = _carry_out(instruction, registers, originals, namespace)
            replies.append(reply)
            registers.append(value)
            if reply[0] != "ok":
                break
            if instruction[0] == "put":
                originals[place] = list(_arrays(value, namespace.backend))
            if instruction[0] == "call":
                results.append((place, value, reply[1]))
        later = tuple(place for place, raw, sent in results if not _same(raw, sent, namespace.backend))
    namespace.renew()
    texts = dict.fromkeys(str(w.message)[:MAX_TEXT] for w in caught if issubclass(w.category, RuntimeWarning))
    return tuple(replies), later, tuple(texts)[:MAX_WARNINGS], time.perf_counter() - start


def _carry_out(
    instruction: Instruction, registers: list[Any], originals: dict[int, list[tuple[Path, Any]]], namespace: Namespace
) -> tuple[Reply, Any]:
    op, backend = instruction[0], namespace.backend
    watched: _Watch | None = None
    try:
        if op == "see":
            at = number(instruction[1])
            value = registers[at]
            rebound = tuple(_written(path) for path, array in originals[at] if _at(value, path) is not array)
            return ("ok", (plain(value, backend), rebound), ()), None
        if op == "call":
            _, target, name, sent = instruction
            watched = _Watch(sent, registers, backend)
            if target is None:
                value = namespace.make(name, watched.arguments)
            else:
                value = getattr(registers[number(target)], name)(*watched.arguments)
            return ("ok", plain(value, backend), watched.changes()), value
        if op == "put":
            return ("ok", None, ()), _made(instruction[1], registers, backend)
        if op == "new":
            watched = _Watch(instruction[2], registers, backend)
            value = backend.adopt(namespace.make(instruction[1], watched.arguments))
            return ("ok", None, watched.changes()), value
        if op == "get":
            target = registers[number(instruction[1])]
            value = getattr(target, namespace.attribute(target, instruction[2]))
            return ("ok", plain(value, backend), ()), value
        if op == "seed":
            randomness.start(instruction[1])
            backend.seed(instruction[1])
            return ("ok", None, ()), None
        if op in ("fill", "step"):
            target = registers[number(instruction[1])]
            arrays = getattr(target, namespace.attribute(target, instruction[2]))
            for key, array in _made(instruction[3], registers, backend).items():
                arrays[key][...] = array if op == "fill" else arrays[key] - instruction[4] * array
            return ("ok", None, ()), None
        if op == "set":
            target = registers[number(instruction[1])]
            name = namespace.settable(target, instruction[2], instruction[4])
            if name is None:
                return ("absent", instruction[2], ()), None
            setattr(target, name, _made(instruction[3], registers, backend))
            return ("ok", None, ()), None
        raise ValueError(f"no instruction {op!r}")
    except BaseException as error:
        return ("raised", raised(error, namespace.own), watched.changes() if watched else ()), None


class _Watch:
    """Makes arguments, and remembers the arrays among them, to say which were altered or replaced."""

    def __init__(self, sent: Sequence[Any], registers: list[Any], backend: Backend) -> None:
        self.backend = backend
        self.before: list[tuple[int, Path, Any, Any]] = []
        self.arguments = []
        for place, value in enumerate(sent):
            argument = _made(value, registers, backend)
            self.arguments.append(argument)
            for path, array in _arrays(argument, backend):
                self.before.append((place, path, array, backend.copy(array)))

    def changes(self) -> tuple[Any, ...]:
        found = []
        for place, path, array, was in self.before:
            now = _at(self.arguments[place], path)
            rebound = now is not array
            if rebound or not _same(array, was, self.backend):
                value = plain(now, self.backend) if self.backend.holds(now) else None
                found.append((place, _written(path), value, rebound))
        return tuple(found[:MAX_ITEMS])


Path = tuple[Any, ...]
"""The way to an array in a value: keys of dicts and numbers of items."""


def _arrays(value: Any, backend: Backend, path: Path = (), depth: int = 0) -> Iterator[tuple[Path, Any]]:
    """The arrays in a value, each with the way to it, e.g. (("W1",), array)."""
    kind = type(value)
    if depth > MAX_DEPTH:
        return
    if kind is np.ndarray or kind is backend.array:
        yield path, value
    elif kind in DICTS:
        for key in list(value)[:MAX_ITEMS]:
            yield from _arrays(value[key], backend, (*path, key), depth + 1)
    elif kind in (list, tuple):
        for i, item in enumerate(value[:MAX_ITEMS]):
            yield from _arrays(item, backend, (*path, i), depth + 1)


def _at(value: Any, path: Path) -> Any:
    """What is there now; None where the way does not lead on."""
    for key in path:
        kind = type(value)
        if kind in DICTS:
            value = value.get(key)
        elif kind in (list, tuple) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def _written(path: Path) -> str:
    """As Python writes it, e.g. ['W1']."""
    return "".join(f"[{key!r}]" for key in path)


def _made(value: Any, registers: list[Any], backend: Backend) -> Any:
    """What an instruction's value stands for, with its arrays as fresh ones of the library, so that no two uses share
    memory."""
    if type(value) is bytes:
        value = unpacked(value)
    kind = type(value)
    if kind is Ref:
        return registers[value.index]
    if kind is np.ndarray:
        return backend.send(value)
    if kind is dict:
        return {key: _made(item, registers, backend) for key, item in value.items()}
    if kind is tuple or kind is list:
        return kind([_made(item, registers, backend) for item in value])
    if kind is Function:
        return FUNCTIONS[value.name](*(_made(argument, registers, backend) for argument in value.arguments))
    return value


def _same(a: Any, b: Any, backend: Backend) -> bool:
    """Bit for bit, as far as they are arrays: nan equals nan, -0.0 is not 0.0."""
    a = backend.host(a)
    if type(a) is np.ndarray and type(b) is np.ndarray:
        return a.shape == b.shape and a.dtype == b.dtype and bool(a.tobytes() == b.tobytes())
    if type(a) in (list, tuple) and type(b) in (list, tuple):
        return len(a) == len(b) and all(_same(x, y, backend) for x, y in zip(a, b, strict=True))
    if type(a) in DICTS and type(b) in DICTS:
        return a.keys() == b.keys() and all(_same(a[key], b[key], backend) for key in a)
    return True


def plain(value: Any, backend: Backend = NUMPY, depth: int = 0) -> Any:
    """A value that a submission gave, as data; what is not data becomes `Opaque` with its type's name. Arrays are
    copied back to the host, those that are too big excepted.

    Exact types only: a subclass could lie about its contents. A NumPy scalar becomes an array without axes.
    """
    kind = type(value)
    if kind is np.ndarray and value.dtype.char in PLAIN and value.nbytes <= MAX_ARRAY_BYTES:
        return value.copy()
    if kind in DICTS and len(value) <= MAX_ITEMS and depth < MAX_DEPTH and all(type(key) is str for key in value):
        return {key[:MAX_TEXT]: plain(item, backend, depth + 1) for key, item in value.items()}
    if kind in (type(None), bool, float):
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**63 else Opaque("int", "too large")
    if kind is str:
        return value[:MAX_TEXT]
    if kind is np.ndarray:
        if value.dtype.kind not in "biufc" or value.dtype.itemsize > 16 or value.dtype.char in "gG":
            return Opaque("ndarray", f"dtype {value.dtype}"[:MAX_TEXT])
        if value.size * value.dtype.itemsize > MAX_ARRAY_BYTES:
            return Opaque("ndarray", f"shape {value.shape} is too big"[:MAX_TEXT])
        return value.copy()
    if kind is backend.array:
        if size(value) > MAX_ARRAY_BYTES:
            return Opaque(_name(kind), f"shape {tuple(value.shape)} is too big"[:MAX_TEXT])
        return plain(backend.fetch(value))
    if isinstance(value, np.generic) and kind.__module__ == "numpy":
        return plain(np.array(value))
    if depth >= MAX_DEPTH:
        return Opaque(_name(kind), "nested too deep")
    if kind in (tuple, list):
        if len(value) > MAX_ITEMS:
            return Opaque(_name(kind), f"{len(value)} items")
        return kind(plain(item, backend, depth + 1) for item in value)
    if kind in DICTS:
        return Opaque(_name(kind), "its keys are not all text")
    return Opaque(_name(kind))


def _name(kind: type) -> str:
    name = type.__dict__["__name__"].__get__(kind)
    return name[:200] if type(name) is str else "object"


def raised(error: BaseException, own: Callable[[str], bool]) -> dict[str, Any]:
    """An exception as data: its type, its text, and the frames that lie in the submission's own files."""
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
    return {"type": _name(type(error)), "message": text, "frames": tuple(frames[-MAX_FRAMES:])}
