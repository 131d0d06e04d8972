"""Exercise 8: a deep network and its training. Drawings, counts: README.en.md, or `grade show exercise_8`.

Write Python in place of every `raise` line. Layers and optimisers are at hand: when your work is graded, `parts` holds
right ones.

conv_param_1, …: dicts of filter_num, filter_size (filters are square), pad, stride

To run on a GPU too (`--backend cupy`), ask an array for its library and use that for np: xp = x.__array_namespace__()
"""

import numpy as np
from parts import (
    SGD,
    AdaGrad,
    Adam,
    Affine,
    Convolution,
    Dropout,
    Momentum,
    Nesterov,
    Pooling,
    Relu,
    RMSprop,
    SoftmaxWithLoss,
)

CONV_1 = {"filter_num": 16, "filter_size": 3, "pad": 1, "stride": 1}
CONV_2 = {"filter_num": 16, "filter_size": 3, "pad": 1, "stride": 1}
CONV_3 = {"filter_num": 32, "filter_size": 3, "pad": 1, "stride": 1}
CONV_4 = {"filter_num": 32, "filter_size": 3, "pad": 2, "stride": 1}
CONV_5 = {"filter_num": 64, "filter_size": 3, "pad": 1, "stride": 1}
CONV_6 = {"filter_num": 64, "filter_size": 3, "pad": 1, "stride": 1}


class DeepConvNet:
    """(Convolution → ReLU) twice → 2×2 max pooling, stride 2; all that three times; affine → ReLU → dropout → affine →
    dropout; softmax with cross-entropy. Dropout leaves out half.

    params: dict of W1 b1 … W6 b6 of the convolutions, W7 b7, W8 b8 of the affine layers
        W normal with standard deviation √(2 / fan_in), b zero
    """

    def __init__(
        self,
        input_dim=(1, 28, 28),
        conv_param_1=CONV_1,
        conv_param_2=CONV_2,
        conv_param_3=CONV_3,
        conv_param_4=CONV_4,
        conv_param_5=CONV_5,
        conv_param_6=CONV_6,
        hidden_size=50,
        output_size=10,
    ):
        raise NotImplementedError("DeepConvNet.__init__")

    def predict(self, x, train_flg=False):
        """x: (N, C, H, W); train_flg: whether dropout leaves units out; returns: (N, output_size) scores"""
        raise NotImplementedError("DeepConvNet.predict")

    def loss(self, x, t):
        """As in training, so with dropout. t: (N, output_size) one-hot or (N,) class numbers; returns: one number"""
        raise NotImplementedError("DeepConvNet.loss")

    def accuracy(self, x, t, batch_size=100):
        """Without dropout, batch_size images at a time. returns: the share of all images that are right, 0 to 1"""
        raise NotImplementedError("DeepConvNet.accuracy")

    def gradient(self, x, t):
        """returns: dict of ∂loss/∂params by backpropagation, with the names and shapes of params"""
        raise NotImplementedError("DeepConvNet.gradient")


class Trainer:
    """Trains any network that has params, loss, accuracy and gradient.

    optimizer: "SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop" or "Adam", in upper or lower case
    optimizer_param: its arguments by name, {"lr": 0.001}; None: its own defaults

    train_loss_list: the loss of each step's batch; train_acc_list, test_acc_list: accuracies, one of each an epoch
    """

    def __init__(
        self,
        network,
        x_train,
        t_train,
        x_test,
        t_test,
        epochs=20,
        mini_batch_size=100,
        optimizer="SGD",
        optimizer_param=None,
    ):
        raise NotImplementedError("Trainer.__init__")

    def train_step(self):
        """One batch drawn at random from the training samples, one update of the network's parameters."""
        raise NotImplementedError("Trainer.train_step")

    def train(self):
        """All epochs; an epoch has as many steps as the training samples fill batches, at least one."""
        raise NotImplementedError("Trainer.train")


def save_params(params, file):
    """Write every array of the dict under its name, as numpy.savez does.

    file: a name that ends in .npz, or a binary file that is open; numpy.savez takes either
    """
    raise NotImplementedError("save_params")


def load_params(params, file):
    """Put what was saved back into the arrays of the dict, which stay the same objects: the layers hold them too.

    raises: ValueError if names or shapes are others than those of params
    """
    raise NotImplementedError("load_params")
