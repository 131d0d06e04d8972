"""How a report tells a value: as numbers and lists, or where there are too many, in a few words."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.report import Value
from grader.student import Opaque, Raised

CONTAINERS = (dict, tuple, list)

MAX_SHOWN = 64
"""Entries up to which an array, or a container, is put into a report whole."""


def number(x: Any) -> Value:
    """A NumPy scalar as a plain number; -0.0 as 0.0."""
    item = x.item() if hasattr(x, "item") else x
    if isinstance(item, float):
        return item + 0.0
    return item if isinstance(item, (bool, int)) else str(item)


def shown(value: Any) -> Value:
    """A value as it goes into a report: numbers and lists, or a few words."""
    if isinstance(value, Raised):
        return f"{value.type}: {value.message}" if value.message else value.type
    if isinstance(value, Opaque):
        return f"{value.type} ({value.reason})" if value.reason else value.type
    if (value.size if isinstance(value, np.ndarray) else _items(value)) > MAX_SHOWN:
        return type_name(value)
    if isinstance(value, np.ndarray):
        return [] if value.size == 0 else (value + 0.0 if value.dtype.kind == "f" else value).tolist()
    if isinstance(value, dict):
        return {str(key): shown(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [shown(item) for item in value]
    return value if isinstance(value, (str, bool, int, float, type(None))) else str(value)


def _items(value: Any) -> int:
    return len(value) if isinstance(value, CONTAINERS) else 0


def type_name(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"array of shape {value.shape}" if value.ndim else "number"
    if isinstance(value, (bool, int, float)):
        return "number"
    return "None" if value is None else type(value).__name__


def figure(code: str, *of: str) -> str:
    """The part of a difference that is about a number worked out from answers, such as a mean, and not about an answer
    itself. Reports call it by the message "figure.code".

    of: how what it was worked out from is written
    """
    return f"{code}({', '.join(of)})"


def one_digit(x: float) -> float:
    """The number with one digit, rounded up: what chance does to the others is nobody's business."""
    if not 0 < x < np.inf:
        return 0.0
    unit = 10.0 ** np.floor(np.log10(x))
    return float(f"{np.ceil(x / unit - 0.05) * unit:.0e}")
