"""Numbers that are drawn otherwise than asked for, by any initialiser: of another spread, distribution or shape."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np

from exercises.exercise_02_initializers.laws import FAN_IN_LAWS, GLOROT, Law, Sampler
from exercises.exercise_02_initializers.misconceptions.shared import by_law
from grader.checks import Misconception, misconception
from reference.initializers import fans


def _each_normal(
    draw: Sampler, catalogue: Any = (), gaussian_by: str = "bell", others_by: str = "normal_dense"
) -> list[Misconception]:
    """The same mistake wherever a normal sample of a given standard deviation is drawn: draw(shape, std, rng)."""
    return [
        misconception("gaussian", caught_by=gaussian_by, catalogue=catalogue, gaussian=draw),
        *by_law(lambda task: {task: FAN_IN_LAWS[task].normal(gaussian=draw)}, others_by, catalogue),
    ]


def _each_uniform(draw: Sampler, catalogue: Any = (), caught_by: str = "uniform_dense") -> list[Misconception]:
    """The same mistake wherever a uniform sample up to a given limit is drawn: draw(shape, limit, rng)."""

    def for_law(law: Law) -> Any:
        return lambda shape, rng: draw(shape, math.sqrt(3) * law.std(*fans(shape)), rng)

    return by_law(lambda task: {f"{task}_uniform": for_law(FAN_IN_LAWS[task])}, caught_by, catalogue)


def _reseeding(shape, std, rng):
    return np.random.default_rng(0).standard_normal(shape) * std


def _reseeding_uniform(shape, limit, rng):
    return np.random.default_rng(0).uniform(-limit, limit, shape)


def _grid(shape, limit, rng):
    n = math.prod(shape)
    return rng.permutation(limit * (2 * (np.arange(n) + 0.5) / n - 1)).reshape(shape)


def _grid_with_ends(shape, limit, rng):
    return rng.permutation(np.linspace(-limit, limit, math.prod(shape))).reshape(shape)


def _quantiles(shape, std, rng):
    """The middles of equally likely ranges."""
    n = math.prod(shape)
    return rng.permutation(std * _middles(n)).reshape(shape)


@cache
def _middles(n: int) -> Any:
    inverse = NormalDist().inv_cdf
    return np.array([inverse((i + 0.5) / n) for i in range(n)])


def _and_opposite(draw, shape):
    """Half of the numbers, and each with the other sign: they add up to 0."""
    n = math.prod(shape)
    half = draw((n + 1) // 2)
    return np.concatenate([half, -half])[:n].reshape(shape)


def _limit_of(task: str, constant: float, caught_by: str) -> Misconception:
    """A limit of so much over √fan_in."""
    law = FAN_IN_LAWS[task]
    return misconception(task, caught_by=caught_by, **{f"{task}_uniform": law.uniform(widths=constant / law.std(1, 1))})


reseeds = [*_each_normal(_reseeding, "D13"), *_each_uniform(_reseeding_uniform, "D13")]
uniform_zero_to_one = [
    *_each_normal(lambda shape, std, rng: rng.random(shape) * std, "D05"),
    *_each_uniform(lambda shape, limit, rng: rng.random(shape) * limit / math.sqrt(3), "D05"),
]
weights_all_zero = [
    *_each_normal(lambda shape, std, rng: np.zeros(shape), "D11"),
    *_each_uniform(lambda shape, limit, rng: np.zeros(shape), "D11"),
]
weights_all_equal = [
    *_each_normal(lambda shape, std, rng: np.full(shape, std), "D12"),
    *_each_normal(lambda shape, std, rng: np.full(shape, std * rng.standard_normal()), "D12"),
    *_each_uniform(lambda shape, limit, rng: np.full(shape, limit), "D12"),
    *_each_uniform(lambda shape, limit, rng: np.full(shape, rng.uniform(-limit, limit)), "D12"),
]
one_draw_per_row = [
    *_each_normal(lambda shape, std, rng: np.ones(shape) * rng.normal(0, std, (shape[0], *[1] * (len(shape) - 1)))),
    *_each_uniform(
        lambda shape, limit, rng: np.ones(shape) * rng.uniform(-limit, limit, (shape[0], *[1] * (len(shape) - 1)))
    ),
]
one_draw_per_column = [
    *_each_normal(lambda shape, std, rng: np.ones(shape) * rng.normal(0, std, shape[-1])),
    *_each_uniform(lambda shape, limit, rng: np.ones(shape) * rng.uniform(-limit, limit, shape[-1])),
]
numbers_dealt_out = [*_each_normal(_quantiles), *_each_uniform(_grid), *_each_uniform(_grid_with_ends)]
moments_made_exact = [
    *(
        wrong
        for rescaled in (
            lambda z: (z - z.mean()) / z.std(),
            lambda z: z / z.std(),
            lambda z: z / np.sqrt(np.mean(z * z)),
            lambda z: z - z.mean(),
        )
        for wrong in _each_normal(
            lambda shape, std, rng, rescaled=rescaled: std * rescaled(rng.standard_normal(shape)),
            (),
            "moments_vary",
            "moments_vary",
        )
    ),
    *_each_normal(
        lambda shape, std, rng: std * _and_opposite(rng.standard_normal, shape), (), "moments_vary", "moments_vary"
    ),
    *_each_uniform(
        lambda shape, limit, rng: limit * _and_opposite(lambda n: rng.uniform(-1, 1, n), shape), (), "ends_vary"
    ),
]
ends_made_exact = [
    wrong
    for rescaled in (
        lambda u: u / np.abs(u).max(),
        lambda u: 2 * (u - u.min()) / (u.max() - u.min()) - 1,
    )
    for wrong in _each_uniform(
        lambda shape, limit, rng, rescaled=rescaled: limit * rescaled(rng.uniform(-1, 1, shape)), (), "ends_vary"
    )
]
positive_only = _each_normal(lambda shape, std, rng: np.abs(rng.normal(0, std, shape)))
std_given_as_mean = _each_normal(lambda shape, std, rng: rng.normal(std, 1.0, shape))
std_ignored = _each_normal(lambda shape, std, rng: rng.standard_normal(shape))
uniform_for_normal = _each_normal(lambda shape, std, rng: math.sqrt(3) * rng.uniform(-std, std, shape))
uniform_up_to_std = _each_normal(lambda shape, std, rng: rng.uniform(-std, std, shape))
normal_for_uniform = _each_uniform(lambda shape, limit, rng: rng.normal(0, limit / math.sqrt(3), shape))
uniform_from_zero = _each_uniform(lambda shape, limit, rng: rng.uniform(0, limit, shape))
uniform_twice_as_wide = _each_uniform(lambda shape, limit, rng: rng.uniform(-2 * limit, 2 * limit, shape))
uniform_half_as_wide = _each_uniform(lambda shape, limit, rng: rng.uniform(-limit / 2, limit / 2, shape))
limit_constant_rounded = [
    _limit_of(task, constant, caught_by)
    for task, constant, caught_by in (
        ("xavier", 1.73, "uniform_filters"),
        ("xavier", 1.7, "uniform_dense"),
        ("he", 1.73 * math.sqrt(2), "uniform_filters"),
        ("he", 1.7 * math.sqrt(2), "uniform_dense"),
        ("he", 2.45, "uniform_dense"),
        ("he", 2.4, "uniform_dense"),
    )
]
limit_without_root = _each_uniform(lambda shape, limit, rng: rng.uniform(-(limit**2), limit**2, shape), "D01")
limit_is_std = _each_uniform(lambda shape, limit, rng: rng.uniform(-limit, limit, shape) / math.sqrt(3), "D06")


def _variance(shape, std, rng):
    return rng.normal(0, std**2, shape)


def _rooted(shape, std, rng):
    return rng.normal(0, math.sqrt(std), shape)


def _cut_off(bound):
    """No numbers beyond so many standard deviations: those are drawn again."""

    def draw(shape, std, rng):
        z = rng.standard_normal(shape)
        while np.any(far := np.abs(z) > bound):
            z[far] = rng.standard_normal(np.count_nonzero(far))
        return z * std

    return draw


def _clipped(bound):
    """No numbers beyond so many standard deviations: those lie there."""
    return lambda shape, std, rng: np.clip(rng.normal(0, std, shape), -bound * std, bound * std)


def _rounded(decimals):
    return lambda shape, std, rng: np.round(rng.normal(0, std, shape), decimals - (std >= 1))


def _cut_off_both_fans(shape, rng):
    return _cut_off(2)(shape, GLOROT.std(*fans(shape)), rng)


def _flat(shape, std, rng):
    return rng.normal(0, std, math.prod(shape))


gaussian_std_squared = misconception("gaussian", caught_by="bell", catalogue="D01", gaussian=_variance)
gaussian_std_rooted = misconception("gaussian", caught_by="bell", gaussian=_rooted)
gaussian_divided_by_std = misconception(
    "gaussian", caught_by="bell", gaussian=lambda shape, std, rng: rng.standard_normal(shape) / std
)
gaussian_std_fixed = [
    misconception("gaussian", caught_by="bell", gaussian=lambda shape, std, rng, s=s: s * rng.standard_normal(shape))
    for s in (0.01, 0.1, 0.05, 0.001)
]
cut_off_too_narrow = [
    *_each_normal(_cut_off(2)),
    misconception("xavier", caught_by="normal_dense", xavier=_cut_off_both_fans, xavier_uniform=GLOROT.uniform()),
]
cut_to_the_limit = [*_each_normal(_clipped(2)), *_each_normal(_clipped(3))]
cut_off_at_three = _each_normal(_cut_off(3))
numbers_rounded = [
    *_each_normal(_rounded(3)),
    *_each_normal(_rounded(5)),
    *_each_uniform(lambda shape, limit, rng: np.round(rng.uniform(-limit, limit, shape), 4)),
]
shape_lost = [
    *_each_normal(_flat),
    *_each_normal(lambda shape, std, rng: rng.normal(0, std)),
    *_each_uniform(lambda shape, limit, rng: rng.uniform(-limit, limit)),
    misconception("zeros", caught_by="all_zero", zeros=lambda shape: np.zeros(math.prod(shape))),
    misconception("zeros", caught_by="all_zero", zeros=lambda shape: 0.0),
]
