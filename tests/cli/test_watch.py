"""`grade watch`, at a real terminal and into a pipe: saves in every way that editors have, keys, ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest

from grader.messages.lines import columns
from tests.cli.conftest import CLIMBS, SGD, command
from tests.helpers import ROOT

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is POSIX's", allow_module_level=True)

from tests.cli.terminal import Terminal

WRONG, RIGHT = "Uphill instead of downhill", "+ exercise_4.sgd · SGD: done"
KEYS = "q quit"


@pytest.fixture
def work(started) -> Path:
    return started / "exercise_04_optimizers" / "optimizers.py"


@pytest.fixture
def watch(started, interruptible):
    """Start it, at the task that is wrong."""
    opened: list[Terminal] = []

    def start(*words: str, **settings: object) -> Terminal:
        opened.append(Terminal(command("watch", *(words or ("4",))), **{"folder": started, **settings}))  # type: ignore[arg-type]
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


def in_place(file: Path, text: str) -> None:
    file.write_text(text)


def renamed_over(file: Path, text: str) -> None:
    """As VS Code's atomic save does."""
    new = file.with_name(file.name + ".tmp")
    new.write_text(text)
    new.replace(file)


def as_vim(file: Path, text: str) -> None:
    """The old file becomes the backup, a new one is written, the backup goes."""
    (file.parent / "4913").write_text("")
    (file.parent / "4913").unlink()
    file.rename(file.with_name(file.name + "~"))
    file.write_text(text)
    file.with_name(file.name + "~").unlink()


def as_emacs(file: Path, text: str) -> None:
    """With a lock beside it, a link that leads nowhere, and a backup that is a copy."""
    lock = file.with_name(f".#{file.name}")
    lock.symlink_to("learner@machine.1:2")
    shutil.copy(file, file.with_name(file.name + "~"))
    file.write_text(text)
    lock.unlink()


def in_two_halves(file: Path, text: str) -> None:
    """Emptied first, as many editors do."""
    with file.open("w") as open_file:
        open_file.flush()
        os.fsync(open_file.fileno())
        open_file.write(text)


@pytest.mark.parametrize("save", [in_place, renamed_over, as_vim, as_emacs, in_two_halves])
def test_every_way_to_save_is_noticed(watch, work, save):
    terminal = watch()
    terminal.expect(WRONG)
    terminal.expect(KEYS)

    save(work, SGD)

    terminal.expect(RIGHT)
    terminal.expect("Next: Momentum")


def test_without_a_name_it_begins_with_the_exercise_in_whose_folder_we_are(watch, work):
    terminal = watch("--lang", "en", folder=work.parent)
    terminal.expect(WRONG)
    terminal.expect(KEYS)
    in_place(work, SGD)
    terminal.expect(RIGHT)
    terminal.expect("Next: Momentum")


def test_a_syntax_error_and_a_missing_file_are_told_and_end_nothing(watch, work):
    terminal = watch("4", str(work))
    terminal.expect(WRONG)
    terminal.expect(KEYS)
    in_place(work, "def (\n")
    terminal.expect("Syntax error in optimizers.py, line 1")
    terminal.expect(KEYS)
    work.unlink()
    terminal.expect("There is no file or folder")
    terminal.expect(KEYS)

    in_place(work, SGD)

    terminal.expect(RIGHT)


def test_a_saved_notebook_is_judged(watch, work):
    terminal = watch("4", str(work.with_suffix(".ipynb")))
    terminal.expect(KEYS)
    notebook = json.loads(work.with_suffix(".ipynb").read_text(encoding="utf-8"))
    notebook["cells"].append(
        {"cell_type": "code", "source": CLIMBS, "metadata": {}, "outputs": [], "execution_count": None}
    )

    in_place(work.with_suffix(".ipynb"), json.dumps(notebook))

    terminal.expect(WRONG)


def test_keys_open_hints_change_the_task_list_and_quit(watch):
    terminal = watch()
    terminal.expect(KEYS)
    terminal.press("h")
    terminal.expect("Hint 2 of 4")
    assert "grade hint" not in terminal.expect("Another one: h\n")
    terminal.press("h")
    terminal.expect("Hint 3 of 4")
    terminal.press("n")
    terminal.expect("exercise_4.momentum · Momentum: not begun")
    terminal.press("p")
    terminal.expect(WRONG)
    terminal.press("l")
    terminal.expect("exercise_4  Optimisers (optimizers)")
    terminal.press("\x1b[A")  # an arrow: nothing
    terminal.press("ｒ")  # as a Japanese keyboard gives it
    terminal.expect(WRONG)
    terminal.expect(KEYS)

    terminal.press("q")

    assert terminal.ended() == 0
    assert terminal.settings == terminal.before


@pytest.mark.parametrize("end", ["\x03", signal.SIGTERM])
def test_it_ends_quietly_and_leaves_the_terminal_as_it_was(watch, end):
    terminal = watch()
    terminal.expect(KEYS)

    if isinstance(end, str):
        terminal.press(end)
    else:
        terminal.process.send_signal(end)

    assert terminal.ended() == 0
    assert "Traceback" not in terminal.text
    assert terminal.settings == terminal.before


def test_a_loop_without_an_end_does_not_keep_anybody_from_quitting(watch, work):
    work.write_text(CLIMBS.replace("params[key]", "while True: pass\n            params[key]"))
    terminal = watch()
    terminal.expect("Judging ...")

    terminal.press("q")

    assert terminal.ended() == 0


def test_a_task_that_was_asked_for_stays_until_it_is_right(watch, work):
    terminal = watch("4.adam")

    assert WRONG not in terminal.expect(KEYS)
    assert "exercise_4.adam · Adam: not begun" in terminal.text


def test_what_another_edit_broke_is_found_before_the_exercise_is_left(grade, started, watch):
    course = str(ROOT / "tests" / "course")
    answers = (ROOT / "tests" / "course" / "reference" / "tiny.py").read_text()
    (started / "tiny.py").write_text(answers)
    assert grade("check", "1.double", "tiny.py", "--content", course).code == 0
    (started / "tiny.py").write_text(answers.replace("2 * x", "x * x"))

    terminal = watch("1.scale", "tiny.py", "--content", course)

    terminal.expect("+ exercise_1.scale · A layer that scales: done")
    terminal.expect("x Double  exercise_1.double")


@pytest.mark.parametrize("width", [40, 80])
def test_nothing_is_wider_than_the_terminal_but_what_is_copied(watch, width):
    terminal = watch(columns=width)
    terminal.expect("The mistake")

    wide = [line for line in terminal.expect(KEYS).splitlines() if columns(line) > width]

    assert wide == []


def test_a_narrow_list_leaves_the_titles_out_and_keys_stay_with_their_words(watch):
    terminal = watch("4", "--lang", "ja", columns=40)
    terminal.expect("q 終了")
    terminal.press("l")

    lines = terminal.expect("q 終了").splitlines()

    assert any("momentum" in line and "モメンタム" not in line for line in lines)
    assert all(columns(line) <= 40 for line in lines)
    assert not any(line.rstrip().endswith(" r") for line in lines)


@pytest.mark.parametrize("settings", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colour_nothing_is_coloured(watch, settings):
    terminal = watch(**settings)
    terminal.expect(KEYS)

    assert not re.search(r"\x1b\[[0-9;]*m", terminal.raw)
    assert WRONG in terminal.text
    if "TERM" in settings:
        assert "\x1b" not in terminal.raw


def test_with_colour_it_is(watch):
    terminal = watch()
    terminal.expect(KEYS)

    assert "\x1b[3" in terminal.raw


@pytest.mark.usefixtures("interruptible")
def test_into_a_pipe_every_judged_task_is_one_line(started, work):
    import subprocess

    with subprocess.Popen(command("watch", "4"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        first = process.stdout.readline()
        renamed_over(work, SGD)
        second = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate()

    assert "x exercise_4.sgd · SGD: not right yet" in first and WRONG in first
    assert RIGHT in second
    assert (process.returncode, errors) == (0, "")
    assert "\x1b" not in first + second + rest


def test_japanese_where_the_learner_is(watch):
    terminal = watch("4", "--lang", "ja")

    terminal.expect("q 終了")


def test_outside_of_a_workspace_it_says_how_to_begin(grade):
    result = grade("watch")

    assert result.code == 2
    assert "grade start" in result.err
