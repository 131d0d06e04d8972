"""In which places of an array something is wrong, in a word."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.report import Value

Mask = NDArray[np.bool_]


def where(wrong: Mask, x: Any = None, ties: Mask | None = None) -> dict[str, Value]:
    """The first word that fits the wrong entries, with the numbers that belong to it; {} where none does.

    x: the value to which the entries belong, if its signs may say something
    ties: entries at which the function has a kink
    """
    if wrong.all():
        return {"where": "everywhere"} if wrong.size > 1 else {}
    if ties is not None and ties.any() and not np.any(wrong & ~ties):
        return {"where": "ties"}
    if wrong.sum() == 1:
        return {"where": "entry"}
    for word, side in _signs(x, wrong.shape):
        if np.array_equal(wrong, side):
            return {"where": word}
    for axis in range(wrong.ndim):
        others = tuple(i for i in range(wrong.ndim) if i != axis)
        (hit,) = np.nonzero(wrong.any(axis=others))
        if wrong.shape[axis] > 1 and len(hit) == 1 and np.take(wrong, hit[0], axis).all():
            return {"where": _name(axis, wrong.ndim), "axis": axis, "place": int(hit[0])}
    return {"where": "borders"} if _only_borders(wrong) else {}


def _signs(x: Any, shape: tuple[int, ...]) -> list[tuple[str, Mask]]:
    if x is None or np.shape(x) != shape:
        return []
    return [("zero", np.equal(x, 0)), ("negative", np.less(x, 0)), ("positive", np.greater(x, 0))]


def _name(axis: int, axes: int) -> str:
    return ("row", "column")[axis] if axes == 2 else "axis"


def _only_borders(wrong: Mask) -> bool:
    """Wrong at the rim of the last two axes, in more than one line of it, and nowhere inside."""
    return wrong.ndim >= 2 and min(wrong.shape[-2:]) > 2 and not wrong[..., 1:-1, 1:-1].any()
