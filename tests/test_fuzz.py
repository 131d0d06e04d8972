"""Short, seeded runs of every target of `make fuzz`."""

from __future__ import annotations

import pytest

from tests.fuzz.__main__ import TARGETS, run


@pytest.mark.parametrize(("name", "rounds"), [("wire", 20_000), ("notebook", 1000), ("zip", 1000), ("toml", 300)])
def test_damaged_bytes_give_a_value_or_a_known_refusal(name, rounds):
    outcomes = run(name, rounds, seed=20261124)

    assert outcomes.total() == rounds
    assert len(outcomes) >= 2  # some of it is still sound, some is not


def test_every_target_has_a_short_run():
    assert set(TARGETS) == {"wire", "notebook", "zip", "toml"}
