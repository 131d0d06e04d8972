"""Mistakes in Adam."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_04_optimizers.rules import AdaGradRule, AdamRule, RMSpropRule, Rule
from grader.checks import Misconception, misconception
from reference.optimizers import ADAM_EPS, EPS


class _WithoutCorrection(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (np.sqrt(s.v) + ADAM_EPS)


class _Nadam(AdamRule):
    """The first moment is carried one step ahead, as Nesterov would."""

    def step(self, p, g, s):
        self.averages(g, s)
        m = (self.beta1 * s.m + (1 - self.beta1) * g) / (1 - self.beta1**self.t)
        p -= self.lr * m / (np.sqrt(s.v / (1 - self.beta2**self.t)) + ADAM_EPS)


class _AMSGrad(AdamRule):
    """Divides by the largest second moment so far."""

    def step(self, p, g, s):
        self.averages(g, s)
        s.h = np.maximum(s.h, s.v / (1 - self.beta2**self.t))
        p -= self.lr * s.m / (1 - self.beta1**self.t) / (np.sqrt(s.h) + ADAM_EPS)


class _AMSGradOfTheUncorrected(AdamRule):
    """The largest v, corrected when it is used."""

    def step(self, p, g, s):
        self.averages(g, s)
        s.h = np.maximum(s.h, s.v)
        p -= self.lr * s.m / (1 - self.beta1**self.t) / (np.sqrt(s.h / (1 - self.beta2**self.t)) + ADAM_EPS)


class _Adamax(AdamRule):
    """The largest gradient in place of the second moment."""

    def step(self, p, g, s):
        self.averages(g, s)
        s.h = np.maximum(self.beta2 * s.h, np.abs(g))
        p -= self.lr / (1 - self.beta1**self.t) * s.m / (s.h + ADAM_EPS)


class _AdaBelief(AdamRule):
    """The second moment of what the gradient is off its average."""

    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * (g - s.m) ** 2
        v = s.v / (1 - self.beta2**self.t)
        p -= self.lr * s.m / (1 - self.beta1**self.t) / (np.sqrt(v) + ADAM_EPS)


class _OneSecondMoment(AdamRule):
    """One second moment for the whole array."""

    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), np.mean(s.v) / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _FromZero(AdamRule):
    """The paper's form with a counter that is 0 at the first step."""

    def step(self, p, g, s):
        self.averages(g, s)
        with np.errstate(all="ignore"):
            m, v = s.m / (1 - self.beta1 ** (self.t - 1)), s.v / (1 - self.beta2 ** (self.t - 1))
            p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _FromZeroFolded(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        rate = self.lr * (1 - self.beta2 ** (self.t - 1)) ** 0.5 / (1 - self.beta1 ** (self.t - 1))
        p -= rate * s.m / (np.sqrt(s.v) + ADAM_EPS)


class _OneAhead(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1 ** (self.t + 1)), s.v / (1 - self.beta2 ** (self.t + 1))
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _TicksPerParameter(AdamRule):
    def update(self, params, grads):
        for key in params:
            self.t += 1
            self.step(params[key], grads[key], self.state(key, params[key]))

    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


def _correcting_state(*kept: str) -> type[AdamRule]:
    """Of m and v these go on as m̂ and v̂."""

    class CorrectsState(AdamRule):
        def step(self, p, g, s):
            self.averages(g, s)
            m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
            s.m, s.v = m if "m" in kept else s.m, v if "v" in kept else s.v
            p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)

    return CorrectsState


def _correcting_by(first: str, second: str) -> type[AdamRule]:
    """m and v are corrected by the betas of these names."""

    class CorrectsByOthers(AdamRule):
        def step(self, p, g, s):
            self.averages(g, s)
            m, v = s.m / (1 - getattr(self, first) ** self.t), s.v / (1 - getattr(self, second) ** self.t)
            p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)

    return CorrectsByOthers


def _average(old: Any, new: Any, beta: float) -> Any:
    return beta * old + (1 - beta) * new


def _with_full_weight(old: Any, new: Any, beta: float) -> Any:
    return beta * old + new


def _with_weights_swapped(old: Any, new: Any, beta: float) -> Any:
    return (1 - beta) * old + beta * new


def _gathering(first: Any = _average, second: Any = _average, size: Any = np.square) -> type[AdamRule]:
    """m comes of the old m and g by `first`, v of the old v and g's `size` by `second`."""

    class Gathers(AdamRule):
        def step(self, p, g, s):
            s.m, s.v = first(s.m, g, self.beta1), second(s.v, size(g), self.beta2)
            m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
            p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)

    return Gathers


def _either(way: Any, caught_by: str, catalogue: Any = ()) -> list[Misconception]:
    """In the line of m, in that of v, or in both."""
    pairs = (way, way), (way, _average), (_average, way)
    return [_adam(_gathering(first, second), caught_by, catalogue) for first, second in pairs]


class _OneMemory(AdamRule):
    """`self.m = self.v = {}`"""

    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.m = self.beta2 * s.m + (1 - self.beta2) * g**2
        m, v = s.m / (1 - self.beta1**self.t), s.m / (1 - self.beta2**self.t)
        with np.errstate(invalid="ignore"):
            p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _WithoutSquares(AdamRule):
    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        with np.errstate(invalid="ignore"):
            p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _OneBeta(AdamRule):
    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta1 * s.v + (1 - self.beta1) * g**2
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta1**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _OneBetaOneMemory(AdamRule):
    """β1 in v's average, β2 in its correction."""

    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta1 * s.v + (1 - self.beta1) * g**2
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _CorrectsFirstOnly(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (1 - self.beta1**self.t) / (np.sqrt(s.v) + ADAM_EPS)


class _CorrectsSecondOnly(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (np.sqrt(s.v / (1 - self.beta2**self.t)) + ADAM_EPS)


class _MultipliesCorrection(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m * (1 - self.beta1**self.t), s.v * (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _RateUpsideDown(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        rate = self.lr * (1 - self.beta1**self.t) / np.sqrt(1 - self.beta2**self.t)
        p -= rate * s.m / (np.sqrt(s.v) + ADAM_EPS)


class _PowerMissing(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (1 - self.beta1) / (np.sqrt(s.v / (1 - self.beta2)) + ADAM_EPS)


class _PowerFixed(AdamRule):
    """The power 2 of the second step for good."""

    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (1 - self.beta1**2) / (np.sqrt(s.v / (1 - self.beta2**2)) + ADAM_EPS)


class _TimesCount(AdamRule):
    """β·t for β to the power t."""

    def step(self, p, g, s):
        self.averages(g, s)
        with np.errstate(invalid="ignore", divide="ignore"):
            m, v = s.m / (1 - self.beta1 * self.t), s.v / (1 - self.beta2 * self.t)
            p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _TimesCountFirst(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1 * self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _WeightsSwappedThroughout(AdamRule):
    def step(self, p, g, s):
        s.m = (1 - self.beta1) * s.m + self.beta1 * g
        s.v = (1 - self.beta2) * s.v + self.beta2 * g**2
        m, v = s.m / (1 - (1 - self.beta1) ** self.t), s.v / (1 - (1 - self.beta2) ** self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _EachOthersBeta(AdamRule):
    def __init__(self, *values):
        super().__init__(*values)
        self.beta1, self.beta2 = self.beta2, self.beta1

    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


class _AdamWithoutRoot(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (v + ADAM_EPS)


class _RateRootMissing(AdamRule):
    """The folded form without the root over 1 − β2 to the power t."""

    def step(self, p, g, s):
        self.averages(g, s)
        rate = self.lr * (1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        p -= rate * s.m / (np.sqrt(s.v) + ADAM_EPS)


class _GradientForAverage(AdamRule):
    """m is kept and corrected, but the step is taken along g."""

    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * g / (np.sqrt(s.v / (1 - self.beta2**self.t)) + ADAM_EPS)


class _GradientForSum(AdamRule):
    """The same with the correction that m would have."""

    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * g / (1 - self.beta1**self.t) / (np.sqrt(s.v / (1 - self.beta2**self.t)) + ADAM_EPS)


class _RateKept(AdamRule):
    """The corrected learning rate is put into lr, and corrected once more at the next step."""

    def update(self, params, grads):
        self.lr *= np.sqrt(1 - self.beta2 ** (self.t + 1)) / (1 - self.beta1 ** (self.t + 1))
        super().update(params, grads)

    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (np.sqrt(s.v) + ADAM_EPS)


class _RootOverBoth(AdamRule):
    def step(self, p, g, s):
        self.averages(g, s)
        rate = self.lr * np.sqrt((1 - self.beta2**self.t) / (1 - self.beta1**self.t))
        p -= rate * s.m / (np.sqrt(s.v) + ADAM_EPS)


class _CorrectsTwice(AdamRule):
    """m̂ and v̂, and the rate of the folded form besides."""

    def step(self, p, g, s):
        self.averages(g, s)
        first, second = 1 - self.beta1**self.t, 1 - self.beta2**self.t
        rate = self.lr * np.sqrt(second) / first
        p -= rate * s.m / first / (np.sqrt(s.v / second) + ADAM_EPS)


class _SquaresOfAverage(AdamRule):
    def step(self, p, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * s.m**2
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


def _from_gradient(corrected: bool) -> type[AdamRule]:
    class FromGradient(AdamRule):
        def step(self, p, g, s):
            if self.t == 1:
                s.m, s.v = g.copy(), g**2
            self.averages(g, s)
            first, second = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if corrected else (1, 1)
            p -= self.lr * s.m / first / (np.sqrt(s.v / second) + ADAM_EPS)

    return FromGradient


class _AdamForgets(AdamRule):
    def update(self, params, grads):
        self.states.clear()
        super().update(params, grads)

    def step(self, p, g, s):
        self.averages(g, s)
        m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
        p -= self.lr * m / (np.sqrt(v) + ADAM_EPS)


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
        p -= self.lr * s.v / (np.sqrt(s.h) + ADAM_EPS) * g


class _OfTheReportAveraged(AdamRule):
    """The same with V read as an average of gradients."""

    def step(self, p, g, s):
        self.averages(g, s)
        p -= self.lr * s.m / (np.sqrt(s.v) + ADAM_EPS) * g


def _adam(cls: type[Rule], caught_by: str, catalogue: Any = (), like: tuple[str, ...] = ()) -> Misconception:
    return misconception("adam", caught_by=caught_by, catalogue=catalogue, like=like, Adam=cls)


adam_without_correction = _adam(_WithoutCorrection, "first_step", "F29")
adam_is_nadam = _adam(_Nadam, "first_step")
adam_is_amsgrad = [_adam(cls, "path") for cls in (_AMSGrad, _AMSGradOfTheUncorrected)]
adam_is_adamax = _adam(_Adamax, "path")
adam_is_adabelief = _adam(_AdaBelief, "first_step")
adam_one_norm = _adam(_OneSecondMoment, "first_step")
adam_counter_from_zero = [_adam(_FromZero, "downhill", "F30"), _adam(_FromZeroFolded, "in_place", "F30")]
adam_counter_ahead = _adam(_OneAhead, "first_step")
adam_ticks_per_parameter = _adam(_TicksPerParameter, "first_step", "F31")
adam_corrects_state = [_adam(_correcting_state(*kept), "path", "F32") for kept in ("mv", "m", "v")]
adam_one_memory = _adam(_OneMemory, "downhill")
adam_without_squares = [
    _adam(_WithoutSquares, "downhill", "F33"),
    _adam(_gathering(size=np.abs), "first_step", "F33"),
]
adam_one_beta = [_adam(_OneBeta, "path", "F34"), _adam(_OneBetaOneMemory, "first_step", "F34")]
adam_corrects_first_only = _adam(_CorrectsFirstOnly, "first_step", "F35")
adam_corrects_second_only = _adam(_CorrectsSecondOnly, "first_step")
adam_multiplies_correction = [_adam(cls, "first_step", "F36") for cls in (_MultipliesCorrection, _RateUpsideDown)]
adam_power_missing = _adam(_PowerMissing, "path", "F37")
adam_power_fixed = _adam(_PowerFixed, "first_step", "F37")
adam_times_count = [_adam(cls, "path") for cls in (_TimesCount, _TimesCountFirst)]
adam_betas_swapped = [
    *_either(_with_weights_swapped, "first_step", "F40"),
    _adam(_WeightsSwappedThroughout, "path", "F40"),
]
adam_each_others_beta = _adam(_EachOthersBeta, "path")
adam_corrections_swapped = [
    _adam(_correcting_by(first, second), "first_step")
    for first, second in (("beta2", "beta1"), ("beta1", "beta1"), ("beta2", "beta2"))
]
adam_without_root = _adam(_AdamWithoutRoot, "first_step")
adam_rate_root_missing = _adam(_RateRootMissing, "first_step")
adam_steps_along_gradient = [_adam(_GradientForAverage, "path"), _adam(_GradientForSum, "first_step")]
adam_rate_kept = _adam(_RateKept, "path")
adam_root_over_both = _adam(_RootOverBoth, "first_step")
adam_corrects_twice = _adam(_CorrectsTwice, "first_step")
adam_squares_average = _adam(_SquaresOfAverage, "first_step")
adam_full_weight = _either(_with_full_weight, "first_step")
adam_starts_at_gradient = [_adam(_from_gradient(True), "first_step"), _adam(_from_gradient(False), "path")]
adam_forgets_averages = _adam(_AdamForgets, "path")
adam_without_epsilon = _adam(_AdamNoEpsilon, "zero_gradient")
adam_of_the_report = [_adam(cls, "downhill") for cls in (_OfTheReport, _OfTheReportAveraged)]


def _minus(eps: float, caught_by: str) -> list[Misconception]:
    class AdaGradMinus(AdaGradRule):
        def step(self, p, g, s):
            s.h = s.h + g**2
            p -= self.lr * g / (np.sqrt(s.h) - eps)

    class RMSpropMinus(RMSpropRule):
        def step(self, p, g, s):
            s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
            p -= self.lr * g / (np.sqrt(s.h) - eps)

    class AdamMinus(AdamRule):
        def step(self, p, g, s):
            self.averages(g, s)
            m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
            p -= self.lr * m / (np.sqrt(v) - eps)

    return [
        misconception("adagrad", caught_by=caught_by, AdaGrad=AdaGradMinus),
        misconception("rmsprop", caught_by=caught_by, RMSprop=RMSpropMinus),
        _adam(AdamMinus, caught_by),
    ]


subtracts_epsilon = [
    *_minus(1e-7, "first_step"),
    *_minus(1e-8, "first_step"),
    *_minus(1e-12, "tiny_gradient"),  # too small to show elsewhere
]


def _behind(eps: float) -> list[Misconception]:
    """`lr * g / np.sqrt(h) + eps`: ε is no part of the divisor."""

    class AdaGradBehind(AdaGradRule):
        def step(self, p, g, s):
            s.h = s.h + g**2
            with np.errstate(invalid="ignore", divide="ignore"):
                p -= self.lr * g / np.sqrt(s.h) + eps

    class RMSpropBehind(RMSpropRule):
        def step(self, p, g, s):
            s.h = self.decay_rate * s.h + (1 - self.decay_rate) * g**2
            with np.errstate(invalid="ignore", divide="ignore"):
                p -= self.lr * g / np.sqrt(s.h) + eps

    class AdamBehind(AdamRule):
        def step(self, p, g, s):
            self.averages(g, s)
            m, v = s.m / (1 - self.beta1**self.t), s.v / (1 - self.beta2**self.t)
            with np.errstate(invalid="ignore", divide="ignore"):
                p -= self.lr * m / np.sqrt(v) + eps

    return [
        misconception("adagrad", caught_by="first_step", AdaGrad=AdaGradBehind),
        misconception("rmsprop", caught_by="first_step", RMSprop=RMSpropBehind),
        _adam(AdamBehind, "first_step"),
    ]


epsilon_behind_fraction = [wrong for eps in (1e-7, 1e-8) for wrong in _behind(eps)]
