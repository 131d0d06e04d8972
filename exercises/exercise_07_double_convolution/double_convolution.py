"""Exercise 7: two convolutions. Drawings, counts: README.en.md, or `grade show exercise_7`.

Write Python in place of every `raise` line. The layers are at hand: when your work is graded, `parts` holds right ones.

input_dim: (C, H, W), e.g. (1, 28, 28)
conv_param_1, conv_param_2: dicts of filter_num, filter_size (filters are square), pad, stride

To run on a GPU too (`--backend cupy`), ask an array for its library and use that for np: xp = x.__array_namespace__()
"""

import numpy as np
from parts import Affine, Convolution, Pooling, Relu, SoftmaxWithLoss

FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def output_shapes(input_dim, conv_param_1, conv_param_2):
    """What one image has become after convolution 1, pooling 1, convolution 2 and pooling 2, as in DoubleConvNet.

    returns: list of four tuples (C, H, W)
    """
    raise NotImplementedError("output_shapes")


class DoubleConvNet:
    """(Convolution → ReLU → 2×2 max pooling, stride 2) twice → affine → ReLU → affine; softmax with cross-entropy.

    params: dict of W1 b1, W2 b2 of the convolutions, W3 b3, W4 b4 of the affine layers
        W normal with standard deviation weight_init_std, b zero
    """

    def __init__(
        self,
        input_dim=(1, 28, 28),
        conv_param_1=FIRST,
        conv_param_2=SECOND,
        hidden_size=100,
        output_size=10,
        weight_init_std=0.01,
    ):
        raise NotImplementedError("DoubleConvNet.__init__")

    def predict(self, x):
        """x: (N, C, H, W); returns: (N, output_size) scores, before softmax"""
        raise NotImplementedError("DoubleConvNet.predict")

    def loss(self, x, t):
        """t: (N, output_size) one-hot or (N,) class numbers; returns: one number"""
        raise NotImplementedError("DoubleConvNet.loss")

    def accuracy(self, x, t):
        """returns: the share of images whose highest score is the right class, 0 to 1"""
        raise NotImplementedError("DoubleConvNet.accuracy")

    def gradient(self, x, t):
        """returns: dict of ∂loss/∂params by backpropagation, with the names and shapes of params"""
        raise NotImplementedError("DoubleConvNet.gradient")


class StackedConvNet:
    """(Convolution → ReLU) twice → 2×2 max pooling, stride 2 → affine → ReLU → affine; all else as in DoubleConvNet."""

    def __init__(
        self,
        input_dim=(1, 28, 28),
        conv_param_1=FIRST,
        conv_param_2=SECOND,
        hidden_size=100,
        output_size=10,
        weight_init_std=0.01,
    ):
        raise NotImplementedError("StackedConvNet.__init__")

    def predict(self, x):
        """x: (N, C, H, W); returns: (N, output_size) scores, before softmax"""
        raise NotImplementedError("StackedConvNet.predict")

    def loss(self, x, t):
        """t: (N, output_size) one-hot or (N,) class numbers; returns: one number"""
        raise NotImplementedError("StackedConvNet.loss")

    def accuracy(self, x, t):
        """returns: the share of images whose highest score is the right class, 0 to 1"""
        raise NotImplementedError("StackedConvNet.accuracy")

    def gradient(self, x, t):
        """returns: dict of ∂loss/∂params by backpropagation, with the names and shapes of params"""
        raise NotImplementedError("StackedConvNet.gradient")
