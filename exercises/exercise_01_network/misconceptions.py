"""Wrong layers, losses and networks that people write, each with the check that must catch it.

What of the catalogue is no misconception here, and why, stands at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_01_network.parts import last_layer, network, one_hot
from grader.checks import Misconception, misconception
from reference.activations import Relu, Sigmoid, Tanh
from reference.affine import Affine
from reference.differentiation import numerical_gradient
from reference.losses import SoftmaxWithLoss, cross_entropy_error, softmax
from reference.networks import TwoLayerNet

EPS = 1e-7
ACTIVATIONS = {"sigmoid": ("Sigmoid", Sigmoid), "relu": ("Relu", Relu), "tanh": ("Tanh", Tanh)}
LAYERS = {
    **ACTIVATIONS,
    "affine": ("Affine", Affine),
    "softmax_with_loss": ("SoftmaxWithLoss", SoftmaxWithLoss),
}


# Of any layer ---------------------------------------------------------------------------------------------------------


def _each(
    change: Callable[[Any], Any], caught_by: str, catalogue: Any = (), of: Any = tuple(LAYERS)
) -> list[Misconception]:
    """The same mistake in several layers: `change` makes a wrong class of a right one."""
    return [
        misconception(task, caught_by=caught_by, catalogue=catalogue, **{LAYERS[task][0]: change(LAYERS[task][1])})
        for task in of
    ]


def _returning_nothing(cls: Any) -> Any:
    class ReturnsNothing(cls):
        def forward(self, *arguments):
            super().forward(*arguments)

        def backward(self, *arguments):
            super().backward(*arguments)

    return ReturnsNothing


def _on_the_class(cls: Any) -> Any:
    """What forward keeps is one for all layers of the class, like a global variable."""

    class KeepsOnTheClass(cls):
        kept: dict[str, Any] = {}  # noqa: RUF012

        def forward(self, *arguments):
            out = super().forward(*arguments)
            KeepsOnTheClass.kept = dict(vars(self))
            return out

        def backward(self, *arguments):
            vars(self).update(KeepsOnTheClass.kept)
            return super().backward(*arguments)

    return KeepsOnTheClass


def _of_the_first_time(cls: Any) -> Any:
    """`if self.x is None: self.x = x`"""

    class KeepsTheFirst(cls):
        kept: dict[str, Any] | None = None

        def forward(self, *arguments):
            out = super().forward(*arguments)
            self.kept = self.kept or dict(vars(self))
            return out

        def backward(self, *arguments):
            vars(self).update(self.kept)
            return super().backward(*arguments)

    return KeepsTheFirst


def _with_spent_slope(cls: Any) -> Any:
    """The slope is computed in forward and multiplied in place in backward."""

    class SpendsSlope(cls):
        def forward(self, x):
            out = super().forward(x)
            self.slope = super().backward(np.ones_like(x))
            return out

        def backward(self, dout):
            self.slope *= dout
            return self.slope

    return SpendsSlope


def _multiplying_dout(cls: Any) -> Any:
    class MultipliesDout(cls):
        def backward(self, dout):
            dout *= super().backward(np.ones_like(dout))
            return dout

    return MultipliesDout


def _without_upstream(cls: Any) -> Any:
    class WithoutUpstream(cls):
        def backward(self, dout):
            return super().backward(np.ones_like(dout))

    return WithoutUpstream


class _MaskOnTheClass(Relu):
    """Read by an index, a mask of another shape raises where a product would broadcast."""

    def forward(self, x):
        _MaskOnTheClass.mask = x > 0
        return np.maximum(x, 0)

    def backward(self, dout):
        dx = dout.copy()
        dx[~_MaskOnTheClass.mask] = 0
        return dx


class _NetOnTheClass(TwoLayerNet):
    """`params = {}` and the layers stand in the class: the last network that was made is everybody's."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        type(self).kept = dict(vars(self))
        vars(self).clear()

    def __getattr__(self, name):
        return type(self).kept[name]


class _SilentNet(TwoLayerNet):
    def predict(self, x):
        super().predict(x)

    def loss(self, x, t):
        self.last_layer.forward(super().predict(x), t)

    def accuracy(self, x, t):
        return None

    def gradient(self, x, t):
        return None


returns_nothing = [
    *_each(_returning_nothing, "values", "L01"),
    misconception("softmax", caught_by="rows", catalogue="L01", softmax=lambda _x: None),
    misconception("cross_entropy", caught_by="values", catalogue="L01", cross_entropy_error=lambda _y, _t: None),
    misconception("numerical_gradient", caught_by="slope", catalogue="L01", numerical_gradient=lambda _f, _x: None),
    misconception("network", caught_by="class_scores", catalogue="L01", TwoLayerNet=_SilentNet),
]
state_on_the_class = [
    *_each(_on_the_class, "own_forward"),
    misconception("relu", caught_by="own_forward", Relu=_MaskOnTheClass),
    misconception("network", caught_by="own_parameters", TwoLayerNet=_NetOnTheClass),
]
keeps_first_forward = _each(_of_the_first_time, "own_forward")
backward_spends_cache = _each(_with_spent_slope, "twice", "B23", of=ACTIVATIONS)
backward_multiplies_dout = _each(_multiplying_dout, "untouched", "A12", of=("sigmoid", "tanh"))
ignores_upstream = _each(_without_upstream, "derivative", ("A04", "A14"), of=ACTIVATIONS)


# Activations ----------------------------------------------------------------------------------------------------------


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


class _TanhAgain(Tanh):
    """1 − tanh²(y), where 1 − y² would do."""

    def backward(self, dout):
        return dout * (1 - np.tanh(self.out) ** 2)


class _SquareOfDifference(Tanh):
    def backward(self, dout):
        return dout * (1 - self.out) ** 2


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


class _GateAlwaysOpen(Relu):
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


relu_gate_by_dout = _relus(_GateByDout, "derivative", "backpropagation", "A08")
relu_gate_is_x = _relus(_GateIsX, "derivative", "backpropagation", "A09")
relu_gate_inverted = _relus(_GateInverted, "derivative", "backpropagation", "A10")
relu_gate_always_open = misconception("relu", caught_by="derivative", Relu=_GateAlwaysOpen)
relu_writes_into_x = misconception("relu", caught_by="untouched", catalogue="A11", Relu=_WritesIntoX)
relu_gate_by_division = misconception("relu", caught_by="kink", Relu=_Divides)
relu_is_softplus = misconception("relu", caught_by="values", Relu=_Softplus)
relu_clips_at_six = misconception("relu", caught_by="large_values", Relu=_ClipsAtSix)
relu_leaks = [
    wrong for slope in (0.01, 0.1, 0.2) for wrong in _relus(_leaking(slope), "values", "class_scores")
]


# Softmax --------------------------------------------------------------------------------------------------------------


def _softmaxes(
    function: Callable[..., Any], caught_by: str, catalogue: Any = (), in_loss: str = "values", in_network: str = "loss"
) -> list[Misconception]:
    """A wrong softmax by itself, in the last layer and in the network; "" for where nothing shows it."""
    last = last_layer(softmax=function)
    found = [misconception("softmax", caught_by=caught_by, catalogue=catalogue, softmax=function)]
    if in_loss:
        found.append(misconception("softmax_with_loss", caught_by=in_loss, catalogue=catalogue, SoftmaxWithLoss=last))
    if in_network:
        net = network(last=last)
        found.append(misconception("network", caught_by=in_network, catalogue=catalogue, TwoLayerNet=net))
    return found


def _plain_softmax(x):
    return np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)


def _plain_log_softmax(x):
    return np.exp(x - np.log(np.sum(np.exp(x), axis=-1, keepdims=True)))


def _one_maximum(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e, axis=-1, keepdims=True)


def _sum_of_all(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def _maximum_of_columns(x):
    """Each column less its own maximum, which changes what the rows are compared by."""
    e = np.exp(x - np.max(x, axis=0))
    return e / np.sum(e, axis=-1, keepdims=True)


def _down_the_columns(x):
    e = np.exp(x - np.max(x, axis=0))
    return e / np.sum(e, axis=0)


def _sum_down_the_columns(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=0)


def _axis_dropped(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1)


def _both_axes_dropped(x):
    e = np.exp(x - np.max(x, axis=-1))
    return e / np.sum(e, axis=-1)


def _batches_only(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def _subtracts_in_place(x):
    x -= np.max(x, axis=-1, keepdims=True)
    return np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)


def _subtracts_from_one_in_place(x):
    return _subtracts_in_place(x) if x.ndim == 1 else softmax(x)


def _subtracts_from_many_in_place(x):
    return _subtracts_in_place(x) if x.ndim == 2 else softmax(x)


def _clipped(x):
    return _plain_softmax(np.clip(x, -500, 500))


def _without_exp(x):
    return x / np.sum(x, axis=-1, keepdims=True)


def _logarithms(x):
    return np.log(softmax(x))


softmax_overflows = [
    *_softmaxes(_plain_softmax, "shift", "B01", in_loss="large_scores_loss", in_network=""),
    *_softmaxes(_plain_log_softmax, "shift", "B01", in_loss="large_scores_loss", in_network=""),
]
softmax_maximum_of_columns = _softmaxes(_maximum_of_columns, "values")
softmax_one_maximum = _softmaxes(_one_maximum, "shift", "B02", in_loss="", in_network="")
softmax_sum_of_all = _softmaxes(_sum_of_all, "rows", "B03")
softmax_down_the_columns = [
    *_softmaxes(_down_the_columns, "rows", "B04"),
    *_softmaxes(_sum_down_the_columns, "rows", "B04"),
]
softmax_axis_dropped = [
    *_softmaxes(_axis_dropped, "rows", "B05"),
    misconception("softmax", caught_by="rows", catalogue="B05", softmax=_both_axes_dropped),
]
softmax_batches_only = _softmaxes(_batches_only, "rows", in_loss="", in_network="")
softmax_subtracts_in_place = [
    *_softmaxes(_subtracts_in_place, "untouched", in_loss="untouched", in_network=""),
    misconception("softmax", caught_by="untouched", softmax=_subtracts_from_one_in_place),
    misconception("softmax", caught_by="untouched", softmax=_subtracts_from_many_in_place),
]
softmax_clips_scores = _softmaxes(_clipped, "shift", in_loss="", in_network="")
softmax_without_exp = _softmaxes(_without_exp, "values", in_loss="", in_network="")
softmax_gives_logarithms = _softmaxes(_logarithms, "rows", in_loss="", in_network="")


# Cross-entropy --------------------------------------------------------------------------------------------------------


def _losses(
    function: Callable[..., Any], catalogue: Any = (), alone: str = "values", in_loss: str = "values",
    in_network: str = "loss",
) -> list[Misconception]:
    """A wrong cross-entropy by itself, in the last layer and in the network; "" for where nothing shows it."""
    last = last_layer(cross_entropy=function)
    found = [misconception("cross_entropy", caught_by=alone, catalogue=catalogue, cross_entropy_error=function)]
    if in_loss:
        found.append(misconception("softmax_with_loss", caught_by=in_loss, catalogue=catalogue, SoftmaxWithLoss=last))
    if in_network:
        net = network(last=last)
        found.append(misconception("network", caught_by=in_network, catalogue=catalogue, TwoLayerNet=net))
    return found


def _labels(t: Any) -> Any:
    return t if t.ndim == 1 else np.argmax(t, axis=1)


def _without_minus(y, t):
    return -cross_entropy_error(y, t)


def _sum_over_batch(y, t):
    return cross_entropy_error(y, t) * len(y)


def _mean_of_everything(y, t):
    return -np.mean(one_hot(t, y) * np.log(y + EPS))


def _unguarded(y, t):
    return -np.sum(np.log(y[np.arange(len(y)), _labels(t)])) / len(y)


def _unguarded_product(y, t):
    return -np.sum(one_hot(t, y) * np.log(y)) / len(y)


def _guard_outside(y, t):
    return -np.sum(np.log(y[np.arange(len(y)), _labels(t)]) + EPS) / len(y)


def _guard_outside_product(y, t):
    return -np.sum(one_hot(t, y) * (np.log(y) + EPS)) / len(y)


def _block(y, t):
    return -np.sum(np.log(y[:, _labels(t)] + EPS)) / len(y)


def _binary(y, t):
    t = one_hot(t, y)
    return -np.sum(t * np.log(y + EPS) + (1 - t) * np.log(1 - y + EPS)) / len(y)


def _base_10(y, t):
    return cross_entropy_error(y, t) / np.log(10)


def _base_2(y, t):
    return cross_entropy_error(y, t) / np.log(2)


def _one_hot_only(y, t):
    return -np.sum(t * np.log(y + EPS)) / len(y)


def _numbers_times_logarithms(y, t):
    """Class numbers stand in a column, and each is multiplied with all of its row."""
    return _one_hot_only(y, _in_a_column(t))


def _in_a_column(t: Any) -> Any:
    return t.reshape(-1, 1) if t.ndim == 1 else t


def _class_numbers_only(y, t):
    """One-hot targets raise: they are floats, and no indices."""
    return -np.sum(np.log(y[np.arange(len(y)), t] + EPS)) / len(y)


def _one_hot_by_values(axis: int) -> Callable[..., Any]:
    def cross_entropy(y, t):
        labels = np.argmax(t, axis=axis) if np.max(t) <= 1 else t
        return cross_entropy_error(y, np.broadcast_to(labels, len(y)))

    return cross_entropy


def _class_numbers_only_averaged(y, t):
    return -np.mean(np.log(y[np.arange(len(y)), t] + EPS))


def _known_by_dtype(y, t):
    """Whole numbers are taken for class numbers, however many axes they have."""
    return _class_numbers_only(y, t) if t.dtype.kind == "i" else cross_entropy_error(y, t)


def _adds_in_place(y, t):
    y += EPS
    return -np.sum(one_hot(t, y) * np.log(y)) / len(y)


loss_without_minus = _losses(_without_minus, "B06")
loss_sums_over_batch = _losses(_sum_over_batch, "B07")
loss_mean_of_everything = _losses(_mean_of_everything, "B08")
loss_without_guard = [
    misconception("cross_entropy", caught_by="zero_probability", catalogue="B09", cross_entropy_error=function)
    for function in (_unguarded, _unguarded_product)
] + [
    misconception(
        "softmax_with_loss",
        caught_by="large_scores_loss",
        catalogue="B09",
        SoftmaxWithLoss=last_layer(cross_entropy=function),
    )
    for function in (_unguarded, _unguarded_product)
]
loss_guard_outside = [*_losses(_guard_outside, "B24"), *_losses(_guard_outside_product, "B24", in_network="")]
loss_of_whole_block = _losses(_block, "B10")
loss_of_two_classes = _losses(_binary, "B11")
loss_other_base = [*_losses(_base_10, "B12"), *_losses(_base_2, "B12")]
loss_class_numbers_only = [*_losses(_class_numbers_only), *_losses(_class_numbers_only_averaged)]
loss_one_hot_by_values = [*_losses(_one_hot_by_values(-1)), *_losses(_one_hot_by_values(1))]
loss_integers_are_class_numbers = _losses(
    _known_by_dtype, alone="whole_one_hot", in_loss="whole_one_hot", in_network=""
)
loss_adds_in_place = _losses(_adds_in_place, alone="untouched", in_loss="", in_network="")


# Softmax with loss ----------------------------------------------------------------------------------------------------


def _lasts(slope: Callable[[Any, Any, int], Any], catalogue: Any = ()) -> list[Misconception]:
    """A wrong slope in the last layer, by itself and in the network; slope(y, t, n)"""

    class Last(SoftmaxWithLoss):
        def backward(self, dout=1):
            return dout * slope(self.y, self.t, len(self.y))

    return [
        misconception("softmax_with_loss", caught_by="derivative", catalogue=catalogue, SoftmaxWithLoss=Last),
        misconception(
            "network", caught_by="backpropagation", catalogue=catalogue, TwoLayerNet=network(last=Last)
        ),
    ]


class _SoftmaxTwice(SoftmaxWithLoss):
    def forward(self, x, t):
        return super().forward(softmax(x), t)


class _SubtractsFromY(SoftmaxWithLoss):
    def backward(self, dout=1):
        self.y -= self.t
        return self.y * (dout / len(self.y))


class _SubtractsOnesFromY(SoftmaxWithLoss):
    """`dx = self.y`, then `dx[np.arange(n), t] -= 1`, where targets are class numbers."""

    def forward(self, x, t):
        self.numbers = t.ndim == 1
        return super().forward(x, t)

    def backward(self, dout=1):
        dx = super().backward(dout)
        if self.numbers:
            self.y -= self.t
        return dx


class _SubtractsNumbers(SoftmaxWithLoss):
    """The loss knows class numbers, its slope takes them for one-hot."""

    def forward(self, x, t):
        loss = super().forward(x, t)
        self.t = t
        return loss

    def backward(self, dout=1):
        return dout * (self.y - self.t) / len(self.y)


class _SubtractsColumnOfNumbers(_SubtractsNumbers):
    def backward(self, dout=1):
        return dout * (self.y - _in_a_column(self.t)) / len(self.y)


class _LikeTargets(SoftmaxWithLoss):
    """`dx = np.zeros_like(t)`, which is of whole numbers where one-hot targets are."""

    def forward(self, x, t):
        self.kind = t.dtype if t.ndim == 2 else x.dtype
        return super().forward(x, t)

    def backward(self, dout=1):
        return super().backward(dout).astype(self.kind)


class _DividesByUpstream(SoftmaxWithLoss):
    def backward(self, dout=1):
        return (self.y - self.t) / len(self.y) / dout


loss_slope_not_averaged = _lasts(lambda y, t, _n: y - t, "B13")
loss_slope_reversed = _lasts(lambda y, t, n: (t - y) / n, "B14")
loss_slope_averaged_twice = _lasts(lambda y, t, n: (y - t) / n**2, "B15")
loss_slope_elementwise = _lasts(lambda y, t, n: y * (1 - y) * (y - t) / n, "B16")
loss_slope_by_classes = _lasts(lambda y, t, _n: (y - t) / y.shape[1], "B17")
loss_slope_of_all_entries_averaged = _lasts(lambda y, t, n: (y - t) / (n * y.shape[1]))
loss_slope_all_entries = _lasts(lambda y, _t, n: (y - 1) / n, "B18")
softmax_twice = [
    misconception("softmax_with_loss", caught_by="values", catalogue="B20", SoftmaxWithLoss=_SoftmaxTwice),
    misconception("network", caught_by="loss", catalogue="B20", TwoLayerNet=network(last=_SoftmaxTwice)),
]
loss_subtracts_from_y = [
    misconception("softmax_with_loss", caught_by="twice", catalogue="B23", SoftmaxWithLoss=cls)
    for cls in (_SubtractsFromY, _SubtractsOnesFromY)
]
loss_slope_like_targets = misconception(
    "softmax_with_loss", caught_by="whole_one_hot", catalogue="A18", SoftmaxWithLoss=_LikeTargets
)
loss_one_hot_only = [
    *_losses(_one_hot_only),
    *_losses(_numbers_times_logarithms),
    *(
        misconception("softmax_with_loss", caught_by="derivative", SoftmaxWithLoss=cls)
        for cls in (_SubtractsNumbers, _SubtractsColumnOfNumbers)
    ),
    *(
        misconception("network", caught_by="backpropagation", TwoLayerNet=network(last=cls))
        for cls in (_SubtractsNumbers, _SubtractsColumnOfNumbers)
    ),
]
loss_divides_by_upstream = misconception("softmax_with_loss", caught_by="upstream", SoftmaxWithLoss=_DividesByUpstream)


# Affine ---------------------------------------------------------------------------------------------------------------


def _affines(
    cls: Any, caught_by: str = "derivative", catalogue: Any = (), in_network: str = "backpropagation"
) -> list[Misconception]:
    """A wrong affine layer, by itself and in the network; "" where a network of such layers does not run."""
    found = [misconception("affine", caught_by=caught_by, catalogue=catalogue, Affine=cls)]
    if in_network:
        net = network(affine=cls)
        found.append(misconception("network", caught_by=in_network, catalogue=catalogue, TwoLayerNet=net))
    return found


class _NotTransposed(Affine):
    def backward(self, dout):
        super().backward(dout)
        return (dout @ self.W).reshape(self.original_x_shape)


class _ReshapesWeights(Affine):
    """W in the shape of its transpose, read row by row."""

    def backward(self, dout):
        super().backward(dout)
        return (dout @ self.W.reshape(self.W.shape[::-1])).reshape(self.original_x_shape)


class _Changed(Affine):
    """An affine layer whose parameter gradients are changed after they were computed."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.change(dout)
        return dx


class _ReshapesInput(_Changed):
    """x in the shape of its transpose, read row by row."""

    def change(self, dout):
        self.dW = self.x.reshape(self.x.shape[::-1]) @ dout


class _WeightsTransposed(_Changed):
    def change(self, dout):
        self.dW = dout.T @ self.x


class _WeightsAveraged(_Changed):
    def change(self, dout):
        self.dW = self.dW / len(dout)


class _BothAveraged(_Changed):
    def change(self, dout):
        self.dW, self.db = self.dW / len(dout), self.db / len(dout)


class _BiasAveraged(_Changed):
    def change(self, dout):
        self.db = np.mean(dout, axis=0)


class _BiasOtherAxis(_Changed):
    def change(self, dout):
        self.db = np.sum(dout, axis=1)


class _BiasNotSummed(_Changed):
    def change(self, dout):
        self.db = dout


class _BiasOneNumber(_Changed):
    def change(self, dout):
        self.db = np.sum(dout)


class _BiasKeepsAxis(_Changed):
    def change(self, dout):
        self.db = np.sum(dout, axis=0, keepdims=True)


class _NotReshaped(Affine):
    def backward(self, dout):
        return super().backward(dout).reshape(len(dout), -1)


class _Dots(Affine):
    """Takes x as it is, which is right for rows only."""

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW, self.db = np.dot(self.x.T, dout), np.sum(dout, axis=0)
        return np.dot(dout, self.W.T)


class _Multiplies(Affine):
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, np.sum(dout, axis=0)
        return dout @ self.W.T


class _NoBias(Affine):
    def forward(self, x):
        return super().forward(x) - self.b


class _BiasTwice(Affine):
    def forward(self, x):
        return super().forward(x) + self.b


class _FlattensOtherwise(Affine):
    """Flattened as (-1, N) and turned: right as long as there is one sample, or one number a sample."""

    def forward(self, x):
        self.original_x_shape = x.shape
        self.x = x.reshape(-1, x.shape[0]).T if x.ndim > 2 else x
        return self.x @ self.W + self.b

    def backward(self, dout):
        dx = super().backward(dout)
        return dx.reshape(len(dout), -1).T.reshape(dx.shape) if dx.ndim > 2 else dx


class _Accumulates(Affine):
    dW: Any = 0.0
    db: Any = 0.0

    def backward(self, dout):
        dW, db = self.dW, self.db
        dx = super().backward(dout)
        self.dW, self.db = dW + self.dW, db + self.db
        return dx


class _OutFirst(Affine):
    """W is read as (out, in)."""

    def forward(self, x):
        self.original_x_shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x @ self.W.T + self.b

    def backward(self, dout):
        self.dW, self.db = dout.T @ self.x, np.sum(dout, axis=0)
        return (dout @ self.W).reshape(self.original_x_shape)


class _EntryByEntry(Affine):
    def forward(self, x):
        self.original_x_shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x * self.W + self.b


class _AveragesDout(Affine):
    def backward(self, dout):
        dout /= len(dout)
        return super().backward(dout)


class _TrainsItself(Affine):
    def backward(self, dout):
        dx = super().backward(dout)
        self.W -= 0.1 * self.dW
        self.b -= 0.1 * self.db
        return dx


class _TurnsItsWeights(Affine):
    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, np.sum(dout, axis=0)
        self.W = self.W.T
        return (dout @ self.W).reshape(self.original_x_shape)


affine_not_transposed = _affines(_NotTransposed, catalogue="C01")
affine_reshaped_for_transposed = [*_affines(_ReshapesInput), *_affines(_ReshapesWeights)]
affine_weights_transposed = _affines(_WeightsTransposed, catalogue="C02")
affine_weights_averaged = [
    *_affines(_WeightsAveraged, catalogue="C03"),
    *_affines(_BothAveraged, catalogue=("C03", "C04"), in_network=""),  # in a network: loss_slope_averaged_twice
]
affine_bias_averaged = _affines(_BiasAveraged, catalogue="C04")
affine_bias_other_axis = _affines(_BiasOtherAxis, catalogue="C05")
affine_bias_not_summed = _affines(_BiasNotSummed, catalogue="C06")
affine_bias_one_number = _affines(_BiasOneNumber, catalogue="C07")
affine_bias_keeps_axis = _affines(_BiasKeepsAxis, catalogue="C08")
affine_not_reshaped = _affines(_NotReshaped, "image_input", "C09", in_network="")
affine_images_not_laid_out = [
    *_affines(_Dots, "image_input", in_network=""),
    *_affines(_Multiplies, "image_input", in_network=""),
]
affine_bias_miscounted = [
    *_affines(_NoBias, "values", "C10", in_network="class_scores"),
    *_affines(_BiasTwice, "values", "C10", in_network="class_scores"),
]
affine_flattens_otherwise = _affines(_FlattensOtherwise, "image_input", "C11", in_network="")
affine_accumulates = _affines(_Accumulates, "not_accumulated", "C12", in_network="training")
affine_out_first = _affines(_OutFirst, "values", "C14", in_network="")
affine_entry_by_entry = _affines(_EntryByEntry, "values", "L03", in_network="")
affine_averages_dout = _affines(_AveragesDout, in_network="")
affine_trains_itself = _affines(_TrainsItself, "twice", in_network="training")
affine_turns_its_weights = _affines(_TurnsItsWeights, "twice", in_network="")


# Numerical gradient ---------------------------------------------------------------------------------------------------


def _difference(rule: Callable[[Any, Any, Any, float], Any], h: float = 1e-4) -> Any:
    """For each entry of x in turn, rule(f, x, index, h), which may change x in place."""

    def numerical_gradient(f, x):
        found = np.zeros_like(x)
        for index in np.ndindex(*x.shape):
            found[index] = rule(f, x, index, h)
        return found

    return numerical_gradient


def _sides(f: Any, x: Any, index: Any, h: float) -> tuple[Any, Any, Any]:
    """f above, at and below; x is left as it was."""
    value = float(x[index])
    at = f(x)
    x[index] = value + h
    above = f(x)
    x[index] = value - h
    below = f(x)
    x[index] = value
    return above, at, below


def _one_side(f, x, index, h):
    above, at, _ = _sides(f, x, index, h)
    return (above - at) / h


def _centred(f, x, index, h):
    above, _, below = _sides(f, x, index, h)
    return (above - below) / (2 * h)


def _all_at_once(f, x, _index, h):
    """The whole array is moved, not the one entry."""
    up, down = np.full(x.shape, h), np.full(x.shape, -h)
    values = []
    for move in (up, down):
        x += move
        values.append(f(x))
        x -= move
    return (values[0] - values[1]) / (2 * h)


def _one_step_apart(f, x, index, h):
    return 2 * _centred(f, x, index, h)


def _times_step(f, x, index, h):
    """`/ 2 * h`"""
    return _centred(f, x, index, h) * h**2


def _reversed(f, x, index, h):
    return -_centred(f, x, index, h)


def _not_put_back(f, x, index, h):
    value = float(x[index])
    x[index] = value + h
    above = f(x)
    x[index] = value - h
    return (above - f(x)) / (2 * h)


def _back_to_the_wrong_place(f, x, index, h):
    value = float(x[index])
    x[index] += h
    above = f(x)
    x[index] -= h
    below = f(x)
    x[index] = value - h
    return (above - below) / h


def _whole_numbers(f, x):
    return numerical_gradient(f, x).astype(np.int64)


def _on_a_copy(f, x):
    return numerical_gradient(f, x.copy())


def _row_by_row(f, x):
    found = np.zeros_like(x)
    for i in range(len(x)):
        value = np.copy(x[i])
        x[i] = value + 1e-4
        above = f(x)
        x[i] = value - 1e-4
        below = f(x)
        x[i] = value
        found[i] = (above - below) / 2e-4
    return found


def _row_that_is_a_view(f, x):
    """The old row is no copy: when it is put back, it has long been changed."""
    found = np.zeros_like(x)
    for i in range(len(x)):
        value = x[i]
        x[i] = value + 1e-4
        above = f(x)
        x[i] = value - 1e-4
        below = f(x)
        x[i] = value
        found[i] = (above - below) / 2e-4
    return found


def _numerical(function: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    return misconception(
        "numerical_gradient", caught_by=caught_by, catalogue=catalogue, numerical_gradient=function
    )


numerical_one_side = [
    _numerical(_difference(_one_side, h), "slope" if h > 5e-6 else "both_sides", "K01")
    for h in (1e-4, 1e-5, 1e-6, 1e-3, 1e-7, 1e-2, 1e-8)
]
numerical_tiny_step = [
    _numerical(_difference(_centred, h), "slope", "K02") for h in (1e-50, 1e-20, 1e-16, 1e-15, 1e-14, 1e-13, 1e-12)
]
numerical_wide_step = [_numerical(_difference(_centred, h), "slope", "K03") for h in (1e-2, 0.1, 0.05, 0.5, 1.0)]
numerical_moves_all_entries = [_numerical(_difference(_all_at_once, h), "slope") for h in (1e-4, 1e-5)]
numerical_divides_by_h = [_numerical(_difference(_one_step_apart, h), "slope", "K04") for h in (1e-4, 1e-5, 1e-3)]
numerical_times_step = [_numerical(_difference(_times_step, h), "slope") for h in (1e-4, 1e-3, 1e-5)]
numerical_reversed = _numerical(_difference(_reversed), "slope")
numerical_not_put_back = [
    _numerical(_difference(_not_put_back, h), "restored", "K05") for h in (1e-4, 1e-5, 1e-6, 1e-3)
] + [_numerical(_difference(_back_to_the_wrong_place), "restored", "K05")]
numerical_whole_numbers = _numerical(_whole_numbers, "slope", ("K06", "A18"))
numerical_on_a_copy = _numerical(_on_a_copy, "shared_array", "K14")
numerical_row_by_row = [_numerical(function, "slope") for function in (_row_by_row, _row_that_is_a_view)]


# Network --------------------------------------------------------------------------------------------------------------


def _network(cls: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    return misconception("network", caught_by=caught_by, catalogue=catalogue, TwoLayerNet=cls)


class _StartsAtZero(TwoLayerNet):
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        super().__init__(input_size, hidden_size, output_size, 0.0)


class _ScaleIgnored(TwoLayerNet):
    """0.01 whatever is asked for."""

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        super().__init__(input_size, hidden_size, output_size)


class _ScaleSquared(TwoLayerNet):
    """The standard deviation is multiplied on twice."""

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        super().__init__(input_size, hidden_size, output_size, weight_init_std**2)


class _EvenlyDrawn(TwoLayerNet):
    """`rand` for `randn`: between 0 and the scale, and never below 0."""

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        super().__init__(input_size, hidden_size, output_size, weight_init_std)
        for key in ("W1", "W2"):
            self.params[key][...] = weight_init_std * np.random.random_sample(self.params[key].shape)


class _BiasesDrawn(TwoLayerNet):
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        super().__init__(input_size, hidden_size, output_size, weight_init_std)
        for key in ("b1", "b2"):
            self.params[key][...] = weight_init_std * np.random.standard_normal(self.params[key].shape)


class _WeightsOutFirst(TwoLayerNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.params = {key: p.T.copy() for key, p in self.params.items()}


class _BiasesAreRows(TwoLayerNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.params = {key: p.reshape(-1, p.shape[-1]) for key, p in self.params.items()}


class _BiasesAtOne(TwoLayerNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        for key in ("b1", "b2"):
            self.params[key] += 1


class _OwnCopies(TwoLayerNet):
    """The layers hold copies of what stands in params."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.params = {key: p.copy() for key, p in self.params.items()}


class _ChangesBatch(TwoLayerNet):
    def gradient(self, x, t):
        grads = super().gradient(x.copy(), t)
        x -= np.mean(x, axis=0)
        return grads


class _SigmoidInside(network(relu=Sigmoid)):
    pass


class _Straight(Relu):
    """No activation at all."""

    def forward(self, x):
        return x

    def backward(self, dout):
        return dout


class _NotGated(Relu):
    def backward(self, dout):
        return dout


class _ReluAfterOutput(TwoLayerNet):
    def predict(self, x):
        return np.maximum(super().predict(x), 0)


class _Percent(TwoLayerNet):
    def accuracy(self, x, t):
        return 100 * super().accuracy(x, t)


class _Count(TwoLayerNet):
    def accuracy(self, x, t):
        return len(x) * super().accuracy(x, t)


class _BestRow(TwoLayerNet):
    def accuracy(self, x, t):
        best = np.argmax(self.predict(x), axis=0)
        right = t if t.ndim == 1 else np.argmax(t, axis=0)
        size = min(len(best), len(right))
        return float(np.mean(best[:size] == right[:size]))


class _BestRowAgainstLabels(TwoLayerNet):
    """Only what is predicted is looked for along the wrong axis."""

    def accuracy(self, x, t):
        best, right = np.argmax(self.predict(x), axis=0), _labels(t)
        size = min(len(best), len(right))
        return float(np.mean(best[:size] == right[:size]))


class _AgainstOneHot(TwoLayerNet):
    """One-hot targets stay as they are, turned so that the shapes fit."""

    def accuracy(self, x, t):
        return float(np.mean(np.argmax(self.predict(x), axis=1) == t.T))


class _WrongVariable(TwoLayerNet):
    """The book's code until November 2016: `T = np.argmax(t, axis=1)`, then `y == t`."""

    def accuracy(self, x, t):
        best = np.argmax(self.predict(x), axis=1)
        return np.sum(best == t) / float(len(x))


class _EachAgainstEach(TwoLayerNet):
    def accuracy(self, x, t):
        best = np.argmax(self.predict(x), axis=1)
        return float(np.mean(best.reshape(-1, 1) == _labels(t)))


class _BeforeTheGate(TwoLayerNet):
    """dW2 is computed from what goes into ReLU."""

    def gradient(self, x, t):
        grads = super().gradient(x, t)
        scores = x @ self.params["W1"] + self.params["b1"]
        y = softmax(self.predict(x))
        return {**grads, "W2": scores.T @ (y - one_hot(t, y)) / len(x)}


class _Renamed(TwoLayerNet):
    def gradient(self, x, t):
        return {f"d{key}": g for key, g in super().gradient(x, t).items()}


class _WeightsOnly(TwoLayerNet):
    def gradient(self, x, t):
        return {key: g for key, g in super().gradient(x, t).items() if key.startswith("W")}


class _SecondLayerOnly(TwoLayerNet):
    """The first layer's gradients are left at zero."""

    def gradient(self, x, t):
        grads = super().gradient(x, t)
        return {key: g * (key[1] == "2") for key, g in grads.items()}


class _LayersTurned(TwoLayerNet):
    """`self.layers.reverse()`"""

    def gradient(self, x, t):
        self.loss(x, t)
        affines = sorted((layer for layer in self.layers if isinstance(layer, Affine)), key=self._number)
        dout = self.last_layer.backward()
        self.layers.reverse()
        for layer in self.layers:
            dout = layer.backward(dout)
        first, second = affines
        return {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}

    def _number(self, layer):
        return 1 if layer.W is self.params["W1"] else 2


class _RemembersLoss(TwoLayerNet):
    """Computed once for a batch, by the array that it is."""

    known: Any = (None, None)

    def loss(self, x, t):
        if self.known[0] is not x:
            self.known = (x, super().loss(x, t))
        return self.known[1]


class _RemembersScores(TwoLayerNet):
    """What loss has computed once for a batch; gradient goes forward anew."""

    known: Any = (None, None)

    def loss(self, x, t):
        if self.known[0] is not x:
            self.known = (x, TwoLayerNet.loss(self, x, t))
        return self.known[1]

    def gradient(self, x, t):
        known, self.known = self.known, (None, None)
        grads = super().gradient(x, t)
        self.known = known
        return grads


class _OldBatch(TwoLayerNet):
    """Gradient goes back through whatever went forward last."""

    fresh = True

    def gradient(self, x, t):
        if self.fresh:
            self.loss(x, t)
        self.fresh = False
        dout = self.last_layer.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        first, _, second = self.layers
        return {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}


def _copied(to: str, of: str) -> Any:
    class Copied(TwoLayerNet):
        """A line was copied, and one of its names was not changed."""

        def gradient(self, x, t):
            grads = super().gradient(x, t)
            return {**grads, to: grads[of]}

    return Copied


class _Squeezes(TwoLayerNet):
    def predict(self, x):
        return np.squeeze(super().predict(x))

    def loss(self, x, t):
        return self.last_layer.forward(super().predict(x), t)

    def accuracy(self, x, t):
        return float(np.mean(np.argmax(super().predict(x), axis=1) == _labels(t)))


network_starts_at_zero = _network(_StartsAtZero, "initial_scale")
network_scale_ignored = _network(_ScaleIgnored, "parameters")
network_scale_squared = _network(_ScaleSquared, "initial_scale")
network_evenly_drawn = _network(_EvenlyDrawn, "initial_scale")
network_biases_drawn = _network(_BiasesDrawn, "initial_scale")
network_weights_out_first = _network(_WeightsOutFirst, "parameters", "C14")
network_biases_are_rows = _network(_BiasesAreRows, "parameters", "C08")
network_biases_at_one = _network(_BiasesAtOne, "parameters")
network_own_copies = _network(_OwnCopies, "class_scores")
network_changes_batch = _network(_ChangesBatch, "training")
network_sigmoid_inside = _network(_SigmoidInside, "class_scores")
network_without_activation = _network(network(relu=_Straight), "class_scores")
network_not_gated = _network(network(relu=_NotGated), "backpropagation", "A10")
network_relu_after_output = _network(_ReluAfterOutput, "class_scores")
network_accuracy_percent = _network(_Percent, "accuracy")
network_accuracy_counts = _network(_Count, "accuracy")
network_accuracy_best_row = [_network(cls, "accuracy", "B25") for cls in (_BestRow, _BestRowAgainstLabels)]
network_accuracy_of_one_hot = [_network(cls, "accuracy") for cls in (_WrongVariable, _AgainstOneHot)]
network_accuracy_each_against_each = _network(_EachAgainstEach, "accuracy", "L02")
network_weights_before_relu = _network(_BeforeTheGate, "backpropagation")
network_renames_gradients = [
    _network(_Renamed, "backpropagation", "L06"),
    _network(_WeightsOnly, "backpropagation", "L06"),
]
network_trains_second_layer_only = _network(_SecondLayerOnly, "backpropagation", "L04")
network_turns_its_layers = _network(_LayersTurned, "training", "L05")
network_gradient_copied = [
    _network(_copied(to, of), "backpropagation")
    for to, of in (("b2", "b1"), ("W2", "W1"), ("b1", "b2"), ("W1", "W2"))
]
network_squeezes_scores = _network(_Squeezes, "class_scores")
network_old_batch = _network(_OldBatch, "training")
network_remembers_loss = [_network(_RemembersLoss, "training"), _network(_RemembersScores, "training")]


# Of the catalogue, these are not here:
#
# A12, A13, B19        conventions; A12 of ReLU only: where a whole array is overwritten it is a mistake
# A15, A16, A17        leaky ReLU is not asked for
# B21                  squared error is not asked for
# B22                  labels of shape (N, 1) are not promised; for (N,) comparing sizes is right
# C13                  the array that forward was given may be kept; who alters it is caught as its own mistake (A11)
# K07 to K13, K15 to K18
#                      how one checks, not what one writes: rules that our own checks keep
# L07                  there is no test mode, and the grader computes the losses
# L08                  target first is accepted by its names; f after x raises at once and needs no name
