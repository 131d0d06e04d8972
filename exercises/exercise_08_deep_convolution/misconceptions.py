"""Wrong networks of right layers, trainers that train something else, parameters that do not come back."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import Misconception, misconception
from reference.activations import Relu
from reference.deep_convolution import DeepConvNet, load_params, save_params
from reference.dropout import Dropout
from reference.networks import Network
from reference.optimizers import SGD
from reference.pooling import AveragePooling, Pooling
from reference.trainer import OPTIMIZERS, Trainer

# Network --------------------------------------------------------------------------------------------------------------


def _network(cls: Any, caught_by: str) -> Misconception:
    return misconception("network", caught_by=caught_by, DeepConvNet=cls)


def _layers(edit: Any) -> Any:
    """The right layers, put together otherwise."""

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.layers = edit(list(self.layers))

    return Net


def _drop(kind: type, number: int) -> Any:
    """Without the layer of that kind and number, counted from 0."""

    def edit(layers):
        place = [place for place, layer in enumerate(layers) if isinstance(layer, kind)][number]
        return layers[:place] + layers[place + 1 :]

    return edit


class _SameMarginsEverywhere(DeepConvNet):
    """The fourth convolution has padding 1 like the others."""

    def __init__(self, *arguments):
        super().__init__(*(arguments or ((1, 28, 28), *_margins_of_one())))


def _margins_of_one() -> list[dict[str, int]]:
    return [{"filter_num": n, "filter_size": 3, "pad": 1, "stride": 1} for n in (16, 16, 32, 32, 64, 64)]


def _rescaled(factor: Any) -> Any:
    """First weights that are spread otherwise; factor: of an array of weights."""

    class Net(DeepConvNet):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            for name, W in self.params.items():
                if name.startswith("W"):
                    W *= factor(W)

    return Net


def _fan_in(W: Any) -> float:
    return float(np.prod(W.shape[1:]) if W.ndim == 4 else W.shape[0])


class _BiasesAtOne(DeepConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        for name, array in self.params.items():
            if name.startswith("b"):
                array += 1


class _OwnCopies(DeepConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        for array in self.params.values():
            array[...] = 0
        self.params = {name: array.copy() for name, array in self.params.items()}


class _AlwaysLeavesOut(DeepConvNet):
    def predict(self, x, train_flg=False):
        return super().predict(x, True)


class _NeverLeavesOut(DeepConvNet):
    def predict(self, x, train_flg=False):
        return super().predict(x, False)

    def gradient(self, x, t):
        """By the layers' own way back, with masks that keep all, scaled as evaluation is."""
        self.loss(x, t)
        for layer in self.layers:
            if isinstance(layer, Dropout):
                layer.mask = 0.5
        dout = self.last_layer.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        grads = {}
        for number, layer in self._weighted():
            grads |= {f"W{number}": layer.dW, f"b{number}": layer.db}
        return grads


class _SkipsInEvaluation(DeepConvNet):
    """Dropout is passed by when the network is evaluated, and nothing is scaled."""

    def predict(self, x, train_flg=False):
        for layer in self.layers:
            if not isinstance(layer, Dropout):
                x = layer.forward(x)
            elif train_flg:
                x = layer.forward(x, True)
        return x


class _TheWrongWayRound(DeepConvNet):
    def predict(self, x, train_flg=False):
        return super().predict(x, not train_flg)


class _LossInEvaluation(DeepConvNet):
    def loss(self, x, t):
        return self.last_layer.forward(self.predict(x, False), t)

    def gradient(self, x, t):
        self.last_layer.forward(self.predict(x, True), t)
        dout = self.last_layer.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        grads = {}
        for number, layer in self._weighted():
            grads |= {f"W{number}": layer.dW, f"b{number}": layer.db}
        return grads


class _DropoutNotOnTheWayBack(DeepConvNet):
    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.last_layer.backward()
        for layer in reversed(self.layers):
            if not isinstance(layer, Dropout):
                dout = layer.backward(dout)
        grads = {}
        for number, layer in self._weighted():
            grads |= {f"W{number}": layer.dW, f"b{number}": layer.db}
        return grads


class _SummedGradient(DeepConvNet):
    def gradient(self, x, t):
        return {name: 2 * len(x) * g for name, g in super().gradient(x, t).items()}


class _SummedLoss(DeepConvNet):
    def loss(self, x, t):
        return (1 + len(x)) * super().loss(x, t)


class _DropsTheLast(DeepConvNet):
    """The book's own: whole batches only, divided by the number of all images."""

    def accuracy(self, x, t, batch_size=100):
        t = t if t.ndim == 1 else np.argmax(t, axis=1)
        right = 0.0
        for i in range(len(x) // batch_size):
            some = slice(i * batch_size, (i + 1) * batch_size)
            right += np.sum(np.argmax(self.predict(x[some]), axis=1) == t[some])
        return right / len(x)


class _MeanOfMeans(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        parts = [slice(i, i + batch_size) for i in range(0, len(x), batch_size)]
        return float(np.mean([Network.accuracy(self, x[some], t[some]) for some in parts]))


class _Percent(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        return 100 * super().accuracy(x, t, batch_size)


class _ChangesBatch(DeepConvNet):
    def gradient(self, x, t):
        grads = super().gradient(x.copy(), t)
        x -= np.mean(x)
        return grads


network_biases_at_one = _network(_BiasesAtOne, "parameters")
network_margins_of_one = _network(_SameMarginsEverywhere, "parameter_count")
network_weights_tiny = _network(_rescaled(lambda W: 0.01 / np.sqrt(2 / _fan_in(W))), "initial_scale")
network_weights_of_xavier = _network(_rescaled(lambda _W: np.sqrt(0.5)), "initial_scale")
network_counts_channels_only = _network(
    _rescaled(lambda W: np.sqrt(_fan_in(W) / W.shape[1]) if W.ndim == 4 else 1.0), "initial_scale"
)
network_own_copies = _network(_OwnCopies, "initial_scale")
network_drops_always = _network(_AlwaysLeavesOut, "class_scores")
network_drops_the_wrong_way_round = _network(_TheWrongWayRound, "class_scores")
network_without_relu = [_network(_layers(_drop(Relu, number)), "class_scores") for number in range(7)]
network_pools_by_averages = _network(
    _layers(lambda layers: [AveragePooling(2, 2, 2) if isinstance(x, Pooling) else x for x in layers]), "class_scores"
)
network_one_dropout = [_network(_layers(_drop(Dropout, number)), "class_scores") for number in (0, 1)]
network_never_drops = _network(_NeverLeavesOut, "dropout_in_training")
network_skips_dropout_in_evaluation = _network(_SkipsInEvaluation, "dropout_in_training")
network_loss_without_dropout = _network(_LossInEvaluation, "loss")
network_sums_the_loss = _network(_SummedLoss, "loss")
network_accuracy_drops_the_last = _network(_DropsTheLast, "accuracy")
network_accuracy_mean_of_means = _network(_MeanOfMeans, "accuracy")
network_accuracy_percent = _network(_Percent, "accuracy")
network_dropout_not_on_the_way_back = _network(_DropoutNotOnTheWayBack, "backpropagation")
network_gradient_summed = _network(_SummedGradient, "backpropagation")
network_changes_batch = _network(_ChangesBatch, "batch_untouched")


# Trainer --------------------------------------------------------------------------------------------------------------


def _trainer(cls: Any, caught_by: str) -> Misconception:
    return misconception("trainer", caught_by=caught_by, Trainer=cls)


class _OneStepAnEpoch(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps //= self.steps_an_epoch
        self.steps_an_epoch = 1


class _OneStepMore(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps += 1


class _OneEpoch(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps = self.steps_an_epoch


class _Choosing(Trainer):
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


class _WholeSet(_Choosing):
    def chosen(self):
        return np.arange(len(self.x_train))


class _FirstRows(_Choosing):
    def chosen(self):
        return np.arange(self.batch_size)


class _NeverTheLast(_Choosing):
    def chosen(self):
        return self.rng.integers(0, len(self.x_train) - 1, self.batch_size)


class _AnsweredByOthers(_Choosing):
    """The targets are drawn a second time."""

    def answers(self, rows):
        return self.rng.integers(0, len(self.t_train), len(rows))


class _AnsweredByTheFirst(_Choosing):
    def answers(self, rows):
        return np.arange(len(rows))


class _NewOptimizer(_Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        *_, name, param = arguments
        self.make = lambda: OPTIMIZERS[name.lower()](**param)

    def learn(self, x, t):
        self.make().update(self.network.params, self.network.gradient(x, t))


class _DefaultRate(_Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = OPTIMIZERS[arguments[7].lower()]()


class _AlwaysSGD(_Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = SGD(**arguments[8])


class _StepsTwice(_Choosing):
    def learn(self, x, t):
        grads = self.network.gradient(x, t)
        self.optimizer.update(self.network.params, grads)
        self.optimizer.update(self.network.params, grads)


class _NeverSteps(_Choosing):
    def learn(self, x, t):
        self.network.gradient(x, t)


class _LossAnEpoch(Trainer):
    def train_step(self):
        super().train_step()
        if self.done % self.steps_an_epoch:
            self.train_loss_list.pop()


class _LossSoFar(Trainer):
    """A running sum for the loss of the step."""

    def train_step(self):
        super().train_step()
        self.train_loss_list[-1] += sum(self.train_loss_list[:-1])


class _LooksAtEveryStep(_Choosing):
    def look(self):
        self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
        self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _TestsOnTraining(_Choosing):
    def look(self):
        if self.done % self.steps_an_epoch == 0:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.train_acc_list[-1] + 0.0)
            self.network.accuracy(self.x_train, self.t_train)


class _LooksOnce(_Choosing):
    def look(self):
        if self.done == self.steps:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _ShufflesInPlace(_Choosing):
    def chosen(self):
        order = self.rng.permutation(len(self.x_train))
        self.x_train[:], self.t_train[:] = self.x_train[order], self.t_train[order]
        return np.arange(self.batch_size)


trainer_counts_epochs_as_steps = _trainer(_OneStepAnEpoch, "batches")
trainer_one_step_more = _trainer(_OneStepMore, "batches")
trainer_one_epoch = _trainer(_OneEpoch, "batches")
trainer_whole_set = _trainer(_WholeSet, "batches")
trainer_first_rows = _trainer(_FirstRows, "every_sample")
trainer_never_the_last = _trainer(_NeverTheLast, "every_sample")
trainer_targets_of_others = [
    _trainer(_AnsweredByOthers, "own_targets"),
    _trainer(_AnsweredByTheFirst, "own_targets"),
]
trainer_new_optimizer = _trainer(_NewOptimizer, "updates")
trainer_default_rate = _trainer(_DefaultRate, "updates")
trainer_always_sgd = _trainer(_AlwaysSGD, "updates")
trainer_steps_twice = _trainer(_StepsTwice, "updates")
trainer_never_steps = _trainer(_NeverSteps, "updates")
trainer_loss_an_epoch = _trainer(_LossAnEpoch, "losses")
trainer_loss_so_far = _trainer(_LossSoFar, "losses")
trainer_looks_at_every_step = _trainer(_LooksAtEveryStep, "accuracies")
trainer_tests_on_training = _trainer(_TestsOnTraining, "accuracies")
trainer_looks_once = _trainer(_LooksOnce, "accuracies")
trainer_shuffles_in_place = _trainer(_ShufflesInPlace, "samples_untouched")


# Storage --------------------------------------------------------------------------------------------------------------


def _storage(caught_by: str, **functions: Any) -> Misconception:
    return misconception("storage", caught_by=caught_by, **functions)


def _by_place(params, file):
    np.savez(file, *params.values())


def _single(params, file):
    save_params({name: array.astype(np.float32) for name, array in params.items()}, file)


def _weights_only(params, file):
    save_params({name: array for name, array in params.items() if name.startswith("W")}, file)


def _nothing_loaded(params, file):
    np.load(file).close()


def _rebound(params, file):
    with np.load(file) as saved:
        if {name: saved[name].shape for name in saved.files} != {name: array.shape for name, array in params.items()}:
            raise ValueError
        for name in params:
            params[name] = saved[name]


def _whatever_fits(params, file):
    with np.load(file) as saved:
        for name in params:
            if name in saved.files and saved[name].shape == params[name].shape:
                params[name][...] = saved[name]


storage_by_place = _storage("round_trip", save_params=_by_place)
storage_weights_only = _storage("round_trip", save_params=_weights_only, load_params=_whatever_fits)
storage_single_precision = _storage("round_trip", save_params=_single)
storage_loads_nothing = _storage("round_trip", load_params=_nothing_loaded)
storage_rebinds = _storage("in_place", load_params=_rebound)
storage_takes_whatever_fits = _storage("other_network", load_params=_whatever_fits)
