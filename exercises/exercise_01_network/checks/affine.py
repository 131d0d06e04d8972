"""The affine layer: what is drawn and played."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import Case, Draw, Script

# What is drawn --------------------------------------------------------------------------------------------------------


def weighted(draw: Draw) -> Case:
    """Square half of the time, rows included: a product the wrong way round then has the right shape."""
    size = draw.integer(1, 4)
    n, d, m = draw.choice(((size, size, size), (draw.integer(1, 4), draw.integer(1, 4), draw.integer(1, 4))))
    return {
        "W": draw.array(d, m),
        "b": draw.magnitudes(m),
        "x": draw.array(n, d),
        "dout": draw.magnitudes(n, m),
    }


def images(draw: Draw) -> Case:
    n, m, shape = draw.integer(1, 3), draw.integer(1, 3), [draw.integer(1, 3) for _ in range(draw.integer(2, 3))]
    d = int(np.prod(shape))
    return {
        "W": draw.array(d, m),
        "b": draw.magnitudes(m),
        "x": draw.array(n, *shape),
        "dout": draw.magnitudes(n, m),
    }


# What is played -------------------------------------------------------------------------------------------------------


def forward_affine(script: Script, W: Any, b: Any, x: Any, **_: Any) -> None:
    layer = script.new("Affine", W, b)
    script.call(layer, "forward", x, label="out", names=("x",))


def through_affine(script: Script, W: Any, b: Any, x: Any, dout: Any) -> None:
    weights, biases = script.put("W", W), script.put("b", b)
    layer = script.new("Affine", weights, biases)
    script.call(layer, "forward", x, label="out", names=("x",))
    script.call(layer, "backward", dout, label="dx", names=("dout",))
    script.get(layer, "dW")
    script.get(layer, "db")
    script.see(weights, "W")
    script.see(biases, "b")
