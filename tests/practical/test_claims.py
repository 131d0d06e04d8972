"""What the report found, found again: every practical in its quick form, with the reference, from fixed seeds.

The bounds leave room for what other seeds gave; docs/practicals.md has the figures.
"""

from __future__ import annotations

import os
from functools import lru_cache

import pytest

os.environ.setdefault("MPLBACKEND", "Agg")

from grader.practical import source
from grader.practical.session import Order, open_practical

pytestmark = pytest.mark.filterwarnings("ignore:FigureCanvasAgg is non-interactive")


@lru_cache
def results(number: int, language: str = "ja") -> dict[str, float]:
    """What the cells of a practical leave, run one after the other in this process."""
    session = open_practical(f"exercise_{number}", order=Order(language=language, quick=True))
    names = {"mine": session.mine, "digits": session.digits, "plots": session.plots, "quick": True}
    for name, code in source.read(session.exercise).cells.items():
        exec(compile(code, f"exercise_{number}:{name}", "exec"), names)
    return names["results"]


def test_a_network_of_two_layers_reads_most_digits():
    found = results(1)

    assert found["test"] > 0.85 and found["small"] < found["wide"]


def test_backpropagation_agrees_with_numerical_differentiation():
    assert results(1)["gap"] < 1e-5


def test_sigmoid_with_a_small_gaussian_stays_near_chance():
    assert results(2)["sigmoid Gauss"] < 0.2


def test_relu_with_he_learns():
    assert results(2)["ReLU He"] > 0.88


def test_the_gradient_vanishes_with_one_start_and_not_with_the_other():
    found = results(2)

    assert found["vanished"] < 1e-5 and 0.05 < found["healthy"] < 20


def test_batch_normalisation_learns_over_more_scales():
    found = results(3)

    assert found["with"] > found["without"] + 0.2


def test_the_optimisers_come_in_the_report_s_order():
    found = results(4)

    assert max(found["SGD"], found["Momentum"]) < 0.2
    assert min(found["RMSprop"], found["Adam"]) > 0.85
    assert found["AdaGrad 0.1"] > 0.8


def test_the_reported_formula_of_adam_climbs():
    assert results(4)["climbed"] > 10


def test_300_images_are_learnt_by_heart():
    found = results(5)

    assert found["train"] > 0.98 and found["gap plain"] > 0.1


def test_l1_makes_most_weights_practically_0_and_l2_makes_them_smaller():
    found = results(5)

    assert found["zeros L1"] > 0.5 > found["zeros plain"]
    assert found["norm L2"] < found["norm plain"]


@pytest.mark.parametrize("kind", ["L2", "L1", "Dropout", "Dropout + L1"])
def test_regularisers_narrow_the_gap(kind):
    found = results(5)

    assert found[f"gap {kind}"] < found["gap plain"]


def test_filters_change_while_a_convolutional_network_learns():
    found = results(6)

    assert found["test"] > 0.7 and found["moved"] > 0.3


def test_both_networks_of_two_convolutions_learn():
    found = results(7)

    assert (found["count double"], found["count stacked"]) == (75_430, 291_430)
    assert min(found["double"], found["stacked"]) > 0.35


def test_the_deep_network_learns_and_is_kept():
    found = results(8)

    assert found["same"] and found["test"] > 0.25 and found["loss"] < found["first"]
