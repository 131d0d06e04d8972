"""The names that a submission defines, under whichever spelling it has them: functions, classes, their arguments and
their attributes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from .backends import NUMPY, Backend, slots
from .state import State


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
        names = dict.fromkeys([*getattr(target, "__dict__", {}), *slots(type(target))])
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
