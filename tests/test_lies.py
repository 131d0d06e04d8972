"""Whatever a worker answers, every check of every exercise comes to a verdict, and no lie earns a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from grader import catalog
from grader.content import content
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.observe import MANNERS
from grader.report import Outcome
from grader.student import Loaded, Opaque, Play, Run, Sight

CONTENT = content()
EXERCISES = catalog.exercises(CONTENT)


def lies(value: object) -> list[object]:
    """Answers that are none, or not this one."""
    array = np.asarray(value) if isinstance(value, (np.ndarray, float, int)) else np.ones((2, 3))
    others: list[object] = [
        *(None, True, 7, 0.5, -(2**63), float("nan"), float("inf"), "", "\x1b[2J", [], (), {}, [[]], {"": {}}),
        *(Opaque("Tensor", "too large"), [0.5] * 2000, {str(i): 1.0 for i in range(2000)}, np.array(2.0), np.zeros(0)),
        *(np.zeros((0, 3)), np.ones((1,) * 40), np.ones((3000, 1)), np.ones((1, 3000)), np.array([1.7e308, -1.7e308])),
        *(np.full(array.shape, np.nan), np.full(array.shape, np.inf), np.full(array.shape, 1.7e308), array[None]),
        *(np.full(array.shape, 5e-324), array.astype("f2"), array.astype("c16"), array.astype("i8"), array.astype("?")),
        *(array.T, np.ravel(array), -array, array * 0, list(np.ravel(array)[:50]), array.astype("f4") * 1.5),
    ]
    if isinstance(value, dict):
        others += [dict.fromkeys(value, lie) for lie in others[:8] + others[-8:]]
        others += [{**value, "extra": 1.0}, dict(list(value.items())[1:]), dict(zip(value, others, strict=False))]
    return others


class Liar:
    """Performs as the reference does, and then says something else for one of the outputs."""

    def __init__(self, reference: InProcess, seed: int) -> None:
        self.reference = reference
        self.rng = np.random.default_rng(seed)

    def load(self) -> Loaded:
        return self.reference.load()

    def run(self, plays: Sequence[Play]) -> Iterator[Run]:
        for run in self.reference.run(plays):
            labels = [label for label in run.seen if label.output not in MANNERS]
            if run.raised is not None or not labels:
                yield run
                continue
            label = labels[self.rng.integers(len(labels))]
            others = lies(run.seen[label])
            seen = Sight({**run.seen, label: others[self.rng.integers(len(others))]})
            yield replace(run, seen=seen, seconds=float(self.rng.choice([0.0, 1e-300, 1e308])))

    def fresh(self) -> None: ...

    def ahead(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_every_lie_is_judged(exercise: catalog.Exercise, monkeypatch: pytest.MonkeyPatch):
    # It takes long, and is searched by the same judge.
    monkeypatch.setattr("grader.judging.smallest.smallest", lambda *_: None)
    course = catalog.load(exercise, CONTENT)
    bench = Bench(course)
    names = Loaded(tuple(name for task in exercise.tasks for name in task.names))
    with np.errstate(all="ignore"):
        for seed in range(2):
            liar = Liar(InProcess(bench.namespace(None)), seed)
            findings = list(evaluate(Bench(course, seed), liar, names))
            troubled = [(f.id, f.values) for f in findings if f.code.startswith("grader.")]
            assert troubled == []
            failed = {f.task for f in findings if f.outcome is not Outcome.PASSED}
            assert failed == {task.id for task in exercise.tasks}
