"""The sample submissions that ship, graded as a learner would have them graded."""

import pytest

from grader.catalog import content
from grader.intake import read
from grader.report import Outcome
from tests.helpers import grade

EXERCISE = content().exercises / "exercise_04_optimizers"


def graded(name, seed=0):
    return grade(read(EXERCISE / name, "optimizers"), "exercise_4", content(), seed=seed)


STEPS_TO_ZERO = 3803041706985831
"""A seed under which a weight arrives at 0, where the mistake's own ε makes all the difference there is."""


@pytest.mark.parametrize("seed", [0, STEPS_TO_ZERO])
def test_the_sample_with_two_mistakes_has_both_named_and_keeps_its_other_points(seed):
    report = graded("samples/two_mistakes.py", seed)

    failed = {finding.task: finding for finding in report.findings if finding.outcome is Outcome.FAILED}
    assert {task: [match.id for match in finding.misconceptions] for task, finding in failed.items()} == {
        "momentum": ["momentum_forgets_velocity"],
        "adam": ["adam_without_correction"],
    }
    assert (report.earned, report.points) == (6, 10)


@pytest.mark.parametrize("name", ["optimizers.py", "optimizers.ja.py", "optimizers.ipynb", "optimizers.ja.ipynb"])
def test_a_starter_file_of_either_language_and_form_counts_as_not_attempted(name):
    report = graded(name)

    assert report.trouble is None
    assert {finding.outcome for finding in report.findings} == {Outcome.NOT_ATTEMPTED}
    assert report.earned == 0
