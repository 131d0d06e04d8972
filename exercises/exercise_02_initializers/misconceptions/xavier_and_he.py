"""Wrong standard deviations of right fans."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from exercises.exercise_02_initializers.laws import FAN_IN_LAWS, Law
from grader.checks import Misconception, misconception


def _each_std(
    std: Callable[[str, int, int], float], catalogue: Any = (), tasks: tuple[str, ...] = tuple(FAN_IN_LAWS)
) -> list[Misconception]:
    """A wrong standard deviation, std(task, fan_in, fan_out), in the normal initialiser and in the uniform one."""

    def law(task: str) -> Law:
        return Law(lambda i, o: std(task, i, o))

    normal = [
        misconception(task, caught_by="normal_dense", catalogue=catalogue, **{task: law(task).normal()})
        for task in tasks
    ]
    uniform = [
        misconception(task, caught_by="uniform_dense", catalogue=catalogue, **{f"{task}_uniform": law(task).uniform()})
        for task in tasks
    ]
    return [*normal, *uniform]


variance_for_std = _each_std(lambda task, i, o: FAN_IN_LAWS[task].std(i, o) ** 2, "D01")
fan_out_for_fan_in = _each_std(lambda task, i, o: FAN_IN_LAWS[task].std(o, i), "D03")
root_of_two_over_n = _each_std(lambda task, i, o: math.sqrt(2) / i, "D02", ("he",))
he_without_two = _each_std(lambda task, i, o: math.sqrt(1 / i), ("D04", "D14"), ("he",))
he_for_xavier = _each_std(lambda task, i, o: math.sqrt(2 / i), "D14", ("xavier",))
sum_of_fans_without_two = _each_std(lambda task, i, o: math.sqrt(1 / (i + o)), "D07", ("xavier",))
root_of_n_alone = _each_std(lambda task, i, o: 2 / math.sqrt(i), "D02", ("he",))
both_fans_for_he = [
    *_each_std(lambda task, i, o: math.sqrt(2 / (i + o)), (), ("he",)),
    *_each_std(lambda task, i, o: math.sqrt(4 / (i + o)), (), ("he",)),
]
multiplies_by_root = [
    *_each_std(lambda task, i, o: math.sqrt(i), (), ("xavier",)),
    *_each_std(lambda task, i, o: math.sqrt(i / 2), (), ("he",)),
]
root_rounded_down = [
    *_each_std(lambda task, i, o: 1 / int(math.sqrt(i)), (), ("xavier",)),
    *_each_std(lambda task, i, o: math.sqrt(2) / int(math.sqrt(i)), (), ("he",)),
]
fan_in_one_too_many = [
    misconception(task, caught_by=caught_by, **{name: make(Law(lambda i, o, law=law: law.std(i + 1, o)))})
    for task, law in FAN_IN_LAWS.items()
    for name, make, caught_by in (
        (task, Law.normal, "normal_filters"),
        (f"{task}_uniform", Law.uniform, "uniform_dense"),
    )
]
fixed_small_std = _each_std(lambda task, i, o: 0.01)
root_taken_twice = [
    *_each_std(lambda task, i, o: math.sqrt(FAN_IN_LAWS[task].std(i, o))),
    *_each_std(lambda task, i, o: math.sqrt(2 / math.sqrt(i)), (), ("he",)),
]
