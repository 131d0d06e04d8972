"""Right answers in every style that people write: none may be turned away. See tests/solutions/README.md.

Each is judged here under one of two seeds; `make exercises` judges each under both.
"""

from pathlib import Path

import pytest

from grader import intake
from grader.catalog import content, exercises, find
from grader.cli.grading import PUBLISHED_SEED
from grader.report import Outcome
from tests.helpers import grade

CONTENT = content()
FRESH = 710_414_233
SOLUTIONS = sorted(
    path
    for path in (Path(__file__).parent / "solutions").glob("exercise_*/*")
    if path.suffix in (".py", ".ipynb") or (path.is_dir() and not path.name.startswith("__"))
)

ONCE_TURNED_AWAY = [
    *(("exercise_4/pytorch_formulas.py", seed) for seed in (1013, 1044, 1054)),  # a parameter is carried to a rounded 0
    ("exercise_4/float32_state.py", 7),  # a step lies between the right one and that of a mistake, nearer to the right
    ("exercise_2/single_precision_throughout.py", 15),  # a norm lies on its bound
    ("exercise_2/single_precision_throughout.py", 101),  # a number lies on the limit, which single precision rounds up
]
"""Seeds at which a right answer was once called wrong."""


def graded(path, seed):
    exercise, _ = find(path.parent.name, exercises(CONTENT))
    return grade(intake.read(path, exercise.name), exercise.id, CONTENT, seed=seed)


def complaints(report):
    """Whatever a learner would be told is wrong. A bonus task may be left out."""
    bonus = {task.id for task in report.tasks if task.bonus}
    return [
        f"{finding.id}: {finding.outcome} {finding.code} {dict(finding.values)} {finding.example}"
        for finding in report.findings
        if finding.outcome is not Outcome.PASSED
        and not (finding.task in bonus and finding.outcome is Outcome.NOT_ATTEMPTED)
    ]


SEEDS = {"published": PUBLISHED_SEED, "fresh": FRESH}
UNDER_SEEDS = [
    pytest.param(path, seed, id=f"{path.parent.name}/{path.stem}-{name}", marks=[pytest.mark.slow] * ((i + j) % 2))
    for i, path in enumerate(SOLUTIONS)
    for j, (name, seed) in enumerate(SEEDS.items())
]


@pytest.mark.parametrize(("path", "seed"), UNDER_SEEDS)
def test_a_right_answer_gets_every_point(path, seed):
    report = graded(path, seed)

    assert report.trouble is None
    assert complaints(report) == []
    assert report.earned >= report.points > 0


@pytest.mark.parametrize(("name", "seed"), ONCE_TURNED_AWAY)
def test_a_seed_that_once_turned_a_right_answer_away_does_so_no_more(name, seed):
    report = graded(Path(__file__).parent / "solutions" / name, seed)

    assert complaints(report) == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in SOLUTIONS}), ids=lambda folder: folder.name)
def test_solutions_lie_beside_an_exercise_of_that_name(folder):
    exercise, task = find(folder.name, exercises(CONTENT))

    assert (exercise.id, task) == (folder.name, None)
