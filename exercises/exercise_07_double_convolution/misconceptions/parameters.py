"""Parameters of wrong sizes, or drawn wrongly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from exercises.exercise_07_double_convolution.misconceptions.shared import both
from reference.double_convolution import FIRST, SECOND, convolved, pooled
from reference.windows import positions


def _drawn_evenly(low: float, high: float, *names: str) -> Any:
    """Uniform between two multiples of the standard deviation."""

    def change(base):
        class Net(base):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                std = arguments[5] if len(arguments) > 5 else 0.01
                for name, array in self.params.items():
                    if name in names:
                        array[...] = np.random.uniform(low * std, high * std, array.shape)

        return Net

    return change


def _drawn(draw: Any, *names: str) -> Any:
    """Some parameters are drawn otherwise. draw: of the standard deviation that is asked for, and the shape"""

    def change(base):
        class Net(base):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                std = arguments[5] if len(arguments) > 5 else 0.01
                for name in names:
                    self.params[name][...] = draw(std, self.params[name].shape)

        return Net

    return change


def _by_fan_in(factor: float) -> Any:
    """√(factor / fan_in) for the standard deviation, whatever is asked for."""

    def draw(_std, shape):
        return np.sqrt(factor / np.prod(shape[1:] if len(shape) == 4 else shape[0])) * np.random.standard_normal(shape)

    return draw


def _alike(base):
    """The generator is seeded anew for each layer."""

    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            std = arguments[5] if len(arguments) > 5 else 0.01
            for name, array in self.params.items():
                if name.startswith("W"):
                    array[...] = std * np.random.RandomState(0).standard_normal(array.shape)

    return Net


def _variance(base):
    """weight_init_std is taken for the variance."""

    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments[:5], *(std**0.5 for std in arguments[5:]))

    return Net


def _scale_ignored(base):
    """0.01 whatever is asked for."""

    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments[:5])

    return Net


def _wider_by_default(base):
    """Another standard deviation where none is given."""

    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            if len(arguments) < 6:
                for name, array in self.params.items():
                    array *= 10 if name.startswith("W") else 1

    return Net


def _defaults_of_the_single_convolution(base):
    class Net(base):
        def __init__(self, *arguments):
            simple = {"filter_num": 30, "filter_size": 5, "pad": 0, "stride": 1}
            super().__init__(*(arguments or ((1, 28, 28), simple, simple)))

    return Net


def _ones(base):
    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            for name, array in self.params.items():
                if name.startswith("b"):
                    array += 1

    return Net


def _sized(edit: Any) -> Any:
    """Arrays of other shapes; edit: of the arguments, gives those that the network is made with."""

    def change(base):
        class Net(base):
            def __init__(self, *arguments):
                super().__init__(*edit(*arguments) if len(arguments) > 4 else arguments)

        return Net

    return change


def _image_channels_again(base):
    """The second convolution is made for the image's channels."""

    class Net(base):
        def __init__(self, input_dim=(1, 28, 28), *others):
            super().__init__(input_dim, *others)
            W = self.params["W2"]
            self.params["W2"] = np.zeros((W.shape[0], input_dim[0], *W.shape[2:]))

    return Net


def _rows_of_affine(size: Any) -> Any:
    """W3 has another number of rows; size: of the shape (C, H, W) behind the last pooling."""

    def change(base):
        class Net(base):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                dims, *params = arguments[:3] if arguments else ((1, 28, 28), FIRST, SECOND)
                shape = convolved(dims, params[0])
                shape = convolved(pooled(shape) if base.between else shape, params[1])
                hidden = self.params["W3"].shape[1]
                self.params["W3"] = np.zeros((size(pooled(shape), shape), hidden))

        return Net

    return change


def _transposed_filters(base):
    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            for name in ("W1", "W2"):
                self.params[name] = np.swapaxes(self.params[name], 0, 1)

    return Net


def _affine_columns_first(base):
    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            for name in ("W3", "W4"):
                self.params[name] = self.params[name].T

    return Net


def _pools_first_only(base):
    """The pooling comes between the convolutions instead of behind them."""

    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            dims, first, second = arguments[:3] if arguments else ((1, 28, 28), FIRST, SECOND)
            size = math.prod(convolved(pooled(convolved(dims, first)), second))
            self.params["W3"] = np.zeros((size, self.params["W3"].shape[1]))

    return Net


def _as_the_other(base):
    class Net(base):
        between = not base.between

    return Net


def _flat_size_of_the_image(base):
    """The first affine layer is made for the image as it was before any pooling."""

    class Net(base):
        def __init__(self, input_dim=(1, 28, 28), *others):
            super().__init__(input_dim, *others)
            filters, hidden = self.params["W2"].shape[0], self.params["W3"].shape[1]
            size = filters * int(np.prod(positions(input_dim[1:], (2, 2), 2)))
            self.params["W3"] = np.zeros((size, hidden))

    return Net


_square = _sized(lambda input_dim, *rest: ((*input_dim[:2], input_dim[1]), *rest))

network_is_the_other_one = both(_as_the_other, "parameters")
network_sizes_of_the_image = both(_flat_size_of_the_image, "parameters")
network_biases_at_one = both(_ones, "parameters")
network_biases_drawn = [
    wrong
    for names in (("b1", "b2", "b3", "b4"), ("b1",), ("b2",), ("b3",), ("b4",))
    for wrong in both(_drawn(lambda std, shape: std * np.random.standard_normal(shape), *names), "initial_scale")
]
network_scale_of_its_own = [
    wrong
    for factor in (2.0, 1.0)
    for names in (("W1", "W2", "W3", "W4"), ("W1", "W2"), ("W3", "W4"), ("W1",), ("W2",), ("W3",), ("W4",))
    for wrong in both(_drawn(_by_fan_in(factor), *names), "parameters")
]
network_layers_drawn_alike = both(_alike, "initial_scale")
network_square_images = [
    *both(_square, "class_scores", only="double"),  # two poolings may round both sides to the same
    *both(_square, "parameters", only="stacked"),
]
network_defaults_of_one_convolution = both(_defaults_of_the_single_convolution, "parameter_count")
network_scale_as_variance = both(_variance, "initial_scale")
network_scale_ignored = both(_scale_ignored, "parameters")
network_weights_uniform = [
    wrong
    for limits in ((-(3**0.5), 3**0.5), (-1.0, 1.0), (0.0, 1.0))
    for names in (("W1", "W2", "W3", "W4"), *((f"W{number}",) for number in (1, 2, 3, 4)))
    for wrong in both(_drawn_evenly(*limits, *names), "initial_scale")
]
network_other_default_scale = both(_wider_by_default, "default_scale")
network_second_for_the_image = both(_image_channels_again, "parameters")
network_filters_and_channels_swapped = both(_transposed_filters, "parameters")
network_affine_columns_first = both(_affine_columns_first, "parameters")
network_hidden_of_100 = both(_sized(lambda a, b, c, _hidden, *rest: (a, b, c, 100, *rest)), "parameters")
network_output_of_10 = both(_sized(lambda a, b, c, hidden, _output, *rest: (a, b, c, hidden, 10, *rest)), "parameters")
network_sizes_of_the_example = [
    *both(_rows_of_affine(lambda _pooled, _whole: 720), "parameters", only="double"),
    *both(_rows_of_affine(lambda _pooled, _whole: 2880), "parameters", only="stacked"),
]
network_pools_by_one = both(
    _rows_of_affine(lambda _pooled, whole: whole[0] * (whole[1] - 1) * (whole[2] - 1)), "parameters"
)
network_without_last_pooling = both(_rows_of_affine(lambda _pooled, whole: math.prod(whole)), "parameters")
network_pools_by_four = both(
    _rows_of_affine(lambda _pooled, whole: whole[0] * (whole[1] // 4) * (whole[2] // 4)), "parameters", only="stacked"
)
network_pools_between_only = both(_pools_first_only, "parameters", only="stacked")
