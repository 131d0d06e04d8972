"""Proofs of the conventions of exercise 8, a deep network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

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


@proves("exercise_8.steps_of_all_epochs")
def _(names: Mapping[str, Any], _number: int) -> None:
    """3 epochs of 7 samples in batches of 2 are ⌊21 / 2⌋ steps; of 6 samples, 9."""
    for samples, steps in ((7, 10), (6, 9)):
        x, t = np.zeros((samples, 1)), np.zeros(samples, np.int64)
        trainer = names["Trainer"](_Still(), x, t, x, t, 3, 2, "SGD", {"lr": 0.1})
        trainer.train()
        assert len(trainer.train_loss_list) == steps


@proves("exercise_8.sizes_of_the_book")
def _(names: Mapping[str, Any], _number: int) -> None:
    """1,024 numbers reach the affine layer whatever the images are, and of 28 × 28 it is right about them."""
    convs = [{"filter_num": n, "filter_size": 3, "pad": 1, "stride": 1} for n in (2, 2, 2, 2, 2, 3)]
    assert names["DeepConvNet"]((1, 16, 24), *convs).params["W7"].shape == (1024, 50)
    assert names["DeepConvNet"]().predict(np.ones((2, 1, 28, 28))).shape == (2, 10)


class _Still:
    """A network that has nothing to learn."""

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}

    def loss(self, _x: Any, _t: Any) -> float:
        return 0.0

    def accuracy(self, _x: Any, _t: Any) -> float:
        return 0.0

    def gradient(self, _x: Any, _t: Any) -> dict[str, Any]:
        return {}
