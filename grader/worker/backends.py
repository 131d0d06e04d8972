"""The libraries whose arrays a submission may be given: "numpy", or another one by name, on its device.

A play's arrays cross as NumPy's. At the worker's end `send` turns them into the library's just before a call, and
`fetch` copies what came of it back just after, always explicitly; all that is judged has been copied back. The
reference is performed by the same code with the same library.

A name may end in a dtype: "cupy" computes in double precision as NumPy does, "cupy:float32" in single precision.

Only NumPy is imported here. Another library is loaded where a job says so, before the worker is locked.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any, ClassVar

import numpy as np

DTYPES = ("float64", "float32")
MAX_DEPTH = 8  # of objects within objects in which arrays are looked for
MAX_OBJECTS = 10_000

Sign = tuple[str, str]
"""The type of an exception, and what its text contains."""

Bits = tuple[tuple[int, ...], Any, bytes]
"""All of an array: two are alike, nan and the sign of zero included, if these are equal."""


class Backend:
    """NumPy: both ways are copies, and nothing has to move. The other libraries are made from it.

    packages: what is imported, in order; libraries of its own that a package brings are not listed
    title: how it is called in messages
    array: the exact type of its arrays
    transfers: how its errors show that an array of the device and one of the host have met
    """

    name: ClassVar[str] = "numpy"
    packages: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[str] = "NumPy"
    transfers: ClassVar[tuple[Sign, ...]] = ()

    def __init__(self, dtype: str = "") -> None:
        self.dtype = np.dtype(dtype) if dtype else None
        self.array: type[Any] = np.ndarray

    def send(self, x: Any) -> Any:
        """A NumPy array as a fresh one of this library; floating point numbers in the precision that was asked for."""
        return x.astype(self.dtype) if self.dtype is not None and x.dtype.kind == "f" else x.copy()

    def fetch(self, x: Any) -> Any:
        """An array of this library as a fresh one of NumPy."""
        return x.copy()

    def holds(self, value: Any) -> bool:
        """Whether it is an array, of this library or of NumPy."""
        return type(value) is np.ndarray or type(value) is self.array

    def foreign(self, value: Any) -> bool:
        """Whether it is an array of the host, or of another precision, that this library's cannot be combined with."""
        return type(value) is np.ndarray and value.dtype.kind == "f" and self.dtype not in (None, value.dtype)

    def host(self, value: Any) -> Any:
        """The value itself, or if it is an array of the device, a copy of it as NumPy's."""
        return value

    def bits(self, x: Any) -> Bits:
        """Of an array of this library or of NumPy's."""
        return x.shape, x.dtype, x.tobytes()

    def copy(self, x: Any) -> Any:
        """An array as it is now, as NumPy's."""
        return x.copy() if type(x) is np.ndarray else self.fetch(x)

    def seed(self, number: int) -> None:
        """The library's own generators begin anew. NumPy's are `randomness`' affair."""

    def adopt(self, value: Any) -> Any:
        """The value, with the host's arrays that it holds replaced by this library's: an object that was made from
        sizes alone, such as a network, has its weights on the host. What was one array stays one array."""
        return value if self.dtype is None else _Moving(self.foreign, self.send).moved(value)

    def release(self, value: Any) -> Any:
        """The value, with this library's arrays that it holds replaced by NumPy's: what `adopt` did, undone."""
        return value

    def ready(self) -> None:
        """Load the library, and wake its device. raises: ImportError, RuntimeError where there is none"""


class _Moving:
    """Moves arrays; what has been met is remembered by identity, so that what was shared stays shared."""

    def __init__(self, foreign: Callable[[Any], bool], send: Callable[[Any], Any]) -> None:
        self.foreign = foreign
        self.send = send
        self.met: dict[int, tuple[Any, Any]] = {}

    def moved(self, value: Any, depth: int = 0) -> Any:
        if id(value) in self.met:
            return self.met[id(value)][1]
        if depth > MAX_DEPTH or len(self.met) > MAX_OBJECTS:
            return value
        new = self.send(value) if self.foreign(value) else value
        self.met[id(value)] = value, new
        if new is not value or hasattr(value, "__array_namespace__"):
            return new  # nothing of ours lies within an array
        if isinstance(value, dict):  # an OrderedDict of layers too
            self._each(value, list(value), depth)
        elif isinstance(value, list):
            self._each(value, range(len(value)), depth)
        elif type(value) is tuple:
            items = [self.moved(item, depth + 1) for item in value]
            new = value if all(a is b for a, b in zip(items, value, strict=True)) else tuple(items)
            self.met[id(value)] = value, new
        elif hasattr(value, "__dict__") and not isinstance(value, (type, ModuleType)):
            self._each(vars(value), list(vars(value)), depth)
        for name in slots(type(value)):
            if hasattr(value, name):
                setattr(value, name, self.moved(getattr(value, name), depth + 1))
        return new

    def _each(self, items: Any, keys: Iterable[Any], depth: int) -> None:
        for key in keys:
            new = self.moved(items[key], depth + 1)
            if new is not items[key]:
                items[key] = new


def slots(cls: type) -> list[str]:
    """The names of the attributes that its objects have without a `__dict__`."""
    found = [getattr(base, "__slots__", ()) for base in cls.__mro__ if not base.__module__.startswith("numpy")]
    return [name for names in found for name in ((names,) if isinstance(names, str) else names) if name[:2] != "__"]


class _Device(Backend):
    """A library other than NumPy, whose arrays lie elsewhere."""

    def foreign(self, value: Any) -> bool:
        return type(value) is np.ndarray

    def host(self, value: Any) -> Any:
        return self.fetch(value) if type(value) is self.array else value

    def bits(self, x: Any) -> Bits:
        return super().bits(self.host(x))

    def adopt(self, value: Any) -> Any:
        return _Moving(self.foreign, self.send).moved(value)

    def release(self, value: Any) -> Any:
        return _Moving(lambda held: type(held) is self.array, self.fetch).moved(value)


def _standard(array: type[Any], namespace: ModuleType) -> type[Any]:
    """A type of arrays, with the method of the standard that neither CuPy's nor PyTorch's have of their own."""
    array.__array_namespace__ = lambda _self, **_version: namespace
    return array


class Cupy(_Device):
    """CuPy on the first GPU, through array-api-compat. Not yet tested on hardware: `make test-gpu` is there for it."""

    name = "cupy"
    packages = ("cupy", "array_api_compat", "array_api_compat.cupy")
    title = "CuPy"
    transfers = (
        ("TypeError", "Implicit conversion to a NumPy array is not allowed"),
        ("TypeError", "Unsupported type <class 'numpy."),
        ("ValueError", "non-scalar numpy.ndarray cannot be used for fill"),
    )

    def ready(self) -> None:
        self.cupy = import_module("cupy")
        os.environ["CUPY_CACHE_IN_MEMORY"] = "1"  # kernels are compiled in the worker, which can write no file
        try:
            if not self.cupy.cuda.runtime.getDeviceCount():
                raise RuntimeError("no CUDA device")
        except self.cupy.cuda.runtime.CUDARuntimeError as error:
            raise RuntimeError(str(error)) from None
        self.array = _standard(self.cupy.ndarray, import_module("array_api_compat.cupy"))

    def send(self, x: Any) -> Any:
        return self.cupy.asarray(super().send(x))

    def fetch(self, x: Any) -> Any:
        return self.cupy.asnumpy(x)

    def seed(self, number: int) -> None:
        self.cupy.random.seed(number % 2**32)


class Strict(_Device):
    """array-api-strict on a device that is not its first: what the standard does not promise raises, and so does every
    silent transfer. For proving code without a GPU."""

    name = "array-api-strict"
    packages = ("array_api_strict", "array_api_compat")
    title = "array-api-strict"
    transfers = (
        ("RuntimeError", "device to a NumPy array"),
        ("TypeError", "got <class 'numpy."),
        ("TypeError", "type(x1)=<class 'numpy."),
        ("TypeError", "type(x2)=<class 'numpy."),
        ("ValueError", "mismatched devices"),
        ("ValueError", "two different devices"),
        ("IndexError", "Index arrays for array_api_strict must be array_api_strict arrays"),
    )

    def ready(self) -> None:
        self.strict = import_module("array_api_strict")
        self.here, self.there = (self.strict.Device(name) for name in ("CPU_DEVICE", "device1"))
        self.array = type(self.strict.asarray(0.0))

    def send(self, x: Any) -> Any:
        return self.strict.asarray(super().send(x), device=self.there)

    def fetch(self, x: Any) -> Any:
        return np.array(x.to_device(self.here))


class Torch(_Device):
    """PyTorch on the CPU, through array-api-compat. For proving code against another library's arithmetic: NumPy's
    functions take its arrays, so that it does not show what pulls data to the host."""

    name = "torch"
    packages = ("torch", "array_api_compat", "array_api_compat.torch")
    title = "PyTorch"

    def ready(self) -> None:
        self.torch = import_module("torch")
        self.torch.set_num_threads(1)
        self.torch.set_grad_enabled(False)
        self.array = _standard(self.torch.Tensor, import_module("array_api_compat.torch"))

    def send(self, x: Any) -> Any:
        return self.torch.asarray(super().send(x))

    def fetch(self, x: Any) -> Any:
        return x.detach().numpy().copy()

    def seed(self, number: int) -> None:
        self.torch.manual_seed(number)


NUMPY = Backend()
LIBRARIES: dict[str, type[Backend]] = {kind.name: kind for kind in (Backend, Cupy, Strict, Torch)}
"""CuPy is for learners; the other two prove that code does not lean on NumPy."""


def kind(name: str) -> type[Backend]:
    """The library that a name asks for, not loaded. raises: ValueError for a name that is none"""
    library, _, dtype = name.partition(":")
    if library not in LIBRARIES or (dtype or DTYPES[0]) not in DTYPES:
        raise ValueError(f"no library {name!r}: expected one of {', '.join(LIBRARIES)}, with :float32 or without")
    return LIBRARIES[library]


@lru_cache
def backend(name: str) -> Backend:
    """The library of a name, ready for use. raises: ValueError, ImportError, RuntimeError"""
    made = kind(name)(name.partition(":")[2])
    made.ready()
    return made


def size(x: Any) -> int:
    """The number of entries of an array of any library."""
    return math.prod(x.shape)
