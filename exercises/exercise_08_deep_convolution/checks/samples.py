"""Samples that a trainer is given, and what it draws of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_08_deep_convolution.checks.shared import OPTIMIZERS, SETTINGS
from grader.checks import Case, Draw

BESIDE = 0.52  # the second number of every sample, by which none is told: it is no multiple of the first one's step


def trainings(draw: Draw) -> Case:
    """Samples that say which they are: training ones are numbered from 1, test ones from -1 downwards."""
    return _trainings(draw, draw.integer(1, 4), draw.integer(2, 3))


def two_by_two(draw: Draw) -> Case:
    """Two epochs of two batches."""
    return _trainings(draw, 2, 2)


def _trainings(draw: Draw, batches: int, epochs: int) -> Case:
    name = draw.choice(tuple(OPTIMIZERS))
    batch = draw.integer(2, 4)
    n, tests, classes = batch * batches, draw.integer(3, 5), 3
    labels = draw.array(n, between=(0, classes - 1), kinds=("integers",)).astype(np.int64)
    test_labels = draw.array(tests, between=(0, classes - 1), kinds=("integers",)).astype(np.int64)
    targets = draw.choice((lambda t: t, lambda t: np.eye(classes)[t]))
    return {
        "W": draw.array(2, classes, between=(-0.1, 0.1), kinds=("real",)),
        "b": draw.array(classes, between=(-0.1, 0.1), kinds=("real",)),
        "x_train": samples_of(np.arange(1, n + 1)),
        "t_train": targets(labels),
        "x_test": samples_of(-np.arange(1, tests + 1)),
        "t_test": targets(test_labels),
        "epochs": epochs,
        "mini_batch_size": batch,
        "optimizer": draw.choice((name, name.lower())),
        "optimizer_param": dict(SETTINGS[name]),
    }


def samples_of(numbers: Any) -> Any:
    """Of two numbers each, the first of which says which sample it is."""
    return np.stack([0.05 * numbers, np.full(len(numbers), BESIDE)], axis=1)


def many(draw: Draw) -> Case:
    """So many steps that every sample is drawn: of 8 samples in 60 batches of 3, one is missed once in 10⁹ times. Two
    are left over in each epoch; whoever goes on with them is back at the beginning after 8 batches."""
    case = dict(trainings(draw))
    n, labels = 8, np.array([0, 1, 2, 0, 1, 2, 0, 1])
    case |= {"x_train": samples_of(np.arange(1, n + 1)), "t_train": labels}
    return {**case, "t_test": np.zeros(len(case["x_test"]), np.int64), "mini_batch_size": 3, "epochs": 30}


def uneven(draw: Draw) -> Case:
    """Some samples are left over behind the last whole batch."""
    case = dict(trainings(draw))
    left = slice(0, len(case["x_train"]) - draw.integer(1, case["mini_batch_size"] - 1))
    if left.stop < case["mini_batch_size"]:
        left = slice(0, case["mini_batch_size"])
    return {**case, "x_train": case["x_train"][left], "t_train": case["t_train"][left]}


def few(draw: Draw) -> Case:
    """Fewer samples than a batch holds."""
    case = dict(trainings(draw))
    return {**case, "mini_batch_size": len(case["x_train"]) + draw.integer(1, 3)}


def as_usual(draw: Draw) -> Case:
    """Nothing is said but the data: an epoch is one step, by the book's count too."""
    n, labels = draw.integer(100, 104), np.array([0, 1, 2, 1, 0])
    case = trainings(draw)
    return {
        "W": case["W"],
        "b": case["b"],
        "x_train": samples_of(np.arange(1, n + 1)),
        "t_train": np.resize(labels, n),
        "x_test": case["x_test"],
        "t_test": np.zeros(len(case["x_test"]), np.int64),
    }


def numbers_of(batch: Any) -> tuple[int, ...]:
    """Which samples these are, in no order."""
    return tuple(sorted(np.round(np.ravel(batch) / 0.05).astype(int).tolist()))
