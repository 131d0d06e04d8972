"""Penalties exactly, each gradient against the learner's own penalty; dropout by statistics and by consistency.

Masks are never compared. How much is kept follows from the binomial distribution; by which factor, and whether backward
uses the mask that forward used, follows from the learner's own answers, exactly. All statistics of one grading together
are wrong about a right answer once in a million times; see grader/checks/sampling.py and benchmarks/false_alarms.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grader.checks import (
    Case,
    Check,
    Difference,
    Draw,
    Evidence,
    Label,
    Raised,
    Script,
    Statistic,
    contract,
    distribution,
    gradient,
    law,
    parity,
)
from grader.checks.check import Sitting, Verdict
from grader.checks.closeness import Seen, differences, same, same_output, together
from grader.checks.outputs import raised
from grader.checks.portrait import Trait, alike_by, trait_of_share
from grader.checks.sampling import ALPHA, counts, neighbours, share, uncorrelated

PENALTIES = {"l1": ("l1_penalty", "l1_gradient"), "l2": ("l2_penalty", "l2_gradient")}
STRENGTHS = (0.5, 0.1, 0.01, 2.0)
RATIOS = (0.3, 0.1, 0.2, 0.7, 0.8)  # never ½, where the share kept is the share dropped
EDGES = (0.02, 0.98)
CALLS = 10  # of a layer, in which the number kept has to vary
REPEATED = 0.9  # a mask that repeats itself does so entirely; few draws may be correlated by chance
RATIO, SUMS, SLOPE = Label("state", "ratio"), Label("sums"), Label("slope")
MANNERS = ("arguments", "results")


# What is drawn --------------------------------------------------------------------------------------------------------


def _shape(draw: Draw) -> tuple[int, ...]:
    return tuple(draw.integer(1, 4) for _ in range(draw.choice((2, 1, 4))))


def weights(task: str, zeros: bool = False) -> Callable[[Draw], Case]:
    def inputs(draw: Draw) -> Case:
        W = draw.magnitudes(*_shape(draw), between=(0.1, 3))
        if zeros and W.size > 1:
            W.flat[0] = 0.0
        return {"functions": PENALTIES[task], "W": W, "lam": draw.choice(STRENGTHS)}

    return inputs


def small_weights(draw: Draw) -> Case:
    """A 0 among the others, and a weight near 0."""
    case = weights("l1", zeros=True)(draw)
    case["W"].flat[-1] *= 0.001
    return case


def vectors(draw: Draw) -> Case:
    """Matrices as often as not: their own norms are another matter. Some with a 0 among others."""
    W = draw.magnitudes(*draw.choice((_shape(draw), (2, 3), (3, 2))), between=(0.1, 3))
    W.flat[: min(draw.integer(0, 1), W.size - 1)] = 0.0
    return {"W": W, "p": draw.choice((2, 1, 3, 1.5, 2.5, 4, 8))}


def nothing(draw: Draw) -> Case:
    return {"W": np.zeros(_shape(draw)), "p": draw.choice((2, 1, 3, 1.5))}


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
    numbers = [*range(1, 12)]
    names = [name for i in numbers for name in (f"W{i}", f"b{i}")]
    shapes: dict[str, tuple[int, ...]] = {name: (2, 2) if name.startswith("W") else (2,) for name in names}
    return {
        "params": {name: draw.magnitudes(*shape) for name, shape in shapes.items()},
        "grads": {name: draw.magnitudes(*shape) for name, shape in shapes.items()},
        "lam": draw.choice(STRENGTHS),
        "kind": draw.choice(("l2", "l1")),
    }


def decayed_networks(draw: Draw) -> Case:
    return {**networks(draw), "kind": "l2"}


def wide(*ratios: float) -> Callable[[Draw], Case]:
    """20,000 entries of one value, as rows or as images."""

    def inputs(draw: Draw) -> Case:
        shape = draw.choice(((200, 100), (40, 500), (20, 10, 10, 10)))
        return {"ratio": draw.choice(ratios), "x": np.full(shape, draw.choice((1.0, 2.0, -1.5)))}

    return inputs


def many(draw: Draw) -> Case:
    """1,000 entries, of which every ratio drops a whole number, all together and in each row."""
    shape = draw.choice(((50, 20), (10, 100), (10, 10, 5, 2)))
    return {"ratio": draw.choice(RATIOS), "x": np.full(shape, draw.choice((1.0, 2.0, -1.5)))}


def by_default(draw: Draw) -> Case:
    """Neither ratio nor flag is said."""
    return {"x": wide(0.5)(draw)["x"], "flagged": False}


def batches(draw: Draw) -> Case:
    """Different numbers, none of them 0, few enough to be read and enough for some to be kept and some dropped."""
    shape = draw.choice(((4, 10), (1, 40), (40,), (2, 5, 2, 2)))
    return {"ratio": draw.choice(RATIOS[:4]), "x": draw.magnitudes(*shape), "dout": draw.magnitudes(*shape)}


def gaps(draw: Draw) -> Case:
    """Half of the entries are 0, as ReLU leaves them: which of those are kept, only backward can tell."""
    case = wide(*RATIOS)(draw)
    x = case["x"].copy()
    x.reshape(-1)[::2] = 0.0
    return {**case, "x": x, "dout": np.ones(x.shape)}


def batch_pairs(draw: Draw) -> Case:
    """And a second batch of the same shape."""
    case = batches(draw)
    return {**case, "other": draw.magnitudes(*case["x"].shape)}


# What is played -------------------------------------------------------------------------------------------------------


def penalty_and_gradient(script: Script, functions: tuple[str, str], W: Any, lam: float) -> None:
    for function, label in zip(functions, ("penalty", "grad"), strict=True):
        script.call(function, W, lam, label=label, names=("W", "lam"))


def norm_of(script: Script, W: Any, p: float) -> None:
    script.call("p_norm", W, p, label="norm", names=("W", "p"))


def add_penalties(script: Script, params: Any, grads: Any, lam: float, kind: str) -> None:
    script.call(
        "regularized_gradients", params, grads, lam, kind, label="sums", names=("params", "grads", "lam", "kind")
    )


def add_penalties_and_ask_for_the_slope(script: Script, params: Any, grads: Any, lam: float, kind: str) -> None:
    add_penalties(script, params, grads, lam, kind)
    script.call("l2_gradient", params["W1"], lam, label="slope", names=("W", "lam"))


def switch(script: Script, x: Any, ratio: float | None = None, flagged: bool = True) -> None:
    """Twice in training, then in evaluation, beside a layer that was made otherwise; last, what the layer calls its
    ratio."""
    script.seed(1)
    layer = script.new("Dropout", *(() if ratio is None else (ratio,)))
    script.new("Dropout", 0.9 if ratio is None else 0.5, name="other")
    given = script.put("x", x)
    flags = (True,) if flagged else ()
    for time in (1, 2):
        script.call(layer, "forward", given, *flags, label="out", at=f"training {time}", names=("x", "train_flg"))
    script.call(layer, "forward", given, False, label="out", at="evaluation", names=("x", "train_flg"))
    script.see(given, "state", at="x")
    script.get(layer, "dropout_ratio", label="state", at="ratio")


def train_again_and_again(script: Script, ratio: float, x: Any) -> None:
    script.seed(1)
    layer, given = script.new("Dropout", ratio), script.put("x", x)
    for time in range(1, CALLS + 1):
        script.call(layer, "forward", given, True, label="out", at=f"training {time}", names=("x", "train_flg"))


def evaluate_twice(script: Script, ratio: float, x: Any, **_: Any) -> None:
    script.seed(1)
    layer, given = script.new("Dropout", ratio), script.put("x", x)
    script.call(layer, "forward", given, True, names=("x", "train_flg"))
    for time in (1, 2):
        script.call(layer, "forward", given, False, label="out", at=f"evaluation {time}", names=("x", "train_flg"))
    script.see(given, "state", at="x")


def forth_and_back(script: Script, ratio: float, x: Any, dout: Any) -> None:
    script.seed(1)
    layer, given, upstream = script.new("Dropout", ratio), script.put("x", x), script.put("dout", dout)
    script.call(layer, "forward", given, True, label="out", names=("x", "train_flg"))
    script.call(layer, "backward", upstream, label="dx", names=("dout",))
    _see(script, given, upstream)


def back_again(script: Script, ratio: float, x: Any, dout: Any) -> None:
    script.seed(1)
    layer, upstream = script.new("Dropout", ratio), script.put("dout", dout)
    script.call(layer, "forward", x, True, names=("x", "train_flg"))
    script.call(layer, "backward", upstream, label="dx", names=("dout",))
    script.call(layer, "backward", upstream, label="again", names=("dout",))


def back_after_evaluation(script: Script, ratio: float, x: Any, dout: Any) -> None:
    script.seed(1)
    layer, given, upstream = script.new("Dropout", ratio), script.put("x", x), script.put("dout", dout)
    script.call(layer, "forward", given, True, label="out", at="training", names=("x", "train_flg"))
    script.call(layer, "forward", given, False, label="out", at="evaluation", names=("x", "train_flg"))
    script.call(layer, "backward", upstream, label="dx", names=("dout",))
    _see(script, given, upstream)


def back_after_another(script: Script, ratio: float, x: Any, dout: Any, other: Any) -> None:
    """The layer has seen another batch before; a second layer sees one in between."""
    script.seed(1)
    layer, second = script.new("Dropout", ratio, name="first"), script.new("Dropout", ratio, name="second")
    given, upstream = script.put("x", x), script.put("dout", dout)
    script.call(layer, "forward", other, True, names=("x", "train_flg"))
    script.call(layer, "forward", given, True, label="out", names=("x", "train_flg"))
    script.call(second, "forward", other, True, label="beside", names=("x", "train_flg"))
    script.call(layer, "backward", upstream, label="dx", names=("dout",))
    _see(script, given, upstream)


def _see(script: Script, x: Any, dout: Any) -> None:
    script.see(x, "state", at="x")
    script.see(dout, "state", at="dout")


# How random answers are recognised ------------------------------------------------------------------------------------


def switched(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Of three passes: how much each keeps, by which factors, whether masks repeat each other, rows and columns. Where
    one draw serves many entries, the share that is kept says nothing."""
    x, traits = seen["state x"], {}
    outs = {at: seen[f"out {at}"] for at in ("training 1", "training 2", "evaluation")}
    one_by_one = all(statistic.inside for statistic in neighbours((outs["training 1"] != 0).astype(float)))
    for at, out in outs.items():
        factors = (out / x)[out != 0]
        share = trait_of_share(np.count_nonzero(out), out.size)
        traits[f"kept {at}"] = share if one_by_one else Trait(share.value, math.inf)
        traits[f"least {at}"] = Trait(float(np.min(factors, initial=np.inf)))
        traits[f"most {at}"] = Trait(float(np.max(factors, initial=-np.inf)))
    first, second, _ = ((out != 0).astype(float) for out in outs.values())
    for statistic in (uncorrelated("calls", first, second), *neighbours(first)):
        traits[statistic.name] = Trait(float(abs(statistic.got) > REPEATED))
    traits["ratio"] = Trait(0.0) if isinstance(seen["state ratio"], Raised) else Trait(1.0, math.inf)
    return traits


def counted(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Whether the number kept is the same in all calls, and whether that is because the mask is."""
    masks = [seen[f"out training {time}"] != 0 for time in range(1, CALLS + 1)]
    return {
        "one number": Trait(float(len({np.count_nonzero(mask) for mask in masks}) == 1)),
        "one mask": Trait(float(all(np.array_equal(mask, masks[0]) for mask in masks))),
    }


def evaluated(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Of two evaluations: whether they are alike, whether anything is 0, and the factors of what is not."""
    outs = [seen[f"out evaluation {time}"] for time in (1, 2)]
    factors = np.concatenate([np.ravel(out / seen["state x"]) for out in outs])
    return {
        "repeats": Trait(float(np.array_equal(*outs))),
        "zeros": Trait(float(np.any(factors == 0))),
        "least": Trait(float(np.min(factors[factors != 0], initial=np.inf))),
        "most": Trait(float(np.max(factors[factors != 0], initial=-np.inf))),
    }


def carried_through(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """How many of the entries that are 0 in x, and of the others, dx is not 0 at."""
    empty = np.equal(seen["state x"], 0)
    through = np.not_equal(seen["dx"], 0)
    shares = {"empty": through[empty], "filled": through[~empty]}
    finite = {"finite": Trait(float(np.all(np.isfinite(seen["dx"]))))}
    return finite | {name: trait_of_share(np.count_nonzero(some), some.size) for name, some in shares.items()}


def repeated(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Whether the second backward gives what the first one gave."""
    return {"repeats": Trait(float(np.array_equal(seen["dx"], seen["again"])))}


def carried_back(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Whether dx is 0 just where out is, or nowhere, and the factors of both; whether another layer's mask is this."""
    out = seen["out training"] if "out training" in seen else seen["out"]
    factors, slopes = out / seen["state x"], seen["dx"] / seen["state dout"]
    kept = factors[factors != 0]
    both = (factors != 0) & (slopes != 0)
    ratios = slopes[both] / factors[both]
    return {
        "finite": Trait(float(np.all(np.isfinite(out)))),
        "shared": Trait(float("beside" in seen and np.array_equal(seen["beside"] != 0, factors != 0))),
        "least kept": Trait(float(np.min(kept, initial=np.inf))),
        "most kept": Trait(float(np.max(kept, initial=-np.inf))),
        "same zeros": Trait(float(np.array_equal(slopes != 0, factors != 0))),
        "no zeros": Trait(float(np.all(slopes != 0))),
        "least": Trait(float(np.min(slopes[slopes != 0], initial=np.inf))),
        "most": Trait(float(np.max(slopes[slopes != 0], initial=-np.inf))),
        "least ratio": Trait(float(np.min(ratios, initial=np.inf))),
        "most ratio": Trait(float(np.max(ratios, initial=-np.inf))),
    }


# What must hold -------------------------------------------------------------------------------------------------------


def slope_between(seen, W, lam, **_):
    """Where w is 0 every number from −λ to λ is a slope of λ|w|."""
    got = seen["grad"]
    if got.shape != W.shape:
        return got, lam * np.sign(W)
    return got, np.where(W == 0, np.clip(np.nan_to_num(got, nan=2 * lam), -lam, lam), lam * np.sign(W))


def no_length(seen, **_):
    """A number; a guard against a root of 0 may leave a little."""
    norm = float(seen["norm"])
    return norm, norm if abs(norm) < 0.1 else 0.0


def as_the_first_time(seen, **_):
    return seen["again"], seen["dx"]


def drawn_one_by_one(seen, alpha=ALPHA, **_) -> list[Statistic]:
    first, second = (np.not_equal(seen[f"out training {time}"], 0).astype(float) for time in (1, 2))
    return [uncorrelated("calls", first, second, alpha), *neighbours(first, alpha)]


def kept_as_asked(seen, x, ratio=0.5, alpha=ALPHA, **_) -> list[Statistic]:
    kept = sum(np.count_nonzero(seen[f"out training {time}"]) for time in (1, 2))
    return [share("kept", kept, 2 * x.size, 1 - ratio, alpha)]


def kept_where_empty(seen, x, ratio, alpha=ALPHA, **_) -> list[Statistic]:
    through = np.count_nonzero(np.asarray(seen["dx"])[x == 0])
    return [share("through", through, np.count_nonzero(x == 0), 1 - ratio, alpha)]


def kept_by_chance(seen, x, ratio, alpha=ALPHA, **_) -> list[Statistic]:
    kept = [np.count_nonzero(seen[f"out training {time}"]) for time in range(1, CALLS + 1)]
    return [counts("counts", kept, x.size, 1 - ratio, alpha)]


def always_the_same(seen, **_):
    return seen["out evaluation 2"], seen["out evaluation 1"]


def own_mask_and_factor(seen, x, dout, **_):
    return seen["dx"], dout * (seen["out"] / x)


def last_mask_or_identity(seen, x, dout, **_):
    """After evaluation: the slope of the last training pass, or that of the evaluation itself."""
    trained, evaluated = (dout * (seen[f"out {at}"] / x) for at in ("training", "evaluation"))
    return seen["dx"], evaluated if same(seen["dx"], evaluated) else trained


def scaled_once(_check: Check, sitting: Sitting) -> Verdict:
    """What training keeps comes out as it went in, and evaluation scales by the share kept: the reference's factors.
    Another pair of factors that belong together is a convention."""
    if sitting.run.raised is not None:
        return Verdict((raised(sitting.run),))
    (expected,) = sitting.expected([sitting.play])
    ratio, x = sitting.case["ratio"], sitting.case["x"]
    found: list[Difference] = []
    for label, right in expected.seen.items():
        if label.output == "out":
            got, training = sitting.run.seen[label], label.at != "evaluation"
            if isinstance(got, np.ndarray) and got.shape == x.shape and training and ratio:
                got, right = got[got != 0], np.full(np.count_nonzero(got), x.flat[0])
            found += list(differences(label, got, right))[:1]
    return Verdict(tuple(found))


def as_it_came_or_nothing(_check: Check, sitting: Sitting) -> Verdict:
    """With ratio 0 training leaves x as it is. Where nothing comes through, or an error, 0 is the share kept."""
    seen, x = sitting.run.seen, sitting.case["x"]
    label = Label("out", "training 1")
    out = seen.get(label)
    if not isinstance(out, np.ndarray) or not np.any(np.isfinite(out) & (out != 0)):
        return Verdict()
    return Verdict(tuple(differences(label, out, x)))


def carried_on(check: Check) -> Check:
    """The check, for sums that are right but for a penalty's gradient of the submission's own, which is judged where
    it was written and costs nothing here. Where both of its own are right, by one definition or another, the sums are
    left to the conventions, which name it."""

    def judge(check: Check, sitting: Sitting) -> Verdict:
        verdict = inner(check, sitting)
        own = _own_sums(sitting) if verdict.differences and sitting.run.raised is None else None
        if own is None or any(differences(SUMS, sitting.run.seen[SUMS], own)) or _slopes_are_right(sitting):
            return verdict
        function = PENALTIES[sitting.case["kind"]][1]
        return Verdict((), (*verdict.notes, Evidence("own_function", "sums", {"name": function})))

    inner = check.judge
    return check.judged_by(judge)


def _slopes_are_right(sitting: Sitting) -> bool:
    """Whether the submission's own gradients of both penalties are right, of L2's in either form."""
    W, lam = sitting.case["params"]["W1"], sitting.case["lam"]
    script = Script()
    for kind, (_, slope) in PENALTIES.items():
        script.call(slope, W, lam, label=kind)
    (run,) = sitting.again([script.play()])
    l1, l2 = (run.seen.get(Label(kind)) for kind in PENALTIES)
    return same(l1, lam * np.sign(W)) and (same(l2, lam * W) or same(l2, 2 * lam * W))


def as_strong(known: Seen, got: Seen, output: str) -> bool:
    """The same output, from somebody whose own l2_gradient is not half as large: 2·λ·w in the sums goes with 2·λ·w."""
    slopes = known.get(SLOPE), got.get(SLOPE)
    if not all(isinstance(slope, np.ndarray) for slope in slopes):
        return same_output(known, got, output)
    return same_output(known, got, output) and not same(slopes[0], np.multiply(2, slopes[1]))


def belonging_together(check: Check) -> Check:
    """The check, for sums that are right by the definition that is asked for: they are not, beside an l2_gradient of
    the submission's own that is right by the other one."""

    def judge(check: Check, sitting: Sitting) -> Verdict:
        verdict = inner(check, sitting)
        slope, sums, case = sitting.run.seen.get(SLOPE), sitting.run.seen.get(SUMS), sitting.case
        if verdict.differences or not isinstance(sums, dict) or not same(slope, 2 * case["lam"] * case["params"]["W1"]):
            return verdict
        together = {**sums, "W1": case["grads"]["W1"] + slope}
        return Verdict(tuple(differences(SUMS, sums, together)), verdict.notes)

    inner = check.judge
    return check.judged_by(judge)


def _own_sums(sitting: Sitting) -> dict[str, Any] | None:
    """What the submission's own gradient of the penalty would make of the case; None where that is no array of the
    weights' shape."""
    params, grads, lam, kind = (sitting.case[name] for name in ("params", "grads", "lam", "kind"))
    names = [name for name in grads if name.startswith("W")]
    script = Script()
    for name in names:
        script.call(PENALTIES[kind][1], params[name], lam, label="slope", at=name)
    (run,) = sitting.again([script.play()])
    slopes = {name: run.seen.get(Label("slope", name)) for name in names}
    if not all(isinstance(slope, np.ndarray) and slope.shape == params[name].shape for name, slope in slopes.items()):
        return None
    return {name: grad + slopes[name] if name in slopes else grad for name, grad in grads.items()}


def by_any_name(check: Check) -> Check:
    """The check, for layers that have no attribute of the name that is asked for last: that alone is no mistake."""
    return _without(RATIO, check)


def _without(last: Label, check: Check) -> Check:
    """The check, where an exception in the play's last line is no mistake."""

    def judge(check: Check, sitting: Sitting) -> Verdict:
        if isinstance(sitting.run.seen.get(last), Raised):
            sitting = replace(sitting, run=replace(sitting.run, raised=None))
        return inner(check, sitting)

    inner = check.judge
    return check.judged_by(judge)


# The checks -----------------------------------------------------------------------------------------------------------

_pair = together("penalty", "grad")
penalties_untouched = {
    task: contract(task, weights(task), penalty_and_gradient, outputs=MANNERS, examples=3) for task in PENALTIES
}
penalty = {
    task: replace(parity(task, weights(task, zeros=True), penalty_and_gradient, outputs="penalty"), equal=_pair)
    for task in PENALTIES
}
derivative = {
    task: replace(
        gradient(task, weights(task), penalty_and_gradient, of="penalty", wrt={"grad": "W"}, upstream=None),
        equal=_pair,
    )
    for task in PENALTIES
}
zero_weight = law(
    "l1", small_weights, penalty_and_gradient, slope_between, output="grad", needs=derivative["l1"], examples=4,
)  # fmt: skip

weights_untouched = contract("p_norm", vectors, norm_of, outputs=MANNERS, examples=3)
norm = parity("p_norm", vectors, norm_of, outputs="norm", examples=16)

norm_of_nothing = law("p_norm", nothing, norm_of, no_length, output="norm", needs=norm, examples=3)

_alike_masks, _alike_back = alike_by(switched, "out"), alike_by(carried_back, "dx")
batch_untouched = contract("dropout", batches, forth_and_back, outputs=MANNERS, examples=3)
still = replace(
    law("dropout", batches, evaluate_twice, always_the_same, output="out", examples=4),
    equal=alike_by(evaluated, "out"),
)
each_entry = by_any_name(
    distribution(
        "dropout", wide(*RATIOS), switch, drawn_one_by_one, output="out", equal=_alike_masks,
        needs=(batch_untouched, still),
    )
)  # fmt: skip
kept_share = by_any_name(
    distribution(
        "dropout", wide(*RATIOS, *EDGES), switch, kept_as_asked, output="out", equal=_alike_masks, needs=each_entry,
        examples=6,
    )
)  # fmt: skip
count_varies = distribution(
    "dropout", many, train_again_and_again, kept_by_chance, output="out", equal=alike_by(counted, "out"),
    needs=kept_share, examples=2,
)  # fmt: skip
scale = by_any_name(
    Check(
        "dropout", "law", wide(*RATIOS, *EDGES), switch, scaled_once, (kept_share,), None, 6, equal=_alike_masks,
        shrinks=False,
    )
)  # fmt: skip
nothing_dropped = replace(
    scale, inputs=wide(0.0), judge=as_it_came_or_nothing, needs=(scale,), examples=1, warns=False
)
defaults = by_any_name(
    distribution(
        "dropout", by_default, switch, kept_as_asked, output="out", equal=_alike_masks, needs=scale, examples=2
    )
)
mask_again = replace(
    law("dropout", batches, forth_and_back, own_mask_and_factor, output="dx", needs=(batch_untouched, still)),
    equal=_alike_back,
)
mask_of_empty_entries = distribution(
    "dropout", gaps, forth_and_back, kept_where_empty, output="dx", equal=alike_by(carried_through, "dx"),
    needs=mask_again, examples=2,
)  # fmt: skip
back_twice = replace(
    law("dropout", batches, back_again, as_the_first_time, output="again", needs=mask_again, examples=3),
    equal=alike_by(repeated, "again"),
)
newest_mask = replace(
    law("dropout", batch_pairs, back_after_another, own_mask_and_factor, output="dx", needs=mask_again, examples=4),
    equal=_alike_back,
)
after_evaluation = replace(
    law("dropout", batches, back_after_evaluation, last_mask_or_identity, output="dx", needs=mask_again, examples=4),
    equal=_alike_back,
)

params_untouched = contract("regularized_gradients", networks, add_penalties, outputs=MANNERS, examples=6)
sums = carried_on(parity("regularized_gradients", networks, add_penalties, outputs="sums"))
many_layers = carried_on(
    parity("regularized_gradients", deep_networks, add_penalties, outputs="sums", needs=sums, examples=1)
)
same_strength = replace(
    _without(
        SLOPE,
        belonging_together(
            carried_on(
                parity(
                    "regularized_gradients", decayed_networks, add_penalties_and_ask_for_the_slope, outputs="sums",
                    needs=sums, examples=3,
                )
            )
        ),
    ),
    equal=as_strong,
)  # fmt: skip
