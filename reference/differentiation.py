"""Derivatives by differences: the slow way that needs no derivation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reference.namespace import Array, namespace


def numerical_gradient(f: Callable[[Array], Array | float], x: Array) -> Array:
    """(f(x + h eᵢ) − f(x − h eᵢ)) / 2h for every entry i of x.

    f: from an array like x to a scalar; may ignore its argument and read x itself, as a network its weights
    x: floats of any shape; changed entry by entry while f is evaluated, and left as it was
    returns: shape of x
    source: Nocedal and Wright (2006), Numerical Optimization, section 8.1
    """
    xp = namespace(x)
    gradient = xp.zeros_like(x)
    cube_root = float(xp.finfo(x.dtype).eps) ** (1 / 3)
    for index in np.ndindex(*x.shape):
        value = float(x[index])
        h = cube_root * max(1.0, abs(value))  # balances truncation, h², against rounding, eps / h
        try:
            x[index] = value + h
            above = f(x)
            x[index] = value - h
            below = f(x)
        finally:
            x[index] = value
        gradient[index] = (above - below) / (2 * h)
    return gradient
