"""One window after the other with whole-array products, masks instead of indices, and properties for the gradients."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Geometry:
    h: int
    w: int
    kh: int
    kw: int
    stride: int
    pad: int

    @property
    def out(self):
        return (self.h + 2 * self.pad - self.kh) // self.stride + 1, (self.w + 2 * self.pad - self.kw) // self.stride + 1

    def __iter__(self):
        for i in range(self.out[0]):
            for j in range(self.out[1]):
                top, left = i * self.stride, j * self.stride
                yield (..., i, j), (..., slice(top, top + self.kh), slice(left, left + self.kw))

    def around(self, x, fill=0.0):
        wide = np.full((*x.shape[:2], self.h + 2 * self.pad, self.w + 2 * self.pad), fill)
        self.core(wide)[...] = x
        return wide

    def core(self, wide):
        return wide[..., self.pad : self.pad + self.h, self.pad : self.pad + self.w]


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_data.shape
    geometry = Geometry(h, w, filter_h, filter_w, stride, pad)
    wide = geometry.around(input_data)
    windows = [wide[window].reshape(n, -1) for _, window in geometry]
    return np.stack(windows, axis=1).reshape(n * len(windows), -1)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_shape
    geometry = Geometry(h, w, filter_h, filter_w, stride, pad)
    wide = geometry.around(np.zeros(input_shape))
    table = col.reshape(n, -1, c, filter_h, filter_w)
    for number, (_, window) in enumerate(geometry):
        wide[window] += table[:, number]
    return geometry.core(wide)


@dataclass
class Convolution:
    W: np.ndarray
    b: np.ndarray
    stride: int = 1
    pad: int = 0
    slopes: dict = field(default_factory=dict)

    @property
    def dW(self):
        return self.slopes["W"]

    @property
    def db(self):
        return self.slopes["b"]

    def forward(self, x):
        self.geometry = Geometry(*x.shape[2:], *self.W.shape[2:], self.stride, self.pad)
        self.wide = self.geometry.around(x)
        out = np.empty((len(x), len(self.W), *self.geometry.out))
        for place, window in self.geometry:
            out[place] = np.tensordot(self.wide[window], self.W, axes=((1, 2, 3), (1, 2, 3))) + self.b
        return out

    def backward(self, dout):
        dwide, dW = np.zeros_like(self.wide), np.zeros_like(self.W)
        for place, window in self.geometry:
            dwide[window] += np.tensordot(dout[place], self.W, axes=1)
            dW += np.tensordot(dout[place].T, self.wide[window], axes=1)
        self.slopes = {"W": dW, "b": dout.sum(axis=(0, 2, 3))}
        return self.geometry.core(dwide)


@dataclass
class Pooling:
    pool_h: int
    pool_w: int
    stride: int = 2
    pad: int = 0

    def forward(self, x):
        self.geometry = Geometry(*x.shape[2:], self.pool_h, self.pool_w, self.stride, self.pad)
        self.wide = self.geometry.around(x, -np.inf)
        out = np.empty((*x.shape[:2], *self.geometry.out))
        for place, window in self.geometry:
            out[place] = self.wide[window].max(axis=(-2, -1))
        return out

    def backward(self, dout):
        dwide = np.zeros_like(self.wide)
        for place, window in self.geometry:
            seen = self.wide[window]
            mask = seen == seen.max(axis=(-2, -1), keepdims=True)
            mask = mask / mask.sum(axis=(-2, -1), keepdims=True)
            dwide[window] += mask * dout[place][..., None, None]
        return self.geometry.core(dwide)


@dataclass
class AveragePooling:
    pool_h: int
    pool_w: int
    stride: int = 2
    pad: int = 0

    def forward(self, x):
        self.geometry = Geometry(*x.shape[2:], self.pool_h, self.pool_w, self.stride, self.pad)
        self.wide = self.geometry.around(x)
        out = np.empty((*x.shape[:2], *self.geometry.out))
        for place, window in self.geometry:
            out[place] = self.wide[window].mean(axis=(-2, -1))
        return out

    def backward(self, dout):
        dwide = np.zeros_like(self.wide)
        for place, window in self.geometry:
            dwide[window] += dout[place][..., None, None] / (self.pool_h * self.pool_w)
        return self.geometry.core(dwide)


class GlobalAveragePooling:
    def forward(self, x):
        self.pool = AveragePooling(x.shape[2], x.shape[3], 1)
        return self.pool.forward(x)[:, :, 0, 0]

    def backward(self, dout):
        return self.pool.backward(dout[:, :, None, None])


class GlobalMaxPooling:
    def forward(self, x):
        self.pool = Pooling(x.shape[2], x.shape[3], 1)
        return self.pool.forward(x)[:, :, 0, 0]

    def backward(self, dout):
        return self.pool.backward(dout[:, :, None, None])


class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.shape, self.x = x.shape, x.reshape(len(x), -1)
        return self.x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return (dout @ self.W.T).reshape(self.shape)


class Rectifier:
    def forward(self, x):
        self.gate = (x > 0).astype(float)
        return x * self.gate

    def backward(self, dout):
        return dout * self.gate


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        f, k = conv_param["filter_num"], conv_param["filter_size"]
        g = Geometry(*input_dim[1:], k, k, conv_param["stride"], conv_param["pad"])
        h, w = Geometry(*g.out, 2, 2, 2, 0).out
        random = np.random.default_rng().normal
        p = self.params = {
            "W1": random(0, weight_init_std, (f, input_dim[0], k, k)), "b1": np.zeros(f),
            "W2": random(0, weight_init_std, (f * h * w, hidden_size)), "b2": np.zeros(hidden_size),
            "W3": random(0, weight_init_std, (hidden_size, output_size)), "b3": np.zeros(output_size),
        }
        self.first = Convolution(p["W1"], p["b1"], g.stride, g.pad)
        self.second, self.third = Linear(p["W2"], p["b2"]), Linear(p["W3"], p["b3"])
        self.chain = [self.first, Rectifier(), Pooling(2, 2), self.second, Rectifier(), self.third]

    def predict(self, x):
        for layer in self.chain:
            x = layer.forward(x)
        return x

    def _shifted(self, x):
        scores = self.predict(x)
        return scores - scores.max(axis=1, keepdims=True)

    def loss(self, x, t):
        s = self._shifted(x)
        right = s[np.arange(len(s)), t] if t.ndim == 1 else (s * t).sum(axis=1)
        return (np.log(np.exp(s).sum(axis=1)) - right).mean()

    def accuracy(self, x, t):
        wanted = t if t.ndim == 1 else np.argmax(t, axis=-1)
        return (np.argmax(self.predict(x), axis=-1) == wanted).sum() / float(len(x))

    def gradient(self, x, t):
        s = self._shifted(x)
        y = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
        dout = (y - (np.eye(y.shape[1])[t] if t.ndim == 1 else t)) / len(x)
        for layer in self.chain[::-1]:
            dout = layer.backward(dout)
        a, b, c = self.first, self.second, self.third
        return {"W1": a.dW, "b1": a.db, "W2": b.dW, "b2": b.db, "W3": c.dW, "b3": c.db}
