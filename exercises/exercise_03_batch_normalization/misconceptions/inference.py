"""Mistakes in forward once the network has learned."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from exercises.exercise_03_batch_normalization.forms import Layer
from exercises.exercise_03_batch_normalization.misconceptions.running import IgnoresStart
from exercises.exercise_03_batch_normalization.misconceptions.shared import of_layers, sized
from exercises.exercise_03_batch_normalization.misconceptions.training import NormalLikeX, OutLikeX

_asked = partial(of_layers, "inference")


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


class _SpreadByBatch(_Inferring):
    def inferred(self, x):
        _, var = self.moments(x)
        return (x - self.running_mean) / self.spread_of(var)


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


class _InferredTimesStd(_Inferring):
    def inferred(self, x):
        return (x - self.running_mean) * self.spread_of(self.running_var)


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


made_like_x_at_test = _asked("whole_numbers", OutLikeX, NormalLikeX)
uses_batch_at_test = _asked("alone_or_in_company", _ByBatch, _AlwaysTrains, catalogue="E24")
mean_of_batch_at_test = _asked("alone_or_in_company", _MeanByBatch)
variance_of_batch_at_test = _asked("alone_or_in_company", _SpreadByBatch)
flag_turned_at_test = _asked("alone_or_in_company", _TrainsWhenAsked)
updates_at_test = [
    *_asked("changes_nothing", _RecordsWhenAsked, catalogue="E25"),
    *_asked("alone_or_in_company", _RecordsFirst, catalogue="E25"),
]
variance_for_std_at_test = _asked("given_statistics", *sized(_InferredByVariance, (1e-6, 0.0)), catalogue="E23")
times_std_at_test = _asked("given_statistics", _InferredTimesStd)
two_roots_at_test = _asked("given_statistics", _InferredByRootOfRoot, catalogue="E23")
epsilon_beside_root_at_test = _asked("given_statistics", *sized(_InferredBesidesRoot), catalogue="E04")
epsilon_missing_at_test = _asked("without_spread", _InferredWithoutEpsilon, catalogue="E05")
not_centred_at_test = _asked("given_statistics", _InferredNotCentred)
not_divided_at_test = _asked("given_statistics", _InferredNotDivided)
gamma_and_beta_missing_at_test = _asked("given_statistics", _InferredPlain)
gamma_missing_at_test = _asked("given_statistics", _InferredWithoutGamma)
beta_missing_at_test = _asked("given_statistics", _InferredWithoutBeta)
idle_at_test = _asked("given_statistics", _Untouched)
given_values_ignored_at_test = _asked("given_statistics", IgnoresStart)
first_values_at_test = _asked("after_training", _FromTheStart)
last_batch_at_test = _asked("after_training", _OfLastBatch)
