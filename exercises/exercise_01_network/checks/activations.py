"""Sigmoid, ReLU and tanh: what is drawn, played and must hold.

x stays off ReLU's kink except where the kink itself is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.checks import Case, Draw, Evidence, Script

ACTIVATIONS = {"sigmoid": "Sigmoid", "relu": "Relu", "tanh": "Tanh"}

# What is drawn --------------------------------------------------------------------------------------------------------


def _shape(draw: Draw) -> tuple[int, ...]:
    return tuple(draw.integer(1, 3) for _ in range(draw.choice((1, 2, 4))))


def entries(task: str) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        shape = _shape(draw)
        x = draw.magnitudes(*shape, between=(0.1, 3))
        return {"layer": ACTIVATIONS[task], "x": x, "dout": draw.magnitudes(*shape)}

    return inputs


def entries_near_the_kink(draw: Draw) -> Case:
    """Half of the time so small that whoever opens the gate a little late is seen."""
    case = entries("relu")(draw)
    return {**case, "x": case["x"] * draw.choice((1.0, 1e-4))}


def large_entries(task: str) -> Callable[[Draw], Case]:
    """1000 is always among them, so that an error has something to be compared with; so is 0, but for ReLU."""

    def inputs(draw: Draw) -> Case:
        middle = 1.0 if task == "relu" else 0.0
        others = [draw.choice((-1000.0, -800.0, 800.0, 1000.0)) for _ in range(draw.integer(1, 3))]
        x = np.array([middle, 1000.0, *others])
        return {"layer": ACTIVATIONS[task], "x": x, "dout": draw.magnitudes(*x.shape)}

    return inputs


def with_zeros(draw: Draw) -> Case:
    shape = _shape(draw)
    x = draw.array(*shape)
    x.flat[0] = 0.0
    return {"layer": "Relu", "x": x, "dout": draw.magnitudes(*shape)}


# What is played -------------------------------------------------------------------------------------------------------


def forward_activation(script: Script, layer: str, x: Any, **_: Any) -> None:
    script.call(script.new(layer), "forward", x, label="out", names=("x",))


def through_activation(script: Script, layer: str, x: Any, dout: Any) -> None:
    made = script.new(layer)
    script.call(made, "forward", x, label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))


# What must hold -------------------------------------------------------------------------------------------------------


def slope_at_zero(seen, x, dout, **_):
    dx, d = seen["dx"][x == 0], dout[x == 0]
    return dx, np.where(np.isnan(dx), 0.0, np.clip(dx, np.minimum(d, 0), np.maximum(d, 0)))


def slope_taken(seen, x, dout, **_):
    """The book's layer takes 0, its function 1."""
    slopes = np.unique(np.round((seen["dx"] / dout)[(x == 0) & (dout != 0)], 3))
    return [Evidence("kink", "dx", {"slope": float(slopes[0])})] if len(slopes) == 1 and slopes[0] else []
