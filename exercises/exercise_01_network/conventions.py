"""Layers and losses that are right under another published definition. Sources stand in the hints.

Any slope of ReLU at 0 that is a subgradient passes the check `kink`, which says so in a note and needs no variant here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_01_network.parts import last_layer, network, one_hot
from grader.checks import Convention, Fit, convention
from reference.activations import Relu
from reference.losses import SoftmaxWithLoss, cross_entropy_error, softmax
from reference.networks import TwoLayerNet

Logarithm = Callable[[Any], Any]

TINY = 1e-300
GUARDS = (1e-11, 1e-5)  # beside the reference's 1e-7; below them none differs from the exact logarithm


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


def _target_first(t, y):
    return cross_entropy_error(y, t)


target_first = convention("cross_entropy", cross_entropy_error=_target_first)


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


def _guard(task: str, name: str, make: Callable[[float], Any], *samples: float) -> Convention:
    """A convention with a constant of any small size inside the logarithm."""
    fit = Fit("eps", lambda eps: {name: make(eps)}, GUARDS, samples)
    return Convention(task, fit.make(samples[0]), fit=fit)


def _guarded_last(eps: float) -> Any:
    return last_layer(cross_entropy=_cross_entropy(_guarded(eps)))


other_guard = [
    _guard("cross_entropy", "cross_entropy_error", lambda eps: _cross_entropy(_guarded(eps)), 1e-8, 1e-6, 3e-7),
    _guard("softmax_with_loss", "SoftmaxWithLoss", _guarded_last, 1e-8, 1e-6, 3e-7),
    _guard("network", "TwoLayerNet", lambda eps: network(last=_guarded_last(eps)), 1e-8, 1e-6, 3e-7),
]


def _guarded_softmax(eps: float) -> Callable[[Any], Any]:
    def guarded(x):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / (np.sum(e, axis=-1, keepdims=True) + eps)

    return guarded


softmax_guard = _guard("softmax", "softmax", _guarded_softmax, 1e-7, 1e-8, 1e-10)


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


def _differentiated(eps: float, passed_on: bool) -> Any:
    class Differentiated(_guarded_last(eps)):
        def backward(self, dout=1):
            slope = -self.t / (self.y + eps) * ((dout if passed_on else 1) / len(self.y))
            return self.y * (slope - np.sum(slope * self.y, axis=1, keepdims=True))

    return Differentiated


guard_differentiated = [
    _guard("softmax_with_loss", "SoftmaxWithLoss", lambda eps: _differentiated(eps, True), 1e-7, 1e-8, 1e-5),
    _guard("softmax_with_loss", "SoftmaxWithLoss", lambda eps: _differentiated(eps, False), 1e-7, 1e-8, 1e-5),
    _guard("network", "TwoLayerNet", lambda eps: network(last=_differentiated(eps, True)), 1e-7, 1e-8, 1e-6),
]


class _PredictsProbabilities(TwoLayerNet):
    """The network of the book's chapter 4."""

    def predict(self, x):
        return softmax(super().predict(x))

    def loss(self, x, t):
        return self.last_layer.forward(super().predict(x), t)


predicts_probabilities = convention("network", TwoLayerNet=_PredictsProbabilities)
