"""The folder that a learner works in: found from below, made once, and which of its files were changed."""

from __future__ import annotations

import json

import platformdirs
import pytest

from grader import catalog, workspace


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


def test_starter_files_are_known_in_both_languages_and_with_any_line_ends(tmp_path, optimizers):
    for name in ("optimizers.py", "optimizers.ja.py"):
        text = (optimizers.folder / name).read_text(encoding="utf-8")
        (tmp_path / "optimizers.py").write_bytes(text.replace("\n", "\r\n").encode())

        assert workspace.is_stub(tmp_path / "optimizers.py", optimizers)

    (tmp_path / "optimizers.py").write_text("x = 1\n")
    assert not workspace.is_stub(tmp_path / "optimizers.py", optimizers)


def test_a_starter_file_that_an_editor_has_put_a_byte_order_mark_before_is_untouched(tmp_path, optimizers):
    file = tmp_path / "optimizers.py"
    file.write_text(optimizers.starter("ja").read_text(encoding="utf-8"), encoding="utf-8-sig", newline="\r\n")

    assert workspace.is_stub(file, optimizers)


@pytest.mark.parametrize(("written", "chosen"), [("raise", "optimizers.ipynb"), ("pass; raise", "optimizers.py")])
def test_beside_a_starter_module_of_another_version_it_is_the_notebook_that_is_worked_on(
    tmp_path, optimizers, monkeypatch, written, chosen
):
    starter = optimizers.starter().read_text(encoding="utf-8").replace('"""', '"""Of another release. ', 1)
    (tmp_path / "optimizers.py").write_text(starter.replace("raise", written), encoding="utf-8")
    (tmp_path / "optimizers.ipynb").write_text('{"cells": [{"cell_type": "code", "source": "x = 1"}]}')
    monkeypatch.chdir(tmp_path)

    assert workspace.work(optimizers, None) == tmp_path / chosen
    assert not workspace.is_stub(tmp_path / "optimizers.py", optimizers)  # `grade reset` brings today's


def test_an_exercise_s_folder_may_have_another_name(tmp_path, optimizers, monkeypatch):
    made = workspace.create(tmp_path, "en", "0.1.0")
    for name in ("my optimizers", "exercise_08_deep_convolution", ".cache"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "optimizers.py").write_text("x = 1\n")
    (tmp_path / "my optimizers" / "below").mkdir()

    for place in (tmp_path, tmp_path / "my optimizers", tmp_path / "my optimizers" / "below"):
        monkeypatch.chdir(place)
        assert workspace.work(optimizers, made) == tmp_path / "my optimizers" / "optimizers.py"

    made.root.joinpath(optimizers.folder.name).mkdir()
    assert made.folder(optimizers).name == optimizers.folder.name


def test_of_several_folders_with_an_exercise_s_files_none_is_chosen_but_the_one_we_are_in(
    tmp_path, optimizers, monkeypatch
):
    made = workspace.create(tmp_path, "en", "0.1.0")
    for name in ("first try", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "optimizers.py").write_text("x = 1\n")

    monkeypatch.chdir(tmp_path)
    assert workspace.work(optimizers, made) is None
    monkeypatch.chdir(tmp_path / "second")
    assert workspace.work(optimizers, made) == tmp_path / "second" / "optimizers.py"


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


@pytest.mark.parametrize("name", ["optimizers.ipynb", "optimizers.ja.ipynb"])
def test_a_notebook_of_another_version_counts_as_worked_in_only_where_it_says_something_else(
    tmp_path, optimizers, name
):
    text = (optimizers.folder / name).read_text(encoding="utf-8")
    module, notebook = tmp_path / "optimizers.py", tmp_path / "optimizers.ipynb"
    module.write_text("x = 1\n")
    notebook.write_text(text.replace("# grade check", "# nnkata check").replace("%grade ", "%grade --all "))
    assert not workspace.is_stub(notebook, optimizers)
    assert workspace.passed_over(module, optimizers) is None

    notebook.write_text(text.replace("raise Not", "x = Not", 1))
    assert workspace.passed_over(module, optimizers) == notebook
    assert workspace.passed_over(notebook, optimizers) is None
