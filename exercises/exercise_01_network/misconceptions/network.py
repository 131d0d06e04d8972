"""Mistakes in TwoLayerNet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_01_network.misconceptions.losses import labels
from exercises.exercise_01_network.parts import network, one_hot
from grader.checks import Misconception, misconception
from reference.activations import Relu, Sigmoid, Tanh
from reference.affine import Affine
from reference.losses import softmax
from reference.networks import TwoLayerNet


def _network(cls: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    return misconception("network", caught_by=caught_by, catalogue=catalogue, TwoLayerNet=cls)


class _StartsAtZero(TwoLayerNet):
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        super().__init__(input_size, hidden_size, output_size, 0.0)


def _scale_by(of_fan_in: Callable[[int], float], *keys: str) -> Any:
    class OtherScale(TwoLayerNet):
        """These weights have a standard deviation of their own."""

        def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
            super().__init__(input_size, hidden_size, output_size, weight_init_std)
            for key in keys:
                W = self.params[key]
                W[...] = of_fan_in(len(W)) * np.random.standard_normal(W.shape)

    return OtherScale


def _scale_to_the(power: float) -> Any:
    """2: the standard deviation is multiplied on twice; ½: it is taken for a variance."""

    class ScaleToThe(TwoLayerNet):
        def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
            super().__init__(input_size, hidden_size, output_size, weight_init_std**power)

    return ScaleToThe


def _scale_unless_given(default: float) -> Any:
    class OtherDefault(TwoLayerNet):
        def __init__(self, input_size, hidden_size, output_size, weight_init_std=default):
            super().__init__(input_size, hidden_size, output_size, weight_init_std)

    return OtherDefault


class _EvenlyDrawn(TwoLayerNet):
    """`rand` for `randn`: between 0 and the scale, and never below 0."""

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        super().__init__(input_size, hidden_size, output_size, weight_init_std)
        for key in ("W1", "W2"):
            self.params[key][...] = weight_init_std * np.random.random_sample(self.params[key].shape)


def _one_evenly_drawn(key: str) -> Any:
    class OneEvenlyDrawn(TwoLayerNet):
        """`rand` for `randn` in one of two lines."""

        def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
            super().__init__(input_size, hidden_size, output_size, weight_init_std)
            self.params[key][...] = weight_init_std * np.random.random_sample(self.params[key].shape)

    return OneEvenlyDrawn


def _uniform(low: float, high: float, *keys: str) -> Any:
    """Weights between two multiples of the standard deviation that is asked for."""

    class Uniform(TwoLayerNet):
        def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
            super().__init__(input_size, hidden_size, output_size, weight_init_std)
            for key in keys:
                limits = low * weight_init_std, high * weight_init_std
                self.params[key][...] = np.random.uniform(*limits, self.params[key].shape)

    return Uniform


class _LayersDrawnAlike(TwoLayerNet):
    """The generator is seeded anew for each layer."""

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        super().__init__(input_size, hidden_size, output_size, weight_init_std)
        for key in ("W1", "W2"):
            self.params[key][...] = weight_init_std * np.random.RandomState(0).standard_normal(self.params[key].shape)


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


def _own_copies(*keys: str) -> Any:
    class OwnCopies(TwoLayerNet):
        """The layers hold copies of what stands in params under these keys."""

        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.params |= {key: self.params[key].copy() for key in keys}

    return OwnCopies


class _ChangesBatch(TwoLayerNet):
    def gradient(self, x, t):
        grads = super().gradient(x.copy(), t)
        x -= np.mean(x, axis=0)
        return grads


class _SigmoidInside(network(relu=Sigmoid)):
    pass


class _TanhInside(network(relu=Tanh)):
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


class _ErrorRate(TwoLayerNet):
    def accuracy(self, x, t):
        return 1.0 - super().accuracy(x, t)


class _Unlikeliest(TwoLayerNet):
    def accuracy(self, x, t):
        return float(np.mean(np.argmin(self.predict(x), axis=1) == labels(t)))


class _WholeNumber(TwoLayerNet):
    """`//`, or a result that is made an integer."""

    def accuracy(self, x, t):
        return float(super().accuracy(x, t) >= 1)


class _FirstHundred(TwoLayerNet):
    def accuracy(self, x, t):
        return super().accuracy(x[:100], t[:100])


class _MeanOfMeans(TwoLayerNet):
    """Batches of a hundred, the last of which is smaller and counts as much."""

    def accuracy(self, x, t):
        return float(
            np.mean([super(_MeanOfMeans, self).accuracy(x[i : i + 100], t[i : i + 100]) for i in range(0, len(x), 100)])
        )


class _BestRow(TwoLayerNet):
    def accuracy(self, x, t):
        best = np.argmax(self.predict(x), axis=0)
        right = t if t.ndim == 1 else np.argmax(t, axis=0)
        size = min(len(best), len(right))
        return float(np.mean(best[:size] == right[:size]))


class _BestRowAgainstLabels(TwoLayerNet):
    """Only what is predicted is looked for along the wrong axis."""

    def accuracy(self, x, t):
        best, right = np.argmax(self.predict(x), axis=0), labels(t)
        size = min(len(best), len(right))
        return float(np.mean(best[:size] == right[:size]))


class _BestRowAsItIs(TwoLayerNet):
    """Raises where there are not as many classes as samples."""

    def accuracy(self, x, t):
        return float(np.mean(np.argmax(self.predict(x), axis=0) == labels(t)))


class _AgainstOneHot(TwoLayerNet):
    """One-hot targets stay as they are, turned so that the shapes fit."""

    def accuracy(self, x, t):
        return float(np.mean(np.argmax(self.predict(x), axis=1) == t.T))


class _WrongVariable(TwoLayerNet):
    """The book's code until November 2016: `T = np.argmax(t, axis=1)`, then `y == t`."""

    def accuracy(self, x, t):
        best = np.argmax(self.predict(x), axis=1)
        return np.sum(best == t) / float(len(x))


class _OneHotOnly(TwoLayerNet):
    """Class numbers raise: they have no axis 1."""

    def accuracy(self, x, t):
        return float(np.mean(np.argmax(self.predict(x), axis=1) == np.argmax(t, axis=1)))


class _EachAgainstEach(TwoLayerNet):
    def accuracy(self, x, t):
        best = np.argmax(self.predict(x), axis=1)
        return float(np.mean(best.reshape(-1, 1) == labels(t)))


def _not_gated_for(key: str) -> Any:
    class NotGatedFor(TwoLayerNet):
        """One of the first layer's two gradients is computed from what has not been through the gate."""

        def gradient(self, x, t):
            open_gate = network(relu=_NotGated)(*self.params["W1"].shape, self.params["W2"].shape[1])
            for name, p in open_gate.params.items():
                p[...] = self.params[name]
            return {**super().gradient(x, t), key: open_gate.gradient(x, t)[key]}

    return NotGatedFor


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


def _clipped(bound: float, *keys: str) -> Any:
    class Clipped(TwoLayerNet):
        def gradient(self, x, t):
            grads = super().gradient(x, t)
            return grads | {key: np.clip(grads[key], -bound, bound) for key in keys or grads}

    return Clipped


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


class _GateByIndex(Relu):
    """Raises an IndexError where a product would broadcast, or raise another."""

    def backward(self, dout):
        dx = dout.copy()
        dx[~self.open] = 0
        return dx


def _not_reversed(net: Any) -> Any:
    class NotReversed(net):
        """The way back goes through the layers in the order of the way out."""

        def gradient(self, x, t):
            self.loss(x, t)
            dout = self.last_layer.backward()
            for layer in self.layers:
                dout = layer.backward(dout)
            first, _, second = self.layers
            return {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}

    return NotReversed


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
        return float(np.mean(np.argmax(super().predict(x), axis=1) == labels(t)))


WEIGHTS = (("W1", "W2"), ("W1",), ("W2",))

network_starts_at_zero = _network(_StartsAtZero, "initial_scale")
network_scale_ignored = [_network(_scale_by(lambda _: 0.01, *keys), "parameters") for keys in WEIGHTS]
network_scale_missing = [_network(_scale_by(lambda _: 1.0, *keys), "parameters") for keys in WEIGHTS]
network_scale_of_its_own = [
    _network(_scale_by(lambda fan_in, factor=factor: (factor / fan_in) ** 0.5, *keys), "parameters")
    for factor in (2, 1)
    for keys in WEIGHTS
]
network_scale_squared = _network(_scale_to_the(2.0), "initial_scale")
network_scale_is_root = _network(_scale_to_the(0.5), "initial_scale")
network_scale_by_default = [_network(_scale_unless_given(default), "initial_scale") for default in (1.0, 0.1)]
network_evenly_drawn = [
    _network(cls, "initial_scale") for cls in (_EvenlyDrawn, _one_evenly_drawn("W1"), _one_evenly_drawn("W2"))
]
network_weights_uniform = [
    _network(_uniform(-limit, limit, *keys), "initial_scale") for limit in (1.0, 3**0.5) for keys in WEIGHTS
]
network_layers_drawn_alike = _network(_LayersDrawnAlike, "initial_scale", "D13")
network_biases_drawn = _network(_BiasesDrawn, "initial_scale")
network_weights_out_first = _network(_WeightsOutFirst, "parameters", "C14")
network_biases_are_rows = _network(_BiasesAreRows, "parameters", "C08")
network_biases_at_one = _network(_BiasesAtOne, "parameters")
network_own_copies = [
    _network(_own_copies(*keys), "class_scores")
    for keys in (("W1", "b1", "W2", "b2"), ("W1", "b1"), ("W2", "b2"), *WEIGHTS)
]
network_changes_batch = _network(_ChangesBatch, "training")
network_sigmoid_inside = _network(_SigmoidInside, "class_scores")
network_tanh_inside = _network(_TanhInside, "class_scores")
network_without_activation = _network(network(relu=_Straight), "class_scores")
network_not_gated = [
    _network(cls, "backpropagation", "A10")
    for cls in (network(relu=_NotGated), _not_gated_for("W1"), _not_gated_for("b1"))
]
network_relu_after_output = _network(_ReluAfterOutput, "class_scores")
network_accuracy_percent = _network(_Percent, "accuracy")
network_accuracy_counts = _network(_Count, "accuracy")
network_accuracy_of_unlikeliest = _network(_Unlikeliest, "accuracy")
network_accuracy_is_error_rate = _network(_ErrorRate, "accuracy")
network_accuracy_of_the_first_hundred = _network(_FirstHundred, "accuracy_of_many")
network_accuracy_mean_of_means = _network(_MeanOfMeans, "accuracy_of_many")
network_accuracy_is_whole = _network(_WholeNumber, "accuracy")
network_accuracy_best_row = [
    _network(cls, "accuracy", "B25") for cls in (_BestRow, _BestRowAgainstLabels, _BestRowAsItIs)
]
network_accuracy_of_one_hot = [_network(cls, "accuracy") for cls in (_WrongVariable, _AgainstOneHot)]
network_accuracy_of_class_numbers = _network(_OneHotOnly, "accuracy")
network_accuracy_each_against_each = _network(_EachAgainstEach, "accuracy", "L02")
network_weights_before_relu = _network(_BeforeTheGate, "backpropagation")
network_renames_gradients = [
    _network(_Renamed, "backpropagation", "L06"),
    _network(_WeightsOnly, "backpropagation", "L06"),
]
network_trains_second_layer_only = _network(_SecondLayerOnly, "backpropagation", "L04")
network_gradient_clipped = [
    _network(_clipped(bound, *keys), "backpropagation") for bound in (1.0, 5.0) for keys in ((), ("W1",))
]
network_not_reversed = [
    _network(_not_reversed(net), "backpropagation", "L05") for net in (TwoLayerNet, network(relu=_GateByIndex))
]
network_turns_its_layers = _network(_LayersTurned, "training", "L05")
network_gradient_copied = [
    _network(_copied(to, of), "backpropagation") for to, of in (("b2", "b1"), ("W2", "W1"), ("b1", "b2"), ("W1", "W2"))
]
network_squeezes_scores = _network(_Squeezes, "class_scores")
network_old_batch = _network(_OldBatch, "training")
network_remembers_loss = [_network(_RemembersLoss, "training"), _network(_RemembersScores, "training")]
