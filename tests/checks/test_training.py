"""Whether learning happens: by the loss that is computed from what came back, after as many steps as the reference."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.checks import Script, training
from grader.checks.check import Check, Sitting, Verdict
from grader.in_process import InProcess
from grader.student import Run
from grader.worker.namespace import Namespace


def downhill(rate: float) -> Callable[..., float]:
    """Steps towards the bottom of x²."""

    def descend(x: float, steps: int) -> float:
        for _ in range(steps):
            x -= rate * 2 * x
        return x

    return descend


def steps(script: Script, x: float) -> None:
    script.call("descend", x, 10, label="x")


def loss(seen, x: float) -> float:
    return seen["x"] ** 2


def start(_seen, x: float) -> float:
    return x**2


CHECK = training("descend", lambda _: {"x": 3.0}, steps, loss, start, output="x")


def judged(check: Check, descend: Callable[..., object]) -> Verdict:
    """By a reference whose rate is 0.1."""
    case = {"x": 3.0}
    play = check.play(case)

    def run(answer: Callable[..., object]) -> Run:
        (made,) = InProcess(Namespace({"descend": answer})).run([play])
        return made

    expected = run(downhill(0.1))
    return check.judge(check, Sitting(case, play, run(descend), lambda _: iter([expected]), lambda _: iter([])))


@pytest.mark.parametrize("rate", [0.1, 0.09, 0.3])
def test_who_learns_about_as_much_as_the_reference_passes(rate):
    assert judged(CHECK, downhill(rate)).differences == ()


@pytest.mark.parametrize("rate", [0.0, 0.02, -0.1, 1.5])
def test_who_learns_too_little_or_climbs_is_told_the_losses(rate):
    (found,) = judged(CHECK, downhill(rate)).differences

    assert (found.code, found.output, found.values["start"]) == ("training", "x", 9.0)
    assert found.values["expected"] < found.values["bound"] < found.values["got"]


@pytest.mark.parametrize("answer", [lambda x, steps: None, lambda x, steps: float("nan"), lambda x, steps: "3"])
def test_what_gives_no_loss_has_not_learnt(answer):
    (found,) = judged(CHECK, answer).differences

    assert found.code == "training"


def test_an_exception_is_told_as_one():
    assert [d.code for d in judged(CHECK, lambda x: x).differences] == ["raised"]


def test_how_much_of_what_the_reference_learns_is_enough_is_the_author_s_to_say():
    easy = training("descend", CHECK.inputs, steps, loss, start, share=0.3)

    assert judged(easy, downhill(0.02)).differences == ()
