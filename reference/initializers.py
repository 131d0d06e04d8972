"""First weights, and what they do to the gradient of a deep network.

shape: of the weights: dense (in, out), convolution (F, C, kh, kw), or with any number of kernel axes
rng: a `numpy.random.Generator`; the same one gives other weights at each call
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.activations import Relu, Sigmoid, Tanh
from reference.namespace import Array, namespace

Floats = NDArray[np.float64]

ACTIVATIONS: dict[str, Any] = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": Relu}


def zeros(shape: Sequence[int]) -> Floats:
    """All 0: right for biases, and wrong for weights, whose units would stay alike for ever."""
    return np.zeros(shape)


def gaussian(shape: Sequence[int], std: float, rng: np.random.Generator) -> Floats:
    """Normal with mean 0 and standard deviation `std`."""
    return std * rng.standard_normal(shape)


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """(fan_in, fan_out): how many inputs feed one output of the layer, and how many outputs one input feeds.

    raises: ValueError for fewer than two axes, as biases have

    A kernel of kh · kw positions multiplies both, as if stride were 1.
    """
    if len(shape) < 2:
        raise ValueError(f"shape {tuple(shape)} has no fans: expected (in, out) or (F, C, kh, kw)")
    if len(shape) == 2:
        return shape[0], shape[1]
    positions = math.prod(shape[2:])
    return shape[1] * positions, shape[0] * positions


def xavier(shape: Sequence[int], rng: np.random.Generator) -> Floats:
    """Normal with variance 1 / fan_in, which keeps the variance of a linear layer's outputs at that of
    its inputs.

    source: LeCun, Bottou, Orr, Müller (1998), Efficient BackProp, section 4.6. Glorot and Bengio (2010)
    themselves take 2 / (fan_in + fan_out), a compromise with the backward pass
    """
    return gaussian(shape, math.sqrt(1 / fans(shape)[0]), rng)


def he(shape: Sequence[int], rng: np.random.Generator) -> Floats:
    """Normal with variance 2 / fan_in: ReLU halves the mean square, and this restores it.

    source: He, Zhang, Ren, Sun (2015), Delving deep into rectifiers, section 2.2
    """
    return gaussian(shape, math.sqrt(2 / fans(shape)[0]), rng)


def xavier_uniform(shape: Sequence[int], rng: np.random.Generator) -> Floats:
    """Uniform with the mean and the variance of `xavier`."""
    return _uniform(shape, math.sqrt(1 / fans(shape)[0]), rng)


def he_uniform(shape: Sequence[int], rng: np.random.Generator) -> Floats:
    """Uniform with the mean and the variance of `he`."""
    return _uniform(shape, math.sqrt(2 / fans(shape)[0]), rng)


def gradient_flow(weights: Sequence[Array], activation: str, x: Array, dout: Array) -> list[float]:
    """How large the gradient is at each layer of a deep network without biases: ‖∂L/∂a_l‖, from first to
    last.

    a_l = z_{l−1} W_l,  z_l = h(a_l),  z_0 = x,  for every layer l, the last included

    weights: W_l of shape (n_{l−1}, n_l)
    activation: h, "sigmoid", "tanh" or "relu"
    x: (N, n_0)
    dout: (N, n_last), ∂L/∂z of the last layer
    returns: the root of the sum of squares over samples and units, one number for each layer
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}: expected one of {', '.join(ACTIVATIONS)}")
    layers = [ACTIVATIONS[activation]() for _ in weights]
    z = x
    for W, layer in zip(weights, layers, strict=True):
        z = layer.forward(z @ W)
    norms = []
    for W, layer in zip(reversed(weights), reversed(layers), strict=True):
        da = layer.backward(dout)
        norms.append(_norm(da))
        dout = da @ W.T
    return norms[::-1]


def _uniform(shape: Sequence[int], std: float, rng: np.random.Generator) -> Floats:
    limit = math.sqrt(3) * std  # the variance of a uniform distribution on (−limit, limit) is limit² / 3
    return rng.uniform(-limit, limit, shape)


def _norm(x: Array) -> float:
    xp = namespace(x)
    return float(xp.sqrt(xp.sum(x * x)))
