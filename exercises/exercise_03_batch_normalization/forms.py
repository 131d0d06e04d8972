"""The frame that the known right and wrong layers share, so that each is only the step in which it differs."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np


class Layer:
    """Batch normalisation, step by step, on rows: samples, or the pixels of all images with a channel a column.

    eps, fallback: ε, and the momentum where none is given
    mean, var, std, centred, normal: of the last batch, (D,) or (n, D)
    """

    eps: ClassVar[float] = 1e-6
    fallback: ClassVar[float] = 0.9

    def __init__(
        self, gamma: Any, beta: Any, momentum: Any = None, running_mean: Any = None, running_var: Any = None
    ) -> None:
        self.gamma = gamma
        self.beta = beta
        self.momentum = self.fallback if momentum is None else momentum
        self.running_mean = running_mean
        self.running_var = running_var

    def forward(self, x: Any, train_flg: bool = True) -> Any:
        rows = self.rows(x)
        return self.shaped(self.train(rows) if train_flg else self.infer(rows), x.shape)

    def backward(self, dout: Any) -> Any:
        rows = self.rows(dout)
        self.dbeta = self.beta_slope(rows)
        self.dgamma = self.gamma_slope(rows)
        return self.shaped(self.slope(rows), dout.shape)

    # images and rows ------------------------------------------------------------------------------------------------

    def rows(self, x: Any) -> Any:
        """(N, C, H, W) to (N·H·W, C); rows stay as they are."""
        return np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])

    def shaped(self, rows: Any, shape: tuple[int, ...]) -> Any:
        n, c, *image = shape
        return np.moveaxis(rows.reshape(n, *image, c), -1, 1)

    # forward --------------------------------------------------------------------------------------------------------

    def train(self, x: Any) -> Any:
        self.mean, self.var = self.moments(x)
        self.std = self.root(self.var)
        self.centred = x - self.mean
        self.normal = self.centred / self.std
        self.start()
        self.record(x)
        return self.output(self.normal)

    def infer(self, x: Any) -> Any:
        self.start()
        return self.output((x - self.running_mean) / self.root(self.running_var))

    def moments(self, x: Any) -> tuple[Any, Any]:
        return np.mean(x, axis=0), np.var(x, axis=0)

    def root(self, var: Any) -> Any:
        return np.sqrt(var + self.eps)

    def output(self, normal: Any) -> Any:
        return self.gamma * normal + self.beta

    # running statistics ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        if self.running_mean is None:
            self.running_mean = np.zeros_like(self.gamma)
        if self.running_var is None:
            self.running_var = np.zeros_like(self.gamma)

    def record(self, x: Any) -> None:
        self.running_mean = self.moved(self.running_mean, self.mean)
        self.running_var = self.moved(self.running_var, self.spread(x))

    def moved(self, old: Any, new: Any) -> Any:
        return self.momentum * old + (1 - self.momentum) * new

    def spread(self, x: Any) -> Any:
        """What is recorded of a batch's variance."""
        return self.var

    # backward -------------------------------------------------------------------------------------------------------

    def beta_slope(self, dout: Any) -> Any:
        return np.sum(dout, axis=0)

    def gamma_slope(self, dout: Any) -> Any:
        return np.sum(dout * self.normal, axis=0)

    def slope(self, dout: Any) -> Any:
        """γ/√(σ² + ε) times: the direct way, less the way through μ, less the way through σ²."""
        ways = dout - self.through_mean(dout) - self.through_var(dout)
        return self.gamma / self.std * ways

    def through_mean(self, dout: Any) -> Any:
        return np.mean(dout, axis=0)

    def through_var(self, dout: Any) -> Any:
        return self.normal * np.mean(dout * self.normal, axis=0)


class ShareOfNew(Layer):
    """Momentum is the share of the new value, 0.1 where none is given."""

    fallback = 0.1

    def moved(self, old: Any, new: Any) -> Any:
        return (1 - self.momentum) * old + self.momentum * new


class UnbiasedRecord(Layer):
    def spread(self, x: Any) -> Any:
        return self.var * len(x) / (len(x) - 1)


class VarianceFromOne(Layer):
    def start(self) -> None:
        if self.running_var is None:
            self.running_var = np.ones_like(self.gamma)
        super().start()


class FromFirstBatch(Layer):
    def record(self, x: Any) -> None:
        if self.first:
            self.running_mean, self.running_var = self.mean, self.spread(x)
            return
        super().record(x)

    def start(self) -> None:
        self.first = self.running_mean is None
        super().start()
