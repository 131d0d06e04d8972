import numpy as np
from parts import (SGD, AdaGrad, Adam, Affine, Convolution, Dropout, Momentum, Nesterov, Pooling, Relu, RMSprop,
                   SoftmaxWithLoss)

CONVS = [dict(filter_num=n, filter_size=3, pad=p, stride=1) for n, p in ((16, 1), (16, 1), (32, 1), (32, 2), (64, 1), (64, 1))]


class _Block(list):
    """Layers that are gone through as one."""

    def forward(self, x, train_flg):
        for layer in self:
            x = layer.forward(x, train_flg) if isinstance(layer, (_Block, Dropout)) else layer.forward(x)
        return x

    def backward(self, d):
        for layer in reversed(self):
            d = layer.backward(d)
        return d


class DeepConvNet:
    def __init__(self, input_dim=(1, 28, 28), *args, **kwargs):
        names = ["conv_param_%d" % i for i in range(1, 7)] + ["hidden_size", "output_size"]
        values = dict(zip(names, [*CONVS, 50, 10]))
        values.update(zip(names, args))
        values.update(kwargs)
        self._make(input_dim, [values[name] for name in names[:6]], values["hidden_size"], values["output_size"])

    def _make(self, input_dim, convs, hidden, output):
        rng = np.random.default_rng()
        shape = input_dim
        self.params, self.learners, self.body = {}, [], _Block()
        for number, p in enumerate(convs):
            if number % 2 == 0:
                self.body.append(_Block())
            fan = shape[0] * p["filter_size"] ** 2
            W = rng.standard_normal((p["filter_num"], shape[0], p["filter_size"], p["filter_size"])) * np.sqrt(2 / fan)
            layer = Convolution(W, np.zeros(p["filter_num"]), stride=p["stride"], pad=p["pad"])
            self.learners.append(layer)
            self.body[-1] += [layer, Relu()]
            shape = (p["filter_num"], *((n + 2 * p["pad"] - p["filter_size"]) // p["stride"] + 1 for n in shape[1:]))
            if number % 2:
                self.body[-1].append(Pooling(2, 2, 2))
                shape = (shape[0], shape[1] // 2, shape[2] // 2)
        n = int(np.prod(shape))
        one = Affine(rng.standard_normal((n, hidden)) * np.sqrt(2 / n), np.zeros(hidden))
        two = Affine(rng.standard_normal((hidden, output)) * np.sqrt(2 / hidden), np.zeros(output))
        self.learners += [one, two]
        self.body.append(_Block([one, Relu(), Dropout(), two, Dropout()]))
        for i, layer in enumerate(self.learners, 1):
            self.params[f"W{i}"], self.params[f"b{i}"] = layer.W, layer.b
        self.head = SoftmaxWithLoss()

    def predict(self, x, train_flg=False):
        return self.body.forward(x, train_flg)

    def loss(self, x, t):
        return self.head.forward(self.predict(x, True), t)

    def accuracy(self, x, t, batch_size=100):
        if t.ndim == 2:
            t = t.argmax(axis=1)
        done = right = 0
        while done < len(x):
            right += np.count_nonzero(self.predict(x[done:done + batch_size]).argmax(axis=1) == t[done:done + batch_size])
            done += batch_size
        return right / len(x)

    def gradient(self, x, t):
        self.loss(x, t)
        self.body.backward(self.head.backward())
        return {f"{k}{i}": getattr(layer, f"d{k}") for i, layer in enumerate(self.learners, 1) for k in "Wb"}


class Trainer:
    def __init__(self, network, x_train, t_train, x_test, t_test, epochs=20, mini_batch_size=100, optimizer="SGD", optimizer_param=None):
        self.network = network
        self.data = x_train, t_train, x_test, t_test
        self.epochs = epochs
        self.mini_batch_size = mini_batch_size
        kinds = dict(sgd=SGD, momentum=Momentum, nesterov=Nesterov, adagrad=AdaGrad, rmsprop=RMSprop, adam=Adam)
        if optimizer_param is None:
            optimizer_param = {}
        self.optimizer = kinds[optimizer.lower()](**optimizer_param)
        self.train_loss_list = []
        self.train_acc_list = []
        self.test_acc_list = []

    def train_step(self):
        x, t, _, _ = self.data
        mask = np.random.choice(len(x), min(self.mini_batch_size, len(x)), replace=False)
        grads = self.network.gradient(x[mask], t[mask])
        self.optimizer.update(self.network.params, grads)
        self.train_loss_list.append(float(self.network.loss(x[mask], t[mask])))

    def train(self):
        x, t, x_test, t_test = self.data
        for epoch in range(self.epochs):
            for _ in range(len(x) // self.mini_batch_size or 1):
                self.train_step()
            self.train_acc_list += [self.network.accuracy(x, t)]
            self.test_acc_list += [self.network.accuracy(x_test, t_test)]
            print(f"epoch {epoch + 1}: {self.train_acc_list[-1]:.3f} {self.test_acc_list[-1]:.3f}")


class ParamsError(ValueError):
    pass


def save_params(params, file):
    np.savez(file, **{k: params[k] for k in sorted(params)})


def load_params(params, file):
    data = dict(np.load(file))
    for name in list(params) + list(data):
        if name not in data:
            raise ParamsError("missing: " + name)
        if name not in params:
            raise ParamsError("unknown: " + name)
        if np.shape(data[name]) != np.shape(params[name]):
            raise ParamsError("shape: " + name)
    for name in params:
        params[name][:] = data[name]
