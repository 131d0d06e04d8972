"""Pooling, over windows and over whole images: what is drawn, played and must hold.

In max pooling no two pixels are equal, except where ties are what is asked about, or nothing goes back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_06_convolution.checks.shared import CLOSE, few, image_size, output_size, several
from grader.checks import Case, Draw, Script

POOLS = {"pooling": "Pooling", "average_pooling": "AveragePooling"}
GLOBAL = {"average": "GlobalAveragePooling", "largest": "GlobalMaxPooling"}
APART = 1e-3

SQUARE = ((2, 2), (2, 2), (3, 3))
OBLONG = ((1, 2), (2, 1), (2, 3), (3, 2))
WIDER = ((2, 3), (3, 2))


# What is drawn --------------------------------------------------------------------------------------------------------


def pooled(
    task: str,
    strides: Callable[[tuple[int, int]], tuple[int, ...]],
    kernels: tuple[tuple[int, int], ...],
    pads: tuple[int, ...] = (0,),
    fits: bool = False,
    between: tuple[float, float] = (-2, 2),
) -> Callable[[Draw], Case]:
    """`strides` of a window's size"""

    def inputs(draw: Draw) -> Case:
        pad = draw.choice(pads)
        kernel = draw.choice(kernels)
        stride = draw.choice(strides(kernel))
        size = image_size(draw, kernel, stride, pad, fits)
        n, c = few(draw), several(draw)
        return {
            "layer": POOLS[task],
            "settings": (*kernel, stride, pad)[: 4 if pad else 3],
            "x": PIXELS[task](draw, n, c, *size, between=between),
            "dout": draw.magnitudes(n, c, *output_size(size, kernel, stride, pad)),
        }

    return inputs


def _distinct(draw: Draw, *shape: int, between: tuple[float, float]) -> Any:
    return draw.distinct(*shape, between=between, apart=APART)


def _some_zeros(draw: Draw, *shape: int, between: tuple[float, float]) -> Any:
    """A mean counts them."""
    x = _distinct(draw, *shape, between=between)
    x.flat[::3] = 0.0
    return x


PIXELS = {"pooling": _distinct, "average_pooling": _some_zeros}


def largest_side(kernel: tuple[int, int]) -> tuple[int, ...]:
    return (max(kernel),)


def overlapping(kernel: tuple[int, int]) -> tuple[int, ...]:
    return tuple(s for s in (1, 2) if s < max(kernel))


def any_stride(kernel: tuple[int, int]) -> tuple[int, ...]:
    return (1, 2, 3, 4)


def side_by_side(task: str) -> Callable[[Draw], Case]:
    """Square windows that neither overlap nor leave anything out."""
    return pooled(task, largest_side, SQUARE, fits=True)


def by_default(task: str) -> Callable[[Draw], Case]:
    """For each of two windows images into which it fits whole with every stride that may be the default."""

    def inputs(draw: Draw) -> Case:
        images = {side: draw.array(1, few(draw), 3 * side, 3 * side, between=(-9, 9)) for side in (3, 2)}
        return {"layer": POOLS[task], "images": images}

    return inputs


def level(pad: int) -> Callable[[Draw], Case]:
    """Many equal pixels: zeros, as ReLU leaves them; with padding, smaller ones too, and windows that see one pixel in
    the corners. Windows lie side by side, so that each has pixels of its own."""

    def inputs(draw: Draw) -> Case:
        pool = 2 if pad else draw.integer(2, 3)
        n, c, *out = few(draw), few(draw), draw.integer(1, 2) + pad, draw.integer(1, 2) + pad
        x = draw.array(n, c, *(pool * k - 2 * pad for k in out), between=(-1, 1), kinds=("integers",))
        return {
            "layer": "Pooling",
            "settings": (pool, pool, pool, pad)[: 4 if pad else 3],
            "x": x if pad else np.maximum(x, 0.0),
            "dout": draw.magnitudes(n, c, *out),
        }

    return inputs


def channels(layer: str) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        n, c = few(draw), few(draw)
        x = draw.distinct(n, c, *draw.choice(((2, 3), (1, 2), (3, 2), (2, 4), (3, 1), (3, 4))))
        return {"layer": GLOBAL[layer], "settings": (), "x": x, "dout": draw.magnitudes(n, c)}

    return inputs


def either(draw: Draw) -> Case:
    return channels(draw.choice(("average", "largest")))(draw)


def level_channels(draw: Draw) -> Case:
    n, c, h, w = few(draw), few(draw), draw.integer(1, 3), draw.integer(2, 3)
    x = np.maximum(draw.array(n, c, h, w, between=(-1, 1), kinds=("integers",)), 0.0)
    return {"layer": "GlobalMaxPooling", "settings": (), "x": x, "dout": draw.magnitudes(n, c)}


# What is played -------------------------------------------------------------------------------------------------------


def pool_forward(script: Script, layer: str, settings: Any, x: Any, **_: Any) -> None:
    made = script.new(layer, *settings, name="pool")
    script.call(made, "forward", x, label="out", names=("x",))


def pool_by_default(script: Script, layer: str, images: dict[int, Any]) -> None:
    for side, x in images.items():
        made = script.new(layer, side, side, name="pool")
        script.call(made, "forward", x, label="out", at=f"{side} × {side}", names=("x",))


def pool_both_ways(script: Script, layer: str, settings: Any, x: Any, dout: Any) -> None:
    made = script.new(layer, *settings, name="pool")
    script.call(made, "forward", x, label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))


def pool_kept(script: Script, layer: str, settings: Any, x: Any, dout: Any) -> None:
    """Whoever gave the images looks at them afterwards, and at out when there are others."""
    images = script.put("x", x)
    made = script.new(layer, *settings, name="pool")
    script.call(made, "forward", images, label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))
    script.see(images, "x")
    script.call(made, "forward", 1 - x, label="out", at="of others", names=("x",))


# What must hold -------------------------------------------------------------------------------------------------------


def hands_out_once(seen, x, dout, settings, **_):
    """Shares of the largest pixels that add up to dout, none of them below 0 or above dout."""
    n, c, h, w = x.shape
    high, wide = settings[:2] or (h, w)
    pad = settings[3] if len(settings) > 3 else 0
    around = [(0, 0), (0, 0), (pad, pad), (pad, pad)]
    rows, cols = (h + 2 * pad) // high, (w + 2 * pad) // wide
    blocks = (n, c, rows, high, cols, wide)
    dx = np.pad(seen["dx"], around).reshape(blocks)
    image = np.pad(x, around, constant_values=-np.inf).reshape(blocks)
    given = dout.reshape(n, c, rows, 1, cols, 1)
    largest = image == image.max(axis=(3, 5), keepdims=True)
    equal = given * largest / largest.sum(axis=(3, 5), keepdims=True)
    shares = dx / given
    once = np.abs(np.sum(shares, axis=(3, 5), keepdims=True) - 1) <= CLOSE
    fair = np.where(largest, (shares >= -CLOSE) & (shares <= 1 + CLOSE), np.abs(shares) <= CLOSE)
    right = once & np.all(fair, axis=(3, 5), keepdims=True)
    shared = np.where(right, dx, equal).reshape(n, c, rows * high, cols * wide)
    return seen["dx"], shared[..., pad : pad + h, pad : pad + w]
