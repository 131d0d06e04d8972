"""Keras-like names and an order of arguments of its own; rounds pooling up, leaves padding out of means, and takes the
window's size for a default stride."""

import numpy as np


def im2col(images, kernel_h, kernel_w, strides=1, padding=0):
    n, c, h, w = images.shape
    images = np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    tops = np.arange(0, h + 2 * padding - kernel_h + 1, strides)
    lefts = np.arange(0, w + 2 * padding - kernel_w + 1, strides)
    rows = tops[:, None, None, None] + np.arange(kernel_h)[None, None, :, None]
    cols = lefts[None, :, None, None] + np.arange(kernel_w)[None, None, None, :]
    patches = images[:, :, rows, cols]  # n, c, oh, ow, kh, kw
    return patches.transpose(0, 2, 3, 1, 4, 5).reshape(n * len(tops) * len(lefts), c * kernel_h * kernel_w)


def col2im(cols, shape, kernel_h, kernel_w, strides=1, padding=0):
    n, c, h, w = shape
    image = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    tops = np.arange(0, h + 2 * padding - kernel_h + 1, strides)
    lefts = np.arange(0, w + 2 * padding - kernel_w + 1, strides)
    rows = tops[:, None, None, None] + np.arange(kernel_h)[None, None, :, None]
    columns = lefts[None, :, None, None] + np.arange(kernel_w)[None, None, None, :]
    patches = cols.reshape(n, len(tops), len(lefts), c, kernel_h, kernel_w).transpose(0, 3, 1, 2, 4, 5)
    np.add.at(image, (slice(None), slice(None), rows, columns), patches)
    return image[:, :, padding : padding + h, padding : padding + w]


class Conv2D:
    def __init__(self, weights, bias, padding=0, strides=1):
        self.weights, self.bias, self.padding, self.strides = weights, bias, padding, strides

    def forward(self, inputs):
        f, _, kh, kw = self.weights.shape
        n, _, h, w = self._shape = inputs.shape
        self._cols = im2col(inputs, kh, kw, self.strides, self.padding)
        oh = (h + 2 * self.padding - kh) // self.strides + 1
        flat = self._cols @ self.weights.reshape(f, -1).T + self.bias
        return np.moveaxis(flat.reshape(n, oh, -1, f), 3, 1)

    def backward(self, grad):
        f, _, kh, kw = self.weights.shape
        flat = np.moveaxis(grad, 1, 3).reshape(-1, f)
        self.grad_w = (self._cols.T @ flat).T.reshape(self.weights.shape)
        self.grad_b = flat.sum(0)
        return col2im(flat @ self.weights.reshape(f, -1), self._shape, kh, kw, self.strides, self.padding)


class MaxPooling2D:
    def __init__(self, pool_height, pool_width, strides=None, padding=0):
        self.pool = pool_height, pool_width
        self.strides = strides or pool_height
        self.padding = padding

    def windows(self, h, w):
        p, s = self.padding, self.strides
        count = [-(-(n + 2 * p - k) // s) + 1 for n, k in zip((h, w), self.pool)]
        count = [m - 1 if (m - 1) * s >= n + p else m for m, n in zip(count, (h, w))]
        for i in range(count[0]):
            for j in range(count[1]):
                top, left = i * s - p, j * s - p
                rows = slice(max(top, 0), min(top + self.pool[0], h))
                yield i, j, rows, slice(max(left, 0), min(left + self.pool[1], w))
        self.count = count

    def forward(self, inputs):
        self.inputs = inputs
        found = {(i, j): self.reduce(inputs[:, :, a, b]) for i, j, a, b in self.windows(*inputs.shape[2:])}
        out = np.empty((*inputs.shape[:2], *self.count))
        for (i, j), value in found.items():
            out[:, :, i, j] = value
        return out

    def reduce(self, patch):
        return patch.max(axis=(2, 3))

    def share(self, patch):
        best = patch == patch.max(axis=(2, 3), keepdims=True)
        return best / best.sum(axis=(2, 3), keepdims=True)

    def backward(self, grad):
        result = np.zeros(self.inputs.shape)
        for i, j, a, b in self.windows(*self.inputs.shape[2:]):
            result[:, :, a, b] += grad[:, :, i, j, None, None] * self.share(self.inputs[:, :, a, b])
        return result


class AvgPool2d(MaxPooling2D):
    def reduce(self, patch):
        return patch.mean(axis=(2, 3))

    def share(self, patch):
        return np.ones(patch.shape) / (patch.shape[2] * patch.shape[3])


class GlobalAvgPool:
    def forward(self, inputs):
        self.inputs = inputs
        return inputs.reshape(*inputs.shape[:2], -1).mean(-1)

    def backward(self, grad):
        return np.broadcast_to(grad[..., None, None], self.inputs.shape) / self.inputs[0, 0].size


class GlobalMaxPool:
    def forward(self, inputs):
        self.inputs = inputs
        return np.amax(inputs, (-1, -2))

    def backward(self, grad):
        return np.where(self._first(), grad[..., None, None], 0)

    def _first(self):
        flat = self.inputs.reshape(*self.inputs.shape[:2], -1)
        return np.eye(flat.shape[-1], dtype=bool)[flat.argmax(-1)].reshape(self.inputs.shape)


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, std=0.01):
        c, h, w = input_dim
        f, k, p, s = (conv_param[x] for x in ("filter_num", "filter_size", "pad", "stride"))
        size = f * (((h + 2 * p - k) // s + 1) // 2) * (((w + 2 * p - k) // s + 1) // 2)
        draw = np.random.default_rng().standard_normal
        self.parameters = {
            "W1": std * draw((f, c, k, k)), "b1": np.zeros(f),
            "W2": std * draw((size, hidden_size)), "b2": np.zeros(hidden_size),
            "W3": std * draw((hidden_size, output_size)), "b3": np.zeros(output_size),
        }
        self.conv = Conv2D(self.parameters["W1"], self.parameters["b1"], padding=p, strides=s)

    def _pool(self, a):
        n, c, h, w = a.shape
        self.kept = a[:, :, : h // 2 * 2, : w // 2 * 2].reshape(n, c, h // 2, 2, w // 2, 2)
        return self.kept.max(axis=(3, 5))

    def predict(self, x):
        p = self.parameters
        self.z = self.conv.forward(x)
        self.pooled = self._pool(np.maximum(self.z, 0))
        self.flat = self.pooled.reshape(len(x), -1)
        self.hidden = np.maximum(self.flat @ p["W2"] + p["b2"], 0)
        return self.hidden @ p["W3"] + p["b3"]

    def loss(self, x, t):
        s = self.predict(x)
        s = s - np.logaddexp.reduce(s, axis=1, keepdims=True)
        return -(s[np.arange(len(s)), t] if t.ndim == 1 else (s * t).sum(1)).mean()

    def accuracy(self, x, t):
        return np.mean(np.argmax(self.predict(x), 1) == (t if t.ndim == 1 else np.argmax(t, 1)))

    def gradient(self, x, t):
        p, s = self.parameters, self.predict(x)
        d = np.exp(s - np.logaddexp.reduce(s, axis=1, keepdims=True))
        d = (d - (np.eye(d.shape[1])[t] if t.ndim == 1 else t)) / len(x)
        grads = {"W3": self.hidden.T @ d, "b3": d.sum(0)}
        d = d @ p["W3"].T * (self.hidden > 0)
        grads |= {"W2": self.flat.T @ d, "b2": d.sum(0)}
        d = (d @ p["W2"].T).reshape(self.pooled.shape)
        best = self.kept == self.pooled[:, :, :, None, :, None]
        spread = best / best.sum(axis=(3, 5), keepdims=True) * d[:, :, :, None, :, None]
        back = np.zeros(self.z.shape)
        n, c, h, _, w, _ = spread.shape
        back[:, :, : 2 * h, : 2 * w] = spread.reshape(n, c, 2 * h, 2 * w)
        self.conv.backward(back * (self.z > 0))
        return {**grads, "W1": self.conv.grad_w, "b1": self.conv.grad_b}
