"""Proofs of the conventions of exercise 8, a deep network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conventions.exercise_5 import keeps_the_mean
from tests.conventions.proofs import proves


@proves("exercise_8.dropout_inverted")
def _(names: Mapping[str, Any], _number: int) -> None:
    """Its dropouts keep the mean, and scale in training."""
    net = names["DeepConvNet"]()
    inverted = [layer for layer in net.layers if hasattr(layer, "dropout_ratio")]
    assert len(inverted) == 2
    for layer in inverted:
        keeps_the_mean(layer, 0.5, 2.0, 1.0)
