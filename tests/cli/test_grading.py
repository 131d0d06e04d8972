"""`grade check` and `grade submit`, from the words on the command line to the exit code."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from grader import gradebook
from grader.content import content
from grader.errors import UsageError
from grader.messages.lines import columns
from tests.helpers import edited, right_answer

from .conftest import CLIMBS, MISTAKES, SGD, command, process
from .terminal import Terminal

SAMPLE = content().exercises / "exercise_04_optimizers" / "samples" / MISTAKES


def test_a_right_answer_exits_with_0(grade, here):
    (here / "mine.py").write_text(SGD)

    assert grade("check", "4.sgd", "mine.py").code == 0


def test_a_wrong_answer_exits_with_1(grade, here):
    (here / "mine.py").write_text(CLIMBS)

    assert grade("check", "4.sgd", "mine.py").code == 1


@pytest.mark.usefixtures("started")
def test_starter_code_exits_with_3(grade):
    grade("reset", "4")

    assert grade("check", "4").code == 3


def test_a_submission_that_does_not_load_exits_with_4(grade, here):
    (here / "mine.py").write_text("class SGD(\n")

    assert grade("check", "4", "mine.py").code == 4


@pytest.mark.parametrize(
    ("asked", "again"), [("4", "exercise_4"), ("4.sgd", "exercise_4.sgd"), ("sgd", "exercise_4.sgd")]
)
def test_what_to_check_once_it_loads_is_what_was_asked(grade, here, asked, again):
    (here / "mine.py").write_text("class SGD(\n")

    assert f"grade check {again} mine.py\n" in grade("check", asked, "mine.py").out


@pytest.mark.parametrize(
    ("line", "english", "japanese"),
    [
        ("<<<<<<< HEAD", "Git has left this mark", "Git の競合（コンフリクト）の印"),
        ("def f(x)：", "“：” (U+FF1A) is not a character of Python", "「：」（U+FF1A）は Python では"),
        ("print（1）", "“(” is meant", "「(」の間違い"),
        ("print(“1”)", '“"” is meant', '「"」の間違い'),
        ("x =\u30001", "is not an ordinary space (U+3000)", "全角スペース"),
        ("x =\u00a01", "is not an ordinary space (U+00A0)", "U+00A0"),
        ("x = 1、2", "“、” (U+3001) is not a character of Python; “,” is meant", "「,」の間違い"),
        ("```python", "Markdown", "Markdown"),
        (">>> x = 1", "prompt", "プロンプト"),
        ("x = = 1", "invalid syntax", "invalid syntax"),
        ("x = €", "invalid character", "invalid character"),
    ],
)
def test_a_slip_that_python_has_no_word_for_is_told_in_one(grade, here, line, english, japanese):
    (here / "mine.py").write_text(f"class SGD: pass\n{line}\n", encoding="utf-8")

    for language, said in (("en", english), ("ja", japanese)):
        told = grade("check", "4", "mine.py", "--lang", language)
        assert said in re.sub(r"\s*\n", " " if language == "en" else "", told.out)


def test_where_there_is_nothing_to_judge_it_is_said_where_was_looked(grade, here):
    lost = grade("check", "4")

    assert lost.code == 2
    assert f"{here} is in no workspace and holds no optimizers.py. Go to your workspace, " in lost.err


@pytest.mark.usefixtures("started")
def test_where_the_workspace_has_nothing_to_judge_it_is_said_too(grade, started):
    for file in (started / "exercise_04_optimizers").glob("optimizers.*"):
        file.unlink()

    assert f"there is none for exercise_4 in the workspace or in {started}. Give one" in grade("check", "4").err


def test_a_renamed_exercise_folder_is_found_from_anywhere_in_the_workspace(grade, started):
    (started / "exercise_04_optimizers").rename(started / "my optimizers")

    assert "exercise_4.sgd" in grade("check", "4.sgd").out
    assert "my optimizers" in grade("reset", "4").out
    assert grade("start").code == 0 and not (started / "exercise_04_optimizers").exists()


def test_of_several_folders_with_files_of_an_exercise_one_has_to_be_named(grade, started):
    folder = (started / "exercise_04_optimizers").rename(started / "my optimizers")
    shutil.copytree(folder, started / "another")

    told = grade("check", "4.sgd")

    assert told.code == 2
    assert "files for exercise_4 in another/, my optimizers/. Say which: grade check exercise_4 another/opt" in told.err


def test_exit_zero_is_0_whatever_came_of_grading(grade, here):
    (here / "mine.py").write_text(CLIMBS)

    assert grade("check", "4.sgd", "mine.py", "--exit-zero").code == 0


def test_exit_zero_does_not_hide_that_the_command_was_wrong(grade):
    assert grade("check", "4", "nowhere.py", "--exit-zero").code == 2


@pytest.mark.parametrize(
    "name", ["exercise_4", "4", "optimizers", "exercise_04_optimizers", "04", "exercise_04", "exercise_4.sgd"]
)
def test_every_name_of_an_exercise_works(grade, here, name):
    (here / "mine.py").write_text(SGD)

    report = json.loads(grade("check", name, "mine.py", "--format", "json").out)

    assert "exercise_4" in json.dumps(report)


def test_without_a_file_the_changed_one_of_the_workspace_is_taken(grade, started):
    folder = started / "exercise_04_optimizers"
    grade("reset", "4")
    notebook = json.loads((folder / "optimizers.ipynb").read_text())
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["source"] = SGD
    (folder / "optimizers.ipynb").write_text(json.dumps(notebook))

    assert "optimizers.ipynb" in grade("check", "4.sgd").out

    (folder / "optimizers.py").write_text(CLIMBS)

    assert "optimizers.py" in grade("check", "4.sgd").out


def worked_in(notebook: Path, code: str) -> None:
    """Write a further cell into a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))
    cells["cells"].append({"cell_type": "code", "source": code})
    notebook.write_text(json.dumps(cells))


@pytest.mark.parametrize("body", ["pass", "...", "return", "return None"])
def test_beside_a_module_that_holds_no_code_it_is_the_notebook_that_is_judged(grade, started, body):
    folder = started / "exercise_04_optimizers"
    grade("reset", "4")
    starter = (folder / "optimizers.py").read_text(encoding="utf-8")
    (folder / "optimizers.py").write_text(re.sub("raise .*", body, starter), encoding="utf-8")

    assert "grade check exercise_4 optimizers.ipynb" not in grade("check", "4.sgd").out  # neither is written
    worked_in(folder / "optimizers.ipynb", SGD)

    told = grade("check", "4.sgd")
    assert told.code == 0
    assert "optimizers.ipynb" in told.out and "optimizers.py" not in told.out
    (started.parent / "copy").mkdir()
    shutil.copytree(folder, started.parent / "copy" / "work")
    assert grade("check", "4.sgd", started.parent / "copy" / "work").code == 0


@pytest.mark.parametrize(("lang", "said"), [("en", "optimizers.ipynb was changed too"), ("ja", "optimizers.ipynb も")])
def test_a_notebook_that_is_passed_over_is_named_with_the_way_to_have_it_judged(grade, started, lang, said):
    folder = started / "exercise_04_optimizers"
    assert "optimizers.ipynb" not in grade("check", "4.sgd", "--lang", lang).out
    worked_in(folder / "optimizers.ipynb", SGD)

    told = grade("check", "4.sgd", "--lang", lang)

    assert told.code == 1
    assert said in "".join(told.out.split("\n  "))
    assert "grade check exercise_4 exercise_04_optimizers/optimizers.ipynb" in " ".join(told.out.split())
    assert said not in grade("check", "4.sgd", folder / "optimizers.py", "--lang", lang).out  # it was named
    inside = grade("check", "4.sgd", folder, "--lang", lang)
    assert inside.code == 1
    assert "--entry optimizers.ipynb" in " ".join(inside.out.split())


def test_a_notebook_that_was_only_run_still_is_the_starter_notebook(grade, started):
    folder = started / "exercise_04_optimizers"
    grade("reset", "4")
    notebook = json.loads((folder / "optimizers.ipynb").read_text())
    notebook["metadata"]["kernelspec"] = {"name": "other", "display_name": "Other"}
    (folder / "optimizers.ipynb").write_text(json.dumps(notebook, indent=3))

    assert "optimizers.py" in grade("check", "4").out


def test_without_a_file_and_a_workspace_the_cure_is_said(grade):
    result = grade("check", "4")

    assert result.code == 2
    assert "grade start" in result.err


def test_a_missing_file_is_named(grade):
    result = grade("check", "4", "nowhere.py")

    assert result.code == 2
    assert "nowhere.py" in result.err
    assert result.out == ""


@pytest.mark.parametrize(
    ("name", "nearest"), [("optimisers", "optimizers"), ("exercise_4.adan", "adam"), ("44", "exercise_4")]
)
def test_an_unknown_name_is_answered_with_the_nearest(grade, name, nearest):
    result = grade("check", name)

    assert result.code == 2
    assert nearest in result.err


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("exercise3", "exercise_3"),
        ("Exercise 03", "exercise_3"),
        ("excercise_3", "exercise_3"),
        ("ex3", "exercise_3"),
        ("excercise_3.images", "exercise_3"),
        ("batch-normalization", "batch_normalization"),
        ("BatchNormalization", "batch_normalization"),
        ("deepconvnt", "DeepConvNet, DoubleConvNet, deep_convolution"),
        ("convolutoin", "convolution, Convolution3d, Convolution1d"),
        ("init", "initializers"),
    ],
)
def test_the_nearest_are_spelt_as_anywhere_else_and_those_that_only_look_alike_are_none(grade, name, nearest):
    told = grade("check", name)

    assert (told.code, told.out) == (2, "")
    assert f"Nearest: {nearest}. `grade list`" in told.err


def test_where_nothing_is_near_all_are_told(grade):
    told = grade("check", "attention").err

    assert "There is no exercise “attention”. There are: exercise_1, exercise_2" in told


@pytest.mark.parametrize(("lang", "said"), [("en", "There is no file regularizers.py"), ("ja", "ありません")])
def test_a_file_that_is_not_there_in_the_place_of_the_exercise_is_told_as_that(
    grade, started, here, monkeypatch, lang, said
):
    told = grade("check", "regularizers.py", "--lang", lang)
    assert (told.code, told.out) == (2, "")
    assert said in told.err and told.err.endswith("grade check exercise_5\n")

    monkeypatch.chdir(here)
    for name, cure in (("regularizers.py", "grade check exercise_5 FILE"), ("mine.zip", "grade check EXERCISE FILE")):
        told = grade("check", name, "--lang", lang)
        assert name in told.err and told.err.endswith(f"{cure}\n")

    (here / "regularizers.py").write_text("")
    assert grade("check", "regularizers.py").err.endswith("grade check exercise_5 regularizers.py\n")


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize(("lang", "said"), [("en", "is the folder of exercise_3"), ("ja", "exercise_3 のフォルダ")])
def test_the_folder_of_another_exercise_is_told_as_that(grade, lang, said):
    for word, slash in (("check", ""), ("submit", "/")):
        told = grade(word, "5", f"exercise_03_batch_normalization{slash}", "--lang", lang)

        assert (told.code, told.out) == (2, "")
        assert said in told.err
        assert told.err.endswith(f"grade {word} exercise_3 exercise_03_batch_normalization\n")


def test_an_unknown_format_is_refused_before_grading(grade, here):
    (here / "mine.py").write_text(SGD)

    result = grade("check", "4", "mine.py", "--format", "pdf")

    assert result.code == 2
    assert "json" in result.err
    assert result.out == ""


def test_an_unknown_dialect_is_refused_with_those_there_are(grade, here):
    (here / "mine.py").write_text(SGD)

    result = grade("check", "4", "mine.py", "--dialect", "klingon")

    assert result.code == 2
    assert "study-ai" in result.err


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "has no dialects"), ("ja", "exercise_1 には流儀の設定がない")], ids=["en", "ja"]
)
def test_where_there_are_no_dialects_that_is_said(grade, here, lang, said):
    (here / "mine.py").write_text("class Sigmoid: pass\n")

    result = grade("check", "1", "mine.py", "--dialect", "klingon", "--lang", lang)

    assert result.code == 2
    assert said in result.err
    assert "klingon" in result.err


def test_check_records_nothing_in_the_gradebook(grade, started):
    grade("check", "4")

    assert not (started / ".nnkata" / "gradebook.sqlite").exists()


@pytest.mark.usefixtures("started")
def test_check_uses_the_published_seed_and_submit_a_fresh_one(grade):
    checked = [json.loads(grade("check", "4", "--format", "json").out)["seed"] for _ in range(2)]
    submitted = [json.loads(grade("submit", "4", "--format", "json").out)["seed"] for _ in range(2)]

    assert checked == [0, 0]
    assert len({*submitted, 0}) == 3


def test_submit_records_the_attempt_and_says_where(grade, started):
    result = grade("submit", "4")

    assert result.code == 1
    assert str(started / ".nnkata" / "gradebook.sqlite") in result.err
    assert "optimizers.py" in grade("history").out


def test_outside_of_a_workspace_the_gradebook_lies_in_the_data_folder(grade, here, tmp_path):
    (here / "mine.py").write_text(SGD)

    grade("submit", "4.sgd", "mine.py")

    assert (tmp_path / "home" / "data" / "nnkata" / "gradebook.sqlite").is_file()
    assert [path.name for path in here.iterdir()] == ["mine.py"]


@pytest.mark.usefixtures("started")
def test_the_gradebook_can_be_named_by_an_option_or_the_environment(grade, tmp_path, monkeypatch):
    grade("submit", "4", "--gradebook", tmp_path / "one.sqlite")
    monkeypatch.setenv("NNKATA_GRADEBOOK", str(tmp_path / "two.sqlite"))
    grade("submit", "4")

    assert (tmp_path / "one.sqlite").is_file()
    assert (tmp_path / "two.sqlite").is_file()


@pytest.mark.usefixtures("started")
def test_a_gradebook_that_cannot_be_written_is_refused_before_grading(grade, tmp_path):
    (tmp_path / "file").write_text("")

    result = grade("submit", "4", "--gradebook", tmp_path / "file" / "book.sqlite")

    assert result.code == 2
    assert "--gradebook" in result.err
    assert result.out == ""


@pytest.mark.usefixtures("started")
def test_a_disk_that_fills_up_while_grading_takes_the_record_but_not_the_report(grade, monkeypatch):
    def full(*_arguments: object) -> int:
        raise UsageError("gradebook.full", path="gradebook.sqlite", reason="disk full")

    monkeypatch.setattr(gradebook.Recorder, "append", full)

    result = grade("submit", "4")

    assert result.code == 2
    assert "optimizers.py" in result.out
    assert "gradebook.sqlite" in result.err


@pytest.mark.usefixtures("started")
def test_two_submits_at_once_are_both_recorded(grade):
    both = [subprocess.Popen(command("submit", "4"), stdout=subprocess.DEVNULL) for _ in range(2)]

    assert [one.wait() for one in both] == [1, 1]
    assert len(grade("history").out.splitlines()) == 3


def test_progress_that_cannot_be_noted_does_not_take_the_verdict(grade, started):
    (started / ".nnkata").write_text("a file in the way")

    result = grade("check", "4")

    assert result.code == 1
    assert str(started / ".nnkata" / "progress.json") in result.err


ENDLESS = (
    SGD
    + """

class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum

    def update(self, params, grads):
        while True:
            pass
"""
)


@pytest.mark.parametrize("word", ["check", "submit"])
@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_quietly_and_writes_nothing(grade, started, word):
    (started / "exercise_04_optimizers" / "optimizers.py").write_text(ENDLESS)
    master, slave = pty.openpty()  # the line of progress, which needs a terminal, tells how far it is
    environment = {**os.environ, "TERM": "xterm"}
    run = subprocess.Popen(command(word, "4"), stdout=subprocess.PIPE, stderr=slave, env=environment)
    os.close(slave)
    shown = b""
    while b"sgd.defaults" not in shown:
        shown += os.read(master, 1024)

    run.send_signal(signal.SIGINT)

    out, _ = run.communicate(timeout=30)
    assert run.returncode == 130
    assert out == b""
    assert b"Traceback" not in shown + rest(master)
    assert not (started / ".nnkata" / "progress.json").exists()
    assert "No." not in grade("history").out


def rest(master: int) -> bytes:
    """What is still to read from a terminal whose other end is closed."""
    shown = b""
    try:
        while piece := os.read(master, 1024):
            shown += piece
    except OSError:
        pass
    os.close(master)
    return shown


def test_output_that_nobody_reads_ends_quietly():
    reader, writer = os.pipe()
    os.close(reader)

    end = subprocess.run(command("list"), stdout=writer, stderr=subprocess.PIPE, check=False)

    os.close(writer)
    assert end.returncode == 141
    assert end.stderr == b""


def test_what_numpy_warns_of_in_the_grader_s_own_process_is_no_word_to_the_user(tmp_path):
    """The last list of filters that a warning was held against is the interpreter's at its end."""
    text = edited(right_answer("exercise_3", "the_book"), ("np.mean(xc**2, axis=0)", "np.var(x, axis=0, ddof=1)"))
    (tmp_path / "mine.py").write_text(text, encoding="utf-8")

    result = process("check", "3", tmp_path / "mine.py", env=dict(os.environ), encoding="utf-8")

    assert result.returncode == 1
    assert result.stderr == ""


def test_a_terminal_that_lacks_letters_shows_the_report_all_the_same():
    result = process("check", "4", SAMPLE, env={**os.environ, "PYTHONIOENCODING": "cp932"}, encoding="cp932")

    assert result.returncode == 1
    assert "Traceback" not in result.stderr


@pytest.mark.usefixtures("started")
def test_a_report_says_which_hints_were_opened(grade):
    grade("check", "4.sgd")
    grade("hint", "4.sgd")

    report = json.loads(grade("check", "4", "--format", "json").out)

    assert re.search(r'"hints": \{"\w', json.dumps(report))


@pytest.mark.parametrize("second", ["1.relu", "exercise_4", "optimizers"])
def test_a_second_exercise_in_the_place_of_the_file_is_told_how_to_be_checked_too(grade, second):
    result = grade("check", "1.sigmoid", second)

    assert result.code == 2
    assert f"grade check 1.sigmoid && grade check {second}" in result.err


def test_an_error_keeps_to_the_terminals_width_and_is_one_line_elsewhere(here):
    terminal = Terminal(command("check", "99"), columns=50, folder=here, LANG="C.UTF-8")
    assert terminal.ended() == 2
    terminal.expect("exercise_8")
    terminal.close()
    piped = subprocess.run(command("check", "99"), capture_output=True, text=True, check=False)

    assert max(map(len, terminal.text.splitlines())) <= 50
    assert len(piped.stderr.splitlines()) == 1


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_word_is_broken_at_a_terminal_s_edge_and_what_is_to_be_copied_stays_on_its_line(here, language):
    terminal = Terminal(command("start", "work", "--lang", language), columns=40, folder=here)
    assert terminal.ended() == 0
    terminal.expect("grade watch")
    terminal.close()

    lines = terminal.text.splitlines()
    assert max(map(columns, (line for line in lines if line[:1] != " "))) <= 40
    assert {"  cd work", "  grade check exercise_1", "  grade watch"} <= set(lines)
    assert [line for line in lines if "exercise_01_network/README" in line]
    assert [line for line in lines if "exercise_01_network/network.py" in line]
