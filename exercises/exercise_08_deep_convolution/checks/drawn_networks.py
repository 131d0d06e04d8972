"""Networks that are drawn, with images.

They have few filters, of 3 × 3 or 1 × 1, and take whole images of 28 × 28, for which the book's own fits too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import Case, Draw
from grader.checks.let_through import let_through, off_zero
from reference.affine import Affine
from reference.convolution import Convolution
from reference.deep_convolution import DeepConvNet

INPUT, LAST = (1, 28, 28), 64  # the last convolution's filters: 64 · 4 · 4 numbers reach the affine layer
HIDDEN, CLASSES = 16, 12
REPEATED = {"params": 13, "x": 30, "direction": 11}  # numbers that large arrays repeat, so that they can be pasted
DISTINCT = 15  # images that 30 numbers make, before they begin anew
TRIES = 20  # in which images are looked for that are told apart; four of five find them
BRIGHT = 64.0
WIDER = 20  # times the last weights, where no slope is asked for
APART = 0.001  # how far the highest of scores, which are about 1, must lie above the next
SMALL = 0.3  # how large a score is at most before its bias, with all units left in


def _conv(filters: int, side: int, margin: int) -> dict[str, int]:
    """margin: how much larger the image becomes, on each of its sides"""
    return {"filter_num": filters, "filter_size": side, "pad": side // 2 + margin, "stride": 1}


def _arguments(draw: Draw) -> tuple[Any, ...]:
    filters = [*(draw.integer(2, 3) for _ in range(5)), LAST]
    small = draw.integer(0, 5)
    params = [_conv(n, 1 if place == small else 3, int(place == 3)) for place, n in enumerate(filters)]
    return INPUT, *params, HIDDEN, CLASSES


def made(draw: Draw) -> Case:
    return {"arguments": _arguments(draw)}


def made_for_others(draw: Draw) -> Case:
    """For images that are not square, by convolutions with strides: the book's own is made for 28 × 28 whatever is
    said."""
    size = (draw.integer(1, 2), draw.integer(24, 30), draw.integer(31, 37))
    params = [_conv(draw.integer(2, 3), draw.choice((3, 5)), draw.integer(0, 1)) for _ in range(6)]
    params[draw.integer(0, 1)]["stride"] = 2
    return {"arguments": (size, *params, HIDDEN, CLASSES)}


def networks(draw: Draw) -> Case:
    return _network(draw, draw.integer(1, 2))


def several(draw: Draw) -> Case:
    """More than one image: what is a sum and what a mean shows in no other batch."""
    return _network(draw, draw.integer(2, 3))


def several_bright(draw: Draw) -> Case:
    """Hidden units far above 0, and last weights as much smaller: some gradients are then large."""
    return _network(draw, draw.integer(2, 3), BRIGHT)


def _network(draw: Draw, n: int, hidden: float = 0.0) -> Case:
    """A network that n images get through; hidden: how far above 0 its hidden units lie."""
    arguments, batch = _arguments(draw), _batch(draw, n)
    net, rng = DeepConvNet(*arguments), np.random.default_rng(draw.seed())
    _fill(net, batch["x"], rng, hidden)
    return {"arguments": arguments, "params": net.params, **batch}


def _fill(net: DeepConvNet, x: Any, rng: np.random.Generator, above: float) -> None:
    """He's weights, and biases that take away the mean of what they are added to and put a little in its place, so that
    each filter lets a good part of the images through, and the hidden units one of them all.

    The last weights are so small that no class becomes unlikely, whichever units are left out, doubled twice or not: a
    guard in the logarithm would hide the slope.
    """
    *features, _dropout, scores, _dropout = net.layers
    for layer in features:
        if isinstance(layer, Convolution | Affine):
            layer.W[...] = _numbers(rng, layer.W.shape, np.sqrt(6 / (layer.W.size // len(layer.b))))
        x = layer.forward(x)
        if isinstance(layer, Convolution | Affine):
            little = np.abs(_numbers(rng, layer.b.shape, 0.3))
            layer.b[...], x = let_through(x, little + above if isinstance(layer, Affine) else little)
    W8 = _numbers(rng, scores.W.shape, 1.0)
    scores.W[...] = np.round(W8 * (SMALL / np.max(x @ np.abs(W8))), 6)
    scores.b[...] = off_zero(_numbers(rng, scores.b.shape, 0.3))


def _numbers(rng: np.random.Generator, shape: tuple[int, ...], width: float) -> Any:
    return np.resize(np.round(rng.uniform(-width, width, REPEATED["params"]), 2), shape)


def lone_biases(draw: Draw) -> Case:
    """The last layer gives its biases, whatever comes in: what dropout does to them is plain to see."""
    case = networks(draw)
    last = {"W8": np.zeros((HIDDEN, CLASSES)), "b8": draw.magnitudes(CLASSES, between=(1, 2))}
    return {**case, "params": {**case["params"], **last}}


def _images(draw: Draw, n: int) -> Any:
    return np.resize(draw.array(REPEATED["x"], between=(-1, 1), kinds=("real",)), (n, *INPUT))


def _batch(draw: Draw, n: int) -> dict[str, Any]:
    labels = draw.array(n, between=(0, CLASSES - 1), kinds=("integers",)).astype(np.int64)
    return {"x": _images(draw, n), "t": draw.choice((labels, np.eye(CLASSES)[labels]))}


def counted_right(draw: Draw) -> Case:
    """Images of several classes, looked at so many at a time that the last ones are fewer. The wrong ones lie in the
    batches so that no two ways of counting come to the same share, some of them with the class of the lowest score."""
    n, lows = draw.choice(((10, 2), (11, 1)))
    case, scores = _decided(draw, n)
    t, lowest = np.argmax(scores, axis=1), np.argmin(scores, axis=1)
    wrong = [5, draw.integer(6, 7), draw.integer(8, n - 1)]
    t[wrong] = (t[wrong] + 1) % CLASSES
    t[wrong[:lows]] = lowest[wrong[:lows]]
    return {**case, "t": t, "batch_size": 4}


def crowds(draw: Draw) -> Case:
    """More than a hundred images, of which some behind the hundredth are wrong."""
    case, scores = _decided(draw, DISTINCT)
    n = draw.integer(125, 135)
    t = np.resize(np.argmax(scores, axis=1), n)
    t[100 : 100 + draw.integer(5, 15)] = np.bincount(t, minlength=CLASSES).argmin()
    return {**case, "x": np.resize(case["x"], (n, *INPUT)), "t": t, "batch_size": 50}


def _decided(draw: Draw, n: int) -> tuple[Case, Any]:
    """A network and images of at least three classes, none of which is next to another one, with its scores. The last
    layer has no biases, so that scores are in the same order however dropout scales."""
    for _ in range(TRIES):
        case = _network(draw, n)
        params = {**case["params"], "W8": np.round(WIDER * case["params"]["W8"], 6), "b8": np.zeros(CLASSES)}
        scores = filled_reference(case["arguments"], params).predict(case["x"])
        second, first = np.sort(scores, axis=1).T[-2:]
        if len({*np.argmax(scores, axis=1).tolist()}) >= 3 and np.min(first - second) > APART:
            break
    return {**case, "params": params}, scores


def filled_reference(arguments: tuple[Any, ...], params: Any) -> DeepConvNet:
    net = DeepConvNet(*arguments)
    for name, array in params.items():
        net.params[name][...] = array
    return net
