"""The way back, in the same order."""

from __future__ import annotations

from exercises.exercise_06_convolution.checks.filters import (
    LAYERS,
    filter_and_back,
    filter_both_ways,
    filter_changed,
    filtered,
    there_as_back,
)
from exercises.exercise_06_convolution.checks.forward import negative_images, padding, strides
from exercises.exercise_06_convolution.checks.pools import (
    POOLS,
    WIDER,
    channels,
    hands_out_once,
    level,
    level_channels,
    overlapping,
    pool_both_ways,
    pooled,
    side_by_side,
)
from exercises.exercise_06_convolution.checks.shared import NEAR, ONE, PADS, SLOPES, SOME, loud
from grader.checks import gradient, law, parity

derivative = {
    **{
        task: gradient(
            task,
            loud(filtered(task, ONE, (0,))),
            filter_both_ways,
            wrt={"dx": "x", "dW": "W", "db": "b"},
            examples=4 if task == "convolution" else 3,
        )
        for task in LAYERS
    },
    **{task: gradient(task, loud(side_by_side(task)), pool_both_ways, wrt={"dx": "x"}, examples=4) for task in POOLS},
}
average_derivative = gradient("global_pooling", loud(channels("average")), pool_both_ways, wrt={"dx": "x"}, examples=4)
largest_derivative = gradient("global_pooling", loud(channels("largest")), pool_both_ways, wrt={"dx": "x"}, examples=4)
backward_with_overlaps = {
    task: parity(
        task,
        pooled(task, overlapping, WIDER, fits=True),
        pool_both_ways,
        outputs="dx",
        needs=derivative[task],
        examples=6,
    )
    for task in POOLS
}
backward_with_stride = {
    task: parity(
        task,
        filtered(task, SOME, (0,)),
        filter_both_ways,
        outputs=SLOPES,
        needs=(derivative[task], strides[task]),
        examples=6,
    )
    for task in LAYERS
}
backward_with_padding = {
    **{
        task: parity(
            task,
            filtered(task, NEAR, PADS),
            filter_both_ways,
            outputs=SLOPES,
            needs=(derivative[task], padding[task]),
            examples=5,
        )
        for task in LAYERS
    },
    "pooling": parity(
        "pooling",
        pooled("pooling", overlapping, WIDER, (1,), fits=True, between=(-4, 1)),
        pool_both_ways,
        outputs=("out", "dx"),
        needs=(derivative["pooling"], negative_images),
        examples=5,
    ),
    "average_pooling": gradient(  # of its own forward, because padding may be counted or not, but both ways alike
        "average_pooling",
        pooled("average_pooling", overlapping, WIDER, (1,), fits=True, between=(0.1, 4)),
        pool_both_ways,
        wrt={"dx": "x"},
        needs=(derivative["average_pooling"], padding["average_pooling"]),
        examples=5,
    ),
}
present_weights = parity(
    "convolution",
    filtered("convolution", (1, 2), (0, 1)),
    filter_changed,
    outputs=("out", "dx"),
    needs=(derivative["convolution"], backward_with_stride["convolution"], backward_with_padding["convolution"]),
    examples=2,
)
transpose = law(
    "convolution", filtered("convolution", (1, 2), (0, 1)), filter_and_back, there_as_back, output="dx", examples=3
)
ties = {
    "pooling": law(
        "pooling", level(pad=0), pool_both_ways, hands_out_once, output="dx", needs=derivative["pooling"], examples=6
    ),
    "global_pooling": law(
        "global_pooling", level_channels, pool_both_ways, hands_out_once, output="dx", needs=largest_derivative
    ),
}
ties_with_padding = law(
    "pooling",
    level(pad=1),
    pool_both_ways,
    hands_out_once,
    output="dx",
    needs=(ties["pooling"], backward_with_padding["pooling"]),
    examples=4,
)
