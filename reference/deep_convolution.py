"""A deep network of small convolutions, and where its parameters are kept.

source: Saito (2016), Deep Learning from Scratch, 8.1
"""

from __future__ import annotations

import math
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from reference.activations import Relu
from reference.affine import Affine
from reference.convolution import Convolution
from reference.double_convolution import Param, Shape, convolved, pooled
from reference.dropout import Dropout
from reference.initializers import he, zeros
from reference.namespace import Array, host, like
from reference.networks import Layer, Network
from reference.pooling import Pooling


def _conv(filters: int, pad: int = 1) -> dict[str, int]:
    return {"filter_num": filters, "filter_size": 3, "pad": pad, "stride": 1}


CONV_1 = CONV_2 = _conv(16)
CONV_3, CONV_4 = _conv(32), _conv(32, pad=2)
CONV_5 = CONV_6 = _conv(64)
DROPOUT_RATIO = 0.5
AT_ONCE = 100  # images that accuracy looks at together


class DeepConvNet(Network):
    """(Convolution, ReLU) twice and max pooling of 2 × 2, all that three times, affine, ReLU, dropout, affine,
    dropout.

    conv_param_1 to conv_param_6: "filter_num", "filter_size" (of square filters), "pad" and "stride"

    Weights are normal with variance 2 / fan_in, biases begin at 0. Dropout leaves out half while the network learns;
    the second one lies on the scores themselves, as in the source.
    """

    def __init__(
        self,
        input_dim: Shape = (1, 28, 28),
        conv_param_1: Param = CONV_1,
        conv_param_2: Param = CONV_2,
        conv_param_3: Param = CONV_3,
        conv_param_4: Param = CONV_4,
        conv_param_5: Param = CONV_5,
        conv_param_6: Param = CONV_6,
        hidden_size: int = 50,
        output_size: int = 10,
    ) -> None:
        rng = np.random.default_rng()
        params = (conv_param_1, conv_param_2, conv_param_3, conv_param_4, conv_param_5, conv_param_6)
        layers: list[Layer] = []
        shape = input_dim
        for number, param in enumerate(params, start=1):
            filters, side = param["filter_num"], param["filter_size"]
            W = he((filters, shape[0], side, side), rng)
            layers += [Convolution(W, zeros((filters,)), param["stride"], param["pad"]), Relu()]
            shape = convolved(shape, param)
            if number % 2 == 0:
                layers.append(Pooling(2, 2, 2))
                shape = pooled(shape)
        hidden = Affine(he((math.prod(shape), hidden_size), rng), zeros((hidden_size,)))
        output = Affine(he((hidden_size, output_size), rng), zeros((output_size,)))
        super().__init__([*layers, hidden, Relu(), Dropout(DROPOUT_RATIO), output, Dropout(DROPOUT_RATIO)])

    def predict(self, x: Array, train_flg: bool = False) -> Array:
        """Scores (N, output_size) of images x (N, C, H, W); with units left out if train_flg."""
        for layer in self.layers:
            x = layer.forward(x, train_flg) if isinstance(layer, Dropout) else layer.forward(x)
        return x

    def loss(self, x: Array, t: Array) -> Array:
        """Mean cross entropy while it learns, so with units left out."""
        return self.last_layer.forward(self.predict(x, train_flg=True), t)

    def accuracy(self, x: Array, t: Array, batch_size: int = AT_ONCE) -> float:
        """Share of samples, 0 to 1, whose highest score is that of the right class; no units are left out.

        batch_size: how many are looked at together, which bounds the memory; the last ones may be fewer
        """
        n = x.shape[0]
        batches = [slice(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]
        right = sum(
            super(DeepConvNet, self).accuracy(x[some, ...], t[some, ...]) * (some.stop - some.start) for some in batches
        )
        return float(right / n)


def save_params(params: Mapping[str, Array], file: str | Path | IO[bytes]) -> None:
    """Write every array under its name, as a `.npz`."""
    arrays: dict[str, Any] = {name: host(array) for name, array in params.items()}
    np.savez(file, **arrays)


def load_params(params: MutableMapping[str, Array], file: str | Path | IO[bytes]) -> None:
    """Put what was saved into the arrays of `params`, which stay the same ones, as the layers hold them too.

    raises: ValueError, before anything is changed, for other names or shapes
    """
    with np.load(file, allow_pickle=False) as saved:
        arrays = {name: saved[name] for name in saved.files}
    seen, expected = ({name: tuple(a.shape) for name, a in named.items()} for named in (arrays, params))
    if seen != expected:
        raise ValueError(f"saved are {seen}: expected {expected}")
    for name, array in arrays.items():
        params[name][...] = like(array, params[name])
