"""Wrong layers that people write, each with the check that must catch it.

Of the catalogue, E28, E30, E31 and E32 are conventions (see there). E27 stands for any batch but the last that
forward trained on; what backward means after an inference is not judged, because libraries differ.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from exercises.exercise_03_batch_normalization.forms import (
    FromFirstBatch,
    Layer,
    ShareOfNew,
    UnbiasedRecord,
    VarianceFromOne,
)
from grader.checks import Misconception, misconception

SIZES = (1e-6, 1e-5, 1e-7, 1e-8, 1e-4, 1e-3, 2e-5)  # of ε, where it is in the wrong place
USUAL = (1e-6, 1e-5, 1e-3)  # of ε in books and libraries; those below the first are as good as it


def _sized(cls: type[Layer], sizes: tuple[float, ...] = SIZES) -> list[type[Layer]]:
    return [type(cls.__name__, (cls,), {"eps": eps}) for eps in sizes]


def _in_both_meanings(*classes: type[Layer]) -> list[type[Layer]]:
    """Momentum is the share of the old value, or that of the new one: where only one of the two running values goes
    wrong, the other one shows which."""
    return [*classes, *(type(cls.__name__, (ShareOfNew, cls), {}) for cls in classes)]


# Forward in training --------------------------------------------------------------------------------------------------


def _training(caught_by: str, *classes: type[Layer], catalogue: Any = ()) -> list[Misconception]:
    return [
        misconception("train_forward", caught_by=caught_by, catalogue=catalogue, BatchNormalization=cls)
        for cls in classes
    ]


class _Centres(Layer):
    """x itself becomes what is left when the mean is taken off."""

    def train(self, x):
        x -= np.mean(x, axis=0)
        return super().train(x)


class _Divides(Layer):
    def train(self, x):
        out = super().train(x)
        x /= self.std
        return out


class _OneBuffer(Layer):
    """Every forward writes into the array that the last one returned."""

    buffer = None

    def forward(self, x, train_flg=True):
        out = super().forward(x, train_flg)
        if self.buffer is None or self.buffer.shape != out.shape:
            self.buffer = np.empty_like(out)
        self.buffer[...] = 0
        self.buffer += out
        return self.buffer


class _UpdatesGamma(Layer):
    def train(self, x):
        out = super().train(x)
        self.gamma *= self.std
        return out


class _OverFeatures(Layer):
    def moments(self, x):
        return np.mean(x, axis=1, keepdims=True), np.var(x, axis=1, keepdims=True)


class _OverAll(Layer):
    def moments(self, x):
        return np.mean(x), np.var(x)


class _OneVariance(Layer):
    def moments(self, x):
        return np.mean(x, axis=0), np.var(x)


class _OverNMinusOne(Layer):
    def moments(self, x):
        return np.mean(x, axis=0), np.var(x, axis=0, ddof=1) if len(x) > 1 else 0 * x[0]


class _BesidesRoot(Layer):
    def root(self, var):
        return np.sqrt(var) + self.eps


class _WithoutEpsilon(Layer):
    def root(self, var):
        return np.sqrt(var)


class _Floor(Layer):
    def root(self, var):
        return np.sqrt(np.maximum(var, self.eps))


class _FloorOfRoot(Layer):
    def root(self, var):
        return np.maximum(np.sqrt(var), self.eps)


class _ByVariance(Layer):
    def root(self, var):
        return var + self.eps


class _ByRootOfRoot(Layer):
    def root(self, var):
        return np.sqrt(np.sqrt(var) + self.eps)


class _TimesStd(Layer):
    def train(self, x):
        super().train(x)
        return self.output(self.centred * self.std)


class _NotDivided(Layer):
    def train(self, x):
        super().train(x)
        return self.output(self.centred)


class _NotCentred(Layer):
    def train(self, x):
        super().train(x)
        return self.output(x / self.std)


class _MeanSquare(Layer):
    """The mean of squares, for the mean of squared distances from the mean."""

    def moments(self, x):
        return np.mean(x, axis=0), np.mean(x**2, axis=0)


class _MeanDistance(Layer):
    def root(self, var):
        return np.mean(np.abs(self.seen - np.mean(self.seen, axis=0)), axis=0) + self.eps

    def train(self, x):
        self.seen = x
        return super().train(x)


class _ByRange(Layer):
    def train(self, x):
        super().train(x)
        low = np.min(x, axis=0)
        return self.output((x - low) / (np.ptp(x, axis=0) + self.eps))


class _SumOfSquares(Layer):
    def moments(self, x):
        return np.mean(x, axis=0), np.var(x, axis=0) * len(x)


class _Swapped(Layer):
    def output(self, normal):
        return self.beta * normal + self.gamma


class _WithoutGamma(Layer):
    def output(self, normal):
        return normal + self.beta


class _WithoutBeta(Layer):
    def output(self, normal):
        return self.gamma * normal


class _BetaSubtracted(Layer):
    def output(self, normal):
        return self.gamma * normal - self.beta


class _BetaInside(Layer):
    def output(self, normal):
        return self.gamma * (normal + self.beta)


class _Neither(Layer):
    def output(self, normal):
        return normal


class _MeanMinusX(Layer):
    def train(self, x):
        super().train(x)
        return self.output(-self.normal)


class _AbsoluteGamma(Layer):
    def output(self, normal):
        return np.abs(self.gamma) * normal + self.beta


class _RunningAfter(Layer):
    """Normalises with the running values, brought up to date with this batch."""

    def train(self, x):
        super().train(x)
        return self.output((x - self.running_mean) / self.root(self.running_var))


class _RunningBefore(Layer):
    def train(self, x):
        self.start()
        out = self.output((x - self.running_mean) / self.root(self.running_var))
        super().train(x)
        return out


class _RunningFromOne(VarianceFromOne, _RunningAfter):
    pass


class _RunningFromOneBefore(VarianceFromOne, _RunningBefore):
    pass


class _InfersByDefault(Layer):
    def forward(self, x, train_flg=False):
        return super().forward(x, train_flg)


class _FlagTurned(Layer):
    def forward(self, x, train_flg=True):
        return super().forward(x, not train_flg)


class _FirstBatchOnly(Layer):
    """μ and σ² are worked out once, when there are none yet."""

    kept = None

    def moments(self, x):
        if self.kept is None:
            self.kept = super().moments(x)
        return self.kept


class _AloneByRunning(Layer):
    """A batch of one is treated as inference."""

    def train(self, x):
        return self.infer(x) if len(x) == 1 else super().train(x)


class _AloneAsItIs(Layer):
    """A batch of one is not normalised."""

    def train(self, x):
        return self.output(x) if len(x) == 1 else super().train(x)


class _OutLikeX(Layer):
    """y is written into an array that was made like x, and so holds whole numbers where x does."""

    def forward(self, x, train_flg=True):
        return super().forward(x, train_flg).astype(x.dtype)


class _NormalLikeX(Layer):
    """The same of x̂."""

    def rows(self, x):
        self.dtype = x.dtype
        return super().rows(x)

    def output(self, normal):
        return super().output(normal.astype(self.dtype))


changes_x = _training("untouched", _Centres, _Divides)
changes_gamma = _training("untouched", _UpdatesGamma)
reuses_output = _training("untouched", _OneBuffer)
over_features = _training("mean_and_std", _OverFeatures, catalogue="E01")
one_mean_for_all = _training("mean_and_std", _OverAll, catalogue="E02")
one_variance_for_all = _training("mean_and_std", _OneVariance, catalogue="E02")
normalised_over_n_minus_one = _training("mean_and_std", _OverNMinusOne, catalogue="E03")
epsilon_beside_root = _training("values", *_sized(_BesidesRoot), catalogue="E04")
epsilon_missing = _training("constant_feature", _WithoutEpsilon, catalogue="E05")
epsilon_as_floor = _training("small_spread", *_sized(_Floor, (1e-6, 1e-5)))
divided_by_variance = _training("mean_and_std", _ByVariance, catalogue="E06")
two_roots = _training("mean_and_std", _ByRootOfRoot)
times_std = _training("mean_and_std", _TimesStd)
not_divided = _training("mean_and_std", _NotDivided)
not_centred = _training("mean_and_std", _NotCentred)
square_not_centred = _training("mean_and_std", _MeanSquare)
mean_distance = _training("mean_and_std", _MeanDistance)
by_range = _training("mean_and_std", _ByRange)
sum_of_squares = _training("mean_and_std", _SumOfSquares)
gamma_beta_swapped = _training("mean_and_std", _Swapped, catalogue="E07")
gamma_missing = _training("mean_and_std", _WithoutGamma)
beta_missing = _training("mean_and_std", _WithoutBeta)
beta_subtracted = _training("mean_and_std", _BetaSubtracted)
gamma_times_beta = _training("mean_and_std", _BetaInside)
gamma_and_beta_missing = _training("mean_and_std", _Neither)
mean_minus_x = _training("values", _MeanMinusX)
gamma_without_sign = _training("values", _AbsoluteGamma)
trains_with_running_values = _training(
    "mean_and_std", _RunningAfter, _RunningBefore, _RunningFromOne, _RunningFromOneBefore, catalogue="E26"
)
flag_turned = _training("mean_and_std", _InfersByDefault, _FlagTurned)
first_batch_for_ever = _training("shift_and_scale", _FirstBatchOnly)
made_like_x = _training("whole_numbers", _OutLikeX, _NormalLikeX)
single_sample_apart = _training("single_sample", _AloneByRunning, _AloneAsItIs, catalogue="E33")


# Running statistics ---------------------------------------------------------------------------------------------------


class _PlainAverage(Layer):
    """The mean of all batches so far, whatever momentum is."""

    batches = 0

    def record(self, x):
        self.batches += 1
        super().record(x)

    def moved(self, old, new):
        return old + (new - old) / self.batches


def _running(caught_by: str, *classes: type[Layer], catalogue: Any = ()) -> list[Misconception]:
    return [
        misconception("running_statistics", caught_by=caught_by, catalogue=catalogue, BatchNormalization=cls)
        for cls in classes
    ]


class _NewNineTenths(Layer):
    """The default of one meaning of momentum with the formula of the other."""

    def moved(self, old, new):
        return (1 - self.momentum) * old + self.momentum * new


class _OldTenth(Layer):
    fallback: ClassVar = 0.1


class _NeverRecords(Layer):
    def record(self, x):
        pass


class _LastBatch(Layer):
    def record(self, x):
        self.running_mean, self.running_var = self.mean, self.var


class _LastBatchUnbiased(UnbiasedRecord):
    def record(self, x):
        self.running_mean, self.running_var = self.mean, self.spread(x)


class _RecordsStd(Layer):
    def spread(self, x):
        return self.std


class _RecordsSquares(Layer):
    def spread(self, x):
        return self.var * len(x)


class _VarianceOfAll(Layer):
    def spread(self, x):
        return np.var(x) + 0 * self.var


class _AroundRunningMean(Layer):
    """Squared distances from the running mean, already moved on."""

    def spread(self, x):
        return np.mean((x - self.running_mean) ** 2, axis=0)


class _MeanOnly(Layer):
    def record(self, x):
        self.running_mean = self.moved(self.running_mean, self.mean)


class _VarianceOnly(Layer):
    def record(self, x):
        self.running_var = self.moved(self.running_var, self.var)


class _RecordsOutput(Layer):
    def record(self, x):
        out = self.output(self.normal)
        self.running_mean = self.moved(self.running_mean, np.mean(out, axis=0))
        self.running_var = self.moved(self.running_var, np.var(out, axis=0))


class _NewInFull(Layer):
    def moved(self, old, new):
        return self.momentum * old + new


class _OldInFull(Layer):
    def moved(self, old, new):
        return old + (1 - self.momentum) * new


class _MomentumTwice(Layer):
    def moved(self, old, new):
        return self.momentum * old + self.momentum * new


class _RestTwice(Layer):
    def moved(self, old, new):
        return (1 - self.momentum) * (old + new)


class _Product(Layer):
    def moved(self, old, new):
        return self.momentum * old * (1 - self.momentum) * new


class _Difference(Layer):
    def moved(self, old, new):
        return self.momentum * old - (1 - self.momentum) * new


class _AddsUp(Layer):
    def moved(self, old, new):
        return old + new


class _Halves(Layer):
    """The mean of old and new, whatever momentum says."""

    def moved(self, old, new):
        return (old + new) / 2


class _NineTenthsAlways(Layer):
    def moved(self, old, new):
        return 0.9 * old + 0.1 * new


class _Forgets(Layer):
    """Begins anew with every batch."""

    def record(self, x):
        self.running_mean = self.moved(0 * self.mean, self.mean)
        self.running_var = self.moved(0 * self.var, self.var)


class _Crossed(Layer):
    def record(self, x):
        self.running_mean = self.moved(self.running_mean, self.var)
        self.running_var = self.moved(self.running_var, self.mean)


class _IgnoresStart(Layer):
    def __init__(self, gamma, beta, momentum=None, running_mean=None, running_var=None):
        super().__init__(gamma, beta, momentum)


class _BeginsLikeFirst(FromFirstBatch):
    """Takes the first batch's values even where others were given."""

    started = False

    def start(self):
        super().start()
        self.first = not self.started
        self.started = True


class _MeanFromOne(Layer):
    def start(self):
        if self.running_mean is None:
            self.running_mean = np.ones_like(self.gamma)
        super().start()


class _BothFromOne(VarianceFromOne, _MeanFromOne):
    pass


class _FromParameters(Layer):
    """Begins at β and γ."""

    def start(self):
        if self.running_mean is None:
            self.running_mean, self.running_var = self.beta, self.gamma
        super().start()


class _Crowd(Layer):
    """All layers write into the same running values."""

    shared: ClassVar[dict[str, Any]] = {}

    def start(self):
        self.shared.setdefault("mean", 0 * self.mean)
        self.shared.setdefault("var", 0 * self.var)
        if not hasattr(self, "own"):
            self.own = self.running_mean is not None
        super().start()

    def record(self, x):
        if not self.own:
            self.running_mean, self.running_var = self.shared["mean"], self.shared["var"]
        super().record(x)
        if not self.own:
            self.shared.update(mean=self.running_mean, var=self.running_var)


momentum_on_new = _running("default_momentum", _NewNineTenths, _OldTenth, catalogue="E20")
never_recorded = _running("several_batches", _NeverRecords, catalogue="E21")
last_batch_only = _running("several_batches", _LastBatch, _LastBatchUnbiased, catalogue="E22")
records_std = _running("several_batches", *_in_both_meanings(_RecordsStd), catalogue="E23")
records_sum_of_squares = _running("several_batches", *_in_both_meanings(_RecordsSquares))
records_one_variance = _running("several_batches", _VarianceOfAll)
variance_around_running_mean = _running("several_batches", _AroundRunningMean)
running_variance_forgotten = _running("several_batches", *_in_both_meanings(_MeanOnly))
running_mean_forgotten = _running("several_batches", *_in_both_meanings(_VarianceOnly))
records_output = _running("several_batches", _RecordsOutput)
new_value_in_full = _running("several_batches", _NewInFull)
old_value_in_full = _running("several_batches", _OldInFull)
one_share_for_both = _running("several_batches", _MomentumTwice, _RestTwice)
product_for_sum = _running("several_batches", _Product)
difference_for_sum = _running("several_batches", _Difference)
adds_up = _running("several_batches", _AddsUp)
plain_average = _running("several_batches", _PlainAverage)
halves_always = _running("several_batches", _Halves)
momentum_ignored = _running("several_batches", _NineTenthsAlways)
forgets_running_values = _running("several_batches", _Forgets)
mean_and_variance_crossed = _running("several_batches", _Crossed)
given_start_ignored = _running("several_batches", _IgnoresStart, _BeginsLikeFirst)
running_mean_from_one = _running("first_values", _MeanFromOne, _BothFromOne)
running_from_parameters = _running("first_values", _FromParameters)
running_values_shared = _running("own_statistics", _Crowd)


# Inference ------------------------------------------------------------------------------------------------------------


def _asked(caught_by: str, *classes: type[Layer], catalogue: Any = ()) -> list[Misconception]:
    return [
        misconception("inference", caught_by=caught_by, catalogue=catalogue, BatchNormalization=cls)
        for cls in classes
    ]


class _Inferring(Layer):
    """A layer that goes wrong in inference only: `inferred(x)`, `spread_of(running_var)`."""

    def infer(self, x):
        self.start()
        return self.output(self.inferred(x))

    def inferred(self, x):
        return (x - self.running_mean) / self.spread_of(self.running_var)

    def spread_of(self, var):
        return np.sqrt(var + self.eps)


class _ByBatch(Layer):
    def infer(self, x):
        mean, var = self.moments(x)
        return self.output((x - mean) / self.root(var))


class _AlwaysTrains(Layer):
    def infer(self, x):
        return self.train(x)


class _TrainsWhenAsked(Layer):
    def forward(self, x, train_flg=True):
        return super().forward(x, not train_flg)


class _MeanByBatch(_Inferring):
    def inferred(self, x):
        return (x - np.mean(x, axis=0)) / self.spread_of(self.running_var)


class _RecordsWhenAsked(_Inferring):
    def infer(self, x):
        out = super().infer(x)
        self.mean, self.var = self.moments(x)
        self.record(x)
        return out


class _RecordsFirst(_Inferring):
    def infer(self, x):
        self.start()
        self.mean, self.var = self.moments(x)
        self.record(x)
        return super().infer(x)


class _InferredByVariance(_Inferring):
    def spread_of(self, var):
        return var + self.eps


class _InferredByRootOfRoot(_Inferring):
    def spread_of(self, var):
        return np.sqrt(np.sqrt(var) + self.eps)


class _InferredBesidesRoot(_Inferring):
    def spread_of(self, var):
        return np.sqrt(var) + self.eps


class _InferredWithoutEpsilon(_Inferring):
    def spread_of(self, var):
        return np.sqrt(var)


class _InferredNotCentred(_Inferring):
    def inferred(self, x):
        return x / self.spread_of(self.running_var)


class _InferredNotDivided(_Inferring):
    def inferred(self, x):
        return x - self.running_mean


class _InferredPlain(_Inferring):
    def infer(self, x):
        self.start()
        return self.inferred(x)


class _InferredWithoutGamma(_Inferring):
    def infer(self, x):
        self.start()
        return self.inferred(x) + self.beta


class _InferredWithoutBeta(_Inferring):
    def infer(self, x):
        self.start()
        return self.gamma * self.inferred(x)


class _Untouched(Layer):
    """Inference hands x on as it is."""

    def infer(self, x):
        return x.copy()


class _FromTheStart(_Inferring):
    """Uses the running values that were there at the beginning."""

    def start(self):
        super().start()
        if not hasattr(self, "frozen"):
            self.frozen = self.running_mean, self.running_var

    def inferred(self, x):
        mean, var = self.frozen
        return (x - mean) / self.spread_of(var)


class _OfLastBatch(_Inferring):
    """Uses the last batch's statistics, where there was one."""

    def inferred(self, x):
        if not hasattr(self, "mean"):
            return super().inferred(x)
        return (x - self.mean) / self.std


made_like_x_at_test = _asked("whole_numbers", _OutLikeX, _NormalLikeX)
uses_batch_at_test = _asked("alone_or_in_company", _ByBatch, _AlwaysTrains, catalogue="E24")
mean_of_batch_at_test = _asked("alone_or_in_company", _MeanByBatch)
flag_turned_at_test = _asked("alone_or_in_company", _TrainsWhenAsked)
updates_at_test = [
    *_asked("changes_nothing", _RecordsWhenAsked, catalogue="E25"),
    *_asked("alone_or_in_company", _RecordsFirst, catalogue="E25"),
]
variance_for_std_at_test = _asked("given_statistics", _InferredByVariance, catalogue="E23")
two_roots_at_test = _asked("given_statistics", _InferredByRootOfRoot, catalogue="E23")
epsilon_beside_root_at_test = _asked("given_statistics", *_sized(_InferredBesidesRoot), catalogue="E04")
epsilon_missing_at_test = _asked("without_spread", _InferredWithoutEpsilon, catalogue="E05")
not_centred_at_test = _asked("given_statistics", _InferredNotCentred)
not_divided_at_test = _asked("given_statistics", _InferredNotDivided)
gamma_and_beta_missing_at_test = _asked("given_statistics", _InferredPlain)
gamma_missing_at_test = _asked("given_statistics", _InferredWithoutGamma)
beta_missing_at_test = _asked("given_statistics", _InferredWithoutBeta)
idle_at_test = _asked("given_statistics", _Untouched)
given_values_ignored_at_test = _asked("given_statistics", _IgnoresStart)
first_values_at_test = _asked("after_training", _FromTheStart)
last_batch_at_test = _asked("after_training", _OfLastBatch)


# Backward -------------------------------------------------------------------------------------------------------------


def _back(caught_by: str, *classes: type[Layer], catalogue: Any = ()) -> list[Misconception]:
    return [
        misconception("backward", caught_by=caught_by, catalogue=catalogue, BatchNormalization=cls) for cls in classes
    ]


class _ScalesUpstream(Layer):
    def backward(self, dout):
        dx = super().backward(dout)
        dout *= self.gamma
        return dx


class _StepsItself(Layer):
    """Learns by itself, with the parameters that it was given."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.gamma -= 0.01 * self.dgamma
        self.beta -= 0.01 * self.dbeta
        return dx


class _Constants(Layer):
    def slope(self, dout):
        return self.gamma / self.std * dout


class _WithoutMean(Layer):
    def through_mean(self, dout):
        return 0.0


class _WithoutVariance(Layer):
    def through_var(self, dout):
        return 0.0


class _VarianceSign(Layer):
    def through_var(self, dout):
        return -super().through_var(dout)


class _MeanSign(Layer):
    def through_mean(self, dout):
        return -super().through_mean(dout)


class _VarianceHalf(Layer):
    def through_var(self, dout):
        return super().through_var(dout) / 2


class _VarianceTwice(Layer):
    def through_var(self, dout):
        return 2 * super().through_var(dout)


class _VarianceNotAveraged(Layer):
    def through_var(self, dout):
        return super().through_var(dout) * len(dout)


class _MeanNotAveraged(Layer):
    def through_mean(self, dout):
        return np.sum(dout, axis=0)


class _MeanByDgamma(Layer):
    """The two sums in each other's place."""

    def slope(self, dout):
        n = len(dout)
        return self.gamma / self.std * (dout - self.dgamma / n - self.normal * self.dbeta / n)


class _MeansOverNMinusOne(Layer):
    def slope(self, dout):
        n = max(len(dout) - 1, 1)
        return self.gamma / self.std * (dout - self.dbeta / n - self.normal * self.dgamma / n)


class _VarianceByCentred(Layer):
    def through_var(self, dout):
        return self.centred * np.mean(dout * self.centred, axis=0)


class _VarianceByVar(Layer):
    """Once more divided by σ on the way through the variance."""

    def through_var(self, dout):
        return super().through_var(dout) / self.std


class _SlopeWithoutGamma(Layer):
    def slope(self, dout):
        return super().slope(dout) / self.gamma


class _SlopeGammaTwice(Layer):
    def slope(self, dout):
        return super().slope(dout) * self.gamma


class _SlopeWithoutStd(Layer):
    def slope(self, dout):
        return super().slope(dout) * self.std


class _SlopeByVariance(Layer):
    def slope(self, dout):
        return super().slope(dout) / self.std


class _SlopeTimesStd(Layer):
    def slope(self, dout):
        return super().slope(dout) * self.std**2


class _SlopeByRunning(Layer):
    def slope(self, dout):
        return self.gamma / np.sqrt(self.running_var + self.eps) * dout


class _ByRunning(Layer):
    """All of backward with the running mean and variance."""

    def backward(self, dout):
        kept = self.centred, self.std, self.normal
        self.std = self.root(self.running_var)
        self.centred = self.centred + self.mean - self.running_mean
        self.normal = self.centred / self.std
        dx = super().backward(dout)
        self.centred, self.std, self.normal = kept
        return dx


class _SlopeNotAveraged(Layer):
    """N·dout − Σ dout − x̂·Σ dout·x̂, not divided by N."""

    def slope(self, dout):
        return super().slope(dout) * len(dout)


class _SlopeAveraged(Layer):
    def slope(self, dout):
        return super().slope(dout) / len(dout)


class _SlopeOfOnes(Layer):
    """As if dout were 1 everywhere."""

    def backward(self, dout):
        return super().backward(np.ones_like(dout))


class _OverOtherAxis(Layer):
    def through_mean(self, dout):
        return np.mean(dout, axis=1, keepdims=True)

    def through_var(self, dout):
        return self.normal * np.mean(dout * self.normal, axis=1, keepdims=True)


class _GammaFromX(Layer):
    def gamma_slope(self, dout):
        return np.sum(dout * (self.centred + self.mean), axis=0)


class _GammaFromCentred(Layer):
    def gamma_slope(self, dout):
        return np.sum(dout * self.centred, axis=0)


class _GammaFromOutput(Layer):
    def gamma_slope(self, dout):
        return np.sum(dout * self.output(self.normal), axis=0)


class _GammaAveraged(Layer):
    def gamma_slope(self, dout):
        return super().gamma_slope(dout) / len(dout)


class _GammaOfGradient(Layer):
    """dγ from dout·γ, what goes on to x̂."""

    def gamma_slope(self, dout):
        return super().gamma_slope(dout) * self.gamma


class _GammaNotSummed(Layer):
    def gamma_slope(self, dout):
        return dout * self.normal


class _BetaAveraged(Layer):
    def beta_slope(self, dout):
        return super().beta_slope(dout) / len(dout)


class _BetaOfGradient(Layer):
    def beta_slope(self, dout):
        return super().beta_slope(dout) * self.gamma


class _BetaNotSummed(Layer):
    def beta_slope(self, dout):
        return dout


class _BetaOverAll(Layer):
    def beta_slope(self, dout):
        return np.sum(dout)


class _AsRows(Layer):
    def beta_slope(self, dout):
        return np.sum(dout, axis=0, keepdims=True)

    def gamma_slope(self, dout):
        return np.sum(dout * self.normal, axis=0, keepdims=True)


class _Exchanged(Layer):
    def backward(self, dout):
        dx = super().backward(dout)
        self.dgamma, self.dbeta = self.dbeta, self.dgamma
        return dx


class _AddsGradients(Layer):
    def backward(self, dout):
        sums = getattr(self, "dgamma", 0.0), getattr(self, "dbeta", 0.0)
        dx = super().backward(dout)
        self.dgamma, self.dbeta = self.dgamma + sums[0], self.dbeta + sums[1]
        return dx


class _UsesUp(Layer):
    """Divides the stored values on, so that a second backward finds others."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.normal = self.normal / self.std
        return dx


class _FirstCache(Layer):
    """What backward needs is kept from the first batch only."""

    kept = None

    def train(self, x):
        out = super().train(x)
        if self.kept is None:
            self.kept = self.normal, self.std, self.centred
        self.normal, self.std, self.centred = self.kept
        return out


class _FirstSize(Layer):
    """The number of samples is noted at the first batch, and divided by ever after."""

    size = 0

    def train(self, x):
        self.size = self.size or len(x)
        return super().train(x)

    def through_mean(self, dout):
        return super().through_mean(dout) * len(dout) / self.size

    def through_var(self, dout):
        return super().through_var(dout) * len(dout) / self.size


class _OneCache(Layer):
    """What backward needs is kept for the class, not for the layer."""

    cache: ClassVar[dict[str, Any]] = {}

    def train(self, x):
        out = super().train(x)
        self.cache.update(normal=self.normal, std=self.std, centred=self.centred)
        return out

    def backward(self, dout):
        self.normal, self.std, self.centred = (self.cache[key] for key in ("normal", "std", "centred"))
        return super().backward(dout)


def _stores_in_inference(*names: str) -> type[Layer]:
    """Inference writes what backward reads."""

    class StoresInInference(Layer):
        def infer(self, x):
            self.start()
            std = self.root(self.running_var)
            centred = x - self.running_mean
            kept = {"std": std, "normal": centred / std, "size": len(x)}
            for name in names:
                setattr(self, name, kept[name])
            return self.output(kept["normal"])

        def train(self, x):
            self.size = len(x)
            return super().train(x)

        def through_mean(self, dout):
            return np.sum(dout, axis=0) / self.size

        def through_var(self, dout):
            return self.normal * np.sum(dout * self.normal, axis=0) / self.size

    return StoresInInference


class _ForgetsInInference(Layer):
    def infer(self, x):
        self.normal = self.std = self.centred = None
        return super().infer(x)


class _Graph(Layer):
    """x̂ from what is centred and σ, which inference overwrites, one or both."""

    names: ClassVar[tuple[str, ...]] = ("centred",)

    def infer(self, x):
        out = super().infer(x)
        kept = {"centred": x - self.running_mean, "std": self.root(self.running_var)}
        for name in self.names:
            setattr(self, name, kept[name])
        return out

    def backward(self, dout):
        self.normal = self.centred / self.std
        return super().backward(dout)


class _BackThroughInference(Layer):
    """After an inference, backward takes the running values for constants, as inference does."""

    asked = False

    def train(self, x):
        self.asked = False
        return super().train(x)

    def infer(self, x):
        self.start()
        self.asked, self.std = True, self.root(self.running_var)
        self.normal = (x - self.running_mean) / self.std
        return self.output(self.normal)

    def slope(self, dout):
        return self.gamma / self.std * dout if self.asked else super().slope(dout)


class _SlopeWithoutEpsilon(Layer):
    def slope(self, dout):
        ways = dout - self.through_mean(dout) - self.through_var(dout)
        return self.gamma / np.sqrt(self.var) * ways


changes_dout = _back("untouched", _ScalesUpstream)
learns_in_backward = _back("untouched", _StepsItself)
mean_and_std_as_constants = _back("columns_add_to_zero", *_sized(_Constants, USUAL), catalogue="E08")
mean_path_missing = _back("columns_add_to_zero", *_sized(_WithoutMean, USUAL), catalogue="E09")
mean_path_sign = _back("columns_add_to_zero", _MeanSign)
mean_path_not_averaged = _back("columns_add_to_zero", _MeanNotAveraged, catalogue="E18")
variance_path_missing = _back("derivative", *_sized(_WithoutVariance, USUAL), catalogue="E10")
variance_path_sign = _back("derivative", *_sized(_VarianceSign, USUAL), catalogue="E11")
variance_path_half = _back("derivative", *_sized(_VarianceHalf, USUAL), catalogue="E12")
variance_path_doubled = _back("derivative", *_sized(_VarianceTwice, USUAL))
variance_path_not_averaged = _back("derivative", _VarianceNotAveraged)
variance_path_not_normalised = _back("derivative", _VarianceByCentred)
variance_path_by_sigma = _back("derivative", _VarianceByVar)
sums_exchanged_in_dx = _back("columns_add_to_zero", _MeanByDgamma)
dx_over_n_minus_one = _back("columns_add_to_zero", _MeansOverNMinusOne)
dx_over_features = _back("columns_add_to_zero", _OverOtherAxis)
dx_without_gamma = _back("derivative", _SlopeWithoutGamma, catalogue="E17")
dx_gamma_twice = _back("derivative", _SlopeGammaTwice)
dx_without_sigma = _back("derivative", _SlopeWithoutStd, catalogue="E19")
dx_by_variance = _back("derivative", _SlopeByVariance)
dx_times_sigma = _back("derivative", _SlopeTimesStd)
dx_by_running_variance = [
    *_back("columns_add_to_zero", _SlopeByRunning),
    *_back("columns_add_to_zero", *_sized(_ByRunning, USUAL)),
]
dx_averaged = _back("derivative", _SlopeAveraged)
dx_not_averaged = _back("derivative", _SlopeNotAveraged)
dout_ignored = _back("derivative", _SlopeOfOnes)
dgamma_from_x = _back("derivative", _GammaFromX, catalogue="E13")
dgamma_from_centred = _back("derivative", _GammaFromCentred)
dgamma_from_output = _back("derivative", _GammaFromOutput, catalogue="E14")
dgamma_averaged = _back("derivative", _GammaAveraged, catalogue="E15")
dgamma_times_gamma = _back("derivative", _GammaOfGradient)
dgamma_not_summed = _back("derivative", _GammaNotSummed)
dbeta_averaged = _back("derivative", _BetaAveraged, catalogue="E16")
dbeta_times_gamma = _back("derivative", _BetaOfGradient)
dbeta_not_summed = _back("derivative", _BetaNotSummed)
dbeta_over_all = _back("derivative", _BetaOverAll)
gradients_as_rows = _back("derivative", _AsRows)
gradients_exchanged = _back("derivative", _Exchanged)
gradients_added_up = _back("twice", _AddsGradients)
backward_uses_up = _back("twice", _UsesUp)
gradient_of_older_batch = _back("own_batch", _FirstCache, catalogue="E27")
size_of_first_batch = _back("own_batch", _FirstSize)
cache_of_the_class = _back("own_batch", _OneCache)
STORED = ("normal", "std", "size")
stores_in_inference = _back(
    "after_inference",
    *(
        _stores_in_inference(*names)
        for names in (("normal",), ("std",), ("normal", "std"), ("size",), ("normal", "size"), STORED)
    ),
    *(type("Graph", (_Graph,), {"names": names}) for names in (("centred",), ("centred", "std"))),
    _ForgetsInInference,
    _BackThroughInference,
    catalogue="E27",
)
dx_without_epsilon = _back("constant_feature_slope", _SlopeWithoutEpsilon, catalogue="E05")


# Images ---------------------------------------------------------------------------------------------------------------


def _of_images(caught_by: str, *classes: type[Layer], catalogue: Any = ()) -> list[Misconception]:
    return [
        misconception("images", caught_by=caught_by, catalogue=catalogue, BatchNormalization=cls) for cls in classes
    ]


class _ChannelsNotMoved(Layer):
    def rows(self, x):
        return x.reshape(-1, x.shape[1])

    def shaped(self, rows, shape):
        return rows.reshape(shape)


class _NotMovedBack(Layer):
    """The axes go to the end before, and are only reshaped after."""

    def shaped(self, rows, shape):
        return rows.reshape(shape)


class _LeftAsRows(Layer):
    def shaped(self, rows, shape):
        return rows


class _ColumnsFirst(Layer):
    """H and W change places on the way back."""

    def shaped(self, rows, shape):
        if len(shape) == 2:
            return rows
        n, c, h, w = shape
        return rows.reshape(n, w, h, c).transpose(0, 3, 2, 1)


class _RowsTurned(Layer):
    """The axes come back in another order: (N, C, W, H)."""

    def shaped(self, rows, shape):
        image = super().shaped(rows, shape)
        return image.swapaxes(2, 3) if len(shape) == 4 else image


class _AsTheyAre(Layer):
    """Nothing is done for images: γ meets the last axis, if they fit."""

    def rows(self, x):
        return x

    def shaped(self, rows, shape):
        return rows


class _Unpacks(_AsTheyAre):
    """`N, D = x.shape`"""

    def rows(self, x):
        _n, _d = x.shape
        return x


class _Broadcast(Layer):
    """Statistics over some axes only, the rest left to broadcasting."""

    axes: ClassVar[tuple[int, ...]] = (0,)

    def rows(self, x):
        self.image = x.ndim == 4
        return x if self.image else super().rows(x)

    def shaped(self, rows, shape):
        return rows if self.image else super().shaped(rows, shape)

    def moments(self, x):
        if not self.image:
            return super().moments(x)
        return np.mean(x, axis=self.axes, keepdims=True), np.var(x, axis=self.axes, keepdims=True)

    def output(self, normal):
        if not self.image:
            return super().output(normal)
        return self.gamma.reshape(1, -1, 1, 1) * normal + self.beta.reshape(1, -1, 1, 1)

    def start(self):
        pass

    def record(self, x):
        pass


class _EachImage(_Broadcast):
    axes: ClassVar = (2, 3)


class _OverColumnsToo(_Broadcast):
    axes: ClassVar = (0, 3)


class _OverChannelsToo(_Broadcast):
    axes: ClassVar = (1, 2, 3)


class _OverEverything(_Broadcast):
    axes: ClassVar = (0, 1, 2, 3)


class _Remembering(Layer):
    """A layer that takes an image's statistics wrongly when it records them; `recorded(x)` gives both."""

    def forward(self, x, train_flg=True):
        self.images = x if x.ndim == 4 else None
        return super().forward(x, train_flg)

    def record(self, x):
        if self.images is not None:
            self.mean, self.var = self.recorded(self.images)
        super().record(x)


class _RecordsMeanOfVariances(_Remembering):
    """The mean of each position's or image's own variance: less than the variance of all together."""

    def recorded(self, x):
        return np.mean(x, axis=(0, 2, 3)), np.mean(np.var(x, axis=(2, 3)), axis=0)


class _RecordsVarianceOfPixels(_Remembering):
    def recorded(self, x):
        return np.mean(x, axis=(0, 2, 3)), np.mean(np.var(x, axis=0), axis=(1, 2))


class _UnbiasedBySamples(_Remembering):
    """n is taken to be N where it is N·H·W."""

    def recorded(self, x):
        n = len(x)
        return np.mean(x, axis=(0, 2, 3)), np.var(x, axis=(0, 2, 3)) * n / (n - 1)


class _RecordsSums(_Remembering):
    def recorded(self, x):
        n = len(x)
        return np.sum(x, axis=(0, 2, 3)) / n, np.var(x, axis=(0, 2, 3)) * (x.size / x.shape[1]) / n


class _Backing(Layer):
    """A layer that goes wrong on the way back from an image; `n` is how many values a channel is taken to have."""

    def backward(self, dout):
        self.n = self.count(dout) if dout.ndim == 4 else len(dout)
        return super().backward(dout)

    def count(self, dout):
        return dout.size // dout.shape[1]

    def through_mean(self, dout):
        return np.sum(dout, axis=0) / self.n

    def through_var(self, dout):
        return self.normal * np.sum(dout * self.normal, axis=0) / self.n


class _CountsSamples(_Backing):
    def count(self, dout):
        return len(dout)


class _CountsAll(_Backing):
    def count(self, dout):
        return dout.size


class _SlopeNotMoved(Layer):
    """dout is reshaped to rows without moving its channels last."""

    def backward(self, dout):
        self.dbeta, self.dgamma = None, None
        rows = dout.reshape(-1, dout.shape[1])
        self.dbeta = self.beta_slope(rows)
        self.dgamma = self.gamma_slope(rows)
        return self.slope(rows).reshape(dout.shape)


class _EachPixelsSums(Layer):
    """dγ and dβ summed over samples only."""

    def backward(self, dout):
        dx = super().backward(dout)
        if dout.ndim == 4:
            normal = self.shaped(self.normal, dout.shape)
            self.dbeta, self.dgamma = np.sum(dout, axis=0), np.sum(dout * normal, axis=0)
        return dx


class _EachImagesSums(Layer):
    def backward(self, dout):
        dx = super().backward(dout)
        if dout.ndim == 4:
            normal = self.shaped(self.normal, dout.shape)
            self.dbeta, self.dgamma = np.sum(dout, axis=(2, 3)), np.sum(dout * normal, axis=(2, 3))
        return dx


class _AveragedOverPositions(Layer):
    def backward(self, dout):
        dx = super().backward(dout)
        if dout.ndim == 4:
            positions = dout.shape[2] * dout.shape[3]
            self.dbeta, self.dgamma = self.dbeta / positions, self.dgamma / positions
        return dx


images_channels_not_moved = _of_images("channels", _ChannelsNotMoved, catalogue="E29")
images_not_moved_back = _of_images("channels", _NotMovedBack, catalogue="E29")
images_left_as_rows = _of_images("channels", _LeftAsRows)
images_height_for_width = _of_images("channels", _ColumnsFirst, _RowsTurned)
images_not_handled = _of_images("channels", _AsTheyAre, _Unpacks)
images_each_position = _of_images("channels", *_sized(_Broadcast))
images_each_alone = _of_images("channels", _EachImage)
images_over_columns = _of_images("channels", _OverColumnsToo)
images_over_channels = _of_images("channels", _OverChannelsToo)
images_over_everything = _of_images("channels", _OverEverything)
images_mean_of_variances = _of_images("channel_statistics", _RecordsMeanOfVariances, _RecordsVarianceOfPixels)
images_unbiased_by_samples = _of_images("channel_statistics", _UnbiasedBySamples)
images_divided_by_samples = _of_images("channel_statistics", _RecordsSums)
images_slope_counts_samples = _of_images("channel_gradients", _CountsSamples)
images_slope_counts_all = _of_images("channel_gradients", _CountsAll)
images_slope_not_moved = _of_images("channel_gradients", _SlopeNotMoved, catalogue="E29")
images_sums_of_samples = _of_images("channel_gradients", _EachPixelsSums)
images_sums_of_positions = _of_images("channel_gradients", _EachImagesSums)
images_gradients_averaged = _of_images("channel_gradients", _AveragedOverPositions)
