"""Every exercise keeps the promises of the author's gate: the same list that `grade author check` goes through.

Of each family of mistakes a member is tried here, and more where a check has none to catch yet, against all there are;
of the one whose networks take minutes, as many as there are checks to catch them. `make exercises` tries all.
"""

from __future__ import annotations

import pytest

from grader import catalog
from grader.author import gate
from grader.author.matrix import matrices
from grader.checks.paste import paste
from grader.exercise import Exercise
from grader.judging.bench import Bench

CONTENT = catalog.content()
EXERCISES = catalog.exercises(CONTENT)
LARGE = "exercise_8"


@pytest.mark.long
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_an_exercise_keeps_its_promises(exercise: Exercise) -> None:
    proofs = list(gate.check(exercise, CONTENT, each="check" if exercise.id == LARGE else "misconception"))

    assert [f"{proof.promise} {proof.subject}: {proof.problem}" for proof in proofs if proof.problem] == []
    assert [row.id for matrix in matrices(exercise, proofs) for row in matrix.rows.values() if row.survivors] == []
    kinds = {proof.promise for proof in proofs}
    assert {"text", "stub", "reference", "answers", "misconception"} <= kinds


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_an_exercise_has_ten_points_and_both_languages(exercise: Exercise) -> None:
    assert exercise.points == 10
    assert {"en", "ja"} <= set(exercise.title)
    assert all({"en", "ja"} <= set(task.title) for task in exercise.tasks)


LONGEST = 6000  # characters that a person may have to scroll past


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_smallest_example_of_every_check_fits_on_a_screen_or_two(exercise: Exercise) -> None:
    bench = Bench(catalog.load(exercise, CONTENT))
    lengths = {
        f"{task}.{name}": len(paste(bench.play(check, next(bench.least(check, seed=0)))))
        for (task, name), check in bench.course.checks.items()
    }

    assert {id: length for id, length in lengths.items() if length > LONGEST} == {}
