"""Wrong networks of right layers. Each is written once and stands for a mistake in both networks."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import Misconception, misconception
from reference.activations import Relu
from reference.convolution import Convolution
from reference.double_convolution import DoubleConvNet, StackedConvNet
from reference.pooling import AveragePooling, Pooling
from reference.windows import positions

NETWORKS: dict[str, Any] = {"double": DoubleConvNet, "stacked": StackedConvNet}


# Shapes ---------------------------------------------------------------------------------------------------------------


def _shapes(conv: Any, pool: Any, channels: Any = lambda _shape, param: param["filter_num"]) -> Any:
    """output_shapes with a rule of its own for the sides behind a convolution and behind a pooling."""

    def output_shapes(input_dim, conv_param_1, conv_param_2):
        shapes, shape = [], tuple(input_dim)
        for param in (conv_param_1, conv_param_2):
            shape = (channels(shape, param), *(conv(n, param) for n in shape[1:]))
            shapes.append(shape)
            shape = (shape[0], *(pool(n) for n in shape[1:]))
            shapes.append(shape)
        return shapes

    return output_shapes


def _side(n: int, param: Any) -> int:
    return (n + 2 * param["pad"] - param["filter_size"]) // param["stride"] + 1


def _side_up(n: int, param: Any) -> int:
    return -(-(n + 2 * param["pad"] - param["filter_size"]) // param["stride"]) + 1


def _half(n: int) -> int:
    return (n - 2) // 2 + 1


def _first_channels(input_dim, conv_param_1, conv_param_2):
    shapes = _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)
    return [(input_dim[0], h, w) for _, h, w in shapes]


def _without_poolings(input_dim, conv_param_1, conv_param_2):
    return _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)[::2]


def _rows_and_columns_alike(input_dim, conv_param_1, conv_param_2):
    return [(c, h, h) for c, h, _ in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _pooling_before_last_left_out(input_dim, conv_param_1, conv_param_2):
    """As in the stacked network."""
    once = _shapes(_side, lambda n: n)(input_dim, conv_param_1, conv_param_2)
    return [*once[:3], (once[3][0], *(_half(n) for n in once[3][1:]))]


def _of_shapes(output_shapes: Any, caught_by: str) -> Misconception:
    return misconception("shapes", caught_by=caught_by, output_shapes=output_shapes)


shapes_padded_on_one_side = _of_shapes(
    _shapes(lambda n, p: (n + p["pad"] - p["filter_size"]) // p["stride"] + 1, _half), "usual_shapes"
)
shapes_without_the_last_window = _of_shapes(
    _shapes(lambda n, p: (n + 2 * p["pad"] - p["filter_size"]) // p["stride"], _half), "usual_shapes"
)
shapes_without_padding = _of_shapes(
    _shapes(lambda n, p: (n - p["filter_size"]) // p["stride"] + 1, _half), "usual_shapes"
)
shapes_without_stride = _of_shapes(
    _shapes(lambda n, p: n + 2 * p["pad"] - p["filter_size"] + 1, _half), "unusual_shapes"
)
shapes_rounded_up = [
    _of_shapes(_shapes(_side, lambda n: -(-n // 2)), "unusual_shapes"),
    _of_shapes(_shapes(_side_up, _half), "unusual_shapes"),
    _of_shapes(_shapes(_side_up, lambda n: -(-n // 2)), "unusual_shapes"),
]
shapes_not_whole = _of_shapes(
    _shapes(lambda n, p: (n + 2 * p["pad"] - p["filter_size"]) / p["stride"] + 1, lambda n: n / 2), "unusual_shapes"
)
shapes_of_one_pooling = _of_shapes(_pooling_before_last_left_out, "usual_shapes")
shapes_without_poolings = _of_shapes(_without_poolings, "usual_shapes")
shapes_keep_the_channels = _of_shapes(_first_channels, "usual_shapes")
shapes_square = _of_shapes(_rows_and_columns_alike, "unusual_shapes")
shapes_pool_by_one = _of_shapes(_shapes(_side, lambda n: n - 1), "usual_shapes")


# Networks -------------------------------------------------------------------------------------------------------------


def _both(change: Any, caught_by: str, only: str = "") -> list[Misconception]:
    """The mistake in either network: `change(base)` gives the wrong class."""
    return [
        misconception(task, caught_by=caught_by, **{base.__name__: change(base)})
        for task, base in NETWORKS.items()
        if only in ("", task)
    ]


def _variance(base):
    """weight_init_std is taken for the variance."""

    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments[:5], *(std**0.5 for std in arguments[5:]))

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


def _layers(edit: Any) -> Any:
    """The right layers, put together otherwise."""

    def change(base):
        class Net(base):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                self.layers = edit(list(self.layers))

        return Net

    return change


def _without(kind: type, number: int) -> Any:
    """Without the layer of that kind and number, counted from 0."""

    def edit(layers):
        places = [place for place, layer in enumerate(layers) if isinstance(layer, kind)]
        return layers[: places[number]] + layers[places[number] + 1 :]

    return edit


def _averaging(layers):
    return [AveragePooling(2, 2, 2) if isinstance(layer, Pooling) else layer for layer in layers]


def _relu_last(layers):
    return [*layers, Relu()]


def _relu_before(layers):
    """ReLU in front of each convolution instead of behind it."""
    swapped = list(layers)
    for place, layer in enumerate(layers):
        if isinstance(layer, Convolution):
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    return swapped


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


def _copies(base):
    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.params = {name: array.copy() for name, array in self.params.items()}

    return Net


def _as_the_other(base):
    class Net(base):
        between = not base.between

    return Net


def _scaled_accuracy(scale: Any) -> Any:
    def change(base):
        class Net(base):
            def accuracy(self, x, t):
                return scale(x) * super().accuracy(x, t)

        return Net

    return change


def _summed_loss(base):
    class Net(base):
        def loss(self, x, t):
            return len(x) * super().loss(x, t)

        def gradient(self, x, t):
            return {name: len(x) * g for name, g in super().gradient(x, t).items()}

    return Net


def _summed_gradient(base):
    class Net(base):
        def gradient(self, x, t):
            return {name: len(x) * g for name, g in super().gradient(x, t).items()}

    return Net


def _convolutions_left_out(base):
    """The convolutions' gradients are left at 0."""

    class Net(base):
        def gradient(self, x, t):
            return {name: g * (name[1] in "34") for name, g in super().gradient(x, t).items()}

    return Net


def _renamed(base):
    class Net(base):
        def gradient(self, x, t):
            return {f"d{name}": g for name, g in super().gradient(x, t).items()}

    return Net


def _numbered_backwards(base):
    """The gradients are collected on the way back, and numbered in that order."""

    class Net(base):
        def gradient(self, x, t):
            grads = super().gradient(x, t)
            return {f"{name[0]}{5 - int(name[1])}": g for name, g in grads.items()}

    return Net


def _turned(base):
    """`self.layers.reverse()`, and never back."""

    class Net(base):
        def gradient(self, x, t):
            grads = super().gradient(x, t)
            self.layers = list(self.layers)[::-1]
            return grads

    return Net


def _stale(base):
    """Gradient goes back through whatever went forward last."""

    class Net(base):
        fresh = True

        def gradient(self, x, t):
            if self.fresh:
                self.kept = x, t
            self.fresh = False
            return super().gradient(*self.kept)

    return Net


def _centres_batch(base):
    class Net(base):
        def gradient(self, x, t):
            grads = super().gradient(x.copy(), t)
            x -= np.mean(x)
            return grads

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


network_is_the_other_one = _both(_as_the_other, "parameters")
network_sizes_of_the_image = _both(_flat_size_of_the_image, "parameters")
network_biases_at_one = _both(_ones, "parameters")
network_defaults_of_one_convolution = _both(_defaults_of_the_single_convolution, "parameter_count")
network_scale_as_variance = _both(_variance, "initial_scale")
network_other_default_scale = _both(_wider_by_default, "default_scale")
network_own_copies = _both(_copies, "class_scores")
network_without_first_relu = _both(_layers(_without(Relu, 0)), "class_scores")
network_without_second_relu = _both(_layers(_without(Relu, 1)), "class_scores")
network_without_third_relu = _both(_layers(_without(Relu, 2)), "class_scores")
network_relu_after_output = _both(_layers(_relu_last), "class_scores")
network_relu_before_convolution = _both(_layers(_relu_before), "class_scores")
network_pools_by_averages = _both(_layers(_averaging), "class_scores")
network_sums_the_loss = _both(_summed_loss, "loss")
network_accuracy_percent = _both(_scaled_accuracy(lambda _x: 100), "accuracy")
network_accuracy_counts = _both(_scaled_accuracy(len), "accuracy")
network_gradient_summed = _both(_summed_gradient, "backpropagation")
network_convolutions_left_out = _both(_convolutions_left_out, "backpropagation")
network_renames_gradients = _both(_renamed, "backpropagation")
network_numbers_backwards = _both(_numbered_backwards, "backpropagation")
network_turns_its_layers = _both(_turned, "training")
network_old_batch = _both(_stale, "training")
network_changes_batch = _both(_centres_batch, "batch_untouched")
