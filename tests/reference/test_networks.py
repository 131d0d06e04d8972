from __future__ import annotations

import numpy as np
import pytest
from derivative import back, derivative, strict

from reference.activations import Relu, Sigmoid
from reference.affine import Affine
from reference.convolution import Convolution
from reference.networks import Network, SimpleConvNet, TwoLayerNet
from reference.optimizers import SGD
from reference.pooling import Pooling


def drawn(n=6, d=5, c=3):
    rng = np.random.default_rng(1)
    labels = rng.integers(0, c, n)
    return rng, rng.standard_normal((n, d)), labels, np.eye(c, dtype=int)[labels]


def redrawn(net, rng):
    """The net with weights that do not change from run to run."""
    for array in net.params.values():
        array[...] = rng.standard_normal(array.shape)
    return net


def unguarded(scores, labels):
    """Cross entropy without the 1e-7 that keeps its logarithm finite, which the gradient leaves out too."""
    top = scores.max(axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(scores - top), axis=1)) + top[:, 0] - scores[np.arange(len(scores)), labels])


def test_the_two_layer_net_has_the_shapes_that_it_was_asked_for():
    net = TwoLayerNet(5, 4, 3, 0.5)

    shapes = {name: array.shape for name, array in net.params.items()}

    assert shapes == {"W1": (5, 4), "b1": (4,), "W2": (4, 3), "b2": (3,)}
    assert not np.any(net.params["b1"]) and not np.any(net.params["b2"])


def test_first_weights_have_the_standard_deviation_asked_for_and_differ_between_nets():
    one, other = TwoLayerNet(100, 100, 100, 0.5), TwoLayerNet(100, 100, 100, 0.5)

    for name in ("W1", "W2"):
        assert np.std(one.params[name]) == pytest.approx(0.5, rel=0.05)
        assert not np.any(one.params[name] == other.params[name])


def test_scores_are_those_of_the_formula_for_the_arrays_in_params():
    rng, x, _, _ = drawn()
    net = redrawn(TwoLayerNet(5, 4, 3, 0.5), rng)
    p = net.params

    np.testing.assert_allclose(net.predict(x), np.maximum(x @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"])


def test_the_gradient_is_the_derivative_of_the_loss_by_every_parameter():
    rng, x, labels, one_hot = drawn()
    net = redrawn(TwoLayerNet(5, 4, 3, 0.5), rng)

    grads = net.gradient(x, labels)

    assert list(grads) == list(net.params)
    for name, array in net.params.items():
        wanted = derivative(lambda: unguarded(net.predict(x), labels), array)
        np.testing.assert_allclose(grads[name], wanted, rtol=1e-8, atol=1e-10)
        np.testing.assert_array_equal(net.gradient(x, one_hot)[name], grads[name])


def test_accuracy_is_the_share_of_right_answers():
    _, x, _, one_hot = drawn(n=4)
    net = TwoLayerNet(5, 4, 3, 0.5)
    labels = np.argmax(net.predict(x), axis=1)

    assert net.accuracy(x, labels) == 1
    labels[0] = (labels[0] + 1) % 3
    assert net.accuracy(x, labels) == 0.75
    assert net.accuracy(x, np.eye(3)[labels]) == 0.75
    assert isinstance(net.accuracy(x, one_hot), float)


def test_training_in_place_lowers_the_loss():
    rng, x, labels, _ = drawn()
    net = redrawn(TwoLayerNet(5, 8, 3, 0.5), rng)
    optimizer = SGD(0.1)
    before = net.loss(x, labels)

    for _ in range(200):
        optimizer.update(net.params, net.gradient(x, labels))

    assert net.loss(x, labels) < before / 4


def test_another_library_gives_the_same_loss_gradient_and_accuracy():
    rng, x, labels, one_hot = drawn()
    arrays = [rng.standard_normal(shape) for shape in [(5, 4), (4,), (4, 4), (4,), (4, 3), (3,)]]

    def network(W1, b1, W2, b2, W3, b3):
        return Network([Affine(W1, b1), Sigmoid(), Affine(W2, b2), Relu(), Affine(W3, b3)])

    here, there = network(*arrays), network(*map(strict, arrays))

    np.testing.assert_allclose(back(there.loss(strict(x), strict(labels))), here.loss(x, labels), rtol=1e-12)
    assert there.accuracy(strict(x), strict(one_hot)) == here.accuracy(x, labels)
    foreign = there.gradient(strict(x), strict(labels))
    for name, gradient in here.gradient(x, labels).items():
        np.testing.assert_allclose(back(foreign[name]), gradient, rtol=1e-10, atol=1e-12)


def test_the_convolutional_net_of_the_course_has_its_number_of_parameters():
    net = SimpleConvNet()

    assert sum(array.size for array in net.params.values()) == 433_890
    assert {name: array.shape for name, array in net.params.items()} == {
        "W1": (30, 1, 5, 5), "b1": (30,), "W2": (30 * 12 * 12, 100), "b2": (100,), "W3": (100, 10), "b3": (10,)
    }  # fmt: skip


def test_the_gradient_of_a_convolutional_net_is_the_derivative_of_its_loss():
    rng = np.random.default_rng(2)
    param = {"filter_num": 2, "filter_size": 3, "pad": 1, "stride": 2}
    net = redrawn(SimpleConvNet((2, 7, 9), param, 4, 3, 0.5), rng)
    x, labels = rng.standard_normal((3, 2, 7, 9)), rng.integers(0, 3, 3)

    grads = net.gradient(x, labels)

    assert list(grads) == list(net.params)
    for name, array in net.params.items():
        wanted = derivative(lambda: unguarded(net.predict(x), labels), array)
        np.testing.assert_allclose(grads[name], wanted, rtol=1e-7, atol=1e-9, err_msg=name)


def test_a_convolutional_net_on_another_library_gives_the_same_gradient():
    rng = np.random.default_rng(3)
    x, labels = rng.standard_normal((3, 2, 6, 6)), rng.integers(0, 3, 3)
    arrays = [rng.standard_normal(shape) for shape in [(4, 2, 3, 3), (4,), (16, 3), (3,)]]

    def network(W1, b1, W2, b2):
        return Network([Convolution(W1, b1), Relu(), Pooling(2, 2), Affine(W2, b2)])

    here = network(*arrays).gradient(x, labels)
    there = network(*map(strict, arrays)).gradient(strict(x), strict(labels))

    for name, gradient in here.items():
        np.testing.assert_allclose(back(there[name]), gradient, rtol=1e-10, atol=1e-12)
