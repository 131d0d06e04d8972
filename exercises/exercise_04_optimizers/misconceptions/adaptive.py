"""Mistakes in AdaGrad and RMSprop, and those that Adam shares with them."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from exercises.exercise_04_optimizers.rules import AdaGradRule, AdamRule, RMSpropRule
from grader.checks import misconception
from reference.optimizers import ADAM_EPS, EPS


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


class _SumsSizesRootless(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + np.abs(g)
        p -= self.lr * g / (s.h + EPS)


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


class _StartsAtOne(AdaGradRule):
    def step(self, p, g, s):
        s.h = (1.0 if self.t == 1 else s.h) + g**2
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


class _AverageOfSquares(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr * g / (np.sqrt(s.h / self.t) + EPS)


adagrad_without_accumulation = misconception("adagrad", caught_by="path", catalogue="F16", AdaGrad=_WithoutAccumulation)
adagrad_without_root = misconception("adagrad", caught_by="first_step", catalogue="F17", AdaGrad=_WithoutRoot)
adagrad_sums_gradients = [
    misconception("adagrad", caught_by="downhill", catalogue="F18", AdaGrad=_SumsGradients),
    misconception("adagrad", caught_by="first_step", catalogue="F18", AdaGrad=_SumsSizes),
    misconception("adagrad", caught_by="path", catalogue="F18", AdaGrad=_SumsSizesRootless),
]
adagrad_divides_first = misconception("adagrad", caught_by="first_step", catalogue="F19", AdaGrad=_DividesFirst)
adagrad_of_the_course = [
    misconception("adagrad", caught_by="first_step", catalogue="F20", dialects=["study-ai"], AdaGrad=cls)
    for cls in (_CourseAnswer, _CourseAnswerGuarded)
]
adagrad_first_gradient_lost = misconception("adagrad", caught_by="first_step", AdaGrad=_FirstGradientLost)
adagrad_starts_at_one = misconception("adagrad", caught_by="first_step", AdaGrad=_StartsAtOne)
adagrad_is_momentum = misconception("adagrad", caught_by="first_step", catalogue="F21", AdaGrad=_MomentumLeft)
adagrad_one_norm = misconception("adagrad", caught_by="first_step", catalogue="F23", AdaGrad=_OneNorm)
adagrad_without_epsilon = misconception("adagrad", caught_by="zero_gradient", AdaGrad=_NoEpsilon)
adagrad_averages = misconception("adagrad", caught_by="path", AdaGrad=_AverageOfSquares)


class _StepWithoutGradient(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr / (np.sqrt(s.h) + EPS)


adagrad_step_without_gradient = misconception("adagrad", caught_by="downhill", AdaGrad=_StepWithoutGradient)


def _fading(decay: float) -> type[AdaGradRule]:
    class Fading(AdaGradRule):
        def step(self, p, g, s):
            s.h = decay * s.h + (1 - decay) * g**2
            p -= self.lr * g / (np.sqrt(s.h) + EPS)

    return Fading


adagrad_is_rmsprop = [misconception("adagrad", caught_by="first_step", AdaGrad=_fading(decay)) for decay in (0.99, 0.9)]


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


class _AveragesSizes(RMSpropRule):
    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * np.abs(g)
        p -= self.lr * g / (np.sqrt(s.h) + EPS)


class _ShareSquared(RMSpropRule):
    """`((1 - decay_rate) * g) ** 2`"""

    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + ((1 - self.decay_rate) * g) ** 2
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
rmsprop_averages_gradients = [
    misconception("rmsprop", caught_by="downhill", RMSprop=_AveragesGradients),
    misconception("rmsprop", caught_by="first_step", RMSprop=_AveragesSizes),
]
rmsprop_divides_first = misconception("rmsprop", caught_by="first_step", RMSprop=_RMSpropDividesFirst)
rmsprop_without_epsilon = misconception("rmsprop", caught_by="zero_gradient", RMSprop=_RMSpropNoEpsilon)
rmsprop_is_centred = misconception("rmsprop", caught_by="first_step", RMSprop=_RMSpropCentred)
rmsprop_corrected = misconception("rmsprop", caught_by="first_step", RMSprop=_RMSpropCorrected)
rmsprop_forgets_history = misconception("rmsprop", caught_by="path", RMSprop=_RMSpropForgets)


class _KeepsRoot(AdaGradRule):
    """`h = np.sqrt(h + g**2)`"""

    def step(self, p, g, s):
        s.h = np.sqrt(s.h + g**2)
        p -= self.lr * g / (s.h + EPS)


class _RMSpropKeepsRoot(RMSpropRule):
    def step(self, p, g, s):
        s.h = np.sqrt(self.decay_rate * s.h + (1 - self.decay_rate) * g**2)
        p -= self.lr * g / (s.h + EPS)


memory_is_root = [
    misconception("adagrad", caught_by="path", AdaGrad=_KeepsRoot),
    misconception("rmsprop", caught_by="path", RMSprop=_RMSpropKeepsRoot),
]


class _TimesRoot(AdaGradRule):
    def step(self, p, g, s):
        s.h = s.h + g**2
        p -= self.lr * g * (np.sqrt(s.h) + EPS)


class _RMSpropTimesRoot(RMSpropRule):
    def step(self, p, g, s):
        s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
        p -= self.lr * g * (np.sqrt(s.h) + EPS)


class _AdamTimesRoot(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m * (np.sqrt(v) + ADAM_EPS)


times_root = [
    misconception("adagrad", caught_by="first_step", AdaGrad=_TimesRoot),
    misconception("rmsprop", caught_by="first_step", RMSprop=_RMSpropTimesRoot),
    misconception("adam", caught_by="first_step", Adam=_AdamTimesRoot),
]


class _AdamShareSquared(AdamRule):
    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + ((1 - self.beta2) * g) ** 2
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


share_squared = [
    misconception("rmsprop", caught_by="first_step", RMSprop=_ShareSquared),
    misconception("adam", caught_by="first_step", Adam=_AdamShareSquared),
]
