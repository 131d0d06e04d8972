"""Inside everything is channels-last (TensorFlow's NHWC); only the borders of each method transpose."""
from collections import OrderedDict

import numpy as np

to_last = lambda a: np.transpose(a, (0, 2, 3, 1))
to_first = lambda a: np.ascontiguousarray(np.transpose(a, (0, 3, 1, 2)))


def extract_patches(x, kh, kw, stride, pad, fill=0.0):
    """NHWC -> (N, OH, OW, kh, kw, C)"""
    x = np.pad(np.asarray(x, float), ((0, 0), (pad, pad), (pad, pad), (0, 0)), constant_values=fill)
    oh, ow = (x.shape[1] - kh) // stride + 1, (x.shape[2] - kw) // stride + 1
    r = stride * np.arange(oh)[:, None] + np.arange(kh)
    c = stride * np.arange(ow)[:, None] + np.arange(kw)
    return x[:, r[:, None, :, None], c[None, :, None, :], :]


def put_patches(patches, h, w, stride, pad):
    n, oh, ow, kh, kw, ch = patches.shape
    x = np.zeros((n, h + 2 * pad, w + 2 * pad, ch))
    r = stride * np.arange(oh)[:, None] + np.arange(kh)
    c = stride * np.arange(ow)[:, None] + np.arange(kw)
    np.add.at(x, (slice(None), r[:, None, :, None], c[None, :, None, :]), patches)
    return x[:, pad:pad + h, pad:pad + w, :]


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    p = extract_patches(to_last(input_data), filter_h, filter_w, stride, pad)
    return np.moveaxis(p, -1, 3).reshape(-1, p.shape[5] * filter_h * filter_w)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_shape
    oh, ow = (h + 2 * pad - filter_h) // stride + 1, (w + 2 * pad - filter_w) // stride + 1
    p = np.moveaxis(col.reshape(n, oh, ow, c, filter_h, filter_w), 3, -1)
    return to_first(put_patches(p, h, w, stride, pad))


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    @property
    def kernel(self):
        """(FH, FW, C, F), as TensorFlow stores it"""
        return self.W.transpose(2, 3, 1, 0)

    def forward(self, x):
        self.hw = x.shape[2:]
        self.patches = extract_patches(to_last(x), *self.W.shape[2:], self.stride, self.pad)
        return to_first(np.tensordot(self.patches, self.kernel, 3) + self.b)

    def backward(self, dout):
        d = to_last(dout)
        dkernel = np.tensordot(self.patches, d, axes=([0, 1, 2], [0, 1, 2]))
        self.dW = dkernel.transpose(3, 2, 0, 1)
        self.db = d.sum(axis=(0, 1, 2))
        dpatches = np.tensordot(d, self.kernel, axes=([3], [3]))
        return to_first(put_patches(dpatches, *self.hw, self.stride, self.pad))


class Pooling:
    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        self.hw = x.shape[2:]
        p = extract_patches(to_last(x), self.pool_h, self.pool_w, self.stride, self.pad, -np.inf)
        top = p.max(axis=(3, 4), keepdims=True)
        self.winners = p == top
        return to_first(top[:, :, :, 0, 0])

    def backward(self, dout):
        equal_share = self.winners / np.sum(self.winners, axis=(3, 4), keepdims=True)
        return to_first(put_patches(equal_share * to_last(dout)[:, :, :, None, None], *self.hw, self.stride, self.pad))


class AveragePooling:
    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        self.hw = x.shape[2:]
        p = extract_patches(to_last(x), self.pool_h, self.pool_w, self.stride, self.pad)
        # as TensorFlow: padding is not counted
        ones = extract_patches(np.ones((1, *self.hw, 1)), self.pool_h, self.pool_w, self.stride, self.pad)
        self.share = ones / ones.sum(axis=(3, 4), keepdims=True)
        return to_first((p * self.share).sum(axis=(3, 4)))

    def backward(self, dout):
        return to_first(put_patches(to_last(dout)[:, :, :, None, None] * self.share, *self.hw, self.stride, self.pad))


class GlobalAveragePooling:
    def forward(self, x):
        self.shape = x.shape
        return np.einsum("nchw->nc", x) / (x.shape[2] * x.shape[3])

    def backward(self, dout):
        share = dout / (self.shape[2] * self.shape[3])
        return np.broadcast_to(share[..., np.newaxis, np.newaxis], self.shape).copy()


class GlobalMaxPooling:
    """ties share"""

    def forward(self, x):
        top = x.max(axis=(2, 3), keepdims=True)
        winners = (x == top)
        self.share = winners / winners.sum(axis=(2, 3), keepdims=True)
        return top[:, :, 0, 0]

    def backward(self, dout):
        return self.share * dout[:, :, np.newaxis, np.newaxis]


class Relu:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.mask] = 0
        return dx


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = None
        self.original_x_shape = None
        self.dW = None
        self.db = None

    def forward(self, x):
        self.original_x_shape = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return np.dot(self.x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.W.T).reshape(self.original_x_shape)


def softmax(a):
    a = a - np.max(a, axis=-1, keepdims=True)
    e = np.exp(a)
    return e / np.sum(e, axis=-1, keepdims=True)


class SoftmaxWithLoss:
    def __init__(self):
        self.y = None
        self.t = None

    def forward(self, x, t):
        self.t = t if t.ndim == 1 else t.argmax(axis=1)
        self.y = softmax(x)
        n = x.shape[0]
        return -np.sum(np.log(self.y[np.arange(n), self.t] + 1e-12)) / n

    def backward(self, dout=1):
        n = self.t.shape[0]
        dx = self.y.copy()
        dx[np.arange(n), self.t] -= 1
        return dout * dx / n


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        C, H, W = input_dim
        filter_num, filter_size = conv_param["filter_num"], conv_param["filter_size"]
        pad, stride = conv_param["pad"], conv_param["stride"]
        conv_h = (H + 2 * pad - filter_size) // stride + 1
        conv_w = (W + 2 * pad - filter_size) // stride + 1
        pool_h = (conv_h - 2) // 2 + 1
        pool_w = (conv_w - 2) // 2 + 1
        pooled = filter_num * pool_h * pool_w

        self.params = {}
        self.params["W1"] = weight_init_std * np.random.randn(filter_num, C, filter_size, filter_size)
        self.params["b1"] = np.zeros(filter_num)
        self.params["W2"] = weight_init_std * np.random.randn(pooled, hidden_size)
        self.params["b2"] = np.zeros(hidden_size)
        self.params["W3"] = weight_init_std * np.random.randn(hidden_size, output_size)
        self.params["b3"] = np.zeros(output_size)

        self.layers = OrderedDict()
        self.layers["Conv1"] = Convolution(self.params["W1"], self.params["b1"], stride, pad)
        self.layers["Relu1"] = Relu()
        self.layers["Pool1"] = Pooling(2, 2, stride=2)
        self.layers["Affine1"] = Affine(self.params["W2"], self.params["b2"])
        self.layers["Relu2"] = Relu()
        self.layers["Affine2"] = Affine(self.params["W3"], self.params["b3"])
        self.last_layer = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        return self.last_layer.forward(self.predict(x), t)

    def accuracy(self, x, t):
        y = np.argmax(self.predict(x), axis=1)
        if t.ndim != 1:
            t = np.argmax(t, axis=1)
        return np.sum(y == t) / x.shape[0]

    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.last_layer.backward(1)
        for layer in reversed(list(self.layers.values())):
            dout = layer.backward(dout)
        grads = {}
        for i, name in enumerate(("Conv1", "Affine1", "Affine2"), start=1):
            grads["W%d" % i] = self.layers[name].dW
            grads["b%d" % i] = self.layers[name].db
        return grads


class Convolution1d:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b = W, b
        self.stride, self.pad = stride, pad
        self.dW = self.db = None

    def forward(self, x):
        F, C, K = self.W.shape
        N, _, L = x.shape
        s, p = self.stride, self.pad
        self.OL = (L + 2 * p - K) // s + 1
        self.L = L
        self.xp = np.zeros((N, C, L + 2 * p))
        self.xp[:, :, p:p + L] = x
        out = np.zeros((N, F, self.OL)) + self.b[:, None]
        for k in range(K):
            out += np.einsum("ncl,fc->nfl", self.xp[:, :, k:k + s * self.OL:s][:, :, :self.OL], self.W[:, :, k])
        return out

    def backward(self, dout):
        s, p = self.stride, self.pad
        self.dW = np.zeros(self.W.shape)
        self.db = dout.sum(axis=(0, 2))
        dxp = np.zeros(self.xp.shape)
        for k in range(self.W.shape[2]):
            end = k + s * (self.OL - 1) + 1
            self.dW[:, :, k] = np.einsum("nfl,ncl->fc", dout, self.xp[:, :, k:end:s])
            dxp[:, :, k:end:s] += np.einsum("nfl,fc->ncl", dout, self.W[:, :, k])
        return dxp[:, :, p:p + self.L]


class Convolution3d:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b = W, b
        self.stride, self.pad = stride, pad
        self.dW = self.db = None

    def _places(self):
        FT, FH, FW = self.W.shape[2:]
        OT, OH, OW = self.out_size
        s = self.stride
        for t in range(FT):
            for h in range(FH):
                for w in range(FW):
                    yield t, h, w, (slice(None), slice(None), slice(t, t + s * (OT - 1) + 1, s),
                                    slice(h, h + s * (OH - 1) + 1, s), slice(w, w + s * (OW - 1) + 1, s))

    def forward(self, x):
        p = self.pad
        self.size = x.shape[2:]
        self.out_size = [(n + 2 * p - f) // self.stride + 1 for n, f in zip(x.shape[2:], self.W.shape[2:])]
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p), (p, p)))
        out = np.zeros((x.shape[0], self.W.shape[0], *self.out_size)) + self.b.reshape(-1, 1, 1, 1)
        for t, h, w, where in self._places():
            out += np.einsum("ncxyz,fc->nfxyz", self.xp[where], self.W[:, :, t, h, w])
        return out

    def backward(self, dout):
        p = self.pad
        T, H, W = self.size
        self.db = dout.sum(axis=(0, 2, 3, 4))
        self.dW = np.zeros(self.W.shape)
        dxp = np.zeros(self.xp.shape)
        for t, h, w, where in self._places():
            self.dW[:, :, t, h, w] = np.einsum("nfxyz,ncxyz->fc", dout, self.xp[where])
            dxp[where] += np.einsum("nfxyz,fc->ncxyz", dout, self.W[:, :, t, h, w])
        return dxp[:, :, p:p + T, p:p + H, p:p + W]
