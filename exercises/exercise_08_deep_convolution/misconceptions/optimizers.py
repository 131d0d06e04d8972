"""Trainers that use the optimiser wrongly."""

from __future__ import annotations

from typing import Any

from exercises.exercise_08_deep_convolution.misconceptions.shared import Choosing, in_trainer, on_the_class
from reference.optimizers import SGD
from reference.trainer import OPTIMIZERS, Trainer


class _NewOptimizer(Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        *_, name, param = arguments
        self.make = lambda: OPTIMIZERS[name.lower()](**param)

    def learn(self, x, t):
        self.make().update(self.network.params, self.network.gradient(x, t))


class _NewOptimizerOfTheRate(_NewOptimizer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        *_, name, param = arguments
        self.make = lambda: OPTIMIZERS[name.lower()](lr=param["lr"])


class _NewOptimizerAnEpoch(_NewOptimizer):
    def learn(self, x, t):
        if self.done % self.steps_an_epoch == 0:
            self.optimizer = self.make()
        Choosing.learn(self, x, t)


class _NewOptimizerInTrain(_NewOptimizer):
    def learn(self, x, t):
        Choosing.learn(self, x, t)

    def train(self):
        for _ in range(self.steps // self.steps_an_epoch):
            self.optimizer = self.make()
            for _ in range(self.steps_an_epoch):
                self.train_step()


class _OptimizerSharedByAll(Trainer):
    optimizer = on_the_class("optimizer")


class _DefaultRate(Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = OPTIMIZERS[arguments[7].lower()]()


class _AlwaysSGD(Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = SGD(lr=arguments[8]["lr"])


class _AlwaysSGDWithAll(Choosing):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = SGD(**arguments[8])


class _RateAlone(Choosing):
    """Of the optimiser's arguments only the learning rate is passed on."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = OPTIMIZERS[arguments[7].lower()](lr=arguments[8]["lr"])


class _SettingsByOrder(Choosing):
    """What is said of the optimiser is passed on without its names."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.optimizer = OPTIMIZERS[arguments[7].lower()](*arguments[8].values())


def _mixing_up(one: str, other: str) -> Any:
    """Who asks for one optimiser gets another."""

    class Other(Choosing):
        def __init__(self, *arguments):
            name = arguments[7].lower() if len(arguments) > 7 else "sgd"
            super().__init__(*arguments)
            if name == one:
                both_have = {"lr", "momentum"} if other in {"momentum", "nesterov"} else {"lr"}
                settings = {key: value for key, value in arguments[8].items() if key in both_have}
                self.optimizer = OPTIMIZERS[other](**settings)

    return Other


class _Apart(Choosing):
    """The network gets a dict of new arrays at each step, of which its layers know nothing."""

    def learn(self, x, t):
        params = {name: array.copy() for name, array in self.network.params.items()}
        self.optimizer.update(params, self.network.gradient(x, t))
        self.network.params = params


class _StepsTwice(Choosing):
    def learn(self, x, t):
        grads = self.network.gradient(x, t)
        self.optimizer.update(self.network.params, grads)
        self.optimizer.update(self.network.params, grads)


class _NeverSteps(Choosing):
    def learn(self, x, t):
        self.network.gradient(x, t)


trainer_new_optimizer = [in_trainer(cls, "updates") for cls in (_NewOptimizer, _NewOptimizerOfTheRate)]
trainer_new_optimizer_an_epoch = [in_trainer(cls, "updates") for cls in (_NewOptimizerAnEpoch, _NewOptimizerInTrain)]
trainer_shares_the_optimizer = in_trainer(_OptimizerSharedByAll, "two_at_once")
trainer_default_rate = in_trainer(_DefaultRate, "updates")
trainer_always_sgd = [in_trainer(_AlwaysSGD, "updates"), in_trainer(_AlwaysSGDWithAll, "batches")]
trainer_steps_twice = in_trainer(_StepsTwice, "updates")
trainer_never_steps = in_trainer(_NeverSteps, "updates")
trainer_rate_alone = in_trainer(_RateAlone, "updates")
trainer_settings_by_order = in_trainer(_SettingsByOrder, "updates")
trainer_replaces_params = in_trainer(_Apart, "updates")
trainer_mixes_up_optimizers = [
    in_trainer(_mixing_up(one, other), "updates")
    for one, other in (
        ("nesterov", "momentum"),
        ("momentum", "nesterov"),
        ("momentum", "sgd"),
        ("adam", "rmsprop"),
        ("rmsprop", "adam"),
        ("rmsprop", "adagrad"),
        ("adagrad", "rmsprop"),
    )
]
