"""A random answer is judged as a sample; what is none is told so."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks import Script, distribution
from grader.checks.check import Sitting
from grader.checks.sampling import normal
from grader.report import Evidence
from grader.student import Label, Raised, Run

LABEL = Label("W", "call 1")


def write(script: Script, n: int) -> None:
    script.call("gaussian", n, label="W", at="call 1")


def notes(seen):
    return [Evidence("noted", "W")] if seen["W"].dtype == np.float64 else []


check = distribution(
    "gaussian", lambda _: {"n": 2000}, write, lambda seen, **_: normal(seen["W"], 1.0), output="W", remarks=notes
)
SAMPLE = np.random.default_rng(0).standard_normal(2000)


def verdict(answer):
    case = {"n": 2000}
    run = Run.of({LABEL: answer}, raised=answer if isinstance(answer, Raised) else None)
    expected = Run.of({LABEL: np.random.default_rng(1).standard_normal(2000)})
    return check.judge(check, Sitting(case, check.play(case), run, lambda _: iter([expected]), lambda _: iter([])))


def test_a_sample_passes_and_what_is_remarkable_is_noted():
    assert verdict(SAMPLE).differences == ()
    assert [note.code for note in verdict(SAMPLE).notes] == ["noted"]


def test_every_statistic_outside_is_told_with_its_interval_as_plain_numbers():
    found = verdict(2 * SAMPLE).differences

    assert {d.part for d in found} == {"std", "distance"}
    assert all(type(x) is float for d in found for x in d.values.values())


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "type"),
        (0.5, "type"),
        ([0.0] * 2000, "type"),
        (SAMPLE[:10], "shape"),
        (SAMPLE + 0j, "dtype"),
        (Raised("ValueError", "no"), "raised"),
    ],
)
def test_what_is_no_sample_is_told_so(answer, code):
    assert [d.code for d in verdict(answer).differences] == [code]
