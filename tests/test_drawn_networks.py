"""The networks of exercises 7 and 8 are drawn such that everything in them is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader import catalog
from grader.checks import Case
from grader.judging.bench import Bench
from reference.activations import Relu
from reference.deep_convolution import DeepConvNet
from reference.double_convolution import DoubleConvNet, StackedConvNet

NETWORKS: dict[tuple[str, str], Any] = {
    ("exercise_7", "double"): DoubleConvNet,
    ("exercise_7", "stacked"): StackedConvNet,
    ("exercise_8", "network"): DeepConvNet,
}
BY_BIASES = "dropout_in_training"  # the check for which the last weights are 0


def drawn(exercise: str, of_task: str) -> Iterator[tuple[str, Case]]:
    """A case of each check that fills a network and asks it about images."""
    found, _ = catalog.find(exercise, catalog.exercises(catalog.content()))
    bench = Bench(catalog.load(found, catalog.content()))
    for (task, name), check in bench.course.checks.items():
        (case,) = bench.cases(check, f"{task}.{name}", 1)
        if task == of_task and {"params", "x"} <= case.keys():
            yield name, case


@pytest.mark.parametrize(("exercise", "task"), NETWORKS)
def test_something_gets_through_every_layer_and_back(exercise, task):
    for name, case in drawn(exercise, task):
        net = NETWORKS[exercise, task](*case["arguments"])
        for key, array in case["params"].items():
            net.params[key][...] = array
        x = case["x"][:5]
        for layer in net.layers:
            x = layer.forward(x)
            assert not isinstance(layer, Relu) or np.mean(x > 0) > 0.1, name
        if name != BY_BIASES:
            grads = net.gradient(case["x"][:5], case["t"][:5])
            assert [key for key, array in grads.items() if not np.any(array)] == [], name


@pytest.mark.parametrize(("exercise", "task"), NETWORKS)
def test_images_that_are_counted_are_of_several_classes(exercise, task):
    for name, case in drawn(exercise, task):
        if name.startswith("accuracy"):
            net = NETWORKS[exercise, task](*case["arguments"])
            for key, array in case["params"].items():
                net.params[key][...] = array
            assert len({*np.argmax(net.predict(case["x"]), axis=1).tolist()}) > 1, name
