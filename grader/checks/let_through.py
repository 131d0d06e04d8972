"""Biases of drawn networks, such that something of what comes in gets through every layer.

Behind a ReLU that is closed for all, nothing is asked of anything: all gradients in front of it are 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks.draw import Array

HALF_OFF = 0.0034567  # no sum of products of two-digit numbers is this: nothing lies on ReLU's kink


def let_through(x: Array, little: Any) -> tuple[Array, Array]:
    """Biases that take away the mean of what they are added to and put a little in its place; and x with them.

    x: what a layer gives without biases: images (N, C, H, W), of which each channel has a mean of its own, or rows
        (N, C), of which all units have one together
    little: how far above 0 the means come to lie: (C,), or a number
    """
    mean = np.mean(x, axis=(0, 2, 3)) if x.ndim == 4 else np.full(x.shape[1], np.mean(x))
    b = off_zero(little - mean)
    return b, x + np.reshape(b, (-1, *(1 for _ in x.shape[2:])))


def off_zero(b: Array) -> Array:
    """Biases of two digits and a little more, so that nothing lies on ReLU's kink."""
    return np.round(np.round(b, 2) + HALF_OFF, 7)
