"""What the report found, found again: practicals in their quick form, with the reference, from a fixed seed.

`make practicals` asks the same of those that take long, and of the full forms. docs/practicals.md has the figures of
several seeds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache

import pytest

from tests.helpers import ROOT
from tests.practical import claims

MEASURED = ROOT / "benchmarks" / "claims.py"

found = lru_cache(claims.results)
every = pytest.mark.parametrize("claim", claims.CLAIMS, ids=lambda claim: f"{claim.practical}-{claim.name}")
each = pytest.mark.parametrize(
    "claim", [claim for claim in claims.CLAIMS if not claim.mean], ids=lambda claim: f"{claim.practical}-{claim.name}"
)
"""The claims of every seed, so also of the one that is run here."""
LONG = {2, 4, 5, 6, 7}
"""Exercises whose practicals train for ten seconds and more, in their quick form too."""


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(
            claim,
            id=f"{claim.practical}-{claim.name}",
            marks=[pytest.mark.slow] if claim.exercise in LONG else [],
        )
        for claim in claims.CLAIMS
        if not claim.mean
    ],
)
def test_the_claim_holds(claim):
    least, most = claim.quick

    assert least <= claim.value(found(claim.exercise)) <= most


@pytest.mark.slow
@each
def test_the_claim_holds_in_full(claim):
    least, most = claim.full

    assert least <= claim.value(found(claim.exercise, quick=False)) <= most


@pytest.mark.slow
def test_the_networks_of_two_convolutions_have_the_course_s_sizes():
    results = found(7)

    assert (results["parameters DoubleConvNet"], results["parameters StackedConvNet"]) == (75_430, 291_430)


@pytest.mark.parametrize(("form", "seeds"), [("quick", 5), ("full", 5)])
@every
def test_the_bound_holds_for_what_was_measured(claim, form, seeds):
    runs = json.loads(MEASURED.with_suffix(".json").read_text(encoding="utf-8"))[form][str(claim.exercise)]
    least, most = getattr(claim, form)

    assert len(runs) >= seeds
    assert all(least <= value <= most for value in claim.held([claim.value(run) for run in runs.values()]))


@pytest.mark.parametrize("form", [(), ("--full",)])
def test_the_tables_of_the_docs_are_those_of_what_was_measured(form):
    command = [sys.executable, str(MEASURED), "--table", *form]
    table = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout

    assert table in (ROOT / "docs" / "practicals.md").read_text(encoding="utf-8")
