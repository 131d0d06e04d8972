"""What of a check follows from how it is judged."""

from __future__ import annotations

from grader.checks import Draw, Script, contract, law, parity
from grader.checks.check import Check, Sitting, Verdict


def numbers(draw: Draw) -> dict[str, object]:
    return {"x": draw.array(3)}


def ask(script: Script, x: object) -> None:
    script.call("double", x, label="out")


def forgive(_check: Check, _sitting: Sitting) -> Verdict:
    return Verdict()


def test_stored_answers_decide_as_well_until_an_author_judges_otherwise() -> None:
    for kind in (parity, contract):
        check = kind("double", numbers, ask, outputs="out")
        assert (check.by_likeness, check.judged_by(forgive).by_likeness) == (True, False)
    assert law("double", numbers, ask, lambda seen, x: (seen["out"], 2 * x), output="out").by_likeness
