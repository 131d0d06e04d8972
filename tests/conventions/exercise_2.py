"""Proofs of the conventions of exercise 2, initialisers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from tests.conventions.proofs import COURSES, near, proves

DENSE, FILTERS = (300, 200), (40, 30, 3, 3)
FANS = {DENSE: (300, 200), FILTERS: (30 * 9, 40 * 9)}


def _spread_is(draw: Callable[..., np.ndarray], variance: Callable[[int, int], float], furthest: float) -> None:
    """variance: of the fans; furthest: in standard deviations, beyond which nothing lies"""
    for shape, (fan_in, fan_out) in FANS.items():
        sample = draw(shape, np.random.default_rng(0)).ravel()
        std = math.sqrt(variance(fan_in, fan_out))
        assert abs(sample.mean()) < 6 * std / math.sqrt(sample.size)
        assert sample.std() == pytest.approx(std, rel=6 / math.sqrt(sample.size))
        assert np.abs(sample).max() <= furthest * std


def _glorot(fan_in: int, fan_out: int) -> float:
    """Glorot, Bengio (2010), equation 12."""
    return 2 / (fan_in + fan_out)


# The standard deviation of a standard normal cut off at ±2, from its own density: 1 − 2·2·φ(2) / (2Φ(2) − 1).
CUT = math.sqrt(1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2)))


@proves("xavier_both_fans")
def _(names: Mapping[str, Any], _number: int) -> None:
    _spread_is(names["xavier"], _glorot, 6.0)
    _spread_is(names["xavier_uniform"], _glorot, math.sqrt(3) + 1e-9)


@proves("truncated_normal")
def _(names: Mapping[str, Any], number: int) -> None:
    if number == 0:
        _spread_is(names["xavier"], lambda fan_in, _: 1 / fan_in, 2 / CUT)
    else:
        _spread_is(names["he"], lambda fan_in, _: 2 / fan_in, 2 / CUT)


@proves("truncated_normal_both_fans")
def _(names: Mapping[str, Any], _number: int) -> None:
    _spread_is(names["xavier"], _glorot, 2 / CUT)
    _spread_is(names["xavier_uniform"], _glorot, math.sqrt(3) + 1e-9)


@proves("flow_as_array")
def _(names: Mapping[str, Any], _number: int) -> None:
    rng = np.random.default_rng(0)
    weights, x, dout = [rng.normal(size=(4, 4)) for _ in range(3)], rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    flow = names["gradient_flow"](weights, "relu", x, dout)

    assert flow.shape == (3,)
    near(flow, COURSES["exercise_2"].answers["gradient_flow"](weights, "relu", x, dout))
