"""Networks and last layers with one part exchanged, for conventions and misconceptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.activations import Relu
from reference.affine import Affine
from reference.losses import SoftmaxWithLoss, cross_entropy_error, softmax
from reference.networks import TwoLayerNet


def one_hot(t: Any, y: Any) -> Any:
    """Targets of either kind as one-hot, in the shape of y."""
    return np.eye(y.shape[-1])[t] if t.ndim == 1 else t


def last_layer(softmax: Callable[..., Any] = softmax, cross_entropy: Callable[..., Any] = cross_entropy_error) -> Any:
    """A SoftmaxWithLoss that uses these two functions."""

    class Last(SoftmaxWithLoss):
        def forward(self, x, t):
            self.y = softmax(x)
            self.t = one_hot(t, self.y)
            self.loss = cross_entropy(self.y, t)
            return self.loss

    return Last


def network(
    affine: Any = Affine,
    relu: Any = Relu,
    last: Any = SoftmaxWithLoss,
    net: Any = TwoLayerNet,
    second: Any = None,
) -> Any:
    """A TwoLayerNet that is built of these layers; second: another affine layer behind ReLU"""

    class Net(net):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            first, _, output = self.layers
            self.layers = [affine(first.W, first.b), relu(), (second or affine)(output.W, output.b)]
            self.last_layer = last()

        def gradient(self, x, t):
            self.loss(x, t)
            dout = self.last_layer.backward()
            for layer in reversed(self.layers):
                dout = layer.backward(dout)
            first, _, output = self.layers
            return {"W1": first.dW, "b1": first.db, "W2": output.dW, "b2": output.db}

    return Net
