"""Layers as pairs of functions with caches, im2col by index arrays, np.add.at on the way back."""
import numpy as np


def get_im2col_indices(x_shape, field_height, field_width, padding=1, stride=1):
    N, C, H, W = x_shape
    out_height = (H + 2 * padding - field_height) // stride + 1
    out_width = (W + 2 * padding - field_width) // stride + 1
    i0 = np.repeat(np.arange(field_height), field_width)
    i0 = np.tile(i0, C)
    i1 = stride * np.repeat(np.arange(out_height), out_width)
    j0 = np.tile(np.arange(field_width), field_height * C)
    j1 = stride * np.tile(np.arange(out_width), out_height)
    i = i0.reshape(-1, 1) + i1.reshape(1, -1)
    j = j0.reshape(-1, 1) + j1.reshape(1, -1)
    k = np.repeat(np.arange(C), field_height * field_width).reshape(-1, 1)
    return k, i, j


def im2col_indices(x, field_height, field_width, padding=1, stride=1):
    p = padding
    x_padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="constant")
    k, i, j = get_im2col_indices(x.shape, field_height, field_width, padding, stride)
    return x_padded[:, k, i, j]  # (N, C*fh*fw, oh*ow)


def col2im_indices(cols, x_shape, field_height=3, field_width=3, padding=1, stride=1):
    N, C, H, W = x_shape
    x_padded = np.zeros((N, C, H + 2 * padding, W + 2 * padding), dtype=cols.dtype)
    k, i, j = get_im2col_indices(x_shape, field_height, field_width, padding, stride)
    np.add.at(x_padded, (slice(None), k, i, j), cols)
    if padding == 0:
        return x_padded
    return x_padded[:, :, padding:-padding, padding:-padding]


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    cols = im2col_indices(input_data, filter_h, filter_w, pad, stride)
    return cols.transpose(0, 2, 1).reshape(-1, cols.shape[1])


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    N = input_shape[0]
    cols = col.reshape(N, -1, col.shape[1]).transpose(0, 2, 1)
    return col2im_indices(cols, input_shape, filter_h, filter_w, pad, stride)


def conv_forward_im2col(x, w, b, conv_param):
    N, C, H, W = x.shape
    num_filters, _, filter_height, filter_width = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    out_height = (H + 2 * pad - filter_height) // stride + 1
    out_width = (W + 2 * pad - filter_width) // stride + 1
    x_cols = im2col_indices(x, filter_height, filter_width, pad, stride)
    res = w.reshape((w.shape[0], -1)) @ x_cols + b.reshape(-1, 1)
    out = res.reshape(N, num_filters, out_height, out_width)
    cache = (x, w, b, conv_param, x_cols)
    return out, cache


def conv_backward_im2col(dout, cache):
    x, w, b, conv_param, x_cols = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    db = np.sum(dout, axis=(0, 2, 3))
    num_filters, _, filter_height, filter_width = w.shape
    dout_reshaped = dout.reshape(dout.shape[0], num_filters, -1)
    dw = np.einsum("nfp,ncp->fc", dout_reshaped, x_cols).reshape(w.shape)
    dx_cols = w.reshape(num_filters, -1).T @ dout_reshaped
    dx = col2im_indices(dx_cols, x.shape, filter_height, filter_width, pad, stride)
    return dx, dw, db


def max_pool_forward(x, pool_param):
    pool_height, pool_width = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    N, C, H, W = x.shape
    same_size = pool_height == pool_width == stride
    tiles = H % pool_height == 0 and W % pool_width == 0
    if same_size and tiles:
        return max_pool_forward_reshape(x, pool_param)
    x_split = x.reshape(N * C, 1, H, W)
    x_cols = im2col_indices(x_split, pool_height, pool_width, padding=0, stride=stride)
    x_cols_argmax = np.argmax(x_cols, axis=1)
    out = np.max(x_cols, axis=1)
    oh, ow = (H - pool_height) // stride + 1, (W - pool_width) // stride + 1
    return out.reshape(N, C, oh, ow), ("im2col", x, x_cols, x_cols_argmax, pool_param)


def max_pool_forward_reshape(x, pool_param):
    N, C, H, W = x.shape
    ph, pw = pool_param["pool_height"], pool_param["pool_width"]
    x_reshaped = x.reshape(N, C, H // ph, ph, W // pw, pw)
    out = x_reshaped.max(axis=3).max(axis=4)
    return out, ("reshape", x, x_reshaped, out, pool_param)


def max_pool_backward(dout, cache):
    method, x, a, b, pool_param = cache
    if method == "reshape":
        x_reshaped, out = a, b
        dx_reshaped = np.zeros_like(x_reshaped)
        out_newaxis = out[:, :, :, np.newaxis, :, np.newaxis]
        mask = x_reshaped == out_newaxis
        dout_newaxis = dout[:, :, :, np.newaxis, :, np.newaxis]
        dout_broadcast, _ = np.broadcast_arrays(dout_newaxis, dx_reshaped)
        dx_reshaped[mask] = dout_broadcast[mask]
        dx_reshaped /= np.sum(mask, axis=(3, 5), keepdims=True)
        return dx_reshaped.reshape(x.shape)
    x_cols, argmax = a, b
    N, C, H, W = x.shape
    dx_cols = np.zeros_like(x_cols)
    flat = dout.reshape(N * C, -1)
    n, p = np.indices(argmax.shape)
    dx_cols[n, argmax, p] = flat
    ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = col2im_indices(dx_cols, (N * C, 1, H, W), ph, pw, 0, s)
    return dx.reshape(x.shape)


class Convolution:
    def __init__(self, w, b, stride=1, pad=0):
        self.w, self.b = w, b
        self.conv_param = {"stride": stride, "pad": pad}

    def forward(self, x):
        out, self.cache = conv_forward_im2col(x, self.w, self.b, self.conv_param)
        return out

    def backward(self, dout):
        dx, self.dW, self.db = conv_backward_im2col(dout, self.cache)
        return dx


class Pooling:
    def __init__(self, pool_height, pool_width, stride=2, pad=0):
        self.pool_param = dict(pool_height=pool_height, pool_width=pool_width, stride=stride)
        self.pad = pad

    def forward(self, x):
        p = self.pad
        if p:
            x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), constant_values=np.finfo(float).min)
        out, self.cache = max_pool_forward(x, self.pool_param)
        return out

    def backward(self, dout):
        dx = max_pool_backward(dout, self.cache)
        p = self.pad
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]


class AveragePooling:
    def __init__(self, pool_height, pool_width, stride=2, pad=0):
        self.args = pool_height, pool_width, pad, stride

    def forward(self, x):
        N, C, H, W = self.shape = x.shape
        ph, pw, p, s = self.args
        cols = im2col_indices(x.reshape(N * C, 1, H, W), *self.args)
        return cols.mean(axis=1).reshape(N, C, (H + 2 * p - ph) // s + 1, (W + 2 * p - pw) // s + 1)

    def backward(self, dout):
        N, C, H, W = self.shape
        ph, pw, p, s = self.args
        cols = np.tile(dout.reshape(N * C, 1, -1) / (ph * pw), (1, ph * pw, 1))
        return col2im_indices(cols, (N * C, 1, H, W), *self.args).reshape(self.shape)


class GlobalAveragePooling:
    def forward(self, x):
        self.cache = x.shape
        return np.mean(x, axis=(-2, -1), keepdims=False)

    def backward(self, dout):
        N, C, H, W = self.cache
        return np.repeat(dout / (H * W), H * W, axis=1).reshape(N, C, H, W)


class GlobalMaxPooling:
    def forward(self, x):
        self.cache = x
        return np.max(x.reshape(*x.shape[:2], -1), axis=2)

    def backward(self, dout):
        N, C, H, W = self.cache.shape
        dx = np.zeros((N, C, H * W), self.cache.dtype)
        best = self.cache.reshape(N, C, -1).argmax(2)
        n, c = np.ogrid[:N, :C]
        dx[n, c, best] = dout
        return dx.reshape(N, C, H, W)


def affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1).dot(w) + b, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout.dot(w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T.dot(dout), dout.sum(axis=0)


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0)


def softmax_loss(x, y):
    shifted = x - np.max(x, axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= 1
    return loss, dx / N


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, num_classes=10, weight_scale=1e-2, reg=0.0):
        self.params = {}
        self.conv_param = {"stride": conv_param["stride"], "pad": conv_param["pad"]}
        self.pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        C, H, W = input_dim
        F, K = conv_param["filter_num"], conv_param["filter_size"]
        H2 = ((H + 2 * conv_param["pad"] - K) // conv_param["stride"] + 1 - 2) // 2 + 1
        W2 = ((W + 2 * conv_param["pad"] - K) // conv_param["stride"] + 1 - 2) // 2 + 1
        self.params["W1"] = weight_scale * np.random.randn(F, C, K, K)
        self.params["b1"] = np.zeros(F)
        self.params["W2"] = weight_scale * np.random.randn(F * H2 * W2, hidden_size)
        self.params["b2"] = np.zeros(hidden_size)
        self.params["W3"] = weight_scale * np.random.randn(hidden_size, num_classes)
        self.params["b3"] = np.zeros(num_classes)

    def _loss(self, X, y=None):
        p = self.params
        a, conv_cache = conv_forward_im2col(X, p["W1"], p["b1"], self.conv_param)
        r, relu1 = relu_forward(a)
        s, pool_cache = max_pool_forward(r, self.pool_param)
        h, fc1 = affine_forward(s, p["W2"], p["b2"])
        hr, relu2 = relu_forward(h)
        scores, fc2 = affine_forward(hr, p["W3"], p["b3"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        grads = {}
        dx, grads["W3"], grads["b3"] = affine_backward(dscores, fc2)
        dx = relu_backward(dx, relu2)
        dx, grads["W2"], grads["b2"] = affine_backward(dx, fc1)
        dx = max_pool_backward(dx, pool_cache)
        dx = relu_backward(dx, relu1)
        dx, grads["W1"], grads["b1"] = conv_backward_im2col(dx, conv_cache)
        return loss, grads

    def predict(self, x):
        return self._loss(x)

    def _labels(self, t):
        return np.argmax(t, axis=1) if t.ndim > 1 else t

    def loss(self, x, t):
        return self._loss(x, self._labels(t))[0]

    def accuracy(self, x, t):
        return (np.argmax(self.predict(x), axis=1) == self._labels(t)).mean()

    def gradient(self, x, t):
        return self._loss(x, self._labels(t))[1]


class Convolution1d:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        N, C, L = self.shape = x.shape
        K = self.W.shape[-1]
        self.xp = np.pad(x, ((0, 0), (0, 0), (self.pad, self.pad)))
        OL = (L + 2 * self.pad - K) // self.stride + 1
        self.idx = np.arange(K)[:, None] + self.stride * np.arange(OL)
        self.cols = self.xp[:, :, self.idx]
        return np.einsum("fck,ncko->nfo", self.W, self.cols) + self.b[:, None]

    def backward(self, dout):
        self.db = dout.sum((0, 2))
        self.dW = np.einsum("nfo,ncko->fck", dout, self.cols)
        dxp = np.zeros_like(self.xp)
        np.add.at(dxp, (slice(None), slice(None), self.idx), np.einsum("fck,nfo->ncko", self.W, dout))
        return dxp[:, :, self.pad : self.pad + self.shape[2]]


class Convolution3d:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        s, p = self.stride, self.pad
        self.shape = x.shape
        self.xp = np.pad(x, ((0, 0), (0, 0)) + ((p, p),) * 3)
        self.idx = []
        for axis, (n, k) in enumerate(zip(x.shape[2:], self.W.shape[2:])):
            o = (n + 2 * p - k) // s + 1
            index = np.arange(k)[:, None] + s * np.arange(o)
            shape = [1] * 6
            shape[axis], shape[axis + 3] = index.shape
            self.idx.append(index.reshape(shape))
        self.cols = self.xp[(slice(None), slice(None), *self.idx)]
        return np.einsum("fcabd,ncabdxyz->nfxyz", self.W, self.cols, optimize=True) + self.b[:, None, None, None]

    def backward(self, dout):
        self.db = dout.sum((0, 2, 3, 4))
        self.dW = np.einsum("nfxyz,ncabdxyz->fcabd", dout, self.cols, optimize=True)
        dcols = np.einsum("fcabd,nfxyz->ncabdxyz", self.W, dout, optimize=True)
        dxp = np.zeros_like(self.xp)
        np.add.at(dxp, (slice(None), slice(None), *self.idx), dcols)
        p = self.pad
        t, h, w = self.shape[2:]
        return dxp[:, :, p : p + t, p : p + h, p : p + w]
