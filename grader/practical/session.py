"""What a practical's notebook works with: the learner's names, the digits, the plots, the depth that was asked for."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import catalog
from grader.content import content, install

if TYPE_CHECKING:
    from grader.exercise import Exercise

ORDER = "order.json"
"""The file beside a notebook in which `grade practical` has said what it is to work with. It stays there, so that a
notebook that is opened later, to change a cell and run it again, works with the same."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a practical is to be run with. Travels as JSON.

    folder: where the learner's files have been put, "" for none: then the reference stands in for everything
    module: the one of them that is loaded, e.g. "optimizers"
    passed: ids of the tasks that pass; the others get the reference's names
    root: another course's folder, data: a folder with the full MNIST files, "" for what ships
    seed: what first weights, batches and dropout are drawn from
    backend: the library whose arrays networks are trained with
    """

    folder: str = ""
    module: str = ""
    passed: tuple[str, ...] = ()
    language: str = "en"
    quick: bool = False
    data: str = ""
    root: str = ""
    seed: int = 0
    backend: str = "numpy"

    def text(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__})

    @staticmethod
    def read(text: str) -> Order:
        values = json.loads(text)
        return Order(**{**values, "passed": tuple(values["passed"])})


class Names:
    """The names of an exercise as attributes; which of the reference's were asked for is noted in `used`."""

    def __init__(self, values: Mapping[str, Any], stands_in: Collection[str]) -> None:
        self._values, self._stands_in = values, stands_in
        self.used: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._values:
            raise AttributeError(f"the exercise has no {name}; it has {', '.join(dir(self))}")
        if name in self._stands_in and name not in self.used:
            self.used.append(name)
        return self._values[name]

    def __dir__(self) -> list[str]:
        return sorted(self._values)


@dataclass(frozen=True, slots=True)
class Session:
    """mine: the names of the exercise, the learner's or the reference's; stands_in: those that are the reference's"""

    exercise: Exercise
    mine: Names
    stands_in: tuple[str, ...]
    plots: Any
    quick: bool
    seed: int
    order: Order

    def digits(self, **form: Any) -> Any:
        """`reference.data.mnist` on the files that were asked for."""
        data = importlib.import_module("reference.data")
        return data.mnist(path=self.order.data or None, **form)


def open_practical(exercise: str, language: str = "en", order: Order | None = None) -> Session:
    """The session of a notebook: as `grade practical` has ordered it, else with the module that lies beside the
    notebook, whether it is right or not, else with the reference."""
    told = Path.cwd() / ORDER
    given = order or (Order.read(told.read_text(encoding="utf-8")) if told.is_file() else None)
    order = given or Order(language=language)
    place = content(Path(order.root) if order.root else None)
    install(place)
    found, _ = catalog.find(exercise, catalog.exercises(place))
    if given is None:
        order = _beside(found, language)
    answers = catalog.answers(found)
    own = _own(order)
    waiting = {name for task in found.tasks if task.id not in order.passed for name in task.names}
    names: dict[str, Any] = {}
    stands_in = []
    for name in dict.fromkeys(name for task in found.tasks for name in task.names):
        spelling = next((s for s in (name, *found.vocabulary.aliases.get(name, ())) if s in own), None)
        if name in waiting or spelling is None:
            stands_in.append(name)
            names[name] = answers[name]
        else:
            names[name] = own[spelling]
    from grader.practical import bench
    from grader.practical.plots import Plots

    bench.use(order.backend)
    mine = Names(names, stands_in)
    plots = Plots(order.language, mine.used)
    return Session(found, mine, tuple(stands_in), plots, order.quick, order.seed, order)


def _beside(exercise: Exercise, language: str) -> Order:
    """What to work with where a learner has opened the notebook in an editor of their own."""
    here = Path.cwd()
    if not (here / f"{exercise.name}.py").is_file():
        return Order(language=language)
    return Order(str(here), exercise.name, tuple(task.id for task in exercise.tasks), language)


def _own(order: Order) -> Mapping[str, Any]:
    if not order.folder or not order.passed:
        return {}
    sys.path.insert(0, order.folder)
    return vars(importlib.import_module(order.module))


def needed(exercise: Exercise, code: str) -> Sequence[str]:
    """The tasks whose names the code of a practical takes from `mine`."""
    asked = set(re.findall(r"\bmine\.(\w+)", code))
    return [task.id for task in exercise.tasks if asked & set(task.names)]
