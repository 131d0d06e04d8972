"""The network that is built of the layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from exercises.exercise_06_convolution.checks.shared import MANNERS, REPEATED, few, output_size
from grader.checks import Case, Draw, Script, contract, gradient, law, parity
from grader.checks.first_weights import drawn_as_asked, first_weights
from grader.checks.portrait import alike_by, begun
from grader.checks.telling import figure

GUARD = 1e-3  # 1e-7 inside the logarithm is left out of the derivative: see exercise 1

BRIGHT = 1024.0  # a power of 2, so that nothing is rounded

MNIST = ((1, 28, 28), {"filter_num": 30, "filter_size": 5, "pad": 0, "stride": 1})


# What is drawn --------------------------------------------------------------------------------------------------------


def _arguments(draw: Draw, std: float, least: int = 2) -> tuple[Any, ...]:
    """Of a small network for images that are not square. least: the number of classes"""
    side, pad, stride = draw.integer(1, 3), draw.integer(0, 1), draw.integer(1, 2)
    high, wide = (side + stride * (n - 1) - 2 * pad + draw.integer(0, 1) for n in draw.choice(((2, 4), (4, 2))))
    conv = {"filter_num": draw.choice((2, 1, 3)), "filter_size": side, "pad": pad, "stride": stride}
    return (draw.choice((1, 2)), max(high, 1), max(wide, 1)), conv, draw.integer(2, 4), draw.integer(least, 3), std


def blank(draw: Draw) -> Case:
    """With standard deviation 0 there is nothing random about a new network."""
    return {"arguments": _arguments(draw, 0.0)}


def for_mnist(_draw: Draw) -> Case:
    """With a standard deviation that is no array's of He or Xavier, nor near one."""
    return {"arguments": (*MNIST, 50, 10, 0.03)}


def for_mnist_by_default(_draw: Draw) -> Case:
    return {"arguments": MNIST}


def _shapes(arguments: tuple[Any, ...]) -> dict[str, tuple[int, ...]]:
    """Of the parameters that a network has when it is made with these arguments."""
    (c, *size), conv, *rest = arguments
    hidden, classes, _ = rest or (100, 10, 0.01)
    f, side = conv["filter_num"], conv["filter_size"]
    out = output_size(tuple(size), (side, side), conv["stride"], conv["pad"])
    features = f * int(np.prod(output_size(out, (2, 2), 2, 0)))
    return {
        "W1": (f, c, side, side),
        "b1": (f,),
        "W2": (features, hidden),
        "b2": (hidden,),
        "W3": (hidden, classes),
        "b3": (classes,),
    }


def networks(draw: Draw, least: int = 2) -> Case:
    """No pixel or weight of the convolution is rounded, so that no two sums are ever equal and none is ever 0; scores
    are small enough that no probability falls below 0.0005."""
    arguments = _arguments(draw, 0.0, least)
    classes, n = arguments[3], few(draw)
    rng = np.random.default_rng(draw.seed())
    scale = {"W1": 1.0, "b1": 0.5, "W2": 1.0, "b2": 0.5, "W3": 0.3, "b3": 0.3}
    shapes = _shapes(arguments)
    params = {key: rng.uniform(-scale[key], scale[key], shape) for key, shape in shapes.items()}
    labels = rng.integers(0, classes, n)
    t = draw.choice((labels, np.eye(classes)[labels]))
    return {"arguments": arguments, "params": params, "x": rng.uniform(-1, 1, (n, *arguments[0])), "t": t}


def bright_networks(draw: Draw) -> Case:
    """Most of them with pixels that are far from 1, and first weights as much smaller: gradients are then large."""
    case, scale = networks(draw), draw.choice((1.0, BRIGHT, BRIGHT))
    return {**case, "params": {**case["params"], "W1": case["params"]["W1"] / scale}, "x": scale * case["x"]}


def crowds(draw: Draw) -> Case:
    """More images than are looked at together, and a number of them that few others divide: of a few, the share is soon
    that of another mistake. Of two classes the one with the lowest score is always the other one."""
    case = dict(networks(draw, least=3))
    params, n = case["params"], draw.choice((127, 131, 137, 139))
    classes = params["b3"].size
    rng = np.random.default_rng(draw.seed())
    x = np.resize(rng.uniform(-1, 1, REPEATED), (n, *case["arguments"][0]))
    labels = np.array([*range(classes), *rng.integers(0, classes, 4)])
    params = {**params, "W3": 5 * params["W3"], "b3": params["b3"] / 10}
    targets = {"t": np.resize(labels, n), "one_hot": np.resize(np.eye(classes)[labels], (n, classes))}
    return {**case, "params": params, "x": x, **targets}


def courses(draw: Draw) -> Case:
    """Batches to train on, one after the other."""
    case = dict(networks(draw))
    x, t = case.pop("x"), case.pop("t")
    rng = np.random.default_rng(draw.seed())
    batches = [(x, t), *((rng.uniform(-1, 1, x.shape), t) for _ in range(draw.integer(2, 3)))]
    return {**case, "batches": batches}


# What is played -------------------------------------------------------------------------------------------------------


def new_network(script: Script, arguments: tuple[Any, ...]) -> None:
    script.seed(1)  # for networks that are random though nothing about them should be
    script.get(script.new("SimpleConvNet", *arguments, name="net"), "params")


def _network(script: Script, arguments: tuple[Any, ...], params: Any) -> Any:
    net = script.new("SimpleConvNet", *arguments, name="net")
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


def ask_accuracy(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any, one_hot: Any) -> None:
    """With some of the scores that it is of: a network that takes everything for one class may come to the same."""
    net = _network(script, arguments, params)
    script.call(net, "accuracy", x, t, label="accuracy", names=("x", "t"))
    script.call(net, "accuracy", x, one_hot, label="accuracy", at="one-hot", names=("x", "t"))
    script.call(net, "accuracy", x[:3], t[:3], label="accuracy", at="of a few", names=("x", "t"))
    script.call(net, "predict", x[:3], label="accuracy", at="scores", names=("x",))


def be_gentle(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
    """Everything is asked, of a network whose settings belong to somebody else."""
    dims, conv, *rest = arguments
    settings = script.put("conv_param", conv)
    ask_network("predict", "loss", "gradient")(script, (dims, settings, *rest), params, x, t)
    script.see(settings, "conv_param")


def beside_another(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
    """A network by itself, and again when there is another, with other parameters."""
    net = _network(script, arguments, params)
    for at in ("alone", "beside another"):
        script.call(net, "predict", x, label="scores", at=at, names=("x",))
        script.call(net, "gradient", x, t, label="grads", at=at, names=("x", "t"))
        script.call(net, "accuracy", x, t, names=("x", "t"))
        script.get(net, "params", at=at)
        if at == "alone":
            another = script.new("SimpleConvNet", *arguments, name="another")
            script.fill(another, "params", {key: 0.5 - p for key, p in params.items()})
            script.call(another, "gradient", x, t)


def train(script: Script, arguments: tuple[Any, ...], params: Any, batches: list[tuple[Any, Any]]) -> None:
    """The loss is that of the first batch, of the very same arrays every time."""
    net = _network(script, arguments, params)
    first = [script.put(name, value) for name, value in zip(("x", "t"), batches[0], strict=True)]
    script.call(net, "loss", *first, names=("x", "t"))  # whoever goes back through what went forward last has something
    for number, batch in enumerate(batches, 1):
        x, t = first if number == 1 else batch
        grads = script.call(net, "gradient", x, t, names=("x", "t"), name="grads")
        script.step(net, "params", grads, 0.1)
        script.call(net, "loss", *first, label="loss", at=f"{number}/{len(batches)}", names=("x", "t"))


# What must hold -------------------------------------------------------------------------------------------------------


def as_before(seen, **_):
    names = ("scores", "grads", "params")
    return {name: seen[f"{name} beside another"] for name in names}, {name: seen[f"{name} alone"] for name in names}


def initial_weights(seen, arguments):
    """Shapes too."""
    params = {key: np.asarray(seen["params"][key]) for key in _shapes(arguments)}
    found = {figure("shape", key): list(p.shape) for key, p in params.items()}
    expected = {figure("shape", key): list(shape) for key, shape in _shapes(arguments).items()}
    weights = drawn_as_asked(params, arguments[4] if len(arguments) > 2 else 0.01)
    return found | weights[0], expected | weights[1]


# The checks -----------------------------------------------------------------------------------------------------------

parameters = replace(contract("network", blank, new_network, outputs="params"), equal=alike_by(begun, "params"))
initial_scale = replace(
    law("network", for_mnist, new_network, initial_weights, output="params", needs=parameters, examples=1),
    equal=alike_by(first_weights, "params"),
    shrinks=False,
)
default_arguments = replace(initial_scale, inputs=for_mnist_by_default, needs=(initial_scale,))
class_scores = parity("network", networks, ask_network("predict"), outputs="scores", needs=parameters, examples=6)
loss = parity("network", networks, ask_network("loss"), outputs="loss", needs=parameters, examples=8)
accuracy = parity("network", crowds, ask_accuracy, outputs="accuracy", needs=(parameters, class_scores), examples=2)
backpropagation = gradient(
    "network",
    bright_networks,
    ask_network("loss", "gradient"),
    of="loss",
    wrt={"grads": "params"},
    upstream=None,
    within=GUARD,
    needs=parameters,
    examples=5,
)
training = parity("network", courses, train, outputs="loss", needs=(loss, backpropagation), examples=4)
own_parameters = law(
    "network", networks, beside_another, as_before, output=None, needs=(loss, backpropagation), examples=3
)
batch_untouched = contract(
    "network", networks, be_gentle, outputs=(*MANNERS, "conv_param"), needs=(loss, backpropagation)
)
