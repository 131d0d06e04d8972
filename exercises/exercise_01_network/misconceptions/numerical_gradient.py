"""Mistakes in numerical_gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.checks import Misconception, misconception
from reference.differentiation import numerical_gradient


def _difference(rule: Callable[[Any, Any, Any, float], Any], h: float = 1e-4) -> Any:
    """For each entry of x in turn, rule(f, x, index, h), which may change x in place."""

    def numerical_gradient(f, x):
        found = np.zeros_like(x)
        for index in np.ndindex(*x.shape):
            found[index] = rule(f, x, index, h)
        return found

    return numerical_gradient


def _sides(f: Any, x: Any, index: Any, h: float) -> tuple[Any, Any, Any]:
    """f above, at and below; x is left as it was."""
    value = float(x[index])
    at = f(x)
    x[index] = value + h
    above = f(x)
    x[index] = value - h
    below = f(x)
    x[index] = value
    return above, at, below


def _one_side(f, x, index, h):
    above, at, _ = _sides(f, x, index, h)
    return (above - at) / h


def _one_side_below(f, x, index, h):
    _, at, below = _sides(f, x, index, h)
    return (at - below) / h


def _one_side_by_two_steps(f, x, index, h):
    return _one_side(f, x, index, h) / 2


def _one_side_below_by_two_steps(f, x, index, h):
    return _one_side_below(f, x, index, h) / 2


def _nothing_moves(f, x, index, h):
    """f never sees the step, or what comes of it is not stored."""
    f(x)
    return 0.0


def _centred(f, x, index, h):
    above, _, below = _sides(f, x, index, h)
    return (above - below) / (2 * h)


def _all_at_once(f, x, _index, h):
    """The whole array is moved, not the one entry."""
    up, down = np.full(x.shape, h), np.full(x.shape, -h)
    values = []
    for move in (up, down):
        x += move
        values.append(f(x))
        x -= move
    return (values[0] - values[1]) / (2 * h)


def _one_step_apart(f, x, index, h):
    return 2 * _centred(f, x, index, h)


def _times_step(f, x, index, h):
    """`/ 2 * h`"""
    return _centred(f, x, index, h) * h**2


def _reversed(f, x, index, h):
    return -_centred(f, x, index, h)


def _not_put_back(f, x, index, h):
    value = float(x[index])
    x[index] = value + h
    above = f(x)
    x[index] = value - h
    return (above - f(x)) / (2 * h)


def _back_to_the_wrong_place(f, x, index, h):
    value = float(x[index])
    x[index] += h
    above = f(x)
    x[index] -= h
    below = f(x)
    x[index] = value - h
    return (above - below) / h


def _whole_numbers(f, x):
    return numerical_gradient(f, x).astype(np.int64)


def _on_a_copy(f, x):
    return numerical_gradient(f, x.copy())


def _row_by_row(f, x):
    found = np.zeros_like(x)
    for i in range(len(x)):
        value = np.copy(x[i])
        x[i] = value + 1e-4
        above = f(x)
        x[i] = value - 1e-4
        below = f(x)
        x[i] = value
        found[i] = (above - below) / 2e-4
    return found


def _row_that_is_a_view(f, x):
    """The old row is no copy: when it is put back, it has long been changed."""
    found = np.zeros_like(x)
    for i in range(len(x)):
        value = x[i]
        x[i] = value + 1e-4
        above = f(x)
        x[i] = value - 1e-4
        below = f(x)
        x[i] = value
        found[i] = (above - below) / 2e-4
    return found


def _first_only(f, x):
    """`return` stands in the loop."""
    found = numerical_gradient(f, x)
    found.flat[1:] = 0
    return found


def _numerical(function: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    return misconception("numerical_gradient", caught_by=caught_by, catalogue=catalogue, numerical_gradient=function)


numerical_one_side = [
    _numerical(_difference(_one_side, h), "slope" if h > 5e-6 else "both_sides", "K01")
    for h in (1e-4, 1e-5, 1e-6, 1e-3, 1e-7, 1e-2, 1e-8)
]
numerical_one_side += [_numerical(_difference(_one_side_below, h), "slope", "K01") for h in (1e-4, 1e-5, 1e-3)]
numerical_one_side_halved = [
    _numerical(_difference(rule, h), "slope", "K01")
    for h in (1e-4, 1e-5, 1e-3)
    for rule in (_one_side_by_two_steps, _one_side_below_by_two_steps)
]
numerical_always_zero = [
    _numerical(_difference(_nothing_moves), "slope", "K14"),
    _numerical(_difference(_centred, 1e-50), "slope", "K02"),
]
numerical_first_only = _numerical(_first_only, "slope")
numerical_tiny_step = [
    _numerical(_difference(_centred, h), "slope", "K02") for h in (1e-16, 1e-15, 1e-14, 1e-13, 1e-12)
]
numerical_wide_step = [_numerical(_difference(_centred, h), "slope", "K03") for h in (1e-2, 0.1, 0.05, 0.5, 1.0)]
numerical_moves_all_entries = [_numerical(_difference(_all_at_once, h), "slope") for h in (1e-4, 1e-5)]
numerical_divides_by_h = [_numerical(_difference(_one_step_apart, h), "slope", "K04") for h in (1e-4, 1e-5, 1e-3)]
numerical_times_step = [_numerical(_difference(_times_step, h), "slope") for h in (1e-4, 1e-3, 1e-5)]
numerical_reversed = _numerical(_difference(_reversed), "slope")
numerical_not_put_back = [
    _numerical(_difference(_not_put_back, h), "restored", "K05") for h in (1e-4, 1e-5, 1e-6, 1e-3)
] + [_numerical(_difference(_back_to_the_wrong_place), "restored", "K05")]
numerical_whole_numbers = _numerical(_whole_numbers, "slope", ("K06", "A18"))
numerical_on_a_copy = _numerical(_on_a_copy, "shared_array", "K14")
numerical_row_by_row = [_numerical(function, "slope") for function in (_row_by_row, _row_that_is_a_view)]
