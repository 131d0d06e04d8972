"""What the report found, found again: every practical in its quick form, with the reference, from a fixed seed.

`make practicals` asks the same of the full forms. docs/practicals.md has the figures of several seeds.
"""

from __future__ import annotations

from functools import lru_cache

import pytest

from tests.practical import claims

found = lru_cache(claims.results)
each = pytest.mark.parametrize("claim", claims.CLAIMS, ids=lambda claim: f"{claim.practical}-{claim.name}")


@each
def test_the_claim_holds(claim):
    least, most = claim.quick

    assert least <= claim.value(found(claim.exercise)) <= most


@pytest.mark.slow
@each
def test_the_claim_holds_in_full(claim):
    least, most = claim.full

    assert least <= claim.value(found(claim.exercise, quick=False)) <= most


def test_the_networks_of_two_convolutions_have_the_course_s_sizes():
    results = found(7)

    assert (results["parameters DoubleConvNet"], results["parameters StackedConvNet"]) == (75_430, 291_430)
