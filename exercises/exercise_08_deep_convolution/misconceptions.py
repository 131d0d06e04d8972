"""Wrong networks of right layers, trainers that train something else, parameters that do not come back."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np

from grader.checks import Misconception, misconception
from reference.activations import Relu
from reference.affine import Affine
from reference.convolution import Convolution
from reference.deep_convolution import (
    CONV_1,
    CONV_2,
    CONV_3,
    CONV_4,
    CONV_5,
    CONV_6,
    DeepConvNet,
    load_params,
    save_params,
)
from reference.double_convolution import convolved, pooled
from reference.dropout import Dropout
from reference.networks import Network
from reference.optimizers import SGD
from reference.pooling import AveragePooling, Pooling
from reference.trainer import OPTIMIZERS, Trainer

DEFAULTS = (CONV_1, CONV_2, CONV_3, CONV_4, CONV_5, CONV_6)


# Network --------------------------------------------------------------------------------------------------------------


def _network(cls: Any, caught_by: str) -> Misconception:
    return misconception("network", caught_by=caught_by, DeepConvNet=cls)


def _gone_back(net: Any, layers: Any) -> dict[str, Any]:
    """The gradients of what went forward last, by way of these layers."""
    dout = net.last_layer.backward()
    for layer in reversed(layers):
        dout = layer.backward(dout)
    grads = {}
    for number, layer in net._weighted():
        grads |= {f"W{number}": layer.dW, f"b{number}": layer.db}
    return grads


def _layers(edit: Any) -> Any:
    """The right layers, put together otherwise."""

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.layers = edit(list(self.layers))

    return Net


def _drop(kind: type, number: int) -> Any:
    """Without the layer of that kind and number, counted from 0."""

    def edit(layers):
        place = [place for place, layer in enumerate(layers) if isinstance(layer, kind)][number]
        return layers[:place] + layers[place + 1 :]

    return edit


class _SameMarginsEverywhere(DeepConvNet):
    """The fourth convolution has padding 1 like the others."""

    def __init__(self, *arguments):
        super().__init__(*(arguments or ((1, 28, 28), *_margins_of_one())))


def _margins_of_one() -> list[dict[str, int]]:
    return [{"filter_num": n, "filter_size": 3, "pad": 1, "stride": 1} for n in (16, 16, 32, 32, 64, 64)]


def _by_default_of(filters: tuple[int, ...], hidden: int) -> Any:
    """Other sizes where none are given."""
    convs = [{**conv, "filter_num": n} for conv, n in zip(DEFAULTS, filters, strict=True)]

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            super().__init__(*(arguments or ((1, 28, 28), *convs, hidden)))

    return Net


def _rescaled(factor: Any) -> Any:
    """First weights that are spread otherwise; factor: of an array of weights."""

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            for name, W in self.params.items():
                if name.startswith("W"):
                    W *= factor(W)

    return Net


def _of_layer(name: str, factor: Any) -> Any:
    """First weights of one layer only, spread otherwise."""

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.params[name] *= factor(self.params[name])

    return Net


def _drawn(draw: Any, axes: tuple[int, ...] = (2, 4)) -> Any:
    """First weights of so many axes that are drawn otherwise; draw: of the standard deviation and the shape."""

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            for name, W in self.params.items():
                if name.startswith("W") and W.ndim in axes:
                    W[...] = draw(np.sqrt(2 / _fan_in(W)), W.shape)

    return Net


def _fan_in(W: Any) -> float:
    return float(np.prod(W.shape[1:]) if W.ndim == 4 else W.shape[0])


def _fan_out(W: Any) -> float:
    return float(W.shape[0] * np.prod(W.shape[2:]) if W.ndim == 4 else W.shape[1])


def _of_scale(factor: Any) -> list[Misconception]:
    """Everywhere, in the convolutions only, or in the affine layers only."""
    spread = (_rescaled(factor), _of_kind(Convolution, factor), _of_kind(Affine, factor))
    return [_network(net, "initial_scale") for net in spread]


class _SquareImages(DeepConvNet):
    """W7 is as large as if the width were the height."""

    def __init__(self, *arguments):
        (c, h, _), *others = arguments or ((1, 28, 28),)
        super().__init__((c, h, h), *others)


def _each_conv(**settings: int) -> Any:
    """Settings that hold for all six, whatever is said of them."""

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            dims, *others = arguments or ((1, 28, 28),)
            convs, sizes = others[:6], others[6:]
            super().__init__(dims, *({**conv, **settings} for conv in convs), *sizes)

    return Net


def _sized(edit: Any) -> Any:
    """edit: of the numbers of hidden units and of classes, gives those that the network is made with"""

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            super().__init__(*(arguments and (*arguments[:7], *edit(*arguments[7:]))))

    return Net


class _LastPoolingLeftOut(DeepConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        W = self.params["W7"]
        dims, *convs = arguments[:7] if arguments else ((1, 28, 28), *DEFAULTS)
        shape = dims
        for number, conv in enumerate(convs, start=1):
            shape = convolved(shape, conv)
            shape = pooled(shape) if number in (2, 4) else shape
        self.params["W7"] = np.zeros((math.prod(shape), W.shape[1]))


class _BiasesAtOne(DeepConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        for name, array in self.params.items():
            if name.startswith("b"):
                array += 1


class _OwnCopies(DeepConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        for array in self.params.values():
            array[...] = 0
        self.params = {name: array.copy() for name, array in self.params.items()}


class _AlwaysLeavesOut(DeepConvNet):
    def predict(self, x, train_flg=False):
        return super().predict(x, True)


class _NeverLeavesOut(DeepConvNet):
    def predict(self, x, train_flg=False):
        return super().predict(x, False)

    def gradient(self, x, t):
        """By the layers' own way back, with masks that keep all, scaled as evaluation is."""
        self.loss(x, t)
        for layer in self.layers:
            if isinstance(layer, Dropout):
                layer.mask = 0.5
        return _gone_back(self, self.layers)


class _SkipsInEvaluation(DeepConvNet):
    """Dropout is passed by when the network is evaluated, and nothing is scaled."""

    def predict(self, x, train_flg=False):
        for layer in self.layers:
            if not isinstance(layer, Dropout):
                x = layer.forward(x)
            elif train_flg:
                x = layer.forward(x, True)
        return x


class _TheWrongWayRound(DeepConvNet):
    def predict(self, x, train_flg=False):
        return super().predict(x, not train_flg)


class _LossInEvaluation(DeepConvNet):
    def loss(self, x, t):
        return self.last_layer.forward(self.predict(x, False), t)

    def gradient(self, x, t):
        self.last_layer.forward(self.predict(x, True), t)
        return _gone_back(self, self.layers)


class _DropoutNotOnTheWayBack(DeepConvNet):
    def gradient(self, x, t):
        self.loss(x, t)
        return _gone_back(self, [layer for layer in self.layers if not isinstance(layer, Dropout)])


class _SummedGradient(DeepConvNet):
    def gradient(self, x, t):
        return {name: len(x) * g for name, g in super().gradient(x, t).items()}


class _SummedLoss(DeepConvNet):
    def loss(self, x, t):
        return len(x) * super().loss(x, t)


class _WithoutForward(DeepConvNet):
    """Gradient goes back through whatever went forward last, and nothing goes forward in it."""

    def gradient(self, x, t):
        return _gone_back(self, self.layers)


class _NumberedBackwards(DeepConvNet):
    def gradient(self, x, t):
        return {f"{name[0]}{9 - int(name[1])}": g for name, g in super().gradient(x, t).items()}


class _ForwardTwice(DeepConvNet):
    """Between loss and the way back the batch goes forward again, and other units are left out."""

    def gradient(self, x, t):
        self.loss(x, t)
        self.predict(x, True)
        return _WithoutForward.gradient(self, x, t)


class _DropsTheLast(DeepConvNet):
    """The book's own: whole batches only, divided by the number of all images."""

    def accuracy(self, x, t, batch_size=100):
        t = t if t.ndim == 1 else np.argmax(t, axis=1)
        right = 0.0
        for i in range(len(x) // batch_size):
            some = slice(i * batch_size, (i + 1) * batch_size)
            right += np.sum(np.argmax(self.predict(x[some]), axis=1) == t[some])
        return right / len(x)


class _MeanOfMeans(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        parts = [slice(i, i + batch_size) for i in range(0, len(x), batch_size)]
        return float(np.mean([Network.accuracy(self, x[some], t[some]) for some in parts]))


class _FirstBatchOnly(DeepConvNet):
    """`return` stands inside of the loop."""

    def accuracy(self, x, t, batch_size=100):
        return Network.accuracy(self, x[:batch_size], t[:batch_size])


class _FirstBatchOfAll(DeepConvNet):
    """The same, where the number of right ones is divided by that of all images."""

    def accuracy(self, x, t, batch_size=100):
        return _FirstBatchOnly.accuracy(self, x, t, batch_size) * min(batch_size, len(x)) / len(x)


class _ErrorRate(DeepConvNet):
    """The share of images that are told wrong."""

    def accuracy(self, x, t, batch_size=100):
        return 1 - super().accuracy(x, t, batch_size)


class _LastShareOnly(DeepConvNet):
    """The share of the last batch takes the place of the others."""

    def accuracy(self, x, t, batch_size=100):
        start = (len(x) - 1) // batch_size * batch_size
        return Network.accuracy(self, x[start:], t[start:])


class _AllBatchesFull(DeepConvNet):
    """Divided by as many images as whole batches would have."""

    def accuracy(self, x, t, batch_size=100):
        return len(x) / (-(-len(x) // batch_size) * batch_size) * super().accuracy(x, t, batch_size)


class _AlongImages(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        t = t if t.ndim == 1 else np.argmax(t, axis=1)
        right = 0.0
        for start in range(0, len(x), batch_size):
            y = np.argmax(self.predict(x[start : start + batch_size]), axis=0)
            right += np.sum(y[: len(t[start : start + batch_size])] == t[start : start + batch_size])
        return right / len(x)


class _OneHotOnly(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        right = 0.0
        for start in range(0, len(x), batch_size):
            y = np.argmax(self.predict(x[start : start + batch_size]), axis=1)
            right += np.sum(y == np.argmax(t[start : start + batch_size], axis=-1))
        return right / len(x)


class _LeavesOutInAccuracy(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        parts = [slice(i, i + batch_size) for i in range(0, len(x), batch_size)]
        t = t if t.ndim == 1 else np.argmax(t, axis=1)
        return sum(np.sum(np.argmax(self.predict(x[some], True), axis=1) == t[some]) for some in parts) / len(x)


class _Percent(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        return 100 * super().accuracy(x, t, batch_size)


class _ChangesBatch(DeepConvNet):
    def gradient(self, x, t):
        grads = super().gradient(x.copy(), t)
        x -= np.mean(x)
        return grads


class _LearnsWhileLooking(DeepConvNet):
    """Parameters change in accuracy."""

    def accuracy(self, x, t, batch_size=100):
        right = super().accuracy(x, t, batch_size)
        self.params["b8"] -= 0.1
        return right


def _of_kind(kind: type, factor: Any) -> Any:
    """First weights of one kind of layer only, spread otherwise."""
    return _rescaled(lambda W: factor(W) if (W.ndim == 4) == (kind is Convolution) else 1.0)


def _pools_earlier(layers):
    """Behind the first convolution of each pair."""
    swapped = list(layers)
    for place, layer in enumerate(layers):
        if isinstance(layer, Pooling):
            swapped[place - 2 : place + 1] = [layer, *swapped[place - 2 : place]]
    return swapped


def _dropout_in_front(layers):
    """The first dropout comes before the affine layer that it belongs behind."""
    first = next(place for place, layer in enumerate(layers) if isinstance(layer, Dropout))
    return [*layers[: first - 2], layers[first], *layers[first - 2 : first], *layers[first + 1 :]]


class _ChannelsLast:
    def forward(self, x):
        self.shape = x.shape
        return np.reshape(np.transpose(x, (0, 2, 3, 1)), (x.shape[0], -1))

    def backward(self, dout):
        n, c, h, w = self.shape
        return np.transpose(np.reshape(dout, (n, h, w, c)), (0, 3, 1, 2))


def _flattened_channels_last(layers):
    place = next(place for place, layer in enumerate(layers) if isinstance(layer, Affine))
    return [*layers[:place], _ChannelsLast(), *layers[place:]]


def _one_object(kind: type, but_the_last: bool = False) -> Any:
    """One layer stands in several places."""

    def edit(layers):
        one, *_, last = (layer for layer in layers if isinstance(layer, kind))
        own = last if but_the_last else None
        return [one if isinstance(layer, kind) and layer is not own else layer for layer in layers]

    return edit


def _without_relus(*numbers: int) -> Any:
    def edit(layers):
        relus = [layer for layer in layers if isinstance(layer, Relu)]
        return [layer for layer in layers if all(layer is not relus[number] for number in numbers)]

    return edit


def _one_ratio(number: int, ratio: float) -> Any:
    """One of the two dropouts leaves out another share."""

    def edit(layers):
        place = [place for place, layer in enumerate(layers) if isinstance(layer, Dropout)][number]
        return [*layers[:place], Dropout(ratio), *layers[place + 1 :]]

    return edit


def _dropout_behind_poolings(ratio: float) -> Any:
    def edit(layers):
        return [one for layer in layers for one in ([layer, Dropout(ratio)] if isinstance(layer, Pooling) else [layer])]

    return edit


def _relu_on_scores(layers):
    return [*layers[:-1], Relu(), layers[-1]]


def _replaced(kind: type, make: Any) -> Any:
    return lambda layers: [make() if isinstance(layer, kind) else layer for layer in layers]


def _one_dropout_object(layers):
    one = Dropout(0.5)
    return _replaced(Dropout, lambda: one)(layers)


class _PredictsProbabilities(DeepConvNet):
    def predict(self, x, train_flg=False):
        scores = super().predict(x, train_flg)
        exponents = np.exp(scores - np.max(scores, axis=1, keepdims=True))
        return exponents / np.sum(exponents, axis=1, keepdims=True)


class _DropsByDefault(DeepConvNet):
    def predict(self, x, train_flg=True):
        return super().predict(x, train_flg)


def _on_the_class(name: str) -> Any:
    """What an object sets, every object of the class has."""
    kept: dict[str, Any] = {}
    return property(lambda _self: kept[name], lambda _self, value: kept.update({name: value}))


class _SharedByAll(DeepConvNet):
    params = _on_the_class("params")


class _LayersSharedByAll(DeepConvNet):
    layers = _on_the_class("layers")


class _CountsRight(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        return len(x) * super().accuracy(x, t, batch_size)


class _LastBatchOnly(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        start = (len(x) - 1) // batch_size * batch_size
        return Network.accuracy(self, x[start:], t[start:]) * (len(x) - start) / len(x)


class _SharesOfABatch(DeepConvNet):
    """The number of right ones, divided by batch_size."""

    def accuracy(self, x, t, batch_size=100):
        return len(x) / batch_size * super().accuracy(x, t, batch_size)


class _FirstTargetsAgain(DeepConvNet):
    """Each batch of images is held against the first targets."""

    def accuracy(self, x, t, batch_size=100):
        return super().accuracy(x, t[np.arange(len(t)) % batch_size], batch_size)


class _ClassNumbersOnly(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        right = 0.0
        for start in range(0, len(x), batch_size):
            y = np.argmax(self.predict(x[start : start + batch_size]), axis=1)
            right += np.sum(y == t[start : start + batch_size])
        return right / len(x)


class _NumbersFromZero(DeepConvNet):
    def gradient(self, x, t):
        return {f"{name[0]}{int(name[1]) - 1}": g for name, g in super().gradient(x, t).items()}


class _ConvolutionsOnly(DeepConvNet):
    def gradient(self, x, t):
        return {name: g for name, g in super().gradient(x, t).items() if name[1] in "123456"}


network_biases_at_one = _network(_BiasesAtOne, "parameters")
network_margins_of_one = _network(_SameMarginsEverywhere, "parameter_count")
network_weights_tiny = _of_scale(lambda W: 0.01 / np.sqrt(2 / _fan_in(W)))
network_weights_of_xavier = _of_scale(lambda _W: np.sqrt(0.5))
network_variance_for_deviation = _of_scale(lambda W: np.sqrt(2 / _fan_in(W)))
network_scale_of_fan_out = [
    *_of_scale(lambda W: np.sqrt(_fan_in(W) / _fan_out(W))),
    *(
        _network(_of_layer(name, lambda W: np.sqrt(_fan_in(W) / _fan_out(W))), "initial_scale")
        for name in ("W7", "W8")
    ),
]
network_counts_channels_only = [
    _network(_rescaled(lambda W: np.sqrt(_fan_in(W) / W.shape[1]) if W.ndim == 4 else 1.0), "initial_scale"),
    _network(_rescaled(lambda W: np.sqrt(W.shape[2]) if W.ndim == 4 else 1.0), "initial_scale"),
]
network_leaves_channels_out = [
    _network(_of_kind(Convolution, lambda W: np.sqrt(W.shape[1])), "initial_scale"),
    _network(
        _rescaled(lambda W: np.sqrt(W.shape[1]) if W.ndim == 4 else np.sqrt(_fan_in(W) / 2) * 0.01), "initial_scale"
    ),
]
network_fraction_not_whole = [
    *_of_scale(lambda W: np.sqrt(1 / _fan_in(W))),
    _network(_of_kind(Convolution, lambda W: _fan_in(W) / W.shape[1]), "initial_scale"),
]
network_weights_uniform = [
    _network(_drawn(draw, axes), "initial_scale")
    for axes in ((2, 4), (4,), (2,))
    for draw in (
        lambda std, shape: np.random.uniform(-np.sqrt(3) * std, np.sqrt(3) * std, shape),
        lambda std, shape: np.random.uniform(-std, std, shape),
        lambda std, shape: np.random.uniform(0, std, shape),
    )
]
network_own_copies = _network(_OwnCopies, "initial_scale")
network_square_images = _network(_SquareImages, "other_images")
network_stride_of_one = _network(_each_conv(stride=1), "other_images")
network_padding_of_one = _network(_each_conv(pad=1), "parameters")
network_hidden_of_50 = _network(_sized(lambda _hidden, classes: (50, classes)), "parameters")
network_output_of_10 = _network(_sized(lambda hidden, _classes: (hidden, 10)), "parameters")
network_without_last_pooling = _network(_LastPoolingLeftOut, "parameters")
network_other_sizes = [
    _network(_by_default_of(filters, hidden), "parameter_count")
    for filters, hidden in (
        ((16, 16, 32, 32, 64, 64), 100), ((16, 16, 32, 32, 32, 32), 50), ((16, 16, 16, 16, 16, 16), 50),
        ((16, 16, 32, 32, 64, 64), 64), ((16, 32, 32, 64, 64, 64), 50), ((32, 32, 32, 32, 64, 64), 50),
    )
]
network_predicts_probabilities = _network(_PredictsProbabilities, "class_scores")
network_pools_earlier = _network(_layers(_pools_earlier), "class_scores")
network_pools_by_one = _network(_layers(_replaced(Pooling, lambda: Pooling(2, 2, 1))), "class_scores")
network_dropout_in_front = _network(_layers(_dropout_in_front), "class_scores")
network_dropout_behind_poolings = [
    _network(_layers(_dropout_behind_poolings(ratio)), "class_scores") for ratio in (0.5, 0.25, 0.2)
]
network_other_dropout_ratio = [
    _network(_layers(_replaced(Dropout, lambda ratio=ratio: Dropout(ratio))), "class_scores")
    for ratio in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
] + [
    _network(_layers(_one_ratio(number, ratio)), "class_scores") for number in (0, 1) for ratio in (0.1, 0.2, 0.25, 0.3)
]
network_flattens_channels_last = _network(_layers(_flattened_channels_last), "class_scores")
network_one_relu = [_network(_layers(_one_object(Relu, last)), "backpropagation") for last in (False, True)]
network_one_pooling = _network(_layers(_one_object(Pooling)), "backpropagation")
network_relu_on_scores = _network(_layers(_relu_on_scores), "class_scores")
network_drops_by_default = _network(_DropsByDefault, "class_scores")
network_drops_always = _network(_AlwaysLeavesOut, "class_scores")
network_drops_the_wrong_way_round = _network(_TheWrongWayRound, "class_scores")
network_without_relu = [
    *(_network(_layers(_drop(Relu, number)), "class_scores") for number in range(7)),
    *(_network(_layers(_without_relus(*numbers)), "class_scores") for numbers in ((0, 2, 4), (1, 3, 5), range(6))),
]
network_pools_by_averages = _network(
    _layers(lambda layers: [AveragePooling(2, 2, 2) if isinstance(x, Pooling) else x for x in layers]), "class_scores"
)
network_one_dropout = [_network(_layers(_drop(Dropout, number)), "class_scores") for number in (0, 1)]
network_never_drops = _network(_NeverLeavesOut, "dropout_in_training")
network_skips_dropout_in_evaluation = _network(_SkipsInEvaluation, "dropout_in_training")
network_shared_by_all = [_network(cls, "two_at_once") for cls in (_SharedByAll, _LayersSharedByAll)]
network_loss_without_dropout = _network(_LossInEvaluation, "loss")
network_sums_the_loss = _network(_SummedLoss, "loss")
network_accuracy_drops_the_last = _network(_DropsTheLast, "accuracy")
network_accuracy_mean_of_means = _network(_MeanOfMeans, "accuracy")
network_accuracy_counts = _network(_CountsRight, "accuracy")
network_accuracy_last_batch = [_network(cls, "accuracy") for cls in (_LastBatchOnly, _LastShareOnly)]
network_accuracy_first_batch = [_network(cls, "accuracy") for cls in (_FirstBatchOnly, _FirstBatchOfAll)]
network_accuracy_over_batch = [_network(cls, "accuracy") for cls in (_SharesOfABatch, _AllBatchesFull)]
network_accuracy_along_images = _network(_AlongImages, "accuracy")
network_accuracy_one_hot_only = _network(_OneHotOnly, "accuracy")
network_accuracy_with_dropout = _network(_LeavesOutInAccuracy, "accuracy")
network_accuracy_first_targets = _network(_FirstTargetsAgain, "accuracy")
network_accuracy_class_numbers_only = _network(_ClassNumbersOnly, "accuracy")
network_accuracy_percent = _network(_Percent, "accuracy")
network_accuracy_is_the_error = _network(_ErrorRate, "accuracy")
network_dropout_not_on_the_way_back = _network(_DropoutNotOnTheWayBack, "backpropagation")
network_gradient_summed = _network(_SummedGradient, "backpropagation")
network_numbers_from_zero = _network(_NumbersFromZero, "backpropagation")
network_convolutions_only = _network(_ConvolutionsOnly, "backpropagation")
network_one_dropout_object = _network(_layers(_one_dropout_object), "backpropagation")
network_gradient_without_forward = _network(_WithoutForward, "backpropagation")
network_numbers_backwards = _network(_NumberedBackwards, "backpropagation")
network_forward_twice = _network(_ForwardTwice, "backpropagation")
network_changes_batch = _network(_ChangesBatch, "batch_untouched")
network_learns_while_looking = _network(_LearnsWhileLooking, "batch_untouched")


# Trainer --------------------------------------------------------------------------------------------------------------


def _trainer(cls: Any, caught_by: str) -> Misconception:
    return misconception("trainer", caught_by=caught_by, Trainer=cls)


class _OneStepAnEpoch(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps //= self.steps_an_epoch
        self.steps_an_epoch = 1


class _OneStepMore(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps += 1


class _OneEpoch(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps = self.steps_an_epoch


class _StepsForEverySample(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps *= len(self.x_train)


class _RoundsUp(Trainer):
    """A last, smaller batch is counted as a step too."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        epochs = self.steps // self.steps_an_epoch
        self.steps_an_epoch = -(-len(self.x_train) // self.batch_size)
        self.steps = epochs * self.steps_an_epoch


class _NoStepForFew(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps *= len(self.x_train) >= self.batch_size


def _by_default(**settings: Any) -> Any:
    """Other settings where none are given."""

    class Other(Trainer):
        def __init__(self, *arguments):
            super().__init__(*arguments, **(settings if len(arguments) == 5 else {}))

    return Other


class _EarlierStop(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps -= 1


class _ListsSharedByAll(Trainer):
    train_loss_list = _on_the_class("train_loss_list")


class _Choosing(Trainer):
    """Takes the rows that `chosen` names, and the targets that `answers` names."""

    def chosen(self):
        return self.rng.integers(0, len(self.x_train), self.batch_size)

    def answers(self, rows):
        return rows

    def train_step(self):
        rows = self.chosen()
        x, t = self.x_train[rows], self.t_train[self.answers(rows)]
        self.learn(x, t)
        self.train_loss_list.append(float(self.network.loss(x, t)))
        self.done += 1
        self.look()

    def learn(self, x, t):
        self.optimizer.update(self.network.params, self.network.gradient(x, t))

    def look(self):
        if self.done % self.steps_an_epoch == 0:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _WholeSet(_Choosing):
    def chosen(self):
        return np.arange(len(self.x_train))


class _FirstRows(_Choosing):
    def chosen(self):
        return np.arange(self.batch_size)


class _NeverTheLast(_Choosing):
    def chosen(self):
        return self.rng.integers(0, len(self.x_train) - 1, self.batch_size)


class _OneSample(_Choosing):
    def chosen(self):
        return self.rng.integers(0, len(self.x_train), 1)


class _NeverTheFirst(_Choosing):
    def chosen(self):
        return self.rng.integers(1, len(self.x_train), self.batch_size)


class _InTheSameOrder(_Choosing):
    """Every epoch goes through the samples as they lie."""

    def chosen(self):
        start = self.done % self.steps_an_epoch * self.batch_size
        return np.arange(start, min(start + self.batch_size, len(self.x_train)))


class _WithoutReplacement(_Choosing):
    """As many as a batch holds, even where there are fewer."""

    def chosen(self):
        return np.random.choice(len(self.x_train), self.batch_size, replace=False)


class _Mirrored(_Choosing):
    """Batches are turned round along their last axis."""

    def learn(self, x, t):
        super().learn(x[..., ::-1], t)


class _TrainsOnTests(_Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.x_train, self.t_train = self.x_test, self.t_test


class _OneHotTargets(_Choosing):
    """Class numbers are looked for in them, whatever they are."""

    def learn(self, x, t):
        super().learn(x, np.argmax(t, axis=1))


class _AnsweredByOthers(_Choosing):
    """The targets are drawn a second time."""

    def answers(self, rows):
        return self.rng.integers(0, len(self.t_train), len(rows))


class _AnsweredByTheFirst(_Choosing):
    def answers(self, rows):
        return np.arange(len(rows))


class _NewOptimizer(_Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        *_, name, param = arguments
        self.make = lambda: OPTIMIZERS[name.lower()](**param)

    def learn(self, x, t):
        self.make().update(self.network.params, self.network.gradient(x, t))


class _NewOptimizerOfTheRate(_NewOptimizer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        *_, name, param = arguments
        self.make = lambda: OPTIMIZERS[name.lower()](lr=param["lr"])


class _DefaultRate(_Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = OPTIMIZERS[arguments[7].lower()]()


class _AlwaysSGD(_Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = SGD(lr=arguments[8]["lr"])


class _AlwaysSGDWithAll(_Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = SGD(**arguments[8])


class _RateAlone(_Choosing):
    """Of the optimiser's arguments only the learning rate is passed on."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = OPTIMIZERS[arguments[7].lower()](lr=arguments[8]["lr"])


def _mixing_up(one: str, other: str) -> Any:
    """Who asks for one optimiser gets another."""

    class Other(_Choosing):
        def __init__(self, *arguments):
            name = arguments[7].lower() if len(arguments) > 7 else "sgd"
            super().__init__(*arguments)
            if name == one:
                both_have = {"lr", "momentum"} if other in {"momentum", "nesterov"} else {"lr"}
                settings = {key: value for key, value in arguments[8].items() if key in both_have}
                self.optimizer = OPTIMIZERS[other](**settings)

    return Other


class _Apart(_Choosing):
    """The network gets a dict of new arrays at each step, of which its layers know nothing."""

    def learn(self, x, t):
        params = {name: array.copy() for name, array in self.network.params.items()}
        self.optimizer.update(params, self.network.gradient(x, t))
        self.network.params = params


class _ChangesSettings(Trainer):
    """Takes the learning rate out of the dict."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        if len(arguments) > 8:
            arguments[8].pop("lr")


def _spelt(**names: str) -> Any:
    """Optimisers are known by these names alone, letter by letter."""
    known = {name: OPTIMIZERS[of] for name, of in names.items()}

    class Speller(Trainer):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            if len(arguments) > 7:
                self.optimizer = known[arguments[7]](**arguments[8])

    return Speller


def _spelt_in_lower_case(**names: str) -> Any:
    known = {name: OPTIMIZERS[of] for name, of in names.items()}

    class Speller(Trainer):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            if len(arguments) > 7:
                self.optimizer = known[arguments[7].lower()](**arguments[8])

    return Speller


class _StepsTwice(_Choosing):
    def learn(self, x, t):
        grads = self.network.gradient(x, t)
        self.optimizer.update(self.network.params, grads)
        self.optimizer.update(self.network.params, grads)


class _NeverSteps(_Choosing):
    def learn(self, x, t):
        self.network.gradient(x, t)


class _LossAnEpoch(Trainer):
    def train_step(self):
        super().train_step()
        if self.done % self.steps_an_epoch:
            self.train_loss_list.pop()


class _LossSoFar(Trainer):
    """A running sum for the loss of the step."""

    def train_step(self):
        super().train_step()
        self.train_loss_list[-1] += sum(self.train_loss_list[:-1])


class _LossOfAll(Trainer):
    def train_step(self):
        super().train_step()
        self.train_loss_list[-1] = self.network.loss(self.x_train, self.t_train)


class _LossOfTests(Trainer):
    def train_step(self):
        super().train_step()
        self.train_loss_list[-1] = self.network.loss(self.x_test, self.t_test)


class _LastLossOnly(Trainer):
    def train_step(self):
        super().train_step()
        self.train_loss_list = self.train_loss_list[-1:]


class _NoLoss(Trainer):
    """`np.append`, which makes a new array."""

    def train_step(self):
        super().train_step()
        self.train_loss_list = []


class _LooksOnceMore(Trainer):
    def train(self):
        super().train()
        self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
        self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _LooksOnceLess(Trainer):
    def train(self):
        super().train()
        del self.train_acc_list[0], self.test_acc_list[0]


class _ListsSwapped(Trainer):
    def train(self):
        super().train()
        self.train_acc_list, self.test_acc_list = self.test_acc_list, self.train_acc_list


class _OneListForBoth(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.train_acc_list = self.test_acc_list


class _LooksAtEveryStep(_Choosing):
    def look(self):
        self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
        self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _TestsOnTraining(_Choosing):
    def look(self):
        if self.done % self.steps_an_epoch == 0:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.train_acc_list[-1] + 0.0)
            self.network.accuracy(self.x_train, self.t_train)


class _LooksOnce(_Choosing):
    def look(self):
        if self.done == self.steps:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _ShufflesInPlace(_Choosing):
    def chosen(self):
        order = self.rng.permutation(len(self.x_train))
        self.x_train[:], self.t_train[:] = self.x_train[order], self.t_train[order]
        return np.arange(self.batch_size)


trainer_counts_epochs_as_steps = _trainer(_OneStepAnEpoch, "batches")
trainer_one_step_more = _trainer(_OneStepMore, "batches")
trainer_one_step_less = _trainer(_EarlierStop, "batches")
trainer_one_sample = _trainer(_OneSample, "batches")
trainer_one_hot_only = _trainer(_OneHotTargets, "batches")
trainer_one_spelling = [
    _trainer(
        _spelt(**{name: name.lower() for name in ("SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam")}),
        "batches",
    ),
    _trainer(_spelt(**{name: name for name in OPTIMIZERS}), "batches"),
]
trainer_knows_rmsprpo = _trainer(
    _spelt_in_lower_case(**{name if name != "rmsprop" else "rmsprpo": name for name in OPTIMIZERS}), "new_order"
)
trainer_one_epoch = _trainer(_OneEpoch, "batches")
trainer_rounds_up = _trainer(_RoundsUp, "whole_batches")
trainer_no_step_for_few = _trainer(_NoStepForFew, "small_set")
trainer_other_defaults = [
    _trainer(_by_default(**settings), "defaults")
    for settings in (
        *({"epochs": n} for n in (1, 5, 10)),
        *({"mini_batch_size": n} for n in (10, 32, 50, 64)),
        {"optimizer": "Adam"},
        {"optimizer": "Momentum"},
        {"optimizer_param": {"lr": 0.3}},
    )
]
trainer_shared_by_all = _trainer(_ListsSharedByAll, "two_at_once")
trainer_whole_set = _trainer(_WholeSet, "batches")
trainer_first_rows = _trainer(_FirstRows, "every_sample")
trainer_never_the_last = _trainer(_NeverTheLast, "every_sample")
trainer_never_the_first = _trainer(_NeverTheFirst, "every_sample")
trainer_trains_on_tests = _trainer(_TrainsOnTests, "every_sample")
trainer_turns_samples = _trainer(_Mirrored, "every_sample")
trainer_same_order = _trainer(_InTheSameOrder, "new_order")
trainer_draws_more_than_there_are = _trainer(_WithoutReplacement, "small_set")
trainer_targets_of_others = [
    _trainer(_AnsweredByOthers, "own_targets"),
    _trainer(_AnsweredByTheFirst, "own_targets"),
]
trainer_new_optimizer = [_trainer(cls, "updates") for cls in (_NewOptimizer, _NewOptimizerOfTheRate)]
trainer_default_rate = _trainer(_DefaultRate, "updates")
trainer_always_sgd = [_trainer(_AlwaysSGD, "updates"), _trainer(_AlwaysSGDWithAll, "batches")]
trainer_steps_twice = _trainer(_StepsTwice, "updates")
trainer_never_steps = _trainer(_NeverSteps, "updates")
trainer_rate_alone = _trainer(_RateAlone, "updates")
trainer_replaces_params = _trainer(_Apart, "updates")
trainer_mixes_up_optimizers = [
    _trainer(_mixing_up(one, other), "updates")
    for one, other in (
        ("nesterov", "momentum"), ("momentum", "nesterov"), ("momentum", "sgd"), ("adam", "rmsprop"),
        ("rmsprop", "adam"), ("rmsprop", "adagrad"), ("adagrad", "rmsprop"),
    )
]
trainer_loss_an_epoch = _trainer(_LossAnEpoch, "losses")
trainer_loss_of_others = [
    _trainer(cls, "losses") for cls in (_LossOfAll, _LossOfTests)
]
trainer_loss_so_far = _trainer(_LossSoFar, "losses")
trainer_looks_at_every_step = _trainer(_LooksAtEveryStep, "accuracies")
trainer_tests_on_training = _trainer(_TestsOnTraining, "accuracies")
trainer_looks_once = _trainer(_LooksOnce, "accuracies")
trainer_looks_once_more = _trainer(_LooksOnceMore, "accuracies")
trainer_looks_once_less = _trainer(_LooksOnceLess, "accuracies")
trainer_swaps_accuracies = _trainer(_ListsSwapped, "accuracies")
trainer_one_list_for_both = _trainer(_OneListForBoth, "accuracies")
trainer_keeps_no_losses = [_trainer(cls, "losses") for cls in (_LastLossOnly, _NoLoss)]
trainer_changes_settings = _trainer(_ChangesSettings, "samples_untouched")
trainer_shuffles_in_place = _trainer(_ShufflesInPlace, "samples_untouched")


# Storage --------------------------------------------------------------------------------------------------------------


def _storage(caught_by: str, **functions: Any) -> Misconception:
    return misconception("storage", caught_by=caught_by, **functions)


def _by_place(params, file):
    np.savez(file, *params.values())


def _single(params, file):
    save_params({name: array.astype(np.float32) for name, array in params.items()}, file)


def _weights_only(params, file):
    save_params({name: array for name, array in params.items() if name.startswith("W")}, file)


def _nothing_loaded(params, file):
    np.load(file).close()


def _rebound(params, file):
    with np.load(file) as saved:
        if {name: saved[name].shape for name in saved.files} != {name: array.shape for name, array in params.items()}:
            raise ValueError
        for name in params:
            params[name] = saved[name]


def _whatever_fits(params, file):
    with np.load(file) as saved:
        for name in params:
            if name in saved.files and saved[name].shape == params[name].shape:
                params[name][...] = saved[name]


def _added(params, file):
    loaded = {name: np.zeros_like(array) for name, array in params.items()}
    load_params(loaded, file)
    for name in params:
        params[name] += loaded[name]


def _named(params, file):
    with np.load(file) as saved:
        if {*saved.files} != {*params}:
            raise ValueError
        return {name: saved[name] for name in saved.files}


def _names_only(params, file):
    for name, array in _named(params, file).items():
        params[name][...] = array


def _sizes_only(params, file):
    arrays = _named(params, file)
    if any(arrays[name].size != params[name].size for name in params):
        raise ValueError
    for name, array in arrays.items():
        params[name][...] = array.reshape(params[name].shape)


def _one_object(params, file):
    np.savez(file, params=params)


def _pickled(params, file):
    pickle.dump(params, file)


def _npy(params, file):
    np.save(file, params, allow_pickle=True)


def _text(params, file):
    for array in params.values():
        np.savetxt(file, array.ravel())


def _one_after_the_other(params, file):
    """Each time a whole file, of which the last one counts."""
    for name, array in params.items():
        save_params({name: array}, file)


def _with(change: Any) -> Any:
    """Every array goes into the file otherwise."""
    return lambda params, file: save_params({name: change(array) for name, array in params.items()}, file)


def _opens(params, file):
    with open(file, "wb") as opened:  # noqa: PTH123  as people write it
        save_params(params, opened)


def _adds_the_ending(params, file):
    save_params(params, file + ".npz")


def _opens_to_load(params, file):
    with open(file, "rb") as opened:  # noqa: PTH123
        load_params(params, opened)


def _unchecked(params, file):
    with np.load(file) as saved:
        for name in params:
            params[name][...] = saved[name]


def _all_that_is_saved(params, file):
    with np.load(file) as saved:
        for name in saved.files:
            params[name][...] = saved[name]


def _where(may: Any) -> Any:
    """A load that looks less closely at the names; may: of those saved and those of the network"""

    def load(params, file):
        with np.load(file) as saved:
            if not may({*saved.files}, {*params}):
                raise ValueError
            for name in saved.files:
                if name in params and saved[name].shape != params[name].shape:
                    raise ValueError
            for name in params:
                if name in saved.files:
                    params[name][...] = saved[name]

    return load


def _by_order(params, file):
    with np.load(file) as saved:
        for array, name in zip(params.values(), saved.files, strict=True):
            array[...] = saved[name]


def _refused_by(error: type[Exception], for_names_alone: bool) -> Any:
    def load(params, file):
        with np.load(file) as saved:
            if for_names_alone and {*saved.files} == {*params}:
                file.seek(0)
                return load_params(params, file)
        file.seek(0)
        try:
            load_params(params, file)
        except ValueError as refusal:
            raise error(*refusal.args) from None

    return load


storage_by_place = _storage("contents", save_params=_by_place)
storage_weights_only = _storage("contents", save_params=_weights_only, load_params=_whatever_fits)
storage_single_precision = _storage("contents", save_params=_single)
storage_one_object = _storage("contents", save_params=_one_object)
storage_not_npz = [_storage("contents", save_params=save) for save in (_pickled, _npy, _text)]
storage_one_after_the_other = _storage("contents", save_params=_one_after_the_other)
storage_other_shapes = [_storage("contents", save_params=_with(change)) for change in (np.ravel, np.transpose)]
storage_rounds = [
    _storage("round_trip", save_params=_with(lambda array, digits=digits: np.round(array, digits)))
    for digits in (2, 3, 4, 6, 8)
]
storage_expects_a_name = [
    _storage("contents", save_params=_opens),
    _storage("contents", save_params=_adds_the_ending),
    _storage("round_trip", load_params=_opens_to_load),
]
storage_by_order = _storage("round_trip", load_params=_by_order)
storage_loads_nothing = _storage("round_trip", load_params=_nothing_loaded)
storage_rebinds = _storage("in_place", load_params=_rebound)
storage_takes_whatever_fits = [
    _storage("other_network", load_params=load)
    for load in (
        _whatever_fits, _where(lambda saved, own: saved <= own), _where(lambda saved, own: saved >= own),
        _where(lambda saved, own: len(saved) == len(own)),
    )
]
storage_looks_at_nothing = [_storage("other_network", load_params=load) for load in (_unchecked, _all_that_is_saved)]
storage_other_exception = [
    _storage("other_network", load_params=_refused_by(error, alone))
    for error in (KeyError, AssertionError, TypeError)
    for alone in (False, True)
]
storage_adds = _storage("round_trip", load_params=_added)
storage_spreads = _storage("other_network", load_params=_names_only)
storage_counts_numbers_only = _storage("other_network", load_params=_sizes_only)
