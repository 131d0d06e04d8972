"""Every attack of tests/hostile/, through the real worker: its mark, what it leaves behind, and who comes after it."""

from __future__ import annotations

import pytest

from grader.runners.zygote import Zygote
from tests.hostility import HONEST, Attack, attacks, codes, grade, traces

ATTACKS = attacks()
HONEST_TASK = "exercise_4.sgd"


def level() -> str:
    return Zygote.start().isolation.level


def each(attacks: list[Attack]):
    return pytest.mark.parametrize("attack", attacks, ids=lambda attack: attack.name)


def refute(attack: Attack, isolation: str = "auto") -> None:
    report = grade(attack.text, attack.task, isolation, attack.examples, **attack.limits)

    found = codes(report)
    assert report.earned == attack.earned, (found, report.trouble, report.findings)
    assert not attack.codes or found & attack.codes, found
    assert attack.prints in report.output
    assert not found & {"grader.fault", "grader.unjudged"}, [f.values for f in report.findings]


@each(ATTACKS)
def test_an_attack_gets_what_it_deserves_leaves_nothing_and_harms_nobody(attack: Attack):
    if attack.strong and level() != "strong":
        pytest.skip(f"this machine holds submissions only at the level {level()}")
    zygote = getattr(Zygote.start(), "_process", None)
    before = traces(zygote and zygote.pid)

    refute(attack)

    assert traces(zygote and zygote.pid) == before
    assert grade(HONEST[HONEST_TASK], HONEST_TASK, call_seconds=5.0, total_seconds=30.0).earned == 1


def test_every_entry_of_the_list_is_named_after_what_it_does():
    assert len(ATTACKS) >= 120
    assert all(attack.title.endswith(".") and ": " in attack.title for attack in ATTACKS)
    assert sum(attack.title.startswith("new: ") for attack in ATTACKS) >= 20
