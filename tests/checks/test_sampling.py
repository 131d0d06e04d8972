"""The intervals hold at their rate, and mistakes of the usual size lie far outside them."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks.alike import alike
from grader.checks.sampling import (
    counts,
    evenness,
    neighbours,
    normal,
    normal_varies,
    share,
    tails,
    uncorrelated,
    uniform,
    uniform_varies,
)
from reference.initializers import gaussian, he, he_uniform, xavier, xavier_uniform

N = 20_000


def names_outside(statistics) -> set[str]:
    return {statistic.name for statistic in statistics if not statistic.inside}


def test_a_true_normal_sample_lies_inside_for_many_seeds() -> None:
    for seed in range(200):
        sample = np.random.default_rng(seed).normal(0, 0.05, N)

        assert not names_outside(normal(sample, 0.05))


def test_at_a_coarse_rate_false_alarms_stay_below_it() -> None:
    rng = np.random.default_rng(1)

    alarms = sum(bool(names_outside(normal(rng.normal(size=500), 1.0, alpha=0.01))) for _ in range(1000))

    assert alarms <= 3 * 0.01 * 1000  # three statistics, each at most 0.01


@pytest.mark.parametrize("factor", [0.5**0.5, 2**0.5, 0.9, 1.1])
def test_a_wrong_spread_is_outside(factor: float) -> None:
    sample = np.random.default_rng(0).normal(0, 0.05 * factor, N)

    assert "std" in names_outside(normal(sample, 0.05))


def test_a_uniform_sample_is_no_normal_one_though_mean_and_spread_agree() -> None:
    sample = np.random.default_rng(0).uniform(-(3**0.5), 3**0.5, N)

    assert names_outside(normal(sample, 1.0)) == {"distance"}


def test_a_true_uniform_sample_lies_inside_and_a_shifted_one_does_not() -> None:
    rng = np.random.default_rng(0)

    assert not names_outside(uniform(rng.uniform(-0.3, 0.3, N), -0.3, 0.3))
    assert {"smallest", "mean", "distance"} <= names_outside(uniform(rng.uniform(-0.35, 0.3, N), -0.3, 0.3))


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_a_limit_may_be_off_by_its_own_rounding(dtype: str) -> None:
    limit = 0.1 + 1e-17
    sample = np.random.default_rng(0).uniform(-limit, limit, N)
    sample[:2] = -limit, limit

    assert not names_outside(uniform((sample * (1 + 1e-7)).astype(dtype).astype(float), -limit, limit))


def test_a_constant_is_no_sample() -> None:
    assert {"std", "distance"} <= names_outside(normal(np.zeros(N), 1.0))


def test_nan_is_outside() -> None:
    assert names_outside(normal(np.full(N, np.nan), 1.0)) >= {"mean", "std"}


@pytest.mark.parametrize(("p", "kept", "inside"), [(0.3, 6000, True), (0.3, 6900, False), (0.5, 10_100, True)])
def test_a_share_is_judged_by_the_binomial(p: float, kept: int, inside: bool) -> None:
    assert share("kept", kept, N, p).inside is inside


def test_the_interval_of_a_share_holds_the_exact_binomial_tails() -> None:
    rng = np.random.default_rng(0)
    counts = rng.binomial(400, 0.1, 20_000)

    statistic = share("kept", 40, 400, 0.1, alpha=1e-3)

    assert np.mean((counts / 400 < statistic.low) | (counts / 400 > statistic.high)) <= 1e-3


def test_two_draws_that_repeat_each_other_are_correlated() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=(100, 50))

    assert uncorrelated("calls", a, rng.normal(size=(100, 50))).inside
    assert not uncorrelated("calls", a, a.copy()).inside


def test_a_sample_that_was_cut_off_has_no_tails() -> None:
    rng = np.random.default_rng(0)
    whole = rng.standard_normal((200, 200))
    cut = rng.standard_normal(60_000)
    cut = (cut[np.abs(cut) < 2][:40_000] / 0.87962566103423978).reshape(200, 200)

    assert names_outside(tails(whole, 1.0)) == set()
    assert names_outside(tails(cut, 1.0)) == {"tails", "ends_of_tails"}
    assert names_outside(tails(whole[np.abs(whole) < 3], 1.0)) == {"ends_of_tails"}
    assert names_outside(normal(cut, 1.0)) <= {"distance"}


@pytest.mark.parametrize(("shape", "name"), [((200, 1), "columns"), ((1, 100), "rows")])
def test_one_draw_for_several_entries_makes_neighbours_repeat_each_other(shape, name) -> None:
    sample = np.random.default_rng(0).standard_normal(shape) * np.ones((200, 100))

    assert name in names_outside(neighbours(sample))
    assert not names_outside(neighbours(np.random.default_rng(0).standard_normal((200, 100))))


GENERATORS = {
    "legacy": lambda seed: np.random.RandomState(seed),
    "new": lambda seed: np.random.default_rng(seed),
    "Mersenne twister": lambda seed: np.random.Generator(np.random.MT19937(seed)),
    "Philox": lambda seed: np.random.Generator(np.random.Philox(seed)),
    "SFC64": lambda seed: np.random.Generator(np.random.SFC64(seed)),
}


@pytest.mark.parametrize("make", GENERATORS.values(), ids=GENERATORS)
def test_samples_of_every_generator_of_numpy_lie_inside(make) -> None:
    for seed in range(10):
        rng = make(seed)
        normals, uniforms = rng.normal(0.0, 0.1, (100, 80)), rng.uniform(-0.3, 0.3, (100, 80))

        assert all(s.inside for s in (*normal(normals, 0.1), *tails(normals, 0.1), *neighbours(normals)))
        assert all(s.inside for s in (*uniform(uniforms, -0.3, 0.3), *neighbours(uniforms)))


SHAPE = (100, 80)
NORMALS = {  # by how widely each draws
    0.3: lambda rng: gaussian(SHAPE, 0.3, rng),
    (1 / 100) ** 0.5: lambda rng: xavier(SHAPE, rng),
    (2 / 100) ** 0.5: lambda rng: he(SHAPE, rng),
}
UNIFORMS = {  # by how far each reaches
    (3 / 100) ** 0.5: lambda rng: xavier_uniform(SHAPE, rng),
    (6 / 100) ** 0.5: lambda rng: he_uniform(SHAPE, rng),
}


@pytest.mark.parametrize("make", GENERATORS.values(), ids=GENERATORS)
def test_the_reference_draws_by_its_laws_from_whatever_generator_it_is_given(make) -> None:
    rng = make(1)
    for std, draw in NORMALS.items():
        first, second = draw(rng), draw(rng)
        assert all(s.inside for s in (*normal(first, std), *tails(first, std), *neighbours(first)))
        assert uncorrelated("calls", first, second).inside
    for limit, draw in UNIFORMS.items():
        first, second = draw(rng), draw(rng)
        assert all(s.inside for s in (*uniform(first, -limit, limit), *neighbours(first)))
        assert uncorrelated("calls", first, second).inside


def test_samples_of_one_law_are_alike_whatever_generator_drew_them() -> None:
    samples = [make(1).normal(0.0, 0.1, (100, 80)) for make in GENERATORS.values()]

    assert all(alike(a, b) for a in samples for b in samples)


@pytest.mark.parametrize("p", [0.7, 0.9, 0.2])
def test_a_number_that_is_dealt_out_does_not_vary_and_one_that_chance_gives_does(p: float) -> None:
    rng = np.random.default_rng(0)

    assert not counts("", [round(1000 * p)] * 10, 1000, p).inside
    assert not counts("", [round(1000 * p) + i % 2 for i in range(10)], 1000, p).inside
    assert all(counts("", rng.binomial(1000, p, 10), 1000, p).inside for _ in range(1000))


def test_counts_vary_too_little_less_often_than_stated() -> None:
    rng = np.random.default_rng(1)

    alarms = sum(not counts("", rng.binomial(10, 0.3, 4), 10, 0.3, alpha=0.1).inside for _ in range(5000))

    assert 0 < alarms <= 0.1 * 5000


def test_a_grid_that_is_shuffled_is_too_even_to_be_drawn() -> None:
    rng = np.random.default_rng(0)
    grid = np.linspace(-1, 1, N)
    strata = (np.arange(N) + rng.random(N)) / N * 2 - 1

    assert names_outside(uniform(rng.permutation(grid), -1, 1)) == {"evenness"}
    assert names_outside(uniform(rng.permutation(strata), -1, 1)) == {"evenness"}
    assert all(evenness(rng.multinomial(N, np.full(64, 1 / 64))).inside for _ in range(1000))


def test_samples_are_too_even_less_often_than_stated() -> None:
    rng = np.random.default_rng(1)

    alarms = sum(not evenness(rng.multinomial(200, np.full(4, 1 / 4)), alpha=0.1).inside for _ in range(5000))

    assert 0 < alarms <= 0.1 * 5000


def test_samples_with_exact_moments_vary_too_little_to_be_drawn() -> None:
    rng = np.random.default_rng(0)
    drawn = [rng.standard_normal(600) for _ in range(10)]
    centred = [x - x.mean() for x in drawn]

    assert names_outside(normal_varies(drawn, 1.0)) == set()
    assert names_outside(normal_varies(centred, 1.0)) == {"means"}
    assert names_outside(normal_varies([x / x.std() for x in drawn], 1.0)) == {"stds", "roots"}
    assert names_outside(normal_varies([x / x.std() for x in centred], 1.0)) == {"means", "stds", "roots"}


def test_uniform_samples_with_exact_ends_vary_too_little_to_be_drawn() -> None:
    rng = np.random.default_rng(0)
    drawn = [rng.uniform(-3, 3, 600) for _ in range(10)]

    assert names_outside(uniform_varies(drawn, 3.0)) == set()
    assert names_outside(uniform_varies([3 * x / np.abs(x).max() for x in drawn], 3.0)) == {"ends"}
    assert names_outside(uniform_varies([x * 3 / x.max() for x in drawn], 3.0)) == {"highs"}
    assert names_outside(uniform_varies([np.concatenate([x, -x]) for x in drawn], 3.0)) == {"means"}


def test_moments_and_ends_vary_too_little_less_often_than_stated() -> None:
    rng = np.random.default_rng(1)
    alarms: dict[str, int] = {}
    for _ in range(2000):
        found = normal_varies([rng.standard_normal(9) for _ in range(4)], 1.0, alpha=0.1)
        found += uniform_varies([rng.uniform(-1, 1, 9) for _ in range(4)], 1.0, alpha=0.1)
        for name in (statistic.name + str(i) for i, statistic in enumerate(found) if not statistic.inside):
            alarms[name] = alarms.get(name, 0) + 1

    assert len(alarms) == 7
    assert max(alarms.values()) <= 0.1 * 2000


def test_a_number_that_occurs_again_and_again_is_no_draw() -> None:
    rng = np.random.default_rng(0)
    z, u = rng.standard_normal(N), rng.uniform(-1, 1, N).astype(np.float32)

    assert names_outside(uniform(u, -1, 1)) == set()
    assert names_outside(normal(np.clip(z, -3, 3), 1.0)) == {"repeats"}
    assert names_outside(uniform(np.round(u, 3), -1, 1)) == {"repeats"}
