"""Pure functions with caches, thin classes around them; dx as a full convolution of the dilated dout."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def pad2(x, p, value=0):
    return np.pad(x, ((0,), (0,), (p,), (p,)), mode="constant", constant_values=value)


def patches(x, fh, fw, stride):
    """(N, C, OH, OW, FH, FW), a view"""
    n, c, h, w = x.shape
    sn, sc, sh, sw = x.strides
    shape = (n, c, (h - fh) // stride + 1, (w - fw) // stride + 1, fh, fw)
    return as_strided(x, shape, (sn, sc, sh * stride, sw * stride, sh, sw), writeable=False)


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    view = patches(pad2(input_data, pad), filter_h, filter_w, stride)
    return np.concatenate([image.transpose(1, 2, 0, 3, 4).reshape(-1, view.shape[1] * filter_h * filter_w) for image in view])


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_shape
    where = im2col(np.arange(n * c * h * w).reshape(input_shape) + 1.0, filter_h, filter_w, stride, pad).astype(int)
    return np.bincount(where.ravel(), weights=col.ravel(), minlength=n * c * h * w + 1)[1:].reshape(input_shape)


def conv_forward(x, w, b, stride, pad):
    view = patches(pad2(x, pad), *w.shape[2:], stride)
    out = np.tensordot(view, w, axes=([1, 4, 5], [1, 2, 3])) + b
    return out.transpose(0, 3, 1, 2), (x, w, stride, pad)


def conv_backward(dout, cache):
    x, w, stride, pad = cache
    view = patches(pad2(x, pad), *w.shape[2:], stride)
    dw = np.tensordot(dout, view, axes=([0, 2, 3], [0, 2, 3]))
    n, f, oh, ow = dout.shape
    fh, fw = w.shape[2:]
    h, wide = x.shape[2] + 2 * pad, x.shape[3] + 2 * pad
    dilated = np.zeros((n, f, h + fh - 1, wide + fw - 1))
    dilated[:, :, fh - 1 : fh - 1 + stride * oh : stride, fw - 1 : fw - 1 + stride * ow : stride] = dout
    flipped = w[:, :, ::-1, ::-1]
    dx = np.tensordot(patches(dilated, fh, fw, 1), flipped, axes=([1, 4, 5], [0, 2, 3])).transpose(0, 3, 1, 2)
    return dx[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]], dw, np.einsum("nfij->f", dout)


def pool_forward(x, ph, pw, stride, pad, largest):
    view = patches(pad2(x.astype(float), pad, -np.inf if largest else 0), ph, pw, stride)
    flat = view.reshape(*view.shape[:4], -1)
    return (flat.max(-1) if largest else flat.mean(-1)), (x.shape, flat, ph, pw, stride, pad)


def pool_backward(dout, cache, largest):
    shape, flat, ph, pw, stride, pad = cache
    dx = np.zeros((*shape[:2], shape[2] + 2 * pad, shape[3] + 2 * pad))
    if largest:
        last = flat.shape[-1] - 1 - flat[..., ::-1].argmax(-1)  # the last of the largest
        n, c, i, j = np.indices(last.shape)
        np.add.at(dx, (n, c, i * stride + last // pw, j * stride + last % pw), dout)
    else:
        for k in range(ph):
            for m in range(pw):
                for i in range(dout.shape[2]):
                    dx[:, :, i * stride + k, m : m + stride * (dout.shape[3] - 1) + 1 : stride] += dout[:, :, i] / (ph * pw)
    return dx[:, :, pad : pad + shape[2], pad : pad + shape[3]]


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.args = W, b, stride, pad

    def forward(self, x):
        out, self.cache = conv_forward(x, *self.args)
        return out

    def backward(self, dout):
        dx, self.dW, self.db = conv_backward(dout, self.cache)
        return dx


class Pooling:
    largest = True

    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.args = pool_h, pool_w, stride, pad

    def forward(self, x):
        out, self.cache = pool_forward(x, *self.args, self.largest)
        return out

    def backward(self, dout):
        return pool_backward(dout, self.cache, self.largest)


class AveragePooling(Pooling):
    largest = False


class GlobalAveragePooling:
    def forward(self, x):
        self.cache = x.shape
        return x.sum((2, 3)) / (x.shape[2] * x.shape[3])

    def backward(self, dout):
        _, _, h, w = self.cache
        return np.repeat(np.repeat(dout[:, :, None, None] / (h * w), h, axis=2), w, axis=3)


class GlobalMaxPooling:
    def forward(self, x):
        out = x.max((2, 3))
        self.cache = x, out
        return out

    def backward(self, dout):
        x, out = self.cache
        mask = x == out[:, :, None, None]
        return mask * dout[:, :, None, None] / mask.sum((2, 3), keepdims=True)


def net_forward(p, x, stride, pad):
    z1, conv = conv_forward(x, p["W1"], p["b1"], stride, pad)
    a1, pool = pool_forward(np.maximum(z1, 0), 2, 2, 2, 0, True)
    rows = a1.reshape(len(x), -1)
    z2 = rows @ p["W2"] + p["b2"]
    a2 = np.maximum(z2, 0)
    return a2 @ p["W3"] + p["b3"], (conv, z1, pool, a1.shape, rows, z2, a2)


def net_backward(p, d, cache):
    conv, z1, pool, shape, rows, z2, a2 = cache
    d2 = d @ p["W3"].T * (z2 > 0)
    d1 = pool_backward((d2 @ p["W2"].T).reshape(shape), pool, True) * (z1 > 0)
    _, dw1, db1 = conv_backward(d1, conv)
    return dict(W1=dw1, b1=db1, W2=rows.T @ d2, b2=d2.sum(0), W3=a2.T @ d, b3=d.sum(0))


def cross_entropy(scores, t):
    t = np.eye(scores.shape[1])[t] if t.ndim == 1 else t
    e = np.exp(scores - scores.max(1, keepdims=True))
    y = e / e.sum(1, keepdims=True)
    return -np.mean(np.log(np.sum(y * t, 1))), (y - t) / len(t)


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        n, side = conv_param["filter_num"], conv_param["filter_size"]
        self.how = conv_param["stride"], conv_param["pad"]
        made, _ = conv_forward(np.zeros((1, *input_dim)), np.zeros((n, input_dim[0], side, side)), 0.0, *self.how)
        width = n * (made.shape[2] // 2) * (made.shape[3] // 2)
        r = np.random
        self.params = dict(
            W1=r.normal(0, weight_init_std, (n, input_dim[0], side, side)), b1=np.zeros((n,)),
            W2=r.normal(0, weight_init_std, (width, hidden_size)), b2=np.zeros((hidden_size,)),
            W3=r.normal(0, weight_init_std, (hidden_size, output_size)), b3=np.zeros((output_size,)),
        )

    def predict(self, x):
        return net_forward(self.params, x, *self.how)[0]

    def loss(self, x, t):
        return cross_entropy(self.predict(x), t)[0]

    def accuracy(self, x, t):
        return sum(self.predict(x).argmax(1) == (t.argmax(1) if t.ndim > 1 else t)) / len(x)

    def gradient(self, x, t):
        scores, cache = net_forward(self.params, x, *self.how)
        return net_backward(self.params, cross_entropy(scores, t)[1], cache)
