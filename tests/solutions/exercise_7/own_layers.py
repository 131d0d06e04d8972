# 自作の層だけで書いた版(parts は使わない)
from collections import OrderedDict

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def conv(x, W, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    w = sliding_window_view(xp, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    out = np.tensordot(w, W, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2) + b[None, :, None, None]

    def back(dout):
        dW = np.tensordot(dout, w, axes=((0, 2, 3), (0, 2, 3)))
        dxp = np.zeros_like(xp)
        oh, ow = dout.shape[2:]
        for i in range(W.shape[2]):
            for j in range(W.shape[3]):
                piece = np.tensordot(dout, W[:, :, i, j], axes=(1, 0)).transpose(0, 3, 1, 2)
                dxp[:, :, i : i + stride * oh : stride, j : j + stride * ow : stride][:, :, :oh, :ow] += piece
        return dxp[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]], dW, dout.sum(axis=(0, 2, 3))

    return out, back


def pool(x):
    n, c, h, w = x.shape
    h2, w2 = h // 2, w // 2
    blocks = x[:, :, : 2 * h2, : 2 * w2].reshape(n, c, h2, 2, w2, 2)
    out = blocks.max(axis=(3, 5))

    def back(dout):
        same = blocks == out[:, :, :, None, :, None]
        share = same / same.sum(axis=(3, 5), keepdims=True)
        dx = np.zeros(x.shape)
        dx[:, :, : 2 * h2, : 2 * w2] = (share * dout[:, :, :, None, :, None]).reshape(n, c, 2 * h2, 2 * w2)
        return dx

    return out, back


def output_shapes(input_dim, conv_param_1, conv_param_2):
    x = np.zeros((1, *input_dim))
    shapes = []
    for p in (conv_param_1, conv_param_2):
        W = np.zeros((p["filter_num"], x.shape[1], p["filter_size"], p["filter_size"]))
        x, _ = conv(x, W, np.zeros(p["filter_num"]), p["stride"], p["pad"])
        shapes.append(x.shape[1:])
        x, _ = pool(x)
        shapes.append(x.shape[1:])
    return shapes


class DoubleConvNet:
    first_pool = True

    def __init__(self, input_dim=(1, 28, 28), conv_param_1=FIRST, conv_param_2=SECOND, hidden_size=100,
                 output_size=10, weight_init_std=0.01):  # fmt: skip
        self.p1, self.p2 = conv_param_1, conv_param_2
        shapes = output_shapes(input_dim, conv_param_1, conv_param_2)
        if self.first_pool:
            size = np.prod(shapes[3])
        else:
            size = conv_param_2["filter_num"]
            for n in shapes[0][1:]:
                n = (n + 2 * conv_param_2["pad"] - conv_param_2["filter_size"]) // conv_param_2["stride"] + 1
                size *= n // 2
        k1, k2 = conv_param_1["filter_size"], conv_param_2["filter_size"]
        f1, f2 = conv_param_1["filter_num"], conv_param_2["filter_num"]
        rng = np.random.default_rng()
        sizes = [(f1, input_dim[0], k1, k1), (f2, f1, k2, k2), (size, hidden_size), (hidden_size, output_size)]
        self.params = OrderedDict()
        for i, s in enumerate(sizes, 1):
            self.params["W" + str(i)] = rng.normal(0.0, weight_init_std, s)
            self.params["b" + str(i)] = np.zeros(s[0] if len(s) == 4 else s[1])

    def run(self, x):
        P = self.params
        backs = []
        for i, p in ((1, self.p1), (2, self.p2)):
            x, back = conv(x, P[f"W{i}"], P[f"b{i}"], p["stride"], p["pad"])
            on = x > 0
            x = x * on
            pback = None
            if i == 2 or self.first_pool:
                x, pback = pool(x)
            backs.append((i, back, on, pback))
        flat = x.reshape(x.shape[0], -1)
        h = np.maximum(flat @ P["W3"] + P["b3"], 0)
        return h @ P["W4"] + P["b4"], (backs, x.shape, flat, h)

    def predict(self, x):
        return self.run(x)[0]

    def _softmax(self, s):
        e = np.exp(s - s.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def loss(self, x, t):
        if t.ndim == 2:
            t = t.argmax(axis=1)
        return -np.log(self._softmax(self.predict(x))[np.arange(len(x)), t]).mean()

    def accuracy(self, x, t):
        if t.ndim == 2:
            t = t.argmax(axis=1)
        return (self.predict(x).argmax(axis=1) == t).sum() / len(t)

    def gradient(self, x, t):
        if t.ndim == 1:
            t = np.eye(len(self.params["b4"]))[t]
        s, (backs, shape, flat, h) = self.run(x)
        d = (self._softmax(s) - t) / len(x)
        g = {"W4": h.T @ d, "b4": d.sum(axis=0)}
        d = (d @ self.params["W4"].T) * (h > 0)
        g["W3"], g["b3"] = flat.T @ d, d.sum(axis=0)
        d = (d @ self.params["W3"].T).reshape(shape)
        for i, back, on, pback in reversed(backs):
            if pback:
                d = pback(d)
            d, g[f"W{i}"], g[f"b{i}"] = back(d * on)
        return g


class StackedConvNet(DoubleConvNet):
    first_pool = False
