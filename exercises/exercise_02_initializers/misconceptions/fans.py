"""Wrong numbers of inputs and outputs, in `fans` itself and in initialisers that count for themselves."""

from __future__ import annotations

import math
from typing import Any

from exercises.exercise_02_initializers.laws import FAN_IN_LAWS, Fans
from exercises.exercise_02_initializers.misconceptions.shared import by_law
from grader.checks import Misconception, misconception
from reference.initializers import fans


def _fans_alone(*wrong: Fans, catalogue: Any = ()) -> list[Misconception]:
    """Wrong fans of filters, in `fans` itself."""
    return [misconception("fans", caught_by="filter_fans", catalogue=catalogue, fans=fans) for fans in wrong]


def _each_fans(wrong: Fans, catalogue: Any = ()) -> list[Misconception]:
    """Wrong fans of filters: in `fans` itself, and in initialisers that count for themselves."""
    return [*_fans_alone(wrong, catalogue=catalogue), *_counted(wrong, catalogue)]


def _counted(wrong: Fans, catalogue: Any) -> list[Misconception]:
    """The same in initialisers alone."""
    normal = by_law(lambda task: {task: FAN_IN_LAWS[task].normal(wrong)}, "normal_filters", catalogue)
    uniform = by_law(lambda task: {f"{task}_uniform": FAN_IN_LAWS[task].uniform(wrong)}, "uniform_filters", catalogue)
    return [*normal, *uniform]


def _dense_or(filters: Fans) -> Fans:
    return lambda shape: (shape[0], shape[1]) if len(shape) == 2 else filters(shape)


def _first_axes(shape):
    return shape[0], shape[1]


def _first_and_last_axis(shape):
    return shape[0], shape[-1]


def _channels_only(shape):
    return shape[1], shape[0]


def _filters_first(shape):
    positions = math.prod(shape[2:])
    return shape[0] * positions, shape[1] * positions


def _fan_in_without_kernel(shape):
    return shape[1], shape[0] * math.prod(shape[2:])


def _kernel_only(shape):
    return math.prod(shape[2:]), shape[0]


def _kernel_on_both_sides(shape):
    return math.prod(shape[2:]), shape[0] * math.prod(shape[2:])


def _whole_array(shape):
    return math.prod(shape), shape[0]


def _whole_array_twice(shape):
    return math.prod(shape), math.prod(shape)


def _whole_array_in(shape):
    return math.prod(shape), shape[0] * math.prod(shape[2:])


def _keras_order(shape):
    """(kh, kw, C, F)."""
    positions = math.prod(shape[:-2])
    return positions * shape[-2], positions * shape[-1]


def _square_kernel(shape):
    return shape[1] * shape[2] ** 2, shape[0] * shape[2] ** 2


def _square_kernel_by_width(shape):
    return shape[1] * shape[3] ** 2, shape[0] * shape[3] ** 2


def _height_only(shape):
    return shape[1] * shape[2], shape[0] * shape[2]


def _width_only(shape):
    return shape[1] * shape[3], shape[0] * shape[3]


def _fan_out_without_kernel(shape):
    return math.prod(shape[1:]), shape[0]


def _rooted(shape):
    return tuple(math.sqrt(fan) for fan in fans(shape))


fans_swapped = misconception("fans", caught_by="dense_fans", catalogue="D03", fans=lambda shape: fans(shape)[::-1])
fans_of_the_first_axes = _fans_alone(_first_axes, _first_and_last_axis, catalogue="D10")
kernel_left_out = [
    *_each_fans(_dense_or(_channels_only), "D09"),
    *_fans_alone(_dense_or(_fan_in_without_kernel), catalogue="D09"),
]
filters_taken_for_channels = _each_fans(_dense_or(_filters_first), "D10")
filters_are_fan_in = _counted(_first_axes, "D10")
channels_left_out = [*_each_fans(_dense_or(_kernel_only)), *_fans_alone(_dense_or(_kernel_on_both_sides))]
fan_in_of_all_filters = [
    *_each_fans(_dense_or(_whole_array)),
    *_fans_alone(_dense_or(_whole_array_twice), _dense_or(_whole_array_in)),
]
kernel_side_left_out = _fans_alone(_dense_or(_height_only), _dense_or(_width_only))
kernel_taken_for_square = [
    *_each_fans(_dense_or(_square_kernel)),
    *_each_fans(_dense_or(_square_kernel_by_width)),
]
fans_of_the_last_axes = _fans_alone(_dense_or(lambda s: (s[-2], s[-1])))
fans_rooted = misconception("fans", caught_by="dense_fans", fans=_rooted)
fan_out_without_kernel = _fans_alone(_dense_or(_fan_out_without_kernel))
filters_in_keras_order = _fans_alone(_dense_or(_keras_order))
filters_like_dense = _each_fans(_dense_or(lambda s: (math.prod(s[:-1]), s[-1])))
