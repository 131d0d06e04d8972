"""Whose names a practical works with: the learner's where their task passes, else the reference's, and that is said."""

from __future__ import annotations

import sys

import pytest

from grader.practical.session import ORDER, Order, open_practical
from tests.reference.test_data import written

NAMES = ("SGD", "RMSProp", "Adam", "BatchNormalization")
OWN = "".join(f"class {name}:\n    mark = 'own'\n\n\n" for name in NAMES)


@pytest.fixture
def order(tmp_path, monkeypatch):
    (tmp_path / "own_optimizers.py").write_text(OWN, encoding="utf-8")
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield Order(str(tmp_path), "own_optimizers", ("sgd", "rmsprop"))
    sys.modules.pop("own_optimizers", None)


def test_tasks_that_pass_are_the_learner_s(order):
    session = open_practical("exercise_4", order=order)

    assert session.mine.SGD.mark == "own"


def test_a_name_is_found_under_its_other_spelling(order):
    assert open_practical("exercise_4", order=order).mine.RMSprop.mark == "own"


def test_tasks_that_do_not_pass_are_the_reference_s_and_are_listed(order):
    session = open_practical("exercise_4", order=order)

    assert not hasattr(session.mine.Adam, "mark")
    assert session.mine.stands_in == ("Momentum", "Nesterov", "AdaGrad", "Adam")


def test_plots_mention_those_of_the_reference_that_were_used_until_then(order):
    session = open_practical("exercise_4", order=order)

    session.mine.SGD(), session.mine.Nesterov()

    assert list(session.plots.stands_in) == ["Nesterov"]


def test_a_name_that_the_exercise_does_not_have_is_told_with_those_that_it_has(order):
    mine = open_practical("exercise_4", order=order).mine

    with pytest.raises(AttributeError, match="has no Rprop; it has AdaGrad, Adam, Momentum, "):
        mine.Rprop()


def test_a_name_is_the_learner_s_only_where_all_its_tasks_pass(order):
    tasks = ("train_forward", "running_statistics", "inference", "backward", "images")
    whole, partly = (Order(order.folder, order.module, some) for some in (tasks, tasks[:-1]))

    assert open_practical("exercise_3", order=whole).mine.BatchNormalization.mark == "own"
    assert open_practical("exercise_3", order=partly).mine.stands_in == ("BatchNormalization",)
    assert not hasattr(open_practical("exercise_3", order=partly).mine.BatchNormalization, "mark")


def test_without_any_order_everything_is_the_reference_s(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert len(open_practical("exercise_4").mine.stands_in) == 6


def test_a_notebook_that_is_opened_by_hand_takes_the_module_beside_it(monkeypatch, tmp_path):
    (tmp_path / "optimizers.py").write_text(OWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "optimizers", raising=False)

    assert open_practical("exercise_4").mine.Adam.mark == "own"
    sys.modules.pop("optimizers", None)


def test_a_notebook_that_is_opened_again_works_with_what_it_was_run_with(order, monkeypatch, tmp_path):
    (tmp_path / ORDER).write_text(order.text(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    session = open_practical("exercise_4")

    assert session.order == order and session.mine.SGD.mark == "own"


@pytest.mark.parametrize("zipped", [False, True])
def test_digits_are_those_of_the_folder_that_was_asked_for(tmp_path, zipped):
    folder = written(tmp_path, zipped)

    data = open_practical("exercise_6", order=Order(data=str(folder))).digits(flat=False)

    assert data.x_train.shape == (5, 1, 28, 28) and data.t_test.shape == (3,)
