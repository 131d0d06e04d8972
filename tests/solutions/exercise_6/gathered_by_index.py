"""im2col as one gather: indices of pixels, one extra place at the end of the image holds what padding is."""
from functools import lru_cache

import numpy as np


@lru_cache(maxsize=None)
def index(sizes, kernel, stride, pad):
    """(OH·OW, FH·FW) numbers of pixels in one channel; padding has the number H·W"""
    H, W = sizes
    frame = np.full((H + 2 * pad, W + 2 * pad), H * W)
    frame[pad : pad + H, pad : pad + W] = np.arange(H * W).reshape(H, W)
    rows = range(0, H + 2 * pad - kernel[0] + 1, stride)
    cols = range(0, W + 2 * pad - kernel[1] + 1, stride)
    return np.array([frame[i : i + kernel[0], j : j + kernel[1]].ravel() for i in rows for j in cols])


def gather(x, idx, filler):
    N, C = x.shape[:2]
    flat = np.concatenate([x.reshape(N, C, -1), np.full((N, C, 1), filler)], axis=2)
    return flat[:, :, idx]  # N, C, P, K


def scatter(windows, idx, shape):
    N, C, H, W = shape
    flat = np.zeros((N * C, H * W + 1))
    np.add.at(flat, (slice(None), idx.ravel()), windows.reshape(N * C, -1))
    return flat[:, :-1].reshape(shape)


def sizes_after(shape, kernel, stride, pad):
    return tuple((n + 2 * pad - k) // stride + 1 for n, k in zip(shape[2:], kernel))


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    idx = index(input_data.shape[2:], (filter_h, filter_w), stride, pad)
    g = gather(input_data, idx, 0.0)
    return g.transpose(0, 2, 1, 3).reshape(g.shape[0] * g.shape[2], -1)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    idx = index(tuple(input_shape[2:]), (filter_h, filter_w), stride, pad)
    N, C = input_shape[:2]
    return scatter(col.reshape(N, len(idx), C, -1).swapaxes(1, 2), idx, tuple(input_shape))


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad
        self.dW, self.db = np.zeros_like(W), np.zeros_like(b)

    def forward(self, x):
        self.shape = x.shape
        self.idx = index(x.shape[2:], self.W.shape[2:], self.stride, self.pad)
        self.g = gather(x, self.idx, 0.0)
        out = np.einsum("ncpk,fck->nfp", self.g, self.W.reshape(*self.W.shape[:2], -1), optimize=True)
        out += self.b[:, None]
        return out.reshape(len(x), len(self.W), *sizes_after(x.shape, self.W.shape[2:], self.stride, self.pad))

    def backward(self, dout):
        d = dout.reshape(*dout.shape[:2], -1)
        # 勾配はその場で書き込む
        self.dW[...] = np.einsum("nfp,ncpk->fck", d, self.g).reshape(self.W.shape)
        self.db[...] = d.sum(axis=(0, 2))
        back = np.einsum("nfp,fck->ncpk", d, self.W.reshape(*self.W.shape[:2], -1))
        return scatter(back, self.idx, self.shape)


class _Pool:
    filler = 0.0

    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.kernel, self.stride, self.pad = (pool_h, pool_w), stride, pad

    def forward(self, x):
        self.shape = x.shape
        self.idx = index(x.shape[2:], self.kernel, self.stride, self.pad)
        self.g = gather(x, self.idx, self.filler)
        return self.reduce(self.g).reshape(*x.shape[:2], *sizes_after(x.shape, self.kernel, self.stride, self.pad))

    def backward(self, dout):
        return scatter(self.share() * dout.reshape(*dout.shape[:2], -1, 1), self.idx, self.shape)


class Pooling(_Pool):
    filler = -np.inf

    def reduce(self, g):
        return g.max(axis=3)

    def share(self):
        return np.arange(self.g.shape[3]) == self.g.argmax(axis=3)[..., None]


class AveragePooling(_Pool):
    def reduce(self, g):
        return g.mean(axis=3)

    def share(self):
        return np.full(self.g.shape, 1 / self.g.shape[3])


class GlobalAveragePooling:
    def __init__(self):
        self.pool = None

    def forward(self, x):
        self.pool = AveragePooling(*x.shape[2:], stride=1)
        return self.pool.forward(x).reshape(x.shape[:2])

    def backward(self, dout):
        return self.pool.backward(dout[..., None, None])


class GlobalMaxPooling(GlobalAveragePooling):
    def forward(self, x):
        self.pool = Pooling(*x.shape[2:], stride=1)
        return self.pool.forward(x).reshape(x.shape[:2])


class SimpleConvNet:
    """Graph of closures: every step pushes its way back onto a list."""

    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        self.conv_param = conv_param
        F, K = conv_param["filter_num"], conv_param["filter_size"]
        oh, ow = sizes_after((0, 0, *input_dim[1:]), (K, K), conv_param["stride"], conv_param["pad"])
        D = F * (oh // 2) * (ow // 2)
        self.params = {}
        for n, shape in enumerate([(F, input_dim[0], K, K), (D, hidden_size), (hidden_size, output_size)], start=1):
            self.params["W%d" % n] = np.random.randn(*shape) * weight_init_std
            self.params["b%d" % n] = np.zeros(shape[0] if n == 1 else shape[-1])

    def predict(self, x, back=None):
        back = [] if back is None else back
        P = self.params

        def conv(x):
            layer = Convolution(P["W1"], P["b1"], self.conv_param["stride"], self.conv_param["pad"])
            y = layer.forward(x)

            def way_back(d, g):
                d = layer.backward(d)
                g["W1"], g["b1"] = layer.dW, layer.db
                return d

            back.append(way_back)
            return y

        def relu(x):
            on = x > 0
            back.append(lambda d, g: d * on)
            return np.where(on, x, 0)

        def pool(x):
            layer = Pooling(2, 2)
            back.append(lambda d, g: layer.backward(d))
            return layer.forward(x)

        def affine(n):
            def step(x):
                W, b = P[f"W{n}"], P[f"b{n}"]
                flat = x.reshape(len(x), -1)

                def way_back(d, g):
                    g[f"W{n}"], g[f"b{n}"] = flat.T @ d, d.sum(axis=0)
                    return (d @ W.T).reshape(x.shape)

                back.append(way_back)
                return flat @ W + b

            return step

        for step in (conv, relu, pool, affine(2), relu, affine(3)):
            x = step(x)
        return x

    def _probabilities(self, y):
        e = np.exp(y - y.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def loss(self, x, t):
        y = self._probabilities(self.predict(x))
        picked = y[np.arange(len(y)), t if t.ndim == 1 else t.argmax(axis=1)]
        return -np.log(picked + 1e-7).mean()

    def accuracy(self, x, t):
        t = t if t.ndim == 1 else t.argmax(axis=1)
        return sum(self.predict(x).argmax(axis=1) == t) / float(t.size)

    def gradient(self, x, t):
        back, grads = [], {}
        y = self._probabilities(self.predict(x, back))
        d = (y - (np.eye(y.shape[1])[t] if t.ndim == 1 else t)) / y.shape[0]
        for way_back in back[::-1]:
            d = way_back(d, grads)
        return grads


class Convolution1d:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        # as an explicit Toeplitz matrix: (L + 2 pad) × OL for each pair of channels
        N, C, L = x.shape
        F, _, K = self.W.shape
        OL = (L + 2 * self.pad - K) // self.stride + 1
        self.xp = np.pad(x, [(0, 0), (0, 0), (self.pad,) * 2])
        self.place = np.zeros((OL, K, self.xp.shape[2]))
        for o in range(OL):
            self.place[o, np.arange(K), o * self.stride + np.arange(K)] = 1
        self.L = L
        return np.einsum("ncl,okl,fck->nfo", self.xp, self.place, self.W) + self.b[None, :, None]

    def backward(self, dout):
        self.db = dout.sum(axis=2).sum(axis=0)
        self.dW = np.einsum("nfo,ncl,okl->fck", dout, self.xp, self.place)
        dxp = np.einsum("nfo,okl,fck->ncl", dout, self.place, self.W)
        return dxp[..., self.pad : self.pad + self.L]


class Convolution3d:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def _places(self, n, k):
        m = n + 2 * self.pad
        o = (m - k) // self.stride + 1
        place = np.zeros((o, k, m))
        for i in range(o):
            place[i, np.arange(k), i * self.stride + np.arange(k)] = 1
        return place[:, :, self.pad : m - self.pad]

    def forward(self, x):
        self.x = x
        self.places = [self._places(n, k) for n, k in zip(x.shape[2:], self.W.shape[2:])]
        A, B, D = self.places
        self.cols = np.einsum("ncthw,xat,ybh,zdw->ncxyzabd", x, A, B, D, optimize=True)
        return np.einsum("ncxyzabd,fcabd->nfxyz", self.cols, self.W) + self.b.reshape(1, -1, 1, 1, 1)

    def backward(self, dout):
        A, B, D = self.places
        self.db = np.einsum("nfxyz->f", dout)
        self.dW = np.einsum("nfxyz,ncxyzabd->fcabd", dout, self.cols)
        dcols = np.einsum("nfxyz,fcabd->ncxyzabd", dout, self.W)
        return np.einsum("ncxyzabd,xat,ybh,zdw->ncthw", dcols, A, B, D, optimize=True)
