"""The book's form: a list of layers, a trainer that counts epochs."""
import io
import zipfile

import numpy as np
from parts import (SGD, AdaGrad, Adam, Affine, Convolution, Dropout, Momentum, Nesterov, Pooling, Relu, RMSprop,
                   SoftmaxWithLoss)


class DeepConvNet:
    def __init__(self, input_dim=(1, 28, 28),
                 conv_param_1=None,
                 conv_param_2=None,
                 conv_param_3=None,
                 conv_param_4=None,
                 conv_param_5=None,
                 conv_param_6=None,
                 hidden_size=50, output_size=10):
        if conv_param_6 is None:
            conv_param_6 = {"filter_num": 64, "filter_size": 3, "pad": 1, "stride": 1}
        if conv_param_5 is None:
            conv_param_5 = {"filter_num": 64, "filter_size": 3, "pad": 1, "stride": 1}
        if conv_param_4 is None:
            conv_param_4 = {"filter_num": 32, "filter_size": 3, "pad": 2, "stride": 1}
        if conv_param_3 is None:
            conv_param_3 = {"filter_num": 32, "filter_size": 3, "pad": 1, "stride": 1}
        if conv_param_2 is None:
            conv_param_2 = {"filter_num": 16, "filter_size": 3, "pad": 1, "stride": 1}
        if conv_param_1 is None:
            conv_param_1 = {"filter_num": 16, "filter_size": 3, "pad": 1, "stride": 1}
        conv_params = [conv_param_1, conv_param_2, conv_param_3, conv_param_4, conv_param_5, conv_param_6]
        self.params = {}
        channels, h, w = input_dim
        for idx, conv_param in enumerate(conv_params):
            size = conv_param["filter_size"]
            n = channels * size * size
            self.params["W" + str(idx + 1)] = (np.sqrt(2.0 / n) * np.random.randn(conv_param["filter_num"], channels, size, size)).astype(np.float32)
            self.params["b" + str(idx + 1)] = np.zeros(conv_param["filter_num"], dtype=np.float32)
            channels = conv_param["filter_num"]
            h = (h + 2 * conv_param["pad"] - size) // conv_param["stride"] + 1
            w = (w + 2 * conv_param["pad"] - size) // conv_param["stride"] + 1
            if idx % 2 == 1:
                h, w = (h - 2) // 2 + 1, (w - 2) // 2 + 1
        n = channels * h * w
        self.params["W7"] = (np.sqrt(2.0 / n) * np.random.randn(n, hidden_size)).astype(np.float32)
        self.params["b7"] = np.zeros(hidden_size, dtype=np.float32)
        self.params["W8"] = (np.sqrt(2.0 / hidden_size) * np.random.randn(hidden_size, output_size)).astype(np.float32)
        self.params["b8"] = np.zeros(output_size, dtype="float32")

        self.layers = []
        for idx, conv_param in enumerate(conv_params):
            self.layers.append(Convolution(self.params["W" + str(idx + 1)], self.params["b" + str(idx + 1)],
                                           conv_param["stride"], conv_param["pad"]))
            self.layers.append(Relu())
            if idx % 2 == 1:
                self.layers.append(Pooling(pool_h=2, pool_w=2, stride=2))
        self.layers.append(Affine(self.params["W7"], self.params["b7"]))
        self.layers.append(Relu())
        self.layers.append(Dropout(0.5))
        self.layers.append(Affine(self.params["W8"], self.params["b8"]))
        self.layers.append(Dropout(0.5))
        self.last_layer = SoftmaxWithLoss()

    def predict(self, x, train_flg=False):
        x = x.astype(np.float32)
        for layer in self.layers:
            x = layer.forward(x, train_flg) if isinstance(layer, Dropout) else layer.forward(x)
        return x

    def loss(self, x, t):
        y = self.predict(x, train_flg=True)
        return self.last_layer.forward(y, t)

    def accuracy(self, x, t, batch_size=100):
        if t.ndim != 1:
            t = np.argmax(t, axis=1)
        acc = 0.0
        for i in range(0, x.shape[0], batch_size):
            tx = x[i:i + batch_size]
            tt = t[i:i + batch_size]
            y = self.predict(tx, train_flg=False)
            y = np.argmax(y, axis=1)
            acc += np.sum(y == tt)
        return acc / x.shape[0]

    def gradient(self, x, t):
        self.loss(x, t)
        dout = 1
        dout = self.last_layer.backward(dout)
        tmp_layers = self.layers.copy()
        tmp_layers.reverse()
        for layer in tmp_layers:
            dout = layer.backward(dout)
        grads = {}
        i = 0
        for layer in self.layers:
            if isinstance(layer, (Convolution, Affine)):
                i += 1
                grads["W" + str(i)] = layer.dW
                grads["b" + str(i)] = layer.db
        return grads

class Trainer:
    """Goes through one order; a new one when too few are left. The data itself stays."""

    def __init__(self, network, x_train, t_train, x_test, t_test, epochs=20, mini_batch_size=100, optimizer="SGD", optimizer_param=None):
        self.network = network
        self.x_train = x_train
        self.t_train = t_train
        self.x_test = x_test
        self.t_test = t_test
        self.epochs = epochs
        self.mini_batch_size = mini_batch_size
        if optimizer.lower() == "sgd":
            cls = SGD
        elif optimizer.lower() == "momentum":
            cls = Momentum
        elif optimizer.lower() == "nesterov":
            cls = Nesterov
        elif optimizer.lower() == "adagrad":
            cls = AdaGrad
        elif optimizer.lower() == "rmsprop":
            cls = RMSprop
        elif optimizer.lower() == "adam":
            cls = Adam
        else:
            raise ValueError(f"unknown optimizer {optimizer}")
        self.optimizer = cls() if optimizer_param is None else cls(**optimizer_param)
        self.order = np.arange(len(x_train))
        np.random.shuffle(self.order)
        self.at = 0
        self.train_loss_list = []
        self.train_acc_list = []
        self.test_acc_list = []

    def train_step(self):
        if self.at > 0 and self.at + self.mini_batch_size > len(self.order):
            np.random.shuffle(self.order)
            self.at = 0
        index = self.order[self.at:self.at + self.mini_batch_size]
        self.at += self.mini_batch_size
        x, t = self.x_train[index], self.t_train[index]
        g = self.network.gradient(x, t)
        loss = self.network.loss(x, t)
        self.optimizer.update(self.network.params, g)
        self.train_loss_list.append(loss)
        return loss

    def train(self):
        per_epoch = max(1, len(self.x_train) // self.mini_batch_size)
        for step in range(self.epochs * per_epoch):
            self.train_step()
            if (step + 1) % per_epoch == 0:
                self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train, 50))
                self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test, batch_size=50))


def save_params(params, file):
    """The same format, written by hand."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in params.items():
            buffer = io.BytesIO()
            np.save(buffer, array)
            archive.writestr(name + ".npy", buffer.getvalue())


def load_params(params, file):
    found = {}
    with zipfile.ZipFile(file) as archive:
        for member in archive.namelist():
            found[member[:-4]] = np.load(io.BytesIO(archive.read(member)))
    if sorted(found) != sorted(params) or any(found[n].shape != params[n].shape for n in params):
        raise ValueError("not the parameters of this network")
    for name in params:
        params[name][()] = found[name]
