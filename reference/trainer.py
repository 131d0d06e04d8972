"""Training: batches, steps, and how well it goes."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, Protocol

import numpy as np

from reference.namespace import Array, namespace
from reference.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSprop

OPTIMIZERS: dict[str, Any] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSprop,
    "adam": Adam,
}


class Trained(Protocol):
    """What a trainer asks of a network."""

    params: MutableMapping[str, Array]

    def loss(self, x: Array, t: Array) -> Array: ...

    def accuracy(self, x: Array, t: Array) -> float: ...

    def gradient(self, x: Array, t: Array) -> dict[str, Array]: ...


class Trainer:
    """Trains a network on batches that are drawn at random, with replacement.

    x_train, t_train, x_test, t_test: samples and targets, one a row
    optimizer: "SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop" or "Adam", in any letters
    optimizer_param: its arguments by name
    train_loss_list: the loss of each step's batch, just after the step
    train_acc_list, test_acc_list: accuracy on all the samples, after every epoch

    An epoch is as many steps as the training samples fill batches, and at least one.
    """

    def __init__(
        self,
        network: Trained,
        x_train: Array,
        t_train: Array,
        x_test: Array,
        t_test: Array,
        epochs: int = 20,
        mini_batch_size: int = 100,
        optimizer: str = "SGD",
        optimizer_param: Mapping[str, float] | None = None,
    ) -> None:
        if optimizer.lower() not in OPTIMIZERS:
            raise ValueError(f"optimizer is {optimizer!r}: expected one of {', '.join(OPTIMIZERS)}")
        self.network = network
        self.x_train, self.t_train, self.x_test, self.t_test = x_train, t_train, x_test, t_test
        self.batch_size = mini_batch_size
        self.optimizer = OPTIMIZERS[optimizer.lower()](**(optimizer_param or {}))
        self.steps_an_epoch = max(x_train.shape[0] // mini_batch_size, 1)
        self.steps = epochs * self.steps_an_epoch
        self.done = 0
        self.rng = np.random.default_rng()
        self.train_loss_list: list[float] = []
        self.train_acc_list: list[float] = []
        self.test_acc_list: list[float] = []

    def train_step(self) -> None:
        """One batch, one update; at the end of an epoch both accuracies."""
        xp = namespace(self.x_train, self.t_train)
        chosen = self.rng.integers(0, self.x_train.shape[0], self.batch_size)
        chosen = xp.asarray(chosen, device=self.x_train.device)
        x, t = xp.take(self.x_train, chosen, axis=0), xp.take(self.t_train, chosen, axis=0)
        self.optimizer.update(self.network.params, self.network.gradient(x, t))
        self.train_loss_list.append(float(self.network.loss(x, t)))
        self.done += 1
        if self.done % self.steps_an_epoch == 0:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))

    def train(self) -> None:
        """All the steps that are left."""
        while self.done < self.steps:
            self.train_step()
