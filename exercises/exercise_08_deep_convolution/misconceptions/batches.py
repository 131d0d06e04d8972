"""Trainers that take wrong samples, targets, or numbers of steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_08_deep_convolution.misconceptions.shared import Choosing, in_trainer, on_the_class
from reference.trainer import OPTIMIZERS, Trainer


class _OneStepAnEpoch(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps //= self.steps_an_epoch
        self.steps_an_epoch = 1


class _OneStepMore(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps += 1


class _OneEpoch(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps = self.steps_an_epoch


class _RoundsUp(Trainer):
    """A last, smaller batch is counted as a step too."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        epochs = self.steps // self.steps_an_epoch
        self.steps_an_epoch = -(-len(self.x_train) // self.batch_size)
        self.steps = epochs * self.steps_an_epoch


class _NoStepForFew(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps *= len(self.x_train) >= self.batch_size


def _by_default(**settings: Any) -> Any:
    """Other settings where none are given."""

    class Other(Trainer):
        def __init__(self, *arguments):
            super().__init__(*arguments, **(settings if len(arguments) == 5 else {}))

    return Other


class _EarlierStop(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.steps -= 1


class _ListsSharedByAll(Trainer):
    train_loss_list = on_the_class("train_loss_list")


class _WholeSet(Choosing):
    def chosen(self):
        return np.arange(len(self.x_train))


class _FirstRows(Choosing):
    def chosen(self):
        return np.arange(self.batch_size)


class _SameBatch(Choosing):
    """The generator is seeded anew in every step."""

    def chosen(self):
        return np.random.RandomState(1).permutation(len(self.x_train))[: self.batch_size]


class _NeverTheLast(Choosing):
    def chosen(self):
        return self.rng.integers(0, len(self.x_train) - 1, self.batch_size)


class _NeverTheRest(Choosing):
    """Drawn from as many as whole batches hold."""

    def chosen(self):
        return self.rng.integers(0, self.steps_an_epoch * self.batch_size, self.batch_size)


class _OneSample(Choosing):
    def chosen(self):
        return self.rng.integers(0, len(self.x_train), 1)


class _NeverTheFirst(Choosing):
    def chosen(self):
        return self.rng.integers(1, len(self.x_train), self.batch_size)


class _InTheSameOrder(Choosing):
    """Every epoch goes through the samples as they lie."""

    def chosen(self):
        start = self.done % self.steps_an_epoch * self.batch_size
        return np.arange(start, min(start + self.batch_size, len(self.x_train)))


class _InTheSameOrderByNumber(Choosing):
    """The same, by numbers of samples, even where there are fewer."""

    def chosen(self):
        return np.arange(self.batch_size) + self.done % self.steps_an_epoch * self.batch_size


class _RoundAndRound(Choosing):
    """As the samples lie, and behind the last one on with the first, whatever the epoch."""

    def chosen(self):
        return (np.arange(self.batch_size) + self.done * self.batch_size) % len(self.x_train)


class _ShuffledOnce(_RoundAndRound):
    """In an order that is drawn once for all epochs."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.order = self.rng.permutation(len(self.x_train))

    def chosen(self):
        return self.order[super().chosen()]


class _WithoutReplacement(Choosing):
    """As many as a batch holds, even where there are fewer."""

    def chosen(self):
        return np.random.choice(len(self.x_train), self.batch_size, replace=False)


class _Mirrored(Choosing):
    """Batches are turned round along their last axis."""

    def learn(self, x, t):
        super().learn(x[..., ::-1], t)


class _TrainsOnTests(Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.x_train, self.t_train = self.x_test, self.t_test


class _OneHotTargets(Choosing):
    """Class numbers are looked for in them, whatever they are."""

    def learn(self, x, t):
        super().learn(x, np.argmax(t, axis=1))


class _AnsweredByOthers(Choosing):
    """The targets are drawn a second time."""

    def answers(self, rows):
        return self.rng.integers(0, len(self.t_train), len(rows))


class _AnsweredByTheFirst(Choosing):
    def answers(self, rows):
        return np.arange(len(rows))


def _spelt(read: Callable[[str], str] = str, **names: str) -> Any:
    """Optimisers are known by these names alone. read: what a name becomes before it is looked up"""
    known = {name: OPTIMIZERS[of] for name, of in names.items()}

    class Speller(Trainer):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            if len(arguments) > 7:
                self.optimizer = known[read(arguments[7])](**arguments[8])

    return Speller


trainer_counts_epochs_as_steps = in_trainer(_OneStepAnEpoch, "batches")
trainer_one_step_more = in_trainer(_OneStepMore, "batches")
trainer_one_step_less = in_trainer(_EarlierStop, "batches")
trainer_one_sample = in_trainer(_OneSample, "batches")
trainer_one_hot_only = in_trainer(_OneHotTargets, "batches")
trainer_one_spelling = [
    in_trainer(
        _spelt(**{name: name.lower() for name in ("SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam")}),
        "batches",
    ),
    in_trainer(_spelt(**{name: name for name in OPTIMIZERS}), "batches"),
]
trainer_knows_rmsprpo = in_trainer(
    _spelt(str.lower, **{name if name != "rmsprop" else "rmsprpo": name for name in OPTIMIZERS}), "batches"
)
trainer_one_epoch = in_trainer(_OneEpoch, "batches")
trainer_rounds_up = in_trainer(_RoundsUp, "whole_batches")
trainer_no_step_for_few = in_trainer(_NoStepForFew, "small_set")
trainer_other_defaults = [
    in_trainer(_by_default(**settings), "defaults")
    for settings in (
        *({"epochs": n} for n in (1, 5, 10)),
        *({"mini_batch_size": n} for n in (10, 32, 50, 64)),
        {"optimizer": "Adam"},
        {"optimizer": "Momentum"},
        {"optimizer_param": {"lr": 0.3}},
    )
]
trainer_shared_by_all = in_trainer(_ListsSharedByAll, "two_at_once")
trainer_whole_set = in_trainer(_WholeSet, "batches")
trainer_first_rows = in_trainer(_FirstRows, "new_order")
trainer_same_batch = in_trainer(_SameBatch, "new_order")
trainer_never_the_last = in_trainer(_NeverTheLast, "every_sample")
trainer_never_the_first = in_trainer(_NeverTheFirst, "every_sample")
trainer_never_the_rest = in_trainer(_NeverTheRest, "every_sample")
trainer_trains_on_tests = in_trainer(_TrainsOnTests, "every_sample")
trainer_turns_samples = in_trainer(_Mirrored, "every_sample")
trainer_same_order = [
    in_trainer(cls, "new_order") for cls in (_InTheSameOrder, _InTheSameOrderByNumber, _RoundAndRound, _ShuffledOnce)
]
trainer_draws_more_than_there_are = in_trainer(_WithoutReplacement, "small_set")
trainer_targets_of_others = [
    in_trainer(_AnsweredByOthers, "own_targets"),
    in_trainer(_AnsweredByTheFirst, "own_targets"),
]
