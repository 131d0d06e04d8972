"""One base class for windows along any number of axes, one slice for each place in the window; dx by slices too."""

from abc import ABC, abstractmethod
from itertools import product

import numpy as np


class Sliding(ABC):
    def __init__(self, kernel, stride, pad):
        self.kernel = tuple(kernel)
        self.stride = stride
        self.pad = pad

    def open(self, x, fill=0.0):
        """Pad x and remember where it lies."""
        self.inside = (slice(None), slice(None), *(slice(self.pad, self.pad + n) for n in x.shape[2:]))
        big = np.full(x.shape[:2] + tuple(n + 2 * self.pad for n in x.shape[2:]), fill)
        big[self.inside] = x
        self.out_size = tuple((n - k) // self.stride + 1 for n, k in zip(big.shape[2:], self.kernel))
        return big

    def taps(self):
        for offset in product(*(range(k) for k in self.kernel)):
            yield offset, (..., *(slice(o, o + self.stride * n, self.stride) for o, n in zip(offset, self.out_size)))

    @abstractmethod
    def forward(self, x): ...

    @abstractmethod
    def backward(self, dout): ...


class ConvolutionBase(Sliding):
    def __init__(self, W, b, stride=1, pad=0):
        super().__init__(W.shape[2:], stride, pad)
        self.W, self.b = W, b
        self.dW = self.db = None

    def forward(self, x):
        self.big = self.open(x)
        out = np.zeros((x.shape[0], self.W.shape[0], *self.out_size))
        for k, place in self.taps():
            out += np.moveaxis(np.tensordot(self.W[(..., *k)], self.big[place], axes=(1, 1)), 0, 1)
        out += self.b.reshape(-1, *[1] * len(self.kernel))
        return out

    def backward(self, dout):
        self.dW = np.empty_like(self.W)
        dbig = np.zeros_like(self.big)
        everything_else = (0, *range(2, dout.ndim))
        for k, place in self.taps():
            self.dW[(..., *k)] = np.tensordot(dout, self.big[place], axes=(everything_else, everything_else))
            dbig[place] += np.moveaxis(np.tensordot(self.W[(..., *k)], dout, axes=(0, 1)), 0, 1)
        self.db = dout.sum(axis=everything_else)
        return dbig[self.inside]


class Convolution1d(ConvolutionBase): ...


class Convolution2d(ConvolutionBase): ...


class Convolution3d(ConvolutionBase): ...


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    layer = Convolution2d(np.empty((1, 1, filter_h, filter_w)), None, stride, pad)
    big = layer.open(input_data)
    parts = np.stack([big[place] for _, place in layer.taps()], axis=2)
    return parts.transpose(0, 3, 4, 1, 2).reshape(len(input_data) * int(np.prod(layer.out_size)), -1)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    layer = Convolution2d(np.empty((1, 1, filter_h, filter_w)), None, stride, pad)
    big = layer.open(np.zeros(input_shape))
    n, c = input_shape[:2]
    parts = col.reshape(n, *layer.out_size, c, -1)
    for i, (_, place) in enumerate(layer.taps()):
        big[place] += parts[..., i].transpose(0, 3, 1, 2)
    return big[layer.inside]


class MaxPool(Sliding):
    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        super().__init__((pool_h, pool_w), stride, pad)

    def forward(self, x):
        self.big = self.open(x, -np.inf)
        self.out = np.full(x.shape[:2] + self.out_size, -np.inf)
        for _, place in self.taps():
            np.maximum(self.out, self.big[place], out=self.out)
        return self.out.copy()

    def backward(self, dout):
        ties = sum((self.big[place] == self.out) * 1.0 for _, place in self.taps())
        dbig = np.zeros_like(self.big)
        for _, place in self.taps():
            dbig[place] += dout * (self.big[place] == self.out) / ties
        return dbig[self.inside]


class AvgPool(MaxPool):
    def forward(self, x):
        self.big = self.open(x)
        return sum(self.big[place] for _, place in self.taps()) / np.prod(self.kernel)

    def backward(self, dout):
        dbig = np.zeros_like(self.big)
        for _, place in self.taps():
            dbig[place] += dout / np.prod(self.kernel)
        return dbig[self.inside]


class GlobalMaxPool(MaxPool):
    def __init__(self):
        super().__init__(1, 1)

    def forward(self, x):
        self.kernel = x.shape[2:]
        return super().forward(x)[:, :, 0, 0]

    def backward(self, dout):
        return super().backward(dout[:, :, None, None])


class GAP(AvgPool):
    def __init__(self):
        super().__init__(1, 1)

    def forward(self, x):
        self.kernel = x.shape[2:]
        return super().forward(x)[:, :, 0, 0]

    def backward(self, dout):
        return super().backward(dout[:, :, None, None])


class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.cache = x.shape, x.reshape(len(x), -1)
        return self.cache[1] @ self.W + self.b

    def backward(self, dout):
        shape, rows = self.cache
        self.dW, self.db = rows.T @ dout, dout.sum(0)
        return (dout @ self.W.T).reshape(shape)


class ReLU:
    def forward(self, x):
        self.open = x > 0
        return x * self.open

    def backward(self, dout):
        return dout * self.open


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        rng = np.random.default_rng()
        f, side = conv_param["filter_num"], conv_param["filter_size"]
        conv = Convolution2d(
            rng.standard_normal((f, input_dim[0], side, side)) * weight_init_std,
            np.zeros(f),
            conv_param["stride"],
            conv_param["pad"],
        )
        self.layers = [conv, ReLU(), MaxPool(2, 2, 2)]
        x = np.zeros((1, *input_dim))
        for layer in self.layers:
            x = layer.forward(x)
        self.layers += [
            Dense(rng.standard_normal((x.size, hidden_size)) * weight_init_std, np.zeros(hidden_size)),
            ReLU(),
            Dense(rng.standard_normal((hidden_size, output_size)) * weight_init_std, np.zeros(output_size)),
        ]
        self.trained = [layer for layer in self.layers if hasattr(layer, "W")]
        self.params = {f"{n}{i}": getattr(layer, n) for i, layer in enumerate(self.trained, 1) for n in "Wb"}

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def _cross_entropy(self, x, t):
        scores = self.predict(x)
        p = np.exp(scores - scores.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        labels = t if t.ndim == 1 else t.argmax(1)
        rows = np.arange(len(x))
        slope = p.copy()
        slope[rows, labels] -= 1
        return -np.log(p[rows, labels] + 1e-7).mean(), slope / len(x)

    def loss(self, x, t):
        return self._cross_entropy(x, t)[0]

    def accuracy(self, x, t):
        return float((self.predict(x).argmax(1) == (t if t.ndim == 1 else t.argmax(1))).mean())

    def gradient(self, x, t):
        _, d = self._cross_entropy(x, t)
        for layer in self.layers[::-1]:
            d = layer.backward(d)
        return {f"{n}{i}": getattr(layer, f"d{n}") for i, layer in enumerate(self.trained, 1) for n in "Wb"}
