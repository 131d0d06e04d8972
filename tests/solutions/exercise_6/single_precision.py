"""In single precision throughout, with one loop over images."""

import numpy as np

F = np.float32


def positions(n, k, stride, pad):
    return range(-pad, n + pad - k + 1, stride)


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    x = np.pad(input_data.astype(F), [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    rows = [
        image[:, i : i + filter_h, j : j + filter_w].ravel()
        for image in x
        for i in range(0, x.shape[2] - filter_h + 1, stride)
        for j in range(0, x.shape[3] - filter_w + 1, stride)
    ]
    return np.stack(rows)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_shape
    x = np.zeros((n, c, h + 2 * pad, w + 2 * pad), dtype=F)
    rows = iter(col.astype(F).reshape(-1, c, filter_h, filter_w))
    for image in x:
        for i in range(0, x.shape[2] - filter_h + 1, stride):
            for j in range(0, x.shape[3] - filter_w + 1, stride):
                image[:, i : i + filter_h, j : j + filter_w] += next(rows)
    return x[:, :, pad : pad + h, pad : pad + w]


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        n, _, h, w = self.shape = x.shape
        f, _, fh, fw = self.W.shape
        self.col = im2col(x, fh, fw, self.stride, self.pad)
        y = self.col @ self.W.reshape(f, -1).T.astype(F) + self.b.astype(F)
        out = len(positions(h, fh, self.stride, self.pad)), len(positions(w, fw, self.stride, self.pad))
        return y.reshape(n, *out, f).transpose(0, 3, 1, 2)

    def backward(self, dout):
        f, _, fh, fw = self.W.shape
        dy = dout.astype(F).transpose(0, 2, 3, 1).reshape(-1, f)
        self.db = dy.sum(axis=0)
        self.dW = (dy.T @ self.col).reshape(self.W.shape)
        return col2im(dy @ self.W.reshape(f, -1).astype(F), self.shape, fh, fw, self.stride, self.pad)


class Pooling:
    fill = -np.inf

    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.h, self.w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def forward(self, x):
        n, c, h, w = self.shape = x.shape
        p = np.pad(x.astype(F), [(0, 0), (0, 0), (self.pad, self.pad), (self.pad, self.pad)], constant_values=self.fill)
        flat = p.reshape(n * c, 1, *p.shape[2:])
        self.size = p.shape
        self.col = im2col(flat, self.h, self.w, self.stride)
        out = len(positions(h, self.h, self.stride, self.pad)), len(positions(w, self.w, self.stride, self.pad))
        return self.reduced().reshape(n, c, *out)

    def reduced(self):
        return self.col.max(axis=1)

    def parts(self):
        return np.eye(self.h * self.w, dtype=F)[self.col.argmax(axis=1)]

    def backward(self, dout):
        n, c, h, w = self.size
        col = self.parts() * dout.astype(F).reshape(-1, 1)
        dx = col2im(col, (n * c, 1, h, w), self.h, self.w, self.stride).reshape(self.size)
        return dx[:, :, self.pad : h - self.pad, self.pad : w - self.pad]


class AveragePooling(Pooling):
    fill = 0

    def reduced(self):
        return self.col.mean(axis=1)

    def parts(self):
        return np.full(self.col.shape, 1 / (self.h * self.w), dtype=F)


class GlobalAveragePooling:
    def forward(self, x):
        self.shape = x.shape
        return x.astype(F).mean(axis=(2, 3))

    def backward(self, dout):
        area = self.shape[2] * self.shape[3]
        return np.ones(self.shape, dtype=F) * (dout.astype(F) / F(area))[:, :, None, None]


class GlobalMaxPooling:
    def forward(self, x):
        self.x = x.astype(F)
        return self.x.max(axis=(2, 3))

    def backward(self, dout):
        dx = np.zeros(self.x.shape, dtype=F)
        for n, image in enumerate(self.x):
            for c, channel in enumerate(image):
                dx[n, c][np.unravel_index(channel.argmax(), channel.shape)] = dout[n, c]
        return dx


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return (dout @ self.W.T).reshape(self.shape)


class Relu:
    def forward(self, x):
        self.positive = x > 0
        return x * self.positive

    def backward(self, dout):
        return dout * self.positive


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        f, k = conv_param["filter_num"], conv_param["filter_size"]
        oh, ow = (len(positions(n, k, conv_param["stride"], conv_param["pad"])) // 2 for n in input_dim[1:])
        shapes = (f, input_dim[0], k, k), (f * oh * ow, hidden_size), (hidden_size, output_size)
        rng = np.random.default_rng()
        weights = [(rng.standard_normal(shape) * weight_init_std).astype(F) for shape in shapes]
        biases = [np.zeros(n, dtype=F) for n in (f, hidden_size, output_size)]
        conv = Convolution(weights[0], biases[0], conv_param["stride"], conv_param["pad"])
        first, second = (Affine(w, b) for w, b in zip(weights[1:], biases[1:]))
        self.learning = conv, first, second
        self.layers = conv, Relu(), Pooling(2, 2), first, Relu(), second
        self.params = {}
        for i, (w, b) in enumerate(zip(weights, biases), 1):
            self.params[f"W{i}"], self.params[f"b{i}"] = w, b

    def predict(self, x):
        x = x.astype(F)
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def probabilities(self, x):
        scores = self.predict(x)
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def loss(self, x, t):
        y = self.probabilities(x)
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        return -np.log(y[np.arange(len(y)), labels]).mean()

    def accuracy(self, x, t):
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        return np.mean(self.predict(x).argmax(axis=1) == labels)

    def gradient(self, x, t):
        y = self.probabilities(x)
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        d = y.copy()
        d[np.arange(len(y)), labels] -= 1
        d /= F(len(y))
        for layer in reversed(self.layers):
            d = layer.backward(d)
        grads = {}
        for i, layer in enumerate(self.learning, 1):
            grads[f"W{i}"], grads[f"b{i}"] = layer.dW, layer.db
        return grads
