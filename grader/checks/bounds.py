"""Distribution functions, and bounds of what chance does, that hold for every sample size."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray


def normal_cdf(z: NDArray[np.float64]) -> Any:
    return 0.5 * np.vectorize(math.erfc)(-z / math.sqrt(2)) if z.size < 4096 else _normal_cdf_fast(z)


def _normal_cdf_fast(z: NDArray[np.float64]) -> Any:
    """By interpolation in a table: within 4e-7, a thousandth of the bounds it is held against."""
    return np.interp(z, *_normal_cdf_table())


@cache
def _normal_cdf_table() -> tuple[Any, Any]:
    """4,001 numbers, and the exact values there."""
    grid = np.linspace(-8, 8, 4001)
    return grid, 0.5 * np.array([math.erfc(-t / math.sqrt(2)) for t in grid])


def gaussian_quantile(tail: float) -> float:
    """z with P(Z > z) = tail."""
    return -NormalDist().inv_cdf(tail)


@cache
def chi_square_mean(n: int, tail: float) -> tuple[float, float]:
    """An interval that the mean of n squared standard normals leaves with probability at most 2 · tail: Chernoff's
    bound exp(−n/2 (t − 1 − ln t)) on either side."""

    def excess(t: float) -> float:
        return n / 2 * (t - 1 - math.log(t)) - math.log(1 / tail)

    return bisect(excess, 1e-12, 1.0, rising=False), bisect(excess, 1.0, 1e4, rising=True)


def chi_mode(k: int) -> float:
    """The most that the density of the root of a χ² variable with k degrees of freedom comes to."""
    square = k - 1
    return math.exp((k - 1) / 2 * math.log(square) - square / 2 - (k / 2 - 1) * math.log(2) - math.lgamma(k / 2))


def kl(q: float, p: float) -> float:
    """Kullback and Leibler's divergence of a coin that shows heads with probability q from one with p."""
    total = 0.0
    if q > 0:
        total += q * math.log(q / p) if p > 0 else math.inf
    if q < 1:
        total += (1 - q) * math.log((1 - q) / (1 - p)) if p < 1 else math.inf
    return total


def bisect(f: Callable[[float], float], low: float, high: float, rising: bool) -> float:
    """The zero of a monotonic f between two numbers; the nearer end of the interval where it has none there."""
    for _ in range(200):
        middle = (low + high) / 2
        if (f(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2
