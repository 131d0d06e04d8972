"""Mistakes in forward while the network learns."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from exercises.exercise_03_batch_normalization.forms import Layer, VarianceFromOne
from exercises.exercise_03_batch_normalization.misconceptions.shared import of_layers, sized

_training = partial(of_layers, "train_forward")


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


class _OneMean(Layer):
    def moments(self, x):
        return np.mean(x), np.var(x, axis=0)


class _AroundOneMean(Layer):
    def moments(self, x):
        return np.mean(x), np.mean((x - np.mean(x)) ** 2, axis=0)


class _StepByStep(Layer):
    """Back along the graph: what the way through σ² adds to dx goes through μ too. It cancels out where every column is
    centred."""

    def slope(self, dout):
        ways = dout - self.through_var(dout)
        return self.gamma / self.std * (ways - np.mean(ways, axis=0))


class _OneVariance(Layer):
    def moments(self, x):
        return np.mean(x, axis=0), np.var(x)


class _OneVarianceOfCentred(Layer):
    def moments(self, x):
        return np.mean(x, axis=0), np.mean((x - np.mean(x, axis=0)) ** 2)


class _OverNMinusOne(Layer):
    def moments(self, x):
        return np.mean(x, axis=0), np.var(x, axis=0, ddof=1) if len(x) > 1 else 0 * x[0]


class _OverNothing(Layer):
    """The same without a thought of a batch of one, where it is 0/0."""

    def moments(self, x):
        return np.mean(x, axis=0), np.var(x, axis=0, ddof=1)


class _BesidesRoot(Layer):
    def root(self, var):
        return np.sqrt(var) + self.eps


class _WithoutEpsilon(Layer):
    def root(self, var):
        return np.sqrt(var)


class _Floor(Layer):
    def root(self, var):
        return np.sqrt(np.maximum(var, self.eps))


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


class OutLikeX(Layer):
    """y is written into an array that was made like x, and so holds whole numbers where x does."""

    def forward(self, x, train_flg=True):
        return super().forward(x, train_flg).astype(x.dtype)


class NormalLikeX(Layer):
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
one_mean_for_all = _training(
    "mean_and_std",
    *(
        layer
        for cls in (_OverAll, _OneMean, _AroundOneMean)
        for layer in (cls, type(cls.__name__, (_StepByStep, cls), {}))
    ),
    catalogue="E02",
)
one_variance_for_all = _training("mean_and_std", _OneVariance, _OneVarianceOfCentred, catalogue="E02")
normalised_over_n_minus_one = _training("mean_and_std", _OverNMinusOne, _OverNothing, catalogue="E03")
epsilon_beside_root = _training("values", *sized(_BesidesRoot), catalogue="E04")
epsilon_missing = _training("constant_feature", _WithoutEpsilon, catalogue="E05")
epsilon_as_floor = _training("small_spread", *sized(_Floor, (1e-6, 1e-5)))
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
made_like_x = _training("whole_numbers", OutLikeX, NormalLikeX)
single_sample_apart = _training("single_sample", _AloneByRunning, _AloneAsItIs, catalogue="E33")
