"""First weights of a network: whether each array may be drawn from a normal distribution, and no two are alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np

from grader.checks.portrait import Trait, begun
from grader.checks.telling import figure

ERRORS = 6.2
"""Standard errors within which a mean lies, and a standard deviation: chance is beyond once in a billion."""

TAIL = 1.8
"""Standard deviations, beyond which 7 % of normal numbers lie, cut off at two of them or not."""

MANY = 300
"""Entries, of which some lie there, but once in five billion times."""

OWN_TAIL = 1.95
"""Of an array's own root mean square: 5 % of normal numbers lie beyond, 4 % of those that were cut off at two standard
deviations, and no even ones, which end at 1.73."""

CORRELATION = 6.2
"""Standard errors within which the correlation of two arrays lies, as above."""

Sides = tuple[dict[str, Any], dict[str, Any]]


def drawn_as_asked(
    params: Mapping[str, Any], std: float | Mapping[str, float], called: Callable[[str], str] = str
) -> Sides:
    """Two sides of a law: each W is drawn from a normal distribution, no two of them alike, and each b is 0.

    params: of a network, by key; std: the standard deviation that is asked for, of each W where they differ
    called: gives the name of the array under a key
    """
    found: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    asked = std if isinstance(std, Mapping) else dict.fromkeys(params, std)
    for key, p in params.items():
        sides = all_zero(called(key), p) if key.startswith("b") else drawn_normally(called(key), p, asked[key])
        found, expected = found | sides[0], expected | sides[1]
    apart = drawn_apart({called(key): p for key, p in params.items() if key.startswith("W")})
    return found | apart[0], expected | apart[1]


def drawn_normally(name: str, weights: Any, std: float) -> Sides:
    """Two sides of a law: mean, standard deviation, how many numbers are different, and of many how many lie far out.

    name: how the array is called; std: the standard deviation that is asked for
    returns: what is found, and the same where it may be so by chance, else what was expected
    """
    mean, spread, different = float(np.mean(weights)), float(np.std(weights)), len(np.unique(weights))
    bound = ERRORS * std / np.sqrt(weights.size)
    found = {figure("mean", name): mean, figure("std", name): spread, figure("different", name): different}
    expected = {
        figure("mean", name): mean if abs(mean) <= bound else 0.0,
        figure("std", name): spread if abs(spread - std) <= bound else std,
        figure("different", name): different if 2 * different > weights.size else weights.size,
    }
    if weights.size >= MANY:
        share = float(np.mean(np.abs(weights) > TAIL * std))
        found[figure("tail", name)], expected[figure("tail", name)] = share, share or 0.072
    return found, expected


def all_zero(name: str, biases: Any) -> Sides:
    """Two sides of a law: the largest size in an array whose numbers should all be 0. name: how the array is called"""
    return {figure("largest", name): float(np.max(np.abs(biases)))}, {figure("largest", name): 0.0}


def drawn_apart(weights: Mapping[str, Any]) -> Sides:
    """Two sides of a law: of every two arrays, whether the numbers of one begin like the other's, as they do where the
    generator is seeded anew for each.

    weights: arrays by name; returns: as `drawn_normally`
    """
    beginnings = {name: np.ravel(w)[:MANY] for name, w in weights.items() if np.size(w) >= MANY}
    if len(beginnings) < 2:
        return {}, {}
    correlations = np.corrcoef([*beginnings.values()])
    pairs = combinations(enumerate(beginnings), 2)
    found = {figure("correlation", first, second): float(correlations[i, j]) for (i, first), (j, second) in pairs}
    return found, {name: r if abs(r) * np.sqrt(MANY) <= CORRELATION else 0.0 for name, r in found.items()}


def drawn_alike(weights: Mapping[str, Any]) -> bool:
    """Whether some two of the arrays begin alike."""
    found, expected = drawn_apart({name: w for name, w in weights.items() if np.ptp(w) > 0})
    return found != expected


def has_tails(weights: Any) -> bool:
    """Whether some of an array's numbers, where there are MANY, lie far out by its own spread: of as many that lie
    evenly between two limits none does, and of normal ones some do, but once in half a million times."""
    many = np.size(weights) >= MANY
    return bool(many and np.max(np.abs(weights)) > OWN_TAIL * np.sqrt(np.mean(np.square(weights))))


def first_weights(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """A portrait of new networks: how their parameters begin (`portrait.begun`), whether two W of one do so alike, and
    of each with many entries whether some lie far out. Where all lie between two limits, none does.

    seen: the dicts of parameters under "params at"
    """
    traits = begun(seen)
    for at, params in seen.items():
        if not at.startswith("params"):
            continue
        traits[f"alike, {at}"] = Trait(float(drawn_alike(params)))
        traits |= {f"tails of {key}, {at}": Trait(float(has_tails(p))) for key, p in params.items()}
    return traits
