"""Arrays that a layer is given: it only reads them."""

from __future__ import annotations

from typing import Any

from exercises.exercise_03_batch_normalization.checks.backward import upstream
from exercises.exercise_03_batch_normalization.checks.shared import go_forward, new_layer
from exercises.exercise_03_batch_normalization.checks.training import samples
from grader.checks import Script, contract

MANNERS = ("arguments", "results", "identity", "gamma", "beta")

# What is played -------------------------------------------------------------------------------------------------------


def handle_forward(script: Script, gamma: Any, beta: Any, x: Any) -> None:
    shared = [script.put(name, value) for name, value in (("gamma", gamma), ("beta", beta))]
    layer = new_layer(script, *shared)
    go_forward(script, layer, x)
    go_forward(script, layer, -x, label=None)
    for ref, name in zip(shared, ("gamma", "beta"), strict=True):
        script.see(ref, name)


def handle(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
    """Forward and back, with an eye on what is only to be read."""
    shared = [script.put(name, value) for name, value in (("gamma", gamma), ("beta", beta), ("x", x))]
    layer = new_layer(script, *shared[:2])
    go_forward(script, layer, shared[2])
    script.call(layer, "backward", dout, names=("dout",))
    for ref, name in zip(shared, ("gamma", "beta", "x"), strict=True):
        script.see(ref, name)


# The checks -----------------------------------------------------------------------------------------------------------

untouched = {
    "train_forward": contract("train_forward", samples, handle_forward, outputs=MANNERS),
    "backward": contract("backward", upstream, handle, outputs=MANNERS),
}
