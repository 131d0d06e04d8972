"""A script as in the book's chapters: definitions first, and below them the data and the training, which nothing guards."""

import os
import sys

sys.path.append(os.pardir)
import matplotlib.pyplot as plt
import numpy as np
from dataset.mnist import load_mnist

(x_train, t_train), (x_test, t_test) = load_mnist(normalize=True)
x_train, t_train = x_train[:300], t_train[:300]


def l1_penalty(W, lam):
    return lam * np.abs(W).sum()


def l1_gradient(W, lam):
    return lam * np.sign(W)


def l2_penalty(W, lam):
    return 0.5 * lam * (W * W).sum()


def l2_gradient(W, lam):
    return lam * W


def p_norm(W, p):
    return (np.abs(W) ** p).sum() ** (1 / p)


class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio

    def forward(self, x, train_flg=True):
        if not train_flg:
            return x * (1 - self.dropout_ratio)
        self.mask = np.random.rand(*x.shape) > self.dropout_ratio
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


GRADIENTS = {"l1": l1_gradient, "l2": l2_gradient}


def regularized_gradients(params, grads, lam, kind):
    gradient = GRADIENTS[kind]
    return {k: grads[k] + gradient(W, lam) if k.startswith("W") else grads[k] for k, W in params.items()}


layer = Dropout(0.2)
accuracies = []
for _ in range(len(x_train) // 100):
    accuracies.append(np.mean(layer.forward(x_train) > 0))

plt.plot(accuracies)
plt.show()
