"""Wrong networks of right layers. Each is written once and stands for a mistake in both networks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grader.checks import Misconception, misconception
from reference.activations import Relu
from reference.affine import Affine
from reference.convolution import Convolution
from reference.double_convolution import FIRST, SECOND, DoubleConvNet, StackedConvNet, convolved, pooled
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


def _side_with_fraction(n: int, param: Any) -> float:
    return (n + 2 * param["pad"] - param["filter_size"]) / param["stride"] + 1


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


def _sides_swapped(input_dim, conv_param_1, conv_param_2):
    return [(c, w, h) for c, h, w in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _second_as_the_first(input_dim, conv_param_1, _conv_param_2):
    return _shapes(_side, _half)(input_dim, conv_param_1, conv_param_1)


def _channels_last(input_dim, conv_param_1, conv_param_2):
    return [(h, w, c) for c, h, w in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _without_channels(input_dim, conv_param_1, conv_param_2):
    return [shape[1:] for shape in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _with_a_batch(n: int) -> Any:
    def output_shapes(input_dim, conv_param_1, conv_param_2):
        return [(n, *shape) for shape in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]

    return output_shapes


def _from_the_image_on(input_dim, conv_param_1, conv_param_2):
    return [tuple(input_dim), *_shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _of_shapes(output_shapes: Any, caught_by: str) -> Misconception:
    return misconception("shapes", caught_by=caught_by, output_shapes=output_shapes)


shapes_padded_on_one_side = _of_shapes(
    _shapes(lambda n, p: (n + p["pad"] - p["filter_size"]) // p["stride"] + 1, _half), "usual_shapes"
)
shapes_with_one_inside = _of_shapes(
    _shapes(lambda n, p: (n + 2 * p["pad"] - p["filter_size"] + 1) // p["stride"], _half), "unusual_shapes"
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
shapes_not_whole = [
    *(_of_shapes(_shapes(_side_with_fraction, half), "unusual_shapes") for half in (lambda n: n / 2, _half)),
    _of_shapes(_shapes(_side, lambda n: n / 2), "unusual_shapes"),
]
shapes_rounded_to_nearest = [
    _of_shapes(_shapes(lambda n, p: round(_side_with_fraction(n, p) - 1) + 1, _half), "unusual_shapes"),
    _of_shapes(_shapes(lambda n, p: round(_side_with_fraction(n, p)), _half), "unusual_shapes"),
]
shapes_sides_swapped = _of_shapes(_sides_swapped, "unusual_shapes")
shapes_second_as_the_first = _of_shapes(_second_as_the_first, "usual_shapes")
shapes_channels_last = _of_shapes(_channels_last, "usual_shapes")
shapes_without_channels = _of_shapes(_without_channels, "usual_shapes")
shapes_with_a_batch = _of_shapes(_with_a_batch(1), "usual_shapes")
shapes_begin_with_the_image = _of_shapes(_from_the_image_on, "usual_shapes")
shapes_of_one_pooling = _of_shapes(_pooling_before_last_left_out, "usual_shapes")
shapes_without_poolings = _of_shapes(_without_poolings, "usual_shapes")
shapes_keep_the_channels = _of_shapes(_first_channels, "usual_shapes")
shapes_multiply_the_channels = _of_shapes(
    _shapes(_side, _half, lambda shape, param: shape[0] * param["filter_num"]), "usual_shapes"
)
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


def _accuracy(compute: Any) -> Any:
    """compute: of scores and targets"""

    def change(base):
        class Net(base):
            def accuracy(self, x, t):
                return compute(self.predict(x), t)

        return Net

    return change


def _over_classes(scores: Any, t: Any) -> Any:
    right = t if t.ndim == 1 else np.argmax(t, axis=1)
    return np.mean(np.argmax(scores, axis=0) == right)


def _back(change_layers: Any) -> Any:
    """The way back goes through other layers than the way forward, or in another order."""

    def change(base):
        class Net(base):
            def gradient(self, x, t):
                self.loss(x, t)
                dout = self.last_layer.backward()
                for layer in change_layers(list(self.layers)):
                    dout = layer.backward(dout)
                return _collected(self)

        return Net

    return change


def _collected(net: Any) -> dict[str, Any]:
    grads: dict[str, Any] = {}
    for number, layer in net._weighted():
        grads |= {f"W{number}": layer.dW, f"b{number}": layer.db}
    return grads


def _back_without_relu(*numbers: int) -> Any:
    def layers(forward):
        relus = [layer for layer in forward if isinstance(layer, Relu)]
        left_out = [relus[number] for number in numbers]
        return [layer for layer in reversed(forward) if all(layer is not one for one in left_out)]

    return _back(layers)


def _without_forward(base):
    """Gradient goes back through whatever went forward last, and nothing goes forward in it."""

    class Net(base):
        def gradient(self, x, t):
            dout = self.last_layer.backward()
            for layer in reversed(self.layers):
                dout = layer.backward(dout)
            return _collected(self)

    return Net


def _names_swapped(one: str, other: str) -> Any:
    def change(base):
        class Net(base):
            def gradient(self, x, t):
                turned = str.maketrans(one + other, other + one)
                return {name.translate(turned): g for name, g in super().gradient(x, t).items()}

        return Net

    return change


def _adds_up(base):
    """What earlier calls gave is added."""

    class Net(base):
        def gradient(self, x, t):
            grads, old = super().gradient(x, t), getattr(self, "old", {})
            self.old = {name: g + old.get(name, 0.0) for name, g in grads.items()}
            return self.old

    return Net


def _one_object(kind: type) -> Any:
    """One layer stands in several places."""

    def edit(layers):
        one = next(layer for layer in layers if isinstance(layer, kind))
        return [one if isinstance(layer, kind) else layer for layer in layers]

    return edit


def _on_the_class(name: str) -> Any:
    """What one network sets, every network has."""

    def change(base):
        kept: dict[str, Any] = {}
        shared = property(lambda _self: kept[name], lambda _self, value: kept.update({name: value}))
        return type(base.__name__, (base,), {name: shared})

    return change


def _as_the_other(base):
    class Net(base):
        between = not base.between

    return Net


def _of_some(share: Any) -> Any:
    """share: of the right accuracy of some images, as a function of x and t, and of x and t"""

    def change(base):
        class Net(base):
            def accuracy(self, x, t):
                return share(super().accuracy, x, t)

        return Net

    return change


def _whole_batches_only(accuracy: Any, x: Any, t: Any) -> float:
    """As the book and the course have it: what does not fill a hundred counts as wrong."""
    whole = len(x) // 100 * 100
    return accuracy(x[:whole], t[:whole]) * whole / len(x) if whole else 0.0


def _mean_of_means(accuracy: Any, x: Any, t: Any) -> float:
    return float(np.mean([accuracy(x[i : i + 100], t[i : i + 100]) for i in range(0, len(x), 100)]))


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


def _gradients(edit: Any) -> Any:
    """edit: of the right gradients, the network, x and t"""

    def change(base):
        class Net(base):
            def gradient(self, x, t):
                return edit(super().gradient(x, t), self, x, t)

        return Net

    return change


def _steps_at_once(grads: Any, net: Any, _x: Any, _t: Any) -> Any:
    kept = {name: g.copy() for name, g in grads.items()}
    for name, g in kept.items():
        net.params[name] -= 0.1 * g
    return kept


def _learns_while_looking(base):
    class Net(base):
        def accuracy(self, x, t):
            right = super().accuracy(x, t)
            self.params["b4"] -= 0.1
            return right

    return Net


def _takes_settings_apart(base):
    class Net(base):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            for settings in arguments[1:3]:
                settings.pop("stride")

    return Net


def _pixels_scaled(base):
    class Net(base):
        def predict(self, x):
            return super().predict(x / 255)

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
network_biases_drawn = [
    wrong
    for names in (("b1", "b2", "b3", "b4"), ("b1",), ("b2",), ("b3",), ("b4",))
    for wrong in _both(_drawn(lambda std, shape: std * np.random.standard_normal(shape), *names), "initial_scale")
]
network_scale_of_its_own = [
    wrong for factor in (2.0, 1.0) for wrong in _both(_drawn(_by_fan_in(factor), "W1", "W2", "W3", "W4"), "parameters")
]
_square = _sized(lambda input_dim, *rest: ((*input_dim[:2], input_dim[1]), *rest))
network_square_images = [
    *_both(_square, "class_scores", only="double"),  # two poolings may round both sides to the same
    *_both(_square, "parameters", only="stacked"),
]
network_defaults_of_one_convolution = _both(_defaults_of_the_single_convolution, "parameter_count")
network_scale_as_variance = _both(_variance, "initial_scale")
network_scale_ignored = _both(_scale_ignored, "parameters")
network_weights_uniform = [
    wrong
    for limits in ((-(3**0.5), 3**0.5), (-1.0, 1.0), (0.0, 1.0))
    for names in (("W1", "W2", "W3", "W4"), *((f"W{number}",) for number in (1, 2, 3, 4)))
    for wrong in _both(_drawn_evenly(*limits, *names), "initial_scale")
]
network_other_default_scale = _both(_wider_by_default, "default_scale")
network_second_for_the_image = _both(_image_channels_again, "parameters")
network_filters_and_channels_swapped = _both(_transposed_filters, "parameters")
network_affine_columns_first = _both(_affine_columns_first, "parameters")
network_hidden_of_100 = _both(_sized(lambda a, b, c, _hidden, *rest: (a, b, c, 100, *rest)), "parameters")
network_output_of_10 = _both(_sized(lambda a, b, c, hidden, _output, *rest: (a, b, c, hidden, 10, *rest)), "parameters")
network_sizes_of_the_example = [
    *_both(_rows_of_affine(lambda _pooled, _whole: 720), "parameters", only="double"),
    *_both(_rows_of_affine(lambda _pooled, _whole: 2880), "parameters", only="stacked"),
]
network_pools_by_one = _both(
    _rows_of_affine(lambda _pooled, whole: whole[0] * (whole[1] - 1) * (whole[2] - 1)), "parameters"
)
network_without_last_pooling = _both(_rows_of_affine(lambda _pooled, whole: math.prod(whole)), "parameters")
network_pools_by_four = _both(
    _rows_of_affine(lambda _pooled, whole: whole[0] * (whole[1] // 4) * (whole[2] // 4)), "parameters", only="stacked"
)
network_pools_between_only = _both(_pools_first_only, "parameters", only="stacked")
network_own_copies = [
    *_both(_copies, "class_scores"),
    *_both(_copies_of("W1", "b1", "W2", "b2"), "class_scores"),
    *_both(_copies_of("W3", "b3", "W4", "b4"), "class_scores"),
    *_both(_copies_of("W3", "b3"), "class_scores"),
    *_both(_copies_of("W2", "b2"), "class_scores"),
    *(
        wrong
        for names in (("W1", "b1"), ("W4", "b4"), *((f"{kind}{number}",) for kind in "Wb" for number in (1, 2, 3, 4)))
        for wrong in _both(_copies_of(*names), "class_scores")
    ),
    *_both(_copies_of("W1", "W2", "W3", "W4"), "class_scores"),
    *_both(_copies_of("b1", "b2", "b3", "b4"), "class_scores"),
]
network_stride_of_one = [_of for which in ((0,), (1,), (0, 1)) for _of in _both(_set(*which, stride=1), "class_scores")]
network_without_padding = [_of for which in ((0,), (1,), (0, 1)) for _of in _both(_set(*which, pad=0), "class_scores")]
network_stride_and_padding_swapped = [
    _of for which in ((0,), (1,), (0, 1)) for _of in _both(_turn_settings(*which), "class_scores")
]
network_first_as_the_second = _both(_settings(_settings_of_the_second), "class_scores")
network_second_as_the_first = _both(_settings(_settings_of_the_first), "class_scores")
network_predicts_probabilities = _both(_predicts_probabilities, "class_scores")
network_predicts_classes = _both(_predicts_classes, "class_scores")
network_flattens_channels_last = _both(_layers(_flattened_channels_last), "class_scores")
network_squeezes_one_image = _both(_one_image_without_its_axis, "class_scores")
network_shared_by_all = [*_both(_on_the_class("params"), "two_at_once"), *_both(_on_the_class("layers"), "two_at_once")]
network_softmax_twice = _both(_softmax_twice, "loss")
network_without_first_relu = _both(_layers(_without(Relu, 0)), "class_scores")
network_without_second_relu = _both(_layers(_without(Relu, 1)), "class_scores")
network_without_third_relu = _both(_layers(_without(Relu, 2)), "class_scores")
network_relu_after_output = _both(_layers(_relu_last), "class_scores")
network_relu_before_convolution = _both(_layers(_relu_before), "class_scores")
network_pools_by_averages = _both(_layers(_averaging), "class_scores")
network_sums_the_loss = _both(_summed_loss, "loss")
network_accuracy_drops_the_last = _both(_of_some(_whole_batches_only), "accuracy")
network_accuracy_of_the_first_hundred = [
    *_both(_of_some(lambda accuracy, x, t: accuracy(x[:100], t[:100])), "accuracy"),
    *_both(_of_some(lambda accuracy, x, t: accuracy(x[:100], t[:100]) * min(len(x), 100) / len(x)), "accuracy"),
]
network_accuracy_mean_of_means = _both(_of_some(_mean_of_means), "accuracy")
network_accuracy_percent = _both(_scaled_accuracy(lambda _x: 100), "accuracy")
network_accuracy_counts = _both(_scaled_accuracy(len), "accuracy")
network_accuracy_along_images = _both(_accuracy(_over_classes), "accuracy")
network_accuracy_is_the_error = _both(
    _accuracy(lambda scores, t: np.mean(np.argmax(scores, 1) != (t if t.ndim == 1 else np.argmax(t, 1)))), "accuracy"
)
network_accuracy_one_hot_only = _both(
    _accuracy(lambda scores, t: np.mean(np.argmax(scores, axis=1) == np.argmax(t, axis=-1))), "accuracy"
)
network_accuracy_class_numbers_only = _both(
    _accuracy(lambda scores, t: np.sum(np.argmax(scores, axis=1) == t) / float(scores.shape[0])), "accuracy"
)
network_scales_pixels = _both(_pixels_scaled, "class_scores")
network_gradient_averaged_twice = _both(
    _gradients(lambda grads, _net, x, _t: {name: g / len(x) for name, g in grads.items()}), "backpropagation"
)
network_gradient_sign = _both(
    _gradients(lambda grads, _net, _x, _t: {name: -g for name, g in grads.items()}), "backpropagation"
)
network_gradient_of_the_loss_squared = _both(
    _gradients(lambda grads, net, x, t: {name: net.loss(x, t) * g for name, g in grads.items()}), "backpropagation"
)
network_biases_not_trained = [
    *_both(
        _gradients(lambda grads, _net, _x, _t: {name: g * (name[0] == "W") for name, g in grads.items()}),
        "backpropagation",
    ),
    *_both(
        _gradients(lambda grads, _net, _x, _t: {name: g for name, g in grads.items() if name[0] == "W"}),
        "backpropagation",
    ),
]
network_steps_in_gradient = _both(_gradients(_steps_at_once), "training")
network_gradient_summed = _both(_summed_gradient, "backpropagation")
network_convolutions_left_out = _both(_convolutions_left_out, "backpropagation")
network_renames_gradients = _both(_renamed, "backpropagation")
network_numbers_backwards = _both(_numbered_backwards, "backpropagation")
network_does_not_turn_round = _both(_back(lambda layers: layers), "backpropagation")
network_relu_not_on_the_way_back = [
    _of for which in ((0,), (1,), (2,), (0, 1, 2)) for _of in _both(_back_without_relu(*which), "backpropagation")
]
network_swaps_gradients = [
    *_both(_names_swapped("1", "2"), "backpropagation"), *_both(_names_swapped("3", "4"), "backpropagation")
]
network_one_relu = _both(_layers(_one_object(Relu)), "backpropagation")
network_one_pooling = _both(_layers(_one_object(Pooling)), "backpropagation", only="double")
network_gradient_without_forward = _both(_without_forward, "training")
network_adds_up_gradients = _both(_adds_up, "training")
network_turns_its_layers = _both(_turned, "training")
network_old_batch = _both(_stale, "training")
network_changes_batch = _both(_centres_batch, "batch_untouched")
network_learns_while_looking = _both(_learns_while_looking, "accuracy")
network_changes_settings = _both(_takes_settings_apart, "batch_untouched")
