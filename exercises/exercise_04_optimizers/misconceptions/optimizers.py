"""Mistakes that any optimiser may have."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_04_optimizers.rules import CLASSES
from grader.checks import Misconception, misconception
from reference import optimizers as right


def _each(change: Any, caught_by: str, catalogue: Any, but: tuple[str, ...] = ()) -> list[Misconception]:
    """The same mistake in every optimiser: `change` makes a wrong class of a right one."""
    return [
        misconception(task, caught_by=caught_by, catalogue=catalogue, **{name: change(getattr(right, name))})
        for task, name in CLASSES.items()
        if task not in but
    ]


def _rebinding(cls: Any) -> Any:
    class Rebinds(cls):
        def update(self, params, grads):
            new = {key: p.copy() for key, p in params.items()}
            super().update(new, grads)
            params.update(new)

    return Rebinds


def _scaling_grads(cls: Any) -> Any:
    class ScalesGrads(cls):
        def update(self, params, grads):
            super().update(params, {key: g.copy() for key, g in grads.items()})
            for g in grads.values():
                g *= self.lr

    return ScalesGrads


def _uphill(cls: Any) -> Any:
    class Climbs(cls):
        def update(self, params, grads):
            super().update(params, {key: -g for key, g in grads.items()})

    return Climbs


def _swapped(cls: Any) -> Any:
    class TakesGradsFirst(cls):
        def update(self, grads, params):
            super().update(params, grads)

    return TakesGradsFirst


def _idle(cls: Any) -> Any:
    class DoesNothing(cls):
        def update(self, params, grads):
            return None

    return DoesNothing


def _skipping_last(cls: Any) -> Any:
    class SkipsTheLast(cls):
        def update(self, params, grads):
            kept = list(params)[:-1]
            super().update({key: params[key] for key in kept}, {key: grads[key] for key in kept})

    return SkipsTheLast


def _weights_only(cls: Any) -> Any:
    class WeightsOnly(cls):
        def update(self, params, grads):
            kept = [key for key in params if key.startswith("W")]
            super().update({key: params[key] for key in kept}, {key: grads[key] for key in kept})

    return WeightsOnly


def _by_usual_names(cls: Any) -> Any:
    class UsualNamesOnly(cls):
        def update(self, params, grads):
            kept = [key for key in ("W1", "b1", "W2", "b2") if key in params]
            super().update({key: params[key] for key in kept}, {key: grads[key] for key in kept})

    return UsualNamesOnly


def _first_only(cls: Any) -> Any:
    class ReturnsInTheLoop(cls):
        def update(self, params, grads):
            first = list(params)[:1]
            super().update({key: params[key] for key in first}, {key: grads[key] for key in first})

    return ReturnsInTheLoop


def _last_only(cls: Any) -> Any:
    """The step stands behind the loop, where the key is still the last one."""

    class MovesTheLast(cls):
        def update(self, params, grads):
            last = list(params)[-1:]
            super().update({key: params[key] for key in last}, {key: grads[key] for key in last})

    return MovesTheLast


def _moving_once(cls: Any) -> Any:
    """The loop over the parameters stands inside of `if self.v is None:`."""

    class MovesOnce(cls):
        begun = False

        def update(self, params, grads):
            if not self.begun:
                super().update(params, grads)
            self.begun = True

    return MovesOnce


def _skipping_first(cls: Any) -> Any:
    """The first call makes the memory, and does no more: `return` or `else` stands behind."""

    class SkipsTheFirst(cls):
        begun = False

        def update(self, params, grads):
            if self.begun:
                super().update(params, grads)
            self.begun = True

    return SkipsTheFirst


def _resting(cls: Any) -> Any:
    class RestsWithoutGradient(cls):
        def update(self, params, grads):
            moving = [key for key in params if np.any(grads[key])]
            super().update({key: params[key] for key in moving}, {key: grads[key] for key in moving})

    return RestsWithoutGradient


def _by_order(cls: Any) -> Any:
    class PairsByOrder(cls):
        def update(self, params, grads):
            super().update(params, dict(zip(params, grads.values(), strict=True)))

    return PairsByOrder


def _kept_by_order(cls: Any) -> Any:
    """What was gathered is kept by the place in grads, everything else by name."""

    class KeepsByOrder(cls):
        def update(self, params, grads):
            super().update(dict(enumerate(params[key] for key in grads)), dict(enumerate(grads.values())))

    return KeepsByOrder


def _deaf(cls: Any) -> Any:
    class IgnoresSmallGradients(cls):
        def update(self, params, grads):
            super().update(params, {key: np.where(np.abs(g) < 1e-3, 0.0, g) for key, g in grads.items()})

    return IgnoresSmallGradients


def _rate_frozen(cls: Any) -> Any:
    class KeepsTheFirstRate(cls):
        """Every step is taken with the rate of the beginning."""

        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.start = self.lr

        def update(self, params, grads):
            now, self.lr = self.lr, self.start
            super().update(params, grads)
            self.lr = now

    return KeepsTheFirstRate


def _by_default(factor: float) -> Any:
    """So many times the default rate that is asked for."""

    def change(cls: Any) -> Any:
        class OtherDefault(cls):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                if not arguments:
                    self.lr *= factor

        return OtherDefault

    return change


def _ignoring(*names: str) -> Any:
    """The constructor takes these, and sets their default values whatever they are."""

    def change(cls: Any) -> Any:
        class IgnoresSettings(cls):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                vars(self).update({name: value for name, value in vars(cls()).items() if name in names})

        return IgnoresSettings

    return change


rebinds_arrays = _each(_rebinding, "in_place", "F02")
changes_grads = _each(_scaling_grads, "in_place", "F03")
climbs = _each(_uphill, "downhill", ("F01", "F05"))
arguments_swapped = _each(_swapped, "in_place", "L08")
does_nothing = _each(_idle, "downhill", "L01")
small_gradients_ignored = _each(_deaf, "tiny_gradient", ())
rate_frozen = _each(_rate_frozen, "changing_rate", ())
default_rate = [*_each(_by_default(10), "defaults", ()), *_each(_by_default(0.1), "defaults", ())]
settings_ignored = [
    *_each(_ignoring("lr"), "first_step", ()),
    *_each(_ignoring("momentum", "decay_rate"), "first_step", (), but=("sgd", "momentum", "adagrad", "adam")),
    *_each(_ignoring("momentum", "beta1", "beta2"), "path", (), but=("sgd", "nesterov", "adagrad", "rmsprop")),
]
skips_last = _each(_skipping_last, "downhill", "L04")
first_only = _each(_first_only, "downhill", "L04")
first_update_only = _each(_moving_once, "path", (), but=("sgd",))
skips_first_update = _each(_skipping_first, "downhill", (), but=("sgd",))
last_only = _each(_last_only, "downhill", "L04")
rests_without_gradient = _each(_resting, "pause", (), but=("sgd", "adagrad"))
paired_by_order = _each(_by_order, "by_name", "L06")
kept_by_order = _each(_kept_by_order, "by_name", "F11", but=("sgd",))
weights_only = _each(_weights_only, "downhill", "L06")
usual_names_only = [
    *_each(_by_usual_names, "downhill", (), but=("sgd", "rmsprop")),
    *_each(_by_usual_names, "first_step", (), but=(*(task for task in CLASSES if task != "sgd"),)),
    *_each(_by_usual_names, "path", (), but=(*(task for task in CLASSES if task != "rmsprop"),)),
]
