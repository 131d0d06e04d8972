"""Dropout on the way back, with the mask and the factor that forward used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from exercises.exercise_05_regularizers.checks.dropout import (
    RATIOS,
    batch_untouched,
    batches,
    forth_and_back,
    see_arguments,
    still,
    wide,
)
from exercises.exercise_05_regularizers.checks.masks import carried_back, carried_through, repeated
from grader.checks import Case, Draw, Script, Statistic, distribution, law
from grader.checks.closeness import same
from grader.checks.portrait import alike_by
from grader.checks.sampling import ALPHA, share

# What is drawn --------------------------------------------------------------------------------------------------------


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
    see_arguments(script, given, upstream)


def back_after_another(script: Script, ratio: float, x: Any, dout: Any, other: Any) -> None:
    """The layer has seen another batch before; a second layer sees one in between."""
    script.seed(1)
    layer, second = script.new("Dropout", ratio, name="first"), script.new("Dropout", ratio, name="second")
    given, upstream = script.put("x", x), script.put("dout", dout)
    script.call(layer, "forward", other, True, names=("x", "train_flg"))
    script.call(layer, "forward", given, True, label="out", names=("x", "train_flg"))
    script.call(second, "forward", other, True, label="beside", names=("x", "train_flg"))
    script.call(layer, "backward", upstream, label="dx", names=("dout",))
    see_arguments(script, given, upstream)


# What must hold -------------------------------------------------------------------------------------------------------


def own_mask_and_factor(seen, x, dout, **_):
    return seen["dx"], dout * (seen["out"] / x)


def kept_where_empty(seen, x, ratio, alpha=ALPHA, **_) -> list[Statistic]:
    through = np.count_nonzero(np.asarray(seen["dx"])[x == 0])
    return [share("through", through, np.count_nonzero(x == 0), 1 - ratio, alpha)]


def as_the_first_time(seen, **_):
    return seen["again"], seen["dx"]


def last_mask_or_identity(seen, x, dout, **_):
    """After evaluation: the slope of the last training pass, or that of the evaluation itself."""
    trained, evaluated = (dout * (seen[f"out {at}"] / x) for at in ("training", "evaluation"))
    return seen["dx"], evaluated if same(seen["dx"], evaluated) else trained


# The checks -----------------------------------------------------------------------------------------------------------

_alike_back = alike_by(carried_back, "dx")
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
