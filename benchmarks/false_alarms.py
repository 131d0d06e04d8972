"""How often is a right answer called wrong by chance? Stated: once in a million gradings of an exercise.

    python benchmarks/false_alarms.py [--gradings 100000] [--matchings 2000] [--processes 2] [--seed 0]

Draws what the reference of exercises 2 and 5 draws in a grading, and computes the statistics that the grading computes.
A rate of one in a million cannot be counted in a hundred thousand gradings, so the same gradings are also judged at
coarser rates, from the same bounds: where the alarms stay below those rates, the bounds hold, and far out they only
become more careful. For each rate: alarms, their share, and the upper end of its 95 % confidence interval (Clopper and
Pearson).

Whoever draws by another law than the reference's, such as Glorot's, is right too, and recognised by a comparison of two
samples, the convention's and the submission's. That is simulated as well, in full and so in fewer gradings: an alarm is
a right sample that is not recognised.

Most of the time goes into sorting for the distance between distributions, which no sample near the middle needs: a play
is first looked at by a histogram and by plain sums, and only where one of those comes near its bound at the coarsest
rate are the grader's own functions called. The look is more careful than they are.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from exercises.exercise_02_initializers import checks as initializers
from exercises.exercise_05_regularizers.checks import dropout
from exercises.exercise_05_regularizers.checks.masks import CALLS
from grader.checks.alike import alike
from grader.checks.sampling import (
    FAR,
    FARTHER,
    MOST,
    RANGES,
    RATE,
    counts,
    evenness,
    normal_varies,
    uncorrelated,
    uniform_varies,
)

RATES = (1e-1, 1e-2, 1e-3, 1e-4, RATE)
COARSEST = RATES[0] / MOST
NEAR = 0.85  # of a bound
BINS = 4096
SPAN = 8.0  # standard deviations on either side that the histogram of normal samples covers
CHUNK = 200

Play = Callable[[np.random.Generator], list[float]]
"""Draws one play of the reference; gives, of RATES, those at which one of its statistics raises an alarm."""


# Exercise 2 -----------------------------------------------------------------------------------------------------------

_EDGES = np.linspace(-SPAN, SPAN, BINS + 1)[1:]
_NORMAL_CDF = np.array([0.5 * math.erfc(-t / math.sqrt(2)) for t in _EDGES])
_UNIFORM_CDF = np.arange(1, BINS + 1) / BINS


def _distance_bound(n: int) -> float:
    return math.sqrt(math.log(2 / COARSEST) / (2 * n))


def _looks_correlated(a: Any, b: Any, variance: float) -> bool:
    r = float(np.einsum("ij,ij", a, b)) / (a.size * variance)
    return bool(abs(r) > NEAR * math.sqrt(2 * math.log(4 / COARSEST) / a.size))


def _looks_dependent(first: Any, second: Any, variance: float) -> bool:
    table = first.reshape(len(first), -1)
    pairs = (
        (table, second.reshape(table.shape)),
        (table[1:], table[:-1]),
        (table[:, 1:], table[:, :-1]),
    )
    return any(_looks_correlated(a, b, variance) for a, b in pairs)


def _gap(places: Any, cdf: Any) -> float:
    """An upper bound of the distance of a sample, whose entries lie in these bins, from a distribution."""
    found = np.cumsum(np.bincount(places, minlength=BINS)) / places.size
    widest = float(np.max(np.diff(cdf, prepend=0.0)))
    return float(np.max(np.abs(found - cdf))) + widest


def _tails_look_odd(sample: Any, far: float, z: float) -> bool:
    beyond, n = math.erfc(far / math.sqrt(2)), sample.size
    return bool(abs(np.count_nonzero(np.abs(sample) > far) - beyond * n) > z * math.sqrt(n * beyond))


def _normal_play(shape: tuple[int, ...]) -> Play:
    statistics = initializers.normal_with(lambda **_: 1.0)

    def looks_odd(first: Any, second: Any) -> bool:
        both = np.concatenate([first.ravel(), second.ravel()])
        n, z = both.size, NEAR * math.sqrt(2 * math.log(2 / COARSEST))
        return (
            abs(float(np.sum(both))) > z * math.sqrt(n)
            or abs(float(np.einsum("i,i", both, both)) - n) > z * math.sqrt(2 * n)
            or any(_tails_look_odd(both, far, z) for far in (FAR, FARTHER))
            or _looks_dependent(first, second, 1.0)
            or _gap(np.clip((both + SPAN) * (BINS / (2 * SPAN)), 0, BINS - 1).astype(np.intp), _NORMAL_CDF)
            > _distance_bound(n)
        )

    return _play(lambda rng: rng.standard_normal(shape), looks_odd, statistics)


def _uniform_play(shape: tuple[int, ...]) -> Play:
    statistics = initializers.uniform_with(lambda **_: 1.0)

    def looks_odd(first: Any, second: Any) -> bool:
        both = np.concatenate([first.ravel(), second.ravel()])
        slack = NEAR * math.sqrt(math.log(2 / COARSEST) / (2 * both.size))
        short = -2 * math.expm1(math.log(COARSEST) / both.size)
        return (
            abs(float(np.mean(both))) > 2 * slack
            or abs(float(np.einsum("i,i", both, both)) / both.size - 1 / 3) > slack
            or min(float(both.max()), -float(both.min())) < 1 - NEAR * short
            or _looks_dependent(first, second, 1 / 3)
            or _gap(((both + 1) * (BINS / 2)).astype(np.intp), _UNIFORM_CDF) > _distance_bound(both.size)
        )

    return _play(lambda rng: rng.uniform(-1.0, 1.0, shape), looks_odd, statistics)


def _play(draw: Callable[[np.random.Generator], Any], looks_odd: Any, statistics: Any) -> Play:
    def play(rng: np.random.Generator) -> list[float]:
        first, second = draw(rng), draw(rng)
        if not looks_odd(first, second):
            return []
        seen = {"W call 1": first, "W call 2": second}
        return [rate for rate in RATES if _alarm(statistics(seen, alpha=rate / MOST))]

    return play


def _alarm(statistics: Any) -> bool:
    return not all(statistic.inside for statistic in statistics)


def _evenness_play(shape: tuple[int, ...]) -> Play:
    """Of a normal or a uniform sample, the counts in equally likely ranges alone."""
    n = 2 * math.prod(shape)

    def play(rng: np.random.Generator) -> list[float]:
        found = rng.multinomial(n, np.full(RANGES, 1 / RANGES))
        return [rate for rate in RATES if _alarm([evenness(found, rate / MOST)])]

    return play


def _varying_normal_play() -> Play:
    """Ten small samples. Mean and squares about it are independent, and no more of the samples is looked at."""
    n, calls = math.prod(initializers.SMALL[0]), initializers.CALLS

    def play(rng: np.random.Generator) -> list[float]:
        means, squares = rng.standard_normal(calls) / math.sqrt(n), rng.chisquare(n - 1, calls) / n
        found = {"means": means, "stds": np.sqrt(squares), "roots": np.sqrt(squares + means**2)}
        return [
            rate for rate in RATES if any(found[name].max() - found[name].min() < low[rate, name] for name in found)
        ]

    blank = [np.zeros(n)] * calls
    low = {(rate, s.name): s.low for rate in RATES for s in normal_varies(blank, 1.0, rate / MOST)}
    return play


def _varying_uniform_play() -> Play:
    n, calls = math.prod(initializers.SMALL[0]), initializers.CALLS

    def play(rng: np.random.Generator) -> list[float]:
        x = rng.uniform(-1.0, 1.0, (calls, n))
        low, high = x.min(axis=1), x.max(axis=1)
        found = {"means": x.mean(axis=1), "lows": low, "highs": high, "ends": np.maximum(high, -low)}
        return [
            rate for rate in RATES if any(found[name].max() - found[name].min() < least[rate, name] for name in found)
        ]

    blank = [np.zeros(n)] * calls
    least = {(rate, s.name): s.low for rate in RATES for s in uniform_varies(blank, 1.0, rate / MOST)}
    return play


def exercise_2() -> list[Play]:
    gaussian = [*initializers.DENSE[:2], *initializers.FILTERS[:2]]
    plays = [_any_of([_normal_play(shape) for shape in gaussian])] * initializers.bell.examples
    for shapes, normal, uniform in (
        (initializers.DENSE, initializers.normal_dense, initializers.uniform_dense),
        (initializers.FILTERS, initializers.normal_filters, initializers.uniform_filters),
    ):
        normals, uniforms = ([make(shape) for shape in shapes] for make in (_normal_play, _uniform_play))
        plays += [_any_of(normals)] * sum(check.examples for check in normal.values())
        plays += [_any_of(uniforms)] * sum(check.examples for check in uniform.values())
    plays += [_evenness_play(initializers.DENSE[0])] * len(plays)
    plays += [_varying_normal_play()] * sum(check.examples for check in initializers.moments_vary.values())
    plays += [_varying_uniform_play()] * sum(check.examples for check in initializers.ends_vary.values())
    return plays


def _any_of(plays: list[Play]) -> Play:
    return lambda rng: plays[rng.integers(len(plays))](rng)


# Exercise 2, by another law -------------------------------------------------------------------------------------------

Sampler = Callable[[np.random.Generator, tuple[int, ...]], Any]


def _matching_play(draw: Sampler, shapes: tuple[tuple[int, ...], ...]) -> Play:
    """Two calls of a convention and two of a submission that follows it, compared as diagnosis does. The spread is 1:
    all that is compared is relative to it."""

    def play(rng: np.random.Generator) -> list[float]:
        shape = shapes[rng.integers(len(shapes))]
        known, got = ([draw(rng, shape) for _ in range(2)] for _ in range(2))
        return [rate for rate in RATES if not _recognised(known, got, rate / MOST)]

    return play


def _recognised(known: list[Any], got: list[Any], alpha: float) -> bool:
    repeats = (not uncorrelated("", first, second, alpha).inside for first, second in (known, got))
    return all(alike(a, b, alpha) for a, b in zip(known, got, strict=True)) and len({*repeats}) == 1


def _standard(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return rng.standard_normal(shape)


def _flat(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return rng.uniform(-1.0, 1.0, shape)


def _cut_off(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Normal, drawn anew wherever it lies beyond two standard deviations."""
    z = rng.standard_normal(shape)
    while np.any(far := np.abs(z) > 2):
        z[far] = rng.standard_normal(np.count_nonzero(far))
    return z


def _by_another_law(normal: Sampler, uniform: Sampler | None) -> list[Play]:
    """As many plays as the checks of one task ask, for dense layers and for filters."""
    plays = []
    for shapes, checks in (
        (initializers.DENSE, (initializers.normal_dense, initializers.uniform_dense)),
        (initializers.FILTERS, (initializers.normal_filters, initializers.uniform_filters)),
    ):
        for draw, check in zip((normal, uniform), checks, strict=True):
            plays += [_matching_play(draw, shapes)] * check["xavier"].examples if draw is not None else []
    return plays


def glorot() -> list[Play]:
    return _by_another_law(_standard, _flat)


def truncated() -> list[Play]:
    """In both tasks; uniform weights are the reference's."""
    return _by_another_law(_cut_off, None) * 2


# Exercise 5 -----------------------------------------------------------------------------------------------------------

_SHAPES = ((200, 100), (40, 500), (20, 1000))


def _mask_play(ratios: tuple[float, ...], statistics: Any) -> Play:
    """Small enough to be judged as it is."""

    def play(rng: np.random.Generator) -> list[float]:
        shape, ratio = _SHAPES[rng.integers(len(_SHAPES))], ratios[rng.integers(len(ratios))]
        first, second = (rng.random(shape) >= ratio for _ in range(2))
        if not _masks_look_odd(first, second, ratio):
            return []
        seen = {"out training 1": first, "out training 2": second}
        case = {"x": first, "ratio": ratio}
        return [rate for rate in RATES if _alarm(statistics(seen, alpha=rate / MOST, **case))]

    return play


def _counts_play() -> Play:
    """Of the masks, the numbers kept are all that is looked at."""
    n = 1000

    def play(rng: np.random.Generator) -> list[float]:
        p = 1 - dropout.RATIOS[rng.integers(len(dropout.RATIOS))]
        kept = rng.binomial(n, p, CALLS).tolist()
        return [rate for rate in RATES if _alarm([counts("counts", kept, n, p, rate / MOST)])]

    return play


def _masks_look_odd(first: Any, second: Any, ratio: float) -> bool:
    kept, n = np.count_nonzero(first) + np.count_nonzero(second), 2 * first.size
    spread = math.sqrt(n * ratio * (1 - ratio))
    pairs = ((first, second), (first[1:], first[:-1]), (first[:, 1:], first[:, :-1]))
    return abs(kept - n * (1 - ratio)) > 3 * spread or any(_masks_agree_oddly(a, b) for a, b in pairs)


def _masks_agree_oddly(a: Any, b: Any) -> bool:
    n, p, q, both = a.size, np.count_nonzero(a), np.count_nonzero(b), np.count_nonzero(a & b)
    covariance = both / n - p / n * q / n
    return bool(abs(covariance) > 3 * math.sqrt(p / n * (1 - p / n) * q / n * (1 - q / n) / n))


def exercise_5() -> list[Play]:
    ratios = dropout.RATIOS
    return [
        *[_mask_play(ratios, dropout.drawn_one_by_one)] * dropout.each_entry.examples,
        *[_mask_play((*ratios, *dropout.EDGES), dropout.kept_as_asked)] * dropout.kept_share.examples,
        *[_counts_play()] * dropout.count_varies.examples,
        *[_mask_play((0.5,), dropout.kept_as_asked)] * dropout.defaults.examples,
    ]


# Counting -------------------------------------------------------------------------------------------------------------

MATCHINGS: dict[str, Callable[[], list[Play]]] = {"exercise_2-glorot": glorot, "exercise_2-truncated": truncated}
EXERCISES: dict[str, Callable[[], list[Play]]] = {"exercise_2": exercise_2, "exercise_5": exercise_5, **MATCHINGS}


def alarms(exercise: str, gradings: int, seed: tuple[int, ...]) -> Counter[float]:
    """In how many gradings at least one statistic raises an alarm, by rate."""
    rng, plays, found = np.random.default_rng(seed), EXERCISES[exercise](), Counter[float]()
    for _ in range(gradings):
        found.update({rate for play in plays for rate in play(rng)})
    return found


def upper(count: int, n: int, tail: float = 0.025) -> float:
    """The upper end of Clopper and Pearson's interval: the rate at which so few alarms have the probability `tail`."""
    low, high = count / n, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        if _at_most(count, n, middle) > tail:
            low = middle
        else:
            high = middle
    return high


def _at_most(count: int, n: int, p: float) -> float:
    if p >= 1:
        return 0.0
    logs = [
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p)
        for k in range(count + 1)
    ]
    return math.fsum(math.exp(log) for log in logs)


def main() -> None:
    parser = argparse.ArgumentParser(description="How often a right answer is called wrong by chance.")
    parser.add_argument("--gradings", type=int, default=100_000)
    parser.add_argument("--matchings", type=int, default=2_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--exercise", choices=sorted(EXERCISES), action="append")
    args = parser.parse_args()
    with ProcessPoolExecutor(args.processes) as pool:
        for number, exercise in enumerate(args.exercise or EXERCISES):
            start = perf_counter()
            gradings = args.matchings if exercise in MATCHINGS else args.gradings
            sizes = [min(CHUNK, gradings - done) for done in range(0, gradings, CHUNK)]
            jobs = [pool.submit(alarms, exercise, size, (args.seed, number, i)) for i, size in enumerate(sizes)]
            total = sum((job.result() for job in jobs), Counter[float]())
            print(f"{exercise}: {gradings:,} gradings, {perf_counter() - start:.0f} s")
            print("   stated rate   alarms    share      upper 95 %")
            for rate in RATES:
                share, bound = total[rate] / gradings, upper(total[rate], gradings)
                print(f"   {rate:<11.0e}  {total[rate]:7}   {share:.1e}    {bound:.1e}", flush=True)


if __name__ == "__main__":
    main()
