"""Wrong optimisers that people write, each with the check that must catch it.

Of the catalogue, F06, F14, F22, F38, F39 and F41 are conventions (see there); F42 needs weight decay, which this
exercise does not have.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np

from exercises.exercise_04_optimizers.rules import (
    CLASSES,
    AdaGradRule,
    AdamRule,
    MomentumRule,
    NesterovRule,
    RMSpropRule,
    Rule,
    SGDRule,
)
from grader.checks import Misconception, misconception
from reference import optimizers as right

EPS = 1e-7


# Of any optimiser -----------------------------------------------------------------------------------------------------


def _each(change: Any, caught_by: str, catalogue: Any, but: tuple[str, ...] = ()) -> list[Misconception]:
    """The same mistake in every optimiser: `change` makes a wrong class of a right one."""
    return [
        misconception(task, caught_by=caught_by, catalogue=catalogue, **{name: change(getattr(right, name))})
        for task, name in CLASSES.items()
        if task not in but
    ]


def _rebinding(cls: Any) -> Any:
    class Rebinds(cls):
        def update(self, params, grads):
            new = {key: p.copy() for key, p in params.items()}
            super().update(new, grads)
            params.update(new)

    return Rebinds


def _scaling_grads(cls: Any) -> Any:
    class ScalesGrads(cls):
        def update(self, params, grads):
            super().update(params, {key: g.copy() for key, g in grads.items()})
            for g in grads.values():
                g *= self.lr

    return ScalesGrads


def _uphill(cls: Any) -> Any:
    class Climbs(cls):
        def update(self, params, grads):
            super().update(params, {key: -g for key, g in grads.items()})

    return Climbs


def _swapped(cls: Any) -> Any:
    class TakesGradsFirst(cls):
        def update(self, grads, params):
            super().update(params, grads)

    return TakesGradsFirst


def _idle(cls: Any) -> Any:
    class DoesNothing(cls):
        def update(self, params, grads):
            return None

    return DoesNothing


def _skipping_last(cls: Any) -> Any:
    class SkipsTheLast(cls):
        def update(self, params, grads):
            kept = list(params)[:-1]
            super().update({key: params[key] for key in kept}, {key: grads[key] for key in kept})

    return SkipsTheLast


def _weights_only(cls: Any) -> Any:
    class WeightsOnly(cls):
        def update(self, params, grads):
            kept = [key for key in params if key.startswith("W")]
            super().update({key: params[key] for key in kept}, {key: grads[key] for key in kept})

    return WeightsOnly


def _by_usual_names(cls: Any) -> Any:
    class UsualNamesOnly(cls):
        def update(self, params, grads):
            kept = [key for key in ("W1", "b1", "W2", "b2") if key in params]
            super().update({key: params[key] for key in kept}, {key: grads[key] for key in kept})

    return UsualNamesOnly


def _first_only(cls: Any) -> Any:
    class ReturnsInTheLoop(cls):
        def update(self, params, grads):
            first = list(params)[:1]
            super().update({key: params[key] for key in first}, {key: grads[key] for key in first})

    return ReturnsInTheLoop


def _resting(cls: Any) -> Any:
    class RestsWithoutGradient(cls):
        def update(self, params, grads):
            moving = [key for key in params if np.any(grads[key])]
            super().update({key: params[key] for key in moving}, {key: grads[key] for key in moving})

    return RestsWithoutGradient


def _by_order(cls: Any) -> Any:
    class PairsByOrder(cls):
        def update(self, params, grads):
            super().update(params, dict(zip(params, grads.values(), strict=True)))

    return PairsByOrder


def _kept_by_order(cls: Any) -> Any:
    """What was gathered is kept by the place in grads, everything else by name."""

    class KeepsByOrder(cls):
        def update(self, params, grads):
            super().update(dict(enumerate(params[key] for key in grads)), dict(enumerate(grads.values())))

    return KeepsByOrder


def _rate_frozen(cls: Any) -> Any:
    class KeepsTheFirstRate(cls):
        """Every step is taken with the rate of the beginning."""

        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.start = self.lr

        def update(self, params, grads):
            now, self.lr = self.lr, self.start
            super().update(params, grads)
            self.lr = now

    return KeepsTheFirstRate


def _other_default(cls: Any) -> Any:
    class TenTimesTheRate(cls):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            if not arguments:
                self.lr *= 10

    return TenTimesTheRate


rebinds_arrays = _each(_rebinding, "in_place", "F02")
changes_grads = _each(_scaling_grads, "in_place", "F03")
climbs = _each(_uphill, "downhill", ("F01", "F05"))
arguments_swapped = _each(_swapped, "in_place", "L08")
does_nothing = _each(_idle, "downhill", "L01")
rate_frozen = _each(_rate_frozen, "changing_rate", ())
default_rate = _each(_other_default, "defaults", ())
skips_last = _each(_skipping_last, "downhill", "L04")
first_only = _each(_first_only, "downhill", "L04")
rests_without_gradient = _each(_resting, "pause", (), but=("sgd", "adagrad"))
paired_by_order = _each(_by_order, "by_name", "L06")
kept_by_order = _each(_kept_by_order, "by_name", "F11", but=("sgd",))
weights_only = _each(_weights_only, "downhill", "L06")
usual_names_only = [
    *_each(_by_usual_names, "downhill", (), but=("sgd", "rmsprop")),
    *_each(_by_usual_names, "first_step", (), but=(*(task for task in CLASSES if task != "sgd"),)),
    *_each(_by_usual_names, "path", (), but=(*(task for task in CLASSES if task != "rmsprop"),)),
]


# SGD ------------------------------------------------------------------------------------------------------------------


class _TimesParameter(SGDRule):
    def step(self, p, g, s):
        p -= self.lr * g * p


class _RateSquared(SGDRule):
    def step(self, p, g, s):
        p -= self.lr**2 * g


class _SignOnly(SGDRule):
    def step(self, p, g, s):
        p -= self.lr * np.sign(g)


class _WithoutRate(SGDRule):
    def step(self, p, g, s):
        p -= g


multiplies_by_parameter = misconception("sgd", caught_by="downhill", catalogue="F04", SGD=_TimesParameter)
sgd_rate_squared = misconception("sgd", caught_by="first_step", SGD=_RateSquared)
sgd_sign_only = misconception("sgd", caught_by="first_step", SGD=_SignOnly)


class _SGDWithMomentum(SGDRule):
    def step(self, p, g, s):
        s.v = 0.9 * s.v - self.lr * g
        p += s.v


sgd_is_momentum = misconception("sgd", caught_by="path", SGD=_SGDWithMomentum)
sgd_without_rate = misconception("sgd", caught_by="first_step", SGD=_WithoutRate)


# Momentum and Nesterov ------------------------------------------------------------------------------------------------


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


# AdaGrad and RMSProp --------------------------------------------------------------------------------------------------


class _WithoutAccumulation(AdaGradRule):
    def step(self, p, g, s):
        p -= self.lr * g / (np.sqrt(g * g) + EPS)


class _WithoutRoot(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr * g / (s.h + EPS)


class _SumsGradients(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g
        with np.errstate(invalid="ignore", divide="ignore"):
            p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _SumsSizes(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + np.abs(g)
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _DividesFirst(AdaGradRule):
    def step(self, p, g, s):
        p -= self.lr * g / (np.sqrt(s.h) + EPS)
        s.h = s.h + g**2


class _CourseAnswer(AdaGradRule):
    """h starts at θ and the first gradient is not added."""

    theta = 1e-4

    def step(self, p, g, s):
        s.h = self.theta if self.t == 1 else s.h + g**2
        p -= self.lr * g / np.sqrt(s.h)


class _CourseAnswerGuarded(_CourseAnswer):
    """With the book's ε besides."""

    def step(self, p, g, s):
        s.h = self.theta if self.t == 1 else s.h + g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _FirstGradientLost(AdaGradRule):
    """The accumulator of the first step is made, and not added to."""

    def step(self, p, g, s):
        if self.t == 1:
            s.h = np.zeros_like(g)
        else:
            s.h = s.h + g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _MomentumLeft(AdaGradRule):
    def step(self, p, g, s):
        s.v = 0.9 * s.v - self.lr * g
        p += s.v


class _OneNorm(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + np.sum(g**2)
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _NoEpsilon(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        with np.errstate(invalid="ignore", divide="ignore"):
            p -= self.lr * g / np.sqrt(s.h)


class _TimesRoot(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr * g * np.sqrt(s.h)


class _AverageOfSquares(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr * g / (np.sqrt(s.h / self.t) + EPS)


adagrad_without_accumulation = misconception("adagrad", caught_by="path", catalogue="F16", AdaGrad=_WithoutAccumulation)
adagrad_without_root = misconception("adagrad", caught_by="first_step", catalogue="F17", AdaGrad=_WithoutRoot)
adagrad_sums_gradients = [
    misconception("adagrad", caught_by="downhill", catalogue="F18", AdaGrad=_SumsGradients),
    misconception("adagrad", caught_by="first_step", catalogue="F18", AdaGrad=_SumsSizes),
]
adagrad_divides_first = misconception("adagrad", caught_by="first_step", catalogue="F19", AdaGrad=_DividesFirst)
adagrad_of_the_course = [
    misconception("adagrad", caught_by="first_step", catalogue="F20", dialects=["study-ai"], AdaGrad=cls)
    for cls in (_CourseAnswer, _CourseAnswerGuarded)
]
adagrad_first_gradient_lost = misconception("adagrad", caught_by="first_step", AdaGrad=_FirstGradientLost)
adagrad_is_momentum = misconception("adagrad", caught_by="first_step", catalogue="F21", AdaGrad=_MomentumLeft)
adagrad_one_norm = misconception("adagrad", caught_by="first_step", catalogue="F23", AdaGrad=_OneNorm)
adagrad_without_epsilon = misconception("adagrad", caught_by="zero_gradient", AdaGrad=_NoEpsilon)
adagrad_times_root = misconception("adagrad", caught_by="first_step", AdaGrad=_TimesRoot)
adagrad_averages = misconception("adagrad", caught_by="path", AdaGrad=_AverageOfSquares)


class _StepWithoutGradient(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr / (np.sqrt(s.h) + EPS)


adagrad_step_without_gradient = misconception("adagrad", caught_by="downhill", AdaGrad=_StepWithoutGradient)


class _FullWeight(RMSpropRule):
    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _DecaySwapped(RMSpropRule):
    def step(self, p, g, s):
        s.h = (1 - self.decay_rate) * s.h + self.decay_rate * g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _DecaySwappedFromOne(RMSpropRule):
    """As TensorFlow 1 has it, h from 1, ε inside the root, but for the share of the new square."""

    def step(self, p, g, s):
        h = 1.0 if self.t == 1 else s.h
        s.h = h + self.decay_rate * (g**2 - h)
        p -= self.lr * g / np.sqrt(s.h + 1e-10)


class _SlowerByDefault(RMSpropRule):
    """β2 of Adam for a default."""

    defaults: ClassVar = {"lr": 0.01, "decay_rate": 0.999}

    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _RMSpropWithoutRoot(RMSpropRule):
    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
        p -= self.lr * g / (s.h + EPS)


class _NeverFades(RMSpropRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _FadesLess(RMSpropRule):
    def step(self, p, g, s):
        s.h = s.h + (1 - self.decay_rate) * g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _FirstSquareWhole(RMSpropRule):
    def step(self, p, g, s):
        s.h = g**2 if self.t == 1 else self.decay_rate * s.h + (1 - self.decay_rate) * g**2
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _AveragesGradients(RMSpropRule):
    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g
        with np.errstate(invalid="ignore", divide="ignore"):
            p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _RMSpropDividesFirst(RMSpropRule):
    def step(self, p, g, s):
        p -= self.lr * g / (np.sqrt(s.h) + EPS)
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2


class _RMSpropNoEpsilon(RMSpropRule):
    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
        with np.errstate(invalid="ignore", divide="ignore"):
            p -= self.lr * g / np.sqrt(s.h)


class _RMSpropCentred(RMSpropRule):
    """h less the square of the averaged gradient, as PyTorch's centered=True."""

    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
        s.m = self.decay_rate * s.m + (1 - self.decay_rate) * g
        p -= self.lr * g / (np.sqrt(np.maximum(s.h - s.m**2, 0)) + EPS)


class _RMSpropCorrected(RMSpropRule):
    """Corrected for its start at 0, as Adam's second moment is."""

    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
        p -= self.lr * g / (np.sqrt(s.h / (1 - self.decay_rate**self.t)) + EPS)


class _RMSpropForgets(RMSpropRule):
    def step(self, p, g, s):
        p -= self.lr * g / (np.sqrt((1 - self.decay_rate) * g**2) + EPS)


rmsprop_full_weight = misconception("rmsprop", caught_by="first_step", catalogue="F24", RMSprop=_FullWeight)
rmsprop_decay_swapped = [
    misconception("rmsprop", caught_by="first_step", catalogue="F25", RMSprop=cls)
    for cls in (_DecaySwapped, _DecaySwappedFromOne)
]
rmsprop_default_decay = misconception("rmsprop", caught_by="defaults", RMSprop=_SlowerByDefault)
rmsprop_without_root = misconception("rmsprop", caught_by="first_step", catalogue="F26", RMSprop=_RMSpropWithoutRoot)
rmsprop_never_fades = [
    misconception("rmsprop", caught_by="first_step", catalogue="F27", RMSprop=_NeverFades),
    misconception("rmsprop", caught_by="path", catalogue="F27", RMSprop=_FadesLess),
]
rmsprop_first_square_whole = misconception(
    "rmsprop", caught_by="first_step", catalogue="F28", RMSprop=_FirstSquareWhole
)
rmsprop_averages_gradients = misconception("rmsprop", caught_by="downhill", RMSprop=_AveragesGradients)
rmsprop_divides_first = misconception("rmsprop", caught_by="first_step", RMSprop=_RMSpropDividesFirst)
rmsprop_without_epsilon = misconception("rmsprop", caught_by="zero_gradient", RMSprop=_RMSpropNoEpsilon)
rmsprop_is_centred = misconception("rmsprop", caught_by="first_step", RMSprop=_RMSpropCentred)
rmsprop_corrected = misconception("rmsprop", caught_by="first_step", RMSprop=_RMSpropCorrected)
rmsprop_forgets_history = misconception("rmsprop", caught_by="path", RMSprop=_RMSpropForgets)


# Adam -----------------------------------------------------------------------------------------------------------------


class _WithoutCorrection(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (np.sqrt(s.v) + EPS)


class _Nadam(AdamRule):
    """The first moment is carried one step ahead, as Nesterov would."""

    def step(self, p, g, s):
        self.averages(g, s)
        m = (self.beta1 * s.m + (1 - self.beta1) * g) / (1 - self.beta1**self.t)
        p -= self.lr * m / (np.sqrt(s.v / (1 - self.beta2**self.t)) + EPS)


class _AMSGrad(AdamRule):
    """Divides by the largest second moment so far."""

    def step(self, p, g, s):
        self.averages(g, s)
        s.h = np.maximum(s.h, s.v / (1 - self.beta2**self.t))
        p -= self.lr * s.m / (1 - self.beta1**self.t) / (np.sqrt(s.h) + EPS)


class _Adamax(AdamRule):
    """The largest gradient in place of the second moment."""

    def step(self, p, g, s):
        self.averages(g, s)
        s.h = np.maximum(self.beta2 * s.h, np.abs(g))
        p -= self.lr / (1 - self.beta1**self.t) * s.m / (s.h + EPS)


class _AdaBelief(AdamRule):
    """The second moment of what the gradient is off its average."""

    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * (g - s.m) ** 2
        v = s.v / (1 - self.beta2**self.t)
        p -= self.lr * s.m / (1 - self.beta1**self.t) / (np.sqrt(v) + EPS)


class _OneSecondMoment(AdamRule):
    """One second moment for the whole array."""

    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), np.mean(s.v) / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _FromZero(AdamRule):
    """The paper's form with a counter that is 0 at the first step."""

    def step(self, p, g, s):
        self.averages(g, s)
        with np.errstate(all="ignore"):
            m, v = s.m / (1 - self.beta1 ** (self.t - 1)), s.v / (1 - self.beta2 ** (self.t - 1))
            p -= self.lr * m / (np.sqrt(v) + EPS)


class _FromZeroFolded(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        rate = self.lr * (1 - self.beta2 ** (self.t - 1)) ** 0.5 / (1 - self.beta1 ** (self.t - 1))
        p -= rate * s.m / (np.sqrt(s.v) + EPS)


class _OneAhead(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1 ** (self.t + 1)), s.v / (1 - self.beta2 ** (self.t + 1))
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _TicksPerParameter(AdamRule):
    def update(self, params, grads):
        for key in params:
            self.t += 1
            self.step(params[key], grads[key], self.state(key, params[key]))

    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _CorrectsState(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        s.m, s.v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * s.m / (np.sqrt(s.v) + EPS)


class _CorrectsSquaresState(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        s.v = s.v / (1 - self.beta2**self.t)
        p -= self.lr * s.m / (1 - self.beta1**self.t) / (np.sqrt(s.v) + EPS)


class _OneMemory(AdamRule):
    """`self.m = self.v = {}`"""

    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.m = self.beta2 * s.m + (1 - self.beta2) * g**2
        m, v = s.m / (1 - self.beta1**self.t), s.m / (1 - self.beta2**self.t)
        with np.errstate(invalid="ignore"):
            p -= self.lr * m / (np.sqrt(v) + EPS)


class _WithoutSquares(AdamRule):
    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        with np.errstate(invalid="ignore"):
            p -= self.lr * m / (np.sqrt(v) + EPS)


class _OneBeta(AdamRule):
    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta1 * s.v + (1 - self.beta1) * g**2
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta1**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _OneBetaOneMemory(AdamRule):
    """β1 in v's average, β2 in its correction."""

    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta1 * s.v + (1 - self.beta1) * g**2
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _CorrectsFirstOnly(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (1 - self.beta1**self.t) / (np.sqrt(s.v) + EPS)


class _CorrectsSecondOnly(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (np.sqrt(s.v / (1 - self.beta2**self.t)) + EPS)


class _MultipliesCorrection(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m * (1 - self.beta1**self.t), s.v * (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _RateUpsideDown(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        rate = self.lr * (1 - self.beta1**self.t) / np.sqrt(1 - self.beta2**self.t)
        p -= rate * s.m / (np.sqrt(s.v) + EPS)


class _PowerMissing(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (1 - self.beta1) / (np.sqrt(s.v / (1 - self.beta2)) + EPS)


class _PowerFixed(AdamRule):
    """The power 2 of the second step for good."""

    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (1 - self.beta1**2) / (np.sqrt(s.v / (1 - self.beta2**2)) + EPS)


class _TimesCount(AdamRule):
    """β·t for β to the power t."""

    def step(self, p, g, s):
        self.averages(g, s)
        with np.errstate(invalid="ignore", divide="ignore"):
            m, v = s.m / (1 - self.beta1 * self.t), s.v / (1 - self.beta2 * self.t)
            p -= self.lr * m / (np.sqrt(v) + EPS)


class _TimesCountFirst(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1 * self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _BetasSwapped(AdamRule):
    def step(self, p, g, s):
        s.m = (1 - self.beta1) * s.m + self.beta1 * g
        s.v = (1 - self.beta2) * s.v + self.beta2 * g**2
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _WeightsSwappedThroughout(AdamRule):
    def step(self, p, g, s):
        s.m = (1 - self.beta1) * s.m + self.beta1 * g
        s.v = (1 - self.beta2) * s.v + self.beta2 * g**2
        m, v = s.m / (1 - (1 - self.beta1) ** self.t), s.v / (1 - (1 - self.beta2) ** self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _EachOthersBeta(AdamRule):
    def __init__(self, *values):
        super().__init__(*values)
        self.beta1, self.beta2 = self.beta2, self.beta1

    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _CorrectsWithEachOthersBeta(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta2**self.t), s.v / (1 - self.beta1**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _AdamWithoutRoot(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (v + EPS)


class _RateRootMissing(AdamRule):
    """The folded form without the root over 1 − β2 to the power t."""

    def step(self, p, g, s):
        self.averages(g, s)
        rate = self.lr * (1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        p -= rate * s.m / (np.sqrt(s.v) + EPS)


class _GradientForAverage(AdamRule):
    """m is kept and corrected, but the step is taken along g."""

    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * g / (np.sqrt(s.v / (1 - self.beta2**self.t)) + EPS)


class _AdamForgets(AdamRule):
    def update(self, params, grads):
        self.states.clear()
        super().update(params, grads)

    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + EPS)


class _AdamNoEpsilon(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        with np.errstate(invalid="ignore", divide="ignore"):
            p -= self.lr * m / np.sqrt(v)


class _OfTheReport(AdamRule):
    """The momentum section's V and RMSProp's h put together with one gradient too many: it climbs."""

    def step(self, p, g, s):
        s.v = self.beta1 * s.v - self.lr * g
        s.h = self.beta2 * s.h + (1 - self.beta2) * g**2
        p -= self.lr * s.v / (np.sqrt(s.h) + EPS) * g


class _OfTheReportAveraged(AdamRule):
    """The same with V read as an average of gradients."""

    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (np.sqrt(s.v) + EPS) * g


def _adam(cls: type[Rule], caught_by: str, catalogue: Any = (), like: tuple[str, ...] = ()) -> Misconception:
    return misconception("adam", caught_by=caught_by, catalogue=catalogue, like=like, Adam=cls)


adam_without_correction = _adam(_WithoutCorrection, "first_step", "F29")
adam_is_nadam = _adam(_Nadam, "first_step")
adam_is_amsgrad = _adam(_AMSGrad, "path")
adam_is_adamax = _adam(_Adamax, "path")
adam_is_adabelief = _adam(_AdaBelief, "first_step")
adam_one_norm = _adam(_OneSecondMoment, "first_step")
adam_counter_from_zero = [_adam(_FromZero, "downhill", "F30"), _adam(_FromZeroFolded, "in_place", "F30")]
adam_counter_ahead = _adam(_OneAhead, "first_step")
adam_ticks_per_parameter = _adam(_TicksPerParameter, "first_step", "F31")
adam_corrects_state = [_adam(cls, "path", "F32") for cls in (_CorrectsState, _CorrectsSquaresState)]
adam_one_memory = _adam(_OneMemory, "downhill")
adam_without_squares = _adam(_WithoutSquares, "downhill", "F33")
adam_one_beta = [_adam(_OneBeta, "path", "F34"), _adam(_OneBetaOneMemory, "first_step", "F34")]
adam_corrects_first_only = _adam(_CorrectsFirstOnly, "first_step", "F35")
adam_corrects_second_only = _adam(_CorrectsSecondOnly, "first_step")
adam_multiplies_correction = [_adam(cls, "first_step", "F36") for cls in (_MultipliesCorrection, _RateUpsideDown)]
adam_power_missing = _adam(_PowerMissing, "path", "F37")
adam_power_fixed = _adam(_PowerFixed, "first_step", "F37")
adam_times_count = [_adam(cls, "path") for cls in (_TimesCount, _TimesCountFirst)]
adam_betas_swapped = [_adam(_BetasSwapped, "first_step", "F40"), _adam(_WeightsSwappedThroughout, "path", "F40")]
adam_each_others_beta = _adam(_EachOthersBeta, "path")
adam_corrections_swapped = _adam(_CorrectsWithEachOthersBeta, "first_step")
adam_without_root = _adam(_AdamWithoutRoot, "first_step")
adam_rate_root_missing = _adam(_RateRootMissing, "first_step")
adam_steps_along_gradient = _adam(_GradientForAverage, "path")
adam_forgets_averages = _adam(_AdamForgets, "path")
adam_without_epsilon = _adam(_AdamNoEpsilon, "zero_gradient")
adam_of_the_report = [_adam(cls, "downhill") for cls in (_OfTheReport, _OfTheReportAveraged)]


class _AdaGradMinusEpsilon(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr * g / (np.sqrt(s.h) - EPS)


class _RMSpropMinusEpsilon(RMSpropRule):
    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
        p -= self.lr * g / (np.sqrt(s.h) - EPS)


class _AdamMinusEpsilon(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) - EPS)


subtracts_epsilon = [
    misconception("adagrad", caught_by="first_step", AdaGrad=_AdaGradMinusEpsilon),
    misconception("rmsprop", caught_by="first_step", RMSprop=_RMSpropMinusEpsilon),
    _adam(_AdamMinusEpsilon, "first_step"),
]


# A memory that is the caller's own array -----------------------------------------------------------------------------


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


state_on_class = [
    misconception("sgd", caught_by="two_at_once", SGD=_SharedRate),
    misconception("momentum", caught_by="two_at_once", Momentum=_SharedMomentum),
    misconception("nesterov", caught_by="two_at_once", Nesterov=_SharedNesterov),
    misconception("adagrad", caught_by="two_at_once", AdaGrad=_SharedAdaGrad),
    misconception("rmsprop", caught_by="two_at_once", RMSprop=_SharedRMSprop),
    _adam(_SharedAdam, "two_at_once"),
]
