"""The derivative of functions that are known, by small steps of any width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.checks import Case, Draw, Function, Script, contract, law, near

SMALLEST_STEP = 1e-5  # that is usual and leaves a digit to single precision
ROUNDINGS = 15  # in units of eps, in two values: three products and twelve sums on the way of each term
EPS_SINGLE = float(np.finfo(np.float32).eps)

SLOPES: dict[str, Callable[[Any, Any], Any]] = {
    "weighted_squares": lambda a, x: 2 * a * x,
    "weighted_cubes": lambda a, x: 3 * a * x**2,
    "weighted_sines": lambda a, x: a * np.cos(x),
    "product_of_neighbours": lambda a, x: a * (np.append(x.flat[1:], 0) + np.append(0, x.flat[:-1])).reshape(x.shape),
    "reading": lambda a, x: 2 * a * x,
}
"""Of each function f that is handed over, its derivative."""

TERMS: dict[str, Callable[[Any, Any], Any]] = {
    "weighted_squares": lambda a, x: np.sum(np.abs(a * x**2)),
    "weighted_cubes": lambda a, x: np.sum(np.abs(a * x**3)),
    "weighted_sines": lambda a, x: np.sum(np.abs(a)),
    "product_of_neighbours": lambda a, x: a * np.sum(np.abs(x.flat[1:] * x.flat[:-1])),
    "reading": lambda a, x: np.sum(np.abs(a * x**2)),
}
"""What is added up in each, without signs."""

# What is drawn --------------------------------------------------------------------------------------------------------


def curves(draw: Draw) -> Case:
    """Cubes twice, because a step that is too wide shows most in them."""
    f = draw.choice(("weighted_squares", "weighted_cubes", "weighted_sines", "product_of_neighbours", "weighted_cubes"))
    shape = tuple(draw.integer(1, 3) for _ in range(draw.integer(1, 3)))
    a = draw.choice((1.0, 2.0)) if f == "product_of_neighbours" else draw.magnitudes(*shape, between=(1, 2))
    return {"f": f, "a": a, "x": draw.magnitudes(*shape, between=(0.5, 2))}


def bottoms(draw: Draw) -> Case:
    """Parabolas at their lowest or highest point."""
    shape = tuple(draw.integer(1, 3) for _ in range(draw.integer(1, 3)))
    return {"f": "weighted_squares", "a": draw.magnitudes(*shape, between=(1, 2)), "x": np.zeros(shape)}


def read_elsewhere(draw: Draw) -> Case:
    """Squares of the array x itself, whatever f is given: steps have to be taken in x."""
    shape = tuple(draw.integer(1, 3) for _ in range(draw.integer(1, 2)))
    return {
        "f": "reading",
        "a": draw.magnitudes(*shape, between=(1, 2)),
        "x": draw.magnitudes(*shape, between=(0.5, 2)),
    }


# What is played -------------------------------------------------------------------------------------------------------


def slope_of(script: Script, f: str, a: Any, x: Any) -> None:
    point = script.put("x", x)
    function = Function(f, (point, a) if f == "reading" else (a,))
    script.call("numerical_gradient", function, point, label="dx", names=("f", "x"), changes=[1])
    script.see(point, "x")


# What must hold -------------------------------------------------------------------------------------------------------


def close_slope(seen, f, a, x):
    return near(seen["dx"], SLOPES[f](a, x), 2e-5)


def close_slope_in_single(seen, f, a, x):
    """Rounding, divided by a step, is what limits it here: that of the two values, each a sum of at most 27 products,
    and that of x + h and x − h."""
    slope = SLOPES[f](a, x)
    rounding = ROUNDINGS * TERMS[f](a, x) + np.abs(slope * x)
    return near(seen["dx"], slope, 2e-5 + EPS_SINGLE * rounding / (2 * SMALLEST_STEP))


def level_slope(seen, x, **_):
    return near(seen["dx"], np.zeros(x.shape), 1e-10)


# The checks -----------------------------------------------------------------------------------------------------------

restored = contract("numerical_gradient", curves, slope_of, outputs=("x", "identity", "results"), examples=6)
slope = law("numerical_gradient", curves, slope_of, close_slope, output="dx", examples=16, single=close_slope_in_single)
both_sides = law("numerical_gradient", bottoms, slope_of, level_slope, output="dx", needs=slope, examples=4)
shared_array = law(
    "numerical_gradient",
    read_elsewhere,
    slope_of,
    close_slope,
    output="dx",
    needs=slope,
    examples=4,
    single=close_slope_in_single,
)
