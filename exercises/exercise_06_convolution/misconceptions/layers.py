"""Mistakes that any layer may have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_06_convolution.misconceptions.global_pooling import WinnersByRow
from exercises.exercise_06_convolution.misconceptions.shared import (
    FUNCTIONS,
    PLANAR,
    in_filters,
    in_function,
    in_global,
    in_pools,
)
from exercises.exercise_06_convolution.misconceptions.tables import (
    MatmulConv,
    TableConv,
    TableMaxPool,
    TableMeanPool,
    first_kept,
    kept_on_the_class,
)
from exercises.exercise_06_convolution.sliding import Conv, MaxPool, MeanPool, im2col
from grader.checks import misconception
from reference import pooling as right_pooling

# Made like x ----------------------------------------------------------------------------------------------------------


class _OutLikeX(Conv):
    """out is written into an array of x's dtype."""

    def shaped(self, y):
        return super().shaped(y).astype(self.x.dtype)


class _MeansLikeX(MeanPool):
    def pooled(self, entries):
        return super().pooled(entries).astype(self.x.dtype)


class _GlobalMeansLikeX(right_pooling.GlobalAveragePooling):
    def forward(self, x):
        return super().forward(x).astype(x.dtype)


made_like_x = [
    *in_filters(_OutLikeX, "whole_numbers"),
    misconception("average_pooling", caught_by="whole_numbers", AveragePooling=_MeansLikeX),
    in_global(_GlobalMeansLikeX, "whole_numbers"),
]


# Of any layer ---------------------------------------------------------------------------------------------------------


def _on_the_class(cls: Any) -> Any:
    """What forward keeps is one for all layers of the class, like a global variable."""

    class KeepsOnTheClass(cls):
        kept: dict[str, Any] = {}  # noqa: RUF012

        def forward(self, x):
            out = super().forward(x)
            KeepsOnTheClass.kept = dict(vars(self))
            return out

        def backward(self, dout):
            vars(self).update(KeepsOnTheClass.kept)
            return super().backward(dout)

    return KeepsOnTheClass


def _by_default(make: Callable[[], Any], stride: int, pad: int) -> Any:
    """im2col or col2im that goes by these where nothing is said."""
    right_one, standard = make(), (stride, pad)

    def function(given, *rest):
        needed = len(rest) - 2 if make is im2col else len(rest) - 3
        return right_one(given, *rest, *standard[max(needed, 0) :])

    return function


class _ConvByTwos(Conv):
    def __init__(self, W, b, stride=2, pad=0):
        super().__init__(W, b, stride, pad)


class _ConvPadded(Conv):
    def __init__(self, W, b, stride=1, pad=1):
        super().__init__(W, b, stride, pad)


def _of_the_first_time(cls: Any) -> Any:
    """`if self.x is None: self.x = x`"""

    class KeepsTheFirst(cls):
        kept: dict[str, Any] | None = None

        def forward(self, x):
            out = super().forward(x)
            self.kept = self.kept or dict(vars(self))
            return out

        def backward(self, dout):
            vars(self).update(self.kept)
            return super().backward(dout)

    return KeepsTheFirst


class _WinnersOfTheFirst(MaxPool):
    """Who won is looked for anew only where the images have another shape."""

    kept: Any = None

    def forward(self, x):
        out = super().forward(x)
        if np.shape(self.kept) != self.entries.shape:
            self.kept = self.entries
        self.entries = self.kept
        return out


def _into_one_array(cls: Any) -> Any:
    """out is written into an array that the layer keeps."""

    class KeepsOut(cls):
        kept: Any = None

        def forward(self, x):
            out = super().forward(x)
            if np.shape(self.kept) != out.shape:
                self.kept = np.empty(out.shape)
            self.kept[...] = out
            return self.kept

    return KeepsOut


def _known_by_itself(cls: Any) -> Any:
    """Of an array that it was given last, forward keeps the answer, though other numbers may stand there now."""

    class Remembers(cls):
        seen: Any = None
        answer: Any = None

        def forward(self, x):
            if self.seen is not x:
                self.seen, self.answer = x, super().forward(x)
            return self.answer

    return Remembers


def _clipping(bound: float) -> Callable[[Any], Any]:
    """dout is cut off at this bound."""

    def change(cls: Any) -> Any:
        class Clips(cls):
            def backward(self, dout):
                return super().backward(np.clip(dout, -bound, bound))

        return Clips

    return change


def _without_answers(cls: Any) -> Any:
    class GivesNothing(cls):
        def forward(self, x):
            super().forward(x)

        def backward(self, dout):
            super().backward(dout)

    return GivesNothing


state_on_the_class = [
    *in_filters(_on_the_class(Conv), "own_forward", of=PLANAR),
    *in_pools(_on_the_class, "own_forward"),
    misconception(
        "global_pooling",
        caught_by="own_forward",
        GlobalAveragePooling=_on_the_class(right_pooling.GlobalAveragePooling),
        GlobalMaxPooling=_on_the_class(right_pooling.GlobalMaxPooling),
    ),
    in_global(_on_the_class(right_pooling.GlobalMaxPooling), "own_forward"),
    in_global(kept_on_the_class("arg_max")(WinnersByRow), "own_forward"),
    in_global(kept_on_the_class()(WinnersByRow), "own_forward"),
    *(
        misconception("convolution", caught_by="own_forward", Convolution=kept_on_the_class(*names)(table))
        for table in (TableConv, MatmulConv)
        for names in ((), ("x",), ("col",), ("col", "rows"))
    ),
    misconception("pooling", caught_by="own_forward", Pooling=kept_on_the_class()(TableMaxPool)),
    misconception("pooling", caught_by="own_forward", Pooling=kept_on_the_class("x")(TableMaxPool)),
    misconception("pooling", caught_by="own_forward", Pooling=kept_on_the_class("arg_max")(TableMaxPool)),
    misconception("average_pooling", caught_by="own_forward", AveragePooling=kept_on_the_class()(TableMeanPool)),
]
other_default_settings = [
    *(
        in_function(name, _by_default(make, stride, pad), "values")
        for name, make in FUNCTIONS.items()
        for stride, pad in ((2, 0), (1, 1))
    ),
    *in_filters(_ConvByTwos, "values"),
    *in_filters(_ConvPadded, "values"),
]
keeps_first_forward = [
    *in_filters(_of_the_first_time(Conv), "own_forward", of=PLANAR),
    *(
        misconception("convolution", caught_by="own_forward", Convolution=first_kept(*names)(table))
        for table in (TableConv, MatmulConv)
        for names in ((), ("x",), ("col",))
    ),
    *in_pools(_of_the_first_time, "own_forward", of=("pooling",)),
    misconception("pooling", caught_by="own_forward", Pooling=first_kept()(TableMaxPool)),
    misconception("pooling", caught_by="own_forward", Pooling=first_kept("x")(TableMaxPool)),
    misconception("pooling", caught_by="own_forward", Pooling=first_kept("arg_max")(TableMaxPool)),
    misconception("average_pooling", caught_by="own_forward", AveragePooling=first_kept()(TableMeanPool)),
    misconception("pooling", caught_by="own_forward", Pooling=_WinnersOfTheFirst),
    in_global(_of_the_first_time(right_pooling.GlobalMaxPooling), "own_forward"),
    in_global(first_kept()(WinnersByRow), "own_forward"),
    in_global(first_kept("arg_max")(WinnersByRow), "own_forward"),
]
out_kept_between_calls = [
    *in_filters(_into_one_array(Conv), "untouched", of=PLANAR),
    *in_pools(_into_one_array, "untouched"),
]
array_known_by_itself = [
    *in_filters(_known_by_itself(Conv), "own_forward", of=PLANAR),
    *in_pools(_known_by_itself, "own_forward"),
    in_global(_known_by_itself(right_pooling.GlobalAveragePooling), "own_forward"),
    in_global(_known_by_itself(right_pooling.GlobalMaxPooling), "own_forward"),
]
dout_clipped = [
    variant
    for bound in (1.0, 5.0)
    for variant in (
        *in_filters(_clipping(bound)(Conv), "derivative", of=PLANAR),
        *in_pools(_clipping(bound), "derivative"),
        in_global(_clipping(bound)(right_pooling.GlobalAveragePooling), "average_derivative"),
        in_global(_clipping(bound)(right_pooling.GlobalMaxPooling), "largest_derivative"),
    )
]
returns_nothing = [
    in_function("im2col", lambda *_: None, "values", "L01"),
    in_function("col2im", lambda *_: None, "values", "L01"),
    *in_filters(_without_answers(Conv), "values", "L01"),
    *in_pools(_without_answers, "values", "L01"),
]
