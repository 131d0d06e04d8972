"""params are views into one long vector; pooling before ReLU, which is the same as after it."""
import numpy as np
from parts import Affine, Convolution, Pooling, Relu, SoftmaxWithLoss

FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def side(n, p):
    return (n + 2 * p["pad"] - p["filter_size"]) // p["stride"] + 1


def output_shapes(input_dim, conv_param_1, conv_param_2):
    _, h, w = input_dim
    h1, w1 = side(h, conv_param_1), side(w, conv_param_1)
    h2, w2 = h1 // 2, w1 // 2
    h3, w3 = side(h2, conv_param_2), side(w2, conv_param_2)
    a, b = conv_param_1["filter_num"], conv_param_2["filter_num"]
    return [(a, h1, w1), (a, h2, w2), (b, h3, w3), (b, h3 // 2, w3 // 2)]


def make(self, input_dim, p1, p2, hidden_size, output_size, std, double):
    _, h, w = input_dim
    h, w = side(h, p1), side(w, p1)
    if double:
        h, w = h // 2, w // 2
    h, w = side(h, p2) // 2, side(w, p2) // 2
    a, b = p1["filter_num"], p2["filter_num"]
    shapes = [("W1", (a, input_dim[0], p1["filter_size"], p1["filter_size"])), ("b1", (a,)),
              ("W2", (b, a, p2["filter_size"], p2["filter_size"])), ("b2", (b,)),
              ("W3", (b * h * w, hidden_size)), ("b3", (hidden_size,)),
              ("W4", (hidden_size, output_size)), ("b4", (output_size,))]
    self.vector = np.zeros(sum(int(np.prod(s)) for _, s in shapes))
    self.params = {}
    at = 0
    for name, shape in shapes:
        n = int(np.prod(shape))
        self.params[name] = self.vector[at:at + n].reshape(shape)
        if name.startswith("W"):
            self.params[name][...] = np.random.randn(*shape) * std
        at += n
    p = self.params
    self.layers = [Convolution(p["W1"], p["b1"], p1["stride"], p1["pad"])]
    if double:
        self.layers += [Pooling(2, 2, 2)]
    self.layers += [Relu(), Convolution(p["W2"], p["b2"], p2["stride"], p2["pad"]), Pooling(2, 2, 2), Relu(),
                    Affine(p["W3"], p["b3"]), Relu(), Affine(p["W4"], p["b4"])]
    self.last = SoftmaxWithLoss()


class StackedConvNet:
    DOUBLE = False

    def __init__(self, input_dim=(1, 28, 28), conv_param_1=FIRST, conv_param_2=SECOND, hidden_size=100, output_size=10, weight_init_std=0.01):
        make(self, input_dim, conv_param_1, conv_param_2, hidden_size, output_size, weight_init_std, self.DOUBLE)

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        return self.last.forward(self.predict(x), t)

    def accuracy(self, x, t, batch_size=3):
        if t.ndim == 2:
            t = t.argmax(axis=1)
        count = 0
        for i in range(0, len(x), batch_size):
            count += int((self.predict(x[i:i + batch_size]).argmax(axis=1) == t[i:i + batch_size]).sum())
        return count / len(x)

    def gradient(self, x, t):
        self.loss(x, t)
        d = self.last.backward()
        for layer in reversed(self.layers):
            d = layer.backward(d)
        names = iter("1234")
        out = {}
        for layer in self.layers:
            if hasattr(layer, "W"):
                k = next(names)
                out["b" + k], out["W" + k] = layer.db.copy(), layer.dW.copy()
        return out


class DoubleConvNet(StackedConvNet):
    DOUBLE = True
