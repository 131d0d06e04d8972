"""Statistics of random answers, each with the interval in which it must lie.

The intervals come from the sampling error at a stated false-alarm rate, by bounds that hold for every sample size, not
by a normal approximation, which is wrong in just the far tails that matter here. Randomness is judged by these and by
consistency, never by the exact stream: any generator and any order of draws will do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.bounds import bisect, chi_mode, chi_square_mean, gaussian_quantile, kl, normal_cdf

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
    error = std / math.sqrt(n) * gaussian_quantile(alpha / 2)
    low, high = (math.sqrt(q) for q in chi_square_mean(n, alpha / 2))
    root = float(np.sqrt(np.mean(np.square(x - mean))))
    return [
        Statistic("mean", float(np.mean(x)), mean, mean - error, mean + error),
        Statistic("std", root, std, std * low, std * high),
        *_form(x, lambda t: normal_cdf((t - mean) / std), alpha),
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
    short = shortfall(x.size, width, alpha)
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


def shortfall(n: int, width: float, alpha: float) -> float:
    """How far short of a bound all of n uniform numbers stay with probability alpha."""
    return width * -math.expm1(math.log(alpha) / n)


def share(name: str, count: float, n: int, p: float, alpha: float = ALPHA) -> Statistic:
    """How many of n independent trials came true, each with probability p (Chernoff's bound)."""
    low = bisect(lambda q: n * kl(q, p) - math.log(2 / alpha), 0.0, p, rising=False)
    high = bisect(lambda q: n * kl(q, p) - math.log(2 / alpha), p, 1.0, rising=True)
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
        "stds": ([np.std(x) for x in samples], chi_mode(n - 1)),
        "roots": ([np.sqrt(np.mean(np.square(x))) for x in samples], chi_mode(n)),
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


def repeats(ordered: Sample) -> Statistic:
    """How many pairs of numbers are equal: hardly any, unless numbers were rounded, or cut to a limit."""
    starts = np.flatnonzero(np.diff(ordered, prepend=-np.inf))
    runs = np.diff(starts, append=ordered.size)
    pairs = int(np.sum(runs * (runs - 1))) // 2
    return Statistic("repeats", pairs, 0, 0, max(int(REPEATED * ordered.size), 10))


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
        repeats(ordered),
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
