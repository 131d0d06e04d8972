"""Generators that nobody seeded draw the same again, in a process that holds a submission."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import random
import numpy as np
from grader.worker import randomness

randomness.install()
for number in (3, 3, 4):
    randomness.start(number)
    print([{draw} for _ in range(2)])
"""


@pytest.mark.parametrize(
    "draw",
    [
        "np.random.default_rng().normal()",
        "np.random.RandomState().normal()",
        "np.random.Generator(np.random.PCG64()).normal()",
        "np.random.Generator(np.random.MT19937(np.random.SeedSequence())).normal()",
        "np.random.normal()",
        "random.random()",
    ],
)
def test_unseeded_generators_follow_the_number(draw: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{draw}", draw)], capture_output=True, text=True, check=True
    )

    one, again, other = map(eval, done.stdout.splitlines())
    assert one == again != other
    assert one[0] != one[1]
