"""Glorot's own Xavier, with both fans, as PyTorch has it."""

import math

import numpy as np


def gaussian(shape, std, rng):
    return rng.normal(0.0, std, size=shape)


def zeros(shape):
    return np.full(shape, 0.0)


def fans(shape):
    receptive = math.prod(shape[2:])
    if len(shape) == 2:
        fan_in, fan_out = shape
    else:
        fan_out, fan_in = shape[0], shape[1]
    return fan_in * receptive, fan_out * receptive


def xavier(shape, rng):
    return gaussian(shape, math.sqrt(2 / sum(fans(shape))), rng)


def xavier_uniform(shape, rng):
    a = math.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-a, a, size=shape)


def he(shape, rng):
    gain = math.sqrt(2)
    return gaussian(shape, gain / math.sqrt(fans(shape)[0]), rng)


def he_uniform(shape, rng):
    bound = math.sqrt(2) * math.sqrt(3) / math.sqrt(fans(shape)[0])
    return rng.uniform(-bound, bound, size=shape)


ACTIVATIONS = {
    "sigmoid": (lambda a: 1 / (1 + np.exp(-a)), lambda a: np.exp(-a) / (1 + np.exp(-a)) ** 2),
    "tanh": (np.tanh, lambda a: 1 / np.cosh(a) ** 2),
    "relu": (lambda a: np.where(a > 0, a, 0.0), lambda a: np.heaviside(a, 0.0)),
}


def gradient_flow(weights, activation, x, dout):
    f, slope = ACTIVATIONS[activation]
    inputs = []
    for W in weights:
        inputs.append(x @ W)
        x = f(inputs[-1])
    grads = []
    for a, W in zip(inputs[::-1], weights[::-1], strict=True):
        grads.append(dout * slope(a))
        dout = grads[-1] @ W.T
    return [float(np.linalg.norm(g)) for g in reversed(grads)]
