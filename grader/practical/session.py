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
    """The names of an exercise as attributes; which of the reference's were asked for is noted in `used`.

    values: what each name stands for; stands_in: the names that stand for what the reference has
    """

    def __init__(self, values: Mapping[str, Any], stands_in: Collection[str]) -> None:
        self._values, self.stands_in = values, tuple(stands_in)
        self.used: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._values:
            raise AttributeError(f"the exercise has no {name}; it has {', '.join(dir(self))}")
        if name in self.stands_in and name not in self.used:
            self.used.append(name)
        return self._values[name]

    def __dir__(self) -> list[str]:
        return sorted(self._values)


@dataclass(frozen=True, slots=True)
class Session:
    """mine: the names of the exercise, the learner's or the reference's"""

    exercise: Exercise
    mine: Names
    plots: Any
    order: Order

    @property
    def quick(self) -> bool:
        return self.order.quick

    @property
    def seed(self) -> int:
        return self.order.seed

    def digits(self, **form: Any) -> Any:
        """`reference.data.mnist` on the files that were asked for."""
        data = importlib.import_module("reference.data")
        return data.mnist(path=self.order.data or None, **form)


def open_practical(exercise: str, language: str = "en", order: Order | None = None) -> Session:
    """The session of a notebook: as `grade practical` has ordered it, else with the module that lies beside the
    notebook, whether it is right or not, else with the reference."""
    told = Path.cwd() / ORDER
    if order is None and told.is_file():
        order = Order.read(told.read_text(encoding="utf-8"))
    place = content(Path(order.root) if order is not None and order.root else None)
    install(place)
    found, _ = catalog.find(exercise, catalog.exercises(place))
    order = order or _beside(found, language)
    mine = _names(found, order)
    from grader.practical import bench
    from grader.practical.plots import Plots

    bench.use(order.backend)
    return Session(found, mine, Plots(order.language, mine.used), order)


def _names(exercise: Exercise, order: Order) -> Names:
    """Of each name that the exercise asks for what the learner has written, where that passes; else the reference's."""
    own, answers = _own(order), catalog.answers(exercise)
    asked = dict.fromkeys(name for task in exercise.tasks for name in task.names)
    waiting = {name for task in exercise.tasks if task.id not in order.passed for name in task.names}
    written = {name: next((s for s in exercise.vocabulary.spell(name) if s in own), "") for name in asked}
    stands_in = [name for name, spelling in written.items() if name in waiting or not spelling]
    return Names({name: answers[name] if name in stands_in else own[written[name]] for name in asked}, stands_in)


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
