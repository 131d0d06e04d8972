"""What several of these modules need: a seed, optimisers, and when two numbers are the same."""

from __future__ import annotations

from typing import Any

from reference.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSprop

SEED = 5
OPTIMIZERS: dict[str, Any] = {
    "SGD": SGD,
    "Momentum": Momentum,
    "Nesterov": Nesterov,
    "AdaGrad": AdaGrad,
    "RMSprop": RMSprop,
    "Adam": Adam,
}
SETTINGS: dict[str, dict[str, float]] = {
    "SGD": {"lr": 0.1},
    "Momentum": {"momentum": 0.5, "lr": 0.1},
    "Nesterov": {"momentum": 0.5, "lr": 0.1},
    "AdaGrad": {"lr": 0.3},
    "RMSprop": {"decay_rate": 0.5, "lr": 0.03},
    "Adam": {"beta1": 0.5, "lr": 0.1},
}
"""By name, and not in the order in which an optimiser takes them."""


def as_kept(value: float, said: float) -> bool:
    """The same number, which may have been kept in single precision."""
    return abs(value - said) <= 1e-6 * max(1.0, abs(said))
