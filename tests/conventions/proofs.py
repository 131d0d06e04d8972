"""What the proofs are made of: loops and plain numbers, nothing of the grader's."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from grader import catalog
from grader.catalog import Course

CONTENT = catalog.content()
COURSES: Mapping[str, Course] = {e.id: catalog.load(e, CONTENT) for e in catalog.exercises(CONTENT)}

Proof = Callable[[Mapping[str, Any], int], None]
"""`proof(names, number)`: what the convention defines in place of the reference, and its number in its family."""

PROOFS: dict[str, Proof] = {}


def proves(*ids: str) -> Callable[[Proof], Proof]:
    """ids: of conventions, as "exercise_1.other_guard" where several exercises have one of that id"""

    def keep(proof: Proof) -> Proof:
        assert not PROOFS.keys() & set(ids)
        PROOFS.update(dict.fromkeys(ids, proof))
        return proof

    return keep


def slope(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """The gradient of f at x, entry by entry, by central differences."""
    found = np.zeros(x.shape)
    for i in range(x.size):
        ahead, behind = x.astype(float), x.astype(float)
        ahead.flat[i] += h
        behind.flat[i] -= h
        found.flat[i] = (f(ahead) - f(behind)) / (2 * h)
    return found


def backward_is_the_slope(make: Callable[[], Any], x: np.ndarray, **asked: Any) -> None:
    """Holds a layer's backward against differences of its own forward.

    make: gives the layer anew; asked: further arguments of its forward
    """
    layer = make()
    R = np.random.default_rng(1).normal(size=layer.forward(x.copy(), **asked).shape)
    dx = layer.backward(R.copy())

    assert dx == pytest.approx(slope(lambda z: float(np.sum(R * make().forward(z, **asked))), x), abs=1e-6)


def near(got: Any, wanted: Any, rel: float = 1e-9) -> None:
    assert np.asarray(got, dtype=float) == pytest.approx(np.asarray(wanted, dtype=float), rel=rel, abs=1e-12)


X = np.array([[0.5, -1.0, 2.0], [-0.25, 1.5, 0.75]])
LABELS = np.array([2, 0])


def softmax(row: Sequence[float]) -> list[float]:
    powers = [math.exp(v - max(row)) for v in row]
    return [p / sum(powers) for p in powers]


def cross_entropy(rows: Sequence[Sequence[float]], labels: Sequence[int], guard: float) -> float:
    """The mean of −log(y + guard) over the rows' probabilities y of their labels."""
    return statistics.fmean(-math.log(row[label] + guard) for row, label in zip(rows, labels, strict=True))
