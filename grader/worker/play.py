"""Carry out a program: a fixed list of instructions against the names that a submission defines.

The same few lines run in the locked worker for a submission and in the grader's process for the reference and for
every convention and misconception, so that all of them are asked exactly the same.

An instruction is a tuple; instruction number i puts what it gives into register i, and `Ref(i)` reads it:

    ("put", value)                    the value itself; its arrays are fresh and writable
    ("seed", number)                  generators that nobody else seeds begin anew
    ("new", name, arguments)          an object of the class `name`
    ("call", None, name, arguments, free)  the function `name`
    ("call", Ref, name, arguments, free)   the method `name` of an object
    ("get", Ref, name)                an attribute
    ("set", Ref, name, value, old)    an attribute, set; where it has no accepted spelling, the one that holds `old`
    ("fill", Ref, name, values)       the arrays in a dict that is an attribute, or for "" one that was put, filled with
                                      others of the same keys; for "" also an array that was put, with another
    ("step", Ref, name, Ref, rate)    those arrays, each less `rate` times the array of its key in what `Ref` gave
    ("see", Ref)                      what a put value holds now, and which of its arrays are no longer the same objects

In a worker arrays, references and functions stand in it as bytes until they are used (`requests`), and arrays in what
it answers as well (`wire.leaf`).

Each gives a reply (status, value, changes): status "ok", "raised", or "absent" where there was no attribute to set;
changes lists the arrays among the arguments that are not as they were: (argument number, path in it, what it holds
now, rebound), but for the arguments whose numbers are `free` to be changed. After an instruction that was not "ok", the
rest is not run. A run is (replies, later, warnings, seconds): `later` names instructions whose result was altered after
it had been returned.
"""

from __future__ import annotations

import builtins
import inspect
import time
import traceback
import warnings
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import numpy as np

from . import randomness
from .backends import NUMPY, Backend, Bits, size
from .functions import FUNCTIONS
from .requests import ARRAY, REF, function, number, unpacked
from .state import State
from .values import Function, Opaque, Ref
from .wire import TEXT

Instruction = tuple[Any, ...]
Program = tuple[Instruction, ...]
Reply = tuple[str, Any, tuple[Any, ...]]
Leaf = Callable[[Any], Any]
"""How an array or an `Opaque` leaves: as bytes from a worker, as a copy within a process."""

Run = tuple[tuple[Reply, ...], tuple[int, ...], tuple[str, ...], float]

MAX_DEPTH = 6
MAX_ITEMS = 4096
MAX_TEXT = 2000
MAX_ARRAY_BYTES = 16 << 20
MAX_WARNINGS = 8
MAX_FRAMES = 20

PLAIN = frozenset("?bBhHiIlLqQefdFD")
"""The dtypes of arrays that can cross."""

SIMPLE = frozenset({type(None), bool, float})
"""Types whose values are data as they are."""

DICTS = frozenset({dict, OrderedDict, defaultdict})
"""Types that are a dict and nothing more: what people keep parameters, gradients and layers in."""

UNLIKE_ARRAYS = frozenset({"matrix", "MaskedArray"})
"""NumPy's classes whose instances are no arrays to those who use them: the one multiplies otherwise, the other hides
entries."""


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
        if not order or not (own or others) or placed[: len(order)] == tuple(order):
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


def kept(value: Any) -> Any:
    """A leaf for whoever lives in this process: an array as it is now."""
    return value.copy() if type(value) is np.ndarray else value


def execute(program: Program, namespace: Namespace, leaf: Leaf = kept) -> Run:
    """Run every instruction in order, as far as they go."""
    stage = _Stage(namespace, leaf)
    replies: list[Reply] = []
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for instruction in program:
            reply = stage.carry_out(instruction)
            replies.append(reply)
            if reply[0] != "ok":
                break
        later = stage.altered()
    namespace.renew()
    texts = [str(w.message)[:MAX_TEXT] for w in caught if issubclass(w.category, RuntimeWarning)]
    return tuple(replies), later, tuple(dict.fromkeys(texts))[:MAX_WARNINGS], time.perf_counter() - start


class _Stage:
    """Where one program is carried out.

    registers: what each instruction gave; originals: the arrays of each put value
    results: of each call what it returned, and that as it was then
    watched: the arrays among the arguments of the present call or object, each as it was
    """

    def __init__(self, namespace: Namespace, leaf: Leaf) -> None:
        self.namespace = namespace
        self.backend = namespace.backend
        self.leaf = leaf
        self.registers: list[Any] = []
        self.originals: dict[int, list[tuple[Path, Any]]] = {}
        self.results: list[tuple[int, Any, Any]] = []
        self.watched: list[tuple[int, Any, Path, Any, Bits]] = []

    def carry_out(self, instruction: Instruction) -> Reply:
        self.watched = []
        try:
            return OPS[instruction[0]](self, *instruction[1:])
        except BaseException as error:
            return "raised", raised(error, self.namespace.own), self._changes()

    def altered(self) -> tuple[int, ...]:
        """Numbers of the calls whose result is not what it was when it was returned."""
        return tuple(place for place, raw, sent in self.results if not self._still(raw, sent))

    # the instructions ------------------------------------------------------------------------------------------------

    def _put(self, value: Any) -> Reply:
        made = self._made(value)
        self.originals[len(self.registers)] = _arrays(made, self.backend.array)
        return self._done(made)

    def _seed(self, number: int) -> Reply:
        randomness.start(number)
        self.backend.seed(number)
        return self._done()

    def _new(self, name: str, sent: Sequence[Any]) -> Reply:
        value = self.backend.adopt(self.namespace.make(name, self._arguments(sent)))
        return self._done(value, changes=self._changes())

    def _call(self, target: Any, name: str, sent: Sequence[Any], free: Sequence[int]) -> Reply:
        arguments = self._arguments(sent, free)
        if target is None:
            value = self.namespace.make(name, arguments)
        else:
            value = getattr(self._register(target), name)(*arguments)
        shown = self._plain(value)
        if shown is not None and not free:
            self.results.append((len(self.registers), value, shown))
        return self._done(value, shown, self._changes())

    def _get(self, target: Any, name: str) -> Reply:
        value = getattr(*self._attribute(target, name))
        return self._done(value, self._plain(value))

    def _set(self, target: Any, name: str, value: Any, old: Any) -> Reply:
        owner = self._register(target)
        spelling = self.namespace.settable(owner, name, old)
        if spelling is None:
            return "absent", name, ()
        setattr(owner, spelling, self._made(value))
        return self._done()

    def _fill(self, target: Any, name: str, others: Any) -> Reply:
        arrays = getattr(*self._attribute(target, name)) if name else self.registers[number(target)]
        filled = self._made(others)
        for key, array in filled.items() if isinstance(filled, Mapping) else ((..., filled),):
            arrays[key][...] = array
        return self._done()

    def _step(self, target: Any, name: str, others: Any, rate: float) -> Reply:
        arrays = getattr(*self._attribute(target, name))
        for key, array in self._made(others).items():
            arrays[key][...] = arrays[key] - rate * array
        return self._done()

    def _see(self, target: Any) -> Reply:
        at = number(target)
        value = self.registers[at]
        rebound = [_written(path) for path, array in self.originals[at] if _at(value, path) is not array]
        return self._done(shown=(self._plain(value), tuple(rebound)))

    # what they have in common ----------------------------------------------------------------------------------------

    def _done(self, value: Any = None, shown: Any = None, changes: tuple[Any, ...] = ()) -> Reply:
        self.registers.append(value)
        return "ok", shown, changes

    def _register(self, ref: Any) -> Any:
        return self.registers[number(ref)]

    def _attribute(self, target: Any, name: str) -> tuple[Any, str]:
        """The object, and the spelling under which it has an attribute."""
        owner = self._register(target)
        return owner, self.namespace.attribute(owner, name)

    def _arguments(self, sent: Sequence[Any], free: Sequence[int] = ()) -> list[Any]:
        """Arguments, of which those that are not free to be changed are watched from now on."""
        arguments = [self._made(value) for value in sent]
        kind, bits = self.backend.array, self.backend.bits
        self.watched = [
            (place, argument, path, array, bits(array))
            for place, argument in enumerate(arguments)
            if place not in free
            for path, array in _arrays(argument, kind)
        ]
        return arguments

    def _changes(self) -> tuple[Any, ...]:
        """Which of the watched arrays were altered or replaced."""
        found, bits = [], self.backend.bits
        for place, argument, path, array, was in self.watched:
            now = _at(argument, path)
            rebound = now is not array
            if rebound or bits(array) != was:
                value = self._plain(now) if self.backend.holds(now) else None
                found.append((place, _written(path), value, rebound))
        return tuple(found[:MAX_ITEMS])

    def _plain(self, value: Any) -> Any:
        return plain(value, self.backend, self.leaf)

    def _still(self, raw: Any, sent: Any) -> bool:
        """Whether a result is what was sent, bit for bit as far as it is arrays: nan equals nan, -0.0 is not 0.0."""
        kind = type(raw)
        if kind is np.ndarray or kind is self.backend.array:
            now = self._plain(raw)
            return type(now) is not type(sent) or (now == sent if type(now) is not np.ndarray else _alike(now, sent))
        if kind in (list, tuple) and type(sent) in (list, tuple):
            return len(raw) == len(sent) and all(map(self._still, raw, sent))
        if kind in DICTS and type(sent) in DICTS:
            return raw.keys() == sent.keys() and all(self._still(raw[key], sent[key]) for key in raw)
        own = _without_class(raw)
        return own is None or self._still(own, sent)

    def _made(self, value: Any) -> Any:
        """What an instruction's value stands for, with its arrays as fresh ones of the library, so that no two uses
        share memory."""
        kind = type(value)
        if kind is bytes:
            if value[0] == ARRAY:
                return self.backend.send(unpacked(value))
            if value[0] == REF:
                return self.registers[number(value)]
            value = function(value)
            kind = Function
        if kind is np.ndarray:
            return self.backend.send(value)
        if kind is Ref:
            return self.registers[value.index]
        if kind is dict:
            return {key: self._made(item) for key, item in value.items()}
        if kind is tuple or kind is list:
            return kind([self._made(item) for item in value])
        if kind is Function:
            return FUNCTIONS[value.name](*map(self._made, value.arguments))
        return value


OPS: dict[str, Callable[..., Reply]] = {
    "put": _Stage._put,
    "seed": _Stage._seed,
    "new": _Stage._new,
    "call": _Stage._call,
    "get": _Stage._get,
    "set": _Stage._set,
    "fill": _Stage._fill,
    "step": _Stage._step,
    "see": _Stage._see,
}

Path = tuple[Any, ...]
"""The way to an array in a value: keys of dicts and numbers of items."""


def _alike(a: Any, b: Any) -> bool:
    return NUMPY.bits(a) == NUMPY.bits(b)


def _arrays(value: Any, of: type[Any], depth: int = 0) -> list[tuple[Path, Any]]:
    """The arrays in a value, of NumPy or of a type, each with the way to it, e.g. (("W1",), array)."""
    kind = type(value)
    if kind is np.ndarray or kind is of:
        return [((), value)]
    items: Iterable[tuple[Any, Any]] = ()
    if kind in DICTS or issubclass(kind, dict):
        items = islice(dict.items(value), MAX_ITEMS)
    elif kind is list or kind is tuple:
        items = enumerate(value[:MAX_ITEMS])
    found: list[tuple[Path, Any]] = []
    for key, item in items if depth < MAX_DEPTH else ():
        if type(item) is np.ndarray:  # as most are
            found.append(((key,), item))
        else:
            found += [((key, *path), array) for path, array in _arrays(item, of, depth + 1)]
    return found


def _at(value: Any, path: Path) -> Any:
    """What is there now; None where the way does not lead on."""
    for key in path:
        kind = type(value)
        if kind in DICTS or issubclass(kind, dict):
            value = dict.get(value, key)
        elif kind in (list, tuple) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def _written(path: Path) -> str:
    """As Python writes it, e.g. ['W1']."""
    return "".join(f"[{key!r}]" for key in path)


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
    if kind in DICTS and len(value) <= MAX_ITEMS and depth < MAX_DEPTH and TEXT.issuperset(map(type, value)):
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
        if size(value) > MAX_ARRAY_BYTES:
            return leaf(Opaque(_name(kind), f"shape {tuple(value.shape)} is too big"[:MAX_TEXT]))
        return plain(backend.fetch(value), leaf=leaf)
    if isinstance(value, np.generic) and kind.__module__ == "numpy":
        return plain(np.array(value), leaf=leaf)
    if depth >= MAX_DEPTH:
        return leaf(Opaque(_name(kind), "nested too deep"))
    if kind in (tuple, list):
        if len(value) > MAX_ITEMS:
            return leaf(Opaque(_name(kind), f"{len(value)} items"))
        return kind(plain(item, backend, leaf, depth + 1) for item in value)
    if kind in DICTS:
        return leaf(Opaque(_name(kind), "its keys are not all text"))
    own = _without_class(value)
    return leaf(Opaque(_name(kind))) if own is None else plain(own, backend, leaf, depth)


def _without_class(value: Any) -> Any:
    """The contents of a subclass's instance, read without any code of that class, and of a deque, which is a list to
    those who use it; None where it is none of a plain container."""
    kind = type(value)
    if kind is not np.ndarray and issubclass(kind, np.ndarray):
        return None if UNLIKE_ARRAYS & set(map(_name, _line(kind))) else np.ndarray.view(value, np.ndarray)
    if issubclass(kind, deque):
        return list(deque.__iter__(value))
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


def _built_in(kind: type) -> str:
    """The name of the nearest class of Python's own: a submission's exceptions may be kinds of those."""
    names = [_name(base) for base in _line(kind) if getattr(builtins, _name(base), None) is base]
    return names[0] if names else "object"


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
    return {"type": _name(kind), "kind": _built_in(kind), "message": text, "frames": tuple(frames[-MAX_FRAMES:])}
