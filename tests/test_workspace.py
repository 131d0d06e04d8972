"""What is remembered survives other commands, crashes and careless hands."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import platformdirs
import pytest

from grader import catalog, workspace
from grader.errors import UsageError
from grader.report import Finding, Isolation, Match, Outcome, Report, TaskReport, Trouble


def report(trouble: Trouble | None = None, **outcomes: Outcome) -> Report:
    named = (Match("m"), Match("n", sure=False))
    findings = [Finding(task, "path", "parity", outcome, misconceptions=named) for task, outcome in outcomes.items()]
    tasks = tuple(TaskReport(finding.task, 1.0, (finding,)) for finding in findings)
    return Report("exercise_4", "optimizers.py", "", 0, tasks, Isolation("strong"), {}, trouble)


@pytest.fixture
def optimizers():
    return next(one for one in catalog.exercises(catalog.content()) if one.name == "optimizers")


def test_the_workspace_is_found_from_any_folder_below(tmp_path):
    made = workspace.create(tmp_path, "ja", "0.1.0")
    (tmp_path / "a" / "b").mkdir(parents=True)

    assert workspace.find(tmp_path / "a" / "b") == made
    assert made.language == "ja"


@pytest.mark.parametrize("data", ["", "/elsewhere", "not/absolute"])
@pytest.mark.parametrize("home", ["/home/somebody", "", "not/absolute", None])
def test_outside_of_workspaces_the_place_is_the_one_that_platformdirs_names(monkeypatch, data, home):
    monkeypatch.setenv("XDG_DATA_HOME", data)
    if home is None:
        monkeypatch.delenv("HOME", raising=False)
    else:
        monkeypatch.setenv("HOME", home)

    assert workspace.state(None) == platformdirs.user_data_path("nnkata", appauthor=False)


def test_a_workspace_that_is_there_is_kept(tmp_path):
    workspace.create(tmp_path, "ja", "0.1.0")

    assert workspace.create(tmp_path, "en", "0.2.0").language == "ja"


def test_names_with_quotes_and_backslashes_come_back(tmp_path):
    course = 'C:\\courses\\"deep" 学習'

    assert workspace.create(tmp_path, "en", "0.1.0", course).content == course


def test_outcomes_and_what_failed_are_remembered_task_by_task(tmp_path):
    with workspace.remember(tmp_path) as progress:
        progress.note(report(sgd=Outcome.FAILED, adam=Outcome.FAILED))
    with workspace.remember(tmp_path) as progress:
        progress.note(report(sgd=Outcome.PASSED))

    now = workspace.progress(tmp_path)
    assert now.tasks == {"exercise_4": {"sgd": "passed", "adam": "failed"}}
    assert now.failing == {"exercise_4": [{"task": "adam", "check": "path", "misconceptions": ["m"]}]}


def test_a_submission_that_did_not_load_says_nothing_about_tasks(tmp_path):
    with workspace.remember(tmp_path) as progress:
        progress.note(report(sgd=Outcome.PASSED))
        progress.note(report(Trouble("load.syntax"), sgd=Outcome.NOT_ATTEMPTED))

    assert workspace.progress(tmp_path).tasks["exercise_4"] == {"sgd": "passed"}


def test_commands_at_once_lose_no_hint(tmp_path):
    def open_hint(number: int) -> None:
        with workspace.remember(tmp_path) as progress:
            progress.open_hint("exercise_4", f"hint {number}", 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_hint, range(24)))

    assert len(workspace.progress(tmp_path).hints["exercise_4"]) == 24


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    with workspace.remember(tmp_path) as progress:
        progress.open_hint("exercise_4", "path", 2)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UsageError) as error, workspace.remember(tmp_path) as progress:
        progress.open_hint("exercise_4", "path", 3)

    assert error.value.code == "progress.unwritable"
    assert workspace.progress(tmp_path).hints == {"exercise_4": {"path": 2}}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["progress.json", "progress.lock"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tasks": {"exercise_4": 1}, "hints": {}, "failing": {}}', "\udcff"])
def test_a_damaged_file_is_refused_with_its_place(tmp_path, text):
    (tmp_path / "progress.json").write_text(text, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(UsageError) as error:
        workspace.progress(tmp_path)

    assert error.value.code == "progress.damaged"


def test_bonus_tasks_are_not_needed_to_be_done(optimizers):
    outcomes = {task.id: "passed" for task in optimizers.tasks}

    assert workspace.Progress({optimizers.id: outcomes}).passed(optimizers)
    assert not workspace.Progress({optimizers.id: outcomes | {"adam": "failed"}}).passed(optimizers)


def test_starter_files_are_known_in_both_languages_and_with_any_line_ends(tmp_path, optimizers):
    for name in ("optimizers.py", "optimizers.ja.py"):
        text = (optimizers.folder / name).read_text(encoding="utf-8")
        (tmp_path / "optimizers.py").write_bytes(text.replace("\n", "\r\n").encode())

        assert workspace.is_stub(tmp_path / "optimizers.py", optimizers)

    (tmp_path / "optimizers.py").write_text("x = 1\n")
    assert not workspace.is_stub(tmp_path / "optimizers.py", optimizers)


def test_a_notebook_counts_as_changed_only_by_its_code(tmp_path, optimizers):
    notebook = json.loads((optimizers.folder / "optimizers.ipynb").read_text(encoding="utf-8"))
    place = tmp_path / "optimizers.ipynb"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(source=cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"]))
            cell.update(execution_count=3, outputs=[{"output_type": "stream", "name": "stdout", "text": "1"}])
    place.write_text(json.dumps(notebook))
    assert workspace.is_stub(place, optimizers)

    notebook["cells"].append({"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": []})
    place.write_text(json.dumps(notebook))
    assert not workspace.is_stub(place, optimizers)
