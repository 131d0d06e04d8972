"""Layers that the network is built of."""

import numpy as np

from windows import col2im, im2col


class Layer:
    weights = ()

    def __call__(self, x):
        return self.forward(x)


class Convolution(Layer):
    weights = ("W", "b")

    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b = W, b
        self.how = stride, pad

    def forward(self, x):
        col = im2col(x, *self.W.shape[2:], *self.how)
        height = (x.shape[2] + 2 * self.how[1] - self.W.shape[2]) // self.how[0] + 1
        rows = col.dot(self.W.reshape(self.W.shape[0], -1).T) + self.b
        self.cache = col, x.shape
        return rows.reshape(x.shape[0], height, -1, self.W.shape[0]).transpose(0, 3, 1, 2)

    def backward(self, dout):
        col, shape = self.cache
        rows = dout.swapaxes(1, 2).swapaxes(2, 3).reshape(-1, dout.shape[1])
        self.dW, self.db = rows.T.dot(col).reshape(self.W.shape), rows.sum(0)
        return col2im(rows.dot(self.W.reshape(self.W.shape[0], -1)), shape, *self.W.shape[2:], *self.how)


class Pooling(Layer):
    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.size = pool_h, pool_w
        self.stride = stride
        self.pad = pad

    def columns(self, x, fill):
        p = self.pad
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), constant_values=fill)
        self.padded, self.channels = x.shape, x.shape[1]
        self.out = [(n - k) // self.stride + 1 for n, k in zip(x.shape[2:], self.size)]
        return im2col(x, *self.size, self.stride).reshape(-1, self.size[0] * self.size[1])

    def arranged(self, numbers):
        return numbers.reshape(-1, *self.out, self.channels).transpose(0, 3, 1, 2)

    def forward(self, x):
        col = self.columns(x * 1.0, -np.inf)
        self.taken = col.argmax(axis=1)
        return self.arranged(col[np.arange(len(col)), self.taken])

    def shares(self, dout):
        shares = np.zeros((dout.size, self.size[0] * self.size[1]))
        shares[np.arange(dout.size), self.taken] = dout.ravel()
        return shares

    def backward(self, dout):
        shares = self.shares(dout.transpose(0, 2, 3, 1))
        image = col2im(shares.reshape(len(shares) // self.channels, -1), self.padded, *self.size, self.stride)
        h, w = image.shape[2:]
        return image[:, :, self.pad : h - self.pad, self.pad : w - self.pad]


class AveragePooling(Pooling):
    """The mean over the pixels of the image; padding is left out."""

    def forward(self, x):
        self.inside = self.columns(np.ones(x.shape), 0.0)
        col = self.columns(x, 0.0)
        self.count = self.inside.sum(axis=1, keepdims=True)
        return self.arranged(col.sum(axis=1) / self.count[:, 0])

    def shares(self, dout):
        return self.inside * dout.reshape(-1, 1) / self.count


class GlobalAveragePooling(Layer):
    def forward(self, x):
        self.like = x
        return np.average(x, axis=(2, 3))

    def backward(self, dout):
        return (np.zeros_like(self.like).T + dout.T / self.like[0, 0].size).T


class GlobalMaxPooling(Layer):
    def forward(self, x):
        self.x = x
        return np.max(np.max(x, axis=3), axis=2)

    def backward(self, dout):
        dx = np.zeros(self.x.shape)
        for place in np.ndindex(*dout.shape):
            rows, cols = np.nonzero(self.x[place] == self.x[place].max())
            dx[place][rows[-1], cols[-1]] = dout[place]
        return dx


class Affine(Layer):
    weights = ("W", "b")

    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x.reshape(x.shape[0], -1) @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.reshape(self.x.shape[0], -1).T @ dout
        self.db = np.ones(len(dout)) @ dout
        return (dout @ self.W.T).reshape(self.x.shape)


class Relu(Layer):
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout):
        return np.where(self.x > 0, dout, 0)
