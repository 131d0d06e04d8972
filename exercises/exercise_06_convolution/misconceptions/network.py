"""Mistakes in SimpleConvNet."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from exercises.exercise_06_convolution.parts import network
from grader.checks import Misconception, misconception
from reference import convolution as right
from reference import pooling as right_pooling
from reference.activations import Relu
from reference.affine import Affine
from reference.losses import softmax
from reference.networks import SimpleConvNet


def _network(cls: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    return misconception("network", caught_by=caught_by, catalogue=catalogue, SimpleConvNet=cls)


class _Straight:
    """In place of ReLU."""

    def forward(self, x):
        return x

    def backward(self, dout):
        return dout


class _ReluAtTheEnd(network()):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.layers.append(Relu())


class _WithoutForward(network()):
    """gradient goes back through whatever went forward last."""

    def gradient(self, x, t):
        self.loss = lambda *_: None
        try:
            return super().gradient(x, t)
        finally:
            del self.loss


class _MaskedRelu(Relu):
    """With a mask as an index, as in the book, which raises another exception where shapes do not fit."""

    def forward(self, x):
        self.mask = x <= 0
        return super().forward(x)

    def backward(self, dout):
        dx = dout.copy()
        dx[self.mask] = 0
        return dx


def _one_object(relu: type) -> type:
    class OneRelu(network(relu=relu)):
        """One ReLU in both places."""

        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.layers[4] = self.layers[1]

    return OneRelu


class _NotGated(Relu):
    def backward(self, dout):
        return dout


class _FlattensChannelsLast(Affine):
    """(N, C, H, W) as rows with the channel last, and back by a plain reshape."""

    def forward(self, x):
        self.shape = x.shape
        rows = x.transpose(0, 2, 3, 1).reshape(len(x), -1) if x.ndim == 4 else x
        return super().forward(rows)

    def backward(self, dout):
        return super().backward(dout).reshape(self.shape)


class _ZeroWeights(SimpleConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        for key, p in self.params.items():
            if key.startswith("W"):
                p *= 0


class _UniformScale(SimpleConvNet):
    """The standard deviation is multiplied on twice."""

    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        super().__init__(input_dim, conv_param, hidden_size, output_size, weight_init_std**2)


def _drawn(draw: Any, *names: str) -> type:
    """Some parameters are drawn otherwise. draw: of the standard deviation that is asked for, and the shape"""

    class Drawn(SimpleConvNet):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            std = arguments[4] if len(arguments) > 4 else 0.01
            for name in names:
                self.params[name][...] = draw(std, self.params[name].shape)

    return Drawn


def _by_fan_in(factor: float) -> Any:
    """√(factor / fan_in) for the standard deviation, whatever is asked for."""

    def draw(_std, shape):
        return np.sqrt(factor / np.prod(shape[1:] if len(shape) == 4 else shape[0])) * np.random.standard_normal(shape)

    return draw


def _clipped(bound: float) -> type:
    class Clipped(SimpleConvNet):
        def gradient(self, x, t):
            return {key: np.clip(g, -bound, bound) for key, g in super().gradient(x, t).items()}

    return Clipped


class _BiasesAtOne(SimpleConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        for key, p in self.params.items():
            if key.startswith("b"):
                p += 1


class _WeightsOutFirst(SimpleConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.params["W2"], self.params["W3"] = self.params["W2"].T.copy(), self.params["W3"].T.copy()


class _OtherNames(SimpleConvNet):
    """Numbered as layers, not as layers with weights."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        names = {"W1": "W1", "b1": "b1", "W2": "W4", "b2": "b4", "W3": "W6", "b3": "b6"}
        self.params = {names[key]: p for key, p in self.params.items()}


class _OwnCopies(SimpleConvNet):
    """The layers have copies of the arrays in params."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.params = {key: p.copy() for key, p in self.params.items()}


def _own_copy_of(number: int) -> type:
    class OneCopy(SimpleConvNet):
        """One layer has copies of its arrays."""

        def __init__(self, *arguments):
            super().__init__(*arguments)
            for key in (f"W{number}", f"b{number}"):
                self.params[key] = self.params[key].copy()

    return OneCopy


class _Probabilities(SimpleConvNet):
    """Softmax at the end of predict; the loss is taken of what went in."""

    def predict(self, x):
        return softmax(super().predict(x))

    def loss(self, x, t):
        return self.last_layer.forward(super().predict(x), t)


class _SoftmaxTwice(_Probabilities):
    """The loss takes the softmax of probabilities."""

    def loss(self, x, t):
        return self.last_layer.forward(self.predict(x), t)


class _GradientsSummed(SimpleConvNet):
    """The loss is a mean, its gradient that of a sum."""

    def gradient(self, x, t):
        return {key: len(x) * grad for key, grad in super().gradient(x, t).items()}


class _WithoutPooling(network(pooling=lambda *_: _Straight())):
    """As large as if nothing were pooled."""

    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        super().__init__(input_dim, conv_param, hidden_size, output_size, weight_init_std)
        side, stride, pad = (conv_param[key] for key in ("filter_size", "stride", "pad"))
        features = conv_param["filter_num"] * int(np.prod([(n + 2 * pad - side) // stride + 1 for n in input_dim[1:]]))
        self.params["W2"] = weight_init_std * np.random.standard_normal((features, hidden_size))
        self.weighted[1].W = self.params["W2"]


class _SquareImages(SimpleConvNet):
    """W2 is as large as if the width were the height, as in the book's own code."""

    def __init__(self, input_dim, *arguments):
        super().__init__((*input_dim[:2], input_dim[1]), *arguments)


def _halved_before_rounding(square: bool) -> type:
    """W2 is as large as half of a side times half of the other come to, odd or not: in the book's own code, which takes
    the height for both."""

    class HalvedBeforeRounding(SimpleConvNet):
        def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
            super().__init__(input_dim, conv_param, hidden_size, output_size, weight_init_std)
            filters, side, stride, pad = (conv_param[k] for k in ("filter_num", "filter_size", "stride", "pad"))
            high, wide = ((n + 2 * pad - side) // stride + 1 for n in input_dim[1:])
            features = int(filters * (high / 2) * ((high if square else wide) / 2))
            if features != len(self.params["W2"]):
                self.params["W2"] = weight_init_std * np.random.standard_normal((features, hidden_size))

    return HalvedBeforeRounding


class _WholeBatchesOnly(SimpleConvNet):
    """The book's own: a hundred images at a time, and what does not fill a hundred counts as wrong."""

    def accuracy(self, x, t):
        whole = len(x) // 100 * 100
        return super().accuracy(x[:whole], t[:whole]) * whole / len(x) if whole else 0.0


class _FirstHundred(SimpleConvNet):
    def accuracy(self, x, t):
        return super().accuracy(x[:100], t[:100])


class _FirstHundredOfAll(SimpleConvNet):
    """The right ones among the first hundred, divided by the number of all images."""

    def accuracy(self, x, t):
        return super().accuracy(x[:100], t[:100]) * min(len(x), 100) / len(x)


class _MeanOfMeans(SimpleConvNet):
    """A hundred images at a time, the last batch smaller, and the mean of the batches' shares."""

    def accuracy(self, x, t):
        parts = [slice(i, i + 100) for i in range(0, len(x), 100)]
        return float(np.mean([SimpleConvNet.accuracy(self, x[some], t[some]) for some in parts]))


class _LabelsOnly(SimpleConvNet):
    """One-hot targets are taken for class numbers."""

    def accuracy(self, x, t):
        return float(np.mean(np.argmax(self.predict(x), axis=1) == t)) if t.ndim == 1 else 0.0


class _ByBatchSize(SimpleConvNet):
    """The right ones of all batches, divided by the size of one."""

    def accuracy(self, x, t):
        return super().accuracy(x, t) * len(x) / 100


class _Percent(SimpleConvNet):
    def accuracy(self, x, t):
        return 100 * super().accuracy(x, t)


class _Count(SimpleConvNet):
    def accuracy(self, x, t):
        return super().accuracy(x, t) * len(x)


class _ErrorRate(SimpleConvNet):
    """The share of images that are told wrong."""

    def accuracy(self, x, t):
        return 1 - super().accuracy(x, t)


class _LargestOfAllScores(SimpleConvNet):
    """`argmax` without an axis: one number for the whole batch."""

    def accuracy(self, x, t):
        labels = np.argmax(t, axis=1) if t.ndim == 2 else t
        return float(np.mean(np.argmax(self.predict(x)) == labels))


class _SummedLoss(SimpleConvNet):
    def loss(self, x, t):
        return super().loss(x, t) * len(x)


class _ConvolutionNotTrained(SimpleConvNet):
    def gradient(self, x, t):
        grads = super().gradient(x, t)
        return {**grads, "W1": np.zeros_like(grads["W1"]), "b1": np.zeros_like(grads["b1"])}


def _taking_out(name: str) -> type:
    class TakesSettingsApart(SimpleConvNet):
        """`conv_param.pop`"""

        def __init__(self, input_dim, conv_param, *arguments):
            super().__init__(input_dim, conv_param, *arguments)
            conv_param.pop(name)

    return TakesSettingsApart


class _StepsAtOnce(SimpleConvNet):
    """gradient moves the parameters too."""

    def gradient(self, x, t):
        grads = super().gradient(x, t)
        for key, grad in grads.items():
            self.params[key] -= 0.1 * grad
        return grads


class _Renamed(SimpleConvNet):
    def gradient(self, x, t):
        return {f"d{key}": g for key, g in super().gradient(x, t).items()}


class _WeightsOnly(SimpleConvNet):
    def gradient(self, x, t):
        return {key: g for key, g in super().gradient(x, t).items() if key.startswith("W")}


class _LayersTurned(network()):
    """`self.layers.reverse()`"""

    def gradient(self, x, t):
        grads = super().gradient(x, t)
        self.layers.reverse()
        return grads


class _OldBatch(network()):
    """gradient goes back through the batch of the first call."""

    def gradient(self, x, t):
        self.batch = getattr(self, "batch", (x, t))
        return super().gradient(*self.batch)


class _ScalesBatch(SimpleConvNet):
    def predict(self, x):
        out = super().predict(x.copy())
        x /= 255
        return out


class _SilentNet(SimpleConvNet):
    def predict(self, x):
        super().predict(x)

    def loss(self, x, t):
        self.last_layer.forward(super().predict(x), t)

    def accuracy(self, x, t):
        return None

    def gradient(self, x, t):
        return None


class _NetOnTheClass(SimpleConvNet):
    """`params` and the layers stand in the class: the last network that was made is everybody's."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        type(self).kept = dict(vars(self))
        vars(self).clear()

    def __getattr__(self, name):
        return type(self).kept[name]


class _ParamsOnTheClass(SimpleConvNet):
    """`params` alone stands in the class, `params = {}`; every network has layers of its own."""

    kept: ClassVar[dict[str, Any]] = {}
    params = property(lambda self: self.kept, lambda self, params: self.kept.update(params))


class _LearnsWhileLooking(SimpleConvNet):
    """Parameters change in accuracy."""

    def accuracy(self, x, t):
        right = super().accuracy(x, t)
        self.params["b3"] -= 0.1
        return right


class _OtherDefaults(SimpleConvNet):
    def __init__(self, input_dim, conv_param, hidden_size=50, output_size=10, weight_init_std=0.1):
        super().__init__(input_dim, conv_param, hidden_size, output_size, weight_init_std)


class _SumsUp(right.Convolution):
    """Gradients of all steps so far."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.sums = [a + b for a, b in zip(getattr(self, "sums", (0, 0)), (self.dW, self.db), strict=True)]
        self.dW, self.db = self.sums
        return dx


network_without_relu = [
    _network(network(relu=planar, hidden_relu=hidden), "class_scores")
    for planar, hidden in ((_Straight, _Straight), (_Straight, Relu), (Relu, _Straight))
]
network_relu_after_output = _network(_ReluAtTheEnd, "class_scores")
network_gradient_without_forward = _network(_WithoutForward, "training")
network_relu_not_gated = _network(network(relu=_NotGated), "backpropagation", "A10")
network_relu_half_gated = [
    _network(network(relu=_NotGated, hidden_relu=Relu), "backpropagation", "A10"),
    _network(network(hidden_relu=_NotGated), "backpropagation", "A10"),
]
network_one_relu = [_network(_one_object(relu), "backpropagation") for relu in (Relu, _MaskedRelu)]
network_average_pooling = _network(network(pooling=right_pooling.AveragePooling), "class_scores")
network_flattens_otherwise = _network(network(affine=_FlattensChannelsLast), "class_scores", "C11")
network_starts_at_zero = _network(_ZeroWeights, "initial_scale")
network_other_scale = [
    _network(_UniformScale, "initial_scale"),
    *(
        _network(_drawn(lambda _std, shape: 0.01 * np.random.standard_normal(shape), *names), "parameters")
        for names in (("W1", "W2", "W3"), ("W2", "W3"), ("W1",), ("W2",), ("W3",))
    ),
]
network_biases_at_one = _network(_BiasesAtOne, "parameters")
network_biases_drawn = [
    _network(_drawn(lambda std, shape: std * np.random.standard_normal(shape), *names), "initial_scale")
    for names in (("b1", "b2", "b3"), ("b1",), ("b2",), ("b3",))
]
network_weights_uniform = [
    _network(_drawn(lambda std, shape, a=a, b=b: np.random.uniform(a * std, b * std, shape), *names), "initial_scale")
    for a, b in ((0.0, 1.0), (-1.0, 1.0), (-(3**0.5), 3**0.5))
    for names in (("W1", "W2", "W3"), ("W1",), ("W2",), ("W3",))
]
network_scale_of_its_own = [
    _network(_drawn(_by_fan_in(factor), *names), "parameters")
    for factor in (2.0, 1.0)
    for names in (("W1", "W2", "W3"), ("W2", "W3"), ("W1",), ("W2",), ("W3",))
]
network_layers_drawn_alike = _network(
    _drawn(lambda std, shape: std * np.random.RandomState(0).standard_normal(shape), "W1", "W2", "W3"), "initial_scale"
)
network_weights_out_first = _network(_WeightsOutFirst, "parameters", "C14")
network_other_names = _network(_OtherNames, "parameters", "L06")
network_own_copies = [
    _network(cls, "class_scores", "L04") for cls in (_OwnCopies, *(_own_copy_of(number) for number in (1, 2, 3)))
]
network_gives_probabilities = [_network(cls, "class_scores") for cls in (_Probabilities, _SoftmaxTwice)]
network_gradient_clipped = [_network(_clipped(bound), "backpropagation") for bound in (1.0, 5.0)]
network_gradients_summed = _network(_GradientsSummed, "backpropagation", "C03")
network_pooling_not_counted = _network(_WithoutPooling, "parameters")
network_square_images = _network(_SquareImages, "parameters", "I09")
network_halves_before_rounding = [_network(_halved_before_rounding(square), "parameters") for square in (False, True)]
network_accuracy_drops_the_last = _network(_WholeBatchesOnly, "accuracy")
network_accuracy_of_the_first_hundred = [_network(cls, "accuracy") for cls in (_FirstHundred, _FirstHundredOfAll)]
network_accuracy_mean_of_means = _network(_MeanOfMeans, "accuracy")
network_accuracy_labels_only = _network(_LabelsOnly, "accuracy")
network_accuracy_by_batch_size = _network(_ByBatchSize, "accuracy")
network_accuracy_percent = _network(_Percent, "accuracy")
network_accuracy_counts = _network(_Count, "accuracy")
network_accuracy_is_error = _network(_ErrorRate, "accuracy")
network_accuracy_of_all_scores = _network(_LargestOfAllScores, "accuracy")
network_loss_summed = _network(_SummedLoss, "loss")
network_convolution_not_trained = _network(_ConvolutionNotTrained, "backpropagation", "L04")
network_renames_gradients = [
    _network(_Renamed, "backpropagation", "L06"),
    _network(_WeightsOnly, "backpropagation", "L06"),
]
network_steps_in_gradient = _network(_StepsAtOnce, "training")
network_turns_its_layers = _network(_LayersTurned, "training", "L05")
network_old_batch = _network(_OldBatch, "training")
network_gradients_add_up = _network(network(convolution=_SumsUp), "training")
network_changes_batch = _network(_ScalesBatch, "training")
network_changes_settings = [
    _network(_taking_out(name), "batch_untouched") for name in ("pad", "stride", "filter_num", "filter_size")
]
network_gives_nothing = _network(_SilentNet, "class_scores", "L01")
network_other_defaults = _network(_OtherDefaults, "default_arguments")
network_on_the_class = [_network(cls, "own_parameters") for cls in (_NetOnTheClass, _ParamsOnTheClass)]
network_learns_while_looking = _network(_LearnsWhileLooking, "accuracy")
