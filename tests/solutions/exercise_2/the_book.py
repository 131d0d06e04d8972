"""As the book writes weights: np.random.randn times a scale."""

import numpy as np


def gaussian(shape, std, rng):
    return std * np.random.randn(*shape)


def zeros(shape):
    return np.zeros(shape)


def fans(shape):
    if len(shape) == 2:
        return shape
    FN, C, FH, FW = shape
    return C * FH * FW, FN * FH * FW


def xavier(shape, rng):
    return np.random.randn(*shape) / np.sqrt(fans(shape)[0])


def xavier_uniform(shape, rng):
    limit = np.sqrt(3.0 / fans(shape)[0])
    return np.random.uniform(-limit, limit, shape)


def he(shape, rng):
    return np.random.randn(*shape) * np.sqrt(2.0 / fans(shape)[0])


def he_uniform(shape, rng):
    limit = np.sqrt(6.0 / fans(shape)[0])
    return np.random.uniform(-limit, limit, shape)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def relu(x):
    return np.maximum(0, x)


def gradient_flow(weights, activation, x, dout):
    zs = []
    z = x
    for W in weights:
        a = np.dot(z, W)
        if activation == "sigmoid":
            z = sigmoid(a)
        elif activation == "tanh":
            z = np.tanh(a)
        else:
            z = relu(a)
        zs.append(z)
    norms = []
    dz = dout
    for i in range(len(weights) - 1, -1, -1):
        z = zs[i]
        if activation == "sigmoid":
            da = dz * z * (1.0 - z)
        elif activation == "tanh":
            da = dz * (1.0 - z**2)
        else:
            da = dz.copy()
            da[z <= 0] = 0
        norms.insert(0, np.sqrt(np.sum(da**2)))
        dz = np.dot(da, weights[i].T)
    return norms
