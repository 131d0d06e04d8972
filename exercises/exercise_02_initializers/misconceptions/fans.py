"""Wrong numbers of inputs and outputs, in `fans` itself and in initialisers that count for themselves."""

from __future__ import annotations

import math
from typing import Any

from exercises.exercise_02_initializers.laws import FAN_IN_LAWS, Fans
from exercises.exercise_02_initializers.misconceptions.shared import by_law
from grader.checks import Misconception, misconception
from reference.initializers import fans


def _each_fans(wrong: Fans, catalogue: Any = ()) -> list[Misconception]:
    """Wrong fans of filters: in `fans` itself, and in initialisers that count for themselves."""
    alone = misconception("fans", caught_by="filter_fans", catalogue=catalogue, fans=wrong)
    return [alone, *_counted(wrong, catalogue)]


def _counted(wrong: Fans, catalogue: Any) -> list[Misconception]:
    """The same in initialisers alone."""
    normal = by_law(lambda task: {task: FAN_IN_LAWS[task].normal(wrong)}, "normal_filters", catalogue)
    uniform = by_law(lambda task: {f"{task}_uniform": FAN_IN_LAWS[task].uniform(wrong)}, "uniform_filters", catalogue)
    return [*normal, *uniform]


def _dense_or(filters: Fans) -> Fans:
    return lambda shape: (shape[0], shape[1]) if len(shape) == 2 else filters(shape)


def _first_axes(shape):
    return shape[0], shape[1]


def _channels_only(shape):
    return shape[1], shape[0]


def _filters_first(shape):
    positions = math.prod(shape[2:])
    return shape[0] * positions, shape[1] * positions


def _kernel_only(shape):
    return math.prod(shape[2:]), shape[0]


def _whole_array(shape):
    return math.prod(shape), shape[0]


def _whole_array_twice(shape):
    return math.prod(shape), math.prod(shape)


def _keras_order(shape):
    """(kh, kw, C, F)."""
    positions = math.prod(shape[:-2])
    return positions * shape[-2], positions * shape[-1]


def _square_kernel(shape):
    return shape[1] * shape[2] ** 2, shape[0] * shape[2] ** 2


def _square_kernel_by_width(shape):
    return shape[1] * shape[3] ** 2, shape[0] * shape[3] ** 2


def _fan_out_without_kernel(shape):
    return math.prod(shape[1:]), shape[0]


def rooted_fans(shape):
    return tuple(math.sqrt(fan) for fan in fans(shape))


fans_swapped = misconception("fans", caught_by="dense_fans", catalogue="D03", fans=lambda shape: fans(shape)[::-1])
fans_of_the_first_axes = misconception("fans", caught_by="filter_fans", catalogue="D10", fans=_first_axes)
kernel_left_out = _each_fans(_dense_or(_channels_only), "D09")
filters_taken_for_channels = _each_fans(_dense_or(_filters_first), "D10")
filters_are_fan_in = _counted(_first_axes, "D10")
channels_left_out = _each_fans(_dense_or(_kernel_only))
fan_in_of_all_filters = [
    *_each_fans(_dense_or(_whole_array)),
    misconception("fans", caught_by="filter_fans", fans=_dense_or(_whole_array_twice)),
]
kernel_taken_for_square = [
    *_each_fans(_dense_or(_square_kernel)),
    *_each_fans(_dense_or(_square_kernel_by_width)),
]
fans_of_the_last_axes = misconception("fans", caught_by="filter_fans", fans=_dense_or(lambda s: (s[-2], s[-1])))
fans_rooted = misconception("fans", caught_by="dense_fans", fans=rooted_fans)
fan_out_without_kernel = misconception("fans", caught_by="filter_fans", fans=_dense_or(_fan_out_without_kernel))
filters_in_keras_order = misconception("fans", caught_by="filter_fans", fans=_dense_or(_keras_order))
filters_like_dense = _each_fans(_dense_or(lambda s: (math.prod(s[:-1]), s[-1])))
