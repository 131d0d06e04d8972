"""Exercise 2: initialisers and vanishing gradients. Formulas: README.en.md, or `grade show exercise_2`.

Write NumPy in place of every `raise` line.

shape: (in, out) for a dense layer, (F, C, kh, kw) for F convolution filters over C channels
rng: numpy.random.Generator; draw from it, e.g. rng.standard_normal(shape)
Every initialiser returns a new float array of that shape.

To run on a GPU too (`--backend cupy`), ask an array for its library and use that for np: xp = x.__array_namespace__()
"""

import numpy as np


def gaussian(shape, std, rng):
    """Independent draws from the normal distribution with mean 0 and standard deviation std."""
    raise NotImplementedError("gaussian")


def zeros(shape):
    """All zeros, as biases begin."""
    raise NotImplementedError("zeros")


def fans(shape):
    """How many numbers one output is summed from, and how many outputs one input takes part in.

    (in, out) → (in, out)
    (F, C, kh, kw) → (C·kh·kw, F·kh·kw)
    returns: (fan_in, fan_out), two ints
    """
    raise NotImplementedError("fans")


def xavier(shape, rng):
    """Normal, mean 0, standard deviation 1/√fan_in"""
    raise NotImplementedError("xavier")


def xavier_uniform(shape, rng):
    """Uniform on (−limit, limit) with the same standard deviation: limit = √(3/fan_in)"""
    raise NotImplementedError("xavier_uniform")


def he(shape, rng):
    """Normal, mean 0, standard deviation √(2/fan_in)"""
    raise NotImplementedError("he")


def he_uniform(shape, rng):
    """Uniform on (−limit, limit) with the same standard deviation: limit = √(6/fan_in)"""
    raise NotImplementedError("he_uniform")


def gradient_flow(weights, activation, x, dout):
    """The size of the gradient in each layer of a deep network without biases.

    a_l = z_{l−1}·W_l,  z_l = activation(a_l),  z_0 = x

    weights: list of W_1 … W_L, each (in, out)
    activation: "sigmoid", "tanh" or "relu"
    x: (N, in of W_1)
    dout: ∂loss/∂z_L, (N, out of W_L)
    returns: list of L floats, ‖∂loss/∂a_l‖ (root of the sum of squares) for l = 1 … L
    """
    raise NotImplementedError("gradient_flow")
