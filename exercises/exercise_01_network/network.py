"""Exercise 1: a network and backpropagation. Formulas, an example: README.en.md, or `grade show exercise_1`.

Write NumPy in place of every `raise` line.

N: samples in a batch, one per row; D: inputs; M: outputs of a layer; C: classes
dout: gradient of the loss with respect to what forward returned, of the same shape
No function changes an array that it was given, except `numerical_gradient`, which puts x back.

To run on a GPU too (`--backend cupy`), ask an array for its library and use that for np: xp = x.__array_namespace__()
"""

import numpy as np


class Sigmoid:
    """y = 1 / (1 + exp(−x)), any shape; right also at x = ±1000"""

    def __init__(self):
        self.out = None

    def forward(self, x):
        raise NotImplementedError("Sigmoid.forward")

    def backward(self, dout):
        """dx = dout · y·(1 − y), with the y that forward returned"""
        raise NotImplementedError("Sigmoid.backward")


class Relu:
    """y = x where x > 0, else 0; any shape"""

    def __init__(self):
        self.mask = None

    def forward(self, x):
        raise NotImplementedError("Relu.forward")

    def backward(self, dout):
        """dx = dout where x > 0, else 0"""
        raise NotImplementedError("Relu.backward")


class Tanh:
    """y = tanh(x), any shape"""

    def __init__(self):
        self.out = None

    def forward(self, x):
        raise NotImplementedError("Tanh.forward")

    def backward(self, dout):
        """dx = dout · (1 − y²), with the y that forward returned"""
        raise NotImplementedError("Tanh.backward")


def softmax(x):
    """y_c = exp(x_c) / Σ exp(x_k), over the last axis

    x: (C,) or (N, C), any finite values
    returns: the shape of x; every row adds up to 1
    """
    raise NotImplementedError("softmax")


def cross_entropy_error(y, t):
    """L = −(1/N) Σ log y[n, right class of n]

    y: (N, C) probabilities
    t: (N, C) one-hot, or (N,) class numbers
    returns: one number
    """
    raise NotImplementedError("cross_entropy_error")


class Affine:
    """y = x·W + b

    W: (D, M); b: (M,)
    """

    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = None
        self.dW = None
        self.db = None

    def forward(self, x):
        """x: (N, D), or (N, …) with D numbers a sample, which are laid out in a row; returns: (N, M)"""
        raise NotImplementedError("Affine.forward")

    def backward(self, dout):
        """dW = xᵀ·dout, db = Σₙ dout, dx = dout·Wᵀ

        dout: (N, M); sets self.dW (D, M) and self.db (M,); returns: dx in the shape that forward was given
        """
        raise NotImplementedError("Affine.backward")


class SoftmaxWithLoss:
    """Softmax and cross-entropy in one layer."""

    def __init__(self):
        self.y = None
        self.t = None

    def forward(self, x, t):
        """x: (N, C) scores; t: (N, C) one-hot or (N,) class numbers; returns: the loss, one number"""
        raise NotImplementedError("SoftmaxWithLoss.forward")

    def backward(self, dout=1):
        """dx = dout · (y − t) / N, t one-hot; returns: (N, C)"""
        raise NotImplementedError("SoftmaxWithLoss.backward")


def numerical_gradient(f, x):
    """(f(x + h) − f(x − h)) / 2h for each entry of x in turn, h = 1e-4

    f: function of x that gives one number
    x: float array of any shape; each entry is changed in place and put back
    returns: the shape of x
    """
    raise NotImplementedError("numerical_gradient")


class TwoLayerNet:
    """Affine → ReLU → Affine, with softmax and cross-entropy as the loss.

    params: dict of W1 (input_size, hidden_size), b1 (hidden_size,), W2 (hidden_size, output_size),
        b2 (output_size,); W normal with standard deviation weight_init_std, b zero
    """

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        raise NotImplementedError("TwoLayerNet.__init__")

    def predict(self, x):
        """x: (N, input_size); returns: (N, output_size) scores, before softmax"""
        raise NotImplementedError("TwoLayerNet.predict")

    def loss(self, x, t):
        """returns: one number, computed with the values that are in params now"""
        raise NotImplementedError("TwoLayerNet.loss")

    def accuracy(self, x, t):
        """returns: the share of samples whose highest score is the right class, 0 to 1"""
        raise NotImplementedError("TwoLayerNet.accuracy")

    def gradient(self, x, t):
        """returns: dict of ∂loss/∂params by backpropagation, with the names and shapes of params"""
        raise NotImplementedError("TwoLayerNet.gradient")
