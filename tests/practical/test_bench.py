"""Networks of anybody's layers, and their training."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from grader.practical import bench
from reference.activations import Relu
from reference.affine import Affine
from reference.batch_normalization import BatchNormalization
from reference.differentiation import numerical_gradient
from reference.losses import SoftmaxWithLoss
from reference.optimizers import SGD


def stack(seed=0):
    rng = np.random.default_rng(seed)
    layers = [
        Affine(rng.normal(size=(4, 5)), np.zeros(5)),
        BatchNormalization(np.ones(5), np.zeros(5)),
        Relu(),
        Affine(rng.normal(size=(5, 3)), np.zeros(3)),
    ]
    return bench.Stack(layers, SoftmaxWithLoss())


def samples(n=30):
    rng = np.random.default_rng(1)
    t = rng.integers(0, 3, n)
    x = np.eye(4)[t] + 0.1 * rng.normal(size=(n, 4))
    return SimpleNamespace(x_train=x, t_train=t, x_test=x, t_test=t)


def test_every_trained_array_has_a_name():
    assert sorted(stack().params) == ["W1", "W2", "b1", "b2", "beta1", "gamma1"]


def test_the_gradient_is_that_of_the_loss_in_training():
    net, data = stack(), samples(6)

    def loss(_):
        return net.last.forward(net.predict(data.x_train, True), data.t_train)

    grads = {name: grad.copy() for name, grad in net.gradient(data.x_train, data.t_train).items()}
    for name, array in net.params.items():
        assert np.allclose(grads[name], numerical_gradient(loss, array), atol=1e-5)


def test_training_learns_and_looks_as_often_as_asked():
    curve = bench.train(stack(), samples(), SGD(0.1), 100, batch=10, looks=5)

    assert curve.steps == [1, 20, 40, 60, 80, 100]
    assert curve.test[-1] == 1 and curve.loss[-1] < curve.loss[0]


def test_the_same_seed_trains_the_same_way():
    one, other = (bench.train(stack(), samples(), SGD(0.1), 10, batch=5, seed=3) for _ in range(2))

    assert one.loss == other.loss


def test_first_weights_are_the_same_for_everybody():
    one, other = ({"W1": np.ones((3, 2)), "b1": np.ones(2)} for _ in range(2))

    bench.redraw(one, 0.1, seed=4)
    bench.redraw(other, 0.1, seed=4)

    assert np.array_equal(one["W1"], other["W1"]) and not one["b1"].any()


def test_first_weights_may_be_as_wide_as_he_has_them():
    params = {"W1": np.empty((40, 2, 5, 5)), "W2": np.empty((200, 50)), "b1": np.ones(3)}

    bench.redraw(params, None, seed=0)

    assert np.isclose(params["W1"].std(), np.sqrt(2 / 50), rtol=0.1)
    assert np.isclose(params["W2"].std(), np.sqrt(2 / 200), rtol=0.1)


@pytest.fixture
def elsewhere():
    """Another library's arrays for a while, on a device where every silent copy raises."""
    bench.use("array-api-strict")
    yield
    bench.use("numpy")


class Recording:
    """An optimiser that also notes what kind of arrays it was given."""

    def __init__(self):
        self.kinds = set()
        self.inner = SGD(0.1)

    def update(self, params, grads):
        self.kinds |= {type(array).__module__.partition(".")[0] for array in (*params.values(), *grads.values())}
        self.inner.update(params, grads)


@pytest.mark.usefixtures("elsewhere")
def test_training_happens_on_the_device_that_is_used_and_ends_where_it_began():
    net, optimizer = stack(), Recording()

    there = bench.train(net, samples(), optimizer, 20, batch=10, looks=4)
    bench.use("numpy")
    here = bench.train(stack(), samples(), SGD(0.1), 20, batch=10, looks=4)

    assert optimizer.kinds == {"array_api_strict"}
    assert {type(array) for array in net.params.values()} == {np.ndarray}
    assert all(getattr(layer, name) is net.params[key] for key, layer, name in net._trained())
    np.testing.assert_allclose(there.loss, here.loss, rtol=1e-9)
    assert there.test == here.test


def test_single_precision_is_that_of_every_array_and_what_was_one_array_stays_one():
    net = stack()
    bench.single()
    try:
        bench.moved(net)
    finally:
        bench.use("numpy")

    assert {array.dtype for array in net.params.values()} == {np.dtype(np.float32)}
    assert net.layers[0].W is net.params["W1"] and net.predict(samples().x_train[:2].astype("f4")).dtype == "f4"


def test_a_glance_is_at_the_first_samples_alone_and_everything_else_is_the_network_s():
    net, data = stack(), samples()
    glance = bench.Glance(net, 7)

    assert glance.accuracy(data.x_test, data.t_test) == net.accuracy(data.x_test[:7], data.t_test[:7])
    assert glance.params is net.params and glance.loss(data.x_test, data.t_test) == net.loss(data.x_test, data.t_test)


@pytest.mark.usefixtures("elsewhere")
def test_a_glance_at_more_samples_than_there_are_is_one_at_all_of_them_on_any_device():
    net, data = bench.moved(stack()), samples()
    x, t = (bench._library[0].send(array) for array in (data.x_test, data.t_test))

    assert bench.Glance(net, 1000).accuracy(x, t) == net.accuracy(x, t)
