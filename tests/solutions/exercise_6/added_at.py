"""Sliding windows, tensordot, and np.add.at; results are views, some of them read-only or in Fortran order."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view, as_strided


def _padded(x, p, v=0.0):
    p = [(0, 0)] * 2 + [(p, p)] * (x.ndim - 2)
    return np.pad(np.asarray(x, dtype=float), p, constant_values=v)


def _win(xp, k, s):
    n = len(k)
    w = sliding_window_view(xp, k, axis=tuple(range(2, 2 + n)))
    return w[(slice(None),) * 2 + (slice(None, None, s),) * n]


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    w = _win(_padded(input_data, pad), (filter_h, filter_w), stride)
    n, c, oh, ow, _, _ = w.shape
    return np.asfortranarray(w.transpose(0, 2, 3, 1, 4, 5).reshape(n * oh * ow, c * filter_h * filter_w))


def _index(shape, k, s, p):
    n, c, *sp = shape
    ids = np.arange(n * c * int(np.prod([a + 2 * p for a in sp]))).reshape(n, c, *[a + 2 * p for a in sp])
    return _win(ids.astype(float), k, s).astype(int)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_shape
    idx = _index(input_shape, (filter_h, filter_w), stride, pad).transpose(0, 2, 3, 1, 4, 5)
    flat = np.bincount(idx.ravel(), weights=np.ravel(col), minlength=n * c * (h + 2 * pad) * (w + 2 * pad))
    img = flat.reshape(n, c, h + 2 * pad, w + 2 * pad)
    return img[:, :, pad : h + pad, pad : w + pad]


class _Conv:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        k = self.W.shape[2:]
        n = len(k)
        self.shape = x.shape
        self.win = _win(_padded(x, self.pad), k, self.stride)
        out = np.tensordot(self.win, self.W, axes=([1, *range(2 + n, 2 + 2 * n)], list(range(1, 2 + n))))
        return np.moveaxis(out + self.b, -1, 1)

    def backward(self, dout):
        k = self.W.shape[2:]
        n = len(k)
        sp = tuple(range(2, 2 + n))
        self.db = dout.sum(axis=(0,) + sp)
        self.dW = np.tensordot(dout, self.win, axes=((0,) + sp, (0,) + sp))
        cols = np.tensordot(dout, self.W, axes=((1,), (0,)))
        cols = np.moveaxis(cols, 1 + n, 1)
        p = self.pad
        big = np.zeros(self.shape[:2] + tuple(a + 2 * p for a in self.shape[2:]))
        idx = _index(self.shape, k, self.stride, p)
        np.add.at(big.reshape(-1), idx, cols)
        return big[(Ellipsis,) + tuple(slice(p, a + p) for a in self.shape[2:])]


class Convolution(_Conv):
    pass


class Convolution1d(_Conv):
    pass


class Convolution3d(_Conv):
    pass


class _Pool:
    fill = 0.0

    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.k, self.s, self.p = (pool_h, pool_w), stride, pad

    def forward(self, x):
        self.shape = x.shape
        w = _win(_padded(x, self.p, self.fill), self.k, self.s)
        self.oshape = w.shape[:4]
        self.w = w.reshape(*w.shape[:4], -1)
        return self.reduce()

    def backward(self, dout):
        cols = (dout[..., None] * self.share()).reshape(*self.oshape, *self.k)
        n, c, h, w = self.shape
        p = self.p
        big = np.zeros((n, c, h + 2 * p, w + 2 * p))
        np.add.at(big.reshape(-1), _index(self.shape, self.k, self.s, p), cols)
        return big[:, :, p : p + h, p : p + w]


class Pooling(_Pool):
    fill = -np.inf

    def reduce(self):
        return self.w.max(-1)

    def share(self):
        e = self.w == self.w.max(-1, keepdims=True)
        return e / e.sum(-1, keepdims=True)


class AveragePooling(_Pool):
    def reduce(self):
        return self.w.mean(-1)

    def share(self):
        return np.full(self.w.shape, 1 / self.w.shape[-1])


class GlobalAveragePooling:
    def forward(self, x):
        self.shape = x.shape
        return np.einsum("nchw->nc", x) / (x.shape[2] * x.shape[3])

    def backward(self, dout):
        n, c, h, w = self.shape
        return np.broadcast_to(dout[:, :, None, None] / (h * w), self.shape)


class GlobalMaxPooling:
    def forward(self, x):
        self.e = x == x.max(axis=(2, 3), keepdims=True)
        return np.amax(x, axis=(-1, -2))

    def backward(self, dout):
        return self.e * (dout / self.e.sum(axis=(2, 3)))[:, :, None, None]


class SimpleConvNet:
    def __init__(self, input_dim=(1, 28, 28), conv_param=None, hidden_size=100, output_size=10, weight_init_std=0.01):
        cp = conv_param or dict(filter_num=30, filter_size=5, pad=0, stride=1)
        c, h, w = input_dim
        f, k = cp["filter_num"], cp["filter_size"]
        self.s, self.p = cp["stride"], cp["pad"]
        oh, ow = [((a + 2 * self.p - k) // self.s + 1) // 2 for a in (h, w)]
        g = np.random.default_rng()
        shp = {
            "W1": (f, c, k, k),
            "b1": (f,),
            "W2": (f * oh * ow, hidden_size),
            "b2": (hidden_size,),
            "W3": (hidden_size, output_size),
            "b3": (output_size,),
        }
        self.params = {n: g.normal(0, weight_init_std, s) if n[0] == "W" else np.zeros(s) for n, s in shp.items()}

    def _run(self, x):
        P = self.params
        conv = Convolution(P["W1"], P["b1"], self.s, self.p)
        pool = Pooling(2, 2, 2)
        a = conv.forward(x)
        q = pool.forward(np.maximum(a, 0))
        f = q.reshape(len(x), -1)
        h = f @ P["W2"] + P["b2"]
        r = np.maximum(h, 0)
        return conv, pool, a, q, f, h, r, r @ P["W3"] + P["b3"]

    def predict(self, x):
        return self._run(x)[-1]

    def _p(self, s):
        e = np.exp(s - s.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)

    def _hot(self, t):
        return np.eye(len(self.params["b3"]))[t] if t.ndim == 1 else t

    def loss(self, x, t):
        return -(self._hot(t) * np.log(self._p(self.predict(x)) + 1e-7)).sum() / len(x)

    def accuracy(self, x, t):
        return float(np.mean(self.predict(x).argmax(1) == self._hot(t).argmax(1)))

    def gradient(self, x, t):
        P = self.params
        conv, pool, a, q, f, h, r, s = self._run(x)
        d = (self._p(s) - self._hot(t)) / len(x)
        G = {"W3": r.T @ d, "b3": d.sum(0)}
        d = (d @ P["W3"].T) * (h > 0)
        G["W2"], G["b2"] = f.T @ d, d.sum(0)
        d = pool.backward((d @ P["W2"].T).reshape(q.shape)) * (a > 0)
        conv.backward(d)
        return G | {"W1": conv.dW, "b1": conv.db}
