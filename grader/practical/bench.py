"""Networks put together from any layers, and their training: what practicals measure things on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.worker import randomness
from grader.worker.backends import NUMPY, Backend, backend

Array = Any
TRAINED = {"W": "dW", "b": "db", "gamma": "dgamma", "beta": "dbeta"}
"""The attributes of a layer that are trained, and where `backward` leaves their gradients."""

AT_ONCE = 500  # images that accuracy looks at together


class Stack:
    """Layers in a row, with a last layer that gives the loss. Layers may be anybody's.

    x: (N, *features), what the first layer takes; t: (N,) labels, or (N, classes) one-hot, what the last one takes
    params: W1, b1, gamma1, beta1, W2, …: those of the layers that have some, numbered in order
    """

    def __init__(self, layers: Sequence[Any], last: Any) -> None:
        self.layers = list(layers)
        self.last = last
        self.params: dict[str, Array] = {}
        for name, layer, attribute in self._trained():
            self.params[name] = getattr(layer, attribute)

    def predict(self, x: Array, train_flg: bool = False) -> Array:
        """Scores, (N, classes). train_flg: for the layers that do otherwise in training"""
        for layer in self.layers:
            x = layer.forward(x, train_flg) if _has_modes(type(layer)) else layer.forward(x)
        return x

    def activations(self, x: Array, of: type | tuple[type, ...]) -> list[Array]:
        """What the layers of a kind give, from first to last, each (N, *features)."""
        found = []
        for layer in self.layers:
            x = layer.forward(x)
            if isinstance(layer, of):
                found.append(x)
        return found

    def loss(self, x: Array, t: Array) -> float:
        """As evaluation has it: nothing is dropped, and running averages are used."""
        return float(self.last.forward(self.predict(x), t))

    def accuracy(self, x: Array, t: Array) -> float:
        return accuracy(self.predict, x, t)

    def gradient(self, x: Array, t: Array) -> dict[str, Array]:
        """The loss's gradients in training, under the names and in the shapes of `params`."""
        self.last.forward(self.predict(x, True), t)
        dout = self.last.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return {name: getattr(layer, TRAINED[attribute]) for name, layer, attribute in self._trained()}

    def _trained(self) -> Iterator[tuple[str, Any, str]]:
        counts = dict.fromkeys(TRAINED, 0)
        for layer in self.layers:
            for attribute in TRAINED:
                if getattr(layer, attribute, None) is not None:
                    counts[attribute] += 1
                    yield f"{attribute}{counts[attribute]}", layer, attribute


class Glance:
    """A network whose accuracy is that of the first samples alone: so a trainer's looks cost little beside learning."""

    def __init__(self, net: Any, samples: int) -> None:
        self.net = net
        self.samples = samples

    def __getattr__(self, name: str) -> Any:
        return getattr(self.net, name)

    def accuracy(self, x: Array, t: Array) -> float:
        some = slice(min(self.samples, x.shape[0]))
        return float(self.net.accuracy(x[some, ...], t[some, ...]))


def draws(seed: int) -> None:
    """Whatever is drawn from now on without a seed of its own, first weights, dropout, a trainer's batches, is drawn
    from this one: so a practical that is run again gives the same figures, whoever wrote the network."""
    randomness.install()
    randomness.start(seed)


def redraw(params: Mapping[str, Array], std: float | None, seed: int) -> None:
    """First weights that are the same for everybody: normal, biases 0. Into the arrays that are there.

    std: None for He's √(2 / fan_in), of filters (F, C, *kernel) as of matrices (fan_in, K)
    """
    rng = np.random.default_rng(seed)
    for name in sorted(params):
        shape = params[name].shape
        fan_in = np.prod(shape[1:]) if len(shape) > 2 else shape[0]
        scale = np.sqrt(2 / fan_in) if std is None else std
        params[name][...] = 0 if name.startswith("b") else rng.normal(0, scale, shape)


_MODES: dict[type, bool] = {}


def _has_modes(kind: type) -> bool:
    """Whether a layer's forward takes a second argument, as dropout and batch normalisation do."""
    if kind not in _MODES:
        _MODES[kind] = len(inspect.signature(kind.forward).parameters) > 2  # type: ignore[attr-defined]
    return _MODES[kind]


_library: list[Backend] = [NUMPY]
"""The one that practicals train with."""


def use(name: str) -> None:
    """Train with another library's arrays from now on (`grader.worker.backends`)."""
    _library[:] = [backend(name)]


def single() -> None:
    """Train in single precision from now on, whatever the library."""
    use(f"{_library[0].name}:float32")


def moved(value: Any) -> Any:
    """A network, or a trainer with its network and samples, with its arrays on the device that is used, and in its
    precision."""
    return _library[0].adopt(value)


def back(value: Any) -> Any:
    """The same with its arrays as NumPy's again, copied from the device."""
    return _library[0].release(value)


def accuracy(predict: Callable[[Array], Array], x: Array, t: Array) -> float:
    """The share of samples whose highest score is the right class. x: (N, *features); t: (N,) labels"""
    host, n = _library[0].host, x.shape[0]
    parts = [slice(i, min(i + AT_ONCE, n)) for i in range(0, n, AT_ONCE)]
    guesses = [np.argmax(host(predict(x[part, ...])), axis=1) for part in parts]
    return float(np.mean(np.concatenate(guesses) == host(t)))


@dataclass(slots=True)
class Curve:
    """How a training went, in lists of one length.

    steps: when it was looked at, counted from 1; loss: of that step's batch, after it
    train, test: accuracies, from 0 to 1, on the first 1000 training samples and on all test samples
    """

    steps: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    train: list[float] = field(default_factory=list)
    test: list[float] = field(default_factory=list)


Change = Callable[[dict[str, Array], dict[str, Array]], Mapping[str, Array]]
"""`change(params, grads)` gives other gradients, e.g. those of a loss with a penalty."""


def train(
    net: Any,
    digits: Any,
    optimizer: Any,
    steps: int,
    *,
    seed: int = 0,
    batch: int = 100,
    looks: int = 20,
    penalty: Change | None = None,
) -> Curve:
    """Train on batches drawn with replacement, and look about `looks` times on the way, at the first and last step too.

    net: has params, gradient, loss and accuracy, as `Stack`; digits: what `reference.data.mnist` gives
    optimizer: has update(params, grads)
    """
    rng = np.random.default_rng(seed)
    curve = Curve()
    send = _library[0].send
    seen, labels = (send(of_all[:1000]) for of_all in (digits.x_train, digits.t_train))  # for a quick look
    x_test, t_test = send(digits.x_test), send(digits.t_test)
    every = max(1, steps // looks)
    moved(net)
    for step in range(1, steps + 1):
        rows = rng.integers(0, len(digits.x_train), batch)
        x, t = send(digits.x_train[rows]), send(digits.t_train[rows])
        grads = net.gradient(x, t)
        optimizer.update(net.params, grads if penalty is None else penalty(net.params, grads))
        if step % every == 0 or step in (1, steps):
            curve.steps.append(step)
            curve.loss.append(float(net.loss(x, t)))
            curve.train.append(net.accuracy(seen, labels))
            curve.test.append(net.accuracy(x_test, t_test))
    back(net)
    return curve
