"""Gradients to which a penalty's are added, weight by weight."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from exercises.exercise_05_regularizers.checks.shared import MANNERS, PENALTIES, STRENGTHS, changing_the_same, forgiving
from grader.checks import Case, Check, Draw, Evidence, Label, Script, contract, parity
from grader.checks.check import Sitting, Verdict
from grader.checks.closeness import Seen, differences, same, same_output

SUMS, SLOPE = Label("sums"), Label("slope")

# What is drawn --------------------------------------------------------------------------------------------------------


def networks(draw: Draw) -> Case:
    """The first layer may be a convolution, whose W has four axes."""
    layers = draw.integer(2, 3)
    sizes = [draw.integer(1, 3) for _ in range(layers + 1)]
    shapes: dict[str, tuple[int, ...]] = {}
    for i in range(1, layers + 1):
        shapes |= {f"W{i}": (sizes[i - 1], sizes[i]), f"b{i}": (sizes[i],)}
    if draw.choice((False, True)):
        shapes |= {"W1": (sizes[1], sizes[0], 1, 2)}
    return {
        "params": {name: draw.magnitudes(*shape) for name, shape in shapes.items()},
        "grads": {name: draw.magnitudes(*shapes[name]) for name in draw.choice((list(shapes), [*reversed(shapes)]))},
        "lam": draw.choice(STRENGTHS),
        "kind": draw.choice(("l2", "l1")),
    }


def deep_networks(draw: Draw) -> Case:
    """Numbers of layers of two digits. All layers are of one size, so that any W may be taken for another."""
    names = [name for i in range(1, 12) for name in (f"W{i}", f"b{i}")]
    shapes: dict[str, tuple[int, ...]] = {name: (2, 2) if name.startswith("W") else (2,) for name in names}
    return {
        "params": {name: draw.magnitudes(*shape) for name, shape in shapes.items()},
        "grads": {name: draw.magnitudes(*shape) for name, shape in shapes.items()},
        "lam": draw.choice(STRENGTHS),
        "kind": draw.choice(("l2", "l1")),
    }


def networks_in_turn(draw: Draw) -> Case:
    """Two of the same names and shapes."""
    case = networks(draw)
    before = {of: {name: draw.magnitudes(*a.shape) for name, a in case[of].items()} for of in ("params", "grads")}
    return {**case, "before": before}


def decayed_networks(draw: Draw) -> Case:
    return {**networks(draw), "kind": "l2"}


# What is played -------------------------------------------------------------------------------------------------------


def add_penalties(script: Script, params: Any, grads: Any, lam: float, kind: str) -> None:
    script.call(
        "regularized_gradients", params, grads, lam, kind, label="sums", names=("params", "grads", "lam", "kind")
    )


def add_penalties_once_more(script: Script, params: Any, grads: Any, lam: float, kind: str, before: Any) -> None:
    names = ("params", "grads", "lam", "kind")
    script.call("regularized_gradients", before["params"], before["grads"], lam, kind, names=names)
    add_penalties(script, params, grads, lam, kind)


def add_penalties_and_ask_for_the_slope(script: Script, params: Any, grads: Any, lam: float, kind: str) -> None:
    add_penalties(script, params, grads, lam, kind)
    script.call("l2_gradient", params["W1"], lam, label="slope", names=("W", "lam"))


# What must hold -------------------------------------------------------------------------------------------------------


def carried_on(check: Check) -> Check:
    """The check, for sums that are right but for a penalty's gradient of the submission's own, which is judged where
    it was written and costs nothing here. Where both of its own are right, by one definition or another, the sums are
    left to the conventions, which name it."""
    inner = check.judge

    def judge(check: Check, sitting: Sitting) -> Verdict:
        verdict = inner(check, sitting)
        asked = verdict.differences and sitting.run.raised is None
        own = _own_sums(sitting) if asked else []
        if not any(same(sitting.run.seen[SUMS], sums) for sums in own) or _slopes_are_right(sitting):
            return verdict
        function = PENALTIES[sitting.case["kind"]][1]
        return Verdict((), (*verdict.notes, Evidence("own_function", "sums", {"name": function})))

    return check.judged_by(judge)


def _own_sums(sitting: Sitting) -> list[dict[str, Any]]:
    """What the submission's own gradient of the penalty would make of the case, without the biases and with them;
    nothing where that is no array of the parameters' shapes."""
    params, grads, lam, kind = (sitting.case[name] for name in ("params", "grads", "lam", "kind"))
    script = Script()
    for name in grads:
        script.call(PENALTIES[kind][1], params[name], lam, label="slope", at=name)
    (run,) = sitting.again([script.play()])
    slopes = {name: run.seen.get(Label("slope", name)) for name in grads}
    if not all(isinstance(slope, np.ndarray) and slope.shape == params[name].shape for name, slope in slopes.items()):
        return []
    every = {name: grad + slopes[name] for name, grad in grads.items()}
    return [{name: every[name] if name.startswith("W") else grad for name, grad in grads.items()}, every]


def _slopes_are_right(sitting: Sitting) -> bool:
    """Whether the submission's own gradients of both penalties are right, of L2's in either form, for weights that are
    neither their own sign nor half of their square."""
    W, lam = 0.7 * sitting.case["params"]["W1"], sitting.case["lam"]
    script = Script()
    for kind, (_, slope) in PENALTIES.items():
        script.call(slope, W, lam, label=kind)
    (run,) = sitting.again([script.play()])
    l1, l2 = (run.seen.get(Label(kind)) for kind in PENALTIES)
    return same(l1, lam * np.sign(W)) and (same(l2, lam * W) or same(l2, 2 * lam * W))


def belonging_together(check: Check) -> Check:
    """The check, for sums that are right by the definition that is asked for: they are not, beside an l2_gradient of
    the submission's own that is right by the other one."""
    inner = check.judge

    def judge(check: Check, sitting: Sitting) -> Verdict:
        verdict = inner(check, sitting)
        slope, sums, case = sitting.run.seen.get(SLOPE), sitting.run.seen.get(SUMS), sitting.case
        if verdict.differences or not isinstance(sums, dict) or not same(slope, 2 * case["lam"] * case["params"]["W1"]):
            return verdict
        together = {**sums, "W1": case["grads"]["W1"] + slope}
        return Verdict(tuple(differences(SUMS, sums, together)), verdict.notes)

    return check.judged_by(judge)


def as_strong(known: Seen, got: Seen, output: str) -> bool:
    """The same output, from somebody whose own l2_gradient is not half as large: 2·λ·w in the sums goes with 2·λ·w."""
    slopes = known.get(SLOPE), got.get(SLOPE)
    if not all(isinstance(slope, np.ndarray) for slope in slopes):
        return same_output(known, got, output)
    return same_output(known, got, output) and not same(slopes[0], np.multiply(2, slopes[1]))


# The checks -----------------------------------------------------------------------------------------------------------

params_untouched = replace(
    contract("regularized_gradients", networks, add_penalties, outputs=MANNERS, examples=6), equal=changing_the_same
)
sums = carried_on(parity("regularized_gradients", networks, add_penalties, outputs="sums"))
many_layers = carried_on(
    parity("regularized_gradients", deep_networks, add_penalties, outputs="sums", needs=sums, examples=1)
)
called_again = carried_on(
    parity(
        "regularized_gradients",
        networks_in_turn,
        add_penalties_once_more,
        outputs=("sums", "results"),
        needs=sums,
        examples=2,
    )
)
_decayed_sums = parity(
    "regularized_gradients",
    decayed_networks,
    add_penalties_and_ask_for_the_slope,
    outputs="sums",
    needs=sums,
    examples=3,
)
same_strength = replace(forgiving(SLOPE, belonging_together(carried_on(_decayed_sums))), equal=as_strong)
