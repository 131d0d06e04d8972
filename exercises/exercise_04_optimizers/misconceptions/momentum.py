"""Mistakes in Momentum and Nesterov."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from exercises.exercise_04_optimizers.rules import MomentumRule, NesterovRule
from grader.checks import misconception


class _Forgets(MomentumRule):
    def step(self, p, g, s):
        p -= self.lr * g


class _RateTwice(MomentumRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += self.lr * s.v


class _OldVelocity(MomentumRule):
    def step(self, p, g, s):
        p += s.v
        s.v = self.momentum * s.v - self.lr * g


class _AveragedRateTwice(MomentumRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v + (1 - self.momentum) * self.lr * g
        p -= self.lr * s.v


class _OneVelocity(MomentumRule):
    def update(self, params, grads):
        self.v = getattr(self, "v", 0.0)
        for key in params:
            self.v = self.momentum * self.v - self.lr * grads[key]
            params[key] += self.v


class _OneVelocityThatFits(MomentumRule):
    """Begun anew wherever it has not the shape of the parameter."""

    def state(self, key, p):
        return self.states[""]

    def step(self, p, g, s):
        v = s.v if np.shape(s.v) == p.shape else 0.0
        s.v = self.momentum * v - self.lr * g
        p += s.v


class _ByShape(MomentumRule):
    def state(self, key, p):
        return self.states[p.shape]

    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += s.v


class _StartsAtParameters(MomentumRule):
    def state(self, key, p):
        if key not in self.states:
            self.states[key] = SimpleNamespace(v=p.copy())
        return self.states[key]

    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += s.v


class _SharesParameters(MomentumRule):
    """v is the very array of the parameter."""

    def step(self, p, g, s):
        p *= self.momentum
        p -= self.lr * g
        p += p


class _WeightsSwapped(MomentumRule):
    def step(self, p, g, s):
        s.v = (1 - self.momentum) * s.v + self.momentum * g
        p -= self.lr * s.v


class _DecayOfTheRest(MomentumRule):
    """The gradient has its weight, the old velocity that of the averaged form's gradient."""

    def step(self, p, g, s):
        s.v = (1 - self.momentum) * s.v - self.lr * g
        p += s.v


class _Accumulates(MomentumRule):
    def step(self, p, g, s):
        s.v = s.v - self.lr * g
        p += s.v


class _FirstGradientKept(MomentumRule):
    """The first velocity is the gradient's own array, which the next call fills anew."""

    def velocity(self, g, s):
        s.v = g if isinstance(s.v, float) else self.momentum * s.v + g

    def step(self, p, g, s):
        self.velocity(g, s)
        p -= self.lr * s.v


class _FirstGradientKeptAhead(_FirstGradientKept):
    def step(self, p, g, s):
        self.velocity(g, s)
        p -= self.lr * (g + self.momentum * s.v)


first_gradient_kept = [
    misconception("momentum", caught_by="same_arrays", Momentum=_FirstGradientKept),
    misconception("nesterov", caught_by="same_arrays", Nesterov=_FirstGradientKeptAhead),
]
momentum_forgets_velocity = misconception("momentum", caught_by="path", catalogue="F07", Momentum=_Forgets)
momentum_rate_twice = [
    misconception("momentum", caught_by="first_step", catalogue="F08", Momentum=cls)
    for cls in (_RateTwice, _AveragedRateTwice)
]
momentum_old_velocity = misconception("momentum", caught_by="downhill", catalogue="F09", Momentum=_OldVelocity)
momentum_one_velocity = [
    misconception("momentum", caught_by="in_place", catalogue="F10", Momentum=_OneVelocity),
    misconception("momentum", caught_by="path", catalogue="F10", Momentum=_OneVelocityThatFits),
]
momentum_state_by_shape = misconception("momentum", caught_by="first_step", catalogue="F11", Momentum=_ByShape)
momentum_starts_at_parameters = [
    misconception("momentum", caught_by="downhill", catalogue="F12", Momentum=cls)
    for cls in (_StartsAtParameters, _SharesParameters)
]
momentum_weights_swapped = misconception("momentum", caught_by="first_step", Momentum=_WeightsSwapped)
momentum_decay_swapped = misconception("momentum", caught_by="path", Momentum=_DecayOfTheRest)
momentum_without_decay = misconception("momentum", caught_by="path", Momentum=_Accumulates)


class _GradientInside(MomentumRule):
    def step(self, p, g, s):
        s.v = self.momentum * (s.v - self.lr * g)
        p += s.v


class _ShareOfVelocity(MomentumRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += self.momentum * s.v


class _GradientTwice(MomentumRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += s.v - self.lr * g


class _LooksAhead(MomentumRule):
    def step(self, p, g, s):
        p += self.momentum**2 * s.v - (1 + self.momentum) * self.lr * g
        s.v = self.momentum * s.v - self.lr * g


def _dampened(share: float | None) -> type[MomentumRule]:
    """As PyTorch does with `dampening`, the first gradient in full and 1 − share of every other; None for momentum."""

    class Dampened(MomentumRule):
        def step(self, p, g, s):
            left = 1 - (self.momentum if share is None else share)
            s.v = 1.0 * g if self.t == 1 else self.momentum * s.v + left * g
            p -= self.lr * s.v

    return Dampened


class _Corrected(MomentumRule):
    """The averaged form, corrected for its start at 0 as Adam's is."""

    def step(self, p, g, s):
        s.v = self.momentum * s.v + (1 - self.momentum) * g
        p -= self.lr * s.v / (1 - self.momentum**self.t)


momentum_gradient_inside = [
    misconception("momentum", caught_by="first_step", Momentum=cls) for cls in (_GradientInside, _ShareOfVelocity)
]
momentum_gradient_twice = misconception("momentum", caught_by="first_step", Momentum=_GradientTwice)
momentum_is_nesterov = misconception("momentum", caught_by="first_step", Momentum=_LooksAhead)
momentum_dampened = [
    misconception("momentum", caught_by="path", Momentum=_dampened(share)) for share in (None, 0.1, 0.5, 0.9)
]
momentum_corrected = misconception("momentum", caught_by="path", Momentum=_Corrected)


class _PlainMomentum(NesterovRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += s.v


class _CoefficientNotSquared(NesterovRule):
    def step(self, p, g, s):
        p += self.momentum * s.v - (1 + self.momentum) * self.lr * g
        s.v = self.momentum * s.v - self.lr * g


class _RateOnce(NesterovRule):
    def step(self, p, g, s):
        p += self.momentum**2 * s.v - self.lr * g
        s.v = self.momentum * s.v - self.lr * g


class _VelocityTwice(NesterovRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v - self.lr * g
        p += self.momentum * s.v


class _OneMinusMomentum(NesterovRule):
    def step(self, p, g, s):
        p += self.momentum**2 * s.v - (1 - self.momentum) * self.lr * g
        s.v = self.momentum * s.v - self.lr * g


class _AddsToGradient(NesterovRule):
    """`d_p += momentum * buf`, where d_p is the caller's array."""

    def step(self, p, g, s):
        s.v = self.momentum * s.v + g
        g += self.momentum * s.v
        p -= self.lr * g


class _NesterovForgets(NesterovRule):
    def step(self, p, g, s):
        p -= (1 + self.momentum) * self.lr * g


class _OldVelocityAdded(NesterovRule):
    """+ for − before the old velocity, in the form −μ·v_old + (1 + μ)·v_new."""

    def step(self, p, g, s):
        old, s.v = s.v, self.momentum * s.v - self.lr * g
        p += self.momentum * old + (1 + self.momentum) * s.v


nesterov_is_momentum = misconception("nesterov", caught_by="first_step", catalogue="F13", Nesterov=_PlainMomentum)
nesterov_not_squared = misconception("nesterov", caught_by="path", catalogue="F15", Nesterov=_CoefficientNotSquared)
nesterov_gradient_once = misconception("nesterov", caught_by="first_step", Nesterov=_RateOnce)
nesterov_lacks_gradient = misconception("nesterov", caught_by="first_step", Nesterov=_VelocityTwice)
nesterov_old_velocity_added = misconception("nesterov", caught_by="path", Nesterov=_OldVelocityAdded)
nesterov_one_minus_momentum = misconception("nesterov", caught_by="first_step", Nesterov=_OneMinusMomentum)
nesterov_adds_to_gradient = misconception("nesterov", caught_by="in_place", catalogue="F03", Nesterov=_AddsToGradient)
nesterov_forgets_velocity = misconception("nesterov", caught_by="path", Nesterov=_NesterovForgets)


class _StepsFromAhead(NesterovRule):
    """Goes to the place ahead, and from there by the whole new velocity."""

    def step(self, p, g, s):
        p += self.momentum * s.v
        s.v = self.momentum * s.v - self.lr * g
        p += s.v


class _AveragesGradients(NesterovRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v + (1 - self.momentum) * g
        p -= self.lr * (self.momentum * s.v + (1 - self.momentum) * g)


class _AveragesVelocityOnly(NesterovRule):
    def step(self, p, g, s):
        s.v = self.momentum * s.v + (1 - self.momentum) * g
        p -= self.lr * (self.momentum * s.v + g)


class _VelocityUphill(NesterovRule):
    def step(self, p, g, s):
        p += self.momentum**2 * s.v - (1 + self.momentum) * self.lr * g
        s.v = self.momentum * s.v + self.lr * g


class _DecaysEarly(NesterovRule):
    """`v *= momentum` stands before the step, `v -= lr * g` behind it."""

    def step(self, p, g, s):
        s.v = self.momentum * s.v
        p += self.momentum**2 * s.v - (1 + self.momentum) * self.lr * g
        s.v = s.v - self.lr * g


nesterov_steps_from_ahead = misconception("nesterov", caught_by="first_step", Nesterov=_StepsFromAhead)
nesterov_averages_gradients = [
    misconception("nesterov", caught_by="first_step", Nesterov=cls)
    for cls in (_AveragesGradients, _AveragesVelocityOnly)
]
nesterov_velocity_uphill = misconception("nesterov", caught_by="path", Nesterov=_VelocityUphill)
nesterov_decays_early = misconception("nesterov", caught_by="path", Nesterov=_DecaysEarly)
