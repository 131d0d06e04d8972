"""Whole numbers, arrays that are somebody else's, and layers that are used beside others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_06_convolution.checks.backward import (
    average_derivative,
    backward_with_overlaps,
    backward_with_padding,
    backward_with_stride,
    derivative,
    largest_derivative,
)
from exercises.exercise_06_convolution.checks.filters import LAYERS, filter_both_ways, filter_kept, filtered
from exercises.exercise_06_convolution.checks.forward import average_values, padding, strides, values
from exercises.exercise_06_convolution.checks.pools import (
    OBLONG,
    POOLS,
    any_stride,
    channels,
    either,
    overlapping,
    pool_forward,
    pool_kept,
    pooled,
    side_by_side,
)
from exercises.exercise_06_convolution.checks.shared import MANNERS, ONE, SOME
from exercises.exercise_06_convolution.checks.tables import columns, lay_out_twice, put_back_twice, windows
from grader.checks import Case, Draw, Script, contract, law, or_refused, parity

# What is drawn --------------------------------------------------------------------------------------------------------


def whole_numbers_in(inputs: Callable[[Draw], Case], *dtypes: type[np.integer[Any]]) -> Callable[[Draw], Case]:
    """Pixels as integers, and weights that are none."""

    def drawn(draw: Draw) -> Case:
        case = dict(inputs(draw))
        x = draw.array(*case["x"].shape, between=(0, 9), kinds=("integers",)).astype(draw.choice(dtypes))
        if "W" in case:
            case["W"] = draw.array(*case["W"].shape, kinds=("real",))
        return {**case, "x": x}

    return drawn


def _used(inputs: Callable[[Draw], Case], others: Callable[[Draw], Case] | None = None) -> Callable[[Draw], Case]:
    """A case beside others: of its shape, with wider images, and for a layer that is made otherwise. Where there are
    two kinds of cases, each may be the one that is looked at."""

    def drawn(draw: Draw) -> Case:
        first, second = draw.choice(((inputs, others or inputs), (others or inputs, inputs)))
        case, other = first(draw), second(draw)
        x, dout = case["x"], case["dout"]
        step = _stride(case)
        wider = np.concatenate([x, x[..., -1:] + 1 + np.arange(step)], axis=-1)
        more = dout if dout.ndim == 2 else np.concatenate([dout, -dout[..., -1:]], axis=-1)
        cases = {"own": (x, dout), "before": (-x, dout[::-1] + 1), "wider": (wider, more)}
        given = {key: (_made(case), *arrays) for key, arrays in cases.items()}
        return {"layer": case["layer"], **given, "other": (_made(other), other["x"], other["dout"])}

    return drawn


def _made(case: Case) -> tuple[Any, ...]:
    return (case["W"], case["b"], *case["settings"]) if "W" in case else case["settings"]


def _stride(case: Case) -> int:
    settings = case["settings"] if "W" in case else case["settings"][2:]
    return settings[0] if settings else 1


def either_used(draw: Draw) -> Case:
    """Layers of one class."""
    return _used(channels(draw.choice(("average", "largest"))))(draw)


# What is played -------------------------------------------------------------------------------------------------------


def among_others(script: Script, layer: str, own: Any, before: Any, wider: Any, other: Any) -> None:
    """A layer by itself; then one that was used before, with the same array, while one that is made otherwise is used
    too, and asked twice; then both with wider images. Each case holds constructor arguments, an image and an upstream
    gradient."""
    made, x, dout = own
    alone = script.new(layer, *made, name="alone")
    script.call(alone, "forward", x, label="out", at="alone")
    _back(script, layer, alone, dout, "alone")
    one, second = script.new(layer, *made, name="one"), script.new(layer, *other[0], name="other")
    if layer in POOLS.values():
        script.new(layer, 2, 3, 3, 1, name="padded")  # side by side; never used, since some cannot pad
    images = script.put("x", before[1])
    script.call(one, "forward", images)
    script.call(one, "backward", before[2])
    script.fill(images, "", x)
    script.call(one, "forward", images, label="out", at="among others")
    script.call(second, "forward", other[1])
    script.call(one, "backward", dout, label="dx", at="among others", names=("dout",))
    script.call(second, "backward", other[2])
    _slopes(script, layer, one, "among others")
    _back(script, layer, one, dout, "again")
    script.call(one, "forward", wider[1])
    script.call(second, "forward", other[1])
    script.call(one, "backward", wider[2], label="dx", at="wider, among others", names=("dout",))
    fresh = script.new(layer, *made, name="fresh")
    script.call(fresh, "forward", wider[1])
    script.call(fresh, "backward", wider[2], label="dx", at="wider, alone", names=("dout",))


def _back(script: Script, layer: str, made: Any, dout: Any, at: str) -> None:
    script.call(made, "backward", dout, label="dx", at=at, names=("dout",))
    _slopes(script, layer, made, at)


def _slopes(script: Script, layer: str, made: Any, at: str) -> None:
    if layer.startswith("Convolution"):
        script.get(made, "dW", at=at)
        script.get(made, "db", at=at)


# What must hold -------------------------------------------------------------------------------------------------------


def as_alone(seen, layer, **_):
    names = ("dx", "dW", "db") if layer.startswith("Convolution") else ("dx",)
    got = {name: [seen[f"{name} among others"], seen[f"{name} again"]] for name in names}
    right = {name: [seen[f"{name} alone"]] * 2 for name in names}
    got["dx"], right["dx"] = [*got["dx"], seen["dx wider, among others"]], [*right["dx"], seen["dx wider, alone"]]
    return {**got, "out": seen["out among others"]}, {**right, "out": seen["out alone"]}


# The checks -----------------------------------------------------------------------------------------------------------

whole_numbers = {
    **{
        task: or_refused(
            parity(
                task,
                whole_numbers_in(filtered(task, (1, 2), (0, 1)), np.int64, np.uint8),
                filter_both_ways,
                outputs=("out", "dW", "db"),  # dx of pixels is nobody's
                needs=(derivative[task], backward_with_stride[task], backward_with_padding[task]),
                examples=3,
            )
        )
        for task in LAYERS
    },
    "average_pooling": or_refused(
        parity(
            "average_pooling",
            whole_numbers_in(side_by_side("average_pooling"), np.int64),
            pool_forward,
            outputs="out",
            needs=values["average_pooling"],
            examples=3,
        )
    ),
    "global_pooling": or_refused(
        parity(
            "global_pooling",
            whole_numbers_in(channels("average"), np.int64),
            pool_forward,
            outputs="out",
            needs=average_values,
            examples=4,
        )
    ),
}
untouched = {
    "im2col": contract(
        "im2col",
        windows((1, 2), (0, 1)),
        lay_out_twice,
        outputs=(*MANNERS, "col"),
        needs=(strides["im2col"], padding["im2col"]),
    ),
    "col2im": contract(
        "col2im",
        columns((1, 2), (0, 1)),
        put_back_twice,
        outputs=(*MANNERS, "image"),
        needs=(strides["col2im"], padding["col2im"]),
    ),
    "convolution": contract(
        "convolution",
        filtered("convolution", (1, 2), (0, 1)),
        filter_kept,
        outputs=(*MANNERS, "W", "b", "x"),
        needs=derivative["convolution"],
    ),
    **{
        task: contract(task, side_by_side(task), pool_kept, outputs=(*MANNERS, "x"), needs=derivative[task])
        for task in POOLS
    },
    "global_pooling": contract(
        "global_pooling",
        either,
        pool_kept,
        outputs=(*MANNERS, "x"),
        needs=(average_derivative, largest_derivative),
        examples=8,
    ),
}
own_forward = {
    "convolution": law(
        "convolution",
        _used(filtered("convolution", ONE, (0, 1), (4, 5, 2)), filtered("convolution", SOME, (0, 1))),
        among_others,
        as_alone,
        output=None,
        needs=(derivative["convolution"], backward_with_stride["convolution"], backward_with_padding["convolution"]),
        examples=4,
    ),
    **{
        task: law(
            task,
            _used(pooled(task, overlapping, OBLONG, fits=True), pooled(task, any_stride, OBLONG, fits=True)),
            among_others,
            as_alone,
            output=None,
            needs=(derivative[task], backward_with_overlaps[task]),
            examples=4,
        )
        for task in POOLS
    },
    "global_pooling": law(
        "global_pooling",
        either_used,
        among_others,
        as_alone,
        output=None,
        needs=(average_derivative, largest_derivative),
        examples=8,
    ),
}
