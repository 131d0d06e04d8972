"""Mistakes in the running mean and variance."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import numpy as np

from exercises.exercise_03_batch_normalization.forms import FromFirstBatch, Layer, UnbiasedRecord, VarianceFromOne
from exercises.exercise_03_batch_normalization.misconceptions.shared import in_both_meanings, of_layers


class _PlainAverage(Layer):
    """The mean of all batches so far, whatever momentum is."""

    batches = 0

    def record(self, x):
        self.batches += 1
        super().record(x)

    def moved(self, old, new):
        return old + (new - old) / self.batches


_running = partial(of_layers, "running_statistics")


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


class IgnoresStart(Layer):
    def __init__(self, gamma, beta, momentum=None, running_mean=None, running_var=None):
        super().__init__(gamma, beta, momentum)


class _StartSwapped(Layer):
    def __init__(self, gamma, beta, momentum=None, running_mean=None, running_var=None):
        super().__init__(gamma, beta, momentum, running_var, running_mean)


class _BeginsLikeFirst(FromFirstBatch):
    """Takes the first batch's values even where others were given."""

    started = False

    def start(self):
        super().start()
        self.first = not self.started
        self.started = True


class _OneForNoVariance(Layer):
    def moments(self, x):
        mean, var = super().moments(x)
        return mean, var if len(x) > 1 else np.ones_like(var)


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


class _OneArray(Layer):
    """Begins with one array under both names, and moves each on in place."""

    def start(self):
        if self.running_mean is None:
            self.running_mean = self.running_var = 0 * self.mean
        super().start()

    def record(self, x):
        for running, new in ((self.running_mean, self.mean), (self.running_var, self.var)):
            running[...] = self.moved(running, new)


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
records_std = _running("several_batches", *in_both_meanings(_RecordsStd), catalogue="E23")
records_sum_of_squares = _running("several_batches", *in_both_meanings(_RecordsSquares))
records_one_variance = _running("several_batches", _VarianceOfAll)
variance_around_running_mean = _running("several_batches", _AroundRunningMean)
running_variance_forgotten = _running("several_batches", *in_both_meanings(_MeanOnly))
running_mean_forgotten = _running("several_batches", *in_both_meanings(_VarianceOnly))
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
given_start_ignored = _running("several_batches", IgnoresStart, _BeginsLikeFirst)
given_start_swapped = _running("several_batches", _StartSwapped)
running_mean_from_one = _running("first_values", _MeanFromOne, _BothFromOne)
running_from_parameters = _running("first_values", _FromParameters)
one_for_no_variance = _running("batch_of_one_recorded", _OneForNoVariance)
running_values_in_one_array = _running("first_values", _OneArray)
running_values_shared = _running("own_statistics", _Crowd)
