"""Networks and trainers that are used beside others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from exercises.exercise_08_deep_convolution.checks.drawn_networks import networks
from exercises.exercise_08_deep_convolution.checks.likeness import alike, kept_beside_another
from exercises.exercise_08_deep_convolution.checks.network import class_scores
from exercises.exercise_08_deep_convolution.checks.samples import trainings
from exercises.exercise_08_deep_convolution.checks.shared import SEED
from exercises.exercise_08_deep_convolution.checks.trainer import accuracies, losses, stepped, updates
from grader.checks import Function, Script, law, parity

# What is played -------------------------------------------------------------------------------------------------------


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


def train_beside_another(script: Script, W: Any, b: Any, **given: Any) -> None:
    """Another trainer, of another network and with other numbers of samples, is made and used in between."""
    net = script.put("net", Function("counting", (W, b)))
    other = script.put("other", Function("counting", (np.stack([b, b]), b)))
    script.seed(SEED)
    script.get(net, "params", "before")
    trainer = script.new("Trainer", net, *given.values(), name="trainer")
    smaller = given | {"epochs": 1, "mini_batch_size": 1}
    beside = script.new("Trainer", other, *smaller.values(), name="beside")
    script.call(beside, "train_step")
    script.call(trainer, "train_step")
    script.call(beside, "train_step")
    script.call(trainer, "train")
    for name in ("trained", "params", "pairs"):
        script.get(net, name)
    for name in ("train_loss_list", "train_acc_list"):
        script.get(trainer, name)


# What must hold -------------------------------------------------------------------------------------------------------


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


# The checks -----------------------------------------------------------------------------------------------------------

two_at_once = {
    "network": parity("network", networks, ask_two, outputs=("scores", "params"), needs=class_scores, examples=1),
    "trainer": replace(
        law(
            "trainer",
            trainings,
            train_beside_another,
            as_if_alone,
            output=None,
            needs=(updates, losses, accuracies),
            examples=4,
        ),
        equal=alike(kept_beside_another),
    ),
}
