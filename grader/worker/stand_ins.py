"""Inert stand-ins for modules that draw, count progress, fetch data or belong to a notebook server.

Learners' notebooks import them at the top though the code to be graded does not need them, and the worker, which
holds NumPy and the standard library, does not have them. Whatever is called on a stand-in does nothing; only `tqdm`
iterates. Which ones a submission imported is recorded and reported.
"""

from __future__ import annotations

import importlib.machinery
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType
from typing import Any

ROOTS = frozenset(
    {"matplotlib", "mpl_toolkits", "seaborn", "japanize_matplotlib", "tqdm", "IPython", "ipywidgets", "google"}
    | {"pandas", "sklearn", "dataset", "data", "mnist"}  # where data comes from: the book's and the course's own names
)
UNPACKED = {"subplots": 2, "plot": 1, "hist": 3}  # calls whose result is usually unpacked, and into how many


class Inert:
    """Takes every call, attribute, item and loop, and does nothing."""

    def __init__(self, name: str = "") -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Inert(name)

    def __setattr__(self, name: str, value: Any) -> None:
        pass

    def __call__(self, *_arguments: Any, **_keywords: Any) -> Any:
        count = UNPACKED.get(self.__dict__["_name"])
        return Inert() if count is None else tuple(Inert() for _ in range(count))

    def __getitem__(self, _key: Any) -> Inert:
        return Inert()

    def __setitem__(self, _key: Any, _value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> Inert:
        return self

    def __exit__(self, *_error: Any) -> None:
        pass

    def __repr__(self) -> str:
        return "<stand-in>"


class Progress:
    """What `tqdm` is: goes through an iterable, and shows nothing."""

    def __init__(self, iterable: Iterable[Any] = (), *_arguments: Any, **_keywords: Any) -> None:
        self.iterable = iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self.iterable)

    def __len__(self) -> int:
        return len(self.iterable)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> Any:
        return getattr(Inert(), name)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_error: Any) -> None:
        pass

    @classmethod
    def write(cls, text: str, *_arguments: Any, **_keywords: Any) -> None:
        print(text)


def trange(*arguments: int, **_keywords: Any) -> Progress:
    return Progress(range(*arguments))


IN_JUPYTER = {"display": Inert("display"), "get_ipython": Inert("get_ipython")}
"""Functions that a notebook has without importing them, and the scripts that are made from one."""


class StandIn(ModuleType):
    """A module of which every name is inert."""

    def __getattr__(self, name: str) -> Any:
        return getattr(Inert(), name)


class StandIns:
    """The finder that gives them, asked after every other one; `used` names the ones that were imported."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        root = name.partition(".")[0]
        if root not in ROOTS:
            return None
        self.used.add(root)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = StandIn(spec.name)
        if spec.name.partition(".")[0] == "tqdm":
            module.__dict__.update(tqdm=Progress, trange=trange, tqdm_notebook=Progress, tnrange=trange)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""
