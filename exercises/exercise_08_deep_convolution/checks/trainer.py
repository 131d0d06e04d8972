"""A trainer, watched by the network that it is to train."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from exercises.exercise_08_deep_convolution.checks.likeness import (
    accuracy_origins,
    alike,
    as_disturbed,
    asked,
    batch_lengths,
    drawn_samples,
    how_many_kinds,
    kinds,
    loss_origins,
    mixed_up,
    rounds,
    ways_or_lengths,
    ways_taken,
)
from exercises.exercise_08_deep_convolution.checks.samples import (
    as_usual,
    few,
    many,
    numbers_of,
    trainings,
    two_by_two,
    uneven,
)
from exercises.exercise_08_deep_convolution.checks.shared import OPTIMIZERS, SEED, as_kept
from grader.checks import Function, Script, contract, law, near
from grader.checks.telling import figure

LOOKS = ("shares", "looked_at", "asked_after", "train_acc_list", "test_acc_list")

# What is played -------------------------------------------------------------------------------------------------------


def train(method: str, *shown: str) -> Callable[..., None]:
    def write(script: Script, W: Any, b: Any, **given: Any) -> None:
        net = script.put("net", Function("counting", (W, b)))
        script.seed(SEED)
        trainer = script.new("Trainer", net, *given.values(), name="trainer")
        script.call(trainer, method)
        for name in shown:
            script.get(trainer if name.endswith("_list") else net, name)

    return write


def step_and_train(script: Script, W: Any, b: Any, **given: Any) -> None:
    net = script.put("net", Function("counting", (W, b)))
    script.seed(SEED)
    script.get(net, "params", "before")
    trainer = script.new("Trainer", net, *given.values(), name="trainer")
    for method in ("train_step", "train"):
        script.call(trainer, method)
    for name in ("params", "trained", "pairs"):
        script.get(net, name)


def train_as_usual(script: Script, W: Any, b: Any, **given: Any) -> None:
    net = script.put("net", Function("counting", (W, b)))
    script.seed(SEED)
    script.get(net, "params", "before")
    script.call(script.new("Trainer", net, *given.values(), name="trainer"), "train")
    for name in ("trained", "params", "pairs"):
        script.get(net, name)


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
    settings = script.put("settings", {name: value for name, value in optimizer_param.items() if name != "lr"})
    script.new("Trainer", net, x, t, *others, settings, name="other")
    script.see(settings, "settings")


# What must hold -------------------------------------------------------------------------------------------------------


def drawn_batches(seen, x_train, mini_batch_size, epochs, **_):
    """As many in each epoch as there are whole batches."""
    steps = epochs * (len(x_train) // mini_batch_size)
    return _sizes([len(batch) for batch in seen["trained"]], [mini_batch_size] * steps)


def one_step_an_epoch(seen, epochs, **_):
    """However many samples there are in the batches."""
    return {figure("batches"): len(seen["trained"])}, {figure("batches"): epochs}


def by_default(seen, x_train, **given):
    """20 batches of 100, and SGD at its own rate."""
    got, right = stepped(seen, x_train=x_train, optimizer="SGD", optimizer_param={}, **given)
    sizes = _sizes([len(batch) for batch in seen["trained"]], [100] * 20)
    return {"trained": sizes[0], "params": got}, {"trained": sizes[1], "params": right}


def _sizes(got, expected):
    """Two sides: how many batches there were, and how large each of them was that there should be."""
    numbers = {figure("batches"): len(got)}, {figure("batches"): len(expected)}
    both = enumerate(zip(got, expected, strict=False), 1)
    sizes = {figure("batch", str(number)): pair for number, pair in both}
    return tuple(n | {name: pair[side] for name, pair in sizes.items()} for side, n in enumerate(numbers))


def drawn_from_all(seen, x_train, **_):
    drawn = set(np.round(np.concatenate([np.ravel(batch) for batch in seen["trained"]]), 6).tolist())
    there = set(np.round(x_train[:, 0], 6).tolist())
    found = {figure("samples"): len(drawn & there), figure("strangers"): len(drawn - there)}
    return found, {figure("samples"): len(there), figure("strangers"): 0}


def in_new_order(seen, x_train, **_):
    """More kinds of batches than one epoch has, and not the same ones in every round through the samples; nothing is
    asked of those with numbers that are in no sample."""
    expected = {figure("kinds"): 3, figure("rounds"): 2}
    if drawn_from_all(seen, x_train)[0][figure("strangers")]:
        return expected, expected
    counts = len(kinds(seen)), len(rounds(seen, len(x_train)))
    found = {name: min(count, most) for (name, most), count in zip(expected.items(), counts, strict=True)}
    return found, expected


def paired(seen, x_train, t_train, **_):
    """Every sample came with its own target."""
    labels = t_train if t_train.ndim == 1 else np.argmax(t_train, axis=1)
    rows = {x: row for row, x in enumerate(np.round(x_train[:, 0], 6).tolist())}
    got, expected = {}, {}
    for x, label in seen["pairs"]:
        row = rows.get(round(float(x), 6))
        name = figure("target", "x" if row is None else f"x_train[{row}]")
        right = -1 if row is None else int(labels[row])
        if name not in got or got[name] == expected[name]:
            got[name], expected[name] = int(label), right
    return got, expected


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
    pairs = {name: near(seen["params"][name], params[name], 1e-4) for name in params}
    return {name: got for name, (got, _) in pairs.items()}, {name: right for name, (_, right) in pairs.items()}


def one_loss_a_step(seen, x_train, mini_batch_size, epochs, **_):
    """As many as steps, each of them what the network gave for that step's batch at some time."""
    given = [(float(loss), numbers_of(of)) for loss, of in zip(seen["losses"], seen["lost_on"], strict=True)]
    values = [float(value) for value in seen["train_loss_list"]]
    steps = epochs * (len(x_train) // mini_batch_size)
    got = [
        value if any(as_kept(value, loss) and of == numbers_of(batch) for loss, of in given) else -1.0
        for value, batch in zip(values, seen["trained"], strict=False)
    ]
    return got + values[len(got) :], (values + [0.0] * steps)[:steps]


def one_accuracy_an_epoch(seen, x_train, mini_batch_size, epochs, **_):
    """As many as epochs, each of them what the network said at some time, of samples of its own kind only; and it was
    asked in every epoch, which begins before its first step and ends behind its last one."""
    steps = len(x_train) // mini_batch_size
    left, right = {}, {}
    for name, samples, kind in (("train_acc_list", "x_train", True), ("test_acc_list", "x_test", False)):
        said = [(after, share) for after, share, own in asked(seen) if own == kind]
        values = [float(value) for value in seen[name]]
        left[name] = [value if any(as_kept(value, share) for _, share in said) else -1.0 for value in values]
        right[name] = (values + [0.0] * epochs)[:epochs]
        for epoch in range(epochs):
            asked_then = any(epoch * steps <= after <= (epoch + 1) * steps for after, _ in said)
            left |= {figure("asked", samples, str(epoch + 1)): int(asked_then)}
            right |= {figure("asked", samples, str(epoch + 1)): 1}
    return left, right


# The checks -----------------------------------------------------------------------------------------------------------

batches = replace(
    law("trainer", trainings, train("train", "trained"), drawn_batches, output="trained", examples=6),
    equal=alike(batch_lengths),
)
new_order = replace(
    law("trainer", many, train("train", "trained"), in_new_order, output="trained", needs=batches, examples=1),
    equal=alike(how_many_kinds),
)
every_sample = replace(
    law("trainer", many, train("train", "trained"), drawn_from_all, output="trained", needs=new_order, examples=1),
    equal=alike(drawn_samples),
)
own_targets = replace(
    law("trainer", trainings, train("train", "pairs"), paired, output="pairs", needs=batches, examples=6),
    equal=alike(mixed_up),
)
updates = replace(
    law("trainer", two_by_two, step_and_train, stepped, output="params", needs=own_targets, examples=12),
    equal=alike(ways_taken),
)
losses = replace(
    law(
        "trainer",
        trainings,
        train("train", "train_loss_list", "losses", "lost_on", "trained"),
        one_loss_a_step,
        output="train_loss_list",
        needs=batches,
        examples=4,
    ),
    equal=alike(loss_origins),
)
accuracies = replace(
    law(
        "trainer",
        trainings,
        train("train", *LOOKS),
        one_accuracy_an_epoch,
        output=None,
        needs=batches,
        examples=6,
    ),
    equal=alike(accuracy_origins),
)
samples_untouched = replace(
    contract(
        "trainer",
        trainings,
        train_on_shared,
        needs=updates,
        outputs=("x_train", "t_train", "optimizer_param", "settings", "arguments"),
    ),
    equal=as_disturbed,
)
whole_batches = replace(
    law("trainer", uneven, train("train", "trained"), drawn_batches, output="trained", needs=batches, examples=6),
    equal=alike(batch_lengths),
)
small_set = replace(
    law("trainer", few, train("train", "trained"), one_step_an_epoch, output="trained", needs=batches, examples=3),
    equal=alike(lambda seen: len(seen["trained"])),
)
defaults = replace(
    law("trainer", as_usual, train_as_usual, by_default, output=None, needs=updates, examples=1),
    equal=alike(ways_or_lengths),
)
