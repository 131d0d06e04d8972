"""Networks that are drawn, with images.

They have few filters, of 3 × 3 or 1 × 1, and take whole images of 28 × 28, for which the book's own fits too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import Case, Draw
from reference.deep_convolution import DeepConvNet

HALF_OFF = 0.0034567  # no sum of products of two-digit numbers is this: nothing lies on ReLU's kink
INPUT, LAST = (1, 28, 28), 64  # the last convolution's filters: 64 · 4 · 4 numbers reach the affine layer
HIDDEN, CLASSES = 16, 12
REPEATED = {"params": 11, "x": 31, "direction": 13}  # numbers that large arrays repeat, so that they can be pasted
TRIES = 10  # in which images are looked for that are told apart
BRIGHT = 64.0
APART = 0.002  # how far the highest of scores below 1 must lie above the next
SMALL = 0.3  # how large a score may be before its bias, with all units left in


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
    """Weights that leave scores of ordinary size behind eight layers."""
    arguments = _arguments(draw)
    rng = np.random.default_rng(draw.seed())
    params = {}
    for name, array in DeepConvNet(*arguments).params.items():
        width = 0.3 if name[0] == "b" else float(np.sqrt(6 / np.prod(array.shape[1:]))) if array.ndim == 4 else 0.05
        drawn = np.round(rng.uniform(-width, width, REPEATED["params"]), 2)
        params[name] = np.resize(np.round(drawn + HALF_OFF, 7) if name[0] == "b" else drawn, array.shape)
    batch = _batch(draw, draw.integer(1, 2))
    return {"arguments": arguments, "params": params | _tame(arguments, params, batch["x"]), **batch}


def _tame(arguments: tuple[Any, ...], params: Any, x: Any) -> dict[str, Any]:
    """The last weights, so small that no class becomes unlikely, whichever units are left out, doubled twice or not: a
    guard in the logarithm would hide the slope."""
    a = x
    *features, _dropout, _affine, _scores = filled_reference(arguments, params).layers
    for layer in features:
        a = layer.forward(a)
    size = float(np.max(a @ np.abs(params["W8"])))
    smaller = 10 ** max(0, int(np.ceil(np.log10(max(size, SMALL) / SMALL))))
    return {"W8": np.round(params["W8"] / smaller, 12)}


def several(draw: Draw) -> Case:
    """More than one image: what is a sum and what a mean shows in no other batch."""
    case = networks(draw)
    return {**case, **_batch(draw, draw.integer(2, 3))}


def several_bright(draw: Draw) -> Case:
    """Hidden units far above 0, and last weights as much smaller: some gradients are then large."""
    case = several(draw)
    params = {**case["params"], "b7": case["params"]["b7"] + BRIGHT}
    return {**case, "params": params | _tame(case["arguments"], params, case["x"])}


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
    """More than a hundred images, of which two behind the hundredth are wrong, and the last is right and alone in its
    batch. They repeat the same numbers, so that they repeat themselves."""
    case, scores = _decided(draw, REPEATED["x"])
    n = 105
    t = np.resize(np.argmax(scores, axis=1), n)
    t[100:102] = np.bincount(t, minlength=CLASSES).argmin()
    return {**case, "x": np.resize(case["x"], (n, *INPUT)), "t": t, "batch_size": 52}


def _decided(draw: Draw, n: int) -> tuple[Case, Any]:
    """A network and images of several classes, none of which is next to another one, with its scores. Of one class,
    where nothing of them gets through the convolutions, however often they are drawn."""
    for _ in range(TRIES):
        case = networks(draw)
        arguments, x = case["arguments"], _images(draw, n)
        params = _telling_apart(arguments, case["params"], x)
        scores = filled_reference(arguments, params).predict(x)
        second, first = np.sort(scores, axis=1).T[-2:]
        if len({*np.argmax(scores, axis=1).tolist()}) > 1 and np.min(first - second) > APART:
            break
    else:  # scores that are the biases': no two are equal, and none comes before another where dropout scales otherwise
        last = {"W8": np.zeros((HIDDEN, CLASSES)), "b8": np.linspace(0.4, 1.5, CLASSES).round(2)}
        params = {**case["params"], **last}
        scores = filled_reference(arguments, params).predict(x)
    return {**case, "params": params, "x": x}, scores


def _telling_apart(arguments: tuple[Any, ...], params: Any, x: Any) -> dict[str, Any]:
    """Affine layers that see what differs from image to image, where anything does: of what comes into them, the mean
    counts nothing. The last layer has no biases, so that scores are in the same order however dropout scales."""
    *features, hidden, relu, _dropout, _affine, _scores = filled_reference(arguments, params).layers
    a = x
    for layer in features:
        a = layer.forward(a)
    a = a.reshape(len(x), -1) @ hidden.W
    b7 = np.round(-np.mean(a, axis=0) + HALF_OFF, 7)
    a = relu.forward(a + b7)
    mean, W8 = np.mean(a, axis=0), params["W8"]
    W8 = W8 - np.outer(mean, mean @ W8) / (mean @ mean) if np.any(mean) else W8
    spread = float(np.max(np.abs(a @ W8)))
    W8 = np.round(W8 / spread, 6) if spread > APART**2 else params["W8"]
    return {**params, "b7": b7, "W8": W8, "b8": np.zeros(CLASSES)}


def filled_reference(arguments: tuple[Any, ...], params: Any) -> DeepConvNet:
    net = DeepConvNet(*arguments)
    for name, array in params.items():
        net.params[name][...] = array
    return net
