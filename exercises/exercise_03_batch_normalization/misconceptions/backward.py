"""Mistakes in backward."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import numpy as np

from exercises.exercise_03_batch_normalization.forms import Layer
from exercises.exercise_03_batch_normalization.misconceptions.shared import USUAL, of_layers, sized

_back = partial(of_layers, "backward")


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


class _OneSampleThrough(Layer):
    """For a single sample, the upstream gradient as it came."""

    def slope(self, dout):
        return super().slope(dout) if len(dout) > 1 else dout.copy()


class _OneSampleScaled(Layer):
    """For a single sample, the ways through μ and σ² are left out."""

    def slope(self, dout):
        return super().slope(dout) if len(dout) > 1 else self.gamma / self.std * dout


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


class _MeanOverNMinusOne(Layer):
    def through_mean(self, dout):
        return np.sum(dout, axis=0) / max(len(dout) - 1, 1)


class _VarianceOverNMinusOne(Layer):
    def through_var(self, dout):
        return self.normal * np.sum(dout * self.normal, axis=0) / max(len(dout) - 1, 1)


class _AllOverNMinusOne(Layer):
    """N·dout and both sums, divided by N − 1."""

    def slope(self, dout):
        return super().slope(dout) * len(dout) / max(len(dout) - 1, 1)


class _SumsForMeans(_VarianceNotAveraged, _MeanNotAveraged):
    pass


class _VarianceAveragedTwice(Layer):
    def through_var(self, dout):
        return super().through_var(dout) / len(dout)


class _GammaOnDoutOnly(Layer):
    def slope(self, dout):
        return (self.gamma * dout - self.through_mean(dout) - self.through_var(dout)) / self.std


class _WithoutNormal(Layer):
    def through_var(self, dout):
        return np.mean(dout * self.normal, axis=0)


class _BracketsMissing(Layer):
    def slope(self, dout):
        return self.gamma / self.std * dout - self.through_mean(dout) - self.through_var(dout)


class _VarianceByCentred(Layer):
    def through_var(self, dout):
        return self.centred * np.mean(dout * self.centred, axis=0)


class _VarianceByVar(Layer):
    """Once more divided by σ on the way through the variance."""

    def through_var(self, dout):
        return super().through_var(dout) / self.std


class _VarianceTimesStd(Layer):
    """A σ in the divisor is missing on the way through the variance."""

    def through_var(self, dout):
        return super().through_var(dout) * self.std


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


class _MeanOverAll(Layer):
    def through_mean(self, dout):
        return np.mean(dout)


class _VarianceOverAll(Layer):
    def through_var(self, dout):
        return self.normal * np.mean(dout * self.normal)


class _BothOverAll(_MeanOverAll, _VarianceOverAll):
    pass


class _MeanSumOverAll(Layer):
    """Along the graph: one sum for all columns, of what each has been multiplied by γ and divided by σ."""

    def slope(self, dout):
        ways = self.gamma / self.std * (dout - self.through_var(dout))
        return ways - np.sum(ways) / len(dout)


class _VarianceSumOverAll(Layer):
    """The same on the way through σ²."""

    def through_var(self, dout):
        return self.normal / self.gamma * np.sum(self.gamma / self.std * dout * self.normal) * self.std / len(dout)


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


class _SumsInDx(Layer):
    """dx from dγ and dβ, whatever these are."""

    def through_mean(self, dout):
        return self.dbeta / len(dout)

    def through_var(self, dout):
        return self.normal * self.dgamma / len(dout)


class _GammaWithoutNormal(Layer):
    """dγ = Σ dout."""

    def gamma_slope(self, dout):
        return self.beta_slope(dout)


class _GammaWithoutNormalInDx(_GammaWithoutNormal, _SumsInDx):
    pass


class _BetaWithNormal(Layer):
    """dβ = Σ dout·x̂."""

    def beta_slope(self, dout):
        return self.gamma_slope(dout)


class _BetaWithNormalInDx(_BetaWithNormal, _SumsInDx):
    pass


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
mean_and_std_as_constants = _back("columns_add_to_zero", *sized(_Constants, USUAL), catalogue="E08")
mean_path_missing = _back("columns_add_to_zero", *sized(_WithoutMean, USUAL), catalogue="E09")
mean_path_sign = _back("columns_add_to_zero", _MeanSign)
mean_path_not_averaged = _back("columns_add_to_zero", _MeanNotAveraged, catalogue="E18")
variance_path_missing = _back("derivative", *sized(_WithoutVariance, USUAL), catalogue="E10")
variance_path_sign = _back("derivative", *sized(_VarianceSign, USUAL), catalogue="E11")
variance_path_half = _back("derivative", *sized(_VarianceHalf, USUAL), catalogue="E12")
variance_path_doubled = _back("derivative", *sized(_VarianceTwice, USUAL))
variance_path_not_averaged = _back("derivative", _VarianceNotAveraged)
variance_path_not_normalised = _back("derivative", _VarianceByCentred)
variance_path_by_sigma = _back("derivative", _VarianceByVar, _VarianceTimesStd)
variance_path_averaged_twice = _back("derivative", _VarianceAveragedTwice)
sums_for_means_in_dx = _back("columns_add_to_zero", _SumsForMeans)
sums_exchanged_in_dx = _back("columns_add_to_zero", _MeanByDgamma)
dx_over_n_minus_one = [
    *_back("columns_add_to_zero", _MeansOverNMinusOne, _MeanOverNMinusOne),
    *_back("derivative", _VarianceOverNMinusOne, _AllOverNMinusOne),
]
dx_gamma_on_dout_only = _back("columns_add_to_zero", _GammaOnDoutOnly)
dx_without_normal = _back("columns_add_to_zero", _WithoutNormal)
dx_brackets_missing = _back("columns_add_to_zero", _BracketsMissing)
dx_over_features = _back("columns_add_to_zero", _OverOtherAxis)
dx_sums_over_all = [
    *_back("columns_add_to_zero", _MeanOverAll, _BothOverAll, _MeanSumOverAll),
    *_back("derivative", _VarianceOverAll, _VarianceSumOverAll),
]
dx_without_gamma = _back("derivative", _SlopeWithoutGamma, catalogue="E17")
dx_gamma_twice = _back("derivative", _SlopeGammaTwice)
dx_without_sigma = _back("derivative", _SlopeWithoutStd, catalogue="E19")
dx_by_variance = _back("derivative", _SlopeByVariance)
dx_times_sigma = _back("derivative", _SlopeTimesStd)
dx_by_running_variance = [
    *_back("columns_add_to_zero", _SlopeByRunning),
    *_back("columns_add_to_zero", *sized(_ByRunning, USUAL)),
]
dx_averaged = _back("derivative", _SlopeAveraged)
dx_not_averaged = _back("derivative", _SlopeNotAveraged)
dout_ignored = _back("derivative", _SlopeOfOnes)
dgamma_from_x = _back("derivative", _GammaFromX, catalogue="E13")
dgamma_from_centred = _back("derivative", _GammaFromCentred)
dgamma_from_output = _back("derivative", _GammaFromOutput, catalogue="E14")
dgamma_without_normal = [
    *_back("derivative", _GammaWithoutNormal),
    *_back("derivative", _GammaWithoutNormalInDx),
]
dgamma_averaged = _back("derivative", _GammaAveraged, catalogue="E15")
dgamma_times_gamma = _back("derivative", _GammaOfGradient)
dgamma_not_summed = _back("derivative", _GammaNotSummed)
dbeta_averaged = _back("derivative", _BetaAveraged, catalogue="E16")
dbeta_times_gamma = _back("derivative", _BetaOfGradient)
dbeta_with_normal = [
    *_back("derivative", _BetaWithNormal),
    *_back("columns_add_to_zero", _BetaWithNormalInDx),
]
dbeta_not_summed = _back("derivative", _BetaNotSummed)
dbeta_over_all = _back("derivative", _BetaOverAll)
gradients_as_rows = _back("derivative", _AsRows)
gradients_exchanged = _back("derivative", _Exchanged)
single_sample_slope_apart = _back("single_sample_slope", _OneSampleThrough, _OneSampleScaled, catalogue="E33")
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
