"""Convolutions along one, two and three axes: what is drawn, played and must hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_06_convolution.checks.shared import (
    CLOSE,
    few,
    image_size,
    near_sums,
    output_size,
    said_of,
    several,
    some_kernel,
)
from grader.checks import Case, Draw, Script, near

AXES = {"convolution": 2, "convolution_1d": 1, "convolution_3d": 3}
LAYERS = {"convolution": "Convolution", "convolution_1d": "Convolution1d", "convolution_3d": "Convolution3d"}


# What is drawn --------------------------------------------------------------------------------------------------------


def filtered(
    task: str, strides: tuple[int, ...], pads: tuple[int, ...], channels: tuple[int, ...] = (2, 1, 3, 5)
) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        stride, pad, kernel = draw.choice(strides), draw.choice(pads), some_kernel(draw, AXES[task])
        n, c, f = few(draw), draw.choice(channels), several(draw)
        if AXES[task] == 3:
            n, c, f = (min(size, 2) for size in (n, c, f))
        size = image_size(draw, kernel, stride, pad)
        return {
            "layer": LAYERS[task],
            "W": draw.array(f, c, *kernel),
            "b": draw.magnitudes(f),
            "settings": said_of(stride, pad),
            "x": draw.array(n, c, *size),
            "dout": draw.magnitudes(n, f, *output_size(size, kernel, stride, pad)),
        }

    return inputs


def two_images(draw: Draw) -> Case:
    case = dict(filtered("convolution", (1, 2), (0, 1))(draw))
    return {**case, "y": draw.array(*case["x"].shape)}


def moved(draw: Draw) -> Case:
    """An image, and by how many windows the other begins later."""
    case = dict(filtered("convolution", (1, 2), (0,))(draw))
    stride = case["settings"][0] if case["settings"] else 1
    by = draw.integer(0, 2), draw.integer(1, 2)
    n, c, h, w = case["x"].shape
    return {**case, "x": draw.array(n, c, h + by[0] * stride, w + by[1] * stride), "by": by}


# What is played -------------------------------------------------------------------------------------------------------


def filter_forward(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, **_: Any) -> None:
    made = script.new(layer, W, b, *settings, name="conv")
    script.call(made, "forward", x, label="out", names=("x",))


def filter_both_ways(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, dout: Any) -> None:
    weights, biases = script.put("W", W), script.put("b", b)
    made = script.new(layer, weights, biases, *settings, name="conv")
    script.call(made, "forward", x, label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))
    script.get(made, "dW")
    script.get(made, "db")
    script.see(weights, "W")
    script.see(biases, "b")


def filter_kept(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, dout: Any) -> None:
    """Whoever gave the arrays looks at them afterwards, and at out when there are other images."""
    given = {name: script.put(name, array) for name, array in {"W": W, "b": b, "x": x}.items()}
    made = script.new(layer, given["W"], given["b"], *settings, name="conv")
    script.call(made, "forward", given["x"], label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))
    for name, array in given.items():
        script.see(array, name)
    script.call(made, "forward", 1 - x, label="out", at="of others", names=("x",))


def filter_changed(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, dout: Any) -> None:
    """Somebody trains the arrays that the layer was given."""
    weights, biases = script.put("W", W), script.put("b", b)
    made = script.new(layer, weights, biases, *settings, name="conv")
    script.call(made, "forward", x)
    for given, array in ((weights, W), (biases, b)):
        script.fill(given, "", -2 * array)
    script.call(made, "forward", x, label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))


def filter_sums(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, y: Any, **_: Any) -> None:
    made = script.new(layer, W, b, *settings, name="conv")
    for at, image in (("x", x), ("y", y), ("x + y", x + y), ("0", 0 * x)):
        script.call(made, "forward", image, label="out", at=at, names=("x",))


def filter_moved(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, by: Any, **_: Any) -> None:
    made = script.new(layer, W, b, *settings, name="conv")
    rows, cols = ((settings[0] if settings else 1) * n for n in by)
    script.call(made, "forward", x, label="out", at="whole", names=("x",))
    script.call(made, "forward", x[:, :, rows:, cols:], label="out", at="part", names=("x",))


def filter_and_back(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, dout: Any) -> None:
    made = script.new(layer, W, b, *settings, name="conv")
    script.call(made, "forward", 0 * x, label="out", at="0", names=("x",))
    script.call(made, "forward", x, label="out", at="x", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))


# What must hold -------------------------------------------------------------------------------------------------------


def adds_up(seen, **_):
    left, right = seen["out x + y"] + seen["out 0"], seen["out x"] + seen["out y"]
    return near(left, right, CLOSE * (1 + float(np.max(np.abs(right)))))


def moves_along(seen, by, **_):
    down, right = by
    part = seen["out part"]
    return near(seen["out whole"][:, :, down:, right:], part, CLOSE * (1 + float(np.max(np.abs(part)))))


def there_as_back(seen, x, dout, **_):
    return near_sums(x * seen["dx"], (seen["out x"] - seen["out 0"]) * dout)
