"""Two convolutions in one network: each with its pooling, or both before a single one.

conv_param_1, conv_param_2: "filter_num", "filter_size" (of square filters), "pad" and "stride"
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from reference.activations import Relu
from reference.affine import Affine
from reference.convolution import Convolution
from reference.networks import GaussianWeights, Layer, Network
from reference.pooling import Pooling
from reference.windows import positions

Shape = tuple[int, int, int]
Param = Mapping[str, int]

FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def output_shapes(input_dim: Shape, conv_param_1: Param, conv_param_2: Param) -> list[Shape]:
    """What one image has become after convolution 1, pooling 1, convolution 2 and pooling 2: four times (C, H, W)."""
    shapes = [convolved(input_dim, conv_param_1)]
    shapes.append(pooled(shapes[-1]))
    shapes.append(convolved(shapes[-1], conv_param_2))
    shapes.append(pooled(shapes[-1]))
    return shapes


def convolved(shape: Shape, param: Param) -> Shape:
    """The shape (C, H, W) behind a convolution."""
    side, pad = param["filter_size"], param["pad"]
    h, w = positions([n + 2 * pad for n in shape[1:]], (side, side), param["stride"])
    return param["filter_num"], h, w


def pooled(shape: Shape) -> Shape:
    """The shape (C, H, W) behind a pooling of 2 × 2 with stride 2."""
    h, w = positions(shape[1:], (2, 2), 2)
    return shape[0], h, w


class _TwoConvolutions(Network):
    """Two convolutions, with a pooling between them or without, a pooling, two affine layers."""

    between: bool

    def __init__(
        self,
        input_dim: Shape = (1, 28, 28),
        conv_param_1: Param = FIRST,
        conv_param_2: Param = SECOND,
        hidden_size: int = 100,
        output_size: int = 10,
        weight_init_std: float = 0.01,
    ) -> None:
        draw = GaussianWeights(weight_init_std)
        layers: list[Layer] = []
        shape = input_dim
        for param, pools in ((conv_param_1, self.between), (conv_param_2, True)):
            filters, side = param["filter_num"], param["filter_size"]
            weights = draw((filters, shape[0], side, side), filters)
            layers += [Convolution(*weights, param["stride"], param["pad"]), Relu()]
            shape = convolved(shape, param)
            if pools:
                layers.append(Pooling(2, 2, 2))
                shape = pooled(shape)
        hidden = Affine(*draw((math.prod(shape), hidden_size), hidden_size))
        output = Affine(*draw((hidden_size, output_size), output_size))
        super().__init__([*layers, hidden, Relu(), output])


class DoubleConvNet(_TwoConvolutions):
    """(Convolution, ReLU, max pooling of 2 × 2) twice, affine, ReLU, affine."""

    between = True


class StackedConvNet(_TwoConvolutions):
    """(Convolution, ReLU) twice, max pooling of 2 × 2, affine, ReLU, affine."""

    between = False
