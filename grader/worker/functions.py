"""Functions that a program may hand to a submission by name, because code never crosses the boundary.

Each is made from numbers or arrays and gives f(x) -> float with a derivative that is known in closed form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Scalar = Callable[[Any], Any]


def weighted_squares(a: Any) -> Scalar:
    """f(x) = Σ a x², with f′ = 2 a x."""
    return lambda x: np.sum(a * x * x)


def weighted_cubes(a: Any) -> Scalar:
    """f(x) = Σ a x³, with f′ = 3 a x²."""
    return lambda x: np.sum(a * x * x * x)


def weighted_sines(a: Any) -> Scalar:
    """f(x) = Σ a sin x, with f′ = a cos x."""
    return lambda x: np.sum(a * np.sin(x))


def reading(x: Any, a: Any) -> Scalar:
    """f(anything) = Σ a x², read from this very x, as a network reads its weights."""
    return lambda _other: np.sum(a * x * x)


def product_of_neighbours(a: Any) -> Scalar:
    """f(x) = a Σ x_i x_{i+1} over the flattened array, so that entries depend on one another."""

    def f(x: Any) -> Any:
        flat = np.reshape(x, (-1,))
        return a * np.sum(flat[:-1] * flat[1:])

    return f


def generator(seed: int) -> np.random.Generator:
    """Not a function of x: a random generator that the submission is to draw from."""
    return np.random.default_rng(seed)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "generator": generator,
    "weighted_squares": weighted_squares,
    "weighted_cubes": weighted_cubes,
    "weighted_sines": weighted_sines,
    "reading": reading,
    "product_of_neighbours": product_of_neighbours,
}
