"""A known mistake fails whatever is drawn: under each of these seeds one had passed."""

from __future__ import annotations

import pytest

from grader import catalog
from grader.catalog import content
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Outcome

CONTENT = content()


@pytest.mark.parametrize(("exercise", "seed", "mistake"), [("exercise_5", 5002, "l2_divided_by_count")])
def test_it_fails(exercise: str, seed: int, mistake: str) -> None:
    found, _ = catalog.find(exercise, catalog.exercises(CONTENT))
    bench = Bench(catalog.load(found, CONTENT), seed)

    for variant in bench.course.misconceptions[mistake]:
        student = InProcess(bench.namespace(variant))
        findings = evaluate(bench, student, student.load(), task=variant.task)
        assert any(finding.outcome is Outcome.FAILED for finding in findings)
