"""A loop for every index; the last of several largest pixels wins."""

import numpy as np


def size_of(n, k, stride, pad):
    return (n + 2 * pad - k) // stride + 1


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_data.shape
    oh, ow = size_of(h, filter_h, stride, pad), size_of(w, filter_w, stride, pad)
    rows = []
    for image in range(n):
        for i in range(oh):
            for j in range(ow):
                row = []
                for channel in range(c):
                    for k in range(filter_h):
                        for m in range(filter_w):
                            y, x = i * stride + k - pad, j * stride + m - pad
                            inside = 0 <= y < h and 0 <= x < w
                            row.append(input_data[image, channel, y, x] if inside else 0.0)
                rows.append(row)
    return np.array(rows)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    n, c, h, w = input_shape
    oh, ow = size_of(h, filter_h, stride, pad), size_of(w, filter_w, stride, pad)
    image = np.zeros(input_shape)
    for row in range(len(col)):
        number, place = divmod(row, oh * ow)
        i, j = divmod(place, ow)
        for column in range(col.shape[1]):
            channel, entry = divmod(column, filter_h * filter_w)
            k, m = divmod(entry, filter_w)
            y, x = i * stride + k - pad, j * stride + m - pad
            if 0 <= y < h and 0 <= x < w:
                image[number, channel, y, x] += col[row, column]
    return image


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        self.x = x
        f, _, fh, fw = self.W.shape
        n, _, h, w = x.shape
        oh, ow = size_of(h, fh, self.stride, self.pad), size_of(w, fw, self.stride, self.pad)
        out = np.zeros((n, f, oh, ow))
        for at, p, q, _, _, weight in self.meetings(out.shape):
            out[at] += x[p] * weight if q else 0.0
        for a in range(n):
            for o in range(f):
                for i in range(oh):
                    for j in range(ow):
                        out[a, o, i, j] += self.b[o]
        return out

    def backward(self, dout):
        self.dW, self.db = np.zeros(self.W.shape), np.zeros(self.b.shape)
        dx = np.zeros(self.x.shape)
        for at, p, inside, wi, _, weight in self.meetings(dout.shape):
            if inside:
                self.dW[wi] += dout[at] * self.x[p]
                dx[p] += dout[at] * weight
        for a in range(dout.shape[0]):
            for o in range(dout.shape[1]):
                for i in range(dout.shape[2]):
                    for j in range(dout.shape[3]):
                        self.db[o] += dout[a, o, i, j]
        return dx

    def meetings(self, shape):
        n, f, oh, ow = shape
        _, c, fh, fw = self.W.shape
        h, w = self.x.shape[2:]
        for a in range(n):
            for o in range(f):
                for i in range(oh):
                    for j in range(ow):
                        for ch in range(c):
                            for k in range(fh):
                                for m in range(fw):
                                    y, x = i * self.stride + k - self.pad, j * self.stride + m - self.pad
                                    inside = 0 <= y < h and 0 <= x < w
                                    yield (a, o, i, j), (a, ch, y, x), inside, (o, ch, k, m), None, self.W[o, ch, k, m]


class Pooling:
    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.ph, self.pw, self.stride, self.pad = pool_h, pool_w, stride, pad

    def windows(self, x):
        n, c, h, w = x.shape
        for a in range(n):
            for ch in range(c):
                for i in range(size_of(h, self.ph, self.stride, self.pad)):
                    for j in range(size_of(w, self.pw, self.stride, self.pad)):
                        pixels = []
                        for k in range(self.ph):
                            for m in range(self.pw):
                                y, z = i * self.stride + k - self.pad, j * self.stride + m - self.pad
                                if 0 <= y < h and 0 <= z < w:
                                    pixels.append((a, ch, y, z))
                        yield (a, ch, i, j), pixels

    def forward(self, x):
        self.shape = x.shape
        n, c, h, w = x.shape
        out = np.zeros((n, c, size_of(h, self.ph, self.stride, self.pad), size_of(w, self.pw, self.stride, self.pad)))
        self.winner = {}
        for place, pixels in self.windows(x):
            best = pixels[0]
            for pixel in pixels:
                if x[pixel] >= x[best]:
                    best = pixel
            self.winner[place] = best
            out[place] = x[best]
        return out

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for place, best in self.winner.items():
            dx[best] += dout[place]
        return dx


class AveragePooling(Pooling):
    def forward(self, x):
        self.x = x
        n, c, h, w = x.shape
        out = np.zeros((n, c, size_of(h, self.ph, self.stride, self.pad), size_of(w, self.pw, self.stride, self.pad)))
        for place, pixels in self.windows(x):
            for pixel in pixels:
                out[place] += x[pixel] / (self.ph * self.pw)
        return out

    def backward(self, dout):
        dx = np.zeros(self.x.shape)
        for place, pixels in self.windows(self.x):
            for pixel in pixels:
                dx[pixel] += dout[place] / (self.ph * self.pw)
        return dx


class GlobalAveragePooling:
    def forward(self, x):
        self.shape = n, c, h, w = x.shape
        out = np.zeros((n, c))
        for a in range(n):
            for ch in range(c):
                for i in range(h):
                    for j in range(w):
                        out[a, ch] += x[a, ch, i, j] / (h * w)
        return out

    def backward(self, dout):
        n, c, h, w = self.shape
        dx = np.zeros(self.shape)
        for i in range(h):
            for j in range(w):
                dx[:, :, i, j] = dout / (h * w)
        return dx


class GlobalMaxPooling:
    def forward(self, x):
        self.shape = n, c, h, w = x.shape
        self.best = {}
        out = np.zeros((n, c))
        for a in range(n):
            for ch in range(c):
                best = (0, 0)
                for i in range(h):
                    for j in range(w):
                        if x[a, ch, i, j] > x[a, ch, best[0], best[1]]:
                            best = (i, j)
                self.best[a, ch] = best
                out[a, ch] = x[a, ch, best[0], best[1]]
        return out

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for (a, ch), (i, j) in self.best.items():
            dx[a, ch, i, j] = dout[a, ch]
        return dx


class SimpleConvNet:
    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        c, h, w = input_dim
        f, k = conv_param["filter_num"], conv_param["filter_size"]
        s, p = conv_param["stride"], conv_param["pad"]
        h, w = size_of(size_of(h, k, s, p), 2, 2, 0), size_of(size_of(w, k, s, p), 2, 2, 0)
        rng = np.random.default_rng()
        self.params = {
            "W1": rng.normal(0, weight_init_std, (f, c, k, k)),
            "b1": np.zeros(f),
            "W2": rng.normal(0, weight_init_std, (f * h * w, hidden_size)),
            "b2": np.zeros(hidden_size),
            "W3": rng.normal(0, weight_init_std, (hidden_size, output_size)),
            "b3": np.zeros(output_size),
        }
        self.conv = Convolution(self.params["W1"], self.params["b1"], s, p)
        self.pool = Pooling(2, 2, 2)

    def predict(self, x):
        p = self.params
        self.z1 = self.conv.forward(x)
        pooled = self.pool.forward(np.where(self.z1 > 0, self.z1, 0.0))
        self.pooled = pooled.shape
        self.flat = pooled.reshape(len(x), -1)
        self.z2 = self.flat @ p["W2"] + p["b2"]
        self.a2 = np.where(self.z2 > 0, self.z2, 0.0)
        return self.a2 @ p["W3"] + p["b3"]

    def loss(self, x, t):
        scores = self.predict(x)
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        total = 0.0
        for row, label in zip(scores, labels):
            e = np.exp(row - row.max())
            total -= np.log(e[label] / e.sum())
        return total / len(x)

    def accuracy(self, x, t):
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        right = 0
        for row, label in zip(self.predict(x), labels):
            right += int(np.argmax(row) == label)
        return right / len(x)

    def gradient(self, x, t):
        p = self.params
        scores = self.predict(x)
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        d = np.zeros(scores.shape)
        for i, label in enumerate(labels):
            e = np.exp(scores[i] - scores[i].max())
            d[i] = e / e.sum()
            d[i, label] -= 1
        d /= len(x)
        grads = {"W3": self.a2.T @ d, "b3": d.sum(axis=0)}
        d = (d @ p["W3"].T) * (self.z2 > 0)
        grads["W2"], grads["b2"] = self.flat.T @ d, d.sum(axis=0)
        d = self.pool.backward((d @ p["W2"].T).reshape(self.pooled)) * (self.z1 > 0)
        self.conv.backward(d)
        return {**grads, "W1": self.conv.dW, "b1": self.conv.db}
