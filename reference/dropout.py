"""Dropout: units that are left out at random while a network learns. x may have any shape."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from reference.namespace import Array, like


class Dropout:
    """Training keeps each entry with probability 1 − dropout_ratio, else 0; evaluation scales by 1 −
    dropout_ratio.

    mask: shape of x, 1 where the last training kept
    source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov (2014), Dropout, section 4
    """

    def __init__(self, dropout_ratio: float = 0.5) -> None:
        self.dropout_ratio = dropout_ratio

    @cached_property
    def rng(self) -> np.random.Generator:
        """Made when it is first drawn from."""
        return np.random.default_rng()

    def forward(self, x: Array, train_flg: bool = True) -> Array:
        if not train_flg:
            return x * (1 - self.dropout_ratio)
        self.mask = like(self.rng.random(x.shape) >= self.dropout_ratio, x)
        return x * self.mask

    def backward(self, dout: Array) -> Array:
        return dout * self.mask
