"""First weights of a network: whether an array may be drawn from a normal distribution."""

from __future__ import annotations

from typing import Any

import numpy as np

ERRORS = 6.2
"""Standard errors within which a mean lies, and a standard deviation: chance is beyond once in a billion."""

TAIL = 1.8
"""Standard deviations, beyond which 7 % of normal numbers lie, cut off at two of them or not."""

MANY = 300
"""Entries, of which some lie there, but once in five billion times."""

Sides = tuple[dict[str, Any], dict[str, Any]]


def drawn_normally(name: str, weights: Any, std: float) -> Sides:
    """Two sides of a law: mean, standard deviation, how many numbers are different, and of many how many lie far out.

    name: how the array is called; std: the standard deviation that is asked for
    returns: what is found, and the same where it may be so by chance, else what was expected
    """
    mean, spread, different = float(np.mean(weights)), float(np.std(weights)), len(np.unique(weights))
    bound = ERRORS * std / np.sqrt(weights.size)
    found = {f"mean of {name}": mean, f"std of {name}": spread, f"different numbers in {name}": different}
    expected = {
        f"mean of {name}": mean if abs(mean) <= bound else 0.0,
        f"std of {name}": spread if abs(spread - std) <= bound else std,
        f"different numbers in {name}": different if 2 * different > weights.size else weights.size,
    }
    if weights.size >= MANY:
        tail, share = f"share of {name} beyond {TAIL} std", float(np.mean(np.abs(weights) > TAIL * std))
        found[tail], expected[tail] = share, share or 0.072
    return found, expected
