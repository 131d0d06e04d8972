"""What a network computes on the way back, and what it changes on its way."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_07_double_convolution.misconceptions.shared import both, relaid
from reference.activations import Relu
from reference.pooling import Pooling


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


def _remembers_images(base):
    """What went forward last is kept for the same array, though the parameters have changed."""

    class Net(_without_forward(base)):
        seen = None

        def gradient(self, x, t):
            if x is not self.seen:
                self.loss(x, t)
                self.seen = x
            return super().gradient(x, t)

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


network_gradient_averaged_twice = both(
    _gradients(lambda grads, _net, x, _t: {name: g / len(x) for name, g in grads.items()}), "backpropagation"
)
network_gradient_clipped = [
    *both(_gradients(lambda grads, _net, _x, _t: {n: np.clip(g, -1, 1) for n, g in grads.items()}), "backpropagation"),
    *both(_gradients(lambda grads, _net, _x, _t: {n: np.clip(g, -5, 5) for n, g in grads.items()}), "backpropagation"),
]
network_gradient_sign = both(
    _gradients(lambda grads, _net, _x, _t: {name: -g for name, g in grads.items()}), "backpropagation"
)
network_gradient_of_the_loss_squared = both(
    _gradients(lambda grads, net, x, t: {name: net.loss(x, t) * g for name, g in grads.items()}), "backpropagation"
)
network_biases_not_trained = [
    *both(
        _gradients(lambda grads, _net, _x, _t: {name: g * (name[0] == "W") for name, g in grads.items()}),
        "backpropagation",
    ),
    *both(
        _gradients(lambda grads, _net, _x, _t: {name: g for name, g in grads.items() if name[0] == "W"}),
        "backpropagation",
    ),
]
network_steps_in_gradient = both(_gradients(_steps_at_once), "training")
network_gradient_summed = both(_summed_gradient, "backpropagation")
network_convolutions_left_out = both(_convolutions_left_out, "backpropagation")
network_renames_gradients = both(_renamed, "backpropagation")
network_numbers_backwards = both(_numbered_backwards, "backpropagation")
network_does_not_turn_round = both(_back(lambda layers: layers), "backpropagation")
network_relu_not_on_the_way_back = [
    _of for which in ((0,), (1,), (2,), (0, 1, 2)) for _of in both(_back_without_relu(*which), "backpropagation")
]
network_swaps_gradients = [
    *both(_names_swapped("1", "2"), "backpropagation"),
    *both(_names_swapped("3", "4"), "backpropagation"),
]
network_one_relu = both(relaid(_one_object(Relu)), "backpropagation")
network_one_pooling = both(relaid(_one_object(Pooling)), "backpropagation", only="double")
network_gradient_without_forward = both(_without_forward, "training")
network_remembers_images = both(_remembers_images, "training")
network_adds_up_gradients = both(_adds_up, "training")
network_turns_its_layers = both(_turned, "training")
network_old_batch = both(_stale, "training")
network_changes_batch = both(_centres_batch, "training")
network_learns_while_looking = both(_learns_while_looking, "accuracy")
network_changes_settings = both(_takes_settings_apart, "batch_untouched")
