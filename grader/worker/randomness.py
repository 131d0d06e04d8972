"""Randomness that can be repeated: where a submission draws from a generator that nobody seeded, it gets one that is.

NumPy's legacy generator, Python's `random`, `np.random.default_rng()` without a seed, and whatever else of NumPy asks
for entropy, such as `np.random.RandomState()`, start anew whenever a program says ("seed", number). What a submission
seeds itself, or is given, is left alone.
"""

from __future__ import annotations

import contextlib
import random
import secrets
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import bit_generator

_fresh = np.random.default_rng
_twins = np.random.RandomState(0), random.Random(0)
"""Of the two generators that everybody shares: to see where those began."""


class _Stream:
    number: int | None = None
    count = 0


def _default_rng(seed: Any = None) -> np.random.Generator:
    if seed is not None or _Stream.number is None:
        return _fresh(seed)
    _Stream.count += 1
    return _fresh([_Stream.number, _Stream.count])


def _randbits(bits: int) -> int:
    """Where NumPy finds entropy for a generator that is given none."""
    if _Stream.number is None:
        return secrets.randbits(bits)
    _Stream.count += 1
    return random.Random(f"{_Stream.number} {_Stream.count}").getrandbits(bits)


def install() -> None:
    """For good, in a process that is to hold a submission; before that is loaded, so that it finds no other."""
    np.random.default_rng = _default_rng
    bit_generator.randbits = _randbits  # type: ignore[attr-defined]  # a global of it, not declared


def start(number: int) -> None:
    """Every unseeded generator begins anew from the number."""
    _seed(np.random, random, number)
    _Stream.number, _Stream.count = number, 0


def touched() -> bool:
    """Whether anybody has drawn from a shared generator, or seeded one otherwise, since they began."""
    _seed(*_twins, _Stream.number or 0)
    return _Stream.count > 0 or _marks(np.random, random) != _marks(*_twins)


def _seed(legacy: Any, plain: Any, number: int) -> None:
    legacy.seed(number % 2**32)
    plain.seed(number)


def _marks(legacy: Any, plain: Any) -> tuple[Any, ...]:
    """By what a generator's state is told from another one: a few of its words, and where in them it is."""
    _, words, *rest = legacy.get_state()
    _, state, gauss = plain.getstate()
    return bytes(words[:4]), rest, state[:4], state[-1], gauss


@contextlib.contextmanager
def borrowed() -> Iterator[None]:
    """For a while, in the grader's own process; afterwards everything is as it was."""
    states = np.random.get_state(), random.getstate()
    np.random.default_rng = _default_rng
    try:
        yield
    finally:
        np.random.default_rng = _fresh
        _Stream.number = None
        np.random.set_state(states[0])
        random.setstate(states[1])
