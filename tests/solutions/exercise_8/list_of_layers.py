"""The book's form: a list of layers, a trainer that counts epochs."""
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
            self.params["W" + str(idx + 1)] = np.sqrt(2.0 / n) * np.random.randn(conv_param["filter_num"], channels, size, size)
            self.params["b" + str(idx + 1)] = np.zeros(conv_param["filter_num"])
            channels = conv_param["filter_num"]
            h = (h + 2 * conv_param["pad"] - size) // conv_param["stride"] + 1
            w = (w + 2 * conv_param["pad"] - size) // conv_param["stride"] + 1
            if idx % 2 == 1:
                h, w = (h - 2) // 2 + 1, (w - 2) // 2 + 1
        n = channels * h * w
        self.params["W7"] = np.sqrt(2.0 / n) * np.random.randn(n, hidden_size)
        self.params["b7"] = np.zeros(hidden_size)
        self.params["W8"] = np.sqrt(2.0 / hidden_size) * np.random.randn(hidden_size, output_size)
        self.params["b8"] = np.zeros(output_size)

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
    def __init__(self, network, x_train, t_train, x_test, t_test, epochs=20, mini_batch_size=100, optimizer="SGD",
                 optimizer_param=None):
        self.network = network
        self.x_train, self.t_train, self.x_test, self.t_test = x_train, t_train, x_test, t_test
        self.epochs = epochs
        self.batch_size = mini_batch_size
        optimizer_class_dict = {"sgd": SGD, "momentum": Momentum, "nesterov": Nesterov, "adagrad": AdaGrad,
                                "rmsprop": RMSprop, "adam": Adam}
        self.optimizer = optimizer_class_dict[optimizer.lower()](**(optimizer_param or {}))
        self.train_size = x_train.shape[0]
        self.iter_per_epoch = max(self.train_size // mini_batch_size, 1)
        self.max_iter = int(epochs * self.iter_per_epoch)
        self.current_iter = 0
        self.current_epoch = 0
        self.train_loss_list = []
        self.train_acc_list = []
        self.test_acc_list = []

    def train_step(self):
        batch_mask = np.random.choice(self.train_size, self.batch_size)
        x_batch = self.x_train[batch_mask]
        t_batch = self.t_train[batch_mask]
        grads = self.network.gradient(x_batch, t_batch)
        self.optimizer.update(self.network.params, grads)
        loss = self.network.loss(x_batch, t_batch)
        self.train_loss_list.append(loss)
        if self.current_iter % self.iter_per_epoch == 0:
            self.current_epoch += 1
            train_acc = self.network.accuracy(self.x_train, self.t_train)
            test_acc = self.network.accuracy(self.x_test, self.t_test)
            self.train_acc_list.append(train_acc)
            self.test_acc_list.append(test_acc)
        self.current_iter += 1

    def train(self):
        for _i in range(self.max_iter):
            self.train_step()


def save_params(params, file):
    np.savez(file, **params)


def load_params(params, file):
    loaded = np.load(file)
    if set(loaded.files) != set(params):
        raise ValueError("names differ")
    for name in params:
        if loaded[name].shape != params[name].shape:
            raise ValueError("shape of " + name)
    for name in params:
        params[name][...] = loaded[name]
