"""Softmax, the cross-entropy error, and the layer of both: what is drawn, played and must hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_01_network.checks.shared import class_numbers, targets
from grader.checks import Case, Draw, Script

GUARD = 1e-7  # what the book adds inside the logarithm

# What is drawn --------------------------------------------------------------------------------------------------------


def scores(draw: Draw) -> Case:
    """As many rows as classes half of the time: what then goes wrong does so without an error message."""
    classes = draw.integer(2, 4)
    rows = draw.choice(((), (classes,), (draw.integer(1, 4),)))
    return {"x": draw.array(*rows, classes)}


def table_and_row(draw: Draw) -> Case:
    """Scores of some samples, and of one without an axis for it. No maximum is 0, which takes nothing away."""
    n, classes = draw.integer(1, 4), draw.integer(2, 4)
    return {"x": draw.magnitudes(n, classes) + 3, "row": draw.magnitudes(classes) + 3}


def shifted_scores(draw: Draw) -> Case:
    x = scores(draw)["x"]
    return {"x": x, "c": draw.array(*x.shape[:-1], 1, between=(-2, 2), kinds=("integers",)) * 500}


def large_scores(draw: Draw) -> Case:
    x = scores(draw)["x"]
    return {"x": np.round(x) * 500 + draw.array(*x.shape)}


def probabilities(draw: Draw) -> Case:
    """Now and then one class is all but certain and the others are near 0, which is no reason to cut either off. Often
    class numbers are 0 and 1 alone, as one-hot targets are; class 0 is no more frequent then."""
    n, classes = draw.integer(1, 4), draw.integer(2, 4)
    weights = draw.array(n, classes, between=(1, 9), kinds=("integers",))
    labels = class_numbers(draw, n, classes)
    t = draw.choice((labels, np.minimum(labels, 1), np.eye(classes)[labels]))
    weights[:, 0] *= draw.choice((1, 200))
    return {"y": weights / np.sum(weights, axis=1, keepdims=True), "t": t}


def certainties(draw: Draw) -> Case:
    """All probability on one class, which may be the right one."""
    n, classes = draw.integer(1, 4), draw.integer(2, 4)
    return {"y": np.eye(classes)[class_numbers(draw, n, classes)], "t": targets(draw, n, classes)}


def probabilities_or_certainties(draw: Draw) -> Case:
    return draw.choice((probabilities, certainties))(draw)


def judged_scores(draw: Draw) -> Case:
    n, classes = draw.integer(1, 4), draw.integer(2, 4)
    return {"x": draw.array(n, classes, between=(-1, 1)), "t": targets(draw, n, classes)}


def scaled_loss(draw: Draw) -> Case:
    return {**judged_scores(draw), "dout": draw.choice((2.0, -1.0, 0.5, 3.0))}


def extreme_scores(draw: Draw) -> Case:
    case = judged_scores(draw)
    return {**case, "x": np.round(case["x"]) * 1000}


def in_whole_numbers(inputs: Callable[[Draw], Case]) -> Callable[[Draw], Case]:
    """The same with one-hot targets of whole numbers."""

    def drawn(draw: Draw) -> Case:
        case = inputs(draw)
        t, (_, classes) = case["t"], case["y" if "y" in case else "x"].shape
        return {**case, "t": (np.eye(classes)[t] if t.ndim == 1 else t).astype(np.int64)}

    return drawn


# What is played -------------------------------------------------------------------------------------------------------


def call_softmax(script: Script, x: Any) -> None:
    script.call("softmax", x, label="y", names=("x",))


def call_softmax_on_both(script: Script, x: Any, row: Any) -> None:
    for at, given in (("x", x), ("row", row)):
        script.call("softmax", given, label="y", at=at, names=("x",))


def call_softmax_shifted(script: Script, x: Any, c: Any) -> None:
    script.call("softmax", x, label="y", at="x", names=("x",))
    script.call("softmax", x + c, label="y", at="x + c", names=("x",))


def call_cross_entropy(script: Script, y: Any, t: Any) -> None:
    script.call("cross_entropy_error", y, t, label="loss", names=("y", "t"))


def forward_loss(script: Script, x: Any, t: Any) -> None:
    layer = script.new("SoftmaxWithLoss", name="last")
    script.call(layer, "forward", x, t, label="loss", names=("x", "t"))


def through_loss(script: Script, x: Any, t: Any, dout: float | None = None) -> None:
    layer = script.new("SoftmaxWithLoss", name="last")
    script.call(layer, "forward", x, t, label="loss", names=("x", "t"))
    script.call(layer, "backward", *(() if dout is None else (dout,)), label="dx", names=("dout",))


# What must hold -------------------------------------------------------------------------------------------------------


def sums_to_one(seen, x):
    return (np.sum(seen["y"], axis=-1) if seen["y"].shape == x.shape else seen["y"]), np.ones(x.shape[:-1])


def unmoved(seen, **_):
    return seen["y x + c"], seen["y x"]


def finite_loss(seen, y, t):
    """A loss that is finite, and large by as many samples as are wrong; how large is up to the guard."""
    labels = t if t.ndim == 1 else np.argmax(t, axis=1)
    wrong = float(np.mean(y[np.arange(len(y)), labels] == 0))
    loss = float(seen["loss"])
    return loss, loss if np.isfinite(loss) and 2 * wrong <= loss + 1e-3 else -wrong * np.log(GUARD)


def finite_extreme_loss(seen, x, t):
    """A sample whose score is the highest costs the logarithm of how many are as high; any other costs more than 2, and
    no more than the gap, or than the logarithm of the smallest number where something keeps it from being infinite."""
    labels = t if t.ndim == 1 else np.argmax(t, axis=1)
    gaps = np.max(x, axis=1) - x[np.arange(len(x)), labels]
    loss = float(seen["loss"])
    shared = np.log(np.sum(x == np.max(x, axis=1, keepdims=True), axis=1))
    least, most = (float(np.mean(np.where(gaps > 0, cost, shared))) for cost in (2.0, np.maximum(gaps, 750.0)))
    return loss, loss if least - 1e-3 <= loss <= most + 1e-3 else float(np.mean(np.where(gaps > 0, gaps, shared)))


def finite_slope(seen, x, **_):
    dx = seen["dx"]
    return dx, np.where(np.isfinite(dx), dx, 0.0) if dx.shape == x.shape else np.zeros(x.shape)
