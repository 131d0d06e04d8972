"""One convolution for every number of axes, by as_strided and tensordot; pooling with shared ties."""

from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import prod

import numpy as np

strided = np.lib.stride_tricks.as_strided


def windows(x, size, stride, pad, fill=0.0):
    """A view of all windows, (N, C, positions…, size…), over a padded copy that is returned too"""
    wide = np.full((*x.shape[:2], *(n + 2 * pad for n in x.shape[2:])), fill, dtype=float)
    wide[(..., *(slice(pad, pad + n) for n in x.shape[2:]))] = x
    counts = [(n - k) // stride + 1 for n, k in zip(wide.shape[2:], size)]
    steps = wide.strides[2:]
    return wide, strided(wide, (*x.shape[:2], *counts, *size), (*wide.strides[:2], *(s * stride for s in steps), *steps))


def laid_over(parts, shape, stride, pad):
    d = len(shape) - 2
    size = parts.shape[-d:]
    wide = np.zeros((*shape[:2], *(n + 2 * pad for n in shape[2:])))
    for place in product(*map(range, parts.shape[2:-d])):
        at = tuple(slice(i * stride, i * stride + k) for i, k in zip(place, size))
        wide[(..., *at)] += parts[(slice(None), slice(None), *place)]
    return wide[(..., *(slice(pad, pad + n) for n in shape[2:]))]


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    _, view = windows(input_data, (filter_h, filter_w), stride, pad)
    n, c, h, w, *_ = view.shape
    return np.moveaxis(view, 1, 3).reshape(n * h * w, -1)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, *sizes = input_shape
    oh, ow = ((s + 2 * pad - k) // stride + 1 for s, k in zip(sizes, (filter_h, filter_w)))
    parts = np.moveaxis(col.reshape(n, oh, ow, c, filter_h, filter_w), 3, 1)
    return laid_over(parts, input_shape, stride, pad)


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        d = self.W.ndim - 2
        self._wide, self._view = windows(x, self.W.shape[2:], self.stride, self.pad)
        self._shape = x.shape
        taps = [1, *range(2 + d, 2 + 2 * d)]
        y = np.tensordot(self._view, self.W, (taps, [*range(1, d + 2)]))
        return np.moveaxis(y + self.b, -1, 1)

    def backward(self, dout):
        d = self.W.ndim - 2
        places = [0, *range(2, 2 + d)]
        self.db = dout.sum(axis=tuple(places))
        self.dW = np.tensordot(dout, self._view, (places, places))
        parts = np.tensordot(np.moveaxis(dout, 1, -1), self.W, 1)
        return laid_over(np.moveaxis(parts, 1 + d, 1), self._shape, self.stride, self.pad)


class Convolution1d(Convolution):
    pass


Convolution3d = type("Convolution3d", (Convolution,), {"__slots__": ()})


@dataclass
class _Pool:
    pool_h: int
    pool_w: int
    stride: int = 2
    pad: int = 0
    fill = 0.0

    def forward(self, x):
        self._shape = x.shape
        _, view = windows(x, (self.pool_h, self.pool_w), self.stride, self.pad, self.fill)
        self._shares, out = self.pick(view)
        return out

    def backward(self, dout):
        return laid_over(self._shares * dout[..., None, None], self._shape, self.stride, self.pad)


class Pooling(_Pool):
    fill = float("-inf")

    @staticmethod
    def pick(view):
        top = view.max(axis=(-2, -1), keepdims=True)
        equal = view == top
        return equal / np.count_nonzero(equal, axis=(-2, -1), keepdims=True), top[..., 0, 0]


class AveragePooling(_Pool):
    @staticmethod
    def pick(view):
        n = prod(view.shape[-2:])
        return np.broadcast_to(1 / n, view.shape), np.einsum("...ij->...", view) / n


class GlobalAveragePooling:
    def forward(self, x):
        self.ones = np.ones(x.shape[2:])
        return np.tensordot(x, self.ones / self.ones.size, 2)

    def backward(self, dout):
        return np.multiply.outer(dout, self.ones / self.ones.size)


class GlobalMaxPooling:
    def forward(self, x):
        self.at = [np.unravel_index(int(image.argmax()), image.shape) for images in x for image in images]
        self.shape = x.shape
        return np.array([image[at] for image, at in zip(x.reshape(-1, *x.shape[2:]), self.at)]).reshape(x.shape[:2])

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for (n, c), at in zip(np.ndindex(*self.shape[:2]), self.at):
            dx[(n, c, *at)] = dout[n, c]
        return dx


class Relu:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.shape = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return self.x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return (dout @ self.W.T).reshape(self.shape)


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        C, H, W = input_dim
        F, K = conv_param["filter_num"], conv_param["filter_size"]
        pad, stride = conv_param["pad"], conv_param["stride"]
        oh = (H + 2 * pad - K) // stride + 1
        ow = (W + 2 * pad - K) // stride + 1
        pooled = F * ((oh - 2) // 2 + 1) * ((ow - 2) // 2 + 1)
        self.params = {
            "W1": weight_init_std * np.random.randn(F, C, K, K),
            "b1": np.zeros(F),
            "W2": weight_init_std * np.random.randn(pooled, hidden_size),
            "b2": np.zeros(hidden_size),
            "W3": weight_init_std * np.random.randn(hidden_size, output_size),
            "b3": np.zeros(output_size),
        }
        p = self.params
        self.layers = [
            Convolution(p["W1"], p["b1"], stride, pad),
            Relu(),
            Pooling(2, 2, 2),
            Affine(p["W2"], p["b2"]),
            Relu(),
            Affine(p["W3"], p["b3"]),
        ]

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        self.y = softmax(self.predict(x))
        self.t = t if t.ndim == 2 else np.eye(self.y.shape[1])[t]
        return -np.sum(self.t * np.log(self.y + 1e-7)) / len(x)

    def accuracy(self, x, t):
        t = t.argmax(axis=1) if t.ndim == 2 else t
        return np.mean(self.predict(x).argmax(axis=1) == t)

    def gradient(self, x, t):
        self.loss(x, t)
        d = (self.y - self.t) / len(x)
        for layer in reversed(self.layers):
            d = layer.backward(d)
        out = {}
        for n, i in ((1, 0), (2, 3), (3, 5)):
            out[f"W{n}"], out[f"b{n}"] = self.layers[i].dW, self.layers[i].db
        return out
