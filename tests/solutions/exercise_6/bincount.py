"""One number for every place in the padded image: im2col is np.take, col2im is np.bincount. Closures as layers."""
import numpy as np


def _places(shape, fh, fw, stride, pad):
    """flat positions in the padded image, (OH*OW, C*fh*fw)"""
    n, c, h, w = shape
    hp, wp = h + 2 * pad, w + 2 * pad
    numbers = np.arange(c * hp * wp).reshape(c, hp, wp)
    oh, ow = (hp - fh) // stride + 1, (wp - fw) // stride + 1
    return np.array([[numbers[:, i * stride:i * stride + fh, j * stride:j * stride + fw].ravel()
                      for j in range(ow)] for i in range(oh)]).reshape(oh * ow, -1), oh, ow


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    return _take(input_data, filter_h, filter_w, stride, pad, 0.0)


def _take(x, fh, fw, stride, pad, fill):
    n, c, h, w = x.shape
    places, oh, ow = _places(x.shape, fh, fw, stride, pad)
    canvas = np.full((n, c, h + 2 * pad, w + 2 * pad), fill)
    canvas[..., pad:h + pad, pad:w + pad] = x
    return np.take(canvas.reshape(n, -1), places, axis=1).reshape(n * oh * ow, -1)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_shape
    places, oh, ow = _places(input_shape, filter_h, filter_w, stride, pad)
    size = c * (h + 2 * pad) * (w + 2 * pad)
    col = np.asarray(col).reshape(n, -1)
    img = np.stack([np.bincount(places.ravel(), weights=one, minlength=size) for one in col])
    return img.reshape(n, c, h + 2 * pad, w + 2 * pad)[:, :, pad:h + pad, pad:w + pad]


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    def forward(self, x):
        F, C, FH, FW = self.W.shape
        _, OH, OW = _places(x.shape, FH, FW, self.stride, self.pad)
        col = im2col(x, FH, FW, self.stride, self.pad)
        M = self.W.reshape(F, C * FH * FW)

        def back(dout):
            D = dout.reshape(len(x), F, OH * OW).transpose(0, 2, 1).reshape(-1, F)
            self.db = np.dot(np.ones(len(D)), D)
            self.dW = np.dot(D.T, col).reshape(F, C, FH, FW)
            return col2im(np.dot(D, M), x.shape, FH, FW, self.stride, self.pad)

        self._back = back
        return (np.dot(col, M.T) + self.b).reshape(len(x), OH * OW, F).transpose(0, 2, 1).reshape(len(x), F, OH, OW)

    def backward(self, dout):
        return self._back(dout)


def _pooling(fill, weigh):
    class Layer:
        def __init__(self, pool_h, pool_w, stride=2, pad=0):
            self.pool_h = pool_h
            self.pool_w = pool_w
            self.stride = stride
            self.pad = pad

        def forward(self, x):
            n, c, h, w = x.shape
            geometry = (self.pool_h, self.pool_w, self.stride, self.pad)
            _, oh, ow = _places((n, c, h, w), *geometry)
            col = _take(x.reshape(n * c, 1, h, w), *geometry, fill)
            share = weigh(col)

            def back(dout):
                return col2im(share * dout.reshape(-1, 1), (n * c, 1, h, w), *geometry).reshape(n, c, h, w)

            self._back = back
            return np.where(share > 0, col * share, 0.0).sum(axis=1).reshape(n, c, oh, ow)

        def backward(self, dout):
            return self._back(dout)

    return Layer


Pooling = _pooling(-np.inf, lambda col: (np.arange(col.shape[1]) == col.argmax(axis=1)[:, None]).astype(float))
AveragePooling = _pooling(0.0, lambda col: np.full(col.shape, 1.0 / col.shape[1]))


class GlobalAveragePooling:
    def forward(self, x):
        self.cache = x.shape
        return np.mean(x.reshape(*x.shape[:2], -1), axis=-1)

    def backward(self, dout):
        n, c, h, w = self.cache
        return np.repeat(dout / (h * w), h * w, axis=1).reshape(n, c, h, w)


class GlobalMaxPooling:
    def forward(self, x):
        n, c, h, w = x.shape
        rows = x.reshape(n * c, h * w)
        best = np.argmax(rows, axis=1)[:, None]
        self.cache = x.shape, best
        return np.take_along_axis(rows, best, axis=1).reshape(n, c)

    def backward(self, dout):
        shape, best = self.cache
        dx = np.zeros((shape[0] * shape[1], shape[2] * shape[3]))
        np.put_along_axis(dx, best, dout.reshape(-1, 1), axis=1)
        return dx.reshape(shape)


class _ReLU:
    def forward(self, x):
        self.on = x > 0
        return np.where(self.on, x, 0.0)

    def backward(self, dout):
        return np.where(self.on, dout, 0.0)


class _Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(x.shape[0], np.prod(x.shape[1:], dtype=int))

    def backward(self, dout):
        return dout.reshape(self.shape)


class _Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.matmul(x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.einsum("ni,nj->ij", self.x, dout)
        self.db = np.einsum("nj->j", dout)
        return np.einsum("nj,ij->ni", dout, self.W)


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        fn, fs = conv_param["filter_num"], conv_param["filter_size"]
        first = lambda W, b: Convolution(W, b, conv_param["stride"], conv_param["pad"])
        half = [((n + 2 * conv_param["pad"] - fs) // conv_param["stride"] + 1) // 2 for n in input_dim[1:]]
        shapes = [(fn, input_dim[0], fs, fs), (fn * half[0] * half[1], hidden_size), (hidden_size, output_size)]
        biases = [fn, hidden_size, output_size]
        self.params = {}
        for i, (shape, n) in enumerate(zip(shapes, biases), 1):
            self.params[f"W{i}"] = np.random.normal(scale=weight_init_std, size=shape)
            self.params[f"b{i}"] = np.zeros(n)
        p = self.params
        self.with_params = [first(p["W1"], p["b1"]), _Dense(p["W2"], p["b2"]), _Dense(p["W3"], p["b3"])]
        conv, dense1, dense2 = self.with_params
        self.chain = [conv, _ReLU(), Pooling(2, 2, stride=2, pad=0), _Flatten(), dense1, _ReLU(), dense2]

    def _refresh(self):
        for i, layer in enumerate(self.with_params, 1):
            layer.W, layer.b = self.params[f"W{i}"], self.params[f"b{i}"]

    def predict(self, x):
        self._refresh()
        for layer in self.chain:
            x = layer.forward(x)
        return x

    def _softmax(self, s):
        e = np.exp(s - np.amax(s, axis=1)[:, np.newaxis])
        return e / e.sum(axis=1)[:, np.newaxis]

    def _labels(self, t):
        return np.argmax(t, axis=1) if np.ndim(t) == 2 else np.asarray(t)

    def loss(self, x, t):
        y, t = self._softmax(self.predict(x)), self._labels(t)
        right = np.take_along_axis(y, t[:, np.newaxis], axis=1)
        return -np.log(right + 1e-15).mean()

    def accuracy(self, x, t):
        return (self.predict(x).argmax(axis=1) == self._labels(t)).mean()

    def gradient(self, x, t):
        y, t = self._softmax(self.predict(x)), self._labels(t)
        np.subtract.at(y, (np.arange(len(t)), t), 1.0)
        delta = y / len(t)
        for layer in self.chain[::-1]:
            delta = layer.backward(delta)
        return {k + str(i): getattr(layer, "d" + k) for i, layer in enumerate(self.with_params, 1) for k in "Wb"}


class _ConvolutionNd:
    """any number of axes of positions, with sliding windows"""

    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    def forward(self, x):
        d = self.W.ndim - 2
        xp = np.pad(x, [(0, 0), (0, 0)] + [(self.pad, self.pad)] * d)
        axes = tuple(range(2, 2 + d))
        win = np.lib.stride_tricks.sliding_window_view(xp, self.W.shape[2:], axis=axes)
        win = win[(slice(None), slice(None)) + (slice(None, None, self.stride),) * d]
        self.win, self.xp_shape = win, xp.shape
        out = np.tensordot(win, self.W, axes=((1,) + tuple(range(2 + d, 2 + 2 * d)), range(1, 2 + d)))
        return np.moveaxis(out + self.b, -1, 1)

    def backward(self, dout):
        d = self.W.ndim - 2
        places = (0,) + tuple(range(2, 2 + d))
        self.db = dout.sum(axis=places)
        self.dW = np.tensordot(dout, self.win, axes=(places, places))
        dxp = np.zeros(self.xp_shape)
        for offset in np.ndindex(*self.W.shape[2:]):
            where = tuple(slice(o, o + self.stride * (n - 1) + 1, self.stride) for o, n in zip(offset, dout.shape[2:]))
            part = np.tensordot(dout, self.W[(slice(None), slice(None)) + offset], axes=(1, 0))
            dxp[(slice(None), slice(None)) + where] += np.moveaxis(part, -1, 1)
        inner = tuple(slice(self.pad, n - self.pad) for n in self.xp_shape[2:])
        return dxp[(slice(None), slice(None)) + inner]


class Convolution1d(_ConvolutionNd):
    """x (N, C, L)"""


class Convolution3d(_ConvolutionNd):
    """x (N, C, T, H, W)"""
