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

import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from . import randomness
from .backends import NUMPY, Bits
from .functions import FUNCTIONS
from .namespace import Namespace
from .objects import OBJECTS
from .plain import DICTS, HOLDERS, MAX_DEPTH, MAX_ITEMS, MAX_TEXT, Leaf, kept, plain, raised, without_class
from .requests import ARRAY, REF, function, number, unpacked
from .values import Function, Ref

Instruction = tuple[Any, ...]
Program = tuple[Instruction, ...]
Reply = tuple[str, Any, tuple[Any, ...]]
Run = tuple[tuple[Reply, ...], tuple[int, ...], tuple[str, ...], float]

GIVEN = {**FUNCTIONS, **OBJECTS}
"""By name, what makes that which a `Function` stands for."""

MAX_WARNINGS = 8


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
        own = without_class(raw)
        raw = raw if own is None else own
        form, was = self._form(raw), self._form(sent)
        if form is not was:
            return form is None or was is None
        if form is list:
            return len(raw) == len(sent) and all(map(self._still, raw, sent))
        if form is dict:
            return raw.keys() == sent.keys() and all(self._still(raw[key], sent[key]) for key in raw)
        if form is None:
            return True
        now = self._plain(raw)
        return type(now) is type(sent) and (now == sent if type(now) is not np.ndarray else _alike(now, sent))

    def _form(self, value: Any) -> type[Any] | None:
        """How it holds arrays: as a list, which a tuple is too, as a dict, or as the array that it is or that its bytes
        tell of; None where it holds none that are looked at."""
        kind = type(value)
        if kind in HOLDERS:
            return dict if kind in DICTS else list
        is_array = kind is np.ndarray or kind is self.backend.array or (kind is bytes and value[:1] == b"a")
        return np.ndarray if is_array else None

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
            return GIVEN[value.name](*map(self._made, value.arguments))
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
