"""Layers that are asked twice or used beside others, and arrays that are somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from exercises.exercise_01_network.checks.activations import ACTIVATIONS, entries, through_activation
from exercises.exercise_01_network.checks.affine import through_affine, weighted
from exercises.exercise_01_network.checks.layers import derivative, rows, values
from exercises.exercise_01_network.checks.losses import (
    call_cross_entropy,
    call_softmax_on_both,
    judged_scores,
    probabilities_or_certainties,
    table_and_row,
    through_loss,
)
from exercises.exercise_01_network.checks.shared import MANNERS, targets
from grader.checks import Case, Draw, Script, contract, law

LAYERS = {
    **{task: (ACTIVATIONS[task], entries(task)) for task in ACTIVATIONS},
    "affine": ("Affine", weighted),
    "softmax_with_loss": ("SoftmaxWithLoss", judged_scores),
}

# What is drawn --------------------------------------------------------------------------------------------------------


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
        drawn["t"] = targets(draw, *drawn["x"].shape)
    return drawn


def _made(case: Case) -> tuple[Any, ...]:
    return tuple(case[name] for name in ("W", "b") if name in case)


def _given(case: Case) -> tuple[Any, ...]:
    return tuple(case[name] for name in ("x", "t") if name in case)


# What is played -------------------------------------------------------------------------------------------------------


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


# What must hold -------------------------------------------------------------------------------------------------------


def second_as_first(seen, **_):
    return seen["dx second"], seen["dx first"]


def sums_not_growing(seen, **_):
    return {key: seen[f"{key} second"] for key in ("dW", "db")}, {key: seen[f"{key} first"] for key in ("dW", "db")}


def as_alone(seen, layer, **_):
    names = ("out", "dx", "dW", "db") if layer == "Affine" else ("out", "dx")
    return {name: seen[f"{name} among others"] for name in names}, {name: seen[f"{name} alone"] for name in names}


# The checks -----------------------------------------------------------------------------------------------------------

twice = {
    task: law(task, _again(*layer), backward_twice, second_as_first, output="dx", needs=derivative[task], examples=4)
    for task, layer in LAYERS.items()
}
not_accumulated = law(
    "affine", _again("Affine", weighted), backward_twice, sums_not_growing, output=None, needs=derivative["affine"]
)
own_forward = {
    task: law(task, _used(*layer), among_others, as_alone, output=None, needs=derivative[task], examples=4)
    for task, layer in LAYERS.items()
}
untouched = {
    **{
        task: contract(task, entries(task), through_activation, outputs=MANNERS, needs=derivative[task])
        for task in ACTIVATIONS
    },
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
