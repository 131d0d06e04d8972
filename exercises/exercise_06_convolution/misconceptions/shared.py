"""What several of these modules need: the same mistake in every task that can have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from exercises.exercise_06_convolution.sliding import Conv, MaxPool, MeanPool, col2im, im2col
from grader.checks import Misconception, misconception
from reference import pooling as right_pooling

CONVOLUTIONS = {"convolution": "Convolution", "convolution_1d": "Convolution1d", "convolution_3d": "Convolution3d"}
POOLS = {"pooling": ("Pooling", MaxPool), "average_pooling": ("AveragePooling", MeanPool)}
FUNCTIONS = {"im2col": im2col, "col2im": col2im}


def in_windows(
    windows: Any, caught_by: str, catalogue: Any = (), of: Any = (), **elsewhere: str
) -> list[Misconception]:
    """The same mistake wherever windows slide. of: the tasks; elsewhere: where another check catches it"""
    found = []
    for task in (*of, *(task for task in elsewhere if task not in of)):
        caught = elsewhere.get(task, caught_by)
        if task in FUNCTIONS:
            replaces = {task: FUNCTIONS[task](windows)}
        elif task in CONVOLUTIONS:
            replaces = {CONVOLUTIONS[task]: type("Conv", (Conv,), {"windows": windows})}
        else:
            name, pool = POOLS[task]
            replaces = {name: type("Pool", (pool,), {"windows": windows})}
        found.append(misconception(task, caught_by=caught, catalogue=catalogue, **replaces))
    return found


def in_filters(cls: Any, caught_by: str, catalogue: Any = (), of: Any = tuple(CONVOLUTIONS)) -> list[Misconception]:
    """The same mistake in convolutions along one, two and three axes."""
    return [misconception(task, caught_by=caught_by, catalogue=catalogue, **{CONVOLUTIONS[task]: cls}) for task in of]


def in_pools(cls: Callable[[Any], Any], caught_by: str, catalogue: Any = (), of: Any = tuple(POOLS)) -> Any:
    """The same mistake in pooling: `cls` makes a wrong class of a right one."""
    return [
        misconception(task, caught_by=caught_by, catalogue=catalogue, **{POOLS[task][0]: cls(POOLS[task][1])})
        for task in of
    ]


def in_function(task: str, function: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    return misconception(task, caught_by=caught_by, catalogue=catalogue, **{task: function})


def in_global(cls: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    name = "GlobalMaxPooling" if issubclass(cls, right_pooling.GlobalMaxPooling) else "GlobalAveragePooling"
    return misconception("global_pooling", caught_by=caught_by, catalogue=catalogue, **{name: cls})


def clearing(layer: Any) -> Any:
    class ClearsTheImage(layer):
        """backward sets x to 0, which is whose who gave it to forward."""

        def backward(self, dout):
            dx = super().backward(dout)
            self.x[...] = 0
            return dx

    return ClearsTheImage


PLANAR = ("convolution",)
LAYERED = (*CONVOLUTIONS,)
SLIDING = ("im2col", *CONVOLUTIONS)
EVERYWHERE = (*SLIDING, *POOLS)
