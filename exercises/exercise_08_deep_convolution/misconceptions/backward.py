"""What the network computes on the way back, and what it changes on its way."""

from __future__ import annotations

import numpy as np

from exercises.exercise_08_deep_convolution.misconceptions.shared import gone_back, in_network, relaid, replaced
from reference.deep_convolution import DeepConvNet
from reference.dropout import Dropout


class _DropoutNotOnTheWayBack(DeepConvNet):
    def gradient(self, x, t):
        self.loss(x, t)
        return gone_back(self, [layer for layer in self.layers if not isinstance(layer, Dropout)])


class _SummedGradient(DeepConvNet):
    def gradient(self, x, t):
        return {name: len(x) * g for name, g in super().gradient(x, t).items()}


class _WithoutForward(DeepConvNet):
    """Gradient goes back through whatever went forward last, and nothing goes forward in it."""

    def gradient(self, x, t):
        return gone_back(self, self.layers)


class _WithoutDropout(DeepConvNet):
    """In gradient the batch goes forward as in evaluation, and back through dropout all the same."""

    def gradient(self, x, t):
        self.last_layer.forward(self.predict(x), t)
        return gone_back(self, self.layers)


def _clipped(bound: float) -> type:
    class Clipped(DeepConvNet):
        def gradient(self, x, t):
            return {name: np.clip(g, -bound, bound) for name, g in super().gradient(x, t).items()}

    return Clipped


class _NumberedBackwards(DeepConvNet):
    def gradient(self, x, t):
        return {f"{name[0]}{9 - int(name[1])}": g for name, g in super().gradient(x, t).items()}


class _ForwardTwice(DeepConvNet):
    """Between loss and the way back the batch goes forward again, and other units are left out."""

    def gradient(self, x, t):
        self.loss(x, t)
        self.predict(x, True)
        return _WithoutForward.gradient(self, x, t)


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


def _one_dropout_object(layers):
    one = Dropout(0.5)
    return replaced(Dropout, lambda: one)(layers)


class _NumbersFromZero(DeepConvNet):
    def gradient(self, x, t):
        return {f"{name[0]}{int(name[1]) - 1}": g for name, g in super().gradient(x, t).items()}


class _ConvolutionsOnly(DeepConvNet):
    def gradient(self, x, t):
        return {name: g for name, g in super().gradient(x, t).items() if name[1] in "123456"}


network_dropout_not_on_the_way_back = in_network(_DropoutNotOnTheWayBack, "backpropagation")
network_gradient_clipped = in_network(_clipped(1.0), "large_gradients")
network_gradient_summed = in_network(_SummedGradient, "backpropagation")
network_numbers_from_zero = in_network(_NumbersFromZero, "backpropagation")
network_convolutions_only = in_network(_ConvolutionsOnly, "backpropagation")
network_one_dropout_object = in_network(relaid(_one_dropout_object), "backpropagation")
network_gradient_without_dropout = in_network(_WithoutDropout, "backpropagation")
network_gradient_without_forward = in_network(_WithoutForward, "backpropagation")
network_numbers_backwards = in_network(_NumberedBackwards, "backpropagation")
network_forward_twice = in_network(_ForwardTwice, "backpropagation")
network_changes_batch = in_network(_ChangesBatch, "batch_untouched")
network_learns_while_looking = in_network(_LearnsWhileLooking, "batch_untouched")
