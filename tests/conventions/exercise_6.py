"""Proofs of the conventions of exercise 6, convolution and pooling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tests.conventions.proofs import backward_is_the_slope, cross_entropy, near, proves, softmax

IMAGE = np.array([[[[1.0, 4.0, 2.0], [3.0, 0.0, 7.0], [5.0, 6.0, -1.0]]]])
POOLS = ("Pooling", "AveragePooling")


@proves("stride_one_by_default")
def _(names: Mapping[str, Any], number: int) -> None:
    wanted = ([[4.0, 7.0], [6.0, 7.0]], [[2.0, 3.25], [3.5, 3.0]])[number]
    near(names[POOLS[number]](2, 2).forward(IMAGE)[0, 0], wanted)


@proves("stride_window_by_default")
def _(names: Mapping[str, Any], number: int) -> None:
    """Windows side by side: one for three pixels."""
    near(names[POOLS[number]](3, 3).forward(IMAGE), [[[[7.0]]]] if number == 0 else [[[[3.0]]]])
    assert names[POOLS[number]](2, 2).forward(np.zeros((1, 1, 4, 6))).shape == (1, 1, 2, 3)


@proves("padding_not_supported")
def _(names: Mapping[str, Any], number: int) -> None:
    """Without padding it is pooling as everybody's; with padding it refuses rather than give wrong numbers."""
    near(names[POOLS[number]](3, 3, 1).forward(IMAGE), [[[[7.0]]]] if number == 0 else [[[[3.0]]]])
    with pytest.raises(ValueError):
        names[POOLS[number]](2, 2, 2, 1).forward(IMAGE)


@proves("average_without_padding")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's count_include_pad=False: where all pixels are equal, so are all means."""
    make = lambda: names["AveragePooling"](2, 2, 2, 1)  # noqa: E731
    near(make().forward(np.full((1, 1, 3, 3), 2.5)), np.full((1, 1, 2, 2), 2.5))
    near(make().forward(IMAGE)[0, 0], [[1.0, 3.0], [4.0, 3.0]])
    backward_is_the_slope(make, IMAGE)


@proves("size_rounded_up_in_pooling")
def _(names: Mapping[str, Any], number: int) -> None:
    """PyTorch's ceil_mode=True: the rest at the right and below is a window too, ⌈(3 − 2) / 2⌉ + 1 of them."""
    make = lambda: names[POOLS[min(number, 1)]](2, 2, 2)  # noqa: E731
    wanted = (
        [[4.0, 7.0], [6.0, -1.0]],
        [[2.0, 2.25], [2.75, -0.25]],  # by 4 everywhere
        [[2.0, 4.5], [5.5, -1.0]],  # by the pixels that there are
    )[number]
    near(make().forward(IMAGE)[0, 0], wanted)
    backward_is_the_slope(make, IMAGE)


def _network_loss(names: Mapping[str, Any], guard: float) -> None:
    net = names["SimpleConvNet"]((1, 4, 4), {"filter_num": 2, "filter_size": 3, "pad": 0, "stride": 1}, 3, 3)
    x, t = np.random.default_rng(0).normal(size=(2, 1, 4, 4)), np.array([1, 2])
    near(net.loss(x, t), cross_entropy([softmax(row) for row in net.predict(x)], t, guard), 1e-6)


@proves("exercise_6.exact_logarithm")
def _(names: Mapping[str, Any], _number: int) -> None:
    _network_loss(names, 0.0)


@proves("exercise_6.other_guard")
def _(names: Mapping[str, Any], _number: int) -> None:
    _network_loss(names, 1e-8)
