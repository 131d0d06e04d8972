"""Large inputs: whether they come out right too, and whether Python loops over their pixels.

Their numbers repeat, so that they can be pasted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from exercises.exercise_06_convolution.checks.backward import derivative
from exercises.exercise_06_convolution.checks.filters import filter_both_ways
from exercises.exercise_06_convolution.checks.forward import values
from exercises.exercise_06_convolution.checks.pools import APART, POOLS, pool_both_ways
from exercises.exercise_06_convolution.checks.shared import REPEATED, SLOPES, output_size
from exercises.exercise_06_convolution.checks.tables import lay_out, put_back
from grader.checks import Case, Draw, parity, speed

# What is drawn --------------------------------------------------------------------------------------------------------


def large_windows(draw: Draw) -> Case:
    return {"x": np.resize(draw.array(REPEATED), (4, 3, 14, 15)), "kernel": (3, 3), "stride": 1, "pad": 1}


def large_columns(draw: Draw) -> Case:
    col = np.resize(draw.array(REPEATED), (4 * 14 * 15, 27))
    return {"x": np.zeros((4, 3, 14, 15)), "col": col, "kernel": (3, 3), "stride": 1, "pad": 1}


def slow_images(draw: Draw) -> Case:
    return {
        "layer": "Convolution",
        "W": draw.array(4, 2, 3, 3),
        "b": draw.array(4),
        "settings": (1, 1),
        "x": np.resize(draw.array(REPEATED), (4, 2, 12, 13)),
        "dout": np.resize(draw.array(REPEATED), (4, 4, 12, 13)),
    }


def large_images(draw: Draw) -> Case:
    """Of each image alone the columns take over a mebibyte, the size from which it pays to work in parts."""
    n, c, (h, w), kernel = 3, 4, (40, 100), (2, 9)
    return {
        "layer": "Convolution",
        "W": draw.array(1, c, *kernel),
        "b": draw.magnitudes(1),
        "settings": (),
        "x": np.resize(draw.array(REPEATED), (n, c, h, w)),
        "dout": np.resize(draw.magnitudes(REPEATED), (n, 1, *output_size((h, w), kernel, 1, 0))),
    }


def many_images(task: str) -> Callable[[Draw], Case]:
    """More images than fit into a mebibyte, and than an image has rows or columns. In no window are two pixels equal,
    since going right adds 1 to a place among the repeated numbers, and going down adds 36, which is 2."""

    def inputs(draw: Draw) -> Case:
        n, c, (h, w), pool = 80, 2, (30, 36), 2
        return {
            "layer": POOLS[task],
            "settings": (pool, pool, pool),
            "x": np.resize(draw.distinct(REPEATED, apart=APART), (n, c, h, w)),
            "dout": np.resize(draw.magnitudes(REPEATED), (n, c, h // pool, w // pool)),
        }

    return inputs


def large_pools(task: str) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        x = np.resize(draw.distinct(REPEATED, apart=APART), (8, 4, 24, 26))
        dout = np.resize(draw.array(REPEATED), (8, 4, 12, 13))
        return {"layer": POOLS[task], "settings": (2, 2, 2), "x": x, "dout": dout}

    return inputs


# The checks -----------------------------------------------------------------------------------------------------------

large = {
    "convolution": parity(
        "convolution",
        large_images,
        filter_both_ways,
        outputs=("out", *SLOPES),
        needs=derivative["convolution"],
        examples=1,
    ),
    **{
        task: parity(task, many_images(task), pool_both_ways, outputs=("out", "dx"), needs=derivative[task], examples=1)
        for task in POOLS
    },
}
loops = {
    "im2col": speed("im2col", large_windows, lay_out, needs=values["im2col"]),
    "col2im": speed("col2im", large_columns, put_back, needs=values["col2im"]),
    "convolution": speed("convolution", slow_images, filter_both_ways, needs=derivative["convolution"]),
    **{task: speed(task, large_pools(task), pool_both_ways, needs=derivative[task]) for task in POOLS},
}
