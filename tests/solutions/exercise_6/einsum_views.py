"""einsum over sliding_window_view, along one, two or three axes; ties are shared."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _views(x, kernel, stride, pad, value=0.0):
    axes = tuple(range(2, x.ndim))
    padded = np.pad(x, ((0, 0), (0, 0)) + ((pad, pad),) * len(axes), constant_values=value)
    view = sliding_window_view(padded, kernel, axis=axes)
    return view[(slice(None), slice(None)) + (slice(None, None, stride),) * len(axes)]


def _fold(seen, shape, stride, pad):
    """seen: (N, C, *out, *kernel)"""
    axes = len(shape) - 2
    out, kernel = seen.shape[2 : 2 + axes], seen.shape[2 + axes :]
    image = np.zeros(shape[:2] + tuple(n + 2 * pad for n in shape[2:]))
    for k in np.ndindex(*kernel):
        place = tuple(slice(a, a + stride * n, stride) for a, n in zip(k, out))
        image[(..., *place)] += seen[(slice(None),) * (2 + axes) + k]
    return image[(..., *(slice(pad, pad + n) for n in shape[2:]))]


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    view = _views(input_data, (filter_h, filter_w), stride, pad)
    return np.einsum("nchwkl->nhwckl", view).reshape(-1, view.shape[1] * filter_h * filter_w)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_shape
    oh, ow = ((s + 2 * pad - k) // stride + 1 for s, k in ((h, filter_h), (w, filter_w)))
    seen = np.einsum("nhwckl->nchwkl", col.reshape(n, oh, ow, c, filter_h, filter_w))
    return _fold(seen, input_shape, stride, pad)


class _Conv:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad
        o, k = "xyz"[: W.ndim - 2], "uvw"[: W.ndim - 2]
        self.names = (f"nc{o}{k}", f"fc{k}", f"nf{o}")

    def forward(self, x):
        self.shape = x.shape
        self.view = _views(x, self.W.shape[2:], self.stride, self.pad)
        seen, weights, out = self.names
        bias = self.b.reshape(-1, *(1,) * (self.W.ndim - 2))
        return np.einsum(f"{seen},{weights}->{out}", self.view, self.W, optimize=True) + bias

    def backward(self, dout):
        seen, weights, out = self.names
        self.dW = np.einsum(f"{out},{seen}->{weights}", dout, self.view, optimize=True)
        self.db = np.einsum(f"{out}->f", dout)
        return _fold(np.einsum(f"{out},{weights}->{seen}", dout, self.W), self.shape, self.stride, self.pad)


class Convolution(_Conv):
    pass


class Convolution1d(_Conv):
    pass


class Convolution3d(_Conv):
    pass


class Pooling:
    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.kernel, self.stride, self.pad = (pool_h, pool_w), stride, pad

    def forward(self, x):
        self.shape = x.shape
        view = _views(x.astype(float), self.kernel, self.stride, self.pad, -np.inf)
        out = view.max(axis=(4, 5))
        best = view == out[..., None, None]
        self.share = best / best.sum(axis=(4, 5), keepdims=True)
        return out

    def backward(self, dout):
        return _fold(dout[..., None, None] * self.share, self.shape, self.stride, self.pad)


class AveragePooling(Pooling):
    def forward(self, x):
        self.shape = x.shape
        return _views(x, self.kernel, self.stride, self.pad).mean(axis=(4, 5))

    def backward(self, dout):
        share = np.full(self.kernel, 1 / np.prod(self.kernel))
        return _fold(np.einsum("ncxy,uv->ncxyuv", dout, share), self.shape, self.stride, self.pad)


class GlobalAveragePooling:
    def forward(self, x):
        self.shape = x.shape
        return np.einsum("nchw->nc", x) / np.prod(x.shape[2:])

    def backward(self, dout):
        _, _, h, w = self.shape
        return np.einsum("nc,h,w->nchw", dout, np.ones(h), np.ones(w)) / (h * w)


class GlobalMaxPooling:
    def forward(self, x):
        out = x.max(axis=(2, 3))
        best = x == out[:, :, None, None]
        self.share = best / best.sum(axis=(2, 3), keepdims=True)
        return out

    def backward(self, dout):
        return np.einsum("nc,nchw->nchw", dout, self.share)


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        c, h, w = input_dim
        f, k, p, s = (conv_param[name] for name in ("filter_num", "filter_size", "pad", "stride"))
        oh, ow = ((n + 2 * p - k) // s + 1 for n in (h, w))
        shapes = [(f, c, k, k), (f * (oh // 2) * (ow // 2), hidden_size), (hidden_size, output_size)]
        self.params = {}
        for i, (shape, width) in enumerate(zip(shapes, (f, hidden_size, output_size)), 1):
            self.params[f"W{i}"] = np.random.normal(0.0, weight_init_std, shape)
            self.params[f"b{i}"] = np.zeros(width)
        self.conv = Convolution(self.params["W1"], self.params["b1"], s, p)
        self.pool = Pooling(2, 2)

    def predict(self, x):
        p = self.params
        self.z = self.conv.forward(x)
        self.a = self.pool.forward(self.z.clip(min=0))
        self.rows = self.a.reshape(len(x), -1)
        self.h = (np.einsum("ni,ij->nj", self.rows, p["W2"]) + p["b2"]).clip(min=0)
        return np.einsum("ni,ij->nj", self.h, p["W3"]) + p["b3"]

    def _targets(self, t):
        return np.eye(len(self.params["b3"]))[t] if t.ndim == 1 else t

    def loss(self, x, t):
        s = self.predict(x)
        s = s - s.max(axis=1, keepdims=True)
        log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        return -np.einsum("nc,nc->", self._targets(t), log_p) / len(x)

    def accuracy(self, x, t):
        return np.mean(self.predict(x).argmax(axis=1) == self._targets(t).argmax(axis=1))

    def gradient(self, x, t):
        p, s = self.params, self.predict(x)
        y = np.exp(s - s.max(axis=1, keepdims=True))
        d3 = (y / y.sum(axis=1, keepdims=True) - self._targets(t)) / len(x)
        d2 = np.einsum("nj,ij->ni", d3, p["W3"]) * (self.h > 0)
        d1 = self.pool.backward((d2 @ p["W2"].T).reshape(self.a.shape)) * (self.z > 0)
        self.conv.backward(d1)
        return {
            "W1": self.conv.dW,
            "b1": self.conv.db,
            "W2": np.einsum("ni,nj->ij", self.rows, d2),
            "b2": d2.sum(0),
            "W3": np.einsum("ni,nj->ij", self.h, d3),
            "b3": d3.sum(0),
        }
