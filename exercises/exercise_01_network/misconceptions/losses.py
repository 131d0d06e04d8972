"""Mistakes in softmax, in the cross-entropy error, and in the layer of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_01_network.parts import last_layer, network, one_hot
from grader.checks import Misconception, misconception
from reference.losses import EPS, SoftmaxWithLoss, cross_entropy_error, softmax


def _also_in(alone: Misconception, last: type[Any], in_loss: str, in_network: str) -> list[Misconception]:
    """What is wrong by itself, and what comes of it in last layer and network; "" for where nothing shows it."""
    found, catalogue = [alone], alone.catalogue
    if in_loss:
        found.append(misconception("softmax_with_loss", caught_by=in_loss, catalogue=catalogue, SoftmaxWithLoss=last))
    if in_network:
        net = network(last=last)
        found.append(misconception("network", caught_by=in_network, catalogue=catalogue, TwoLayerNet=net))
    return found


# Softmax --------------------------------------------------------------------------------------------------------------


def _softmaxes(
    function: Callable[..., Any], caught_by: str, catalogue: Any = (), in_loss: str = "values", in_network: str = "loss"
) -> list[Misconception]:
    """A wrong softmax by itself, in the last layer and in the network."""
    alone = misconception("softmax", caught_by=caught_by, catalogue=catalogue, softmax=function)
    return _also_in(alone, last_layer(softmax=function), in_loss, in_network)


def _sum_of_all_behind_each_maximum(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e)


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


def _axis_of_maximum_dropped(x):
    e = np.exp(x - np.max(x, axis=-1))
    return e / np.sum(e, axis=-1, keepdims=True)


def _divided_by_mean(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.mean(e, axis=-1, keepdims=True)


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


def _of_negatives(x):
    return softmax(-x)


def _less_the_mean(x):
    e = np.exp(x - np.mean(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def _less_the_least(x):
    e = np.exp(x - np.min(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def _shifted_below_only(x):
    shifted = x - np.max(x, axis=-1, keepdims=True)
    return np.exp(x) / np.sum(np.exp(shifted), axis=-1, keepdims=True)


def _shifted_above_only(x):
    shifted = x - np.max(x, axis=-1, keepdims=True)
    return np.exp(shifted) / np.sum(np.exp(x), axis=-1, keepdims=True)


def _not_turned_back(x):
    """The book's, without the transpose at the end."""
    return softmax(x).T


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
softmax_sum_of_all = [
    *_softmaxes(_sum_of_all, "rows", "B03"),
    *_softmaxes(_sum_of_all_behind_each_maximum, "rows", "B03"),
]
softmax_down_the_columns = [
    *_softmaxes(_down_the_columns, "rows", "B04"),
    *_softmaxes(_sum_down_the_columns, "rows", "B04"),
]
softmax_axis_dropped = [
    *_softmaxes(_axis_dropped, "rows", "B05"),
    *_softmaxes(_axis_of_maximum_dropped, "rows", "B05"),
    misconception("softmax", caught_by="rows", catalogue="B05", softmax=_both_axes_dropped),
]
softmax_divided_by_mean = _softmaxes(_divided_by_mean, "rows")
softmax_batches_only = _softmaxes(_batches_only, "rows", in_loss="", in_network="")
softmax_subtracts_in_place = [
    *_softmaxes(_subtracts_in_place, "untouched", in_loss="untouched", in_network=""),
    misconception("softmax", caught_by="untouched", softmax=_subtracts_from_one_in_place),
    misconception("softmax", caught_by="untouched", softmax=_subtracts_from_many_in_place),
]
softmax_clips_scores = _softmaxes(_clipped, "shift", in_loss="", in_network="")
softmax_without_exp = _softmaxes(_without_exp, "values", in_loss="", in_network="")
softmax_of_negatives = _softmaxes(_of_negatives, "values")
softmax_subtracts_other = [
    misconception("softmax", caught_by="large_values", softmax=function)
    for function in (_less_the_mean, _less_the_least)
]
softmax_shifts_one_side = [
    wrong for function in (_shifted_below_only, _shifted_above_only) for wrong in _softmaxes(function, "rows")
]
softmax_not_turned_back = misconception("softmax", caught_by="rows", softmax=_not_turned_back)
softmax_gives_logarithms = _softmaxes(_logarithms, "rows")


# Cross-entropy --------------------------------------------------------------------------------------------------------


def _losses(
    function: Callable[..., Any],
    catalogue: Any = (),
    alone: str = "values",
    in_loss: str = "values",
    in_network: str = "loss",
) -> list[Misconception]:
    """A wrong cross-entropy by itself, in the last layer and in the network."""
    wrong = misconception("cross_entropy", caught_by=alone, catalogue=catalogue, cross_entropy_error=function)
    return _also_in(wrong, last_layer(cross_entropy=function), in_loss, in_network)


def labels(t: Any) -> Any:
    return t if t.ndim == 1 else np.argmax(t, axis=1)


def _without_minus(y, t):
    return -cross_entropy_error(y, t)


def _sum_over_batch(y, t):
    return cross_entropy_error(y, t) * len(y)


def _mean_of_everything(y, t):
    return -np.mean(one_hot(t, y) * np.log(y + EPS))


def _unguarded(y, t):
    return -np.sum(np.log(y[np.arange(len(y)), labels(t)])) / len(y)


def _unguarded_product(y, t):
    return -np.sum(one_hot(t, y) * np.log(y)) / len(y)


def _guard_outside(y, t):
    return -np.sum(np.log(y[np.arange(len(y)), labels(t)]) + EPS) / len(y)


def _guard_outside_product(y, t):
    return -np.sum(one_hot(t, y) * (np.log(y) + EPS)) / len(y)


def _block(y, t):
    return -np.sum(np.log(y[:, labels(t)] + EPS)) / len(y)


def _binary(y, t):
    t = one_hot(t, y)
    return -np.sum(t * np.log(y + EPS) + (1 - t) * np.log(1 - y + EPS)) / len(y)


def _of_likeliest(y, t):
    """Of the class that is predicted, whether it is the right one or not."""
    return -np.sum(np.log(np.max(y, axis=1) + EPS)) / len(y)


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


def _cut_off(y, t):
    return cross_entropy_error(np.clip(y, 0.01, None), t)


def _cut_off_alone(y, t):
    """And nothing else is added in the logarithm."""
    return -np.sum(one_hot(t, y) * np.log(np.clip(y, 0.01, None))) / len(y)


def _guard_of(size: float) -> Callable[..., Any]:
    return lambda y, t: cross_entropy_error(y + (size - EPS), t)


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
loss_guard_too_large = [
    *(
        misconception("cross_entropy", caught_by="values", cross_entropy_error=function)
        for function in (_cut_off, _cut_off_alone)
    ),
    *(wrong for size in (1e-2, 1e-3, 1e-4) for wrong in _losses(_guard_of(size))),
]


def _by_classes(y, t):
    return cross_entropy_error(y, t) * len(y) / y.shape[1]


def _averaged_again(y, t):
    return cross_entropy_error(y, t) / len(y)


def _classes_of_batch(y, t):
    """As many classes as the highest number in the batch says."""
    return _one_hot_only(y, np.eye(np.max(t) + 1)[t] if t.ndim == 1 else t)


def _squared(scale: float) -> Callable[..., Any]:
    return lambda y, t: scale * np.sum((y - one_hot(t, y)) ** 2) / len(y)


def _mean_squared(y, t):
    return np.mean((y - one_hot(t, y)) ** 2)


def _labels_of_columns(y, t):
    """`t.argmax(axis=0)`, which raises where there are not as many classes as samples."""
    numbers = t if t.ndim == 1 else np.argmax(t, axis=0)
    return -np.sum(np.log(y[np.arange(len(y)), numbers] + EPS)) / len(y)


def _labels_of_columns_averaged(y, t):
    """Of one sample, all columns are picked, and averaged."""
    numbers = t if t.ndim == 1 else np.argmax(t, axis=0)
    return -np.mean(np.log(y[np.arange(len(y)), numbers] + EPS))


def _logarithm_of_target(y, t):
    return -np.sum(y * np.log(one_hot(t, y) + EPS)) / len(y)


def _logarithm_of_mean(y, t):
    return -np.log(np.mean(np.sum(one_hot(t, y) * y, axis=-1)) + EPS)


def _weighted_by_y(y, t):
    return -np.sum(one_hot(t, y) * y * np.log(y + EPS)) / len(y)


def _logarithm_of_product(y, t):
    return -np.sum(np.log(one_hot(t, y) * y + EPS)) / len(y)


def _softmax_inside(y, t):
    return cross_entropy_error(softmax(y), t)


loss_divided_by_classes = _losses(_by_classes)
loss_averaged_twice = _losses(_averaged_again)
loss_classes_counted_in_batch = _losses(_classes_of_batch)
loss_is_squared_error = [
    wrong for function in (_squared(0.5), _squared(1.0), _mean_squared) for wrong in _losses(function)
]
loss_labels_of_columns = [*_losses(_labels_of_columns), *_losses(_labels_of_columns_averaged)]
loss_logarithm_of_target = _losses(_logarithm_of_target)
loss_logarithm_of_mean = _losses(_logarithm_of_mean)
loss_weighted_by_y = _losses(_weighted_by_y)
loss_logarithm_of_product = _losses(_logarithm_of_product)
loss_of_whole_block = _losses(_block, "B10")
loss_of_two_classes = _losses(_binary, "B11")
loss_of_likeliest_class = _losses(_of_likeliest)
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
        misconception("network", caught_by="backpropagation", catalogue=catalogue, TwoLayerNet=network(last=Last)),
    ]


class _SoftmaxTwice(SoftmaxWithLoss):
    def forward(self, x, t):
        return super().forward(softmax(x), t)


class _OfScores(SoftmaxWithLoss):
    """The scores themselves go into the logarithm."""

    def forward(self, x, t):
        super().forward(x, t)
        with np.errstate(invalid="ignore"):
            return cross_entropy_error(x, t)


def _subtracting(places: Callable[[Any], Any]) -> type[SoftmaxWithLoss]:
    """`dx[places(t)] -= 1` where targets are class numbers."""

    class SubtractsElsewhere(SoftmaxWithLoss):
        def forward(self, x, t):
            self.numbers = t if t.ndim == 1 else None
            return super().forward(x, t)

        def backward(self, dout=1):
            if self.numbers is None:
                return super().backward(dout)
            dx = self.y.copy()
            dx[places(self.numbers)] -= 1
            return dx * (dout / len(dx))

    return SubtractsElsewhere


class _PutsMinusOne(SoftmaxWithLoss):
    """`dx[np.arange(n), t] = -1`, where targets are class numbers."""

    def forward(self, x, t):
        self.numbers = t.ndim == 1
        return super().forward(x, t)

    def backward(self, dout=1):
        return np.where(self.numbers & (self.t > 0), -dout / len(self.y), super().backward(dout))


_SubtractsWholeRows = _subtracting(lambda t: t)
_SubtractsWholeColumns = _subtracting(lambda t: (slice(None), t))


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
loss_slope_without_softmax = _lasts(lambda y, t, n: -t / (y + EPS) / n) + _lasts(lambda y, t, n: -t / y / n)
loss_slope_overwritten = [
    *_lasts(lambda y, t, n: np.where(t > 0, -1, y) / n),
    misconception("softmax_with_loss", caught_by="derivative", SoftmaxWithLoss=_PutsMinusOne),
    misconception("network", caught_by="backpropagation", TwoLayerNet=network(last=_PutsMinusOne)),
]
loss_slope_of_whole_rows = [
    misconception("softmax_with_loss", caught_by="derivative", SoftmaxWithLoss=_SubtractsWholeRows),
    misconception("network", caught_by="backpropagation", TwoLayerNet=network(last=_SubtractsWholeRows)),
]
loss_slope_of_whole_columns = [
    misconception("softmax_with_loss", caught_by="derivative", SoftmaxWithLoss=_SubtractsWholeColumns),
    misconception("network", caught_by="backpropagation", TwoLayerNet=network(last=_SubtractsWholeColumns)),
]
loss_of_scores = [
    misconception("softmax_with_loss", caught_by="values", SoftmaxWithLoss=_OfScores),
    misconception("network", caught_by="loss", TwoLayerNet=network(last=_OfScores)),
]
softmax_twice = [
    *_losses(_softmax_inside, "B20"),
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
