"""Networks: layers in a row, a loss at the end, and the dict of parameters that the optimisers change."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from reference.activations import Relu
from reference.affine import Affine
from reference.convolution import Convolution, ConvolutionNd
from reference.initializers import gaussian, zeros
from reference.losses import SoftmaxWithLoss
from reference.namespace import Array, namespace
from reference.pooling import Pooling
from reference.windows import positions

CONV_PARAM = {"filter_num": 30, "filter_size": 5, "pad": 0, "stride": 1}
"""The convolution of SimpleConvNet unless another is asked for."""


class Layer(Protocol):
    """What a network asks of a layer."""

    def forward(self, x: Array) -> Array: ...

    def backward(self, dout: Array) -> Array: ...


class Network:
    """Layers in a row, then softmax and cross entropy.

    params: W1, b1, W2, b2, … of the layers that have weights, in order; the very arrays that the layers use,
    so they are to be changed in place
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers
        self.last_layer = SoftmaxWithLoss()
        self.params: dict[str, Array] = {}
        for number, layer in self._weighted():
            self.params |= {f"W{number}": layer.W, f"b{number}": layer.b}

    def predict(self, x: Array) -> Array:
        """Scores (N, classes), before softmax, of samples x (N, …)."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x: Array, t: Array) -> Array:
        """Mean cross entropy; t: one-hot (N, classes) or indices (N,)."""
        return self.last_layer.forward(self.predict(x), t)

    def accuracy(self, x: Array, t: Array) -> float:
        """Share of samples, 0 to 1, whose highest score is that of the right class."""
        xp = namespace(x, t)
        scores = self.predict(x)
        right = t if t.ndim == 1 else xp.argmax(t, axis=1)
        return float(xp.mean(xp.astype(xp.argmax(scores, axis=1) == right, scores.dtype)))

    def gradient(self, x: Array, t: Array) -> dict[str, Array]:
        """Derivative of the loss by every parameter, under the parameter's name."""
        self.loss(x, t)
        dout = self.last_layer.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        grads: dict[str, Array] = {}
        for number, layer in self._weighted():
            grads |= {f"W{number}": layer.dW, f"b{number}": layer.db}
        return grads

    def _weighted(self) -> enumerate[Affine | ConvolutionNd]:
        return enumerate((layer for layer in self.layers if isinstance(layer, Affine | ConvolutionNd)), start=1)


class TwoLayerNet(Network):
    """Affine, ReLU, affine: (N, input_size) to (N, output_size).

    weight_init_std: standard deviation of the normal distribution of the first weights; biases begin at 0
    """

    def __init__(self, input_size: int, hidden_size: int, output_size: int, weight_init_std: float = 0.01) -> None:
        draw = GaussianWeights(weight_init_std)
        super().__init__(
            [
                Affine(*draw((input_size, hidden_size), hidden_size)),
                Relu(),
                Affine(*draw((hidden_size, output_size), output_size)),
            ]
        )


class SimpleConvNet(Network):
    """Convolution, ReLU, max pooling of 2 × 2, affine, ReLU, affine: images (N, C, H, W) to (N, output_size).

    input_dim: (C, H, W)
    conv_param: "filter_num", "filter_size" (of square filters), "pad" and "stride"
    weight_init_std: as for TwoLayerNet
    """

    def __init__(
        self,
        input_dim: tuple[int, int, int] = (1, 28, 28),
        conv_param: Mapping[str, int] = CONV_PARAM,
        hidden_size: int = 100,
        output_size: int = 10,
        weight_init_std: float = 0.01,
    ) -> None:
        channels, *size = input_dim
        filters, side = conv_param["filter_num"], conv_param["filter_size"]
        stride, pad = conv_param["stride"], conv_param["pad"]
        convolved = positions([n + 2 * pad for n in size], (side, side), stride)
        pooled = filters * math.prod(positions(convolved, (2, 2), 2))
        draw = GaussianWeights(weight_init_std)
        super().__init__(
            [
                Convolution(*draw((filters, channels, side, side), filters), stride, pad),
                Relu(),
                Pooling(2, 2, 2),
                Affine(*draw((pooled, hidden_size), hidden_size)),
                Relu(),
                Affine(*draw((hidden_size, output_size), output_size)),
            ]
        )


class GaussianWeights:
    """Draws weights, and biases of 0 beside them."""

    def __init__(self, std: float) -> None:
        self.std = std
        self.rng = np.random.default_rng()

    def __call__(self, shape: tuple[int, ...], biases: int) -> tuple[Array, Array]:
        return gaussian(shape, self.std, self.rng), zeros((biases,))
