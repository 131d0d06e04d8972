"""Images, whose channels are columns of as many rows as all images have pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_03_batch_normalization.checks.shared import (
    SLOPES,
    gamma_and_beta,
    go_back,
    go_forward,
    new_layer,
    see_statistics,
)
from grader.checks import Case, Draw, Script, law

Rows = Callable[[Any], Any]
Writer = Callable[..., None]


def _channels(x: Any) -> Any:
    """(N, C, H, W) to (N·H·W, C): a channel a column."""
    return np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])


def _features(x: Any) -> Any:
    return x.reshape(len(x), -1)


# What is drawn --------------------------------------------------------------------------------------------------------


def images(draw: Draw) -> Case:
    """Two or more channels, and as many columns as channels half of the time: what then is mixed up, is so silently."""
    n, c, h = draw.integer(2, 3), draw.integer(2, 3), draw.integer(2, 4)
    w = draw.choice((c, 5 - c, 4))
    shape = (n, c, h, w)
    x = draw.array(*shape, between=(-20, 20), kinds=("real",))
    return {**gamma_and_beta(draw, c), "x": x, "dout": draw.magnitudes(*shape)}


def pixels(draw: Draw) -> Case:
    """Images for a layer whose γ has one entry a pixel."""
    case = images(draw)
    return {**case, **gamma_and_beta(draw, case["x"][0].size)}


# What is played -------------------------------------------------------------------------------------------------------


def forward_as(rows: Rows) -> Writer:
    def write(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
        go_forward(script, new_layer(script, gamma, beta), x, at="images")
        go_forward(script, new_layer(script, gamma, beta, name="same"), rows(x), at="rows")

    return write


def remember_as(rows: Rows) -> Writer:
    def write(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
        for name, at, batch, asked in (("layer", "images", x, x[:1]), ("same", "rows", rows(x), rows(x[:1]))):
            layer = new_layer(script, gamma, beta, name=name)
            go_forward(script, layer, batch, label=None)
            see_statistics(script, layer, at=at)
            go_forward(script, layer, asked, False, at=at)

    return write


def both_ways_as(rows: Rows) -> Writer:
    def write(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
        for name, at, batch, back in (("layer", "images", x, dout), ("same", "rows", rows(x), rows(dout))):
            layer = new_layer(script, gamma, beta, name=name)
            go_forward(script, layer, batch, label=None)
            go_back(script, layer, back, at=at)

    return write


# What must hold -------------------------------------------------------------------------------------------------------


def images_as(rows: Rows, *outputs: str):
    """The images' answers, laid out as rows, are those that the rows got."""

    def sides(seen, x, **_):
        left, right = {}, {}
        for name in outputs:
            left[name], right[name] = seen[f"{name} images"], seen[f"{name} rows"]
            if name in ("out", "dx"):
                is_image = np.shape(left[name])[1:] == x.shape[1:]
                left[name], right[name] = (rows(left[name]), right[name]) if is_image else (left[name], x)
        return left, right

    return sides


# The checks -----------------------------------------------------------------------------------------------------------


def _of_images(write: Callable[[Rows], Writer], *outputs: str, needs: Any = None) -> Any:
    """γ has an entry a channel; or, as in the book, an entry a pixel."""
    per_pixel = law("images", pixels, write(_features), images_as(_features, *outputs), output=None, examples=6)
    return law(
        "images",
        images,
        write(_channels),
        images_as(_channels, *outputs),
        output=None,
        needs=needs,
        examples=6,
        instead={"images_per_pixel": per_pixel},
    )


channels = _of_images(forward_as, "out")
channel_statistics = _of_images(remember_as, "running_mean", "running_var", "out", needs=channels)
channel_gradients = _of_images(both_ways_as, *SLOPES, needs=channels)
