"""Layers and losses that are right under another published definition. Sources stand in the hints.

The order of `cross_entropy_error`'s arguments is recognised by their names (`parameters` in exercise.toml), and any
slope of ReLU at 0 that is a subgradient passes the check `kink`: neither needs a variant here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_01_network.parts import last_layer, network, one_hot
from grader.checks import Convention, convention
from reference.activations import Relu
from reference.losses import SoftmaxWithLoss, softmax
from reference.networks import TwoLayerNet

Logarithm = Callable[[Any], Any]

GUARDS = (1e-8, 1e-6, 1e-9, 1e-5)  # beside the reference's 1e-7; below 1e-9 none differs from the exact logarithm
SLOPE_GUARDS = (1e-7, *GUARDS, 1e-10)  # in the slope they show for longer
TINY = 1e-300


class _WritesIntoDout(Relu):
    """The book's own."""

    def backward(self, dout):
        dout[...] = super().backward(dout)
        return dout


relu_writes_into_dout = convention("relu", Relu=_WritesIntoDout)


def _exact(y):
    return np.log(np.maximum(y, TINY))


def _guarded(eps: float) -> Logarithm:
    return lambda y: np.log(y + eps)


def _cross_entropy(log: Logarithm) -> Any:
    def cross_entropy_error(y, t):
        return -np.sum(one_hot(t, y) * log(y)) / len(y)

    return cross_entropy_error


class _LogSumExp(SoftmaxWithLoss):
    def forward(self, x, t):
        self.y, self.t = softmax(x), one_hot(t, x)
        gaps = x - np.max(x, axis=1, keepdims=True)
        return np.mean(np.log(np.sum(np.exp(gaps), axis=1)) - np.sum(self.t * gaps, axis=1))


exact_logarithm = [
    convention("cross_entropy", cross_entropy_error=_cross_entropy(_exact)),
    convention("softmax_with_loss", SoftmaxWithLoss=_LogSumExp),
    convention("network", TwoLayerNet=network(last=_LogSumExp)),
]


def _everywhere(eps: float) -> list[Convention]:
    cross_entropy = _cross_entropy(_guarded(eps))
    last = last_layer(cross_entropy=cross_entropy)
    values = {"eps": eps}
    return [
        convention("cross_entropy", values=values, cross_entropy_error=cross_entropy),
        convention("softmax_with_loss", values=values, SoftmaxWithLoss=last),
        convention("network", values=values, TwoLayerNet=network(last=last)),
    ]


other_guard = [variant for eps in GUARDS for variant in _everywhere(eps)]


class _IgnoresUpstream(SoftmaxWithLoss):
    """The book's own."""

    def backward(self, dout=1):
        return super().backward(1)


class _TakesNoUpstream(SoftmaxWithLoss):
    def backward(self):
        return super().backward(1)


upstream_ignored = [
    convention("softmax_with_loss", SoftmaxWithLoss=cls) for cls in (_IgnoresUpstream, _TakesNoUpstream)
]


def _guard_differentiated(eps: float, ignored: bool) -> Any:
    class Differentiated(last_layer(cross_entropy=_cross_entropy(_guarded(eps)))):
        def backward(self, dout=1):
            slope = -self.t / (self.y + eps) * ((1 if ignored else dout) / len(self.y))
            return self.y * (slope - np.sum(slope * self.y, axis=1, keepdims=True))

    return Differentiated


def _differentiated(eps: float) -> list[Convention]:
    values = {"eps": eps}
    return [
        convention("softmax_with_loss", values=values, SoftmaxWithLoss=_guard_differentiated(eps, ignored))
        for ignored in (False, True)
    ]


guard_differentiated = [
    *(variant for eps in SLOPE_GUARDS for variant in _differentiated(eps)),
    *(
        convention("network", values={"eps": eps}, TwoLayerNet=network(last=_guard_differentiated(eps, False)))
        for eps in (1e-7, 1e-8, 1e-6, 1e-5)
    ),
]


class _PredictsProbabilities(TwoLayerNet):
    """The network of the book's chapter 4."""

    def predict(self, x):
        return softmax(super().predict(x))

    def loss(self, x, t):
        return self.last_layer.forward(super().predict(x), t)


predicts_probabilities = convention("network", TwoLayerNet=_PredictsProbabilities)
