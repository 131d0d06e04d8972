"""What makes performing quick changes nothing of what comes out."""

from __future__ import annotations

import numpy as np
import pytest

from grader import catalog, in_process
from grader.author.gate import answers
from grader.formats.json import plain
from grader.in_process import InProcess
from grader.runners import Job, alone, finished
from grader.student import Script
from grader.worker.namespace import Namespace
from grader.worker.randomness import borrowed
from tests.helpers import timeless


@pytest.mark.parametrize("number", [5, 8])  # the exercises in which most is drawn
def test_generators_that_are_only_put_back_where_a_play_seeds_them_give_the_same_report(number, monkeypatch):
    content = catalog.content()
    exercise, _ = catalog.find(str(number), catalog.exercises(content))
    job = Job(exercise, answers(exercise, content.reference), 3, content)
    quick = finished(alone(job))

    monkeypatch.setattr(in_process, "nullcontext", borrowed)

    assert plain(timeless(finished(alone(job)))) == plain(timeless(quick))


def test_a_play_that_seeds_leaves_the_grader_s_own_generators_alone():
    script = Script()
    script.seed(7)
    script.call("draw", label="drawn")
    np.random.seed(1)
    expected = np.random.random(2)
    np.random.seed(1)

    (first,) = InProcess(Namespace({"draw": lambda: np.random.random(2)})).run([script.play()])
    (again,) = InProcess(Namespace({"draw": lambda: np.random.random(2)})).run([script.play()])

    np.testing.assert_array_equal(np.random.random(2), expected)
    for a, b in zip(first.seen.values(), again.seen.values(), strict=True):
        np.testing.assert_array_equal(a, b)
