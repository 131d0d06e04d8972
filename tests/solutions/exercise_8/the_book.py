"""In the book's way: a flat list of layers, first weights by hand, for images of 28 × 28 only; a trainer that talks."""
# ruff: noqa: B008

import numpy as np
from parts import SGD, AdaGrad, Adam, Affine, Convolution, Dropout, Momentum, Nesterov, Pooling, Relu, RMSprop
from parts import SoftmaxWithLoss as LastLayer


def conv(n, pad=1):
    return {"filter_num": n, "filter_size": 3, "pad": pad, "stride": 1}


class DeepConvNet:
    def __init__(
        self, input_dim=(1, 28, 28), conv_param_1=conv(16), conv_param_2=conv(16), conv_param_3=conv(32),
        conv_param_4=conv(32, 2), conv_param_5=conv(64), conv_param_6=conv(64), hidden_size=50, output_size=10,
    ):
        pre_node_nums = np.array([1 * 9, 16 * 9, 16 * 9, 32 * 9, 32 * 9, 64 * 9, 64 * 4 * 4, hidden_size])
        scales = np.sqrt(2.0 / pre_node_nums)
        self.params = {}
        channels = input_dim[0]
        convs = [conv_param_1, conv_param_2, conv_param_3, conv_param_4, conv_param_5, conv_param_6]
        for i, p in enumerate(convs):
            size = (p["filter_num"], channels, p["filter_size"], p["filter_size"])
            self.params["W" + str(i + 1)] = scales[i] * np.random.randn(*size)
            self.params["b" + str(i + 1)] = np.zeros(p["filter_num"])
            channels = p["filter_num"]
        self.params["W7"] = scales[6] * np.random.randn(64 * 4 * 4, hidden_size)
        self.params["b7"] = np.zeros(hidden_size)
        self.params["W8"] = scales[7] * np.random.randn(hidden_size, output_size)
        self.params["b8"] = np.zeros(output_size)

        self.layers = []
        for i, p in enumerate(convs, 1):
            self.layers += [Convolution(self.params[f"W{i}"], self.params[f"b{i}"], p["stride"], p["pad"]), Relu()]
            if i % 2 == 0:
                self.layers.append(Pooling(pool_h=2, pool_w=2, stride=2))
        self.layers += [Affine(self.params["W7"], self.params["b7"]), Relu(), Dropout(0.5)]
        self.layers += [Affine(self.params["W8"], self.params["b8"]), Dropout(0.5)]
        self.last_layer = LastLayer()

    def predict(self, x, train_flg=False):
        for layer in self.layers:
            x = layer.forward(x, train_flg) if isinstance(layer, Dropout) else layer.forward(x)
        return x

    def loss(self, x, t):
        return self.last_layer.forward(self.predict(x, train_flg=True), t)

    def accuracy(self, x, t, batch_size=100):
        if t.ndim != 1:
            t = np.argmax(t, axis=1)
        acc = 0.0
        for i in range(int(np.ceil(x.shape[0] / batch_size))):
            tx, tt = x[i * batch_size : (i + 1) * batch_size], t[i * batch_size : (i + 1) * batch_size]
            acc += np.sum(np.argmax(self.predict(tx, train_flg=False), axis=1) == tt)
        return acc / x.shape[0]

    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.last_layer.backward(1)
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        grads = {}
        for i, place in enumerate((0, 2, 5, 7, 10, 12, 15, 18), 1):
            grads["W" + str(i)], grads["b" + str(i)] = self.layers[place].dW, self.layers[place].db
        return grads


class Trainer:
    def __init__(
        self, network, x_train, t_train, x_test, t_test, epochs=20, mini_batch_size=100, optimizer="SGD",
        optimizer_param={"lr": 0.01}, evaluate_sample_num_per_epoch=None, verbose=True,  # noqa: B006
    ):
        self.network, self.verbose = network, verbose
        self.x_train, self.t_train, self.x_test, self.t_test = x_train, t_train, x_test, t_test
        self.epochs, self.batch_size, self.sample_num = epochs, mini_batch_size, evaluate_sample_num_per_epoch
        rules = {"sgd": SGD, "momentum": Momentum, "nesterov": Nesterov, "adagrad": AdaGrad, "adam": Adam}
        rules["rmsprop"] = RMSprop
        self.optimizer = rules[optimizer.lower()](**optimizer_param)
        self.train_size = x_train.shape[0]
        self.iter_per_epoch = max(self.train_size / mini_batch_size, 1)
        self.max_iter = int(epochs * self.iter_per_epoch)
        self.current_iter = self.current_epoch = 0
        self.train_loss_list, self.train_acc_list, self.test_acc_list = [], [], []

    def train_step(self):
        mask = np.random.choice(self.train_size, self.batch_size)
        x, t = self.x_train[mask], self.t_train[mask]
        grads = self.network.gradient(x, t)
        self.optimizer.update(self.network.params, grads)
        loss = self.network.loss(x, t)
        self.train_loss_list.append(loss)
        if self.verbose:
            print("train loss:" + str(loss))
        if self.current_iter % self.iter_per_epoch == 0:
            self.current_epoch += 1
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))
        self.current_iter += 1

    def train(self):
        for _ in range(self.max_iter):
            self.train_step()
        print("Final test accuracy:" + str(self.network.accuracy(self.x_test, self.t_test)))


def save_params(params, file_name="params.npz"):
    np.savez(file_name, **params)


def load_params(params, file_name="params.npz"):
    saved = np.load(file_name)
    if sorted(saved.files) != sorted(params):
        raise ValueError(f"{file_name} holds {saved.files}")
    for key in params:
        if saved[key].shape != params[key].shape:
            raise ValueError(f"{key}: {saved[key].shape}, not {params[key].shape}")
        np.copyto(params[key], saved[key])
