"""Memory that is somebody else's: the caller's own array, or one for all objects of a class."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np

from exercises.exercise_04_optimizers.rules import AdaGradRule, AdamRule, MomentumRule, NesterovRule, RMSpropRule
from grader.checks import misconception
from reference import optimizers as right
from reference.optimizers import EPS

# A memory that is the caller's own array ------------------------------------------------------------------------------


class _VelocityIsGradient(MomentumRule):
    def step(self, p, g, s):
        _remember(self, g, s)
        p -= self.lr * s.v


class _NesterovVelocityIsGradient(NesterovRule):
    def step(self, p, g, s):
        before = g.copy()
        _remember(self, g, s)
        p -= self.lr * (before + self.momentum * s.v)


def _remember(rule: Any, g: Any, s: SimpleNamespace) -> None:
    """The first velocity is the gradient's own array, not a copy."""
    if rule.t == 1:
        s.v = g
    else:
        s.v *= rule.momentum
        s.v += g


memory_is_gradient = [
    misconception("momentum", caught_by="in_place", catalogue="F03", Momentum=_VelocityIsGradient),
    misconception("nesterov", caught_by="in_place", catalogue="F03", Nesterov=_NesterovVelocityIsGradient),
]


# State that all instances of a class share ----------------------------------------------------------------------------


class _OnTheClass:
    common: ClassVar[dict[str, Any]] = {}

    def state(self, key, p):
        return self.common.setdefault(key, SimpleNamespace(v=0.0, h=0.0, m=0.0))


class _SharedRate(right.SGD):
    """The learning rate is one for the class, or a global variable."""

    def __init__(self, lr=0.01):
        type(self).lr = lr


class _SharedMomentum(_OnTheClass, MomentumRule):
    common: ClassVar = {}

    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += s.v


class _SharedNesterov(_OnTheClass, NesterovRule):
    common: ClassVar = {}

    def step(self, p, g, s):
        p += self.momentum**2 * s.v - (1 + self.momentum) * self.lr * g
        s.v = self.momentum * s.v - self.lr * g


class _SharedAdaGrad(_OnTheClass, AdaGradRule):
    common: ClassVar = {}

    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _SharedRMSprop(_OnTheClass, RMSpropRule):
    common: ClassVar = {}

    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _SharedAdam(_OnTheClass, AdamRule):
    common: ClassVar = {}

    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _SharedCount(right.Adam):
    """`Adam.t += 1`: m and v are the object's own."""

    count: ClassVar = 0

    def update(self, params, grads):
        self.iter = type(self).count
        type(self).count += 1
        super().update(params, grads)


state_on_class = [
    misconception("sgd", caught_by="two_at_once", SGD=_SharedRate),
    misconception("momentum", caught_by="two_at_once", Momentum=_SharedMomentum),
    misconception("nesterov", caught_by="two_at_once", Nesterov=_SharedNesterov),
    misconception("adagrad", caught_by="two_at_once", AdaGrad=_SharedAdaGrad),
    misconception("rmsprop", caught_by="two_at_once", RMSprop=_SharedRMSprop),
    misconception("adam", caught_by="two_at_once", Adam=_SharedAdam),
    misconception("adam", caught_by="two_at_once", Adam=_SharedCount),
]
