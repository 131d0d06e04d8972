"""A recursion for the network; own decorators; normal numbers by Box and Muller."""

from functools import reduce
from operator import mul

import numpy as np


def fans(shape):
    first, second, *kernel = shape
    field = reduce(mul, kernel, 1)
    if kernel:
        first, second = second, first
    return first * field, second * field


def zeros(shape):
    return np.zeros(shape)


def gaussian(shape, std, rng):
    n = reduce(mul, shape, 1)
    u, v = rng.random(n), rng.random(n)
    return (std * np.sqrt(-2 * np.log(1 - u)) * np.cos(2 * np.pi * v)).reshape(shape)


def by_fan_in(sampler, scale):
    def init(shape, rng):
        return sampler(shape, np.sqrt(scale / fans(shape)[0]), rng)

    return init


def flat(shape, limit, rng):
    return limit - 2 * limit * rng.random(tuple(shape))


xavier = by_fan_in(gaussian, 1)
he = by_fan_in(gaussian, 2)
xavier_uniform = by_fan_in(flat, 3)
he_uniform = by_fan_in(flat, 6)


def slope(name, a):
    if name == "relu":
        return (np.maximum(a, 0), np.where(a > 0, 1.0, 0.0))
    z = np.tanh(a) if name == "tanh" else 1 / (1 + np.exp(-a))
    return (z, 1 - z**2) if name == "tanh" else (z, z * (1 - z))


def gradient_flow(weights, activation, x, dout):
    def descend(layer, z):
        if layer == len(weights):
            return dout, ()
        z, s = slope(activation, z @ weights[layer])
        dz, sizes = descend(layer + 1, z)
        da = dz * s
        return da @ weights[layer].T, (float(np.linalg.norm(da)), *sizes)

    return list(descend(0, x)[1])
