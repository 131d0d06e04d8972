"""The networks of exercises 7 and 8, their trainer, and parameters in a file."""

from __future__ import annotations

import io

import numpy as np
import pytest

from reference.deep_convolution import DeepConvNet, load_params, save_params
from reference.double_convolution import FIRST, SECOND, DoubleConvNet, StackedConvNet, output_shapes
from reference.networks import TwoLayerNet
from reference.trainer import Trainer


def samples(n=12):
    rng = np.random.default_rng(4)
    t = rng.integers(0, 3, n)
    return np.eye(3)[t] + 0.1 * rng.standard_normal((n, 3)), t


@pytest.mark.parametrize(
    ("network", "count"), [(DoubleConvNet, 75_430), (StackedConvNet, 291_430), (DeepConvNet, 123_552)]
)
def test_networks_have_the_published_number_of_parameters(network, count):
    assert sum(array.size for array in network().params.values()) == count


def test_shapes_are_those_that_the_layers_give():
    net, x = DoubleConvNet((1, 23, 27)), np.zeros((1, 1, 23, 27))
    seen = []
    for layer in net.layers[:6]:
        x = layer.forward(x)
        seen.append(x.shape[1:])

    assert output_shapes((1, 23, 27), FIRST, SECOND) == [seen[0], seen[2], seen[3], seen[5]]


def test_accuracy_of_the_deep_network_does_not_depend_on_how_many_are_looked_at_together():
    net, rng = DeepConvNet(), np.random.default_rng(2)
    x, t = rng.standard_normal((5, 1, 28, 28)), rng.integers(0, 10, 5)

    assert net.accuracy(x, t, 2) == net.accuracy(x, t, 5)


def test_a_network_that_was_loaded_gives_the_same_scores():
    net, other, file = DeepConvNet(), DeepConvNet(), io.BytesIO()
    x = np.random.default_rng(3).standard_normal((2, 1, 28, 28))

    save_params(net.params, file)
    file.seek(0)
    load_params(other.params, file)

    assert np.array_equal(net.predict(x), other.predict(x))


def test_parameters_of_another_network_are_refused_before_anything_changes():
    net, file = TwoLayerNet(3, 4, 2), io.BytesIO()
    before = {name: array.copy() for name, array in net.params.items()}
    save_params(TwoLayerNet(3, 5, 2).params, file)
    file.seek(0)

    with pytest.raises(ValueError, match="expected"):
        load_params(net.params, file)

    assert all(np.array_equal(net.params[name], before[name]) for name in before)


def test_training_takes_the_steps_that_the_epochs_ask_for():
    trainer = Trainer(TwoLayerNet(3, 5, 3, 0.1), *samples(), *samples(6), 4, 5, "Adam", {"lr": 0.1})

    trainer.train()

    lists = trainer.train_loss_list, trainer.train_acc_list, trainer.test_acc_list
    assert [len(values) for values in lists] == [8, 4, 4]


def test_training_learns():
    trainer = Trainer(TwoLayerNet(3, 8, 3, 0.5), *samples(), *samples(6), 60, 6, "Adam", {"lr": 0.05})

    trainer.train()

    assert trainer.test_acc_list[-1] == 1


def test_an_unknown_optimizer_is_refused_by_name():
    with pytest.raises(ValueError, match="'rmsprpo'"):
        Trainer(TwoLayerNet(3, 5, 3), *samples(), *samples(6), 1, 5, "rmsprpo")
