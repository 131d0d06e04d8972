"""Numerical slopes: what they are, how near a claimed one has to come, and when a kink is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from grader.checks.slope import COARSE, EPS, HAIR, RHO, RUNGS, STEP, Probe, Slope

Array = np.ndarray


def probe(f: Callable[[Array], Array], x: Array, g: Array, within: float = RHO) -> Probe:
    """Of f at x with the upstream gradient 1."""
    out = f(x)
    return Probe(lambda shifts: [f(x + shift["x"]) for shift in shifts], out, np.ones_like(out), {"x": g}, EPS, within)


def ask(f: Callable[[Array], Array], x: Array, g: Array, v: Array | None = None, steps=RUNGS) -> Slope:
    (slope,) = probe(f, x, g).ask([{"x": np.ones_like(x) if v is None else v}], steps)
    return slope


X = np.array([0.5, -1.25, 2.0])


def test_a_smooth_slope_is_known_to_eleven_digits() -> None:
    slope = ask(np.sin, X, np.cos(X))

    assert slope.agrees
    assert slope.step == STEP
    assert slope.value == pytest.approx(float(np.sum(np.cos(X))), rel=1e-11)


def test_the_tolerance_is_what_its_parts_add_up_to() -> None:
    slope = ask(np.sin, X, np.cos(X))
    size = float(np.linalg.norm(np.cos(X)))  # the direction moves every entry by 1

    assert slope.size == pytest.approx(size)
    assert slope.definition == pytest.approx(RHO * max(size, abs(slope.value)))
    assert slope.rounding == pytest.approx(16 * EPS * float(np.linalg.norm(np.sin(X))) / STEP)
    assert slope.tolerance == pytest.approx(slope.definition + slope.rounding + slope.truncation)


def test_truncation_covers_what_the_fifth_derivative_adds() -> None:
    slope = ask(lambda x: np.sin(12 * x), X, 12 * np.cos(12 * X))
    error = abs(slope.value - float(np.sum(12 * np.cos(12 * X))))

    assert slope.rounding < error < slope.truncation


@pytest.mark.parametrize("error", [1e-2, 1e-5, 1e-7, 1e-8])
def test_a_wrong_slope_agrees_at_no_step(error: float) -> None:
    assert not ask(np.sin, X, np.cos(X) * np.array([1.0, 1.0 + error, 1.0])).agrees


def test_a_wrong_slope_is_told_as_near_as_it_is_known() -> None:
    slope = ask(np.sin, X, 1.001 * np.cos(X))

    assert slope.step == STEP
    assert slope.tolerance < 1e-8


@pytest.mark.parametrize("distance", [1e-4, 3e-6, -1e-5, -4e-7, 1.4e-7])  # the last within the last step only
def test_a_kink_nearby_leaves_the_stencil(distance: float) -> None:
    def relu(x: Array) -> Array:
        return np.maximum(x, 0)

    x, v = np.array([distance, 1.0]), np.array([1.0, 0.5])
    slope = ask(relu, x, (x > 0).astype(float), v)

    assert slope.agrees
    assert slope.step < STEP
    assert ask(relu, x, (x <= 0).astype(float), v).wrong


@pytest.mark.parametrize("distance", [1e-4, 3e-6, 2.7e-7, 1.4e-7, 8e-8, 6e-8, 1e-8, -7e-8, -1.5e-7])
def test_a_kink_near_a_bend_is_not_punished(distance: float) -> None:
    """Where the slopes on either side differ by the bend too, at the last step as well."""

    def f(x: Array) -> Array:
        return np.array([np.maximum(x[0], 0), x[1] ** 2])

    x = np.array([distance, 1.5])
    right = np.array([distance > 0, 2 * x[1]], float)

    assert not ask(f, x, right).wrong
    if abs(distance) > HAIR:
        assert ask(f, x, right + np.array([0, 1e-5])).wrong


@pytest.mark.parametrize(("claimed", "right"), [(0.0, True), (0.4, True), (1.0, True), (1.1, False), (-0.1, False)])
@pytest.mark.parametrize("steps", [RUNGS, COARSE])
def test_a_tie_is_recognised_with_the_slopes_on_either_side(claimed: float, right: bool, steps) -> None:
    slope = ask(lambda x: np.maximum(x, 0), np.zeros(1), np.array([claimed]), steps=steps)

    assert slope.tie
    assert not slope.wrong
    assert slope.between is right
    assert (slope.low, slope.high) == pytest.approx((0.0, 1.0), abs=1e-6)


def test_a_sharp_bend_is_no_tie() -> None:
    slope = ask(lambda x: 50 * x**2, np.zeros(1), np.array([0.01]))

    assert slope.wrong


def test_what_is_not_finite_never_agrees() -> None:
    with np.errstate(all="ignore"):
        assert not ask(np.sqrt, np.zeros(1), np.zeros(1)).agrees


def test_gradients_in_single_precision_may_be_off_by_its_rounding() -> None:
    single = (np.cos(X) * (1 + 1e-6)).astype(np.float32)

    assert ask(np.sin, X, single).agrees
    assert not ask(np.sin, X, single.astype(np.float64)).agrees
    assert not ask(np.sin, X, (1.01 * np.cos(X)).astype(np.float32)).agrees


def test_many_directions_are_asked_at_once() -> None:
    asked: list[int] = []

    def outs(shifts):
        asked.append(len(shifts))
        return [np.sin(X + shift["x"]) for shift in shifts]

    p = Probe(outs, np.sin(X), np.ones(3), {"x": np.cos(X) + np.array([0.0, 1.0, 0.0])})
    slopes = p.ask([{"x": unit} for unit in np.eye(3)], COARSE)

    assert [slope.agrees for slope in slopes] == [True, False, True]
    assert asked == [12, 4]  # only what disagreed is asked again


def counted(f: Callable[[Array], Array], g: Array, x: Array = X) -> tuple[Probe, list[int]]:
    """A probe of f, and how many points it has asked for each time."""
    asked: list[int] = []

    def outs(shifts):
        asked.append(len(shifts))
        return [f(x + shift["x"]) for shift in shifts]

    return Probe(outs, f(x), np.ones_like(x), {"x": g}), asked


def test_what_is_wrong_at_a_step_and_at_a_much_smaller_one_is_asked_at_none_between() -> None:
    p, asked = counted(np.sin, np.cos(X) + 1.0)

    assert p.ask([{"x": np.ones(3)}])[0].wrong
    assert asked == [4, 4]


def test_all_steps_are_asked_where_a_kink_lies_between_two() -> None:
    x = np.array([2e-5, 1.0, -1.0])  # within the first step, and outside the second but one
    p, asked = counted(lambda x: np.maximum(x, 0), np.array([1.0, 1.0, 0.0]), x)

    (slope,) = p.ask([{"x": np.ones(3)}])

    assert slope.agrees
    assert COARSE[-1] < slope.step < STEP
    assert len(asked) > len(COARSE)


def test_a_direction_with_a_name_is_asked_once_whatever_gradient_is_claimed() -> None:
    p, asked = counted(np.sin, np.cos(X))
    v = {"x": np.array([1.0, -2.0, 0.5])}
    (right,) = p.ask([v], names=["v"])
    (wrong,) = replace(p, gradients={"x": 2 * np.cos(X)}).ask([v], COARSE[:1], names=["v"])

    assert asked == [4]
    assert (right.agrees, wrong.agrees) == (True, False)
    assert right.value == wrong.value
