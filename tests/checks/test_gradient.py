"""The gradient check on layers that are right, wrong, wrong in one corner, and kinked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.checks import gradient
from grader.checks.check import Sitting
from grader.in_process import InProcess
from grader.worker.namespace import Namespace


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class Relu:
    def __init__(self, *_):
        pass

    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


def affine_inputs(draw):
    n, d, k = draw.integer(1, 4), draw.integer(1, 4), draw.integer(1, 4)
    return {"W": draw.array(d, k), "b": draw.array(k), "x": draw.array(n, d), "dout": draw.magnitudes(n, k)}


def affine_play(script, W, b, x, dout):
    layer = script.new("Layer", W, b)
    script.call(layer, "forward", x, label="out")
    script.call(layer, "backward", dout, label="dx")
    script.get(layer, "dW")
    script.get(layer, "db")


def relu_inputs(draw):
    return {"x": draw.distinct(4, 5), "dout": draw.magnitudes(4, 5)}


def relu_play(script, x, dout):
    layer = script.new("Layer")
    script.call(layer, "forward", x, label="out")
    script.call(layer, "backward", dout, label="dx")


AFFINE = gradient("task", affine_inputs, affine_play, wrt={"dx": "x", "dW": "W", "db": "b"})
RELU = gradient("task", relu_inputs, relu_play, wrt={"dx": "x"})


def judged(check, cls: type, seed: int = 0) -> list[Any]:
    student = InProcess(Namespace({"Layer": cls}))
    case = check.case([seed])
    play = check.play(case)
    (run,) = student.run([play])
    return list(check.judge(check, Sitting(case, play, run, student.run, student.run)).in_full())


@pytest.mark.parametrize("check_and_layer", [(AFFINE, Affine), (RELU, Relu)], ids=["affine", "relu"])
def test_right_layers_pass_for_many_seeds(check_and_layer) -> None:
    for seed in range(60):
        assert judged(*check_and_layer, seed=seed) == []


def wrong(change: Callable[[Any, Any, Any], Any]) -> type:
    class Wrong(Affine):
        def backward(self, dout):
            return change(self, dout, super().backward(dout))

    return Wrong


def _db_averaged(layer, dout, dx):
    layer.db = dout.mean(axis=0)
    return dx


def _upstream_ignored(layer, dout, dx):
    return np.ones_like(dout) @ layer.W.T


def _one_entry_off(layer, dout, dx):
    layer.dW = layer.dW.copy()
    layer.dW[-1, -1] *= 1.01
    return dx


def _last_row_missing(layer, dout, dx):
    dx = dx.copy()
    dx[-1] = 0
    return dx


@pytest.mark.parametrize(
    ("change", "output"),
    [(_db_averaged, "db"), (_upstream_ignored, "dx"), (_one_entry_off, "dW"), (_last_row_missing, "dx")],
)
def test_wrong_gradients_fail_in_the_output_that_is_wrong(change, output) -> None:
    failures = [found for seed in range(10) if (found := judged(AFFINE, wrong(change), seed))]

    assert len(failures) >= 8  # a draw may hide a mistake, for example where the batch has one row
    assert {difference.output for found in failures for difference in found} == {output}


def test_the_wrong_entry_is_told_with_the_numerical_value() -> None:
    found = next(f for seed in range(20) if (f := judged(AFFINE, wrong(_one_entry_off), seed)))

    values = found[0].values
    assert values["index"] == [n - 1 for n in values["shape"]]
    assert values["got"] == pytest.approx(1.01 * values["expected"], rel=1e-4)
    assert values["count"] == 1


def test_entries_are_asked_only_when_their_places_are_to_be_told() -> None:
    from grader.student import Play

    plays: list[Play] = []

    class Counted(InProcess):
        def run(self, some):
            plays.extend(some)
            return super().run(some)

    student = Counted(Namespace({"Layer": wrong(_upstream_ignored)}))
    case = {"W": np.ones((9, 2)) * 1.5, "b": np.zeros(2), "x": np.ones((20, 9)), "dout": np.full((20, 2), 0.5)}
    play = AFFINE.play(case)
    (run,) = student.run([play])
    verdict = AFFINE.judge(AFFINE, Sitting(case, play, run, student.run, student.run))
    before = len(plays)
    (blamed,), (told,) = verdict.differences, verdict.in_full()

    assert (blamed.output, blamed.code) == ("dx", "direction")
    assert (told.output, told.code, told.values["count"]) == ("dx", "gradient", 180)
    assert before < 180 < len(plays)


def test_the_way_back_is_played_only_where_its_answer_is_asked_for() -> None:
    shown: list[set[str]] = []

    class Watched(InProcess):
        def run(self, some):
            shown.extend({line.label.output for line in play.lines if line.label} for play in some)
            return super().run(some)

    student = Watched(Namespace({"Layer": Affine}))
    case = AFFINE.case([0])
    play = AFFINE.play(case)
    (run,) = student.run([play])
    shown.clear()
    AFFINE.judge(AFFINE, Sitting(case, play, run, student.run, student.run))

    here, *shifted = shown
    assert here == {"out", "dx", "dW", "db"}
    assert len(shifted) >= 16
    assert all(outputs == {"out"} for outputs in shifted)


def test_slopes_of_the_references_forward_are_worked_out_once_for_all_submissions() -> None:
    performed = []

    class Counted(InProcess):
        def run(self, some):
            performed.extend(some)
            return super().run(some)

    reference = Counted(Namespace({"Layer": Affine}))
    case = AFFINE.case([0])
    play = AFFINE.play(case)

    def after(cls: type) -> tuple[bool, int]:
        student = InProcess(Namespace({"Layer": cls}))
        (run,) = student.run([play])
        performed.clear()
        verdict = AFFINE.judge(AFFINE, Sitting(case, play, run, reference.run, student.run))
        return not verdict.differences, len(performed)

    first, again, wrong_one, forgetful = (after(c) for c in (Affine, Affine, wrong(_upstream_ignored), Forgetful))

    assert (first[0], again[0], wrong_one[0], forgetful[0]) == (True, True, False, False)
    assert first[1] > 16
    assert again[1] == forgetful[1] == 1  # the play itself, which a bench has kept
    assert wrong_one[1] < first[1] + 4 * 8


def test_a_wrong_forward_with_its_own_derivative_passes() -> None:
    class Doubled(Affine):
        def forward(self, x):
            return 2 * super().forward(x)

        def backward(self, dout):
            return super().backward(2 * dout)

    assert judged(AFFINE, Doubled) == []


def test_a_kink_between_the_points_is_not_punished() -> None:
    class NearKink(Relu):
        def forward(self, x):
            return super().forward(x - x.flat[0] + 1e-5)

        def backward(self, dout):
            dx = super().backward(dout)
            dx = dx.copy()
            dx.flat[0] -= dx.sum()
            return dx

    assert judged(RELU, NearKink) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "type"),
        (np.zeros(7), "shape"),
        (np.ones((4, 5), bool), "dtype"),
        (np.full((4, 5), np.nan), "finite"),
    ],
)
def test_a_gradient_that_is_none_is_not_compared_but_told(value, code) -> None:
    class Odd(Relu):
        def backward(self, dout):
            return value

    assert [difference.code for difference in judged(RELU, Odd)] == [code]


class Forgetful(Affine):
    """Forward forgets b; backward is the affine layer's."""

    def forward(self, x):
        return super().forward(x) - self.b


def affine_verdict(layer, seed=0, **options):
    wrt = {"dx": "x", "dW": "W", "db": "b"}
    check = gradient("affine", affine_inputs, affine_play, wrt=wrt, **options)
    case = check.case([seed])
    play = check.play(case)
    student, right = InProcess(Namespace({"Layer": layer})), InProcess(Namespace({"Layer": Affine}))
    (run,) = student.run([play])
    return check.judge(check, Sitting(case, play, run, right.run, student.run))


def test_the_references_gradients_are_not_those_of_a_wrong_forward() -> None:
    assert [difference.output for difference in affine_verdict(Forgetful).differences] == ["db"]


def test_the_references_gradients_may_count_as_right_under_a_wrong_forward() -> None:
    assert affine_verdict(Forgetful, or_expected=True).differences == ()


def test_other_gradients_stay_wrong_where_the_references_count() -> None:
    class Halves(Forgetful):
        def backward(self, dout):
            return super().backward(dout / 2)

    wrong = affine_verdict(Halves, or_expected=True).differences

    assert {difference.output for difference in wrong} == {"dx", "dW", "db"}


# Ties -----------------------------------------------------------------------------------------------------------------


class Largest:
    """The largest entry of each row; `rule` says how a row's gradient is shared by those that are equal."""

    def forward(self, x):
        self.x = x
        return x.max(axis=1)

    def backward(self, dout):
        return dout[:, None] * self.rule(self.x == self.x.max(axis=1, keepdims=True))


def _first(equal):
    return np.cumsum(equal, axis=1) * equal == 1


def _last(equal):
    return _first(equal[:, ::-1])[:, ::-1]


def _shared(equal):
    return equal / equal.sum(axis=1, keepdims=True)


def _uneven(equal):
    return 0.25 * _first(equal) + 0.75 * _last(equal)


RIGHT_RULES = [_first, _last, _shared, _uneven]
WRONG_RULES = [
    lambda equal: equal,
    lambda equal: 0.5 * _first(equal),
    lambda equal: 0 * equal,
    lambda equal: 1.5 * _first(equal) - 0.5 * _last(equal) * ~_first(equal),
]


def tied_inputs(draw):
    n, k = draw.integer(2, 3), draw.integer(2, 4)
    return {"x": draw.array(n, k, between=(0, 1), kinds=("integers",)), "dout": draw.magnitudes(n)}


LARGEST = gradient("largest", tied_inputs, relu_play, wrt={"dx": "x"}, ties=True)


@pytest.mark.parametrize("rule", RIGHT_RULES)
def test_every_right_way_to_share_a_tie_passes(rule) -> None:
    layer = type("Layer", (Largest,), {"rule": staticmethod(rule)})

    assert [judged(LARGEST, layer, seed) for seed in range(30)] == [[]] * 30


@pytest.mark.parametrize("rule", WRONG_RULES)
def test_no_wrong_way_to_share_a_tie_passes(rule) -> None:
    layer = type("Layer", (Largest,), {"rule": staticmethod(rule)})
    found = [judged(LARGEST, layer, seed) for seed in range(30)]

    assert sum(bool(differences) for differences in found) >= 25  # a draw may have no tie
    assert {d.code for differences in found for d in differences} <= {"ties", "gradient", "direction"}


# What is told ---------------------------------------------------------------------------------------------------------


def test_how_near_counts_as_right_is_told_on_a_pass() -> None:
    verdict = affine_verdict(Affine)

    (note,) = verdict.notes
    assert note.code == "gradient"
    assert 1e-9 <= note.values["tolerance"] <= 5e-9


def test_how_near_counts_as_right_is_told_with_its_parts() -> None:
    values = next(f for seed in range(20) if (f := judged(AFFINE, wrong(_one_entry_off), seed)))[0].values

    assert values["tolerance"] < 1e-7
    assert {"definition", "rounding", "truncation", "step"} <= values.keys()
    assert values["where"] == "entry" or values["size"] == 1


def test_the_places_are_told_in_a_word() -> None:
    found = [f for seed in range(20) if (f := judged(AFFINE, wrong(_last_row_missing), seed))]
    rows = [values for f in found if (values := f[0].values).get("where") == "row"]

    assert len(rows) >= 3  # in others zeros among the gradients break the row, or the batch has but one
    assert all(values["place"] == values["shape"][0] - 1 for values in rows)


# Single precision -----------------------------------------------------------------------------------------------------


class Single(Affine):
    """All in single precision."""

    def forward(self, x):
        self.x, self.W, self.b = (a.astype(np.float32) for a in (x, self.W, self.b))
        return self.x @ self.W + self.b

    def backward(self, dout):
        return super().backward(dout.astype(np.float32))


class HiddenSingle(Single):
    """Single precision on the way, double outside."""

    def forward(self, x):
        return super().forward(x).astype(np.float64)

    def backward(self, dout):
        dx = super().backward(dout).astype(np.float64)
        self.dW, self.db = self.dW.astype(np.float64), self.db.astype(np.float64)
        return dx


@pytest.mark.parametrize("layer", [Single, HiddenSingle])
def test_single_precision_passes_by_its_own_tolerance(layer) -> None:
    for seed in range(40):
        assert affine_verdict(layer, seed=seed).differences == ()


def test_single_precision_on_the_way_is_noted() -> None:
    codes = {note.code for seed in range(10) for note in affine_verdict(HiddenSingle, seed=seed).notes}

    assert "float32" in codes


@pytest.mark.parametrize("layer", [Single, HiddenSingle])
def test_a_mistake_in_single_precision_is_seen(layer) -> None:
    class Wrong(layer):
        def backward(self, dout):
            dx = super().backward(dout)
            self.dW = self.dW * type(self.dW.flat[0])(1.02)
            return dx

    failed = [affine_verdict(Wrong, seed=seed).differences for seed in range(20)]

    assert sum(bool(differences) for differences in failed) >= 18
