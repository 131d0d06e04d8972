"""The network that is built of the layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from exercises.exercise_01_network.checks.shared import LOOSE, MANNERS, class_numbers, targets
from grader.checks import Case, Draw, Script, contract, gradient, law, parity
from grader.checks.first_weights import drawn_as_asked, first_weights
from grader.checks.portrait import alike_by, begun

DEFAULT_STD = 0.01  # of the weights, where none is given
LARGE_INPUTS = 512.0  # a power of 2, so that nothing is rounded
REPEATED = 17  # numbers of which many samples are made, over and over, so that they can be pasted
HALF_OFF = 0.00345  # no sum of products of two-digit numbers is this: scores of hidden units stay off the kink

# What is drawn --------------------------------------------------------------------------------------------------------


def blank(draw: Draw) -> Case:
    """With standard deviation 0 there is nothing random about a new network."""
    return {"arguments": (*_sizes(draw), 0.0)}


def wide(draw: Draw) -> Case:
    """So many weights that it shows how they were drawn."""
    return {"arguments": (draw.integer(30, 40), draw.integer(40, 50), 25, draw.choice((0.5, 0.01, 2.0)))}


def networks(draw: Draw) -> Case:
    """Small enough that no probability falls below 0.01. Made with standard deviation 0, so that what was not replaced
    is 0 and not random."""
    i, h, o = _sizes(draw)
    params = {
        "W1": draw.array(i, h, between=(-1, 1)),
        "b1": draw.array(h, between=(-1, 1)) + HALF_OFF,
        "W2": draw.array(h, o, between=(-0.1, 0.1), kinds=("real",)),
        "b2": draw.distinct(o, between=(-0.2, 0.2)),
    }
    n = draw.integer(1, 4)
    return {"arguments": (i, h, o, 0.0), "params": params, "x": _batch(draw, n, i), "t": targets(draw, n, o)}


def steep(draw: Draw) -> Case:
    """Every other input is far from 1, and its weights are as much smaller: their gradients are large. All hidden units
    are an odd number of eighths, so that nobody who differentiates numerically, and moves them by up to 0.06, comes
    across a kink."""
    case = networks(draw)
    params, i = case["params"], case["x"].shape[1]
    far = np.where(np.arange(i) % 2, 1.0, LARGE_INPUTS)
    coarse = {"W1": np.round(2 * params["W1"]) / 2 / far[:, None], "b1": np.floor(4 * params["b1"]) / 4 + 0.125}
    return {**case, "params": {**params, **coarse}, "x": np.round(2 * case["x"]) / 2 * far}


def _sizes(draw: Draw) -> tuple[int, int, int]:
    """All equal half of the time: layers in the wrong order then fit one another."""
    same = draw.integer(2, 3)
    return draw.choice(((same, same, same), (draw.integer(1, 3), draw.integer(1, 4), draw.integer(2, 3))))


def _batch(draw: Draw, n: int, i: int) -> Any:
    return draw.array(n, i, between=(-1, 1))


def pairs(draw: Draw) -> Case:
    """And parameters of another network of the same sizes."""
    case = steep(draw)
    return {**case, "others": {key: draw.magnitudes(*p.shape) for key, p in case["params"].items()}}


def decided(draw: Draw) -> Case:
    """Several samples, and weights that send them to different classes."""
    case = dict(networks(draw))
    (i, h, o, _), n = case["arguments"], draw.integer(2, 6)
    weights = {"W1": draw.array(i, h, kinds=("real",)), "W2": draw.array(h, o, kinds=("real",))}
    return {**case, "params": {**case["params"], **weights}, "x": draw.array(n, i), "t": targets(draw, n, o)}


def many_decided(draw: Draw) -> Case:
    """More samples than are looked at together, a number of them that few others divide."""
    case = decided(draw)
    i, n = case["x"].shape[1], draw.choice((127, 131, 137, 139))
    labels = class_numbers(draw, REPEATED, case["arguments"][2])
    return {**case, "x": np.resize(draw.array(REPEATED), (n, i)), "t": np.resize(labels, n)}


def courses(draw: Draw) -> Case:
    """Batches to train on, one after the other."""
    case = dict(networks(draw))
    (i, _, o, _), n, steps = case["arguments"], draw.integer(2, 5), draw.integer(3, 6)
    del case["x"], case["t"]
    return {**case, "batches": [(_batch(draw, n, i), targets(draw, n, o)) for _ in range(steps)]}


# What is played -------------------------------------------------------------------------------------------------------


def new_network(script: Script, arguments: tuple[Any, ...]) -> None:
    script.seed(1)  # for networks that are random though nothing about them should be
    script.get(script.new("TwoLayerNet", *arguments, name="net"), "params")


def new_networks(script: Script, arguments: tuple[Any, ...]) -> None:
    """One with the standard deviation of the arguments, one with that which holds when none is given."""
    script.get(script.new("TwoLayerNet", *arguments, name="net"), "params", at="asked")
    script.get(script.new("TwoLayerNet", *arguments[:3], name="net"), "params", at="default")


def _network(script: Script, arguments: tuple[Any, ...], params: Any) -> Any:
    net = script.new("TwoLayerNet", *arguments, name="net")
    script.fill(net, "params", params)
    return net


def ask_network(*methods: str) -> Callable[..., None]:
    labels = {"predict": "scores", "gradient": "grads"}

    def write(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
        net = _network(script, arguments, params)
        for method in methods:
            given = {"x": x} if method == "predict" else {"x": x, "t": t}
            script.call(net, method, *given.values(), label=labels.get(method, method), names=tuple(given))

    return write


def beside_another(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any, others: Any) -> None:
    """A network by itself, and again when there is another, with other parameters."""
    net = _network(script, arguments, params)
    for at in ("alone", "beside another"):
        script.call(net, "predict", x, label="scores", at=at, names=("x",))
        script.call(net, "loss", x, t, label="loss", at=at, names=("x", "t"))
        script.call(net, "gradient", x, t, label="grads", at=at, names=("x", "t"))
        script.get(net, "params", at=at)
        if at == "alone":
            another = script.new("TwoLayerNet", *arguments, name="another")
            script.fill(another, "params", others)
            script.call(another, "gradient", x, t)


def train(script: Script, arguments: tuple[Any, ...], params: Any, batches: list[tuple[Any, Any]]) -> None:
    """The loss is that of the first batch, of the very same arrays every time."""
    net = _network(script, arguments, params)
    first = [script.put(name, value) for name, value in zip(("x", "t"), batches[0], strict=True)]
    for number, batch in enumerate(batches, 1):
        x, t = first if number == 1 else batch
        grads = script.call(net, "gradient", x, t, names=("x", "t"), name="grads")
        script.step(net, "params", grads, 0.1)
        script.call(net, "loss", *first, label="loss", at=f"{number}/{len(batches)}", names=("x", "t"))


# What must hold -------------------------------------------------------------------------------------------------------


def as_before(seen, **_):
    names = ("scores", "loss", "grads", "params")
    return {name: seen[f"{name} beside another"] for name in names}, {name: seen[f"{name} alone"] for name in names}


def initial_weights(seen, arguments):
    """Of both networks."""
    asked = drawn_as_asked(seen["params asked"], arguments[3], "net.params[{!r}]".format)
    default = drawn_as_asked(seen["params default"], DEFAULT_STD, "net_2.params[{!r}]".format)
    return asked[0] | default[0], asked[1] | default[1]


# The checks -----------------------------------------------------------------------------------------------------------

parameters = replace(contract("network", blank, new_network, outputs="params"), equal=alike_by(begun, "params"))
initial_scale = replace(
    law("network", wide, new_networks, initial_weights, output="params", needs=parameters, examples=3),
    equal=alike_by(first_weights, "params"),
)
class_scores = parity("network", networks, ask_network("predict"), outputs="scores", needs=parameters)
loss = parity("network", networks, ask_network("loss"), outputs="loss", needs=parameters, examples=12)
accuracy = parity("network", decided, ask_network("accuracy"), outputs="accuracy", needs=parameters, examples=12)
accuracy_of_many = parity(
    "network", many_decided, ask_network("accuracy"), outputs="accuracy", needs=accuracy, examples=2
)
backpropagation = gradient(
    "network",
    steep,
    ask_network("loss", "gradient"),
    of="loss",
    wrt={"grads": "params"},
    upstream=None,
    within=LOOSE,
    needs=parameters,
    examples=8,
)
training = parity("network", courses, train, outputs="loss", needs=(loss, backpropagation), examples=6)
own_parameters = law(
    "network", pairs, beside_another, as_before, output=None, needs=(loss, backpropagation), examples=4
)
batch_untouched = contract(
    "network", steep, ask_network("predict", "loss", "gradient"), outputs=MANNERS, needs=(loss, backpropagation)
)
