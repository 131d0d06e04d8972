"""Statistics of random answers, each with the interval in which it must lie.

The intervals come from the sampling error at a stated false-alarm rate, by bounds that hold for every sample size, not
by a normal approximation, which is wrong in just the far tails that matter here. Randomness is judged by these and by
consistency, never by the exact stream: any generator and any order of draws will do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.closeness import Seen, by_value, same

Sample = NDArray[np.float64]

RATE = 1e-6
"""How often a right exercise may be called wrong by chance, in one grading of all its statistics together."""

MOST = 200
"""How many statistics one grading of an exercise may look at; their rates add up, so that each has RATE / MOST."""

ALPHA = RATE / MOST

ROUNDING = 4 * float(np.finfo(np.float32).eps)
"""How far beyond a limit, as a share of it, the numbers may lie that were scaled to it, in single precision too."""

REPEATED = 0.01
"""How many pairs of equal numbers there may be in a sample, as a share of its size: of 54,000 uniform numbers in single
precision, which are multiples of 2⁻²⁴, some 90 pairs are equal; rounded to four decimals, tens of thousands."""

RANGES = 64
"""Equally likely ranges, in which a sample is counted."""

FAR, FARTHER = 2.5, 3.0  # standard deviations from which on a normal sample counts as in its tails, and far out there

LARGE = 500
"""Entries from which on an array of random numbers is compared by its distribution: the bounds of fewer are wide."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A number computed from an answer, and the interval in which a right answer's lies. expected: the true value"""

    name: str
    got: float
    expected: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        return bool(self.low <= self.got <= self.high)  # nan is outside


def normal(sample: Sample, std: float, mean: float = 0.0, alpha: float = ALPHA) -> list[Statistic]:
    """Mean, standard deviation and shape of a normal sample."""
    x = np.ravel(sample)
    n = x.size
    error = std / math.sqrt(n) * _gaussian_quantile(alpha / 2)
    low, high = (math.sqrt(q) for q in _chi_square_mean(n, alpha / 2))
    root = float(np.sqrt(np.mean(np.square(x - mean))))
    return [
        Statistic("mean", float(np.mean(x)), mean, mean - error, mean + error),
        Statistic("std", root, std, std * low, std * high),
        *_form(x, lambda t: _normal_cdf((t - mean) / std), alpha),
    ]


def tails(sample: Sample, std: float, alpha: float = ALPHA) -> list[Statistic]:
    """The shares of a normal sample more than 2.5 and more than 3 standard deviations from 0: they are 0 where the
    sample was cut off."""
    x = np.abs(np.ravel(sample))
    return [
        share(name, float(np.count_nonzero(x > far * std)), x.size, math.erfc(far / math.sqrt(2)), alpha)
        for name, far in (("tails", FAR), ("ends_of_tails", FARTHER))
    ]


def neighbours(sample: Sample, alpha: float = ALPHA) -> list[Statistic]:
    """How each row is correlated with the next one, and each column: it shows where one draw serves several entries."""
    table = sample.reshape(sample.shape[0], -1)
    return [
        uncorrelated("rows", table[1:], table[:-1], alpha),
        uncorrelated("columns", table[:, 1:], table[:, :-1], alpha),
    ]


def uniform(sample: Sample, low: float, high: float, alpha: float = ALPHA) -> list[Statistic]:
    """Bounds, mean and shape of a uniform sample. The variance is bounded by the bounds and the shape together. Some
    number is near either bound: all n keep from a share s of the range with probability (1 − s)ⁿ."""
    x = np.ravel(sample)
    width = high - low
    short = _short(x.size, width, alpha)
    error = width * math.sqrt(math.log(2 / alpha) / (2 * x.size))  # Hoeffding (1963)
    rounding = ROUNDING * max(abs(low), abs(high))
    middle = (low + high) / 2
    spread = width / math.sqrt(12)
    centred = np.square(x - middle)
    slack = (width / 2) ** 2 * math.sqrt(math.log(2 / alpha) / (2 * x.size))
    return [
        Statistic("smallest", float(x.min()), low, low - rounding, low + short),
        Statistic("largest", float(x.max()), high, high - short, high + rounding),
        Statistic("mean", float(np.mean(x)), middle, middle - error, middle + error),
        Statistic(
            "std",
            float(np.sqrt(np.mean(centred))),
            spread,
            math.sqrt(max(spread**2 - slack, 0.0)),
            math.sqrt(spread**2 + slack),
        ),
        *_form(x, lambda t: np.clip((t - low) / width, 0.0, 1.0), alpha),
    ]


def _short(n: int, width: float, alpha: float) -> float:
    """How far short of a bound all of n uniform numbers stay with probability alpha."""
    return width * -math.expm1(math.log(alpha) / n)


def share(name: str, count: float, n: int, p: float, alpha: float = ALPHA) -> Statistic:
    """How many of n independent trials came true, each with probability p (Chernoff's bound)."""
    low = _bisect(lambda q: n * _kl(q, p) - math.log(2 / alpha), 0.0, p, rising=False)
    high = _bisect(lambda q: n * _kl(q, p) - math.log(2 / alpha), p, 1.0, rising=True)
    return Statistic(name, count / n, p, low, high)


def counts(name: str, found: Sequence[int], n: int, p: float, alpha: float = ALPHA) -> Statistic:
    """By how much the number of trials that came true varies, from its least to its most, in several runs of n
    independent trials: not at all where a fixed number is dealt out.

    No number has a higher probability than the mode q. Some r + 1 neighbouring numbers then hold all m runs with
    probability at most (r + 1)ᵐ qᵐ⁻¹: one of r + 1 places for the least is the first run's, and each other run has
    r + 1 numbers to hit.
    """
    m, mode = len(found), min(math.floor((n + 1) * p), n)
    log_q = (
        math.lgamma(n + 1) - math.lgamma(mode + 1) - math.lgamma(n - mode + 1)
        + mode * math.log(p) + (n - mode) * math.log1p(-p)
    )  # fmt: skip
    held = (math.log(alpha) - (m - 1) * log_q) / m  # the most that ln(r + 1) may be
    spread = 2 * math.sqrt(2 * math.log(m) * n * p * (1 - p))  # about what normal numbers have
    return Statistic(name, float(max(found) - min(found)), spread, float(max(math.floor(math.exp(held)), 0)), float(n))


def normal_varies(samples: Sequence[Sample], std: float, alpha: float = ALPHA) -> list[Statistic]:
    """Whether mean, standard deviation and root mean square of normal samples of one size come out otherwise each
    time: not where each sample is rescaled until they are what they should be."""
    n = samples[0].size
    found: dict[str, tuple[list[Any], float]] = {
        "means": ([np.mean(x) for x in samples], 1 / math.sqrt(2 * math.pi)),
        "stds": ([np.std(x) for x in samples], _chi_mode(n - 1)),
        "roots": ([np.sqrt(np.mean(np.square(x))) for x in samples], _chi_mode(n)),
    }
    return [apart(name, numbers, peak * math.sqrt(n) / std, alpha) for name, (numbers, peak) in found.items()]


def uniform_varies(samples: Sequence[Sample], limit: float, alpha: float = ALPHA) -> list[Statistic]:
    """Whether mean and extremes of samples, uniform between ±limit, come out otherwise each time: not where each sample
    is rescaled until it just reaches the limit."""
    n = samples[0].size
    found: dict[str, tuple[list[Any], float]] = {
        "means": ([np.mean(x) for x in samples], math.sqrt(2 * n)),  # Ball (1986): no cube has a larger section than √2
        "lows": ([np.min(x) for x in samples], n),
        "highs": ([np.max(x) for x in samples], n),
        "ends": ([np.max(np.abs(x)) for x in samples], 2 * n),
    }
    return [apart(name, numbers, peak / (2 * limit), alpha) for name, (numbers, peak) in found.items()]


def apart(name: str, found: Sequence[Any], density: float, alpha: float = ALPHA) -> Statistic:
    """How far some independent numbers lie apart, from the least to the most: hardly at all where each has been made
    what it should be. density: the most that the density of one of them comes to

    All m lie within r of the least with probability at most m (r · density)ᵐ⁻¹: any may be the least, and each other
    one has to hit r. Forty times 1/density is further than any of them ever gets.
    """
    m = len(found)
    least = (alpha / m) ** (1 / (m - 1))
    usual = 2 * math.sqrt(math.log(m) / math.pi)  # about what normal numbers have, in multiples of 1/density
    return Statistic(name, float(max(found) - min(found)), usual / density, least / density, 40 / density)


def uncorrelated(name: str, a: Sample, b: Sample, alpha: float = ALPHA) -> Statistic:
    """The correlation of two samples that should have nothing to do with each other.

    Under independence r² (n − 2) / (1 − r²) is an F variable; with a few thousand entries ±√(2 ln(4/α) / (n − 4))
    is outside its interval for either normal or bounded samples.
    """
    x, y = np.ravel(a) - np.mean(a), np.ravel(b) - np.mean(b)
    size = float(np.sqrt(np.sum(x * x) * np.sum(y * y)))
    r = float(np.sum(x * y)) / size if size else 0.0
    bound = math.sqrt(2 * math.log(4 / alpha) / (x.size - 4))
    return Statistic(name, r, 0.0, -bound, bound)


def alike(a: Any, b: Any, alpha: float = ALPHA) -> bool:
    """Whether two answers may be samples of the same distribution: same shape, and neither spread, shape nor tails
    apart by more than chance, nor one with numbers again and again, such as a limit to which others were cut. What is
    not a large array of numbers must be equal."""
    if not (_is_sample(a) and _is_sample(b)) or a.shape != b.shape or same(a, b):
        return same(a, b)
    x, y = (np.sort(s, axis=None).astype(np.float64) for s in (a, b))
    if x[0] == x[-1] or y[0] == y[-1]:
        return False
    n, both = x.size, np.concatenate([x, y])
    gap = np.max(np.abs(np.searchsorted(x, both, "right") - np.searchsorted(y, both, "right"))) / n
    low, high = _chi_square_mean(n, alpha / 2)
    ratio = float(np.mean(x * x) / np.mean(y * y))
    drift = abs(float(np.mean(x) - np.mean(y))) / float(np.std(y))
    return (
        bool(gap <= math.sqrt(math.log(2 / alpha) / n))  # Wei and Dudley (2012): Massart's bound for two samples
        and low / high <= ratio <= high / low
        and drift <= 2 * math.sqrt(math.log(2 / alpha) / n)
        and _repeats(x).inside == _repeats(y).inside
        and _same_ends(x, y, alpha)
        and _same_tails(x, y, alpha)
        and _spread_of_rows(a, b, alpha)
    )


def alike_samples(known: Seen, got: Seen, output: str) -> bool:
    """Whether all samples of an output are alike, and repeat one another, or hold one another's numbers, in both runs
    or in neither."""
    return (
        _alike_one_by_one(known, got, output)
        and _pairs(_repeat, known, output) == _pairs(_repeat, got, output)
        and _pairs(_shuffled, known, output) == _pairs(_shuffled, got, output)
    )


_alike_one_by_one = by_value(alike)


def _pairs(related: Callable[[Sample, Sample], bool], seen: Seen, output: str) -> list[bool]:
    """For every two samples of an output that have the same shape, whether they stand in a relation."""
    samples = [value for label, value in seen.items() if label.output == output and _is_sample(value)]
    return [related(a, b) for a, b in combinations(samples, 2) if a.shape == b.shape]


def _repeat(a: Sample, b: Sample) -> bool:
    """Whether one sample repeats the other, as far as correlation shows it."""
    return not uncorrelated("", a, b).inside


def _shuffled(a: Sample, b: Sample) -> bool:
    """Whether they hold the same numbers, in whatever order."""
    return bool(np.array_equal(np.sort(a, axis=None), np.sort(b, axis=None)))


def _is_sample(x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.dtype.kind == "f" and x.size >= LARGE and bool(np.all(np.isfinite(x)))


def _same_tails(x: Sample, y: Sample, alpha: float) -> bool:
    """Whether two samples have equally many entries far out, measured by the spread of the second. If they are of one
    distribution, each such entry is in the one or the other as by the toss of a coin (Hoeffding, 1963)."""
    spread = float(np.sqrt(np.mean(y * y)))
    for far in (FAR, FARTHER):
        a, b = (int(np.count_nonzero(np.abs(s) > far * spread)) for s in (x, y))
        if abs(a - b) > math.sqrt(2 * (a + b) * math.log(2 / alpha)):
            return False
    return True


def _same_ends(x: Sample, y: Sample, alpha: float) -> bool:
    """Whether two ordered samples that fill their range to its ends, as uniform ones do, end at the same numbers."""
    if not (_ends_sharply(x) and _ends_sharply(y)):
        return True
    short = _short(x.size, float(y[-1] - y[0]), alpha)
    return bool(abs(x[-1] - y[-1]) <= short and abs(x[0] - y[0]) <= short)


def _ends_sharply(ordered: Sample) -> bool:
    """Whether in the last hundredth of its range, at either end, there is half of what a uniform sample has there."""
    low, high = ordered[0], ordered[-1]
    inner = np.searchsorted(ordered, (low + 0.01 * (high - low), high - 0.01 * (high - low)))
    return bool(min(inner[0], ordered.size - inner[1]) >= 0.005 * ordered.size)


def _repeats(ordered: Sample) -> Statistic:
    """How many pairs of numbers are equal: hardly any, unless numbers were rounded, or cut to a limit."""
    starts = np.flatnonzero(np.diff(ordered, prepend=-np.inf))
    runs = np.diff(starts, append=ordered.size).astype(np.float64)
    return Statistic("repeats", float(np.sum(runs * (runs - 1)) / 2), 0.0, 0.0, max(REPEATED * ordered.size, 10.0))


def _spread_of_rows(a: Sample, b: Sample, alpha: float) -> bool:
    """Whether the rows' means vary alike: they do not where one draw serves a whole row."""
    if a.ndim < 2:
        return True
    for axis in (0, 1):
        x, y = (np.moveaxis(s, axis, 0).reshape(s.shape[axis], -1).mean(axis=1) for s in (a, b))
        low, high = _chi_square_mean(x.size, alpha / 2)
        if x.size > 8 and np.var(y) > 0 and not low / high <= np.var(x) / np.var(y) <= high / low:
            return False
    return True


def _form(x: Sample, cdf: Callable[[Sample], Any], alpha: float) -> list[Statistic]:
    """The largest gap between the sample's distribution function and the expected one; whether there is as much of a
    gap as chance leaves; and how many numbers are equal. Massart's (1990) bound 2 exp(−2 n d²) holds for every n."""
    ordered = np.sort(x)
    n = ordered.size
    wanted = cdf(ordered)
    gap = max(float(np.max(np.arange(1, n + 1) / n - wanted)), float(np.max(wanted - np.arange(n) / n)))
    furthest = math.sqrt(math.log(2 / alpha) / (2 * n))
    return [
        Statistic("distance", gap, 0.0, 0.0, furthest),
        evenness(_per_range(wanted), alpha),
        _repeats(ordered),
    ]


def _per_range(places: Sample) -> Any:
    """How many of these numbers, from 0 to 1, lie in each of RANGES equal parts; nan counts in the last part."""
    numbers = np.minimum(np.nan_to_num(places, nan=1.0) * RANGES, RANGES - 1)
    return np.bincount(numbers.astype(np.intp), minlength=RANGES)


def evenness(found: NDArray[np.integer[Any]], alpha: float = ALPHA) -> Statistic:
    """How far at most the count of a range is from what equally likely ranges share: hardly at all where the sample is
    a grid, shuffled.

    No k counts of n draws are likelier than the most equal ones, of probability q. At most 2 t + 1 whole numbers are
    nearer than t to n/k, and the last count follows from the others: (2 t + 1)ᵏ⁻¹ q.
    """
    n, k = int(found.sum()), found.size
    log_q = math.lgamma(n + 1) - sum(math.lgamma((n + i) // k + 1) for i in range(k)) - n * math.log(k)
    nearest = (math.exp((math.log(alpha) - log_q) / (k - 1)) - 1) / 2
    furthest = math.sqrt(2 * math.log(k) * n / k)  # about what normal numbers have
    return Statistic("evenness", float(np.max(np.abs(found - n / k))), furthest, max(nearest, 0.0), float(n))


def _normal_cdf(z: Sample) -> Any:
    return 0.5 * np.vectorize(math.erfc)(-z / math.sqrt(2)) if z.size < 4096 else _normal_cdf_fast(z)


def _normal_cdf_fast(z: Sample) -> Any:
    """By interpolation in a table: within 4e-7, a thousandth of the bounds it is held against."""
    return np.interp(z, *_normal_cdf_table())


@cache
def _normal_cdf_table() -> tuple[Any, Any]:
    """4,001 numbers, and the exact values there."""
    grid = np.linspace(-8, 8, 4001)
    return grid, 0.5 * np.array([math.erfc(-t / math.sqrt(2)) for t in grid])


def _gaussian_quantile(tail: float) -> float:
    """z with P(Z > z) = tail."""
    return _bisect(lambda z: tail - 0.5 * math.erfc(z / math.sqrt(2)), 0.0, 40.0, rising=True)


def _chi_square_mean(n: int, tail: float) -> tuple[float, float]:
    """An interval that the mean of n squared standard normals leaves with probability at most 2 · tail: Chernoff's
    bound exp(−n/2 (t − 1 − ln t)) on either side."""

    def excess(t: float) -> float:
        return n / 2 * (t - 1 - math.log(t)) - math.log(1 / tail)

    return _bisect(excess, 1e-12, 1.0, rising=False), _bisect(excess, 1.0, 1e4, rising=True)


def _chi_mode(k: int) -> float:
    """The most that the density of the root of a χ² variable with k degrees of freedom comes to."""
    square = k - 1
    return math.exp((k - 1) / 2 * math.log(square) - square / 2 - (k / 2 - 1) * math.log(2) - math.lgamma(k / 2))


def _kl(q: float, p: float) -> float:
    """Kullback and Leibler's divergence of a coin that shows heads with probability q from one with p."""
    total = 0.0
    if q > 0:
        total += q * math.log(q / p) if p > 0 else math.inf
    if q < 1:
        total += (1 - q) * math.log((1 - q) / (1 - p)) if p < 1 else math.inf
    return total


def _bisect(f: Callable[[float], float], low: float, high: float, rising: bool) -> float:
    """The zero of a monotonic f between two numbers; the nearer end of the interval where it has none there."""
    for _ in range(200):
        middle = (low + high) / 2
        if (f(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2
