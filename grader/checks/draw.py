"""Where a check's inputs come from: a generator when we only ask, Hypothesis when we look for the smallest failure.

An author writes inputs once, as a function of a `Draw`. Both sources choose the same few things, a shape, a kind of
numbers and a seed, and a NumPy generator fills the arrays; so Hypothesis shrinks towards small shapes, small
integers and early seeds, which is what a person can follow by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Array = NDArray[np.float64]

Case = Mapping[str, Any]
"""The inputs of one example, by the names that an author gave them."""

Inputs = Callable[["Draw"], Case]
"""An author's function that draws a case."""

Fill = Callable[[np.random.Generator, tuple[int, ...], float, float], Array]

DECIMALS = 2  # digits behind the point of drawn numbers, so that an example can be read and pasted


def _integers(rng: np.random.Generator, shape: tuple[int, ...], low: float, high: float) -> Array:
    first, last = int(np.ceil(low)), int(np.floor(high))
    if first > last:
        return _real(rng, shape, low, high)
    return rng.integers(first, last + 1, shape).astype(np.float64)


def _real(rng: np.random.Generator, shape: tuple[int, ...], low: float, high: float) -> Array:
    digits = DECIMALS if high - low >= 0.5 else DECIMALS - int(np.floor(np.log10(max(high - low, 1e-12))))
    return np.round(rng.uniform(low, high, shape), digits)


FILLS: dict[str, Fill] = {"integers": _integers, "real": _real}
"""The kinds of numbers that an array may be filled with, simplest first: Hypothesis shrinks to the front."""


class Draw(Protocol):
    """A source of choices. What is drawn first and least is what the smallest failing example is made of."""

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""

    def choice(self, options: Sequence[T]) -> T:
        """One of the options; put the simplest first."""

    def array(
        self, *shape: int, between: tuple[float, float] = (-2, 2), kinds: Sequence[str] = ("integers", "real")
    ) -> Array:
        """An array of the shape, float64, whose entries lie between two numbers.

        kinds: of entries, the simplest first: "integers", or "real" with two decimals
        """

    def distinct(self, *shape: int, between: tuple[float, float] = (-2, 2), apart: float = 0.01) -> Array:
        """An array whose entries differ from each other and from zero by at least `apart`: no ties, no kinks."""

    def magnitudes(self, *shape: int, between: tuple[float, float] = (0.1, 2)) -> Array:
        """An array of both signs whose absolute values lie between two positive numbers."""

    def seed(self) -> int:
        """A seed for whatever else is to be random."""


class _Filling:
    """What all sources share: arrays filled by a generator, once they have chosen its seed and the kind of numbers."""

    def integer(self, low: int, high: int) -> int:
        raise NotImplementedError

    def generator(self) -> np.random.Generator:
        raise NotImplementedError

    def choice(self, options: Sequence[T]) -> T:
        return options[self.integer(0, len(options) - 1)]

    def array(
        self, *shape: int, between: tuple[float, float] = (-2, 2), kinds: Sequence[str] = ("integers", "real")
    ) -> Array:
        return FILLS[self.kind(kinds)](self.generator(), shape, *between)

    def distinct(self, *shape: int, between: tuple[float, float] = (-2, 2), apart: float = 0.01) -> Array:
        size = int(np.prod(shape))
        low, high = between
        step = max(apart, (high - low) / (4 * size + 4))
        grid = np.arange(low + step / 2, high, step)
        grid = grid[np.abs(grid) >= apart]
        chosen: Array = np.round(self.generator().choice(grid, size, replace=False), 6).astype(np.float64)
        return chosen.reshape(shape)

    def magnitudes(self, *shape: int, between: tuple[float, float] = (0.1, 2)) -> Array:
        kind, rng = self.kind(("integers", "real")), self.generator()
        return np.where(rng.random(shape) < 0.5, -1.0, 1.0) * FILLS[kind](rng, shape, *between)

    def kind(self, kinds: Sequence[str]) -> str:
        return self.choice(kinds)

    def seed(self) -> int:
        return self.integer(0, 2**16 - 1)


class Seeded(_Filling):
    """Choices from a NumPy generator: cheap, for the examples that decide."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def integer(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def generator(self) -> np.random.Generator:
        return self.rng


class Least(Seeded):
    """The smallest choice of everything but the numbers in arrays: the first place to look for a small failure."""

    def integer(self, low: int, high: int) -> int:
        return min(low, high)


class Shrinkable(_Filling):
    """Choices from Hypothesis: slower, but it can look for the simplest ones.

    integers: draws a whole number between two, both included; plain: keeps arrays to the first kind of numbers
    """

    def __init__(self, integers: Callable[[int, int], int], plain: bool = False) -> None:
        self.integers = integers
        self.plain = plain

    def integer(self, low: int, high: int) -> int:
        return self.integers(low, high)

    def kind(self, kinds: Sequence[str]) -> str:
        return kinds[0] if self.plain else self.choice(kinds)

    def generator(self) -> np.random.Generator:
        return np.random.default_rng(self.seed())
