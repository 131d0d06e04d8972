"""Weights in single precision, as GPUs like them; gradient sizes as an array."""

import numpy as np


def gaussian(shape, std, rng):
    return rng.standard_normal(shape, dtype=np.float32) * np.float32(std)


def zeros(shape):
    return np.zeros(shape, dtype=np.float32)


def fans(shape):
    shape = np.asarray(shape)
    if shape.size == 2:
        return shape[0], shape[1]
    return np.prod(shape[1:]), shape[0] * np.prod(shape[2:])


def xavier(shape, rng):
    return gaussian(shape, 1 / np.sqrt(fans(shape)[0]), rng)


def xavier_uniform(shape, rng):
    return ((rng.random(shape, dtype=np.float32) - 0.5) * 2 * np.sqrt(3 / fans(shape)[0])).astype(np.float32)


def he(shape, rng):
    return gaussian(shape, np.sqrt(2 / fans(shape)[0]), rng)


def he_uniform(shape, rng):
    return ((rng.random(shape, dtype=np.float32) - 0.5) * 2 * np.sqrt(6 / fans(shape)[0])).astype(np.float32)


def gradient_flow(weights, activation, x, dout):
    def act(a):
        if activation == "sigmoid":
            z = 1 / (1 + np.exp(-a))
            return z, z * (1 - z)
        if activation == "tanh":
            return np.tanh(a), 1 - np.tanh(a) ** 2
        return np.maximum(a, 0), (a > 0) * 1.0

    slopes, z = [], x
    for W in weights:
        z, slope = act(z @ W)
        slopes.append(slope)
    sizes = np.zeros(len(weights))
    for i in range(1, len(weights) + 1):
        da = dout * slopes[-i]
        sizes[-i] = np.linalg.norm(da)
        dout = da @ weights[-i].T
    return sizes
