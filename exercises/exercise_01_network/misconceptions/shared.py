"""What several of these modules need."""

from __future__ import annotations

from reference.activations import Relu, Sigmoid, Tanh
from reference.affine import Affine
from reference.losses import SoftmaxWithLoss

ACTIVATIONS = {"sigmoid": ("Sigmoid", Sigmoid), "relu": ("Relu", Relu), "tanh": ("Tanh", Tanh)}
LAYERS = {
    **ACTIVATIONS,
    "affine": ("Affine", Affine),
    "softmax_with_loss": ("SoftmaxWithLoss", SoftmaxWithLoss),
}
