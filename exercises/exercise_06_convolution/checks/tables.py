"""Windows that are laid out as a table, and put back: what is drawn, played and must hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_06_convolution.checks.shared import (
    few,
    image_size,
    near_sums,
    output_size,
    said_of,
    some_kernel,
)
from grader.checks import Case, Draw, Script
from reference.convolution import im2col

# What is drawn --------------------------------------------------------------------------------------------------------


def windows(strides: tuple[int, ...], pads: tuple[int, ...]) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        stride, pad, kernel = draw.choice(strides), draw.choice(pads), some_kernel(draw, 2)
        x = draw.array(few(draw), few(draw), *image_size(draw, kernel, stride, pad))
        return {"x": x, "kernel": kernel, "stride": stride, "pad": pad}

    return inputs


def columns(strides: tuple[int, ...], pads: tuple[int, ...]) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        case = windows(strides, pads)(draw)
        x, kernel, stride, pad = case.values()
        n, c, *size = x.shape
        rows = n * int(np.prod(output_size(size, kernel, stride, pad)))
        col = draw.array(rows, c * int(np.prod(kernel)))
        return {"x": x, "col": col, "kernel": kernel, "stride": stride, "pad": pad}

    return inputs


# What is played -------------------------------------------------------------------------------------------------------

WINDOW = ("filter_h", "filter_w", "stride", "pad")


def lay_out(script: Script, x: Any, kernel: Any, stride: int, pad: int) -> None:
    script.call("im2col", x, *kernel, *said_of(stride, pad), label="col", names=("input_data", *WINDOW))


def put_back(script: Script, x: Any, col: Any, kernel: Any, stride: int, pad: int) -> None:
    names = ("col", "input_shape", *WINDOW)
    script.call("col2im", col, x.shape, *kernel, *said_of(stride, pad), label="image", names=names)


def lay_out_twice(script: Script, x: Any, kernel: Any, stride: int, pad: int) -> None:
    lay_out(script, x, kernel, stride, pad)
    names = ("input_data", *WINDOW)
    script.call("im2col", x[::-1] + 1, *kernel, *said_of(stride, pad), label="col", at="of another image", names=names)


def put_back_twice(script: Script, x: Any, col: Any, kernel: Any, stride: int, pad: int) -> None:
    put_back(script, x, col, kernel, stride, pad)
    names, given = ("col", "input_shape", *WINDOW), (col[::-1] + 1, x.shape, *kernel, *said_of(stride, pad))
    script.call("col2im", *given, label="image", at="of another table", names=names)


# What must hold -------------------------------------------------------------------------------------------------------


def transposes(seen, x, col, kernel, stride, pad):
    return near_sums(x * seen["image"], im2col(x, *kernel, stride, pad) * col)
