"""Layers one by one, each against the derivative of its own forward; then the network that is built of them.

Arrays are small and of every shape; x stays off ReLU's kink except where the kink itself is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from grader.checks import Case, Draw, Evidence, Function, Script, contract, gradient, law, near, parity
from grader.checks.first_weights import drawn_apart, drawn_normally, first_weights
from grader.checks.portrait import alike_by, begun

ACTIVATIONS = {"sigmoid": "Sigmoid", "relu": "Relu", "tanh": "Tanh"}
GUARD = 1e-7  # what the book adds inside the logarithm
LOOSE = 1e-3  # a guard of up to 1e-5 may be left out of the derivative; drawn probabilities are above 0.01
DEFAULT_STD = 0.01  # of the weights, where none is given
LARGE_INPUTS = 512.0  # a power of 2, so that nothing is rounded
REPEATED = 17  # numbers of which many samples are made, over and over, so that they can be pasted
HALF_OFF = 0.00345  # no sum of products of two-digit numbers is this: scores of hidden units stay off the kink


# What is drawn --------------------------------------------------------------------------------------------------------


def _shape(draw: Draw) -> tuple[int, ...]:
    return tuple(draw.integer(1, 3) for _ in range(draw.choice((1, 2, 4))))


def _labels(draw: Draw, n: int, classes: int) -> Any:
    return draw.array(n, between=(0, classes - 1), kinds=("integers",)).astype(np.int64)


def _targets(draw: Draw, n: int, classes: int) -> Any:
    """Class numbers or one-hot."""
    labels = _labels(draw, n, classes)
    return draw.choice((labels, np.eye(classes)[labels]))


def in_whole_numbers(inputs: Callable[[Draw], Case]) -> Callable[[Draw], Case]:
    """The same with one-hot targets of whole numbers."""

    def drawn(draw: Draw) -> Case:
        case = inputs(draw)
        t, (_, classes) = case["t"], case["y" if "y" in case else "x"].shape
        return {**case, "t": (np.eye(classes)[t] if t.ndim == 1 else t).astype(np.int64)}

    return drawn


def entries(task: str) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        shape = _shape(draw)
        x = draw.magnitudes(*shape, between=(0.1, 3))
        return {"layer": ACTIVATIONS[task], "x": x, "dout": draw.magnitudes(*shape)}

    return inputs


def entries_near_the_kink(draw: Draw) -> Case:
    """Half of the time so small that whoever opens the gate a little late is seen."""
    case = entries("relu")(draw)
    return {**case, "x": case["x"] * draw.choice((1.0, 1e-4))}


def large_entries(task: str) -> Callable[[Draw], Case]:
    """1000 is always among them, so that an error has something to be compared with; so is 0, but for ReLU."""

    def inputs(draw: Draw) -> Case:
        middle = 1.0 if task == "relu" else 0.0
        others = [draw.choice((-1000.0, -800.0, 800.0, 1000.0)) for _ in range(draw.integer(1, 3))]
        x = np.array([middle, 1000.0, *others])
        return {"layer": ACTIVATIONS[task], "x": x, "dout": draw.magnitudes(*x.shape)}

    return inputs


def with_zeros(draw: Draw) -> Case:
    shape = _shape(draw)
    x = draw.array(*shape)
    x.flat[0] = 0.0
    return {"layer": "Relu", "x": x, "dout": draw.magnitudes(*shape)}


def scores(draw: Draw) -> Case:
    """As many rows as classes half of the time: what then goes wrong does so without an error message."""
    classes = draw.integer(2, 4)
    rows = draw.choice(((), (classes,), (draw.integer(1, 4),)))
    return {"x": draw.array(*rows, classes)}


def table_and_row(draw: Draw) -> Case:
    """Scores of some samples, and of one without an axis for it. No maximum is 0, which takes nothing away."""
    n, classes = draw.integer(1, 4), draw.integer(2, 4)
    return {"x": draw.magnitudes(n, classes) + 3, "row": draw.magnitudes(classes) + 3}


def shifted_scores(draw: Draw) -> Case:
    x = scores(draw)["x"]
    return {"x": x, "c": draw.array(*x.shape[:-1], 1, between=(-2, 2), kinds=("integers",)) * 500}


def large_scores(draw: Draw) -> Case:
    x = scores(draw)["x"]
    return {"x": np.round(x) * 500 + draw.array(*x.shape)}


def probabilities(draw: Draw) -> Case:
    """Now and then one class is all but certain and the others are near 0, which is no reason to cut either off. Often
    class numbers are 0 and 1 alone, as one-hot targets are; class 0 is no more frequent then."""
    n, classes = draw.integer(1, 4), draw.integer(2, 4)
    weights = draw.array(n, classes, between=(1, 9), kinds=("integers",))
    labels = _labels(draw, n, classes)
    t = draw.choice((labels, np.minimum(labels, 1), np.eye(classes)[labels]))
    weights[:, 0] *= draw.choice((1, 200))
    return {"y": weights / np.sum(weights, axis=1, keepdims=True), "t": t}


def certainties(draw: Draw) -> Case:
    """All probability on one class, which may be the right one."""
    n, classes = draw.integer(1, 4), draw.integer(2, 4)
    return {"y": np.eye(classes)[_labels(draw, n, classes)], "t": _targets(draw, n, classes)}


def probabilities_or_certainties(draw: Draw) -> Case:
    return draw.choice((probabilities, certainties))(draw)


def weighted(draw: Draw) -> Case:
    """Square half of the time, rows included: a product the wrong way round then has the right shape."""
    size = draw.integer(1, 4)
    n, d, m = draw.choice(((size, size, size), (draw.integer(1, 4), draw.integer(1, 4), draw.integer(1, 4))))
    return {
        "W": draw.array(d, m),
        "b": draw.magnitudes(m),
        "x": draw.array(n, d),
        "dout": draw.magnitudes(n, m),
    }


def images(draw: Draw) -> Case:
    n, m, shape = draw.integer(1, 3), draw.integer(1, 3), [draw.integer(1, 3) for _ in range(draw.integer(2, 3))]
    d = int(np.prod(shape))
    return {
        "W": draw.array(d, m),
        "b": draw.magnitudes(m),
        "x": draw.array(n, *shape),
        "dout": draw.magnitudes(n, m),
    }


def judged_scores(draw: Draw) -> Case:
    n, classes = draw.integer(1, 4), draw.integer(2, 4)
    return {"x": draw.array(n, classes, between=(-1, 1)), "t": _targets(draw, n, classes)}


def scaled_loss(draw: Draw) -> Case:
    return {**judged_scores(draw), "dout": draw.choice((2.0, -1.0, 0.5, 3.0))}


def extreme_scores(draw: Draw) -> Case:
    case = judged_scores(draw)
    return {**case, "x": np.round(case["x"]) * 1000}


SLOPES: dict[str, Callable[[Any, Any], Any]] = {
    "weighted_squares": lambda a, x: 2 * a * x,
    "weighted_cubes": lambda a, x: 3 * a * x**2,
    "weighted_sines": lambda a, x: a * np.cos(x),
    "product_of_neighbours": lambda a, x: a * (np.append(x.flat[1:], 0) + np.append(0, x.flat[:-1])).reshape(x.shape),
    "reading": lambda a, x: 2 * a * x,
}


TERMS: dict[str, Callable[[Any, Any], Any]] = {
    "weighted_squares": lambda a, x: np.sum(np.abs(a * x**2)),
    "weighted_cubes": lambda a, x: np.sum(np.abs(a * x**3)),
    "weighted_sines": lambda a, x: np.sum(np.abs(a)),
    "product_of_neighbours": lambda a, x: a * np.sum(np.abs(x.flat[1:] * x.flat[:-1])),
    "reading": lambda a, x: np.sum(np.abs(a * x**2)),
}
"""What is added up in f, without signs."""

SMALLEST_STEP = 1e-5  # that is usual and leaves a digit to single precision
ROUNDINGS = 15  # in units of eps, in two values: three products and twelve sums on the way of each term
EPS_SINGLE = float(np.finfo(np.float32).eps)


def curves(draw: Draw) -> Case:
    """Cubes twice, because a step that is too wide shows most in them."""
    f = draw.choice(("weighted_squares", "weighted_cubes", "weighted_sines", "product_of_neighbours", "weighted_cubes"))
    shape = tuple(draw.integer(1, 3) for _ in range(draw.integer(1, 3)))
    a = draw.choice((1.0, 2.0)) if f == "product_of_neighbours" else draw.magnitudes(*shape, between=(1, 2))
    return {"f": f, "a": a, "x": draw.magnitudes(*shape, between=(0.5, 2))}


def bottoms(draw: Draw) -> Case:
    """Parabolas at their lowest or highest point."""
    shape = tuple(draw.integer(1, 3) for _ in range(draw.integer(1, 3)))
    return {"f": "weighted_squares", "a": draw.magnitudes(*shape, between=(1, 2)), "x": np.zeros(shape)}


def read_elsewhere(draw: Draw) -> Case:
    return {**bottoms(draw), "f": "reading"} | _point(draw)


def _point(draw: Draw) -> Case:
    shape = tuple(draw.integer(1, 3) for _ in range(draw.integer(1, 2)))
    return {"a": draw.magnitudes(*shape, between=(1, 2)), "x": draw.magnitudes(*shape, between=(0.5, 2))}


def _sizes(draw: Draw) -> tuple[int, int, int]:
    """All equal half of the time: layers in the wrong order then fit one another."""
    same = draw.integer(2, 3)
    return draw.choice(((same, same, same), (draw.integer(1, 3), draw.integer(1, 4), draw.integer(2, 3))))


def blank(draw: Draw) -> Case:
    """With standard deviation 0 there is nothing random about a new network."""
    return {"arguments": (*_sizes(draw), 0.0)}


def wide(draw: Draw) -> Case:
    return {"arguments": (draw.integer(30, 40), draw.integer(40, 50), 25, draw.choice((0.5, 0.01, 2.0)))}


def networks(draw: Draw) -> Case:
    """Most of them with inputs that are far from 1, and weights as much smaller: gradients are then large."""
    return _weighed(draw, draw.choice((1.0, LARGE_INPUTS, LARGE_INPUTS)))


def _weighed(draw: Draw, scale: float = 1.0) -> Case:
    """Small enough that no probability falls below 0.01. Made with standard deviation 0, so that what was not replaced
    is 0 and not random."""
    i, h, o = _sizes(draw)
    params = {
        "W1": draw.array(i, h, between=(-1, 1)) / scale,
        "b1": draw.array(h, between=(-1, 1)) + HALF_OFF,
        "W2": draw.array(h, o, between=(-0.1, 0.1), kinds=("real",)),
        "b2": draw.distinct(o, between=(-0.2, 0.2)),
    }
    n = draw.integer(1, 4)
    return {"arguments": (i, h, o, 0.0), "params": params, "x": scale * _batch(draw, n, i), "t": _targets(draw, n, o)}


def pairs(draw: Draw) -> Case:
    case = networks(draw)
    return {**case, "others": {key: draw.magnitudes(*p.shape) for key, p in case["params"].items()}}


def decided(draw: Draw) -> Case:
    """Several samples, and weights that send them to different classes."""
    case = dict(_weighed(draw))
    (i, h, o, _), n = case["arguments"], draw.integer(2, 6)
    weights = {"W1": draw.array(i, h, kinds=("real",)), "W2": draw.array(h, o, kinds=("real",))}
    return {**case, "params": {**case["params"], **weights}, "x": draw.array(n, i), "t": _targets(draw, n, o)}


def many_decided(draw: Draw) -> Case:
    """More samples than are looked at together, a number of them that few others divide."""
    case = decided(draw)
    i, n = case["x"].shape[1], draw.choice((127, 131, 137, 139))
    labels = _labels(draw, REPEATED, case["arguments"][2])
    return {**case, "x": np.resize(draw.array(REPEATED), (n, i)), "t": np.resize(labels, n)}


def _batch(draw: Draw, n: int, i: int) -> Any:
    return draw.array(n, i, between=(-1, 1))


def courses(draw: Draw) -> Case:
    """Batches to train on, one after the other."""
    case = dict(_weighed(draw))
    (i, _, o, _), n, steps = case["arguments"], draw.integer(2, 5), draw.integer(3, 6)
    del case["x"], case["t"]
    return {**case, "batches": [(_batch(draw, n, i), _targets(draw, n, o)) for _ in range(steps)]}


# What is played -------------------------------------------------------------------------------------------------------


def both_ways(script: Script, layer: str, x: Any, dout: Any) -> None:
    made = script.new(layer)
    script.call(made, "forward", x, label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))


def forward(script: Script, layer: str, x: Any, **_: Any) -> None:
    script.call(script.new(layer), "forward", x, label="out", names=("x",))


def call_softmax(script: Script, x: Any) -> None:
    script.call("softmax", x, label="y", names=("x",))


def call_softmax_on_both(script: Script, x: Any, row: Any) -> None:
    for scores_of in (x, row):
        script.call("softmax", scores_of, label="y", at="x" if scores_of is x else "row", names=("x",))


def call_softmax_shifted(script: Script, x: Any, c: Any) -> None:
    script.call("softmax", x, label="y", at="x", names=("x",))
    script.call("softmax", x + c, label="y", at="x + c", names=("x",))


def call_cross_entropy(script: Script, y: Any, t: Any) -> None:
    script.call("cross_entropy_error", y, t, label="loss", names=("y", "t"))


def through_affine(script: Script, W: Any, b: Any, x: Any, dout: Any) -> None:
    weights, biases = script.put("W", W), script.put("b", b)
    layer = script.new("Affine", weights, biases)
    script.call(layer, "forward", x, label="out", names=("x",))
    script.call(layer, "backward", dout, label="dx", names=("dout",))
    script.get(layer, "dW")
    script.get(layer, "db")
    script.see(weights, "W")
    script.see(biases, "b")


def forward_affine(script: Script, W: Any, b: Any, x: Any, **_: Any) -> None:
    layer = script.new("Affine", W, b)
    script.call(layer, "forward", x, label="out", names=("x",))


def forward_loss(script: Script, x: Any, t: Any) -> None:
    layer = script.new("SoftmaxWithLoss", name="last")
    script.call(layer, "forward", x, t, label="loss", names=("x", "t"))


def through_loss(script: Script, x: Any, t: Any, dout: float | None = None) -> None:
    layer = script.new("SoftmaxWithLoss", name="last")
    script.call(layer, "forward", x, t, label="loss", names=("x", "t"))
    script.call(layer, "backward", *(() if dout is None else (dout,)), label="dx", names=("dout",))


def backward_twice(script: Script, layer: str, made: tuple[Any, ...], given: tuple[Any, ...], dout: Any) -> None:
    one = script.new(layer, *made)
    script.call(one, "forward", *given)
    for at in ("first", "second"):
        _back(script, layer, one, dout, at)


def among_others(script: Script, layer: str, own: Any, before: Any, longer: Any, other: Any) -> None:
    """A layer by itself; then one that was used before, while another that is made otherwise is used too; then both
    with a batch of another size. Each case holds constructor arguments, forward arguments and upstream gradient."""
    made, given, dout = own
    alone = script.new(layer, *made, name="alone")
    script.call(alone, "forward", *given, label="out", at="alone")
    _back(script, layer, alone, dout, "alone")
    one, second = script.new(layer, *made, name="one"), script.new(layer, *other[0], name="other")
    script.call(one, "forward", *before[1])
    script.call(one, "backward", before[2])
    script.call(one, "forward", *given, label="out", at="among others")
    script.call(second, "forward", *other[1])
    script.call(one, "backward", dout, label="dx", at="among others", names=("dout",))
    script.call(second, "backward", other[2])
    _slopes(script, layer, one, "among others")
    script.call(one, "forward", *longer[1])
    script.call(second, "forward", *other[1])
    script.call(one, "backward", longer[2])


def _back(script: Script, layer: str, made: Any, dout: Any, at: str) -> None:
    script.call(made, "backward", dout, label="dx", at=at, names=("dout",))
    _slopes(script, layer, made, at)


def _slopes(script: Script, layer: str, made: Any, at: str) -> None:
    if layer == "Affine":
        script.get(made, "dW", at=at)
        script.get(made, "db", at=at)


def slope_of(script: Script, f: str, a: Any, x: Any) -> None:
    point = script.put("x", x)
    function = Function(f, (point, a) if f == "reading" else (a,))
    script.call("numerical_gradient", function, point, label="dx", names=("f", "x"), changes=[1])
    script.see(point, "x")


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


def slope_at_zero(seen, x, dout, **_):
    dx, d = seen["dx"][x == 0], dout[x == 0]
    return dx, np.where(np.isnan(dx), 0.0, np.clip(dx, np.minimum(d, 0), np.maximum(d, 0)))


def slope_taken(seen, x, dout, **_):
    """The book's layer takes 0, its function 1."""
    slopes = np.unique(np.round((seen["dx"] / dout)[(x == 0) & (dout != 0)], 3))
    return [Evidence("kink", "dx", {"slope": float(slopes[0])})] if len(slopes) == 1 and slopes[0] else []


def sums_to_one(seen, x):
    return (np.sum(seen["y"], axis=-1) if seen["y"].shape == x.shape else seen["y"]), np.ones(x.shape[:-1])


def unmoved(seen, **_):
    return seen["y x + c"], seen["y x"]


def finite_loss(seen, y, t):
    """A loss that is finite, and large by as many samples as are wrong; how large is up to the guard."""
    labels = t if t.ndim == 1 else np.argmax(t, axis=1)
    wrong = float(np.mean(y[np.arange(len(y)), labels] == 0))
    loss = float(seen["loss"])
    return loss, loss if np.isfinite(loss) and 2 * wrong <= loss + 1e-3 else -wrong * np.log(GUARD)


def finite_extreme_loss(seen, x, t):
    """A sample whose score is the highest costs the logarithm of how many are as high; any other costs more than 2, and
    no more than the gap, or than the logarithm of the smallest number where something keeps it from being infinite."""
    labels = t if t.ndim == 1 else np.argmax(t, axis=1)
    gaps = np.max(x, axis=1) - x[np.arange(len(x)), labels]
    loss = float(seen["loss"])
    shared = np.log(np.sum(x == np.max(x, axis=1, keepdims=True), axis=1))
    least, most = (float(np.mean(np.where(gaps > 0, cost, shared))) for cost in (2.0, np.maximum(gaps, 750.0)))
    return loss, loss if least - 1e-3 <= loss <= most + 1e-3 else float(np.mean(np.where(gaps > 0, gaps, shared)))


def finite_slope(seen, x, **_):
    dx = seen["dx"]
    return dx, np.where(np.isfinite(dx), dx, 0.0) if dx.shape == x.shape else np.zeros(x.shape)


def second_as_first(seen, **_):
    return seen["dx second"], seen["dx first"]


def sums_not_growing(seen, **_):
    return {key: seen[f"{key} second"] for key in ("dW", "db")}, {key: seen[f"{key} first"] for key in ("dW", "db")}


def as_alone(seen, layer, **_):
    names = ("out", "dx", "dW", "db") if layer == "Affine" else ("out", "dx")
    return {name: seen[f"{name} among others"] for name in names}, {name: seen[f"{name} alone"] for name in names}


def as_before(seen, **_):
    names = ("scores", "loss", "grads", "params")
    return {name: seen[f"{name} beside another"] for name in names}, {name: seen[f"{name} alone"] for name in names}


def close_slope(seen, f, a, x):
    return near(seen["dx"], SLOPES[f](a, x), 2e-5)


def close_slope_in_single(seen, f, a, x):
    """Rounding, divided by a step, is what limits it here: that of the two values, each a sum of at most 27 products,
    and that of x + h and x − h."""
    slope = SLOPES[f](a, x)
    rounding = ROUNDINGS * TERMS[f](a, x) + np.abs(slope * x)
    return near(seen["dx"], slope, 2e-5 + EPS_SINGLE * rounding / (2 * SMALLEST_STEP))


def level_slope(seen, x, **_):
    return near(seen["dx"], np.zeros(x.shape), 1e-10)


def drawn_as_asked(seen, arguments):
    """Weights by a normal distribution of the standard deviation that is asked for, in no two arrays alike; biases
    0."""
    left: dict[str, Any] = {}
    right: dict[str, Any] = {}
    for at, std in (("asked", arguments[3]), ("default", DEFAULT_STD)):
        for key, p in seen[f"params {at}"].items():
            if key.startswith("b"):
                left[f"largest {key}, {at}"], right[f"largest {key}, {at}"] = float(np.max(np.abs(p))), 0.0
            else:
                sides = drawn_normally(f"{key}, {at}", p, std)
                left, right = left | sides[0], right | sides[1]
        apart, zero = drawn_apart({key: p for key, p in seen[f"params {at}"].items() if key.startswith("W")})
        left |= {f"{name}, {at}": r for name, r in apart.items()}
        right |= {f"{name}, {at}": r for name, r in zero.items()}
    return left, right


# The checks -----------------------------------------------------------------------------------------------------------


def _again(layer: str, inputs: Callable[[Draw], Case]) -> Callable[[Draw], Case]:
    """The same case, as constructor arguments, forward arguments and upstream gradient."""

    def drawn(draw: Draw) -> Case:
        case = inputs(draw)
        return {"layer": layer, "made": _made(case), "given": _given(case), "dout": case.get("dout", 1.0)}

    return drawn


def _used(layer: str, inputs: Callable[[Draw], Case]) -> Callable[[Draw], Case]:
    """The same case beside others: of its shape, and of one sample more."""

    def drawn(draw: Draw) -> Case:
        case = inputs(draw)
        cases = {"own": case, "before": _like(draw, case), "longer": _like(draw, case, 1), "other": _like(draw, case)}
        return {"layer": layer, **{key: (_made(c), _given(c), c.get("dout", 1.0)) for key, c in cases.items()}}

    return drawn


def _like(draw: Draw, case: Case, more: int = 0) -> Case:
    """Another case, with so many samples more."""
    drawn = {key: draw.magnitudes(*case[key].shape) for key in ("W", "b") if key in case}
    for key in ("x", "dout"):
        if key in case:
            n, *shape = case[key].shape
            drawn[key] = draw.magnitudes(n + more, *shape)
    if "t" in case:
        drawn["t"] = _targets(draw, *drawn["x"].shape)
    return drawn


def _made(case: Case) -> tuple[Any, ...]:
    return tuple(case[name] for name in ("W", "b") if name in case)


def _given(case: Case) -> tuple[Any, ...]:
    return tuple(case[name] for name in ("x", "t") if name in case)


LAYERS = {
    **{task: (ACTIVATIONS[task], entries(task)) for task in ACTIVATIONS},
    "affine": ("Affine", weighted),
    "softmax_with_loss": ("SoftmaxWithLoss", judged_scores),
}
MANNERS = ("arguments", "results")

rows = law("softmax", scores, call_softmax, sums_to_one, output="y")
values = {
    **{
        task: parity(task, entries_near_the_kink if task == "relu" else entries(task), forward, outputs="out")
        for task in ACTIVATIONS
    },
    "softmax": parity("softmax", scores, call_softmax, outputs="y"),
    "cross_entropy": parity("cross_entropy", probabilities, call_cross_entropy, outputs="loss", examples=24),
    "affine": parity("affine", weighted, forward_affine, outputs="out"),
    "softmax_with_loss": parity("softmax_with_loss", judged_scores, forward_loss, outputs="loss", examples=12),
}
derivative = {
    **{task: gradient(task, entries(task), both_ways, wrt={"dx": "x"}) for task in ACTIVATIONS},
    "affine": gradient("affine", weighted, through_affine, wrt={"dx": "x", "dW": "W", "db": "b"}, examples=8),
    "softmax_with_loss": gradient(
        "softmax_with_loss",
        judged_scores,
        through_loss,
        of="loss",
        wrt={"dx": "x"},
        upstream=None,
        within=LOOSE,
        examples=8,
    ),
}
shift = law("softmax", shifted_scores, call_softmax_shifted, unmoved, output="y", needs=values["softmax"])
large_values = {
    **{
        task: parity(
            task,
            large_entries(task),
            both_ways,
            outputs=("out", "dx"),
            needs=(values[task], derivative[task]),
            examples=6,
        )
        for task in ACTIVATIONS
    },
    "softmax": parity("softmax", large_scores, call_softmax, outputs="y", needs=values["softmax"]),
}
zero_probability = law(
    "cross_entropy", certainties, call_cross_entropy, finite_loss, output="loss", needs=values["cross_entropy"]
)
kink = law("relu", with_zeros, both_ways, slope_at_zero, output="dx", needs=derivative["relu"], remarks=slope_taken)
image_input = parity("affine", images, through_affine, outputs=("out", "dx", "dW", "db"), needs=derivative["affine"])
upstream = parity(
    "softmax_with_loss",
    scaled_loss,
    through_loss,
    outputs="dx",
    needs=(values["softmax_with_loss"], derivative["softmax_with_loss"]),
    examples=6,
)
whole_one_hot = {
    "cross_entropy": parity(
        "cross_entropy",
        in_whole_numbers(probabilities),
        call_cross_entropy,
        outputs="loss",
        needs=values["cross_entropy"],
        examples=3,
    ),
    "softmax_with_loss": parity(
        "softmax_with_loss",
        in_whole_numbers(judged_scores),
        through_loss,
        outputs=("loss", "dx"),
        needs=(values["softmax_with_loss"], derivative["softmax_with_loss"]),
        examples=3,
    ),
}
large_scores_loss = law(
    "softmax_with_loss",
    extreme_scores,
    forward_loss,
    finite_extreme_loss,
    output="loss",
    needs=values["softmax_with_loss"],
)
large_scores_slope = law(
    "softmax_with_loss", extreme_scores, through_loss, finite_slope, output="dx", needs=derivative["softmax_with_loss"]
)
twice = {
    task: law(task, _again(*layer), backward_twice, second_as_first, output="dx", needs=derivative[task], examples=4)
    for task, layer in LAYERS.items()
}
not_accumulated = law(
    "affine", _again("Affine", weighted), backward_twice, sums_not_growing, output="dW", needs=derivative["affine"]
)
own_forward = {
    task: law(task, _used(*layer), among_others, as_alone, output=None, needs=derivative[task], examples=4)
    for task, layer in LAYERS.items()
}
untouched = {
    **{task: contract(task, entries(task), both_ways, outputs=MANNERS, needs=derivative[task]) for task in ACTIVATIONS},
    "softmax": contract("softmax", table_and_row, call_softmax_on_both, outputs=MANNERS, needs=rows),
    "cross_entropy": contract(
        "cross_entropy",
        probabilities_or_certainties,
        call_cross_entropy,
        outputs=MANNERS,
        needs=values["cross_entropy"],
    ),
    "affine": contract("affine", weighted, through_affine, outputs=(*MANNERS, "W", "b"), needs=derivative["affine"]),
    "softmax_with_loss": contract(
        "softmax_with_loss", judged_scores, through_loss, outputs=MANNERS, needs=derivative["softmax_with_loss"]
    ),
}

restored = contract("numerical_gradient", curves, slope_of, outputs=("x", "identity", "results"), examples=6)
slope = law("numerical_gradient", curves, slope_of, close_slope, output="dx", examples=16, single=close_slope_in_single)
both_sides = law("numerical_gradient", bottoms, slope_of, level_slope, output="dx", needs=slope, examples=4)
shared_array = law(
    "numerical_gradient",
    read_elsewhere,
    slope_of,
    close_slope,
    output="dx",
    needs=slope,
    examples=4,
    single=close_slope_in_single,
)

parameters = replace(contract("network", blank, new_network, outputs="params"), equal=alike_by(begun, "params"))
initial_scale = replace(
    law("network", wide, new_networks, drawn_as_asked, output="params", needs=parameters, examples=3),
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
    networks,
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
    "network", networks, ask_network("predict", "loss", "gradient"), outputs=MANNERS, needs=(loss, backpropagation)
)
