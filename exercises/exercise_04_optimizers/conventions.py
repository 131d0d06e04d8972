"""Optimisers that are right under another published definition. Sources stand in the hints."""

from __future__ import annotations

import numpy as np

from exercises.exercise_04_optimizers.rules import AdaGradRule, AdamRule, MomentumRule, NesterovRule, RMSpropRule
from grader.checks import Convention, Fit, convention, epsilon


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


class _AveragedGradientMadeUpFor(_AveragedGradient):
    """By default at the rate that the shorter steps want."""

    defaults = {"lr": 0.1, "momentum": 0.9}  # noqa: RUF012


momentum_rate_outside = convention("momentum", Momentum=_RateOutside)
momentum_averaged_gradient = [
    convention("momentum", Momentum=_AveragedGradient),
    convention("momentum", Momentum=_RateInsideAveragedGradient),
    convention("momentum", Momentum=_AveragedGradientMadeUpFor),
]


class _VelocityFirst(NesterovRule):
    """The book before January 2021."""

    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += self.momentum**2 * s.v - (1 + self.momentum) * self.lr * g


class _RateOutsideVelocityFirst(NesterovRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v + g
        p -= self.lr * (self.momentum**2 * s.v + (1 + self.momentum) * g)


class _NesterovRateOutside(NesterovRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v + g
        p -= self.lr * (g + self.momentum * s.v)


nesterov_before_2021 = [
    convention("nesterov", Nesterov=_VelocityFirst),
    convention("nesterov", Nesterov=_RateOutsideVelocityFirst),
]
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


def _adagrad_started(start: float) -> type[AdaGradRule]:
    class Started(AdaGradRule):
        def step(self, p, g, s):
            s.h = (start if self.t == 1 else s.h) + g**2
            p -= self.lr * g / (np.sqrt(s.h) + 1e-7)

    return Started


adagrad_initial_accumulator = Convention(
    "adagrad",
    {"AdaGrad": _adagrad_started(0.1)},
    fit=Fit("start", lambda start: {"AdaGrad": _adagrad_started(start)}, (1e-9, 0.1), (0.1, 1e-4)),
)
adagrad_epsilon = epsilon("adagrad", "AdaGrad", _adagrad)
adagrad_epsilon_inside = epsilon("adagrad", "AdaGrad", _adagrad_inside, between=(1e-20, 0.1))


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


rmsprop_epsilon = epsilon("rmsprop", "RMSprop", _rmsprop)
rmsprop_epsilon_inside = epsilon("rmsprop", "RMSprop", _rmsprop_inside)
rmsprop_decay_09 = [
    convention("rmsprop", RMSprop=_rmsprop(1e-7, 0.9)),
    epsilon("rmsprop", "RMSprop", lambda eps: _rmsprop(eps, 0.9)),
    epsilon("rmsprop", "RMSprop", lambda eps: _rmsprop_inside(eps, 0.9)),
]


def _rmsprop_from_one(eps: float, decay: float = 0.99) -> type[RMSpropRule]:
    class FromOne(RMSpropRule):
        defaults = {"lr": 0.01, "decay_rate": decay}  # noqa: RUF012

        def step(self, p, g, s):
            s.h = self.decay_rate * (1.0 if self.t == 1 else s.h) + (1 - self.decay_rate) * g**2
            p -= self.lr * g / np.sqrt(s.h + eps)

    return FromOne


def _rmsprop_from_one_outside(eps: float, decay: float = 0.99) -> type[RMSpropRule]:
    class FromOneOutside(RMSpropRule):
        defaults = {"lr": 0.01, "decay_rate": decay}  # noqa: RUF012

        def step(self, p, g, s):
            s.h = self.decay_rate * (1.0 if self.t == 1 else s.h) + (1 - self.decay_rate) * g**2
            p -= self.lr * g / (np.sqrt(s.h) + eps)

    return FromOneOutside


rmsprop_from_one = [
    epsilon("rmsprop", "RMSprop", _rmsprop_from_one),
    epsilon("rmsprop", "RMSprop", lambda eps: _rmsprop_from_one(eps, 0.9)),
    epsilon("rmsprop", "RMSprop", _rmsprop_from_one_outside),
    epsilon("rmsprop", "RMSprop", lambda eps: _rmsprop_from_one_outside(eps, 0.9)),
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


adam_epsilon = epsilon("adam", "Adam", _adam_paper)
adam_folded = [convention("adam", Adam=_adam_folded(1e-7)), epsilon("adam", "Adam", _adam_folded)]
adam_epsilon_inside = [epsilon("adam", "Adam", _adam_inside), epsilon("adam", "Adam", _adam_folded_inside)]
