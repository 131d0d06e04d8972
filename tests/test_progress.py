"""What is remembered survives other commands, crashes and careless hands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from grader import catalog, progress
from grader.errors import UsageError
from grader.progress import Failing, Progress, recall, remember
from grader.report import Finding, Isolation, Match, Outcome, Report, TaskReport, Trouble


def report(trouble: Trouble | None = None, **outcomes: Outcome) -> Report:
    named = (Match("m"), Match("n", sure=False))
    findings = [Finding(task, "path", "parity", outcome, misconceptions=named) for task, outcome in outcomes.items()]
    tasks = tuple(TaskReport(finding.task, 1.0, (finding,)) for finding in findings)
    return Report("exercise_4", "optimizers.py", "", 0, tasks, Isolation("strong"), {}, trouble)


@pytest.fixture
def optimizers():
    return next(one for one in catalog.exercises(catalog.content()) if one.name == "optimizers")


def test_outcomes_and_what_failed_are_remembered_task_by_task(tmp_path):
    with remember(tmp_path) as progress:
        progress.note(report(sgd=Outcome.FAILED, adam=Outcome.FAILED))
    with remember(tmp_path) as progress:
        progress.note(report(sgd=Outcome.PASSED))

    now = recall(tmp_path)
    assert now.tasks == {"exercise_4": {"sgd": "passed", "adam": "failed"}}
    assert now.failing == {"exercise_4": [Failing("adam", "path", ("m",))]}


def test_what_is_asked_only_when_it_is_handed_in_leaves_nothing_to_do(tmp_path, optimizers):
    first, *others = [task.id for task in optimizers.tasks if not task.bonus]
    open_ = Finding(first, "law", "law", Outcome.SKIPPED, "skipped.later")
    now = Progress()
    now.note(replace(report(), tasks=(TaskReport(first, 1.0, (open_,)),)))

    assert (now.outcome(optimizers, optimizers.tasks[0]), now.next(optimizers).id) == ("later", others[0])
    now.note(report(**dict.fromkeys(others, Outcome.PASSED)))
    assert now.passed(optimizers) and first not in [task.id for task in now.done(optimizers)]


def test_a_submission_that_did_not_load_says_nothing_about_tasks(tmp_path):
    with remember(tmp_path) as progress:
        progress.note(report(sgd=Outcome.PASSED))
        progress.note(report(Trouble("load.syntax"), sgd=Outcome.NOT_ATTEMPTED))

    assert recall(tmp_path).tasks["exercise_4"] == {"sgd": "passed"}


def test_commands_at_once_lose_no_hint(tmp_path):
    def open_hint(number: int) -> None:
        with remember(tmp_path) as progress:
            progress.open_hint("exercise_4", f"hint {number}", 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_hint, range(24)))

    assert len(recall(tmp_path).hints["exercise_4"]) == 24


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    with remember(tmp_path) as progress:
        progress.open_hint("exercise_4", "path", 2)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UsageError) as error, remember(tmp_path) as progress:
        progress.open_hint("exercise_4", "path", 3)

    assert error.value.code == "progress.unwritable"
    assert recall(tmp_path).hints == {"exercise_4": {"path": 2}}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["progress.json", "progress.lock"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tasks": {"exercise_4": 1}, "hints": {}, "failing": {}}', "\udcff"])
def test_a_damaged_file_is_refused_with_its_place(tmp_path, text):
    (tmp_path / "progress.json").write_text(text, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(UsageError) as error:
        recall(tmp_path)

    assert error.value.code == "progress.damaged"


def test_bonus_tasks_are_not_needed_to_be_done(optimizers):
    outcomes = {task.id: "passed" for task in optimizers.tasks}

    assert Progress({optimizers.id: outcomes}).passed(optimizers)
    assert not Progress({optimizers.id: outcomes | {"adam": "failed"}}).passed(optimizers)


def test_the_words_for_outcomes_are_a_report_s():
    words = [progress.PASSED, progress.FAILED, progress.NOT_BEGUN]

    assert words == [Outcome.PASSED, Outcome.FAILED, Outcome.NOT_ATTEMPTED]
