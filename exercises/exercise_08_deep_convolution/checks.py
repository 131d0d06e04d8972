"""The deep network with given parameters and seeded dropout; a trainer, watched by the network that it is to train;
parameters that go into a file and come back.

The network is asked with few filters and whole images of 28 × 28, for which the book's own fits too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from grader.checks import Case, Draw, Function, Script, contract, law, no_inputs, parity
from grader.checks.closeness import by_value
from reference.deep_convolution import DeepConvNet
from reference.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSprop

COUNT = 123_552
LOOSE = 1e-3  # what guards a logarithm may be left out of the derivative; drawn probabilities are above 0.01
HALF_OFF = 0.0034567  # no sum of products of two-digit numbers is this: nothing lies on ReLU's kink
INPUT, LAST = (1, 28, 28), 64  # the last convolution's filters: 64 · 4 · 4 numbers reach the affine layer
HIDDEN, CLASSES = 16, 12
SEED = 5
REPEATED = {"params": 11, "x": 31, "direction": 13}  # numbers that large arrays repeat, so that they can be pasted
MANY = 500  # entries, of which the mean square is known well enough
OPTIMIZERS: dict[str, Any] = {
    "SGD": SGD, "Momentum": Momentum, "Nesterov": Nesterov, "AdaGrad": AdaGrad, "RMSprop": RMSprop, "Adam": Adam,
}
RATES = {"SGD": 0.1, "Momentum": 0.1, "Nesterov": 0.1, "AdaGrad": 0.3, "RMSprop": 0.03, "Adam": 0.1}


# What is drawn --------------------------------------------------------------------------------------------------------


def _conv(filters: int, pad: int = 1) -> dict[str, int]:
    return {"filter_num": filters, "filter_size": 3, "pad": pad, "stride": 1}


def _arguments(draw: Draw) -> tuple[Any, ...]:
    filters = [draw.integer(2, 3) for _ in range(5)]
    params = [_conv(n, 2 if place == 3 else 1) for place, n in enumerate([*filters, LAST])]
    return INPUT, *params, HIDDEN, CLASSES


def made(draw: Draw) -> Case:
    return {"arguments": _arguments(draw)}


def networks(draw: Draw) -> Case:
    """Weights that leave scores of ordinary size behind eight layers."""
    arguments = _arguments(draw)
    rng = np.random.default_rng(draw.seed())
    params = {}
    for name, array in DeepConvNet(*arguments).params.items():
        width = 0.3 if name[0] == "b" else float(np.sqrt(6 / np.prod(array.shape[1:]))) if array.ndim == 4 else 0.05
        drawn = np.round(rng.uniform(-width, width, REPEATED["params"]), 2)
        params[name] = np.resize(np.round(drawn + HALF_OFF, 7) if name[0] == "b" else drawn, array.shape)
    return {"arguments": arguments, "params": params, **_batch(draw, draw.integer(1, 2))}


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
    """Images of which some are right, looked at so many at a time that the last ones are fewer."""
    case = networks(draw)
    n, at_once = draw.choice(((5, 2), (3, 2), (4, 3)))
    x = _images(draw, n)
    net = _reference(case["arguments"], case["params"])
    t = np.argmax(net.predict(x), axis=1)
    t[: n // 2] = (t[: n // 2] + 1) % CLASSES
    return {**case, "x": x, "t": t, "batch_size": at_once}


def trainings(draw: Draw) -> Case:
    """Samples that say which they are: training ones are numbered from 1, test ones from -1 downwards."""
    name = draw.choice(tuple(OPTIMIZERS))
    batch, batches, epochs = draw.integer(2, 4), draw.integer(2, 4), draw.integer(2, 3)
    n, tests, classes = batch * batches, draw.integer(3, 5), 3
    labels = draw.array(n, between=(0, classes - 1), kinds=("integers",)).astype(np.int64)
    test_labels = draw.array(tests, between=(0, classes - 1), kinds=("integers",)).astype(np.int64)
    targets = draw.choice((lambda t: t, lambda t: np.eye(classes)[t]))
    return {
        "W": draw.array(1, classes, between=(-0.1, 0.1), kinds=("real",)),
        "b": draw.array(classes, between=(-0.1, 0.1), kinds=("real",)),
        "x_train": 0.05 * np.arange(1.0, n + 1).reshape(n, 1),
        "t_train": targets(labels),
        "x_test": -0.05 * np.arange(1.0, tests + 1).reshape(tests, 1),
        "t_test": targets(test_labels),
        "epochs": epochs,
        "mini_batch_size": batch,
        "optimizer": draw.choice((name, name.lower())),
        "optimizer_param": {"lr": RATES[name]},
    }


def many(draw: Draw) -> Case:
    """So many steps that every sample is drawn: of 6 samples in 60 batches of 3, one is missed once in 10¹³ times."""
    case = dict(trainings(draw))
    n, labels = 6, np.array([0, 1, 2, 0, 1, 2])
    case |= {"x_train": 0.05 * np.arange(1.0, n + 1).reshape(n, 1), "t_train": labels}
    return {**case, "t_test": np.zeros(len(case["x_test"]), np.int64), "mini_batch_size": 3, "epochs": 30}


def stored(draw: Draw) -> Case:
    shapes = {"W1": (2, 1, 3, 3), "b1": (2,), "W2": (draw.integer(2, 4), 3), "b2": (3,)}
    params = {name: draw.array(*shape, kinds=("real",)) / 3 for name, shape in shapes.items()}
    return {"params": params, "others": {name: np.zeros(shape) for name, shape in shapes.items()}}


def misfits(draw: Draw) -> Case:
    """A network of another size, or with a layer more or less."""
    case = stored(draw)
    others = dict(case["others"])
    change = draw.choice(("shape", "more", "less"))
    if change == "shape":
        others["b2"] = np.zeros(1)
    elif change == "more":
        others["W3"] = np.zeros((3, 3))
    else:
        del others["W2"]
    return {**case, "others": others}


# What is played -------------------------------------------------------------------------------------------------------


def new_network(script: Script, arguments: tuple[Any, ...] = ()) -> None:
    script.seed(SEED)
    script.get(script.new("DeepConvNet", *arguments, name="net"), "params")


def _filled(script: Script, arguments: tuple[Any, ...], params: Any) -> Any:
    net = script.new("DeepConvNet", *arguments, name="net")
    script.fill(net, "params", params)
    return net


def predict(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, **_: Any) -> None:
    script.seed(SEED)
    script.call(_filled(script, arguments, params), "predict", x, False, label="scores", names=("x", "train_flg"))


def predict_in_training(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, **_: Any) -> None:
    x = script.put("x", x)
    script.seed(SEED)
    net = _filled(script, arguments, params)
    script.call(net, "predict", x, False, label="scores", at="evaluation", names=("x", "train_flg"))
    script.call(net, "predict", x, True, label="scores", at="training", names=("x", "train_flg"))


def lose(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
    """Both networks begin from the same seed, so that both leave out the same units."""
    params, x = script.put("params", params), script.put("x", x)
    script.seed(SEED)
    net = _filled(script, arguments, params)
    script.call(net, "predict", x, True, label="scores", names=("x", "train_flg"))
    script.seed(SEED)
    again = _filled(script, arguments, params)
    script.call(again, "loss", x, t, label="loss", names=("x", "t"))


def ask_accuracy(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any, batch_size: int) -> None:
    script.seed(SEED)
    net = _filled(script, arguments, params)
    names = ("x", "t", "batch_size")
    script.call(net, "accuracy", x, t, batch_size, label="accuracy", names=names)


def differentiate(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
    """The loss at two places on either side, with the same units left out, and the gradients in between."""
    middle, direction = script.put("params", params), script.put("direction", _direction(params))
    x, t = script.put("x", x), script.put("t", t)
    for at, step in (("ahead", STEP), ("behind", -STEP)):
        script.seed(SEED)
        net = _filled(script, arguments, middle)
        script.step(net, "params", direction, -step)
        script.call(net, "loss", x, t, label="loss", at=at, names=("x", "t"))
    script.seed(SEED)
    net = _filled(script, arguments, middle)
    script.call(net, "gradient", x, t, label="grads", names=("x", "t"))


def be_gentle(script: Script, arguments: tuple[Any, ...], params: Any, x: Any, t: Any) -> None:
    net = _filled(script, arguments, params)
    script.call(net, "predict", x, names=("x",))
    script.call(net, "gradient", x, t, names=("x", "t"))


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
    trainer = script.new("Trainer", net, *given.values(), name="trainer")
    for _ in range(3):
        script.call(trainer, "train_step")
    script.get(net, "params")
    script.get(net, "trained")


def train_on_shared(script: Script, W: Any, b: Any, x_train: Any, t_train: Any, **given: Any) -> None:
    net = script.put("net", Function("counting", (W, b)))
    x, t = script.put("x_train", x_train), script.put("t_train", t_train)
    script.seed(SEED)
    script.call(script.new("Trainer", net, x, t, *given.values(), name="trainer"), "train")
    script.see(x, "x_train")
    script.see(t, "t_train")


def there_and_back(script: Script, params: Any, others: Any) -> None:
    file = script.put("file", Function("buffer"))
    mine, theirs = script.put("params", params), script.put("others", others)
    script.call("save_params", mine, file, names=("params", "file"))
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

STEP = 1e-5
GAP = 1e-4  # of the two slopes: what central differences leave, and a kink now and then


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
    """Mean 0 and variance 2 / fan_in, within what chance allows once in a billion."""
    left, right = {}, {}
    for name, p in seen["params"].items():
        if name.startswith("W"):
            std = np.sqrt(2 / (np.prod(p.shape[1:]) if p.ndim == 4 else p.shape[0]))
            bound = 6.2 * std / np.sqrt(p.size)
            left[f"mean of {name}"], right[f"mean of {name}"] = _near(float(np.mean(p)), 0.0, bound)
            left[f"std of {name}"], right[f"std of {name}"] = _near(float(np.std(p)), std, bound)
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
    return _near(float(seen["loss"]), -float(np.mean(np.log(right))), LOOSE)


def slopes_agree(seen, params, roundings=0, **_):
    """roundings: of either loss, in single precision"""
    blurred = roundings * np.finfo(np.float32).eps * np.abs(seen["loss ahead"]) / (2 * STEP)
    slope = (seen["loss ahead"] - seen["loss behind"]) / (2 * STEP)
    grads, direction = seen["grads"], _direction(params)
    if not isinstance(grads, dict) or grads.keys() != params.keys():
        return grads, params
    if any(np.shape(grads[name]) != np.shape(params[name]) for name in params):
        return grads, params
    size = np.sqrt(sum(float(np.sum(g**2)) for g in grads.values()))
    found = sum(float(np.sum(grads[name] * direction[name])) for name in params)
    return _near(found, slope, GAP * size + LOOSE * abs(slope) + blurred)


def _reference(arguments: tuple[Any, ...], params: Any) -> DeepConvNet:
    net = DeepConvNet(*arguments)
    for name, array in params.items():
        net.params[name][...] = array
    return net


def drawn_batches(seen, x_train, mini_batch_size, epochs, **_):
    steps = epochs * (len(x_train) // mini_batch_size)
    return [len(batch) for batch in seen["trained"]], [mini_batch_size] * steps


def drawn_from_all(seen, x_train, **_):
    drawn = np.concatenate([np.ravel(batch) for batch in seen["trained"]])
    return np.unique(np.round(drawn, 6)), np.round(x_train[:, 0], 6)


def paired(seen, x_train, t_train, **_):
    """Every sample came with its own target."""
    labels = t_train if t_train.ndim == 1 else np.argmax(t_train, axis=1)
    own = dict(zip(np.round(x_train[:, 0], 6).tolist(), labels.tolist(), strict=True))
    pairs = [(round(float(x), 6), int(label)) for x, label in seen["pairs"]]
    return [label for _, label in pairs], [own.get(x, -1) for x, _ in pairs]


def stepped(seen, W, b, x_train, t_train, optimizer, optimizer_param, **_):
    """The parameters that the optimiser leads to over the batches that were drawn."""
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
    """As many as steps, each of them what the network gave at some time."""
    given = {round(float(value), 9) for value in seen["losses"]}
    values = [float(value) for value in seen["train_loss_list"]]
    steps = epochs * (len(x_train) // mini_batch_size)
    return [value if round(value, 9) in given else -1.0 for value in values], (values + [0.0] * steps)[:steps]


def one_accuracy_an_epoch(seen, epochs, **_):
    """As many as epochs, each of them what the network said at some time, of samples of its own kind only."""
    shares, kinds = seen["shares"], [bool(np.all(np.asarray(which) > 0)) for which in seen["looked_at"]]
    asked = [*zip(shares, kinds, strict=True)]
    said = {kind: {round(float(share), 9) for share, own in asked if own == kind} for kind in (True, False)}
    left, right = {}, {}
    for name, kind in (("train_acc_list", True), ("test_acc_list", False)):
        values = [float(value) for value in seen[name]]
        left[name] = [value if round(value, 9) in said[kind] else -1.0 for value in values]
        right[name] = (values + [0.0] * epochs)[:epochs]
    return left, right


# The checks -----------------------------------------------------------------------------------------------------------


def _same_shapes(a: Any, b: Any) -> bool:
    """Of two dicts of parameters; their random numbers are never the same."""
    return isinstance(a, dict) and isinstance(b, dict) and _each(np.shape, a) == _each(np.shape, b)


def _same_spread(a: Any, b: Any) -> bool:
    """Of two dicts of parameters that are alike but for chance."""
    if not _same_shapes(a, b):
        return False
    for name, one in a.items():
        sizes = [float(np.sqrt(np.mean(np.square(p)))) for p in (one, b[name])]
        room = 1.2 if np.size(one) >= MANY else 3.0
        if not max(sizes) <= room * min(sizes):
            return False
    return True


def _each(of: Callable[[Any], Any], arrays: Any) -> dict[str, Any]:
    return {name: of(arrays[name]) for name in sorted(arrays)}


parameters = replace(
    law("network", made, new_network, zero_biases, output="params", examples=3), equal=by_value(_same_spread)
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
loss = law("network", networks, lose, loss_of_scores, output="loss", needs=class_scores, examples=3)
accuracy = parity("network", counted_right, ask_accuracy, outputs="accuracy", needs=class_scores, examples=3)
backpropagation = law(
    "network", networks, differentiate, slopes_agree, output="grads", needs=(dropout_in_training, loss), examples=3,
    single=partial(slopes_agree, roundings=8),
)
batch_untouched = contract(
    "network", networks, be_gentle, outputs=("arguments", "results"), needs=backpropagation, examples=1
)

batches = law("trainer", trainings, train("train", "trained"), drawn_batches, output="trained", examples=6)
every_sample = law(
    "trainer", many, train("train", "trained"), drawn_from_all, output="trained", needs=batches, examples=1
)
own_targets = law("trainer", trainings, train("train", "pairs"), paired, output="pairs", needs=batches, examples=6)
updates = law("trainer", trainings, step_by_step, stepped, output="params", needs=own_targets, examples=12)
losses = law(
    "trainer", trainings, train("train", "train_loss_list", "losses"), one_loss_a_step,
    output="train_loss_list", needs=batches, examples=4,
)
accuracies = law(
    "trainer", trainings, train("train", "shares", "looked_at", "train_acc_list", "test_acc_list"),
    one_accuracy_an_epoch, output=None, needs=batches, examples=6,
)
samples_untouched = contract(
    "trainer", trainings, train_on_shared, outputs=("x_train", "t_train", "arguments"), needs=updates
)

round_trip = parity("storage", stored, there_and_back, outputs=("loaded", "params"), examples=4)
in_place = contract("storage", stored, there_and_back, outputs=("identity", "arguments"), needs=round_trip)
other_network = parity("storage", misfits, into_another, outputs="refusal", needs=round_trip, examples=6)
