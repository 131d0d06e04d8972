"""Trainers that record something else, or change what is not theirs."""

from __future__ import annotations

import numpy as np

from exercises.exercise_08_deep_convolution.misconceptions.shared import Choosing, in_trainer
from reference.trainer import Trainer


class _ChangesSettings(Trainer):
    """Takes the learning rate out of the dict."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        if len(arguments) > 8:
            arguments[8].pop("lr")


class _AddsARate(Trainer):
    """Puts a learning rate into a dict that has none."""

    def __init__(self, *arguments):
        if len(arguments) > 8:
            arguments[8].setdefault("lr", 0.01)
        super().__init__(*arguments)


class _LossAnEpoch(Trainer):
    def train_step(self):
        super().train_step()
        if self.done % self.steps_an_epoch:
            self.train_loss_list.pop()


class _LossSoFar(Trainer):
    """A running sum for the loss of the step."""

    def train_step(self):
        super().train_step()
        self.train_loss_list[-1] += sum(self.train_loss_list[-2:-1])


class _LossOfAll(Trainer):
    def train_step(self):
        super().train_step()
        self.train_loss_list[-1] = self.network.loss(self.x_train, self.t_train)


class _LossOfTests(Trainer):
    def train_step(self):
        super().train_step()
        self.train_loss_list[-1] = self.network.loss(self.x_test, self.t_test)


class _LastLossOnly(Trainer):
    def train_step(self):
        super().train_step()
        self.train_loss_list = self.train_loss_list[-1:]


class _NoLoss(Trainer):
    """`np.append`, which makes a new array."""

    def train_step(self):
        super().train_step()
        self.train_loss_list = []


class _LooksOnceMore(Trainer):
    def train(self):
        super().train()
        self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
        self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _LooksOnceLess(Trainer):
    def train(self):
        super().train()
        del self.train_acc_list[0], self.test_acc_list[0]


class _ListsSwapped(Trainer):
    def train(self):
        super().train()
        self.train_acc_list, self.test_acc_list = self.test_acc_list, self.train_acc_list


class _OneListForBoth(Trainer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.train_acc_list = self.test_acc_list


class _LooksAtEveryStep(Choosing):
    def look(self):
        self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
        self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _TestsOnTraining(Choosing):
    def look(self):
        if self.done % self.steps_an_epoch == 0:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.train_acc_list[-1] + 0.0)
            self.network.accuracy(self.x_train, self.t_train)


class _LooksOnce(Choosing):
    def look(self):
        if self.done == self.steps:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _LooksAtTheEnd(Choosing):
    """Once for all epochs."""

    def look(self):
        if self.done == self.steps:
            epochs = self.steps // self.steps_an_epoch
            self.train_acc_list += [self.network.accuracy(self.x_train, self.t_train)] * epochs
            self.test_acc_list += [self.network.accuracy(self.x_test, self.t_test)] * epochs


class _TrainingLookedAtOnce(Choosing):
    def look(self):
        if self.done % self.steps_an_epoch == 0:
            known = self.train_acc_list[:1] or [self.network.accuracy(self.x_train, self.t_train)]
            self.train_acc_list += known
            self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))


class _ShufflesInPlace(Choosing):
    def chosen(self):
        order = self.rng.permutation(len(self.x_train))
        self.x_train[:], self.t_train[:] = self.x_train[order], self.t_train[order]
        return np.arange(self.batch_size)


trainer_loss_an_epoch = in_trainer(_LossAnEpoch, "losses")
trainer_loss_of_others = [in_trainer(cls, "losses") for cls in (_LossOfAll, _LossOfTests)]
trainer_loss_so_far = in_trainer(_LossSoFar, "losses")
trainer_looks_at_every_step = in_trainer(_LooksAtEveryStep, "accuracies")
trainer_tests_on_training = in_trainer(_TestsOnTraining, "accuracies")
trainer_looks_once = in_trainer(_LooksOnce, "accuracies")
trainer_looks_at_one_time = [in_trainer(cls, "accuracies") for cls in (_LooksAtTheEnd, _TrainingLookedAtOnce)]
trainer_looks_once_more = in_trainer(_LooksOnceMore, "accuracies")
trainer_looks_once_less = in_trainer(_LooksOnceLess, "accuracies")
trainer_swaps_accuracies = in_trainer(_ListsSwapped, "accuracies")
trainer_one_list_for_both = in_trainer(_OneListForBoth, "accuracies")
trainer_keeps_no_losses = [in_trainer(cls, "losses") for cls in (_LastLossOnly, _NoLoss)]
trainer_changes_settings = [in_trainer(cls, "samples_untouched") for cls in (_ChangesSettings, _AddsARate)]
trainer_shuffles_in_place = in_trainer(_ShufflesInPlace, "samples_untouched")
