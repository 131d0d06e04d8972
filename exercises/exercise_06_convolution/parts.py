"""SimpleConvNets with one part exchanged."""

from __future__ import annotations

from typing import Any

from reference.activations import Relu
from reference.affine import Affine
from reference.convolution import Convolution
from reference.losses import SoftmaxWithLoss
from reference.networks import SimpleConvNet
from reference.pooling import Pooling


def network(
    convolution: Any = Convolution,
    relu: Any = Relu,
    hidden_relu: Any = None,
    pooling: Any = Pooling,
    affine: Any = Affine,
    last: Any = SoftmaxWithLoss,
    net: Any = SimpleConvNet,
) -> Any:
    """A SimpleConvNet that is built of these layers. hidden_relu: between the affine layers, `relu` unless another is
    given"""

    class Net(net):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            conv, _, _, hidden, _, scores = self.layers
            self.weighted = [
                convolution(conv.W, conv.b, conv.stride, conv.pad),
                affine(hidden.W, hidden.b),
                affine(scores.W, scores.b),
            ]
            planar, flat = relu(), (hidden_relu or relu)()
            self.layers = [self.weighted[0], planar, pooling(2, 2, 2), self.weighted[1], flat, self.weighted[2]]
            self.last_layer = last()

        def gradient(self, x, t):
            self.loss(x, t)
            dout = self.last_layer.backward()
            for layer in reversed(self.layers):
                dout = layer.backward(dout)
            return {
                key: value
                for number, layer in enumerate(self.weighted, 1)
                for key, value in ((f"W{number}", layer.dW), (f"b{number}", layer.db))
            }

    return Net
