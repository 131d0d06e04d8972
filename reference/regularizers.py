"""What keeps weights small or units independent: norm penalties and dropout. W may have any shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from reference.dropout import Dropout
from reference.namespace import Array, namespace

__all__ = [
    "Dropout",
    "l1_gradient",
    "l1_penalty",
    "l2_gradient",
    "l2_penalty",
    "p_norm",
    "regularized_gradients",
]


def p_norm(W: Array, p: float) -> Array:
    """(Σ |w|ᵖ)^(1/p) over all entries, the largest |w| for p = ∞, as a scalar.

    raises: ValueError unless p > 0

    The largest entry is taken out first, so that no power can overflow or vanish.
    """
    if not p > 0:
        raise ValueError(f"p is {p}: expected a number above 0, or infinity")
    xp = namespace(W)
    size = xp.abs(W)
    largest = xp.max(size)
    if p == math.inf or largest == 0 or largest == math.inf:
        return largest
    return largest * xp.sum((size / largest) ** p) ** (1 / p)


def l1_penalty(W: Array, lam: float) -> Array:
    """λ Σ |w|, as a scalar."""
    xp = namespace(W)
    return lam * xp.sum(xp.abs(W))


def l1_gradient(W: Array, lam: float) -> Array:
    """λ sign(w): shape of W, and 0 at w = 0."""
    return lam * namespace(W).sign(W)


def l2_penalty(W: Array, lam: float) -> Array:
    """½ λ Σ w², as a scalar."""
    return 0.5 * lam * namespace(W).sum(W * W)


def l2_gradient(W: Array, lam: float) -> Array:
    """λ w: shape of W."""
    return lam * W


GRADIENTS: dict[str, Callable[[Array, float], Array]] = {"l1": l1_gradient, "l2": l2_gradient}


def regularized_gradients(
    params: Mapping[str, Array], grads: Mapping[str, Array], lam: float, kind: str
) -> dict[str, Array]:
    """Gradients of loss plus penalty: every weight W1, W2, … gains its penalty's, biases and others nothing.

    params, grads: equal names and shapes; neither is altered
    kind: "l1" or "l2"
    """
    if kind not in GRADIENTS:
        raise ValueError(f"kind is {kind!r}: expected one of {', '.join(GRADIENTS)}")
    penalty = GRADIENTS[kind]
    return {name: grad + penalty(params[name], lam) if name.startswith("W") else grad for name, grad in grads.items()}
