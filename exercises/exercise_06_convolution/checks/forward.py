"""The way forward.

Each question is asked first at stride 1 and without padding, then with padding, then with strides, so that what fails
first says where to look.
"""

from __future__ import annotations

from exercises.exercise_06_convolution.checks.filters import (
    LAYERS,
    adds_up,
    filter_forward,
    filter_moved,
    filter_sums,
    filtered,
    moved,
    moves_along,
    two_images,
)
from exercises.exercise_06_convolution.checks.pools import (
    OBLONG,
    POOLS,
    WIDER,
    any_stride,
    by_default,
    channels,
    overlapping,
    pool_by_default,
    pool_forward,
    pooled,
    side_by_side,
)
from exercises.exercise_06_convolution.checks.shared import NEAR, ONE, PADS, SOME
from exercises.exercise_06_convolution.checks.tables import columns, lay_out, put_back, transposes, windows
from grader.checks import law, parity

values = {
    "im2col": parity("im2col", windows(ONE, (0,)), lay_out, outputs="col", examples=6),
    "col2im": parity("col2im", columns(ONE, (0,)), put_back, outputs="image", examples=6),
    **{task: parity(task, filtered(task, ONE, (0,)), filter_forward, outputs="out", examples=6) for task in LAYERS},
    **{task: parity(task, side_by_side(task), pool_forward, outputs="out", examples=6) for task in POOLS},
}
strides = {
    "im2col": parity("im2col", windows(SOME, (0,)), lay_out, outputs="col", needs=values["im2col"], examples=6),
    "col2im": parity("col2im", columns(SOME, (0,)), put_back, outputs="image", needs=values["col2im"], examples=6),
    **{
        task: parity(task, filtered(task, SOME, (0,)), filter_forward, outputs="out", needs=values[task], examples=6)
        for task in LAYERS
    },
    **{
        task: parity(
            task, pooled(task, any_stride, OBLONG), pool_forward, outputs="out", needs=values[task], examples=8
        )
        for task in POOLS
    },
}
padding = {
    "im2col": parity("im2col", windows(NEAR, PADS), lay_out, outputs="col", needs=values["im2col"], examples=5),
    "col2im": parity("col2im", columns(NEAR, PADS), put_back, outputs="image", needs=values["col2im"], examples=5),
    **{
        task: parity(task, filtered(task, NEAR, PADS), filter_forward, outputs="out", needs=values[task], examples=5)
        for task in LAYERS
    },
    **{
        task: parity(
            task,
            pooled(task, overlapping, WIDER, (1,), fits=True, between=(0.1, 4)),
            pool_forward,
            outputs="out",
            needs=values[task],
            examples=5,
        )
        for task in POOLS
    },
}
negative_images = parity(
    "pooling",
    pooled("pooling", overlapping, WIDER, (1,), fits=True, between=(-4e4, -1e4)),
    pool_forward,
    outputs="out",
    needs=padding["pooling"],
    examples=4,
)
default_stride = {
    task: parity(task, by_default(task), pool_by_default, outputs="out", needs=strides[task], examples=1)
    for task in POOLS
}
adjoint = law("col2im", columns((1, 2), (0, 1)), put_back, transposes, output="image", examples=4)
linear = law("convolution", two_images, filter_sums, adds_up, output="out", examples=3)
translation = law("convolution", moved, filter_moved, moves_along, output="out", examples=4)

average_values = parity("global_pooling", channels("average"), pool_forward, outputs="out", examples=6)
largest_values = parity("global_pooling", channels("largest"), pool_forward, outputs="out", examples=6)
