"""Convolutions as products in the frequency domain and poolings by sorting; biases are a column of the weights."""

import numpy as np


def out_size(n, k, stride, pad):
    return (n + 2 * pad - k) // stride + 1


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_data.shape
    oh, ow = out_size(h, filter_h, stride, pad), out_size(w, filter_w, stride, pad)
    x = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.empty((n, oh, ow, c, filter_h, filter_w))
    for i in range(oh):
        for j in range(ow):
            col[:, i, j] = x[:, :, i * stride : i * stride + filter_h, j * stride : j * stride + filter_w]
    return col.reshape(n * oh * ow, c * filter_h * filter_w)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_shape
    oh, ow = out_size(h, filter_h, stride, pad), out_size(w, filter_w, stride, pad)
    col = col.reshape(n, oh, ow, c, filter_h, filter_w)
    x = np.zeros((n, c, h + 2 * pad, w + 2 * pad))
    for i in range(oh):
        for j in range(ow):
            x[:, :, i * stride : i * stride + filter_h, j * stride : j * stride + filter_w] += col[:, i, j]
    return x[:, :, pad : x.shape[2] - pad, pad : x.shape[3] - pad]


class Convolution:
    """A correlation is a product with the conjugate spectrum; strides throw away what lies between."""

    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        self.shape = x.shape
        p = self.pad
        x = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        self.size = x.shape[2:]
        self.fx = np.fft.rfft2(x)
        self.fw = np.fft.rfft2(self.W, s=self.size)
        full = np.fft.irfft2(np.einsum("ncij,fcij->nfij", self.fx, self.fw.conj()), s=self.size)
        valid = [n - k + 1 for n, k in zip(self.size, self.W.shape[2:])]
        return full[:, :, : valid[0] : self.stride, : valid[1] : self.stride] + self.b[:, None, None]

    def backward(self, dout):
        spread = np.zeros(dout.shape[:2] + tuple(self.size))
        h, w = dout.shape[2:]
        spread[:, :, : h * self.stride : self.stride, : w * self.stride : self.stride] = dout
        fd = np.fft.rfft2(spread)
        dW = np.fft.irfft2(np.einsum("ncij,nfij->fcij", self.fx, fd.conj()), s=self.size)
        self.dW = dW[:, :, : self.W.shape[2], : self.W.shape[3]]
        self.db = fd[:, :, 0, 0].real.sum(axis=0)
        dx = np.fft.irfft2(np.einsum("nfij,fcij->ncij", fd, self.fw), s=self.size)
        p = self.pad
        return dx[:, :, p : p + self.shape[2], p : p + self.shape[3]]


class Pooling:
    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def table(self, x):
        """A row of pixels for each window, and the pixel's number in the image."""
        n, c, h, w = x.shape
        numbers = np.arange(1, x.size + 1).reshape(n * c, 1, h, w)
        places = im2col(numbers, self.pool_h, self.pool_w, self.stride, self.pad).astype(int)
        out = out_size(h, self.pool_h, self.stride, self.pad), out_size(w, self.pool_w, self.stride, self.pad)
        self.shape, self.out = x.shape, (n, c, *out)
        return places

    def forward(self, x):
        places = self.table(x)
        pixels = np.append(-np.inf, x)[places]
        order = np.argsort(pixels, axis=1, kind="stable")[:, -1:]
        self.won = np.take_along_axis(places, order, axis=1)
        return np.take_along_axis(pixels, order, axis=1).reshape(self.out)

    def backward(self, dout):
        return np.bincount(self.won.ravel(), dout.ravel(), int(np.prod(self.shape)) + 1)[1:].reshape(self.shape)


class AveragePooling(Pooling):
    def forward(self, x):
        self.places = self.table(x)
        return np.append(0.0, x)[self.places].mean(axis=1).reshape(self.out)

    def backward(self, dout):
        share = np.repeat(dout.reshape(-1, 1), self.places.shape[1], axis=1) / self.places.shape[1]
        return np.bincount(self.places.ravel(), share.ravel(), int(np.prod(self.shape)) + 1)[1:].reshape(self.shape)


class GlobalAveragePooling:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(*x.shape[:2], -1) @ np.ones(x[0, 0].size) / x[0, 0].size

    def backward(self, dout):
        return np.tile(dout[:, :, None, None] / np.prod(self.shape[2:]), (1, 1, *self.shape[2:]))


class GlobalMaxPooling:
    def forward(self, x):
        self.shape = x.shape
        rows = x.reshape(-1, x[0, 0].size)
        self.last = np.argsort(rows, axis=1)[:, -1]
        return rows[np.arange(len(rows)), self.last].reshape(x.shape[:2])

    def backward(self, dout):
        dx = np.zeros((dout.size, int(np.prod(self.shape[2:]))))
        dx[np.arange(dout.size), self.last] = dout.ravel()
        return dx.reshape(self.shape)


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        f, k, p, s = (conv_param[name] for name in ("filter_num", "filter_size", "pad", "stride"))
        width = f
        for n in input_dim[1:]:
            width *= out_size(out_size(n, k, s, p), 2, 2, 0)
        self.settings = s, p
        self.params = {}
        for i, shape in enumerate([(f, input_dim[0], k, k), (width, hidden_size), (hidden_size, output_size)], 1):
            outputs = shape[0] if len(shape) == 4 else shape[1]
            self.params |= {f"W{i}": np.random.randn(*shape) * weight_init_std, f"b{i}": np.zeros(outputs)}

    def predict(self, x):
        p = self.params
        self.conv, self.pool = Convolution(p["W1"], p["b1"], *self.settings), Pooling(2, 2)
        self.z = self.conv.forward(x)
        self.a = self.pool.forward(np.maximum(self.z, 0))
        self.v = self.a.reshape(len(x), -1)
        self.h = np.maximum(self.v @ p["W2"] + p["b2"], 0)
        return self.h @ p["W3"] + p["b3"]

    def _softmax(self, x):
        scores = self.predict(x)
        y = np.exp(scores - scores.max(axis=1)[:, None])
        return y / y.sum(axis=1)[:, None]

    def loss(self, x, t):
        y = self._softmax(x)
        return -np.log(y[np.arange(len(y)), t if t.ndim == 1 else t.argmax(axis=1)] + 1e-7).sum() / len(y)

    def accuracy(self, x, t):
        return np.count_nonzero(self.predict(x).argmax(axis=1) == (t if t.ndim == 1 else t.argmax(axis=1))) / len(x)

    def gradient(self, x, t):
        p, d = self.params, self._softmax(x)
        d[np.arange(len(d)), t if t.ndim == 1 else t.argmax(axis=1)] -= 1
        d /= len(d)
        e = (d @ p["W3"].T) * (self.h > 0)
        self.conv.backward(self.pool.backward((e @ p["W2"].T).reshape(self.a.shape)) * (self.z > 0))
        return {
            "W1": self.conv.dW, "b1": self.conv.db,
            "W2": self.v.T @ e, "b2": e.sum(axis=0),
            "W3": self.h.T @ d, "b3": d.sum(axis=0),
        }
