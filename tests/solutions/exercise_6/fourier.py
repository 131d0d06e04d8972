"""Convolution by the Fourier transform (correlation theorem), subsampled for strides; pooling by a running maximum."""
import numpy as np


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    big = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    big[:, :, pad : pad + H, pad : pad + W] = input_data
    oh = (big.shape[2] - filter_h) // stride + 1
    ow = (big.shape[3] - filter_w) // stride + 1
    i = (stride * np.arange(oh))[:, None, None, None, None] + np.arange(filter_h)[None, None, None, :, None]
    j = (stride * np.arange(ow))[None, :, None, None, None] + np.arange(filter_w)[None, None, None, None, :]
    c = np.arange(C)[None, None, :, None, None]
    return big[:, c, i, j].reshape(N * oh * ow, C * filter_h * filter_w)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_shape
    numbers = im2col(1 + np.arange(N * C * H * W, dtype=float).reshape(input_shape), filter_h, filter_w, stride, pad)
    sums = np.bincount(numbers.astype(int).ravel(), weights=col.ravel(), minlength=N * C * H * W + 1)
    return sums[1:].reshape(input_shape)  # number 0 is the padding


def correlate(a, b, valid):
    """Σ_u a[..., i + u] b[..., u] over the last len(valid) axes, for i from 0 to valid"""
    axes = tuple(range(-len(valid), 0))
    size = a.shape[-len(valid) :]
    spectrum = np.fft.rfftn(a, size, axes) * np.conj(np.fft.rfftn(b, size, axes))
    full = np.fft.irfftn(spectrum, size, axes)
    return full[(..., *(slice(n) for n in valid))]


class _Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        d = x.ndim - 2
        self.sizes = x.shape[2:]
        self.xp = np.pad(x, [(0, 0), (0, 0)] + [(self.pad, self.pad)] * d)
        self.valid = [n - k + 1 for n, k in zip(self.xp.shape[2:], self.W.shape[2:])]
        full = correlate(self.xp[:, None], self.W[None], self.valid).sum(axis=2)
        return full[(..., *[slice(None, None, self.stride)] * d)] + self.b.reshape(-1, *[1] * d)

    def backward(self, dout):
        d = dout.ndim - 2
        spread = np.zeros(dout.shape[:2] + tuple(self.valid))
        spread[(..., *(slice(0, self.stride * (n - 1) + 1, self.stride) for n in dout.shape[2:]))] = dout
        self.db = dout.sum(axis=(0, *range(2, 2 + d)))
        self.dW = correlate(self.xp[:, None], spread[:, :, None], self.W.shape[2:]).sum(axis=0)
        axes = tuple(range(-d, 0))
        size = self.xp.shape[2:]
        product = np.fft.rfftn(spread, size, axes)[:, :, None] * np.fft.rfftn(self.W, size, axes)[None]
        dxp = np.fft.irfftn(product, size, axes).sum(axis=1)
        return dxp[(..., *(slice(self.pad, self.pad + n) for n in self.sizes))]


class Convolution(_Convolution):
    pass


class Convolution1d(_Convolution):
    pass


class Convolution3d(_Convolution):
    pass


class Pooling:
    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def _cols(self, x):
        # padded with the smallest entry, so that padding can only tie with it; then masked
        low = x.min() - 1
        return im2col(x - low, self.pool_h, self.pool_w, self.stride, self.pad), low

    def forward(self, x):
        N, C, H, W = self.shape = x.shape
        cols, low = self._cols(x)
        OH = (H + 2 * self.pad - self.pool_h) // self.stride + 1
        OW = (W + 2 * self.pad - self.pool_w) // self.stride + 1
        cols = cols.reshape(N, OH, OW, C, -1)
        self.winner = cols.argmax(axis=-1)
        return cols.max(axis=-1).transpose(0, 3, 1, 2) + low

    def backward(self, dout):
        hot = np.eye(self.pool_h * self.pool_w)[self.winner] * dout.transpose(0, 2, 3, 1)[..., None]
        N, OH, OW, C, K = hot.shape
        return col2im(hot.reshape(N * OH * OW, C * K), self.shape, self.pool_h, self.pool_w, self.stride, self.pad)


class AveragePooling(Pooling):
    def forward(self, x):
        # integral image
        p, s = self.pad, self.stride
        self.shape = x.shape
        sums = np.pad(x, [(0, 0), (0, 0), (p + 1, p), (p + 1, p)]).cumsum(2).cumsum(3)
        h, w = self.pool_h, self.pool_w
        boxes = sums[:, :, h:, w:] - sums[:, :, :-h, w:] - sums[:, :, h:, :-w] + sums[:, :, :-h, :-w]
        return boxes[:, :, ::s, ::s] / (h * w)

    def backward(self, dout):
        K = self.pool_h * self.pool_w
        N, C, OH, OW = dout.shape
        cols = np.broadcast_to(dout.transpose(0, 2, 3, 1)[..., None] / K, (N, OH, OW, C, K))
        return col2im(cols.reshape(N * OH * OW, C * K), self.shape, self.pool_h, self.pool_w, self.stride, self.pad)


class GlobalAveragePooling:
    def forward(self, x):
        self.like = x
        return np.apply_over_axes(np.mean, x, (2, 3))[:, :, 0, 0]

    def backward(self, dout):
        return np.full_like(self.like, 1 / self.like[0, 0].size) * dout[..., np.newaxis, np.newaxis]


class GlobalMaxPooling:
    def forward(self, x):
        self.x = x
        return np.sort(x.reshape(x.shape[0], x.shape[1], -1), axis=-1)[..., -1]

    def backward(self, dout):
        order = np.argsort(self.x.reshape(self.x.shape[0], self.x.shape[1], -1), axis=-1)
        dx = np.zeros(order.shape)
        np.put_along_axis(dx, order[..., -1:], dout[..., None], axis=-1)
        return dx.reshape(self.x.shape)


from collections import OrderedDict  # noqa: E402


class Relu:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout[self.mask] = 0
        dx = dout
        return dx


def softmax(x):
    if x.ndim == 2:
        x = x.T
        x = x - np.max(x, axis=0)
        y = np.exp(x) / np.sum(np.exp(x), axis=0)
        return y.T
    x = x - np.max(x)
    return np.exp(x) / np.sum(np.exp(x))


def cross_entropy_error(y, t):
    if y.ndim == 1:
        t = t.reshape(1, t.size)
        y = y.reshape(1, y.size)
    if t.size == y.size:
        t = t.argmax(axis=1)
    batch_size = y.shape[0]
    return -np.sum(np.log(y[np.arange(batch_size), t] + 1e-7)) / batch_size


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
        x = x.reshape(x.shape[0], -1)
        self.x = x
        return np.dot(self.x, self.W) + self.b

    def backward(self, dout):
        dx = np.dot(dout, self.W.T)
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return dx.reshape(*self.original_x_shape)


class SoftmaxWithLoss:
    def __init__(self):
        self.loss = None
        self.y = None
        self.t = None

    def forward(self, x, t):
        self.t = t
        self.y = softmax(x)
        self.loss = cross_entropy_error(self.y, self.t)
        return self.loss

    def backward(self, dout=1):
        batch_size = self.t.shape[0]
        if self.t.size == self.y.size:
            dx = (self.y - self.t) / batch_size
        else:
            dx = self.y.copy()
            dx[np.arange(batch_size), self.t] -= 1
            dx = dx / batch_size
        return dx


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        filter_num = conv_param['filter_num']
        filter_size = conv_param['filter_size']
        filter_pad = conv_param['pad']
        filter_stride = conv_param['stride']
        input_size = input_dim[1]
        conv_output_size = (input_size - filter_size + 2*filter_pad) // filter_stride + 1
        conv_output_w = (input_dim[2] - filter_size + 2*filter_pad) // filter_stride + 1
        pool_output_size = filter_num * (conv_output_size//2) * (conv_output_w//2)

        self.params = {}
        self.params['W1'] = weight_init_std * np.random.randn(filter_num, input_dim[0], filter_size, filter_size)
        self.params['b1'] = np.zeros(filter_num)
        self.params['W2'] = weight_init_std * np.random.randn(pool_output_size, hidden_size)
        self.params['b2'] = np.zeros(hidden_size)
        self.params['W3'] = weight_init_std * np.random.randn(hidden_size, output_size)
        self.params['b3'] = np.zeros(output_size)

        self.layers = OrderedDict()
        self.layers['Conv1'] = Convolution(self.params['W1'], self.params['b1'],
                                           conv_param['stride'], conv_param['pad'])
        self.layers['Relu1'] = Relu()
        self.layers['Pool1'] = Pooling(pool_h=2, pool_w=2, stride=2)
        self.layers['Affine1'] = Affine(self.params['W2'], self.params['b2'])
        self.layers['Relu2'] = Relu()
        self.layers['Affine2'] = Affine(self.params['W3'], self.params['b3'])
        self.last_layer = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        y = self.predict(x)
        return self.last_layer.forward(y, t)

    def accuracy(self, x, t, batch_size=100):
        if t.ndim != 1:
            t = np.argmax(t, axis=1)
        acc = 0.0
        for i in range(0, x.shape[0], batch_size):
            tx = x[i:i + batch_size]
            tt = t[i:i + batch_size]
            y = self.predict(tx)
            y = np.argmax(y, axis=1)
            acc += np.sum(y == tt)
        return acc / x.shape[0]

    def gradient(self, x, t):
        self.loss(x, t)
        dout = 1
        dout = self.last_layer.backward(dout)
        layers = list(self.layers.values())
        layers.reverse()
        for layer in layers:
            dout = layer.backward(dout)

        grads = {}
        grads['W1'], grads['b1'] = self.layers['Conv1'].dW, self.layers['Conv1'].db
        grads['W2'], grads['b2'] = self.layers['Affine1'].dW, self.layers['Affine1'].db
        grads['W3'], grads['b3'] = self.layers['Affine2'].dW, self.layers['Affine2'].db
        return grads


