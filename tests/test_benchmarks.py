"""What benchmarks hold ours against must ask as much as ours does, and be right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader import catalog
from tests.helpers import ROOT

ASK = "import sys, asking, submission; [asking.ask(task, vars(submission)) for task in sys.argv[1:]]"


def test_other_graders_are_asked_about_every_task_and_their_questions_are_passed_by_a_right_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from equal import equal_exercise

    tasks = [task.id for task in catalog.find("4", catalog.exercises(catalog.content()))[0].tasks]
    place = equal_exercise(4, ROOT / "tests" / "solutions" / "exercise_4" / "the_book.py", tmp_path / "equal")

    def asked() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-B", "-c", ASK, *tasks]
        return subprocess.run(words, cwd=place, capture_output=True, text=True)

    assert (asked().returncode, sorted(path.stem for path in (place / "tests").glob("*.py"))) == (0, sorted(tasks))
    answer = (place / "submission.py").read_text(encoding="utf-8")
    (place / "submission.py").write_text(answer.replace("params[key] -= self.lr", "params[key] += self.lr", 1))
    assert "AssertionError" in asked().stderr
