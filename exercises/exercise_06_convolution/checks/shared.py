"""What several of these modules need: sizes that are drawn, and when two numbers are near enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.checks import Case, Draw, near

ONE = (1,)
NEAR = (1, 2)
SOME = (2, 3)
PADS = (1, 2)

SLOPES = ("dx", "dW", "db")
MANNERS = ("arguments", "results")
CLOSE = 1e-5  # mistakes are larger than what single precision leaves of terms that cancel

LOUD = 64.0  # a power of 2, so that nothing is rounded

REPEATED = 17  # numbers of which a large array is made, over and over, so that it can be pasted


def few(draw: Draw) -> int:
    """1, 2 or 3, and 1 seldom: most mistakes hide there."""
    return draw.choice((1, 2, 2, 3))


def several(draw: Draw) -> int:
    """The same of filters or channels, where most mistakes show with two and none with one."""
    return draw.choice((2, 1, 2, 3))


def loud(inputs: Callable[[Draw], Case]) -> Callable[[Draw], Case]:
    """The same cases with a large entry in dout: of small ones nobody sees whether they would be cut off."""

    def drawn(draw: Draw) -> Case:
        case = dict(inputs(draw))
        scale = np.ones(case["dout"].size)
        scale[-1] = LOUD
        return {**case, "dout": case["dout"] * scale.reshape(case["dout"].shape)}

    return drawn


def some_kernel(draw: Draw, axes: int) -> tuple[int, ...]:
    if axes == 1:
        return (draw.choice((2, 1, 3)),)
    if axes == 3:
        return draw.choice(((2, 1, 2), (1, 2, 2), (2, 2, 1)))
    return draw.choice(((1, 2), (2, 1), (2, 3), (3, 2)))


def image_size(draw: Draw, kernel: tuple[int, ...], stride: int, pad: int, fits: bool = False) -> tuple[int, ...]:
    """Two or more windows along each axis; one to three more pixels, or as many as whole windows need."""
    least = [max(1, k + stride - 2 * pad) for k in kernel]
    if fits:
        return tuple(k + stride * draw.integer(1, 2) - 2 * pad for k in kernel)
    return tuple(n + draw.integer(0, 2 if len(kernel) < 3 else 1) for n in least)


def output_size(size: tuple[int, ...], kernel: tuple[int, ...], stride: int, pad: int) -> tuple[int, ...]:
    return tuple((n + 2 * pad - k) // stride + 1 for n, k in zip(size, kernel, strict=True))


def said_of(stride: int, pad: int) -> tuple[int, ...]:
    """What has to be said of stride and padding: nothing where they are as by default."""
    return (stride, pad) if pad else (stride,) if stride != 1 else ()


def near_sums(got: Any, truth: Any) -> tuple[Any, Any]:
    left, right = (np.sum(terms, dtype=np.float64) for terms in (got, truth))
    return near(left, right, CLOSE * float(np.sum(np.abs(truth))))
