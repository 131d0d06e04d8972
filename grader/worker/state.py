"""What the modules of a submission hold, and how it was when they had been loaded: put back after every play, so that
what one play leaves behind cannot make another one wrong.

Every object is put back in place: whoever else has hold of a list has the same list afterwards, so that what is one
object under several names, in several files, stays one. None of the submission's own code is asked, no `__eq__`, no
`__deepcopy__`. What is neither plain data nor the submission's own, a lock or a generator, stays as it is.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from itertools import chain
from operator import is_
from types import CellType, FunctionType, MemberDescriptorType, MethodType, ModuleType
from typing import Any, Protocol

import numpy as np

from .kinds import ATOMS, DICTS, METACLASSES, ROWS

Names = dict[str, Any]

BUILTINS = "__builtins__"
"""Under this name Python puts its own functions into every module: they are not the submission's."""


class _Part(Protocol):
    """One thing that a module, a class or an object holds, as it was."""

    def put_back(self) -> None: ...


class State:
    """modules: the names of each module of a submission, or names put together from several modules"""

    def __init__(self, modules: Iterable[Names] = ()) -> None:
        self._own: set[Any] = set()
        self._known: dict[int, Any] = {}  # by identity; holding an object keeps its number from another one
        self._names = _Names()
        self._parts: list[_Part] = [self._names]
        self._bare: list[dict[str, Any]] = []  # of functions without attributes, where these would be
        modules = list(modules)
        for names in modules:
            self._own |= _own(names)
        for names in modules:
            self.keep(names)

    def keep(self, names: Names) -> None:
        """Remember a module as it is now, with all that can be reached from it."""
        self._own |= _own(names)
        self._known[id(names)] = names
        self._names.keep(names, names.__setitem__, names.__delitem__)
        todo = [value for name, value in names.items() if name != BUILTINS]
        while todo:
            value = todo.pop()
            if type(value) not in ATOMS and id(value) not in self._known:
                self._known[id(value)] = value
                with suppress(Exception):  # it may be anything
                    todo += self._inside(value)

    def put_back(self) -> None:
        if any(self._bare):
            for attributes in self._bare:
                attributes.clear()
        for part in self._parts:
            with suppress(Exception):  # what cannot be put back stays, and takes nothing with it
                part.put_back()

    def _inside(self, value: Any) -> Iterable[Any]:
        """Remember an object, and give what it holds."""
        kind = type(value)
        if kind is np.ndarray:
            return self._array(value)
        if kind in (tuple, frozenset):
            return list(value)
        if kind is FunctionType:
            return self._function(value) if value.__globals__.get("__name__") in self._own else ()
        if kind in (staticmethod, classmethod, MethodType):
            return (value.__func__, getattr(value, "__self__", None))
        if kind is property:
            return (value.fget, value.fset, value.fdel)
        if kind is partial:
            return (value.func, *value.args, value.keywords)
        if kind in METACLASSES:
            return self._class(value) if value.__module__ in self._own else ()
        if kind in DICTS or kind in ROWS:
            return self._container(value)
        if type(kind) in METACLASSES and kind.__module__ in self._own:
            return (kind, *self._container(value), *self._attributes(value))
        return ()

    def _array(self, array: np.ndarray) -> Iterable[Any]:
        if array.flags.writeable:
            self._parts.append(_Array(array))
        return array.ravel().tolist() if array.dtype.hasobject else ()

    def _container(self, value: Any) -> list[Any]:
        """Of a dict, a list, a set or a deque, also where it is of a class of the submission's own."""
        for base in (OrderedDict, dict, list, set, deque):
            if isinstance(value, base):
                part = _Items(value, base)
                self._parts.append(part)
                return part.inside()
        return []

    def _function(self, function: FunctionType) -> list[Any]:
        for cell in function.__closure__ or ():
            self._parts.append(_Cell(cell))
        if not function.__dict__:
            self._bare.append(function.__dict__)
        attributes = [function.__dict__] if function.__dict__ else []
        contents = [cell.cell_contents for cell in function.__closure__ or () if _filled(cell)]
        return [function.__defaults__, function.__kwdefaults__, *attributes, *contents]

    def _class(self, cls: type) -> list[Any]:
        set_, delete = partial(type.__setattr__, cls), partial(type.__delattr__, cls)
        self._names.keep(vars(cls), set_, delete)
        return [*vars(cls).values(), *cls.__bases__]

    def _attributes(self, value: Any) -> list[Any]:
        """Of an instance of the submission's own."""
        found = []
        with suppress(AttributeError):  # there are none but in slots
            found.append(object.__getattribute__(value, "__dict__"))
        for cls in type(value).__mro__:
            for slot in vars(cls).values():
                if type(slot) is MemberDescriptorType and cls.__module__ in self._own:
                    with suppress(AttributeError):  # it is empty
                        found.append(slot.__get__(value))
                        self._parts.append(_Slot(slot, value))
        return found


class _Names:
    """What stands under the names of modules and classes. Others that came since are taken away, but for modules: who
    imports one a second time is not given it in its package again.

    There are many names, and most plays change none: all are looked at as one.
    """

    def __init__(self) -> None:
        self._kept: list[tuple[Mapping[str, Any], Names, Callable[[str, Any], None], Callable[[str], None]]] = []
        self._keys: list[Iterable[str]] = []  # views, which show what is there when they are asked
        self._values: list[Iterable[Any]] = []
        self._known_keys: list[str] = []  # what they showed last
        self._known_values: list[Any] = []

    def keep(self, now: Mapping[str, Any], set_: Callable[[str, Any], None], delete: Callable[[str], None]) -> None:
        self._kept.append((now, dict(now), set_, delete))
        self._keys.append(now.keys())
        self._values.append(now.values())
        self._known_keys += now.keys()
        self._known_values += now.values()

    def put_back(self) -> None:
        same = [*chain(*self._keys)] == self._known_keys
        if same and all(map(is_, chain(*self._values), self._known_values)):
            return
        for now, before, set_, delete in self._kept:
            with suppress(Exception):
                for name, value in list(now.items()):
                    if name not in before and not name.startswith("__") and type(value) is not ModuleType:
                        delete(name)
                for name, value in before.items():
                    if name not in now or now[name] is not value:
                        set_(name, value)
        self._known_keys, self._known_values = [*chain(*self._keys)], [*chain(*self._values)]


class _Items:
    """What a container holds, in its order. base: the built-in type whose methods are asked."""

    def __init__(self, value: Any, base: Any) -> None:
        self._value, self._base = value, base
        self._pairs = issubclass(base, dict)
        self._items = list(base.__iter__(value))
        self._values = list(base.values(value)) if self._pairs else []

    def inside(self) -> list[Any]:
        return [*self._items, *self._values]

    def put_back(self) -> None:
        value, base, items = self._value, self._base, self._items
        same = base.__len__(value) == len(items) and all(map(is_, base.__iter__(value), items))
        if same and (not self._pairs or all(map(is_, base.values(value), self._values))):
            return
        base.clear(value)
        if self._pairs:
            for key, item in zip(items, self._values, strict=True):
                base.__setitem__(value, key, item)
        elif base is set:
            base.update(value, items)
        else:
            base.extend(value, items)


class _Array:
    def __init__(self, array: np.ndarray) -> None:
        self._array, self._kept = array, array.copy()

    def put_back(self) -> None:
        array, kept = self._array, self._kept
        if not array.flags.writeable:
            array.setflags(write=True)
        if array.dtype != kept.dtype:
            array.dtype = kept.dtype  # type: ignore[misc]
        if array.shape != kept.shape:
            array.resize(kept.shape, refcheck=False)
        array[...] = kept


class _Cell:
    """A variable of an outer function."""

    def __init__(self, cell: CellType) -> None:
        self._cell, self._filled = cell, _filled(cell)
        self._value = cell.cell_contents if self._filled else None

    def put_back(self) -> None:
        if self._filled:
            self._cell.cell_contents = self._value
        elif _filled(self._cell):
            del self._cell.cell_contents


class _Slot:
    def __init__(self, slot: MemberDescriptorType, of: Any) -> None:
        self._slot, self._of, self._value = slot, of, slot.__get__(of)

    def put_back(self) -> None:
        self._slot.__set__(self._of, self._value)


def _filled(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not cell
    except ValueError:
        return False


def _own(names: Names) -> set[Any]:
    """The names of the modules whose functions and classes are the submission's own."""
    if "__name__" in names:
        return {names["__name__"]}
    made = [value for value in names.values() if type(value) in (type, FunctionType)]
    return {value.__module__ for value in made} - {"builtins", "numpy"}
