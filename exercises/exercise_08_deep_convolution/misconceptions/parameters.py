"""Parameters of wrong sizes, or drawn wrongly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from exercises.exercise_08_deep_convolution.misconceptions.shared import in_network
from grader.checks import Misconception
from reference.affine import Affine
from reference.convolution import Convolution
from reference.deep_convolution import CONV_1, CONV_2, CONV_3, CONV_4, CONV_5, CONV_6, DeepConvNet
from reference.double_convolution import convolved, pooled

DEFAULTS = (CONV_1, CONV_2, CONV_3, CONV_4, CONV_5, CONV_6)


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


class _DrawnAlike(DeepConvNet):
    """The generator is seeded anew for each layer."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        for name, W in self.params.items():
            if name.startswith("W"):
                W[...] = np.sqrt(2 / _fan_in(W)) * np.random.RandomState(0).standard_normal(W.shape)


def _of_scale(factor: Any) -> list[Misconception]:
    """Everywhere, in the convolutions only, or in the affine layers only."""
    spread = (_rescaled(factor), _of_kind(Convolution, factor), _of_kind(Affine, factor))
    return [in_network(net, "initial_scale") for net in spread]


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


def _of_kind(kind: type, factor: Any) -> Any:
    """First weights of one kind of layer only, spread otherwise."""
    return _rescaled(lambda W: factor(W) if (W.ndim == 4) == (kind is Convolution) else 1.0)


network_biases_at_one = in_network(_BiasesAtOne, "parameters")
network_margins_of_one = in_network(_SameMarginsEverywhere, "parameter_count")
network_weights_tiny = _of_scale(lambda W: 0.01 / np.sqrt(2 / _fan_in(W)))
network_layers_drawn_alike = in_network(_DrawnAlike, "initial_scale")
network_weights_of_xavier = _of_scale(lambda _W: np.sqrt(0.5))
network_variance_for_deviation = _of_scale(lambda W: np.sqrt(2 / _fan_in(W)))
network_scale_of_fan_out = [
    *_of_scale(lambda W: np.sqrt(_fan_in(W) / _fan_out(W))),
    *(
        in_network(_of_layer(name, lambda W: np.sqrt(_fan_in(W) / _fan_out(W))), "initial_scale")
        for name in ("W7", "W8")
    ),
]
network_counts_channels_only = [
    in_network(_rescaled(lambda W: np.sqrt(_fan_in(W) / W.shape[1]) if W.ndim == 4 else 1.0), "initial_scale"),
    in_network(_rescaled(lambda W: np.sqrt(W.shape[2]) if W.ndim == 4 else 1.0), "initial_scale"),
]
network_leaves_channels_out = [
    in_network(_of_kind(Convolution, lambda W: np.sqrt(W.shape[1])), "initial_scale"),
    in_network(
        _rescaled(lambda W: np.sqrt(W.shape[1]) if W.ndim == 4 else np.sqrt(_fan_in(W) / 2) * 0.01), "initial_scale"
    ),
]
network_fraction_not_whole = [
    *_of_scale(lambda W: np.sqrt(1 / _fan_in(W))),
    in_network(_of_kind(Convolution, lambda W: _fan_in(W) / W.shape[1]), "initial_scale"),
]
network_weights_uniform = [
    in_network(_drawn(draw, axes), "initial_scale")
    for axes in ((2, 4), (4,), (2,))
    for draw in (
        lambda std, shape: np.random.uniform(-np.sqrt(3) * std, np.sqrt(3) * std, shape),
        lambda std, shape: np.random.uniform(-std, std, shape),
        lambda std, shape: np.random.uniform(0, std, shape),
    )
]
network_own_copies = in_network(_OwnCopies, "initial_scale")
network_square_images = in_network(_SquareImages, "other_images")
network_stride_of_one = in_network(_each_conv(stride=1), "other_images")
network_padding_of_one = in_network(_each_conv(pad=1), "parameters")
network_hidden_of_50 = in_network(_sized(lambda _hidden, classes: (50, classes)), "parameters")
network_output_of_10 = in_network(_sized(lambda hidden, _classes: (hidden, 10)), "parameters")
network_without_last_pooling = in_network(_LastPoolingLeftOut, "parameters")
network_other_sizes = [
    in_network(_by_default_of(filters, hidden), "parameter_count")
    for filters, hidden in (
        ((16, 16, 32, 32, 64, 64), 100),
        ((16, 16, 32, 32, 32, 32), 50),
        ((16, 16, 16, 16, 16, 16), 50),
        ((16, 16, 32, 32, 64, 64), 64),
        ((16, 32, 32, 64, 64, 64), 50),
        ((32, 32, 32, 32, 64, 64), 50),
    )
]
