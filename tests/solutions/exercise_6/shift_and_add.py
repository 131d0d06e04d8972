"""No im2col in the layers: one matrix product for each place in the filter, added up (kn2row); all in float32."""
from itertools import product

import numpy as np

f4 = np.float32


def _slices(offset, outs, stride):
    return tuple(slice(o, o + (n - 1) * stride + 1, stride) for o, n in zip(offset, outs))


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    OH, OW = (H + 2 * pad - filter_h) // stride + 1, (W + 2 * pad - filter_w) // stride + 1
    x = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.empty((N, OH, OW, C, filter_h, filter_w), x.dtype)
    for k, j in product(range(filter_h), range(filter_w)):
        r, c = _slices((k, j), (OH, OW), stride)
        col[..., k, j] = x[:, :, r, c].transpose(0, 2, 3, 1)
    return col.reshape(N * OH * OW, -1)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_shape
    OH, OW = (H + 2 * pad - filter_h) // stride + 1, (W + 2 * pad - filter_w) // stride + 1
    col = col.reshape(N, OH, OW, C, filter_h, filter_w)
    x = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for k, j in product(range(filter_h), range(filter_w)):
        r, c = _slices((k, j), (OH, OW), stride)
        x[:, :, r, c] += col[..., k, j].transpose(0, 3, 1, 2)
    return x[:, :, pad : H + pad, pad : W + pad]


class ConvolutionNd:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        kernel = self.W.shape[2:]
        d = len(kernel)
        self.x = np.pad(x.astype(f4), [(0, 0)] * 2 + [(self.pad, self.pad)] * d)
        outs = [(n - k) // self.stride + 1 for n, k in zip(self.x.shape[2:], kernel)]
        out = np.zeros((x.shape[0], self.W.shape[0], *outs), f4)
        for offset in np.ndindex(*kernel):
            piece = self.x[(..., *_slices(offset, outs, self.stride))]
            out += np.einsum("nc...,fc->nf...", piece, self.W[(..., *offset)].astype(f4))
        return out + self.b.astype(f4).reshape(-1, *[1] * d)

    def backward(self, dout):
        dout = dout.astype(f4)
        kernel, outs = self.W.shape[2:], dout.shape[2:]
        self.db = dout.swapaxes(0, 1).reshape(dout.shape[1], -1).sum(1)
        self.dW = np.zeros(self.W.shape, f4)
        dx = np.zeros(self.x.shape, f4)
        flat = dout.reshape(*dout.shape[:2], -1)
        for offset in np.ndindex(*kernel):
            where = (..., *_slices(offset, outs, self.stride))
            self.dW[(..., *offset)] = np.einsum("nfp,ncp->fc", flat, self.x[where].reshape(*self.x.shape[:2], -1))
            dx[where] += np.einsum("nf...,fc->nc...", dout, self.W[(..., *offset)].astype(f4))
        inside = [slice(self.pad, n - self.pad) for n in dx.shape[2:]]
        return dx[(..., *inside)]


class Convolution(ConvolutionNd):
    """2-D"""


class Convolution1d(ConvolutionNd):
    """1-D"""


class Convolution3d(ConvolutionNd):
    """3-D"""


class Pooling:
    """Running maximum over the places in the window; a later equal one does not replace an earlier one."""

    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def forward(self, x):
        p = self.pad
        self.x = np.pad(x.astype(f4), [(0, 0), (0, 0), (p, p), (p, p)], constant_values=-np.inf)
        outs = [(n - k) // self.stride + 1 for n, k in zip(self.x.shape[2:], (self.pool_h, self.pool_w))]
        best = np.full((*x.shape[:2], *outs), -np.inf, f4)
        self.winner = np.zeros(best.shape, int)
        for number, offset in enumerate(product(range(self.pool_h), range(self.pool_w))):
            here = self.x[(..., *_slices(offset, outs, self.stride))]
            better = here > best
            best = np.where(better, here, best)
            self.winner[better] = number
        return best

    def backward(self, dout):
        dx = np.zeros(self.x.shape, f4)
        for number, offset in enumerate(product(range(self.pool_h), range(self.pool_w))):
            dx[(..., *_slices(offset, dout.shape[2:], self.stride))] += dout * (self.winner == number)
        p = self.pad
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]


class AveragePooling(Pooling):
    def forward(self, x):
        # depthwise convolution with a constant filter, channels as samples
        N, C, H, W = x.shape
        kernel = np.full((1, 1, self.pool_h, self.pool_w), 1 / (self.pool_h * self.pool_w))
        self.conv = Convolution(kernel, np.zeros(1), self.stride, self.pad)
        out = self.conv.forward(x.reshape(N * C, 1, H, W))
        self.shape = x.shape
        return out.reshape(N, C, *out.shape[2:])

    def backward(self, dout):
        return self.conv.backward(dout.reshape(-1, 1, *dout.shape[2:])).reshape(self.shape)


class GlobalAveragePooling:
    def forward(self, x):
        self.shape = x.shape
        return x.astype(f4).reshape(*x.shape[:2], -1).mean(-1)

    def backward(self, dout):
        n, c, h, w = self.shape
        dx = np.empty(self.shape, f4)
        dx[...] = (dout / (h * w)).reshape(n, c, 1, 1)
        return dx


class GlobalMaxPooling:
    def forward(self, x):
        self.x = x
        self.y = x.max((2, 3))
        return self.y

    def backward(self, dout):
        n, c, h, w = self.x.shape
        dx = np.zeros((n, c, h, w))
        for s in range(n):
            for k in range(c):
                r, q = np.argwhere(self.x[s, k] == self.y[s, k])[0]
                dx[s, k, r, q] = dout[s, k]
        return dx


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        c, h, w = input_dim
        fn, fs, pad, stride = (conv_param[key] for key in ["filter_num", "filter_size", "pad", "stride"])
        # sizes are found by trying
        conv = Convolution(np.zeros((fn, c, fs, fs)), np.zeros(fn), stride, pad)
        pooled = Pooling(2, 2).forward(conv.forward(np.zeros((1, c, h, w)))).size
        self.stride, self.pad = stride, pad
        normal = lambda *shape: np.random.normal(0, weight_init_std, shape)
        self.params = {"W1": normal(fn, c, fs, fs), "b1": np.zeros(fn)}
        self.params |= {"W2": normal(pooled, hidden_size), "b2": np.zeros(hidden_size)}
        self.params |= {"W3": normal(hidden_size, output_size), "b3": np.zeros(output_size)}

    def tape(self, x):
        p = self.params
        conv, pool = Convolution(p["W1"], p["b1"], self.stride, self.pad), Pooling(2, 2, 2)
        a1 = conv.forward(x)
        pooled = pool.forward(np.maximum(a1, 0))
        flat = pooled.reshape(len(x), -1)
        a2 = flat @ p["W2"] + p["b2"]
        h = np.maximum(a2, 0)
        y = h @ p["W3"] + p["b3"]
        return conv, pool, a1, pooled, flat, a2, h, y

    def predict(self, x):
        return self.tape(x)[-1]

    @staticmethod
    def classes(t):
        return t if t.ndim == 1 else np.nonzero(t)[1]

    def loss(self, x, t):
        y = self.predict(x)
        return float(np.mean(np.logaddexp.reduce(y, axis=1) - y[np.arange(len(y)), self.classes(t)]))

    def accuracy(self, x, t):
        return np.count_nonzero(self.predict(x).argmax(1) == self.classes(t)) / len(x)

    def gradient(self, x, t):
        conv, pool, a1, pooled, flat, a2, h, y = self.tape(x)
        d = np.exp(y - np.logaddexp.reduce(y, axis=1, keepdims=True))
        d[np.arange(len(y)), self.classes(t)] -= 1
        d /= len(y)
        g = {"W3": h.T @ d, "b3": d.sum(0)}
        d = d @ self.params["W3"].T * (a2 > 0)
        g |= {"W2": flat.T @ d, "b2": d.sum(0)}
        d = pool.backward((d @ self.params["W2"].T).reshape(pooled.shape)) * (a1 > 0)
        conv.backward(d)
        return g | {"W1": conv.dW, "b1": conv.db}
