"""`grade explain`."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("name", ["adam", "Adam", "exercise_4.adam", "4.adam"])
def test_a_task_is_found_by_its_name_or_its_place(grade, name):
    result = grade("explain", name)

    assert result.code == 0
    assert result.out.startswith("# Adam · ")
    assert "Kingma, Ba (2015)" in result.out


def test_an_exercise_is_explained_task_by_task_in_the_language_asked_for(grade):
    result = grade("explain", "3", "--lang", "ja")

    assert result.out.count("出典：") == 5
    assert "# 逆伝播 · " in result.out


def test_of_several_tasks_of_a_name_that_of_the_folder_is_meant(grade, started, monkeypatch):
    result = grade("explain", "network")
    monkeypatch.chdir(started / "exercise_06_convolution")

    assert result.code == 2
    assert "exercise_1.network, exercise_6.network" in result.err
    assert "way back" in grade("explain", "network").out.splitlines()[0]


def test_what_there_is_not_is_answered_with_the_nearest(grade):
    result = grade("explain", "4.adem")

    assert result.code == 2
    assert "adam" in result.err
