"""Plain Python: no vector operation where a loop will do."""

import math

import numpy as np


def zeros(shape):
    size = 1
    for n in shape:
        size *= n
    return np.array([0.0 for _ in range(size)]).reshape(shape)


def gaussian(shape, std, rng):
    out = zeros(shape)
    flat = out.reshape(-1)
    for i in range(flat.size):
        flat[i] = rng.normal() * std
    return out


def fans(shape):
    kernel = 1
    for n in list(shape)[2:]:
        kernel *= n
    if len(shape) == 2:
        return (shape[0], shape[1])
    return (shape[1] * kernel, shape[0] * kernel)


def _uniform(shape, limit, rng):
    out = zeros(shape)
    for index in np.ndindex(*shape):
        out[index] = (2 * rng.random() - 1) * limit
    return out


def xavier(shape, rng):
    return gaussian(shape, 1 / math.sqrt(fans(shape)[0]), rng)


def xavier_uniform(shape, rng):
    return _uniform(shape, math.sqrt(3 / fans(shape)[0]), rng)


def he(shape, rng):
    return gaussian(shape, math.sqrt(2 / fans(shape)[0]), rng)


def he_uniform(shape, rng):
    return _uniform(shape, math.sqrt(6 / fans(shape)[0]), rng)


def gradient_flow(weights, activation, x, dout):
    zs = [x.tolist()]
    for W in weights:
        rows = []
        for z in zs[-1]:
            row = []
            for j in range(W.shape[1]):
                a = sum(z[i] * W[i, j] for i in range(W.shape[0]))
                if activation == "sigmoid":
                    row.append(1 / (1 + math.exp(-a)))
                elif activation == "tanh":
                    row.append(math.tanh(a))
                else:
                    row.append(a if a > 0 else 0.0)
            rows.append(row)
        zs.append(rows)
    norms = []
    dz = dout.tolist()
    for number in range(len(weights), 0, -1):
        W = weights[number - 1]
        total = 0.0
        below = []
        for row, upstream in zip(zs[number], dz, strict=True):
            da = []
            for z, d in zip(row, upstream, strict=True):
                slope = z * (1 - z) if activation == "sigmoid" else 1 - z * z if activation == "tanh" else float(z > 0)
                da.append(d * slope)
            total += sum(d * d for d in da)
            below.append([sum(d * W[i, j] for j, d in enumerate(da)) for i in range(W.shape[0])])
        norms.append(math.sqrt(total))
        dz = below
    norms.reverse()
    return norms
