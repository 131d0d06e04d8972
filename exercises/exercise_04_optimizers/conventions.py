"""Optimisers that are right under another published definition. Sources stand in the hints."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_04_optimizers.rules import AdaGradRule, AdamRule, MomentumRule, NesterovRule, RMSpropRule
from grader.checks import Convention, convention

SIZES = (1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20)  # of ε, the usual ones first


def _but(usual: float) -> tuple[float, ...]:
    """The sizes that are unlike the reference's, where ε stands as it does there."""
    return tuple(eps for eps in SIZES if eps != usual)


def _family(task: str, make: Any, name: str, sizes: tuple[float, ...] = SIZES) -> list[Convention]:
    return [convention(task, values={"eps": eps}, **{name: make(eps)}) for eps in sizes]


class _RateOutside(MomentumRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v + g
        p -= self.lr * s.v


class _AveragedGradient(MomentumRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v + (1 - self.momentum) * g
        p -= self.lr * s.v


class _RateInsideAveragedGradient(MomentumRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v - (1 - self.momentum) * self.lr * g
        p += s.v


momentum_rate_outside = convention("momentum", Momentum=_RateOutside)
momentum_averaged_gradient = [
    convention("momentum", Momentum=_AveragedGradient),
    convention("momentum", Momentum=_RateInsideAveragedGradient),
]


class _VelocityFirst(NesterovRule):
    """The book before January 2021."""

    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += self.momentum**2 * s.v - (1 + self.momentum) * self.lr * g


class _NesterovRateOutside(NesterovRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v + g
        p -= self.lr * (g + self.momentum * s.v)


nesterov_before_2021 = convention("nesterov", Nesterov=_VelocityFirst)
nesterov_rate_outside = convention("nesterov", Nesterov=_NesterovRateOutside)


def _adagrad(eps: float) -> type[AdaGradRule]:
    class Outside(AdaGradRule):
        def step(self, p, g, s):
            s.h = s.h + g**2
            p -= self.lr * g / (np.sqrt(s.h) + eps)

    return Outside


def _adagrad_inside(eps: float) -> type[AdaGradRule]:
    """Also the accumulator that starts at ε instead of 0: the sum under the root is the same."""

    class Inside(AdaGradRule):
        def step(self, p, g, s):
            s.h = s.h + g**2
            p -= self.lr * g / np.sqrt(s.h + eps)

    return Inside


adagrad_epsilon = _family("adagrad", _adagrad, "AdaGrad", _but(1e-7))
adagrad_epsilon_inside = _family("adagrad", _adagrad_inside, "AdaGrad", (*SIZES, 0.1, 1.0))


def _rmsprop(eps: float, decay: float = 0.99) -> type[RMSpropRule]:
    class Outside(RMSpropRule):
        defaults = {"lr": 0.01, "decay_rate": decay}  # noqa: RUF012

        def step(self, p, g, s):
            s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
            p -= self.lr * g / (np.sqrt(s.h) + eps)

    return Outside


def _rmsprop_inside(eps: float, decay: float = 0.99) -> type[RMSpropRule]:
    class Inside(RMSpropRule):
        defaults = {"lr": 0.01, "decay_rate": decay}  # noqa: RUF012

        def step(self, p, g, s):
            s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
            p -= self.lr * g / np.sqrt(s.h + eps)

    return Inside


rmsprop_epsilon = _family("rmsprop", _rmsprop, "RMSprop", _but(1e-7))
rmsprop_epsilon_inside = _family("rmsprop", _rmsprop_inside, "RMSprop")
rmsprop_decay_09 = [
    *_family("rmsprop", lambda eps: _rmsprop(eps, 0.9), "RMSprop"),
    *_family("rmsprop", lambda eps: _rmsprop_inside(eps, 0.9), "RMSprop"),
]


def _adam_paper(eps: float) -> type[AdamRule]:
    class Paper(AdamRule):
        def step(self, p, g, s):
            self.averages(g, s)
            m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
            p -= self.lr * m / (np.sqrt(v) + eps)

    return Paper


def _adam_folded(eps: float) -> type[AdamRule]:
    class Folded(AdamRule):
        def step(self, p, g, s):
            self.averages(g, s)
            rate = self.lr * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
            p -= rate * s.m / (np.sqrt(s.v) + eps)

    return Folded


def _adam_inside(eps: float) -> type[AdamRule]:
    class Inside(AdamRule):
        def step(self, p, g, s):
            self.averages(g, s)
            m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
            p -= self.lr * m / np.sqrt(v + eps)

    return Inside


def _adam_folded_inside(eps: float) -> type[AdamRule]:
    class FoldedInside(AdamRule):
        def step(self, p, g, s):
            self.averages(g, s)
            rate = self.lr * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
            p -= rate * s.m / np.sqrt(s.v + eps)

    return FoldedInside


adam_epsilon = _family("adam", _adam_paper, "Adam", _but(1e-8))
adam_folded = _family("adam", _adam_folded, "Adam")
adam_epsilon_inside = [*_family("adam", _adam_inside, "Adam"), *_family("adam", _adam_folded_inside, "Adam")]
