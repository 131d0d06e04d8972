"""What a network computes on the way forward: its scores and its loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_07_double_convolution.misconceptions.shared import both, relaid
from reference.activations import Relu
from reference.affine import Affine
from reference.convolution import Convolution
from reference.pooling import AveragePooling, Pooling


def _without(kind: type, number: int) -> Any:
    """Without the layer of that kind and number, counted from 0."""

    def edit(layers):
        places = [place for place, layer in enumerate(layers) if isinstance(layer, kind)]
        return layers[: places[number]] + layers[places[number] + 1 :]

    return edit


def _averaging(layers):
    return [AveragePooling(2, 2, 2) if isinstance(layer, Pooling) else layer for layer in layers]


def _pooling(side: int, stride: int) -> Any:
    """Other windows than 2 × 2, or taken more often."""
    return lambda layers: [Pooling(side, side, stride) if isinstance(layer, Pooling) else layer for layer in layers]


def _one_pooling(number: int, side: int, stride: int) -> Any:
    """The same for one of the two poolings."""

    def edit(layers):
        places = [place for place, layer in enumerate(layers) if isinstance(layer, Pooling)]
        return [Pooling(side, side, stride) if n == places[number] else layer for n, layer in enumerate(layers)]

    return edit


def _relu_last(layers):
    return [*layers, Relu()]


def _relu_before(layers):
    """ReLU in front of each convolution instead of behind it."""
    swapped = list(layers)
    for place, layer in enumerate(layers):
        if isinstance(layer, Convolution):
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    return swapped


def _copies(base):
    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.params = {name: array.copy() for name, array in self.params.items()}

    return Net


def _copies_of(*names: str) -> Any:
    """Some layers hold copies, the others the arrays of params."""

    def change(base):
        class Net(base):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                self.params |= {name: array.copy() for name, array in self.params.items() if name in names}

        return Net

    return change


def _settings(edit: Any) -> Any:
    """The convolutions are made with other settings than were asked for; edit: of (first, second), in place."""

    def change(base):
        class Net(base):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                edit(*(layer for layer in self.layers if isinstance(layer, Convolution)))

        return Net

    return change


def _set(*which: int, **values: int) -> Any:
    def edit(*convolutions):
        for number in which:
            for name, value in values.items():
                setattr(convolutions[number], name, value)

    return _settings(edit)


def _turn_settings(*which: int) -> Any:
    """Stride and padding are handed over in the wrong order."""

    def edit(*convolutions):
        for number in which:
            layer = convolutions[number]
            layer.stride, layer.pad = layer.pad, layer.stride

    return _settings(edit)


def _settings_of_the_first(first: Any, second: Any) -> None:
    second.stride, second.pad = first.stride, first.pad


def _settings_of_the_second(first: Any, second: Any) -> None:
    first.stride, first.pad = second.stride, second.pad


def _softmax(scores: Any) -> Any:
    exponents = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return exponents / np.sum(exponents, axis=1, keepdims=True)


def _predicts_probabilities(base):
    class Net(base):
        def predict(self, x):
            return _softmax(super().predict(x))

    return Net


def _predicts_classes(base):
    class Net(base):
        def predict(self, x):
            return np.argmax(super().predict(x), axis=1)

        def loss(self, x, t):
            return self.last_layer.forward(base.predict(self, x), t)

    return Net


def _softmax_twice(base):
    class Net(base):
        def loss(self, x, t):
            return self.last_layer.forward(_softmax(self.predict(x)), t)

    return Net


def _one_image_without_its_axis(base):
    class Net(base):
        def predict(self, x):
            return np.squeeze(super().predict(x))

        def loss(self, x, t):
            return self.last_layer.forward(base.predict(self, x), t)

    return Net


def _flattened_channels_last(layers):
    place = next(place for place, layer in enumerate(layers) if isinstance(layer, Affine))
    return [*layers[:place], _ChannelsLast(), *layers[place:]]


class _ChannelsLast:
    def forward(self, x):
        self.shape = x.shape
        return np.reshape(np.transpose(x, (0, 2, 3, 1)), (x.shape[0], -1))

    def backward(self, dout):
        n, c, h, w = self.shape
        return np.transpose(np.reshape(dout, (n, h, w, c)), (0, 3, 1, 2))


def _on_the_class(name: str) -> Any:
    """What one network sets, every network has."""

    def change(base):
        kept: dict[str, Any] = {}
        shared = property(lambda _self: kept[name], lambda _self, value: kept.update({name: value}))
        return type(base.__name__, (base,), {name: shared})

    return change


def _summed_loss(base):
    class Net(base):
        def loss(self, x, t):
            return len(x) * super().loss(x, t)

        def gradient(self, x, t):
            return {name: len(x) * g for name, g in super().gradient(x, t).items()}

    return Net


def _pixels_scaled(base):
    class Net(base):
        def predict(self, x):
            return super().predict(x / 255)

    return Net


network_own_copies = [
    *both(_copies, "class_scores"),
    *both(_copies_of("W1", "b1", "W2", "b2"), "class_scores"),
    *both(_copies_of("W3", "b3", "W4", "b4"), "class_scores"),
    *both(_copies_of("W3", "b3"), "class_scores"),
    *both(_copies_of("W2", "b2"), "class_scores"),
    *(
        wrong
        for names in (("W1", "b1"), ("W4", "b4"), *((f"{kind}{number}",) for kind in "Wb" for number in (1, 2, 3, 4)))
        for wrong in both(_copies_of(*names), "class_scores")
    ),
    *both(_copies_of("W1", "W2", "W3", "W4"), "class_scores"),
    *both(_copies_of("b1", "b2", "b3", "b4"), "class_scores"),
]
network_stride_of_one = [_of for which in ((0,), (1,), (0, 1)) for _of in both(_set(*which, stride=1), "class_scores")]
network_without_padding = [_of for which in ((0,), (1,), (0, 1)) for _of in both(_set(*which, pad=0), "class_scores")]
network_stride_and_padding_swapped = [
    _of for which in ((0,), (1,), (0, 1)) for _of in both(_turn_settings(*which), "class_scores")
]
network_first_as_the_second = both(_settings(_settings_of_the_second), "class_scores")
network_second_as_the_first = both(_settings(_settings_of_the_first), "class_scores")
network_predicts_probabilities = both(_predicts_probabilities, "class_scores")
network_predicts_classes = both(_predicts_classes, "class_scores")
network_flattens_channels_last = both(relaid(_flattened_channels_last), "class_scores")
network_squeezes_one_image = both(_one_image_without_its_axis, "class_scores")
network_shared_by_all = [*both(_on_the_class("params"), "two_at_once"), *both(_on_the_class("layers"), "two_at_once")]
network_softmax_twice = both(_softmax_twice, "loss")
network_without_first_relu = both(relaid(_without(Relu, 0)), "class_scores")
network_without_second_relu = both(relaid(_without(Relu, 1)), "class_scores")
network_without_third_relu = both(relaid(_without(Relu, 2)), "class_scores")
network_relu_after_output = both(relaid(_relu_last), "class_scores")
network_relu_before_convolution = both(relaid(_relu_before), "class_scores")
network_pools_by_averages = both(relaid(_averaging), "class_scores")
network_pools_by_three = [
    *both(relaid(_pooling(3, 2)), "class_scores"),
    *both(relaid(_pooling(3, 3)), "class_scores"),
    *(wrong for n in (0, 1) for wrong in both(relaid(_one_pooling(n, 3, 2)), "class_scores", only="double")),
]
network_pools_with_stride_one = [
    *both(relaid(_pooling(2, 1)), "class_scores"),
    *(wrong for n in (0, 1) for wrong in both(relaid(_one_pooling(n, 2, 1)), "class_scores", only="double")),
]
network_sums_the_loss = both(_summed_loss, "loss")
network_scales_pixels = both(_pixels_scaled, "class_scores")
