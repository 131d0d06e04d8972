"""Mistakes that any layer may have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_01_network.misconceptions.shared import ACTIVATIONS, LAYERS
from exercises.exercise_01_network.parts import network
from grader.checks import Misconception, misconception
from reference.activations import Relu
from reference.networks import TwoLayerNet


def _each(
    change: Callable[[Any], Any], caught_by: str, catalogue: Any = (), of: Any = tuple(LAYERS)
) -> list[Misconception]:
    """The same mistake in several layers: `change` makes a wrong class of a right one."""
    return [
        misconception(task, caught_by=caught_by, catalogue=catalogue, **{LAYERS[task][0]: change(LAYERS[task][1])})
        for task in of
    ]


def _returning_nothing(cls: Any) -> Any:
    class ReturnsNothing(cls):
        def forward(self, *arguments):
            super().forward(*arguments)

        def backward(self, *arguments):
            super().backward(*arguments)

    return ReturnsNothing


def _on_the_class(cls: Any) -> Any:
    """What forward keeps is one for all layers of the class, like a global variable."""

    class KeepsOnTheClass(cls):
        kept: dict[str, Any] = {}  # noqa: RUF012

        def forward(self, *arguments):
            out = super().forward(*arguments)
            KeepsOnTheClass.kept = dict(vars(self))
            return out

        def backward(self, *arguments):
            vars(self).update(KeepsOnTheClass.kept)
            return super().backward(*arguments)

    return KeepsOnTheClass


def _of_the_first_time(cls: Any) -> Any:
    """`if self.x is None: self.x = x`"""

    class KeepsTheFirst(cls):
        kept: dict[str, Any] | None = None

        def forward(self, *arguments):
            out = super().forward(*arguments)
            self.kept = self.kept or dict(vars(self))
            return out

        def backward(self, *arguments):
            vars(self).update(self.kept)
            return super().backward(*arguments)

    return KeepsTheFirst


def _with_spent_slope(cls: Any) -> Any:
    """The slope is computed in forward and multiplied in place in backward."""

    class SpendsSlope(cls):
        def forward(self, x):
            out = super().forward(x)
            self.slope = super().backward(np.ones_like(x))
            return out

        def backward(self, dout):
            self.slope *= dout
            return self.slope

    return SpendsSlope


def _multiplying_dout(cls: Any) -> Any:
    class MultipliesDout(cls):
        def backward(self, dout):
            dout *= super().backward(np.ones_like(dout))
            return dout

    return MultipliesDout


def _without_upstream(cls: Any) -> Any:
    class WithoutUpstream(cls):
        def backward(self, dout):
            return super().backward(np.ones_like(dout))

    return WithoutUpstream


class _MaskOnTheClass(Relu):
    """Read by an index, a mask of another shape raises where a product would broadcast."""

    def forward(self, x):
        _MaskOnTheClass.mask = x > 0
        return np.maximum(x, 0)

    def backward(self, dout):
        dx = dout.copy()
        dx[~_MaskOnTheClass.mask] = 0
        return dx


class _NetOnTheClass(TwoLayerNet):
    """`params = {}` and the layers stand in the class: the last network that was made is everybody's."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        type(self).kept = dict(vars(self))
        vars(self).clear()

    def __getattr__(self, name):
        return type(self).kept[name]


class _ParamsOnTheClass(TwoLayerNet):
    """`params = {}` stands in the class, and the layers hold their own arrays: it computes right, and what an optimiser
    changes are the parameters of the last network that was made."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        type(self).params = vars(self).pop("params")


class _SilentNet(TwoLayerNet):
    def predict(self, x):
        super().predict(x)

    def loss(self, x, t):
        self.last_layer.forward(super().predict(x), t)

    def accuracy(self, x, t):
        return None

    def gradient(self, x, t):
        return None


returns_nothing = [
    *_each(_returning_nothing, "values", "L01"),
    misconception("softmax", caught_by="rows", catalogue="L01", softmax=lambda _x: None),
    misconception("cross_entropy", caught_by="values", catalogue="L01", cross_entropy_error=lambda _y, _t: None),
    misconception("numerical_gradient", caught_by="slope", catalogue="L01", numerical_gradient=lambda _f, _x: None),
    misconception("network", caught_by="class_scores", catalogue="L01", TwoLayerNet=_SilentNet),
]
state_on_the_class = [
    *_each(_on_the_class, "own_forward"),
    misconception("relu", caught_by="own_forward", Relu=_MaskOnTheClass),
    misconception("network", caught_by="own_parameters", TwoLayerNet=_NetOnTheClass),
    misconception("network", caught_by="own_parameters", TwoLayerNet=_ParamsOnTheClass),
]
keeps_first_forward = _each(_of_the_first_time, "own_forward")
backward_spends_cache = _each(_with_spent_slope, "twice", "B23", of=ACTIVATIONS)
backward_multiplies_dout = _each(_multiplying_dout, "untouched", "A12", of=("sigmoid", "tanh"))
ignores_upstream = [
    *_each(_without_upstream, "derivative", ("A04", "A14"), of=ACTIVATIONS),
    misconception("network", caught_by="backpropagation", TwoLayerNet=network(relu=_without_upstream(Relu))),
]
