"""Mistakes in Sigmoid, Relu and Tanh."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_01_network.parts import network
from grader.checks import Misconception, misconception
from reference.activations import Relu, Sigmoid, Tanh


class _OneFactor(Sigmoid):
    def backward(self, dout):
        return dout * (1 - self.out)


class _OtherFactor(Sigmoid):
    def backward(self, dout):
        return dout * self.out


class _SlopeOfInput(Sigmoid):
    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, dout):
        return dout * self.x * (1 - self.x)


class _SigmoidAgain(Sigmoid):
    def backward(self, dout):
        y = Sigmoid().forward(self.out)
        return dout * y * (1 - y)


class _Plus(Sigmoid):
    def backward(self, dout):
        return dout * self.out * (1 + self.out)


class _InfinityByInfinity(Sigmoid):
    def forward(self, x):
        self.out = np.exp(x) / (1 + np.exp(x))
        return self.out


class _SignOfExponent(Sigmoid):
    def forward(self, x):
        self.out = 1 / (1 + np.exp(x))
        return self.out


class _NotInverted(Sigmoid):
    def forward(self, x):
        self.out = 1 + np.exp(-x)
        return self.out


class _WholeNumbers(Sigmoid):
    """The result is filled into `np.full(x.shape, 0)`."""

    def forward(self, x):
        self.out = super().forward(x).astype(np.int64)
        return self.out


class _TanhOfX(Sigmoid):
    """(1 + tanh x) / 2, where (1 + tanh(x/2)) / 2 would be σ."""

    def forward(self, x):
        self.out = 0.5 * (1 + np.tanh(x))
        return self.out


class _TanhOfXThrough(_TanhOfX):
    def backward(self, dout):
        return 2 * super().backward(dout)


class _TanhSlope(Sigmoid):
    def backward(self, dout):
        return dout * (1 - self.out**2)


def _clipping(limit: float) -> Any:
    """So that exp does not overflow, x is cut off where σ is not yet 0 or 1."""

    class Clips(Sigmoid):
        def forward(self, x):
            return super().forward(np.clip(x, -limit, limit))

    return Clips


class _DoutTimesOne(Sigmoid):
    """dout · 1 − y · y, where (1 − y) is meant."""

    def backward(self, dout):
        return dout - self.out * self.out


class _DoutTimesY(Sigmoid):
    """dout · y · 1 − y"""

    def backward(self, dout):
        return dout * self.out - self.out


class _SlopeOverflows(_SlopeOfInput):
    """exp(−x) / (1 + exp(−x))², which is ∞/∞ for large negative x."""

    def backward(self, dout):
        return dout * np.exp(-self.x) / (1 + np.exp(-self.x)) ** 2


sigmoid_one_factor = misconception("sigmoid", caught_by="derivative", catalogue="A01", Sigmoid=_OneFactor)
sigmoid_other_factor = misconception("sigmoid", caught_by="derivative", Sigmoid=_OtherFactor)
sigmoid_slope_of_input = misconception("sigmoid", caught_by="derivative", catalogue="A02", Sigmoid=_SlopeOfInput)
sigmoid_of_sigmoid = misconception("sigmoid", caught_by="derivative", catalogue="A03", Sigmoid=_SigmoidAgain)
sigmoid_slope_sign = misconception("sigmoid", caught_by="derivative", Sigmoid=_Plus)
sigmoid_overflows = [
    misconception("sigmoid", caught_by="large_values", catalogue="A05", Sigmoid=cls)
    for cls in (_InfinityByInfinity, _SlopeOverflows)
]
sigmoid_mirrored = misconception("sigmoid", caught_by="values", Sigmoid=_SignOfExponent)
sigmoid_not_inverted = misconception("sigmoid", caught_by="values", Sigmoid=_NotInverted)
sigmoid_tanh_of_x = [misconception("sigmoid", caught_by="values", Sigmoid=cls) for cls in (_TanhOfX, _TanhOfXThrough)]
sigmoid_tanh_slope = misconception("sigmoid", caught_by="derivative", Sigmoid=_TanhSlope)
sigmoid_clips_input = [
    misconception("sigmoid", caught_by="large_values" if limit > 3 else "values", Sigmoid=_clipping(limit))
    for limit in (10.0, 5.0, 6.0, 1.0)
]
sigmoid_whole_numbers = misconception("sigmoid", caught_by="values", catalogue="A18", Sigmoid=_WholeNumbers)


class _TanhSlopeOfInput(Tanh):
    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, dout):
        return dout * (1 - self.x**2)


class _NotSquared(Tanh):
    def backward(self, dout):
        return dout * (1 - self.out)


class _Doubled(Tanh):
    def backward(self, dout):
        return dout * (1 - 2 * self.out)


class _PlusSquare(Tanh):
    def backward(self, dout):
        return dout * (1 + self.out**2)


class _UpsideDown(Tanh):
    """The sum above the difference."""

    def forward(self, x):
        with np.errstate(all="ignore"):
            self.out = (np.exp(x) + np.exp(-x)) / (np.exp(x) - np.exp(-x))
        return self.out


class _WithoutBrackets(Tanh):
    def forward(self, x):
        with np.errstate(all="ignore"):
            self.out = np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)
        return self.out


class _Negative(Tanh):
    """y² − 1"""

    def backward(self, dout):
        return dout * (self.out**2 - 1)


class _SigmoidNegative(Sigmoid):
    """y(y − 1)"""

    def backward(self, dout):
        return dout * self.out * (self.out - 1)


class _TanhAgain(Tanh):
    """1 − tanh²(y), where 1 − y² would do."""

    def backward(self, dout):
        return dout * (1 - np.tanh(self.out) ** 2)


class _SquareOfDifference(Tanh):
    def backward(self, dout):
        return dout * (1 - self.out) ** 2


class _DoutTimesOneOfTanh(Tanh):
    """dout · 1 − y²"""

    def backward(self, dout):
        return dout - self.out**2


class _SigmoidSlope(Tanh):
    def backward(self, dout):
        return dout * self.out * (1 - self.out)


class _TanhOverflows(Tanh):
    def forward(self, x):
        self.out = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
        return self.out


class _HalfTheArgument(Tanh):
    """2σ(x) − 1, where 2σ(2x) − 1 would be tanh."""

    def forward(self, x):
        self.out = 2 * Sigmoid().forward(x) - 1
        return self.out


tanh_slope_of_input = misconception("tanh", caught_by="derivative", catalogue="A06", Tanh=_TanhSlopeOfInput)
tanh_not_squared = misconception("tanh", caught_by="derivative", Tanh=_NotSquared)
tanh_of_tanh = misconception("tanh", caught_by="derivative", catalogue="A03", Tanh=_TanhAgain)
tanh_square_of_difference = misconception("tanh", caught_by="derivative", catalogue="A07", Tanh=_SquareOfDifference)
tanh_sigmoid_slope = misconception("tanh", caught_by="derivative", Tanh=_SigmoidSlope)
tanh_overflows = misconception("tanh", caught_by="large_values", catalogue="A05", Tanh=_TanhOverflows)
tanh_square_differentiated = misconception("tanh", caught_by="derivative", Tanh=_Doubled)
tanh_slope_sign = misconception("tanh", caught_by="derivative", Tanh=_PlusSquare)
tanh_upside_down = misconception("tanh", caught_by="values", Tanh=_UpsideDown)
tanh_without_brackets = misconception("tanh", caught_by="values", Tanh=_WithoutBrackets)
slope_reversed = [
    misconception("sigmoid", caught_by="derivative", Sigmoid=_SigmoidNegative),
    misconception("tanh", caught_by="derivative", Tanh=_Negative),
]
slope_without_brackets = [
    misconception("sigmoid", caught_by="derivative", Sigmoid=_DoutTimesOne),
    misconception("sigmoid", caught_by="derivative", Sigmoid=_DoutTimesY),
    misconception("tanh", caught_by="derivative", Tanh=_DoutTimesOneOfTanh),
]
tanh_half_argument = misconception("tanh", caught_by="values", Tanh=_HalfTheArgument)


class _KeepsInput(Relu):
    def forward(self, x):
        self.x = x
        return super().forward(x)


class _GateByDout(_KeepsInput):
    def backward(self, dout):
        return np.where(dout > 0, dout, 0.0)


class _GateIsX(_KeepsInput):
    def backward(self, dout):
        return dout * np.maximum(self.x, 0)


class _GateInverted(_KeepsInput):
    def backward(self, dout):
        return np.where(self.x > 0, 0.0, dout)


class _MaskInverted(_GateInverted):
    """`mask = x > 0` marks what is set to 0."""

    def forward(self, x):
        self.x = x
        return np.minimum(x, 0)


class GateAlwaysOpen(Relu):
    """The mask is `out >= 0`, after the negative ones became 0."""

    def backward(self, dout):
        return dout.copy()


class _WritesIntoX(_KeepsInput):
    def forward(self, x):
        out = super().forward(x.copy())
        x[x <= 0] = 0
        return out


class _Divides(_KeepsInput):
    """The gate is y / x."""

    def backward(self, dout):
        return dout * (np.maximum(self.x, 0) / self.x)


class _Softplus(_KeepsInput):
    def forward(self, x):
        self.x = x
        return np.log(1 + np.exp(x))

    def backward(self, dout):
        return dout / (1 + np.exp(-self.x))


class _ELU(_KeepsInput):
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))

    def backward(self, dout):
        return np.where(self.x > 0, dout, dout * np.exp(np.minimum(self.x, 0)))


class _GivesMask(_KeepsInput):
    """`self.mask` is returned where x · mask is meant."""

    def forward(self, x):
        self.x = x
        return (x > 0).astype(float)

    def backward(self, dout):
        return np.where(self.x > 0, dout, 0.0)


class _Magnitude(_KeepsInput):
    """|x|"""

    def forward(self, x):
        self.x = x
        return np.abs(x)

    def backward(self, dout):
        return dout * np.sign(self.x)


class _OpensLate(_KeepsInput):
    """The gate opens above a thousandth."""

    def forward(self, x):
        self.x = x
        return np.where(x > 1e-3, x, 0.0)

    def backward(self, dout):
        return np.where(self.x > 1e-3, dout, 0.0)


def _leaking(slope: float) -> Any:
    class Leaks(_KeepsInput):
        def forward(self, x):
            self.x = x
            return np.where(x > 0, x, slope * x)

        def backward(self, dout):
            return np.where(self.x > 0, dout, slope * dout)

    return Leaks


class _ClipsAtSix(_KeepsInput):
    """ReLU6."""

    def forward(self, x):
        self.x = x
        return np.clip(x, 0, 6)

    def backward(self, dout):
        return np.where((self.x > 0) & (self.x < 6), dout, 0.0)


def _relus(cls: Any, caught_by: str, in_network: str, catalogue: Any = ()) -> list[Misconception]:
    """A wrong ReLU by itself and in the network."""
    net = network(relu=cls)
    return [
        misconception("relu", caught_by=caught_by, catalogue=catalogue, Relu=cls),
        misconception("network", caught_by=in_network, catalogue=catalogue, TwoLayerNet=net),
    ]


def _forwards(cls: Any) -> list[Misconception]:
    """A wrong forward, with a backward that belongs to it and with ReLU's."""

    class ReluBackward(cls):
        def backward(self, dout):
            return np.where(self.x > 0, dout, 0.0)

    return [wrong for each in (cls, ReluBackward) for wrong in _relus(each, "values", "class_scores")]


relu_gate_by_dout = _relus(_GateByDout, "derivative", "backpropagation", "A08")
relu_gate_is_x = _relus(_GateIsX, "derivative", "backpropagation", "A09")
relu_gate_inverted = _relus(_GateInverted, "derivative", "backpropagation", "A10")
relu_mask_inverted = _forwards(_MaskInverted)
relu_gate_always_open = misconception("relu", caught_by="derivative", Relu=GateAlwaysOpen)
relu_writes_into_x = misconception("relu", caught_by="untouched", catalogue="A11", Relu=_WritesIntoX)
relu_gate_by_division = misconception("relu", caught_by="kink", Relu=_Divides)
relu_is_softplus = _forwards(_Softplus)
relu_is_elu = _forwards(_ELU)
relu_is_magnitude = _forwards(_Magnitude)
relu_opens_late = misconception("relu", caught_by="values", Relu=_OpensLate)
relu_gives_mask = _relus(_GivesMask, "values", "class_scores")
relu_clips_at_six = misconception("relu", caught_by="large_values", Relu=_ClipsAtSix)
relu_leaks = [wrong for slope in (0.01, 0.1, 0.2) for wrong in _forwards(_leaking(slope))]
