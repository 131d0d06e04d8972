"""Shapes first, then each network: what it is made of, what it computes, whether it learns.

Layers are supplied, so it is their order, their sizes and the way back through them that is asked. Images are small
and not square.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from grader.checks import Case, Draw, Script, contract, law, near, no_inputs, parity
from grader.checks.closeness import by_value
from grader.checks.first_weights import MANY, drawn_alike, drawn_as_asked, has_tails
from grader.checks.portrait import alike_by, begun
from reference.double_convolution import FIRST, SECOND, DoubleConvNet, StackedConvNet

NETWORKS = {"double": DoubleConvNet, "stacked": StackedConvNet}
COUNTS = {"double": 75_430, "stacked": 291_430}
LOOSE = 1e-3  # what guards a logarithm may be left out of the derivative; drawn probabilities are above 0.01
CLIPPED = 2e-5  # a guard may make the loss larger too, where it keeps probabilities from 1 or stands under the fraction
HALF_OFF = 0.0034567  # no sum of products of two-digit numbers is this: nothing lies on ReLU's kink
RATE = 0.1
CLASSES = 3  # of two, the one with the lowest score would always be the other one
BRIGHT = 1024.0  # a power of 2, so that nothing is rounded
REPEATED = 17  # numbers of which many images are made, over and over, so that they can be pasted
DEFAULT_STD = 0.01  # of the weights, where none is given


# What is drawn --------------------------------------------------------------------------------------------------------


def usual(_draw: Draw) -> Case:
    return {"input_dim": (1, 28, 28), "conv_param_1": dict(FIRST), "conv_param_2": dict(SECOND)}


def unusual(draw: Draw) -> Case:
    """Odd sizes, where what does not fill a window is left out."""
    return {
        "input_dim": (draw.integer(1, 3), draw.integer(27, 39), draw.integer(27, 39)),
        "conv_param_1": _conv(draw.integer(2, 9), draw.integer(2, 5), draw.integer(0, 2), draw.integer(1, 2)),
        "conv_param_2": _conv(draw.integer(2, 9), draw.integer(1, 3), draw.integer(0, 2), draw.integer(1, 2)),
    }


def _conv(filters: int, side: int, pad: int, stride: int) -> dict[str, int]:
    return {"filter_num": filters, "filter_size": side, "pad": pad, "stride": stride}


def _sizes(draw: Draw) -> tuple[Any, ...]:
    """Constructor arguments of a small network, but for the standard deviation."""
    stride, after, side = draw.choice(((1, 1, 2), (1, 2, 2), (2, 1, 2), (1, 1, 3), (1, 2, 3), (2, 1, 3)))
    input_dim = (draw.integer(1, 2), stride * draw.integer(5, 6), stride * draw.integer(6, 7))
    first = _conv(draw.integer(2, 3), side, draw.integer(side - 2, 1), stride)
    second = _conv(2, 2, 1, after)
    return input_dim, first, second, draw.integer(2, 3), CLASSES


def blank(draw: Draw) -> Case:
    """With standard deviation 0 there is nothing random about a new network."""
    return {"arguments": (*_sizes(draw), 0.0)}


def wide(draw: Draw) -> Case:
    """Every W has hundreds of entries."""
    sizes = ((2, 12, 14), _conv(20, 3, 1, 1), _conv(20, 3, 1, 1), 40, 25)
    return {"arguments": (*sizes, draw.choice((0.5, 0.01, 2.0)))}


def networks(task: str) -> Callable[[Draw], Case]:
    """A network with weights, and a batch. Small enough that no probability falls below 0.01."""

    def inputs(draw: Draw) -> Case:
        arguments = (*_sizes(draw), 0.0)
        n = draw.integer(1, 3)
        params = _params(draw, task, arguments)
        return {"arguments": arguments, "params": params, **_batch(draw, n, arguments[0])}

    return inputs


def bright_networks(task: str) -> Callable[[Draw], Case]:
    """Most of them with pixels that are far from 1, and first weights as much smaller: gradients are then large."""

    def inputs(draw: Draw) -> Case:
        case, scale = networks(task)(draw), draw.choice((1.0, BRIGHT, BRIGHT))
        params = {**case["params"], "W1": case["params"]["W1"] / scale}
        return {**case, "params": params, "x": scale * case["x"]}

    return inputs


def _params(draw: Draw, task: str, arguments: tuple[Any, ...]) -> dict[str, Any]:
    spans = {"W1": 1.0, "W2": 0.5, "W3": 0.3, "W4": 0.3}
    return {
        name: draw.array(*array.shape, between=(-spans[name], spans[name]), kinds=("real",))
        if name in spans
        else draw.array(*array.shape, between=(-0.3, 0.3), kinds=("real",)) + HALF_OFF
        for name, array in NETWORKS[task](*arguments).params.items()
    }


def _batch(draw: Draw, n: int, input_dim: tuple[int, ...]) -> dict[str, Any]:
    labels = draw.array(n, between=(0, CLASSES - 1), kinds=("integers",)).astype(np.int64)
    x = draw.array(n, *input_dim, between=(-1, 1), kinds=("real",))
    return {"x": x, "t": draw.choice((labels, np.eye(CLASSES)[labels]))}


def decided(task: str) -> Callable[[Draw], Case]:
    """More images than are looked at together, a number of them that few others divide, and weights that send them to
    different classes."""

    def inputs(draw: Draw) -> Case:
        case = networks(task)(draw)
        arguments, n = case["arguments"], draw.choice((127, 131, 137, 139))
        params = {**case["params"], "W4": 5 * case["params"]["W4"], "b4": case["params"]["b4"] / 10}
        x = draw.array(REPEATED, between=(-1, 1), kinds=("real",))
        labels = np.array([*range(CLASSES), *(draw.integer(0, CLASSES - 1) for _ in range(4))])
        images = np.resize(x, (n, *arguments[0]))
        return {"arguments": arguments, "params": params, "x": images, "t": np.resize(labels, n)}

    return inputs


def courses(task: str) -> Callable[[Draw], Case]:
    """Batches to train on, one after the other, the first of them twice."""

    def inputs(draw: Draw) -> Case:
        arguments = (*_sizes(draw), 0.0)
        batches = [_batch(draw, draw.integer(2, 4), arguments[0]) for _ in range(draw.integer(2, 3))]
        return {"arguments": arguments, "params": _params(draw, task, arguments), "batches": batches}

    return inputs


# What is played -------------------------------------------------------------------------------------------------------


def call_shapes(script: Script, **arguments: Any) -> None:
    script.call("output_shapes", *arguments.values(), label="shapes", names=tuple(arguments))


def new_network(task: str) -> Callable[..., None]:
    def write(script: Script, arguments: tuple[Any, ...] = ()) -> None:
        script.seed(1)  # for networks that are random though nothing about them should be
        script.get(script.new(NETWORKS[task].__name__, *arguments, name="net"), "params")

    return write


def _filled(script: Script, task: str, arguments: tuple[Any, ...], params: Any) -> Any:
    net = script.new(NETWORKS[task].__name__, *arguments, name="net")
    script.fill(net, "params", params)
    return net


def ask(task: str, *methods: str) -> Callable[..., None]:
    labels = {"predict": "scores", "gradient": "grads"}

    def write(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
        net = _filled(script, task, arguments, params)
        for method in methods:
            given = {"x": x} if method == "predict" else {"x": x, "t": t}
            script.call(net, method, *given.values(), label=labels.get(method, method), names=tuple(given))

    return write


def ask_scores(task: str) -> Callable[..., None]:
    """Of all images, and of the first by itself."""

    def write(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, **_: Any) -> None:
        net = _filled(script, task, arguments, params)
        script.call(net, "predict", x, label="scores", names=("x",))
        script.call(net, "predict", x[:1], label="scores", at="one image", names=("x",))

    return write


def ask_accuracy(task: str) -> Callable[..., None]:
    """With some of the scores that it is of: a network that takes everything for one class may come to the same."""

    def write(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
        net, one_hot = _filled(script, task, arguments, params), np.eye(CLASSES)[t]
        script.call(net, "accuracy", x, t, label="accuracy", names=("x", "t"))
        script.call(net, "accuracy", x, one_hot, label="accuracy", at="one-hot", names=("x", "t"))
        script.call(net, "accuracy", x[:3], t[:3], label="accuracy", at="of a few", names=("x", "t"))
        script.call(net, "predict", x[:3], label="accuracy", at="scores", names=("x",))

    return write


def ask_two(task: str) -> Callable[..., None]:
    """Two networks are made and filled, then both are asked."""

    def write(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, **_: Any) -> None:
        nets = {}
        for at, sign in (("first", 1), ("second", -1)):
            nets[at] = script.new(NETWORKS[task].__name__, *arguments, name=at)
            script.fill(nets[at], "params", {name: sign * array for name, array in params.items()})
        for at, net in nets.items():
            script.call(net, "predict", x, label="scores", at=at, names=("x",))
            script.get(net, "params", at=at)

    return write


def be_gentle(task: str) -> Callable[..., None]:
    """Everything is asked, of a network whose settings belong to somebody else."""

    def write(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
        dims, *settings = arguments[:3]
        own = [script.put(f"conv_param_{number}", param) for number, param in enumerate(settings, start=1)]
        net = _filled(script, task, (dims, *own, *arguments[3:]), params)
        for method in ("predict", "loss", "gradient", "accuracy"):
            given = {"x": x} if method == "predict" else {"x": x, "t": t}
            script.call(net, method, *given.values(), names=tuple(given))
        script.get(net, "params")
        for number, param in enumerate(own, start=1):
            script.see(param, f"conv_param_{number}")

    return write


def train(task: str) -> Callable[..., None]:
    def write(script: Script, arguments: tuple[Any, ...], params: Any, batches: list[dict[str, Any]]) -> None:
        net = _filled(script, task, arguments, params)
        first = {name: script.put(name, array) for name, array in batches[0].items()}  # the same arrays both times
        for batch in (first, first, *batches[1:]):
            grads = script.call(net, "gradient", *batch.values(), names=tuple(batch), name="grads")
            script.step(net, "params", grads, RATE)
        script.get(net, "params")

    return write


# What must hold -------------------------------------------------------------------------------------------------------


def counted(task: str) -> Callable[..., tuple[Any, Any]]:
    def sides(seen, **_):
        return sum(np.size(array) for array in seen["params"].values()), COUNTS[task]

    return sides


def initial_weights(seen, arguments=(DEFAULT_STD,)):
    return drawn_as_asked(seen["params"], arguments[-1])


def loss_of_scores(seen, t, **_):
    """The mean cross-entropy of the network's own scores; a guard in the logarithm makes it smaller."""
    scores = seen["scores"]
    labels = t if t.ndim == 1 else np.argmax(t, axis=1)
    exponents = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    right = exponents[np.arange(len(labels)), labels] / np.sum(exponents, axis=1)
    loss, truth = float(seen["loss"]), -float(np.mean(np.log(right)))
    return near(loss, truth, LOOSE if loss < truth else CLIPPED)


def differentiated(task: str) -> Callable[..., tuple[Any, Any]]:
    """The reference's gradients: a network of right layers that gives the right scores has no others."""

    def sides(seen, arguments, params, x, t):
        return _all_near(seen["grads"], _reference(task, arguments, params).gradient(x, t))

    return sides


def trained(task: str) -> Callable[..., tuple[Any, Any]]:
    """The parameters that the same steps lead the reference to."""

    def sides(seen, arguments, params, batches):
        net = _reference(task, arguments, params)
        for batch in (batches[0], *batches):
            for name, g in net.gradient(**batch).items():
                net.params[name] -= RATE * g
        now = seen["params"]
        moved = ({name: these[name] - params[name] for name in params} for these in (now, net.params))
        return _all_near(*moved, {name: _rounding(now[name]) for name in params})

    return sides


def _reference(task: str, arguments: tuple[Any, ...], params: Any) -> Any:
    net = NETWORKS[task](*arguments)
    for name, array in params.items():
        net.params[name][...] = array
    return net


def _rounding(array: Any) -> float:
    """What the steps of a training may round an array's numbers by: where nothing is learnt, that is all that moves."""
    return 8 * float(np.finfo(array.dtype).eps * np.max(np.abs(array)))


def _all_near(got: Any, truth: Any, rounding: Any = MappingProxyType({})) -> tuple[Any, Any]:
    """Two dicts of arrays; what guards a logarithm may be in the derivative or not."""
    if not isinstance(got, dict) or got.keys() != truth.keys():
        return got, truth
    within = {name: LOOSE * np.max(np.abs(array)) + rounding.get(name, 0.0) for name, array in truth.items()}
    pairs = {name: near(got[name], truth[name], within[name]) for name in truth}
    return {name: left for name, (left, _) in pairs.items()}, {name: right for name, (_, right) in pairs.items()}


def _same_shapes(a: Any, b: Any) -> bool:
    """Of two dicts of parameters; their random numbers are never the same."""
    return isinstance(a, dict) and isinstance(b, dict) and _each(np.shape, a) == _each(np.shape, b)


def _same_spread(a: Any, b: Any) -> bool:
    """Of two dicts of parameters."""
    alike = _same_shapes(a, b) and all(
        np.allclose([*_each(of, a).values()], [*_each(of, b).values()], rtol=0.3) for of in (_width, has_tails)
    )
    return alike and drawn_alike(a) == drawn_alike(b)


def _width(array: Any) -> float:
    """The standard deviation; of few entries, which chance moves far, only whether they differ."""
    return float(np.std(array) if array.size >= MANY else np.ptp(array) > 0)


def _each(of: Callable[[Any], Any], arrays: Any) -> dict[str, Any]:
    return {name: of(arrays[name]) for name in sorted(arrays)}


# The checks -----------------------------------------------------------------------------------------------------------

usual_shapes = parity("shapes", usual, call_shapes, outputs="shapes", examples=1)
unusual_shapes = parity("shapes", unusual, call_shapes, outputs="shapes", examples=20)

parameters = {
    task: replace(
        contract(task, blank, new_network(task), outputs="params", examples=6), equal=alike_by(begun, "params")
    )
    for task in NETWORKS
}
parameter_count = {
    task: replace(
        law(task, no_inputs, new_network(task), counted(task), output="params", needs=parameters[task], examples=1),
        equal=by_value(_same_shapes),
    )
    for task in NETWORKS
}
initial_scale = {
    task: replace(
        law(task, wide, new_network(task), initial_weights, output="params", needs=parameters[task], examples=2),
        equal=by_value(_same_spread),
    )
    for task in NETWORKS
}
default_scale = {
    task: replace(initial_scale[task], inputs=no_inputs, needs=(initial_scale[task],), examples=1) for task in NETWORKS
}
class_scores = {
    task: parity(task, networks(task), ask_scores(task), outputs="scores", needs=parameters[task], examples=6)
    for task in NETWORKS
}
two_at_once = {
    task: parity(
        task, networks(task), ask_two(task), outputs=("scores", "params"), needs=class_scores[task], examples=2
    )
    for task in NETWORKS
}
loss = {
    task: law(
        task,
        networks(task),
        ask(task, "predict", "loss"),
        loss_of_scores,
        output="loss",
        needs=parameters[task],
        examples=6,
    )
    for task in NETWORKS
}
accuracy = {
    task: parity(task, decided(task), ask_accuracy(task), outputs="accuracy", needs=class_scores[task], examples=2)
    for task in NETWORKS
}
backpropagation = {
    task: law(
        task,
        bright_networks(task),
        ask(task, "loss", "gradient"),
        differentiated(task),
        output="grads",
        needs=(class_scores[task], loss[task]),
        examples=6,
    )
    for task in NETWORKS
}
training = {
    task: law(
        task,
        courses(task),
        train(task),
        trained(task),
        output="params",
        needs=backpropagation[task],
        examples=4,
    )
    for task in NETWORKS
}
batch_untouched = {
    task: contract(
        task,
        networks(task),
        be_gentle(task),
        outputs=("arguments", "results", "params", "conv_param_1", "conv_param_2"),
        needs=(backpropagation[task], accuracy[task]),
        examples=2,
    )
    for task in NETWORKS
}
