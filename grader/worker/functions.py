"""Functions that a program may hand to a submission by name, because code never crosses the boundary.

Each is made from numbers or arrays and gives f(x) -> float with a derivative that is known in closed form. Arrays may
be of any library of the array API standard; each is asked for its own functions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Scalar = Callable[[Any], Any]


def library(x: Any) -> Any:
    """The module whose functions work on x; NumPy's for numbers and lists."""
    return x.__array_namespace__() if hasattr(x, "__array_namespace__") else np


def weighted_squares(a: Any) -> Scalar:
    """f(x) = Σ a x², with f′ = 2 a x."""
    return lambda x: library(a).sum(a * x * x)


def weighted_cubes(a: Any) -> Scalar:
    """f(x) = Σ a x³, with f′ = 3 a x²."""
    return lambda x: library(a).sum(a * x * x * x)


def weighted_sines(a: Any) -> Scalar:
    """f(x) = Σ a sin x, with f′ = a cos x."""
    return lambda x: library(a).sum(a * library(x).sin(x))


def reading(x: Any, a: Any) -> Scalar:
    """f(anything) = Σ a x², read from this very x, as a network reads its weights."""
    return lambda _other: library(a).sum(a * x * x)


def product_of_neighbours(a: Any) -> Scalar:
    """f(x) = a Σ x_i x_{i+1} over the flattened array, so that entries depend on one another."""

    def f(x: Any) -> Any:
        flat = library(x).reshape(x, (-1,))
        return a * library(x).sum(flat[:-1] * flat[1:])

    return f


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "weighted_squares": weighted_squares,
    "weighted_cubes": weighted_cubes,
    "weighted_sines": weighted_sines,
    "reading": reading,
    "product_of_neighbours": product_of_neighbours,
}
