"""Windows, the way back, layers, and the network that is built of them.

Images and windows are not square. Each question is asked first at stride 1 and without padding, then with padding, then
with strides, so that what fails first says where to look. In max pooling no two pixels are equal, except where ties
are what is asked about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from grader.checks import Case, Draw, Script, contract, gradient, law, or_refused, parity, speed
from grader.checks.portrait import alike_by, begun
from reference.convolution import im2col

AXES = {"convolution": 2, "convolution_1d": 1, "convolution_3d": 3}
LAYERS = {"convolution": "Convolution", "convolution_1d": "Convolution1d", "convolution_3d": "Convolution3d"}
POOLS = {"pooling": "Pooling", "average_pooling": "AveragePooling"}
GLOBAL = {"average": "GlobalAveragePooling", "largest": "GlobalMaxPooling"}

ONE = (1,)
NEAR = (1, 2)
SOME = (2, 3)
CLOSE = 1e-5
APART = 1e-3
GUARD = 1e-3  # 1e-7 inside the logarithm is left out of the derivative: see exercise 1


# What is drawn --------------------------------------------------------------------------------------------------------


def _few(draw: Draw) -> int:
    """1, 2 or 3, and 1 seldom: most mistakes hide there."""
    return draw.choice((1, 2, 2, 3))


def _several(draw: Draw) -> int:
    """The same of filters or channels, where most mistakes show with two and none with one."""
    return draw.choice((2, 1, 2, 3))


def _kernel(draw: Draw, axes: int) -> tuple[int, ...]:
    if axes == 1:
        return (draw.choice((2, 1, 3)),)
    if axes == 3:
        return draw.choice(((2, 1, 2), (1, 2, 2), (2, 2, 1)))
    return draw.choice(((1, 2), (2, 1), (2, 3), (3, 2)))


def _size(draw: Draw, kernel: tuple[int, ...], stride: int, pad: int, fits: bool = False) -> tuple[int, ...]:
    """Two or more windows along each axis; one to three more pixels, or as many as whole windows need."""
    least = [max(1, k + stride - 2 * pad) for k in kernel]
    if fits:
        return tuple(k + stride * draw.integer(1, 2) - 2 * pad for k in kernel)
    return tuple(n + draw.integer(0, 2 if len(kernel) < 3 else 1) for n in least)


def _out(size: tuple[int, ...], kernel: tuple[int, ...], stride: int, pad: int) -> tuple[int, ...]:
    return tuple((n + 2 * pad - k) // stride + 1 for n, k in zip(size, kernel, strict=True))


def _said(stride: int, pad: int) -> tuple[int, ...]:
    """What has to be said of stride and padding: nothing where they are as by default."""
    return (stride, pad) if pad else (stride,) if stride != 1 else ()


def windows(strides: tuple[int, ...], pads: tuple[int, ...]) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        stride, pad, kernel = draw.choice(strides), draw.choice(pads), _kernel(draw, 2)
        x = draw.array(_few(draw), _few(draw), *_size(draw, kernel, stride, pad))
        return {"x": x, "kernel": kernel, "stride": stride, "pad": pad}

    return inputs


def columns(strides: tuple[int, ...], pads: tuple[int, ...]) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        case = windows(strides, pads)(draw)
        x, kernel, stride, pad = case.values()
        n, c, *size = x.shape
        rows = n * int(np.prod(_out(size, kernel, stride, pad)))
        col = draw.array(rows, c * int(np.prod(kernel)))
        return {"x": x, "col": col, "kernel": kernel, "stride": stride, "pad": pad}

    return inputs


def filtered(
    task: str, strides: tuple[int, ...], pads: tuple[int, ...], channels: tuple[int, ...] = (2, 1, 3, 5)
) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        stride, pad, kernel = draw.choice(strides), draw.choice(pads), _kernel(draw, AXES[task])
        n, c, f = _few(draw), draw.choice(channels), _several(draw)
        if AXES[task] == 3:
            n, c, f = (min(size, 2) for size in (n, c, f))
        size = _size(draw, kernel, stride, pad)
        return {
            "layer": LAYERS[task],
            "W": draw.array(f, c, *kernel),
            "b": draw.magnitudes(f),
            "settings": _said(stride, pad),
            "x": draw.array(n, c, *size),
            "dout": draw.magnitudes(n, f, *_out(size, kernel, stride, pad)),
        }

    return inputs


def two_images(draw: Draw) -> Case:
    case = dict(filtered("convolution", (1, 2), (0, 1))(draw))
    return {**case, "y": draw.array(*case["x"].shape)}


def moved(draw: Draw) -> Case:
    """An image, and by how many windows the other begins later."""
    case = dict(filtered("convolution", (1, 2), (0,))(draw))
    stride = case["settings"][0] if case["settings"] else 1
    by = draw.integer(0, 2), draw.integer(1, 2)
    n, c, h, w = case["x"].shape
    return {**case, "x": draw.array(n, c, h + by[0] * stride, w + by[1] * stride), "by": by}


def pooled(
    task: str,
    strides: Callable[[tuple[int, int]], tuple[int, ...]],
    kernels: tuple[tuple[int, int], ...],
    pads: tuple[int, ...] = (0,),
    fits: bool = False,
    between: tuple[float, float] = (-2, 2),
) -> Callable[[Draw], Case]:
    """`strides` of a window's size"""

    def inputs(draw: Draw) -> Case:
        pad = draw.choice(pads)
        kernel = draw.choice(kernels)
        stride = draw.choice(strides(kernel))
        size = _size(draw, kernel, stride, pad, fits)
        n, c = _few(draw), _several(draw)
        return {
            "layer": POOLS[task],
            "settings": (*kernel, stride, pad)[: 4 if pad else 3],
            "x": draw.distinct(n, c, *size, between=between, apart=APART),
            "dout": draw.magnitudes(n, c, *_out(size, kernel, stride, pad)),
        }

    return inputs


def _side_by_side(kernel: tuple[int, int]) -> tuple[int, ...]:
    return (max(kernel),)


def _overlapping(kernel: tuple[int, int]) -> tuple[int, ...]:
    return tuple(s for s in (1, 2) if s < max(kernel))


def _any_stride(kernel: tuple[int, int]) -> tuple[int, ...]:
    return (1, 2, 3, 4)


def side_by_side(task: str) -> Callable[[Draw], Case]:
    """Square windows that neither overlap nor leave anything out."""
    return pooled(task, _side_by_side, SQUARE, fits=True)


SQUARE = ((2, 2), (2, 2), (3, 3))
OBLONG = ((1, 2), (2, 1), (2, 3), (3, 2))
WIDER = ((2, 3), (3, 2))


def by_default(task: str) -> Callable[[Draw], Case]:
    """Images into which windows fit whole with every stride that may be the default."""

    def inputs(draw: Draw) -> Case:
        x = draw.distinct(1, _few(draw), 9, 9, apart=APART)
        return {"layer": POOLS[task], "settings": (3, 3), "x": x}

    return inputs


def level(draw: Draw) -> Case:
    """Many equal pixels: zeros, as ReLU leaves them. Windows lie side by side, so that each has pixels of its own."""
    pool = draw.integer(2, 3)
    n, c, h, w = _few(draw), _few(draw), pool * draw.integer(1, 2), pool * draw.integer(1, 2)
    x = np.maximum(draw.array(n, c, h, w, between=(-1, 1), kinds=("integers",)), 0.0)
    dout = draw.magnitudes(n, c, h // pool, w // pool)
    return {"layer": "Pooling", "settings": (pool, pool, pool), "x": x, "dout": dout}


def channels(layer: str) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        n, c = _few(draw), _few(draw)
        x = draw.distinct(n, c, draw.choice((2, 1, 3)), draw.choice((3, 2, 4)))
        return {"layer": GLOBAL[layer], "settings": (), "x": x, "dout": draw.magnitudes(n, c)}

    return inputs


def level_channels(draw: Draw) -> Case:
    n, c, h, w = _few(draw), _few(draw), draw.integer(1, 3), draw.integer(2, 3)
    x = np.maximum(draw.array(n, c, h, w, between=(-1, 1), kinds=("integers",)), 0.0)
    return {"layer": "GlobalMaxPooling", "settings": (), "x": x, "dout": draw.magnitudes(n, c)}


def whole_numbers_in(inputs: Callable[[Draw], Case], *dtypes: type[np.integer[Any]]) -> Callable[[Draw], Case]:
    """Pixels as integers, and weights that are none."""

    def drawn(draw: Draw) -> Case:
        case = dict(inputs(draw))
        x = draw.array(*case["x"].shape, between=(0, 9), kinds=("integers",)).astype(draw.choice(dtypes))
        if "W" in case:
            case["W"] = draw.array(*case["W"].shape, kinds=("real",))
        return {**case, "x": x}

    return drawn


REPEATED = 17  # numbers of which a large array is made, over and over, so that it can be pasted


def large_windows(draw: Draw) -> Case:
    return {"x": np.resize(draw.array(REPEATED), (4, 3, 14, 15)), "kernel": (3, 3), "stride": 1, "pad": 1}


def large_columns(draw: Draw) -> Case:
    col = np.resize(draw.array(REPEATED), (4 * 14 * 15, 27))
    return {"x": np.zeros((4, 3, 14, 15)), "col": col, "kernel": (3, 3), "stride": 1, "pad": 1}


def slow_images(draw: Draw) -> Case:
    return {
        "layer": "Convolution",
        "W": draw.array(4, 2, 3, 3),
        "b": draw.array(4),
        "settings": (1, 1),
        "x": np.resize(draw.array(REPEATED), (4, 2, 12, 13)),
        "dout": np.resize(draw.array(REPEATED), (4, 4, 12, 13)),
    }


def large_images(draw: Draw) -> Case:
    """Of each image alone the columns take over a mebibyte, the size from which it pays to work in parts."""
    n, c, (h, w), kernel = 3, 4, (40, 100), (2, 9)
    return {
        "layer": "Convolution",
        "W": draw.array(1, c, *kernel),
        "b": draw.magnitudes(1),
        "settings": (),
        "x": np.resize(draw.array(REPEATED), (n, c, h, w)),
        "dout": np.resize(draw.magnitudes(REPEATED), (n, 1, *_out((h, w), kernel, 1, 0))),
    }


def many_images(task: str) -> Callable[[Draw], Case]:
    """More images than fit into a mebibyte, and than an image has rows or columns. In no window are two pixels equal,
    since going right adds 1 to a place among the repeated numbers, and going down adds 36, which is 2."""

    def inputs(draw: Draw) -> Case:
        n, c, (h, w), pool = 80, 2, (30, 36), 2
        return {
            "layer": POOLS[task],
            "settings": (pool, pool, pool),
            "x": np.resize(draw.distinct(REPEATED, apart=APART), (n, c, h, w)),
            "dout": np.resize(draw.magnitudes(REPEATED), (n, c, h // pool, w // pool)),
        }

    return inputs


def large_pools(task: str) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        x = np.resize(draw.distinct(REPEATED, apart=APART), (8, 4, 24, 26))
        dout = np.resize(draw.array(REPEATED), (8, 4, 12, 13))
        return {"layer": POOLS[task], "settings": (2, 2, 2), "x": x, "dout": dout}

    return inputs


MNIST = ((1, 28, 28), {"filter_num": 30, "filter_size": 5, "pad": 0, "stride": 1})


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
    return {"arguments": (*MNIST, 50, 10, 0.1)}


def for_mnist_by_default(_draw: Draw) -> Case:
    return {"arguments": MNIST}


def _shapes(arguments: tuple[Any, ...]) -> dict[str, tuple[int, ...]]:
    """Of the parameters that a network has when it is made with these arguments."""
    (c, *size), conv, *rest = arguments
    hidden, classes, _ = rest or (100, 10, 0.01)
    f, side = conv["filter_num"], conv["filter_size"]
    out = _out(tuple(size), (side, side), conv["stride"], conv["pad"])
    features = f * int(np.prod(_out(out, (2, 2), 2, 0)))
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
    classes, n = arguments[3], _few(draw)
    rng = np.random.default_rng(draw.seed())
    scale = {"W1": 1.0, "b1": 0.5, "W2": 1.0, "b2": 0.5, "W3": 0.3, "b3": 0.3}
    shapes = _shapes(arguments)
    params = {key: rng.uniform(-scale[key], scale[key], shape) for key, shape in shapes.items()}
    labels = rng.integers(0, classes, n)
    t = draw.choice((labels, np.eye(classes)[labels]))
    return {"arguments": arguments, "params": params, "x": rng.uniform(-1, 1, (n, *arguments[0])), "t": t}


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

WINDOW = ("filter_h", "filter_w", "stride", "pad")


def lay_out(script: Script, x: Any, kernel: Any, stride: int, pad: int) -> None:
    script.call("im2col", x, *kernel, *_said(stride, pad), label="col", names=("input_data", *WINDOW))


def put_back(script: Script, x: Any, col: Any, kernel: Any, stride: int, pad: int) -> None:
    names = ("col", "input_shape", *WINDOW)
    script.call("col2im", col, x.shape, *kernel, *_said(stride, pad), label="image", names=names)


def lay_out_twice(script: Script, x: Any, kernel: Any, stride: int, pad: int) -> None:
    lay_out(script, x, kernel, stride, pad)
    names = ("input_data", *WINDOW)
    script.call("im2col", x[::-1] + 1, *kernel, *_said(stride, pad), label="col", at="of another image", names=names)


def put_back_twice(script: Script, x: Any, col: Any, kernel: Any, stride: int, pad: int) -> None:
    put_back(script, x, col, kernel, stride, pad)
    names, given = ("col", "input_shape", *WINDOW), (col[::-1] + 1, x.shape, *kernel, *_said(stride, pad))
    script.call("col2im", *given, label="image", at="of another table", names=names)


def filter_forward(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, **_: Any) -> None:
    made = script.new(layer, W, b, *settings, name="conv")
    script.call(made, "forward", x, label="out", names=("x",))


def filter_both_ways(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, dout: Any) -> None:
    weights, biases = script.put("W", W), script.put("b", b)
    made = script.new(layer, weights, biases, *settings, name="conv")
    script.call(made, "forward", x, label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))
    script.get(made, "dW")
    script.get(made, "db")
    script.see(weights, "W")
    script.see(biases, "b")


def filter_changed(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, dout: Any) -> None:
    """Somebody trains the arrays that the layer was given."""
    weights, biases = script.put("W", W), script.put("b", b)
    made = script.new(layer, weights, biases, *settings, name="conv")
    script.call(made, "forward", x)
    for given, array in ((weights, W), (biases, b)):
        script.fill(given, "", -2 * array)
    script.call(made, "forward", x, label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))


def filter_sums(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, y: Any, **_: Any) -> None:
    made = script.new(layer, W, b, *settings, name="conv")
    for at, image in (("x", x), ("y", y), ("x + y", x + y), ("0", 0 * x)):
        script.call(made, "forward", image, label="out", at=at, names=("x",))


def filter_moved(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, by: Any, **_: Any) -> None:
    made = script.new(layer, W, b, *settings, name="conv")
    rows, cols = ((settings[0] if settings else 1) * n for n in by)
    script.call(made, "forward", x, label="out", at="whole", names=("x",))
    script.call(made, "forward", x[:, :, rows:, cols:], label="out", at="part", names=("x",))


def filter_and_back(script: Script, layer: str, W: Any, b: Any, settings: Any, x: Any, dout: Any) -> None:
    made = script.new(layer, W, b, *settings, name="conv")
    script.call(made, "forward", 0 * x, label="out", at="0", names=("x",))
    script.call(made, "forward", x, label="out", at="x", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))


def pool_forward(script: Script, layer: str, settings: Any, x: Any, **_: Any) -> None:
    made = script.new(layer, *settings, name="pool")
    script.call(made, "forward", x, label="out", names=("x",))


def pool_both_ways(script: Script, layer: str, settings: Any, x: Any, dout: Any) -> None:
    made = script.new(layer, *settings, name="pool")
    script.call(made, "forward", x, label="out", names=("x",))
    script.call(made, "backward", dout, label="dx", names=("dout",))


def among_others(script: Script, layer: str, own: Any, before: Any, wider: Any, other: Any) -> None:
    """A layer by itself; then one that was used before, while another that is made otherwise is used too, and asked
    twice; then both with wider images. Each case holds constructor arguments, an image and an upstream gradient."""
    made, x, dout = own
    alone = script.new(layer, *made, name="alone")
    script.call(alone, "forward", x, label="out", at="alone")
    _back(script, layer, alone, dout, "alone")
    one, second = script.new(layer, *made, name="one"), script.new(layer, *other[0], name="other")
    if layer in POOLS.values():
        script.new(layer, 2, 3, 3, 1, name="padded")  # side by side; never used, since some cannot pad
    script.call(one, "forward", before[1])
    script.call(one, "backward", before[2])
    script.call(one, "forward", x, label="out", at="among others")
    script.call(second, "forward", other[1])
    script.call(one, "backward", dout, label="dx", at="among others", names=("dout",))
    script.call(second, "backward", other[2])
    _slopes(script, layer, one, "among others")
    _back(script, layer, one, dout, "again")
    script.call(one, "forward", wider[1])
    script.call(second, "forward", other[1])
    script.call(one, "backward", wider[2], label="dx", at="wider, among others", names=("dout",))
    fresh = script.new(layer, *made, name="fresh")
    script.call(fresh, "forward", wider[1])
    script.call(fresh, "backward", wider[2], label="dx", at="wider, alone", names=("dout",))


def _back(script: Script, layer: str, made: Any, dout: Any, at: str) -> None:
    script.call(made, "backward", dout, label="dx", at=at, names=("dout",))
    _slopes(script, layer, made, at)


def _slopes(script: Script, layer: str, made: Any, at: str) -> None:
    if layer.startswith("Convolution"):
        script.get(made, "dW", at=at)
        script.get(made, "db", at=at)


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
    for number, batch in enumerate(batches, 1):
        x, t = first if number == 1 else batch
        grads = script.call(net, "gradient", x, t, names=("x", "t"), name="grads")
        script.step(net, "params", grads, 0.1)
        script.call(net, "loss", *first, label="loss", at=f"{number}/{len(batches)}", names=("x", "t"))


# What must hold -------------------------------------------------------------------------------------------------------


def _near(got: Any, truth: Any, scale: float) -> tuple[Any, Any]:
    """Two sides that are equal where `got` lies near enough, and otherwise show what was expected. Mistakes are larger
    than what single precision leaves of terms that cancel."""
    if np.shape(got) != np.shape(truth):
        return got, truth
    return got, np.where(np.abs(got - truth) <= CLOSE * scale, got, truth)


def _sums(got: Any, truth: Any) -> tuple[Any, Any]:
    left, right = (np.sum(terms, dtype=np.float64) for terms in (got, truth))
    return _near(left, right, float(np.sum(np.abs(truth))))


def transposes(seen, x, col, kernel, stride, pad):
    return _sums(x * seen["image"], im2col(x, *kernel, stride, pad) * col)


def adds_up(seen, **_):
    left, right = seen["out x + y"] + seen["out 0"], seen["out x"] + seen["out y"]
    return _near(left, right, 1 + float(np.max(np.abs(right))))


def moves_along(seen, by, **_):
    down, right = by
    part = seen["out part"]
    return _near(seen["out whole"][:, :, down:, right:], part, 1 + float(np.max(np.abs(part))))


def there_as_back(seen, x, dout, **_):
    return _sums(x * seen["dx"], (seen["out x"] - seen["out 0"]) * dout)


def hands_out_once(seen, x, dout, settings, **_):
    """Shares of the largest pixels that add up to dout, none of them below 0 or above dout."""
    pool = settings[0] if settings else max(x.shape)
    n, c, h, w = x.shape
    high, wide = (pool, pool) if settings else (h, w)
    blocks = (n, c, h // high, high, w // wide, wide)
    dx, image = seen["dx"].reshape(blocks), x.reshape(blocks)
    given = dout.reshape(n, c, h // high, 1, w // wide, 1)
    largest = image == image.max(axis=(3, 5), keepdims=True)
    equal = given * largest / largest.sum(axis=(3, 5), keepdims=True)
    shares = dx / given
    once = np.abs(np.sum(shares, axis=(3, 5), keepdims=True) - 1) <= CLOSE
    fair = np.where(largest, (shares >= -CLOSE) & (shares <= 1 + CLOSE), np.abs(shares) <= CLOSE)
    right = once & np.all(fair, axis=(3, 5), keepdims=True)
    return seen["dx"], np.where(right, dx, equal).reshape(x.shape)


def as_alone(seen, layer, **_):
    names = ("dx", "dW", "db") if layer.startswith("Convolution") else ("dx",)
    got = {name: [seen[f"{name} among others"], seen[f"{name} again"]] for name in names}
    right = {name: [seen[f"{name} alone"]] * 2 for name in names}
    got["dx"], right["dx"] = [*got["dx"], seen["dx wider, among others"]], [*right["dx"], seen["dx wider, alone"]]
    return {**got, "out": seen["out among others"]}, {**right, "out": seen["out alone"]}


def as_before(seen, **_):
    names = ("scores", "grads", "params")
    return {name: seen[f"{name} beside another"] for name in names}, {name: seen[f"{name} alone"] for name in names}


def drawn_as_asked(seen, arguments):
    """Shapes, and mean 0 and the standard deviation asked for, within what chance allows once in a billion; biases
    0."""
    std = arguments[4] if len(arguments) > 2 else 0.01
    left, right = {}, {}
    for key, shape in _shapes(arguments).items():
        p = np.asarray(seen["params"][key])
        left[f"shape of {key}"], right[f"shape of {key}"] = list(p.shape), list(shape)
        if key.startswith("b"):
            left[f"largest of {key}"], right[f"largest of {key}"] = float(np.max(np.abs(p))), 0.0
            continue
        bound = 6.2 * std / np.sqrt(p.size)
        for name, value, wanted in (("mean", float(np.mean(p)), 0.0), ("std", float(np.std(p)), std)):
            left[f"{name} of {key}"] = value
            right[f"{name} of {key}"] = value if abs(value - wanted) <= bound else wanted
    return left, right


# The checks -----------------------------------------------------------------------------------------------------------


def _used(inputs: Callable[[Draw], Case], others: Callable[[Draw], Case] | None = None) -> Callable[[Draw], Case]:
    """A case beside others: of its shape, with wider images, and for a layer that is made otherwise. Where there are
    two kinds of cases, each may be the one that is looked at."""

    def drawn(draw: Draw) -> Case:
        first, second = draw.choice(((inputs, others or inputs), (others or inputs, inputs)))
        case, other = first(draw), second(draw)
        x, dout = case["x"], case["dout"]
        step = _stride(case)
        wider = np.concatenate([x, x[..., -1:] + 1 + np.arange(step)], axis=-1)
        more = dout if dout.ndim == 2 else np.concatenate([dout, -dout[..., -1:]], axis=-1)
        cases = {"own": (x, dout), "before": (-x, dout[::-1] + 1), "wider": (wider, more)}
        given = {key: (_made(case), *arrays) for key, arrays in cases.items()}
        return {"layer": case["layer"], **given, "other": (_made(other), other["x"], other["dout"])}

    return drawn


def _made(case: Case) -> tuple[Any, ...]:
    return (case["W"], case["b"], *case["settings"]) if "W" in case else case["settings"]


def _stride(case: Case) -> int:
    settings = case["settings"] if "W" in case else case["settings"][2:]
    return settings[0] if settings else 1


def either(draw: Draw) -> Case:
    return channels(draw.choice(("average", "largest")))(draw)


def either_used(draw: Draw) -> Case:
    """Layers of one class."""
    return _used(channels(draw.choice(("average", "largest"))))(draw)


SLOPES = ("dx", "dW", "db")
MANNERS = ("arguments", "results")
PADS = (1, 2)

values = {
    "im2col": parity("im2col", windows(ONE, (0,)), lay_out, outputs="col", examples=6),
    "col2im": parity("col2im", columns(ONE, (0,)), put_back, outputs="image", examples=6),
    **{
        task: parity(task, filtered(task, ONE, (0,)), filter_forward, outputs="out", examples=6)
        for task in LAYERS
    },
    **{
        task: parity(task, side_by_side(task), pool_forward, outputs="out", examples=6)
        for task in POOLS
    },
}
strides = {
    "im2col": parity("im2col", windows(SOME, (0,)), lay_out, outputs="col", needs=values["im2col"], examples=6),
    "col2im": parity("col2im", columns(SOME, (0,)), put_back, outputs="image", needs=values["col2im"], examples=6),
    **{
        task: parity(
            task, filtered(task, SOME, (0,)), filter_forward, outputs="out", needs=values[task], examples=6
        )
        for task in LAYERS
    },
    **{
        task: parity(
            task, pooled(task, _any_stride, OBLONG), pool_forward, outputs="out", needs=values[task], examples=8
        )
        for task in POOLS
    },
}
padding = {
    "im2col": parity("im2col", windows(NEAR, PADS), lay_out, outputs="col", needs=values["im2col"], examples=5),
    "col2im": parity("col2im", columns(NEAR, PADS), put_back, outputs="image", needs=values["col2im"], examples=5),
    **{
        task: parity(task, filtered(task, NEAR, PADS), filter_forward, outputs="out", needs=values[task], examples=5)
        for task in LAYERS
    },
    **{
        task: parity(
            task,
            pooled(task, _overlapping, WIDER, (1,), fits=True, between=(0.1, 4)),
            pool_forward,
            outputs="out",
            needs=values[task],
            examples=5,
        )
        for task in POOLS
    },
}
negative_images = parity(
    "pooling",
    pooled("pooling", _overlapping, WIDER, (1,), fits=True, between=(-4, -0.1)),
    pool_forward,
    outputs="out",
    needs=padding["pooling"],
    examples=4,
)
default_stride = {
    task: parity(task, by_default(task), pool_forward, outputs="out", needs=strides[task], examples=2)
    for task in POOLS
}
adjoint = law("col2im", columns((1, 2), (0, 1)), put_back, transposes, output="image", examples=4)
linear = law("convolution", two_images, filter_sums, adds_up, output="out", examples=3)
translation = law("convolution", moved, filter_moved, moves_along, output="out", examples=4)

average_values = parity("global_pooling", channels("average"), pool_forward, outputs="out", examples=6)
largest_values = parity("global_pooling", channels("largest"), pool_forward, outputs="out", examples=6)

derivative = {
    **{
        task: gradient(
            task,
            filtered(task, ONE, (0,)),
            filter_both_ways,
            wrt={"dx": "x", "dW": "W", "db": "b"},
            examples=4 if task == "convolution" else 3,
        )
        for task in LAYERS
    },
    **{
        task: gradient(task, side_by_side(task), pool_both_ways, wrt={"dx": "x"}, examples=4)
        for task in POOLS
    },
}
average_derivative = gradient(
    "global_pooling", channels("average"), pool_both_ways, wrt={"dx": "x"}, examples=4
)
largest_derivative = gradient(
    "global_pooling", channels("largest"), pool_both_ways, wrt={"dx": "x"}, examples=4
)
backward_with_overlaps = {
    task: parity(
        task,
        pooled(task, _overlapping, WIDER, fits=True),
        pool_both_ways,
        outputs="dx",
        needs=derivative[task],
        examples=6,
    )
    for task in POOLS
}
backward_with_stride = {
    task: parity(
        task,
        filtered(task, SOME, (0,)),
        filter_both_ways,
        outputs=SLOPES,
        needs=(derivative[task], strides[task]),
        examples=6,
    )
    for task in LAYERS
}
backward_with_padding = {
    **{
        task: parity(
            task,
            filtered(task, NEAR, PADS),
            filter_both_ways,
            outputs=SLOPES,
            needs=(derivative[task], padding[task]),
            examples=5,
        )
        for task in LAYERS
    },
    "pooling": parity(
        "pooling",
        pooled("pooling", _overlapping, WIDER, (1,), fits=True, between=(0.1, 4)),
        pool_both_ways,
        outputs=("out", "dx"),
        needs=(derivative["pooling"], padding["pooling"]),
        examples=5,
    ),
    "average_pooling": gradient(  # of its own forward, because padding may be counted or not, but both ways alike
        "average_pooling",
        pooled("average_pooling", _overlapping, WIDER, (1,), fits=True, between=(0.1, 4)),
        pool_both_ways,
        wrt={"dx": "x"},
        needs=(derivative["average_pooling"], padding["average_pooling"]),
        examples=5,
    ),
}
present_weights = parity(
    "convolution",
    filtered("convolution", (1, 2), (0, 1)),
    filter_changed,
    outputs=("out", "dx"),
    needs=(derivative["convolution"], backward_with_stride["convolution"], backward_with_padding["convolution"]),
    examples=2,
)
transpose = law("convolution", filtered("convolution", (1, 2), (0, 1)), filter_and_back, there_as_back, output="dx",
                examples=3)
ties = {
    "pooling": law("pooling", level, pool_both_ways, hands_out_once, output="dx", needs=derivative["pooling"]),
    "global_pooling": law(
        "global_pooling", level_channels, pool_both_ways, hands_out_once, output="dx", needs=largest_derivative
    ),
}
whole_numbers = {
    **{
        task: or_refused(
            parity(
                task,
                whole_numbers_in(filtered(task, (1, 2), (0, 1)), np.int64, np.uint8),
                filter_both_ways,
                outputs=("out", "dW", "db"),  # dx of pixels is nobody's
                needs=(derivative[task], backward_with_stride[task], backward_with_padding[task]),
                examples=3,
            )
        )
        for task in LAYERS
    },
    "average_pooling": or_refused(
        parity(
            "average_pooling",
            whole_numbers_in(side_by_side("average_pooling"), np.int64),
            pool_forward,
            outputs="out",
            needs=values["average_pooling"],
            examples=3,
        )
    ),
    "global_pooling": or_refused(
        parity(
            "global_pooling",
            whole_numbers_in(channels("average"), np.int64),
            pool_forward,
            outputs="out",
            needs=average_values,
            examples=4,
        )
    ),
}
untouched = {
    "im2col": contract(
        "im2col",
        windows((1, 2), (0, 1)),
        lay_out_twice,
        outputs=(*MANNERS, "col"),
        needs=(strides["im2col"], padding["im2col"]),
    ),
    "col2im": contract(
        "col2im",
        columns((1, 2), (0, 1)),
        put_back_twice,
        outputs=(*MANNERS, "image"),
        needs=(strides["col2im"], padding["col2im"]),
    ),
    "convolution": contract(
        "convolution",
        filtered("convolution", (1, 2), (0, 1)),
        filter_both_ways,
        outputs=(*MANNERS, "W", "b"),
        needs=derivative["convolution"],
    ),
    **{
        task: contract(
            task, side_by_side(task), pool_both_ways, outputs=MANNERS, needs=derivative[task]
        )
        for task in POOLS
    },
    "global_pooling": contract(
        "global_pooling",
        either,
        pool_both_ways,
        outputs=MANNERS,
        needs=(average_derivative, largest_derivative),
        examples=8,
    ),
}
own_forward = {
    "convolution": law(
        "convolution",
        _used(filtered("convolution", ONE, (0, 1), (4, 5, 2)), filtered("convolution", SOME, (0, 1))),
        among_others,
        as_alone,
        output=None,
        needs=(derivative["convolution"], backward_with_stride["convolution"], backward_with_padding["convolution"]),
        examples=4,
    ),
    **{
        task: law(
            task,
            _used(pooled(task, _overlapping, OBLONG, fits=True), pooled(task, _any_stride, OBLONG, fits=True)),
            among_others,
            as_alone,
            output=None,
            needs=(derivative[task], backward_with_overlaps[task]),
            examples=4,
        )
        for task in POOLS
    },
    "global_pooling": law(
        "global_pooling",
        either_used,
        among_others,
        as_alone,
        output=None,
        needs=(average_derivative, largest_derivative),
        examples=8,
    ),
}
large = {
    "convolution": parity(
        "convolution",
        large_images,
        filter_both_ways,
        outputs=("out", *SLOPES),
        needs=derivative["convolution"],
        examples=1,
    ),
    **{
        task: parity(
            task, many_images(task), pool_both_ways, outputs=("out", "dx"), needs=derivative[task], examples=1
        )
        for task in POOLS
    },
}
loops = {
    "im2col": speed("im2col", large_windows, lay_out, needs=values["im2col"]),
    "col2im": speed("col2im", large_columns, put_back, needs=values["col2im"]),
    "convolution": speed("convolution", slow_images, filter_both_ways, needs=derivative["convolution"]),
    **{task: speed(task, large_pools(task), pool_both_ways, needs=derivative[task]) for task in POOLS},
}

parameters = replace(contract("network", blank, new_network, outputs="params"), equal=alike_by(begun, "params"))
initial_scale = replace(
    law("network", for_mnist, new_network, drawn_as_asked, output="params", needs=parameters, examples=1),
    equal=alike_by(begun, "params"),
    shrinks=False,
)
default_arguments = replace(initial_scale, inputs=for_mnist_by_default, needs=(initial_scale,))
class_scores = parity("network", networks, ask_network("predict"), outputs="scores", needs=parameters, examples=6)
loss = parity("network", networks, ask_network("loss"), outputs="loss", needs=parameters, examples=8)
accuracy = parity(
    "network", crowds, ask_accuracy, outputs="accuracy", needs=(parameters, class_scores), examples=2
)
backpropagation = gradient(
    "network",
    networks,
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
    "network", networks, ask_network("predict", "loss", "gradient"), outputs=MANNERS, needs=(loss, backpropagation)
)
