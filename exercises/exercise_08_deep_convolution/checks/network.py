"""The deep network with given parameters and seeded dropout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from exercises.exercise_08_deep_convolution.checks.drawn_networks import (
    CLASSES,
    REPEATED,
    counted_right,
    crowds,
    lone_biases,
    made,
    made_for_others,
    networks,
    several,
    several_bright,
)
from exercises.exercise_08_deep_convolution.checks.shared import SEED
from grader.checks import Script, contract, law, near, no_inputs, parity
from grader.checks.closeness import by_value
from grader.checks.first_weights import MANY, all_zero, drawn_alike, drawn_as_asked, has_tails
from reference.deep_convolution import DeepConvNet

COUNT = 123_552
LOOSE = 1e-3  # what guards a logarithm may be left out of the derivative; drawn probabilities are above 0.01
CLIPPED = 2e-5  # a guard may make the loss larger too, where it keeps probabilities from 1 or stands under the fraction

STEP, GAP = 1e-6, 1e-4  # so short that hardly ever a kink lies near, and what rounding may do to a slope then
STRIDE, WIDE_GAP = 1e-3, 0.05  # the same where single precision would round a shorter step away
PLACES = {"here": 0.0, "ahead": STEP, "behind": -STEP, "far ahead": STRIDE, "far behind": -STRIDE}


# What is played -------------------------------------------------------------------------------------------------------


def new_network(script: Script, arguments: tuple[Any, ...] = ()) -> None:
    script.seed(SEED)
    script.get(script.new("DeepConvNet", *arguments, name="net"), "params")


def _filled(script: Script, arguments: tuple[Any, ...], params: Any) -> Any:
    """Units are left out by a stream of random numbers that is the same however many were drawn for first weights."""
    script.seed(SEED)
    net = script.new("DeepConvNet", *arguments, name="net")
    script.fill(net, "params", params)
    script.seed(SEED)
    return net


def predict(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, **_: Any) -> None:
    x = script.put("x", x)
    net = _filled(script, arguments, params)
    script.call(net, "predict", x, False, label="scores", names=("x", "train_flg"))
    script.call(net, "predict", x, label="scores", at="by default", names=("x",))


def predict_in_training(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, **_: Any) -> None:
    x = script.put("x", x)
    net = _filled(script, arguments, params)
    script.call(net, "predict", x, False, label="scores", at="evaluation", names=("x", "train_flg"))
    script.call(net, "predict", x, True, label="scores", at="training", names=("x", "train_flg"))


def lose(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
    """Both networks begin from the same seed, so that both leave out the same units."""
    params, x = script.put("params", params), script.put("x", x)
    net = _filled(script, arguments, params)
    script.call(net, "predict", x, True, label="scores", names=("x", "train_flg"))
    again = _filled(script, arguments, params)
    script.call(again, "loss", x, t, label="loss", names=("x", "t"))


def ask_accuracy(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any, batch_size: int) -> None:
    net, x = ask_for_share(script, arguments, params, x, t, batch_size)
    names = ("x", "t", "batch_size")
    script.call(net, "accuracy", x, np.eye(CLASSES)[t], batch_size, label="accuracy", at="one-hot", names=names)


def ask_for_share(
    script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any, batch_size: int
) -> tuple[Any, Any]:
    """By class numbers. Returns the network and the images."""
    x = script.put("x", x)
    net = _filled(script, arguments, params)
    script.call(net, "accuracy", x, t, batch_size, label="accuracy", names=("x", "t", "batch_size"))
    return net, x


def differentiate(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
    """The loss on either side, near and far, with the same units left out, and the gradients in between."""
    middle, direction = script.put("params", params), script.put("direction", _direction(params))
    x, t = script.put("x", x), script.put("t", t)
    convs = [script.put(f"conv_{number}", param) for number, param in enumerate(arguments[1:7], 1)]
    arguments = (arguments[0], *convs, *arguments[7:])
    for at, step in PLACES.items():
        net = _filled(script, arguments, middle)
        script.step(net, "params", direction, -step)
        script.call(net, "loss", x, t, label="loss", at=at, names=("x", "t"))
    net = _filled(script, arguments, middle)
    script.call(net, "gradient", x, t, label="grads", names=("x", "t"))
    script.get(net, "params")


def be_gentle(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
    net = _filled(script, arguments, params)
    script.call(net, "predict", x, names=("x",))
    script.call(net, "gradient", x, t, names=("x", "t"))
    script.call(net, "accuracy", x, t, names=("x", "t"))
    script.get(net, "params")


# What must hold -------------------------------------------------------------------------------------------------------


def _direction(params: Any) -> dict[str, Any]:
    """A direction through all parameters, the same for the play and for its judge."""
    rng = np.random.default_rng(1)
    signs = {name: rng.choice((-1.0, 1.0), REPEATED["direction"]) for name in params}
    sizes = {name: round(float(np.sqrt(1 / array.size)), 3) for name, array in params.items()}
    return {name: np.resize(sizes[name] * signs[name], array.shape) for name, array in params.items()}


def counted(seen, **_):
    return sum(np.size(array) for array in seen["params"].values()), COUNT


def drawn_by_he(seen, **_):
    """Weights of variance 2 / fan_in."""
    weights = {name: p for name, p in seen["params"].items() if name.startswith("W")}
    fans_in = {name: np.prod(p.shape[1:]) if p.ndim == 4 else p.shape[0] for name, p in weights.items()}
    return drawn_as_asked(weights, {name: float(np.sqrt(2 / fan_in)) for name, fan_in in fans_in.items()})


def zero_biases(seen, arguments):
    """Shapes of everything, and biases of 0."""
    got, expected = {}, {}
    for name, p in seen["params"].items():
        got[name] = np.shape(p)
    for name, array in DeepConvNet(*arguments).params.items():
        expected[name] = array.shape
        if name.startswith("b") and name in got:
            largest, zero = all_zero(name, seen["params"][name])
            got, expected = got | largest, expected | zero
    return got, expected


def half_left_out(seen, **_):
    """While it learns, about half of the 12 or 24 scores are 0, and the others twice what evaluation gives."""
    got, calm = seen["scores training"], seen["scores evaluation"]
    share = float(np.mean(got == 0))
    if not 0.05 <= share <= 0.95:
        return got, np.where(np.arange(got.size).reshape(got.shape) % 2 == 0, 0.0, 2 * calm)
    return got, np.where(got == 0, 0.0, 2 * calm)


def loss_of_scores(seen, t, **_):
    scores = seen["scores"]
    labels = t if t.ndim == 1 else np.argmax(t, axis=1)
    exponents = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    right = exponents[np.arange(len(labels)), labels] / np.sum(exponents, axis=1)
    loss, truth = float(seen["loss"]), -float(np.mean(np.log(right)))
    return near(loss, truth, LOOSE if loss < truth else CLIPPED)


def slopes_agree(seen, params, **_):
    grads, direction = seen["grads"], _direction(params)
    if not isinstance(grads, dict) or grads.keys() != params.keys():
        return grads, params
    if any(np.shape(grads[name]) != np.shape(params[name]) for name in params):
        return grads, params
    size = np.sqrt(sum(float(np.sum(g**2)) for g in grads.values()))
    found = sum(float(np.sum(grads[name] * direction[name])) for name in params)
    coarse = _single(seen["loss here"], *grads.values(), *seen["params"].values())
    gap, slopes = (WIDE_GAP, _slopes(seen, "far ", STRIDE)) if coarse else (GAP, _slopes(seen, "", STEP))
    slope = min(slopes, key=lambda slope: abs(found - slope))
    kink = abs(slopes[1] - slopes[2])  # what the slope changes by here: nothing, but where entries tie
    return near(found, slope, gap * size + LOOSE * abs(slope) + kink)


def _slopes(seen: Any, away: str, step: float) -> list[float]:
    """Across, and on either side: a kink that lies near leaves one side alone."""
    behind, here, ahead = (float(seen[f"loss {at}"]) for at in (f"{away}behind", "here", f"{away}ahead"))
    return [(ahead - behind) / (2 * step), (ahead - here) / step, (here - behind) / step]


def _single(*values: Any) -> bool:
    """Whether some of them are in single precision."""
    return any(np.asarray(value).dtype == np.float32 for value in values)


# What is alike --------------------------------------------------------------------------------------------------------


def _same_shapes(a: Any, b: Any) -> bool:
    """Of two dicts of parameters; their random numbers are never the same."""
    return isinstance(a, dict) and isinstance(b, dict) and _each(np.shape, a) == _each(np.shape, b)


def _same_biases(a: Any, b: Any) -> bool:
    return _same_shapes(a, b) and all(np.array_equal(p, b[name]) for name, p in a.items() if name.startswith("b"))


def _same_spread(a: Any, b: Any) -> bool:
    """Of two dicts of parameters that are alike but for chance."""
    if not _same_shapes(a, b):
        return False
    for name, one in a.items():
        sizes = [float(np.sqrt(np.mean(np.square(p)))) for p in (one, b[name])]
        room = 1.2 if np.size(one) >= MANY else 3.0
        if not max(sizes) <= room * min(sizes):
            return False
        if has_tails(one) != has_tails(b[name]):
            return False
    return drawn_alike(a) == drawn_alike(b)


def _each(of: Callable[[Any], Any], arrays: Any) -> dict[str, Any]:
    return {name: of(arrays[name]) for name in sorted(arrays)}


# The checks -----------------------------------------------------------------------------------------------------------

parameters = replace(
    law("network", made, new_network, zero_biases, output="params", examples=3), equal=by_value(_same_biases)
)
other_images = replace(
    law("network", made_for_others, new_network, zero_biases, output="params", needs=parameters, examples=4),
    equal=by_value(_same_shapes),
)
parameter_count = replace(
    law("network", no_inputs, new_network, counted, output="params", needs=parameters, examples=1),
    equal=by_value(_same_shapes),
)
initial_scale = replace(
    law("network", no_inputs, new_network, drawn_by_he, output="params", needs=parameter_count, examples=1),
    equal=by_value(_same_spread),
)
class_scores = parity("network", networks, predict, outputs="scores", needs=parameters, examples=3)
dropout_in_training = law(
    "network", lone_biases, predict_in_training, half_left_out, output="scores", needs=class_scores, examples=3
)
loss = law("network", several, lose, loss_of_scores, output="loss", needs=class_scores, examples=3)
accuracy = parity("network", counted_right, ask_accuracy, outputs="accuracy", needs=class_scores, examples=2)
accuracy_of_many = parity("network", crowds, ask_for_share, outputs="accuracy", needs=accuracy, examples=1)
backpropagation = law(
    "network", several, differentiate, slopes_agree, output="grads", needs=(dropout_in_training, loss), examples=3
)
large_gradients = replace(backpropagation, inputs=several_bright, needs=(backpropagation,), examples=1)
batch_untouched = contract(
    "network",
    networks,
    be_gentle,
    outputs=("arguments", "results", "params"),
    needs=(backpropagation, accuracy),
    examples=1,
)
