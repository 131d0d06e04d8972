"""What several of these modules need: a mistake in the network or the trainer, and trainers that choose otherwise."""

from __future__ import annotations

from typing import Any

from grader.checks import Misconception, misconception
from reference.deep_convolution import DeepConvNet
from reference.trainer import Trainer


def in_network(cls: Any, caught_by: str) -> Misconception:
    return misconception("network", caught_by=caught_by, DeepConvNet=cls)


def gone_back(net: Any, layers: Any) -> dict[str, Any]:
    """The gradients of what went forward last, by way of these layers."""
    dout = net.last_layer.backward()
    for layer in reversed(layers):
        dout = layer.backward(dout)
    grads = {}
    for number, layer in net._weighted():
        grads |= {f"W{number}": layer.dW, f"b{number}": layer.db}
    return grads


def relaid(edit: Any) -> Any:
    """The right layers, put together otherwise."""

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.layers = edit(list(self.layers))

    return Net


def replaced(kind: type, make: Any) -> Any:
    return lambda layers: [make() if isinstance(layer, kind) else layer for layer in layers]


def on_the_class(name: str) -> Any:
    """What an object sets, every object of the class has."""
    kept: dict[str, Any] = {}
    return property(lambda _self: kept[name], lambda _self, value: kept.update({name: value}))


def in_trainer(cls: Any, caught_by: str) -> Misconception:
    return misconception("trainer", caught_by=caught_by, Trainer=cls)


class Choosing(Trainer):
    """Takes the rows that `chosen` names, and the targets that `answers` names."""

    def chosen(self):
        return self.rng.integers(0, len(self.x_train), self.batch_size)

    def answers(self, rows):
        return rows

    def train_step(self):
        rows = self.chosen()
        x, t = self.x_train[rows], self.t_train[self.answers(rows)]
        self.learn(x, t)
        self.train_loss_list.append(float(self.network.loss(x, t)))
        self.done += 1
        self.look()

    def learn(self, x, t):
        self.optimizer.update(self.network.params, self.network.gradient(x, t))

    def look(self):
        if self.done % self.steps_an_epoch == 0:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))
