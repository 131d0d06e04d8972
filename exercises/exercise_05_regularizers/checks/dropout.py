"""Dropout on the way forward, in training and in evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from exercises.exercise_05_regularizers.checks.masks import CALLS, counted, evaluated, switched
from exercises.exercise_05_regularizers.checks.shared import MANNERS, changing_the_same, forgiving
from grader.checks import Case, Check, Difference, Draw, Label, Script, Statistic, contract, distribution, law
from grader.checks.check import Sitting, Verdict
from grader.checks.closeness import differences
from grader.checks.outputs import raised
from grader.checks.portrait import alike_by
from grader.checks.sampling import ALPHA, counts, neighbours, share, uncorrelated

RATIOS = (0.3, 0.1, 0.2, 0.7, 0.8)  # never ½, where the share kept is the share dropped
EDGES = (0.02, 0.98)
RATIO = Label("state", "ratio")

# What is drawn --------------------------------------------------------------------------------------------------------


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


# What is played -------------------------------------------------------------------------------------------------------


def switch(script: Script, x: Any, ratio: float | None = None, flagged: bool = True) -> None:
    """Twice in training, then in evaluation, beside a layer that was made otherwise; last, what the layer calls its
    ratio."""
    script.seed(1)
    layer = script.new("Dropout", *(() if ratio is None else (ratio,)))
    script.new("Dropout", 0.6, name="other")
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
    see_arguments(script, given, upstream)


def see_arguments(script: Script, x: Any, dout: Any) -> None:
    script.see(x, "state", at="x")
    script.see(dout, "state", at="dout")


# What must hold -------------------------------------------------------------------------------------------------------


def drawn_one_by_one(seen, alpha=ALPHA, **_) -> list[Statistic]:
    first, second = (np.not_equal(seen[f"out training {time}"], 0).astype(float) for time in (1, 2))
    return [uncorrelated("calls", first, second, alpha), *neighbours(first, alpha)]


def kept_as_asked(seen, x, ratio=0.5, alpha=ALPHA, **_) -> list[Statistic]:
    kept = sum(np.count_nonzero(seen[f"out training {time}"]) for time in (1, 2))
    return [share("kept", kept, 2 * x.size, 1 - ratio, alpha)]


def kept_by_chance(seen, x, ratio, alpha=ALPHA, **_) -> list[Statistic]:
    kept = [np.count_nonzero(seen[f"out training {time}"]) for time in range(1, CALLS + 1)]
    return [counts("counts", kept, x.size, 1 - ratio, alpha)]


def always_the_same(seen, **_):
    return seen["out evaluation 2"], seen["out evaluation 1"]


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


def by_any_name(check: Check) -> Check:
    """The check, for layers that have no attribute of the name that is asked for last: that alone is no mistake."""
    return forgiving(RATIO, check)


# The checks -----------------------------------------------------------------------------------------------------------

_alike_masks = alike_by(switched, "out")
batch_untouched = replace(
    contract("dropout", batches, forth_and_back, outputs=MANNERS, examples=3), equal=changing_the_same
)
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
nothing_dropped = replace(scale, inputs=wide(0.0), judge=as_it_came_or_nothing, needs=(scale,), examples=1, warns=False)
defaults = by_any_name(
    distribution(
        "dropout", by_default, switch, kept_as_asked, output="out", equal=_alike_masks, needs=scale, examples=2
    )
)
