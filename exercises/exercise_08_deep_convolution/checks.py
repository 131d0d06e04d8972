"""The deep network with given parameters and seeded dropout; a trainer, watched by the network that it is to train;
parameters that go into a file and come back.

The network is asked with few filters, of 3 × 3 or 1 × 1, and whole images of 28 × 28, for which the book's own fits
too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from grader.checks import Case, Draw, Function, Label, Script, contract, law, no_inputs, parity
from grader.checks.closeness import Seen, by_value, same_output
from grader.checks.first_weights import MANY, TAIL, drawn_normally
from reference.deep_convolution import DeepConvNet
from reference.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSprop

COUNT = 123_552
LOOSE = 1e-3  # what guards a logarithm may be left out of the derivative; drawn probabilities are above 0.01
CLIPPED = 2e-5  # a guard may make the loss larger too, where it keeps probabilities from 1 or stands under the fraction
HALF_OFF = 0.0034567  # no sum of products of two-digit numbers is this: nothing lies on ReLU's kink
INPUT, LAST = (1, 28, 28), 64  # the last convolution's filters: 64 · 4 · 4 numbers reach the affine layer
HIDDEN, CLASSES = 16, 12
SEED = 5
REPEATED = {"params": 11, "x": 31, "direction": 13}  # numbers that large arrays repeat, so that they can be pasted
TRIES = 10  # in which images are looked for that are told apart
APART = 0.002  # how far the highest of scores below 1 must lie above the next
SMALL = 0.3  # how large a score may be before its bias, with all units left in
OPTIMIZERS: dict[str, Any] = {
    "SGD": SGD, "Momentum": Momentum, "Nesterov": Nesterov, "AdaGrad": AdaGrad, "RMSprop": RMSprop, "Adam": Adam,
}
SETTINGS: dict[str, dict[str, float]] = {
    "SGD": {"lr": 0.1}, "Momentum": {"lr": 0.1, "momentum": 0.5}, "Nesterov": {"lr": 0.1, "momentum": 0.5},
    "AdaGrad": {"lr": 0.3}, "RMSprop": {"lr": 0.03, "decay_rate": 0.5}, "Adam": {"lr": 0.1, "beta1": 0.5},
}
BESIDE = 0.52  # the second number of every sample, by which none is told: it is no multiple of the first one's step


# What is drawn --------------------------------------------------------------------------------------------------------


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
    *features, _dropout, _affine, _scores = _reference(arguments, params).layers
    for layer in features:
        a = layer.forward(a)
    size = float(np.max(a @ np.abs(params["W8"])))
    smaller = 10 ** max(0, int(np.ceil(np.log10(max(size, SMALL) / SMALL))))
    return {"W8": np.round(params["W8"] / smaller, 12)}


def several(draw: Draw) -> Case:
    """More than one image: what is a sum and what a mean shows in no other batch."""
    case = networks(draw)
    return {**case, **_batch(draw, draw.integer(2, 3))}


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
    batches so that no two ways of counting come to the same share, some of them with the class of the lowest score. Of
    one class, where nothing of them gets through the convolutions, however often they are drawn."""
    n, lows = draw.choice(((10, 2), (11, 1)))
    for _ in range(TRIES):
        case = networks(draw)
        arguments, x = case["arguments"], _images(draw, n)
        params = _telling_apart(arguments, case["params"], x)
        scores = _reference(arguments, params).predict(x)
        second, first = np.sort(scores, axis=1).T[-2:]
        if len({*np.argmax(scores, axis=1).tolist()}) > 1 and np.min(first - second) > APART:
            break
    else:  # scores that are the biases': no two are equal, and none comes before another where dropout scales otherwise
        last = {"W8": np.zeros((HIDDEN, CLASSES)), "b8": np.linspace(0.4, 1.5, CLASSES).round(2)}
        params = {**case["params"], **last}
        scores = _reference(arguments, params).predict(x)
    t, lowest = np.argmax(scores, axis=1), np.argmin(scores, axis=1)
    wrong = [5, draw.integer(6, 7), draw.integer(8, n - 1)]
    t[wrong] = (t[wrong] + 1) % CLASSES
    t[wrong[:lows]] = lowest[wrong[:lows]]
    return {**case, "params": params, "x": x, "t": t, "batch_size": 4}


def _telling_apart(arguments: tuple[Any, ...], params: Any, x: Any) -> dict[str, Any]:
    """Affine layers that see what differs from image to image, where anything does: of what comes into them, the mean
    counts nothing. The last layer has no biases, so that scores are in the same order however dropout scales."""
    *features, hidden, relu, _dropout, _affine, _scores = _reference(arguments, params).layers
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


def trainings(draw: Draw) -> Case:
    """Samples that say which they are: training ones are numbered from 1, test ones from -1 downwards."""
    name = draw.choice(tuple(OPTIMIZERS))
    batch, batches, epochs = draw.integer(2, 4), draw.integer(1, 4), draw.integer(2, 3)
    n, tests, classes = batch * batches, draw.integer(3, 5), 3
    labels = draw.array(n, between=(0, classes - 1), kinds=("integers",)).astype(np.int64)
    test_labels = draw.array(tests, between=(0, classes - 1), kinds=("integers",)).astype(np.int64)
    targets = draw.choice((lambda t: t, lambda t: np.eye(classes)[t]))
    return {
        "W": draw.array(2, classes, between=(-0.1, 0.1), kinds=("real",)),
        "b": draw.array(classes, between=(-0.1, 0.1), kinds=("real",)),
        "x_train": _samples(np.arange(1, n + 1)),
        "t_train": targets(labels),
        "x_test": _samples(-np.arange(1, tests + 1)),
        "t_test": targets(test_labels),
        "epochs": epochs,
        "mini_batch_size": batch,
        "optimizer": draw.choice((name, name.lower())),
        "optimizer_param": dict(SETTINGS[name]),
    }


def _samples(numbers: Any) -> Any:
    """Of two numbers each, the first of which says which sample it is."""
    return np.stack([0.05 * numbers, np.full(len(numbers), BESIDE)], axis=1)


def many(draw: Draw) -> Case:
    """So many steps that every sample is drawn: of 6 samples in 60 batches of 3, one is missed once in 10¹³ times."""
    case = dict(trainings(draw))
    n, labels = 6, np.array([0, 1, 2, 0, 1, 2])
    case |= {"x_train": _samples(np.arange(1, n + 1)), "t_train": labels}
    return {**case, "t_test": np.zeros(len(case["x_test"]), np.int64), "mini_batch_size": 3, "epochs": 30}


def uneven(draw: Draw) -> Case:
    """Some samples are left over behind the last whole batch."""
    case = dict(trainings(draw))
    left = slice(0, len(case["x_train"]) - draw.integer(1, case["mini_batch_size"] - 1))
    if left.stop < case["mini_batch_size"]:
        left = slice(0, case["mini_batch_size"])
    return {**case, "x_train": case["x_train"][left], "t_train": case["t_train"][left]}


def few(draw: Draw) -> Case:
    """Fewer samples than a batch holds."""
    case = dict(trainings(draw))
    return {**case, "mini_batch_size": len(case["x_train"]) + draw.integer(1, 3)}


def as_usual(draw: Draw) -> Case:
    """Nothing is said but the data: an epoch is one step, by the book's count too."""
    n, labels = draw.integer(100, 104), np.array([0, 1, 2, 1, 0])
    case = trainings(draw)
    return {
        "W": case["W"],
        "b": case["b"],
        "x_train": _samples(np.arange(1, n + 1)),
        "t_train": np.resize(labels, n),
        "x_test": case["x_test"],
        "t_test": np.zeros(len(case["x_test"]), np.int64),
    }


def stored(draw: Draw) -> Case:
    """Arrays of one network, and those of another that has its names in another order."""
    shapes = {"W1": (2, 1, 3, 3), "b1": (2,), "W2": (draw.integer(2, 4), 3), "b2": (3,)}
    params = {name: draw.array(*shape, kinds=("real",)) / 3 for name, shape in shapes.items()}
    return {"params": params, "others": {name: np.ones(shapes[name]) for name in reversed(shapes)}}


def misfits(draw: Draw) -> Case:
    """A network of another size, or with a layer more or less."""
    case = stored(draw)
    others = dict(case["others"])
    params = dict(case["params"])
    change = draw.choice(("narrower", "wider", "turned", "more", "less", "renamed"))
    if change == "narrower":
        others["b2"] = np.zeros(1)
    elif change == "wider":  # what is saved could be spread over it
        params["b2"] = params["b2"][:1]
    elif change == "turned":  # as many numbers
        others["W1"] = np.zeros((1, 2, 3, 3))
    elif change == "more":
        others["W3"] = np.zeros((3, 3))
    elif change == "renamed":
        others["W3"] = others.pop("W2")
    else:
        del others["W2"]
    return {"params": params, "others": others}


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
    x = script.put("x", x)
    net = _filled(script, arguments, params)
    names = ("x", "t", "batch_size")
    script.call(net, "accuracy", x, t, batch_size, label="accuracy", names=names)
    script.call(net, "accuracy", x, np.eye(CLASSES)[t], batch_size, label="accuracy", at="one-hot", names=names)


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


def ask_two(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, **_: Any) -> None:
    """Two networks are made and filled, then both are asked."""
    x = script.put("x", x)
    nets = {}
    for at, sign in (("first", 1), ("second", -1)):
        nets[at] = script.new("DeepConvNet", *arguments, name=at)
        script.fill(nets[at], "params", {name: sign * array for name, array in params.items()})
    for at, net in nets.items():
        script.call(net, "predict", x, False, label="scores", at=at, names=("x", "train_flg"))
        script.get(net, "params", at=at)


def be_gentle(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
    net = _filled(script, arguments, params)
    script.call(net, "predict", x, names=("x",))
    script.call(net, "gradient", x, t, names=("x", "t"))
    script.call(net, "accuracy", x, t, names=("x", "t"))
    script.get(net, "params")


def train(method: str, *shown: str) -> Callable[..., None]:
    def write(script: Script, W: Any, b: Any, **given: Any) -> None:
        net = script.put("net", Function("counting", (W, b)))
        script.seed(SEED)
        trainer = script.new("Trainer", net, *given.values(), name="trainer")
        script.call(trainer, method)
        for name in shown:
            script.get(trainer if name.endswith("_list") else net, name)

    return write


def step_by_step(script: Script, W: Any, b: Any, **given: Any) -> None:
    net = script.put("net", Function("counting", (W, b)))
    script.seed(SEED)
    script.get(net, "params", "before")
    trainer = script.new("Trainer", net, *given.values(), name="trainer")
    for _ in range(3):
        script.call(trainer, "train_step")
    for name in ("params", "trained", "pairs"):
        script.get(net, name)


def train_as_usual(script: Script, W: Any, b: Any, **given: Any) -> None:
    net = script.put("net", Function("counting", (W, b)))
    script.seed(SEED)
    script.get(net, "params", "before")
    script.call(script.new("Trainer", net, *given.values(), name="trainer"), "train")
    for name in ("trained", "params", "pairs"):
        script.get(net, name)


def train_beside_another(script: Script, W: Any, b: Any, **given: Any) -> None:
    """Another trainer, of another network and with other settings, is made and used in between."""
    net = script.put("net", Function("counting", (W, b)))
    other = script.put("other", Function("counting", (np.stack([b, b]), b)))
    script.seed(SEED)
    trainer = script.new("Trainer", net, *given.values(), name="trainer")
    settings = {"epochs": 1, "mini_batch_size": 1, "optimizer": "SGD", "optimizer_param": {"lr": 0.5}}
    beside = script.new("Trainer", other, *(given | settings).values(), name="beside")
    script.call(beside, "train_step")
    script.call(trainer, "train_step")
    script.call(beside, "train_step")
    script.call(trainer, "train")
    for name in ("trained", "params"):
        script.get(net, name)
    for name in ("train_loss_list", "train_acc_list"):
        script.get(trainer, name)


def train_on_shared(script: Script, W: Any, b: Any, x_train: Any, t_train: Any, **given: Any) -> None:
    *others, optimizer_param = given.values()
    net = script.put("net", Function("counting", (W, b)))
    x, t = script.put("x_train", x_train), script.put("t_train", t_train)
    param = script.put("optimizer_param", optimizer_param)
    script.seed(SEED)
    script.call(script.new("Trainer", net, x, t, *others, param, name="trainer"), "train")
    script.see(x, "x_train")
    script.see(t, "t_train")
    script.see(param, "optimizer_param")


def save(script: Script, params: Any, **_: Any) -> None:
    file = script.put("file", Function("buffer"))
    script.call("save_params", params, file, names=("params", "file"))
    script.call(file, "listing", label="listing")


def there_and_back(script: Script, params: Any, others: Any) -> None:
    """Other parameters go into another file in between."""
    file, second = script.put("file", Function("buffer")), script.put("second", Function("buffer"))
    mine, theirs = script.put("params", params), script.put("others", others)
    script.call("save_params", mine, file, names=("params", "file"))
    script.call("save_params", theirs, second, names=("params", "file"))
    script.call(file, "seek", 0)
    script.call("load_params", theirs, file, names=("params", "file"), changes=[0])
    script.see(theirs, "loaded")
    script.see(mine, "params")


def into_another(script: Script, params: Any, others: Any) -> None:
    file = script.put("file", Function("buffer"))
    script.call("save_params", params, file, names=("params", "file"))
    script.call(file, "seek", 0)
    script.call("load_params", others, file, label="refusal", names=("params", "file"), changes=[0])


# What must hold -------------------------------------------------------------------------------------------------------

STEP, GAP = 1e-6, 1e-4  # so short that hardly ever a kink lies near, and what rounding may do to a slope then
STRIDE, WIDE_GAP = 1e-3, 0.05  # the same where single precision would round a shorter step away
PLACES = {"here": 0.0, "ahead": STEP, "behind": -STEP, "far ahead": STRIDE, "far behind": -STRIDE}


def _direction(params: Any) -> dict[str, Any]:
    """A direction through all parameters, the same for the play and for its judge."""
    rng = np.random.default_rng(1)
    signs = {name: rng.choice((-1.0, 1.0), REPEATED["direction"]) for name in params}
    sizes = {name: round(float(np.sqrt(1 / array.size)), 3) for name, array in params.items()}
    return {name: np.resize(sizes[name] * signs[name], array.shape) for name, array in params.items()}


def _near(got: Any, truth: Any, within: Any) -> tuple[Any, Any]:
    """Two sides that are equal where `got` lies near enough, and otherwise show what was expected."""
    if np.shape(got) != np.shape(truth):
        return got, truth
    return got, np.where(np.abs(got - truth) <= within, got, truth)


def counted(seen, **_):
    return sum(np.size(array) for array in seen["params"].values()), COUNT


def drawn_by_he(seen, **_):
    """Weights by a normal distribution of variance 2 / fan_in."""
    left, right = {}, {}
    for name, p in seen["params"].items():
        if name.startswith("W"):
            fan_in = np.prod(p.shape[1:]) if p.ndim == 4 else p.shape[0]
            sides = drawn_normally(name, p, float(np.sqrt(2 / fan_in)))
            left, right = left | sides[0], right | sides[1]
    return left, right


def zero_biases(seen, arguments):
    """Shapes of everything, and biases of 0."""
    got, expected = {}, {}
    for name, array in DeepConvNet(*arguments).params.items():
        expected[name] = array.shape
    for name, p in seen["params"].items():
        got[name] = np.shape(p)
        if name.startswith("b"):
            got[f"largest of {name}"], expected[f"largest of {name}"] = float(np.max(np.abs(p))), 0.0
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
    return _near(loss, truth, LOOSE if loss < truth else CLIPPED)


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
    return _near(found, slope, gap * size + LOOSE * abs(slope) + kink)


def _slopes(seen: Any, away: str, step: float) -> list[float]:
    """Across, and on either side: a kink that lies near leaves one side alone."""
    behind, here, ahead = (float(seen[f"loss {at}"]) for at in (f"{away}behind", "here", f"{away}ahead"))
    return [(ahead - behind) / (2 * step), (ahead - here) / step, (here - behind) / step]


def _single(*values: Any) -> bool:
    """Whether some of them are in single precision."""
    return any(np.asarray(value).dtype == np.float32 for value in values)


def _reference(arguments: tuple[Any, ...], params: Any) -> DeepConvNet:
    net = DeepConvNet(*arguments)
    for name, array in params.items():
        net.params[name][...] = array
    return net


def drawn_batches(seen, x_train, mini_batch_size, epochs, **_):
    steps = epochs * (len(x_train) // mini_batch_size)
    return [len(batch) for batch in seen["trained"]], [mini_batch_size] * steps


def whole_batches_only(seen, x_train, mini_batch_size, epochs, **_):
    """As many in each epoch as there are whole batches."""
    lengths = [len(batch) for batch in seen["trained"]]
    return lengths, [mini_batch_size] * (epochs * (len(x_train) // mini_batch_size))


def one_step_an_epoch(seen, epochs, **_):
    """However many samples there are in the batches."""
    return [1.0] * len(seen["trained"]), [1.0] * epochs


def by_default(seen, x_train, **given):
    """20 batches of 100, and SGD at its own rate."""
    sides = stepped(seen, x_train=x_train, optimizer="SGD", optimizer_param={}, **given)
    lengths = [len(batch) for batch in seen["trained"]], [100] * 20
    return {"trained": lengths[0], "params": sides[0]}, {"trained": lengths[1], "params": sides[1]}


def as_if_alone(seen, **case):
    """One step more than there are in all epochs, or as many, its own."""
    batch, steps = case["mini_batch_size"], case["epochs"] * (len(case["x_train"]) // case["mini_batch_size"])
    params = stepped(seen, **case)
    lengths = [len(drawn) for drawn in seen["trained"]]
    some = min(max(len(lengths), steps), steps + 1)
    looks = [1.0] * case["epochs"]  # or one more, with the step that is one more
    losses, shares = (len(seen[name]) for name in ("train_loss_list", "train_acc_list"))
    got = {"train_loss_list": [1.0] * losses, "train_acc_list": looks[:shares]}
    right = {"train_loss_list": [1.0] * some, "train_acc_list": looks}
    return {"trained": lengths, "params": params[0], **got}, {"trained": [batch] * some, "params": params[1], **right}


def drawn_from_all(seen, x_train, **_):
    drawn = np.concatenate([np.ravel(batch) for batch in seen["trained"]])
    return np.unique(np.round(drawn, 6)), np.round(x_train[:, 0], 6)


def in_new_order(seen, **_):
    """More kinds of batches than one epoch has."""
    kinds = {_numbers(batch) for batch in seen["trained"]}
    return float(min(len(kinds), 3)), 3.0


def paired(seen, x_train, t_train, **_):
    """Every sample came with its own target."""
    labels = t_train if t_train.ndim == 1 else np.argmax(t_train, axis=1)
    own = dict(zip(np.round(x_train[:, 0], 6).tolist(), labels.tolist(), strict=True))
    pairs = [(round(float(x), 6), int(label)) for x, label in seen["pairs"]]
    return [label for _, label in pairs], [own.get(x, -1) for x, _ in pairs]


def stepped(seen, W, b, x_train, t_train, optimizer, optimizer_param, **_):
    """The parameters that the optimiser leads to over the batches that were drawn, in the arrays that were there."""
    params = {"W": np.array(W), "b": np.array(b)}
    rule = next(rule for name, rule in OPTIMIZERS.items() if name.lower() == optimizer.lower())(**optimizer_param)
    t = t_train if t_train.ndim == 2 else np.eye(len(b))[t_train]
    for batch in seen["trained"]:
        rows = np.round(np.asarray(batch) / 0.05).astype(int) - 1
        x = x_train[rows]
        d = (x @ params["W"] + params["b"] - t[rows]) / len(rows)
        rule.update(params, {"W": x.T @ d, "b": np.sum(d, axis=0)})
    pairs = {name: _near(seen["params"][name], params[name], 1e-4) for name in params}
    return {name: got for name, (got, _) in pairs.items()}, {name: right for name, (_, right) in pairs.items()}


def one_loss_a_step(seen, x_train, mini_batch_size, epochs, **_):
    """As many as steps, each of them what the network gave for that step's batch at some time."""
    given = [(float(loss), _numbers(of)) for loss, of in zip(seen["losses"], seen["lost_on"], strict=True)]
    values = [float(value) for value in seen["train_loss_list"]]
    steps = epochs * (len(x_train) // mini_batch_size)
    got = [
        value if any(_as_kept(value, loss) and of == _numbers(batch) for loss, of in given) else -1.0
        for value, batch in zip(values, seen["trained"], strict=False)
    ]
    return got + values[len(got) :], (values + [0.0] * steps)[:steps]


def _as_kept(value: float, said: float) -> bool:
    """The same number, which may have been kept in single precision."""
    return abs(value - said) <= 1e-6 * max(1.0, abs(said))


def _numbers(batch: Any) -> tuple[int, ...]:
    """Which samples these are, in no order."""
    return tuple(sorted(np.round(np.ravel(batch) / 0.05).astype(int).tolist()))


def one_accuracy_an_epoch(seen, epochs, **_):
    """As many as epochs, each of them what the network said at some time, of samples of its own kind only."""
    shares, kinds = seen["shares"], [bool(np.all(np.asarray(which) > 0)) for which in seen["looked_at"]]
    asked = [*zip(shares, kinds, strict=True)]
    said = {kind: {float(share) for share, own in asked if own == kind} for kind in (True, False)}
    left, right = {}, {}
    for name, kind in (("train_acc_list", True), ("test_acc_list", False)):
        values = [float(value) for value in seen[name]]
        left[name] = [value if any(_as_kept(value, share) for share in said[kind]) else -1.0 for value in values]
        right[name] = (values + [0.0] * epochs)[:epochs]
    return left, right


# The checks -----------------------------------------------------------------------------------------------------------


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
        tails = [float(np.max(np.abs(p))) > TAIL * size for p, size in zip((one, b[name]), sizes, strict=True)]
        if not max(sizes) <= room * min(sizes) or (np.size(one) >= MANY and tails[0] != tails[1]):
            return False
    return True


# Which batches are drawn is chance, so a known mistake is recognised by what it does to those that were drawn.


def alike(of: Callable[[Any], Any]) -> Callable[[Any, Any, str], bool]:
    """Whether two runs are the same in what `of` finds in them, or have some of it in common where that is a set."""

    def equal(known: Any, got: Any, _output: str) -> bool:
        try:
            one, other = (of({label.output: value for label, value in seen.items()}) for seen in (known, got))
        except (TypeError, ValueError, LookupError, AttributeError):
            return False  # answers of another kind
        return bool(one & other) if isinstance(one, frozenset) else bool(one == other)

    return equal


def _lengths(seen: Any) -> list[int]:
    return [len(batch) for batch in seen["trained"]]


def _drawn(seen: Any) -> set[int]:
    return set(np.round(np.concatenate([np.ravel(batch) for batch in seen["trained"]]) / 0.05).astype(int).tolist())


def _mixed_up(seen: Any) -> frozenset[str]:
    """Whether some sample came with two different targets."""
    pairs = {(round(float(x), 6), int(label)) for x, label in seen["pairs"]}
    return frozenset({"mixed up"} if len(pairs) > len({x for x, _ in pairs}) else ())


def _kept_beside_another(seen: Any) -> tuple[Any, ...]:
    """The sizes of its batches, and how many losses more it has than steps."""
    return set(_lengths(seen)), len(seen["train_loss_list"]) - len(seen["trained"])


class Use(NamedTuple):
    """A way to use an optimiser.

    times: how often on each batch; anew: made anew for each; apart: what it changes is not what the network computes
    with, which stays as it was
    """

    rule: Any
    settings: dict[str, float]
    times: int = 1
    anew: bool = False
    apart: bool = False


USES: dict[tuple[str, str], Use] = {
    **{(name, "asked for"): Use(rule, SETTINGS[name]) for name, rule in OPTIMIZERS.items()},
    **{(name, "default"): Use(rule, {}) for name, rule in OPTIMIZERS.items()},
    **{(name, "rate alone"): Use(rule, {"lr": SETTINGS[name]["lr"]}) for name, rule in OPTIMIZERS.items()},
    **{(name, "twice"): Use(rule, SETTINGS[name], times=2) for name, rule in OPTIMIZERS.items()},
    **{(name, "anew"): Use(rule, SETTINGS[name], anew=True) for name, rule in OPTIMIZERS.items()},
    **{
        (name, "rate alone, anew"): Use(rule, {"lr": SETTINGS[name]["lr"]}, anew=True)
        for name, rule in OPTIMIZERS.items()
    },
    **{(name, "apart"): Use(rule, SETTINGS[name], apart=True) for name, rule in OPTIMIZERS.items()},
    **{("SGD", str(lr)): Use(SGD, {"lr": lr}) for lr in (0.0, 0.03, 0.3)},
}


def _steps(seen: Any) -> frozenset[tuple[str, str]]:
    """Which ways lead from the first parameters to the last over the batches that were drawn."""
    targets = {round(float(x), 6): int(label) for x, label in seen["pairs"]}
    rows = tuple(tuple(np.ravel(batch).tolist()) for batch in seen["trained"])
    labels = tuple(tuple(targets[round(x, 6)] for x in batch) for batch in rows)
    before, after = (np.concatenate([np.ravel(seen[at][name]) for name in "Wb"]) for at in ("before", "params"))
    return _leading(rows, labels, tuple(before.tolist()), tuple(after.tolist()))


@cache
def _leading(rows: Any, labels: Any, before: Any, after: Any) -> frozenset[tuple[str, str]]:
    classes = len(before) // 3
    batches = [
        (_samples(np.array(x) / 0.05), np.eye(classes)[list(t)]) for x, t in zip(rows, labels, strict=True)
    ]
    W, b = np.reshape(before[: 2 * classes], (2, classes)), np.array(before[2 * classes :])
    return frozenset(way for way, use in USES.items() if _leads(batches, W, b, np.array(after), use))


def _leads(batches: Any, W: Any, b: Any, after: Any, use: Use) -> bool:
    params = {"W": W.copy(), "b": b.copy()}
    optimizer = use.rule(**use.settings)
    for x, t in batches:
        optimizer = use.rule(**use.settings) if use.anew else optimizer
        held = {"W": W, "b": b} if use.apart else params
        d = (x @ held["W"] + held["b"] - t) / len(x)
        grads = {"W": x.T @ d, "b": np.sum(d, axis=0)}
        for _ in range(use.times):
            optimizer.update(params, grads)
    return bool(np.allclose(np.concatenate([np.ravel(params["W"]), params["b"]]), after, rtol=0, atol=1e-4))


def _steps_or_lengths(seen: Any) -> frozenset[Any]:
    """Where batches and steps are as many as by default, by which optimiser they were taken."""
    lengths = _lengths(seen)
    return _steps(seen) if lengths == [100] * 20 else frozenset({tuple(lengths)})


def _origins(seen: Any) -> frozenset[tuple[int, str]]:
    """Of how many losses, and of which samples all of them may be."""
    values, trained = seen["train_loss_list"], seen["trained"]
    if len(values) != len(trained):
        return frozenset({(len(values), "whatever")})
    most = max((np.size(which) for which in seen["lost_on"]), default=0)
    kinds: dict[str, Callable[[int, Any], bool]] = {
        "batch": lambda number, which: number < len(trained) and _numbers(which) == _numbers(trained[number]),
        "tests": lambda _number, which: bool(np.all(np.asarray(which) < 0)),
        "all": lambda _number, which: _numbers(which) == (*range(1, most + 1),),
    }
    told = [
        [which for loss, which in zip(seen["losses"], seen["lost_on"], strict=True) if _as_kept(value, loss)]
        for value in values
    ]
    fit = {kind for kind, of in kinds.items() if all(any(of(n, x) for x in some) for n, some in enumerate(told))}
    return frozenset((len(values), kind) for kind in fit or {"unknown"})


def _lists_of_accuracies(seen: Any) -> list[Any]:
    """Of each list: how many, and of which samples."""
    said = [*zip(seen["shares"], (bool(np.all(np.asarray(x) > 0)) for x in seen["looked_at"]), strict=True)]
    return [
        (len(seen[name]), {own for value in seen[name] for share, own in said if _as_kept(value, share)})
        for name in ("train_acc_list", "test_acc_list")
    ]


def _as_disturbed(known: Seen, got: Seen, output: str) -> bool:
    """In another order, whichever: what it is shuffled to is chance."""
    if output not in {"x_train", "t_train"}:
        return same_output(known, got, output)
    first, second = (np.ravel(np.asarray(seen[Label("x_train")])[:, 0]) for seen in (known, got))
    shuffled = [bool(np.any(np.diff(x) < 0)) for x in (first, second)]
    return shuffled[0] == shuffled[1] and np.array_equal(np.sort(first), np.sort(second))


def _each(of: Callable[[Any], Any], arrays: Any) -> dict[str, Any]:
    return {name: of(arrays[name]) for name in sorted(arrays)}


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
backpropagation = law(
    "network", several, differentiate, slopes_agree, output="grads", needs=(dropout_in_training, loss), examples=3
)
batch_untouched = contract(
    "network", networks, be_gentle, outputs=("arguments", "results", "params"), needs=(backpropagation, accuracy),
    examples=1,
)

batches = replace(
    law("trainer", trainings, train("train", "trained"), drawn_batches, output="trained", examples=6),
    equal=alike(_lengths),
)
every_sample = replace(
    law("trainer", many, train("train", "trained"), drawn_from_all, output="trained", needs=batches, examples=1),
    equal=alike(_drawn),
)
new_order = replace(
    law("trainer", many, train("train", "trained"), in_new_order, output="trained", needs=every_sample, examples=1),
    equal=alike(lambda seen: in_new_order(seen)[0]),
)
own_targets = replace(
    law("trainer", trainings, train("train", "pairs"), paired, output="pairs", needs=batches, examples=6),
    equal=alike(_mixed_up),
)
updates = replace(
    law("trainer", trainings, step_by_step, stepped, output="params", needs=own_targets, examples=12),
    equal=alike(_steps),
)
losses = replace(
    law(
        "trainer", trainings, train("train", "train_loss_list", "losses", "lost_on", "trained"), one_loss_a_step,
        output="train_loss_list", needs=batches, examples=4,
    ),
    equal=alike(_origins),
)
accuracies = replace(
    law(
        "trainer", trainings, train("train", "shares", "looked_at", "train_acc_list", "test_acc_list"),
        one_accuracy_an_epoch, output=None, needs=batches, examples=6,
    ),
    equal=alike(_lists_of_accuracies),
)
samples_untouched = replace(
    contract(
        "trainer", trainings, train_on_shared, outputs=("x_train", "t_train", "optimizer_param", "arguments"),
        needs=updates,
    ),
    equal=_as_disturbed,
)
whole_batches = replace(
    law("trainer", uneven, train("train", "trained"), whole_batches_only, output="trained", needs=batches, examples=6),
    equal=alike(_lengths),
)
small_set = replace(
    law("trainer", few, train("train", "trained"), one_step_an_epoch, output="trained", needs=batches, examples=3),
    equal=alike(lambda seen: len(seen["trained"])),
)
defaults = replace(
    law("trainer", as_usual, train_as_usual, by_default, output=None, needs=updates, examples=1),
    equal=alike(_steps_or_lengths),
)
two_at_once = {
    "network": parity("network", networks, ask_two, outputs=("scores", "params"), needs=class_scores, examples=1),
    "trainer": replace(
        law(
            "trainer", trainings, train_beside_another, as_if_alone, output=None,
            needs=(updates, losses, accuracies), examples=4,
        ),
        equal=alike(_kept_beside_another),
    ),
}

contents = parity("storage", stored, save, outputs="listing", examples=2)
round_trip = contract(  # and no parity, which would take numbers in single precision for the same
    "storage", stored, there_and_back, outputs=("loaded", "params"), needs=contents, examples=4
)
in_place = contract("storage", stored, there_and_back, outputs=("identity", "arguments"), needs=round_trip)
other_network = parity("storage", misfits, into_another, outputs="refusal", needs=round_trip, examples=40)
