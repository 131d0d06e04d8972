"""Batch normalisation of samples (N, D), or of images (N, C, H, W) channel by channel."""

from __future__ import annotations

import math

from reference.namespace import Array, floating, namespace

EPS = 1e-6
"""Added to the variance, under the root: keeps a constant feature finite."""


class BatchNormalization:
    """y = γ x̂ + β,  x̂ = (x − μ) / √(σ² + ε),  with the mean μ and variance σ² of every feature over the
    batch.

    gamma, beta: (D,), or (C,) for images, whose channels are normalised over samples and positions together
    momentum: the share of the old running value that each batch leaves
    running_mean, running_var: (D,) or (C,), what evaluation uses for μ and σ²; begin at 0 unless given
    dgamma, dbeta: shapes of gamma and beta
    source: Ioffe and Szegedy (2015), Batch normalization, algorithms 1 and 2, section 3.2 for images

    σ² is the mean of squares, over n and not n − 1, also where it is added to the running variance.
    """

    def __init__(
        self,
        gamma: Array,
        beta: Array,
        momentum: float = 0.9,
        running_mean: Array | None = None,
        running_var: Array | None = None,
    ) -> None:
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running_mean = running_mean
        self.running_var = running_var

    def forward(self, x: Array, train_flg: bool = True) -> Array:
        """x and the result: (N, D) or (N, C, H, W)."""
        x = floating(x, self.gamma.dtype)
        xp = namespace(x)
        if self.running_mean is None:
            self.running_mean = xp.zeros_like(self.gamma)
        if self.running_var is None:
            self.running_var = xp.zeros_like(self.gamma)
        if not train_flg:
            std = xp.sqrt(self.running_var + EPS)
            normal = (x - _along(x, self.running_mean)) / _along(x, std)
            return _along(x, self.gamma) * normal + _along(x, self.beta)

        axes = _all_but_features(x)
        mean = xp.mean(x, axis=axes)
        centred = x - _along(x, mean)
        var = xp.mean(centred * centred, axis=axes)
        self.std = xp.sqrt(var + EPS)
        self.normal = centred / _along(x, self.std)
        self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
        self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        return _along(x, self.gamma) * self.normal + _along(x, self.beta)

    def backward(self, dout: Array) -> Array:
        """dx = γ / √(σ² + ε) · (dout − mean(dout) − x̂ mean(dout x̂)), for the batch that forward trained
        on last.

        The two means are what dout does through μ and through σ².
        """
        xp = namespace(dout)
        axes = _all_but_features(dout)
        self.dbeta = xp.sum(dout, axis=axes)
        self.dgamma = xp.sum(dout * self.normal, axis=axes)
        n = math.prod(dout.shape) // dout.shape[1]
        through_mean = _along(dout, self.dbeta / n)
        through_var = self.normal * _along(dout, self.dgamma / n)
        return _along(dout, self.gamma / self.std) * (dout - through_mean - through_var)


def _all_but_features(x: Array) -> tuple[int, ...]:
    return tuple(axis for axis in range(x.ndim) if axis != 1)


def _along(x: Array, values: Array) -> Array:
    """One value for each feature, (D,), in a shape that broadcasts along axis 1 of x."""
    return namespace(values).reshape(values, (-1, *(1,) * (x.ndim - 2)))
