"""Whose names a practical works with: the learner's where their task passes, else the reference's, and that is said."""

from __future__ import annotations

import sys

import pytest

from grader.practical.session import ORDER, Order, open_practical

OWN = "class SGD:\n    mark = 'own'\n\n\nclass RMSProp:\n    mark = 'own'\n\n\nclass Adam:\n    mark = 'own'\n"


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
    assert session.stands_in == ("Momentum", "Nesterov", "AdaGrad", "Adam")
    assert session.plots.stands_in == session.stands_in


def test_without_any_order_everything_is_the_reference_s(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert len(open_practical("exercise_4").stands_in) == 6


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
