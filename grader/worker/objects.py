"""Objects that a program may hand to a submission by name, as it may `functions`: what a trainer or a network is given
to work with, and of which can be asked afterwards what it did with them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np

from .functions import library


class Counting:
    """A network of one affine layer on samples whose first number says which they are, which keeps account of what is
    asked.

    params: W (D, C), b (C,); the layer holds these very arrays, so that others under their names reach it no more
    loss: Σ over samples and classes of ½ (x W + b − t)² / N, t one-hot or indices
    trained, looked_at: the first number of every sample, of each call of gradient and of accuracy
    pairs: (sample, index of its class) of every sample that came into gradient
    losses, shares: what loss and accuracy have given
    asked_after: for each call of accuracy, how many of gradient there had been
    lost_on: the first number of every sample, of each call of loss
    """

    def __init__(self, W: Any, b: Any) -> None:
        self.library = library(W)
        self.params = {"W": self._copy(W), "b": self._copy(b)}
        self._layer = dict(self.params)
        self.trained: list[Any] = []
        self.looked_at: list[Any] = []
        self.pairs: list[Any] = []
        self.losses: list[float] = []
        self.lost_on: list[Any] = []
        self.shares: list[float] = []
        self.asked_after: list[int] = []

    def predict(self, x: Any) -> Any:
        return self._array(x) @ self._layer["W"] + self._layer["b"]

    def loss(self, x: Any, t: Any, *_: Any) -> float:
        self.lost_on.append(self._copy(x)[:, 0])
        misses = self.predict(x) - self._one_hot(t)
        self.losses.append(float(self.library.sum(misses**2) / (2 * misses.shape[0])))
        return self.losses[-1]

    def accuracy(self, x: Any, t: Any, *_: Any, **_at_once: Any) -> float:
        self.looked_at.append(self._copy(x)[:, 0])
        self.asked_after.append(len(self.trained))
        right = self._classes(self._one_hot(t)) == self._classes(self.predict(x))
        self.shares.append(float(self.library.mean(self.library.astype(right, self._layer["b"].dtype))))
        return self.shares[-1]

    def gradient(self, x: Any, t: Any, *_: Any) -> dict[str, Any]:
        x = self._array(x)
        self.trained.append(self._copy(x)[:, 0])
        classes = self.library.astype(self._classes(self._one_hot(t)), x.dtype)
        pairs = self.library.stack([x[:, 0], classes], axis=1)
        self.pairs += [pairs[i, ...] for i in range(x.shape[0])]
        d = (self.predict(x) - self._one_hot(t)) / x.shape[0]
        return {"W": x.T @ d, "b": self.library.sum(d, axis=0)}

    def _one_hot(self, t: Any) -> Any:
        b = self._layer["b"]
        t = self._array(t)
        if t.ndim == 2:
            return t
        return self.library.astype(t[:, None] == self.library.arange(b.shape[0], device=b.device), b.dtype)

    def _classes(self, scores: Any) -> Any:
        return self.library.argmax(scores, axis=1)

    def _array(self, x: Any) -> Any:
        return self.library.asarray(x)

    def _copy(self, x: Any) -> Any:
        return self.library.asarray(x, copy=True)


def counting(W: Any, b: Any) -> Counting:
    """A network for a trainer of the submission's, which keeps account of what is asked of it."""
    return Counting(W, b)


class Buffer(io.BytesIO):
    """An open binary file without a name, in memory, that tells what it holds."""

    def listing(self) -> dict[str, str]:
        """Type and shape of every array that is saved under a name; none where this is no `.npz`.

        raises: ValueError if it was closed
        """
        data = io.BytesIO(self.getvalue())
        try:
            with np.load(data) as saved:
                return {name: self._of(saved, name) for name in saved.files}
        except Exception:  # whatever NumPy and zipfile make of other bytes
            return {}

    @staticmethod
    def _of(saved: Any, name: str) -> str:
        try:
            return f"{saved[name].dtype} {saved[name].shape}"
        except ValueError:
            return "object"


def buffer() -> Buffer:
    """An open binary file without a name, in memory."""
    return Buffer()


def generator(seed: int) -> np.random.Generator:
    """A random generator that the submission is to draw from."""
    return np.random.default_rng(seed)


OBJECTS: dict[str, Callable[..., Any]] = {"buffer": buffer, "counting": counting, "generator": generator}
