"""The frames that known right and wrong regularisers share, so that each is only what is peculiar to it."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from reference import regularizers as right


class DropoutRule:
    """Dropout from its parts.

    keep(p), train(p), test(p): the share that stays, and the factors in training and in evaluation, for ratio p
    draw(x): a new mask of 0 and 1; back(dout): what backward gives
    """

    default: ClassVar[float] = 0.5

    def __init__(self, dropout_ratio: float | None = None) -> None:
        self.p = self.default if dropout_ratio is None else dropout_ratio
        self.rng = np.random.default_rng()

    @property
    def dropout_ratio(self) -> float:
        return self.p

    def keep(self, p: float) -> float:
        return 1 - p

    def train(self, p: float) -> Any:
        return 1.0

    def test(self, p: float) -> Any:
        return self.keep(p)

    def draw(self, x: Any) -> Any:
        return (self.rng.random(x.shape) < self.keep(self.p)).astype(float)

    def forward(self, x: Any, train_flg: bool = True) -> Any:
        if not train_flg:
            return x * self.test(self.p)
        with np.errstate(divide="ignore", invalid="ignore"):  # all dropped, and scaled by 1/0
            self.mask = self.draw(x) * self.train(self.p)
        return x * self.mask

    def backward(self, dout: Any) -> Any:
        return dout * self.mask


class InvertedRule(DropoutRule):
    """The factor in training, as frameworks have it."""

    def train(self, p: float) -> Any:
        return np.divide(1.0, self.keep(p))

    def test(self, p: float) -> Any:
        return 1.0


class KeepRule(DropoutRule):
    """The argument is the share that stays, as in the paper, and no attribute calls it the dropped one."""

    dropout_ratio = property()  # there is none

    def keep(self, p: float) -> float:
        return p


class InvertedKeepRule(KeepRule, InvertedRule):
    pass


FORMS = (DropoutRule, InvertedRule, KeepRule, InvertedKeepRule)


def summed(
    l1: Any = right.l1_gradient,
    l2: Any = right.l2_gradient,
    counts: Any = lambda name, params: name.startswith("W"),
    in_place: bool = False,
) -> Any:
    """regularized_gradients from its parts: the penalties' gradients and the names that they count for."""

    def regularized_gradients(params, grads, lam, kind):
        gradient = {"l1": l1, "l2": l2}[kind]
        sums = grads if in_place else {name: grad.copy() for name, grad in grads.items()}
        for name in sums:
            if counts(name, params):
                sums[name] += gradient(params[name], lam)
        return sums

    return regularized_gradients
