"""The frame that the known right and wrong optimisers share, so that each is only its step."""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace
from typing import Any, ClassVar

CLASSES = {  # by task
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSprop",
    "adam": "Adam",
}


class Rule:
    """An optimiser from its step. `defaults` names the constructor's arguments in order.

    `step(p, g, s)` changes the parameter p by its gradient g; s is that parameter's own state: v, h and m start at 0.
    """

    defaults: ClassVar[dict[str, float]] = {"lr": 0.01}

    def __init__(self, *values: float) -> None:
        for name, value in {**self.defaults, **dict(zip(self.defaults, values, strict=False))}.items():
            setattr(self, name, value)
        self.t = 0
        self.states: dict[Any, SimpleNamespace] = defaultdict(lambda: SimpleNamespace(v=0.0, h=0.0, m=0.0))

    def update(self, params: dict[str, Any], grads: dict[str, Any]) -> None:
        self.t += 1
        for key in params:
            self.step(params[key], grads[key], self.state(key, params[key]))

    def state(self, key: str, p: Any) -> SimpleNamespace:
        return self.states[key]

    def step(self, p: Any, g: Any, s: SimpleNamespace) -> None:
        raise NotImplementedError


class SGDRule(Rule):
    pass


class MomentumRule(Rule):
    defaults: ClassVar = {"lr": 0.01, "momentum": 0.9}


class NesterovRule(MomentumRule):
    pass


class AdaGradRule(Rule):
    pass


class RMSpropRule(Rule):
    defaults: ClassVar = {"lr": 0.01, "decay_rate": 0.99}


class AdamRule(Rule):
    """`averages(g, s)` brings m and v up to date as Adam does."""

    defaults: ClassVar = {"lr": 0.001, "beta1": 0.9, "beta2": 0.999}

    def averages(self, g: Any, s: SimpleNamespace) -> None:
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2
