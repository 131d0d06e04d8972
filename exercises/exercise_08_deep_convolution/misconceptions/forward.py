"""What the network computes on the way forward: its scores and its loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_08_deep_convolution.misconceptions.shared import (
    gone_back,
    in_network,
    on_the_class,
    relaid,
    replaced,
)
from reference.activations import Relu
from reference.affine import Affine
from reference.deep_convolution import DeepConvNet
from reference.dropout import Dropout
from reference.pooling import AveragePooling, Pooling


def _drop(kind: type, number: int) -> Any:
    """Without the layer of that kind and number, counted from 0."""

    def edit(layers):
        place = [place for place, layer in enumerate(layers) if isinstance(layer, kind)][number]
        return layers[:place] + layers[place + 1 :]

    return edit


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
        return gone_back(self, self.layers)


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
        return gone_back(self, self.layers)


class _SummedLoss(DeepConvNet):
    def loss(self, x, t):
        return len(x) * super().loss(x, t)


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


class _PredictsProbabilities(DeepConvNet):
    def predict(self, x, train_flg=False):
        scores = super().predict(x, train_flg)
        exponents = np.exp(scores - np.max(scores, axis=1, keepdims=True))
        return exponents / np.sum(exponents, axis=1, keepdims=True)


class _DropsByDefault(DeepConvNet):
    def predict(self, x, train_flg=True):
        return super().predict(x, train_flg)


class _DropsByDefaultOnly(_DropsByDefault):
    """accuracy says that it does not want to."""

    def accuracy(self, x, t, batch_size=100):
        t = t if t.ndim == 1 else np.argmax(t, axis=1)
        parts = [slice(i, i + batch_size) for i in range(0, len(x), batch_size)]
        return sum(np.sum(np.argmax(self.predict(x[some], False), axis=1) == t[some]) for some in parts) / len(x)


class _SharedByAll(DeepConvNet):
    params = on_the_class("params")


class _LayersSharedByAll(DeepConvNet):
    layers = on_the_class("layers")


network_predicts_probabilities = in_network(_PredictsProbabilities, "class_scores")
network_pools_earlier = in_network(relaid(_pools_earlier), "class_scores")
network_pools_by_one = in_network(relaid(replaced(Pooling, lambda: Pooling(2, 2, 1))), "class_scores")
network_dropout_in_front = in_network(relaid(_dropout_in_front), "class_scores")
network_dropout_behind_poolings = [
    in_network(relaid(_dropout_behind_poolings(ratio)), "class_scores") for ratio in (0.5, 0.25, 0.2)
]
network_other_dropout_ratio = [
    *(
        in_network(relaid(replaced(Dropout, lambda ratio=ratio: Dropout(ratio))), "class_scores")
        for ratio in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
    ),
    *(
        in_network(relaid(_one_ratio(number, ratio)), "class_scores")
        for number in (0, 1)
        for ratio in (0.1, 0.2, 0.25, 0.3)
    ),
]
network_flattens_channels_last = in_network(relaid(_flattened_channels_last), "class_scores")
network_one_relu = [in_network(relaid(_one_object(Relu, last)), "backpropagation") for last in (False, True)]
network_one_pooling = in_network(relaid(_one_object(Pooling)), "backpropagation")
network_relu_on_scores = in_network(relaid(_relu_on_scores), "class_scores")
network_drops_by_default = [in_network(cls, "class_scores") for cls in (_DropsByDefault, _DropsByDefaultOnly)]
network_drops_always = in_network(_AlwaysLeavesOut, "class_scores")
network_drops_the_wrong_way_round = in_network(_TheWrongWayRound, "class_scores")
network_without_relu = [
    *(in_network(relaid(_drop(Relu, number)), "class_scores") for number in range(7)),
    *(in_network(relaid(_without_relus(*numbers)), "class_scores") for numbers in ((0, 2, 4), (1, 3, 5), range(6))),
]
network_pools_by_averages = in_network(
    relaid(lambda layers: [AveragePooling(2, 2, 2) if isinstance(x, Pooling) else x for x in layers]), "class_scores"
)
network_one_dropout = [in_network(relaid(_drop(Dropout, number)), "class_scores") for number in (0, 1)]
network_never_drops = in_network(_NeverLeavesOut, "dropout_in_training")
network_skips_dropout_in_evaluation = in_network(_SkipsInEvaluation, "dropout_in_training")
network_shared_by_all = [in_network(cls, "two_at_once") for cls in (_SharedByAll, _LayersSharedByAll)]
network_loss_without_dropout = in_network(_LossInEvaluation, "loss")
network_sums_the_loss = in_network(_SummedLoss, "loss")
