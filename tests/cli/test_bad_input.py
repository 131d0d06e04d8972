"""Bad input through the real command: what is said, the exit code, and that nothing is written that should not be.

`grade check` runs in this process, the submission in its real worker, on the miniature course under small limits. What
concerns the gradebook (read-only, full, two submits at once) and Ctrl-C is in `test_grading` and `test_gradebook`.
"""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers import COURSE, change, copied_course
from tests.intake.making import code, notebook, write, zipped_pairs

from .conftest import Grade, Result

DOUBLE = "def double(x):\n    return 2 * x\n"
SMALL = {
    "call_seconds = 1.0": "call_seconds = 0.5",
    "load_seconds = 5.0": "load_seconds = 1.0\nmemory_bytes = 268435456\noutput_bytes = 65536",
}
"""Limits under which an endless loop costs a second, not a minute."""

Check = Callable[..., Result]
Files = frozenset[Path]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature course under small limits."""
    root = tmp_path_factory.mktemp("course")
    facts = copied_course(root).exercises / "exercise_01_tiny" / "exercise.toml"
    for usual, small in SMALL.items():
        change(facts, usual, small)
    return root


@pytest.fixture
def check(grade: Grade, here: Path, course: Path) -> Check:
    """Write a file into the current folder and check it; nothing else may have appeared there afterwards."""

    def run(content: str | bytes, *arguments: object, name: str = "mine.py", task: str = "1.double") -> Result:
        data = content.encode() if isinstance(content, str) else content
        (here / name).write_bytes(data)
        result = grade("check", task, name, "--content", course, *arguments)
        assert seen(here) == {here / name}
        assert "Traceback (most recent call last)" not in result.out + result.err
        return result

    return run


@pytest.fixture
def nothing_written(tmp_path: Path):
    """Not even the note of progress appears: the command was refused."""
    yield
    assert not (tmp_path / "home").exists()


def seen(folder: Path) -> Files:
    return frozenset(folder.rglob("*"))


def flat(text: str) -> str:
    """Without the line breaks of the terminal's width."""
    return " ".join(text.split())


# Refused before any of it runs: exit code 2, one sentence, nothing on stdout ------------------------------------------

refused = pytest.mark.usefixtures("nothing_written")


@refused
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is no exercise or task “tinny”. Nearest: tiny"),
        ("ja", "「tinny」という課題や項目はありません。近いもの：tiny"),
    ],
)
def test_an_unknown_exercise_is_answered_with_the_nearest_names(check: Check, language: str, sentence: str):
    result = check(DOUBLE, "--lang", language, task="tinny")

    assert (result.code, result.out) == (2, "")
    assert sentence in result.err


@refused
def test_an_unknown_task_is_answered_with_the_nearest_names(check: Check):
    result = check(DOUBLE, task="1.duoble")

    assert (result.code, result.out) == (2, "")
    assert "exercise_1 has no task “duoble”. Nearest: double" in result.err


@refused
def test_a_missing_file_is_answered_with_the_nearest_file_of_the_folder(grade: Grade, here: Path, course: Path):
    (here / "mine.py").write_text(DOUBLE)

    result = grade("check", "1", "mien.py", "--content", course)

    assert (result.code, result.out) == (2, "")
    assert "There is no file or folder mien.py. Nearest: mine.py" in result.err
    assert seen(here) == {here / "mine.py"}


@refused
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "mine.py is not UTF-8: byte 2, in line 1, does not fit. It looks like Shift_JIS"),
        ("ja", "mine.py は UTF-8 ではありません。1行目（2バイト目）が UTF-8 として読めません。Shift_JIS"),
    ],
)
def test_text_in_another_encoding_is_told_where_and_which(check: Check, language: str, sentence: str):
    result = check(("# 二倍にします\n" + DOUBLE).encode("cp932"), "--lang", language)

    assert (result.code, result.out) == (2, "")
    assert sentence in result.err


@refused
def test_a_notebook_of_50_MB_is_refused_before_it_is_parsed(check: Check, monkeypatch: pytest.MonkeyPatch):
    def parsed(*_arguments: object, **_options: object) -> object:
        raise AssertionError("it was parsed")

    picture = {"output_type": "display_data", "data": {"image/png": "A" * 50_000_000}, "metadata": {}}
    huge = notebook({**code(DOUBLE), "outputs": [picture]})
    monkeypatch.setattr(json, "loads", parsed)

    result = check(huge, name="mine.ipynb")

    assert (result.code, result.out) == (2, "")
    assert "mine.ipynb has 47.7 MiB" in result.err
    assert "a notebook's outputs" in result.err


@refused
@pytest.mark.parametrize("name", ["../mine.py", "/tmp/mine.py", "a/../../mine.py"])
def test_a_zip_that_leads_out_of_itself_is_refused_whole(grade: Grade, here: Path, course: Path, name: str):
    path = write(here / "mine.zip", zipped_pairs(("tiny.py", DOUBLE), (name, DOUBLE)))

    result = grade("check", "1", path, "--content", course)

    assert (result.code, result.out) == (2, "")
    assert f"leads out of the zip: “{name}”. Nothing was read." in result.err
    assert seen(here) == {path}
    assert not (here.parent / "mine.py").exists()


@refused
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "holds a link, “tiny.py”, and links are not followed"), ("ja", "「tiny.py」はリンクです")],
)
def test_a_zip_with_a_link_is_refused(grade: Grade, here: Path, course: Path, language: str, sentence: str):
    link = zipfile.ZipInfo("tiny.py")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = write(here / "mine.zip", zipped_pairs((link, "/etc/passwd")))

    result = grade("check", "1", path, "--content", course, "--lang", language)

    assert (result.code, result.out) == (2, "")
    assert sentence in result.err
    assert seen(here) == {path}


@refused
def test_a_link_in_place_of_the_file_is_not_followed(grade: Grade, here: Path, course: Path, tmp_path: Path):
    (tmp_path / "elsewhere.py").write_text(DOUBLE)
    (here / "mine.py").symlink_to(tmp_path / "elsewhere.py")

    result = grade("check", "1", "mine.py", "--content", course)

    assert (result.code, result.out) == (2, "")
    assert "mine.py is a link" in result.err


@refused
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_without_permission_names_the_cure(here: Path, grade: Grade, course: Path):
    (here / "mine.py").write_text(DOUBLE)
    (here / "mine.py").chmod(0)

    result = grade("check", "1", "mine.py", "--content", course)

    assert (result.code, result.out) == (2, "")
    assert "Check its permissions" in result.err


# Read, but not to be loaded: exit code 4 ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_syntax_error_shows_file_line_and_caret(check: Check, language: str):
    result = check("def double(x):\n    return 2 x\n", "--lang", language)

    assert result.code == 4
    assert {"en": "in mine.py, line 2", "ja": "mine.py の2行目"}[language] in result.out
    line, caret = result.out.split("    return 2 x\n")[1].split("\n", 1)[0], "    return 2 x".index("2")
    assert line.rstrip().endswith("^")
    assert line.index("^") >= caret


def test_a_syntax_error_in_a_notebook_shows_cell_and_line(check: Check):
    result = check(notebook(code("import numpy as np"), code("def double(x):\n    return 2 x\n")), name="mine.ipynb")

    assert result.code == 4
    assert "Syntax error in mine.ipynb, cell 2, line 2" in result.out
    assert "    return 2 x\n" in result.out


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Importing torch failed: ModuleNotFoundError"),
        ("ja", "torch をインポートできませんでした（ModuleNotFoundError"),
    ],
)
def test_an_import_that_fails_says_what_can_be_imported(check: Check, language: str, sentence: str):
    result = check("import torch\n" + DOUBLE, "--lang", language)

    assert result.code == 4
    assert sentence in result.out
    assert "NumPy" in result.out
    assert "import torch" in result.out


def test_an_exception_at_import_shows_the_line(check: Check):
    result = check("TABLE = [1, 2][7]\n" + DOUBLE)

    assert result.code == 4
    assert "The code raised IndexError while it was loaded: list index out of range" in result.out
    assert "mine.py, line 1" in result.out
    assert "TABLE = [1, 2][7]" in result.out


def test_an_exit_at_import_says_where_it_belongs(check: Check):
    result = check("import sys\nsys.exit(0)\n" + DOUBLE)

    assert result.code == 4
    assert "ended the program while it was loaded" in result.out
    assert "if __name__ == '__main__':" in flat(result.out)


def test_a_loop_at_import_is_stopped(check: Check):
    result = check("while True:\n    pass\n")

    assert result.code == 4
    assert "No answer within 1 seconds" in result.out


def test_what_could_not_be_loaded_leaves_the_marks_of_before(check: Check, grade: Grade, course: Path):
    assert check(DOUBLE).code == 0

    check("def double(x:\n")

    assert "+  double  Double" in grade("list", "--content", course).out


# Loaded, but not what was asked for -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n\n# later\n"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "mine.py defines none of the names that are asked for: double"), ("ja", "この課題で書くもの（double）")],
)
def test_an_empty_file_is_not_attempted_and_told_what_is_asked_for(
    check: Check, text: str, language: str, sentence: str
):
    result = check(text, "--lang", language)

    assert result.code == 3
    assert sentence in flat(result.out)
    assert "0 / 4" in result.out


def test_a_missing_name_is_told(check: Check):
    result = check("def halve(x):\n    return x / 2\n")

    assert result.code == 3
    assert "names that are asked for: double" in flat(result.out)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "double is not defined. Is it the one you called duoble? Rename that."),
        ("ja", "double が定義されていません。duoble という名前で書いたものがそれでしょうか。"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(check: Check, language: str, sentence: str):
    result = check("def duoble(x):\n    return 2 * x\n", "--lang", language)

    assert result.code == 1
    assert sentence.replace(" ", "") in flat(result.out).replace(" ", "")
    assert "grade check exercise_1.double mine.py" in result.out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("def double():\n    return 2\n", "takes 0 positional arguments but 1 was given", id="signature"),
        pytest.param(
            "def double(x):\n    2 * x\n", "double returned nothing (None). Does it end with return?", id="None"
        ),
        pytest.param("def double(x):\n    return (2 * x).sum(axis=0)\n", "out has shape (1,); expected", id="shape"),
        pytest.param(
            "def double(x):\n    return (2 * x).astype(object)\n", "out is an array of dtype object", id="object"
        ),
        pytest.param("def double(x):\n    return x * float('nan')\n", "got nan expected 0.0", id="nan"),
        pytest.param("def double(x):\n    return double(x)\n", "Your code never stops calling itself", id="recursion"),
        pytest.param(
            "import sys\ndef double(x):\n    sys.exit(0)\n", "Your code ended the program instead of", id="sys.exit"
        ),
        pytest.param(
            "import numpy as np\ndef double(x):\n    return np.ones(1 << 40)\n",
            "Your code asked for more memory than a submission may use",
            id="one large array",
        ),
    ],
)
def test_a_wrong_answer_is_shown_with_the_call_that_gave_it(check: Check, text: str, sentence: str):
    result = check(text)

    assert result.code == 1
    assert sentence in flat(result.out)
    assert "\nprint(double(np.array(" in result.out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def double(x):\n    2 * x\n", "double が何も返していません（None）。最後に return がありますか。"),
        ("def double(x):\n    return double(x)\n", "再帰呼び出しが終わらなくなりました"),
        ("import sys\ndef double(x):\n    sys.exit(0)\n", "その行を消してください"),
    ],
)
def test_it_is_said_in_japanese_too(check: Check, text: str, sentence: str):
    result = check(text, "--lang", "ja")

    assert result.code == 1
    assert sentence.replace(" ", "") in flat(result.out).replace(" ", "")


def test_a_course_whose_inputs_and_play_do_not_fit_is_said_to_be_its_author_s_to_mend(grade: Grade, here: Path):
    checks = copied_course(here).exercises / "exercise_01_tiny" / "checks.py"
    change(checks, '{"x": draw', '{"xs": draw')
    Path("mine.py").write_text(DOUBLE)

    result = grade("check", "1.double", "mine.py", "--content", here)

    assert result.code == 5
    assert "Traceback" not in result.out + result.err
    assert "author" in result.err and f"{checks}:15" in "".join(result.err.split())


# What stops its worker: exit code 4, and nothing else of the run is harmed --------------------------------------------


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param("while True:\n        pass", "Is there a loop that does not end?", id="loop"),
        pytest.param("__import__('os')._exit(0)", "The code ended its Python instead of answering", id="os._exit"),
        pytest.param("__import__('ctypes').string_at(0)", "The code brought its Python down", id="segfault"),
        pytest.param(
            "while True:\n        print('x' * 1000)", "The code printed more than 64 KiB, so it was stopped", id="flood"
        ),
    ],
)
def test_what_stops_the_worker_is_told_with_what_was_running(check: Check, body: str, sentence: str):
    result = check(f"def double(x):\n    {body}\n")

    assert result.code == 4
    assert sentence in flat(result.out)
    assert "This was running." in result.out
    assert "\nprint(double(np.array(" in result.out


def test_a_memory_bomb_is_stopped_by_its_limit(check: Check):
    result = check("def double(x):\n    kept = []\n    while True:\n        kept.append(bytearray(1 << 27))\n")

    assert result.code in (1, 4)
    assert "not right yet" in result.out
    assert "memory" in result.out or "No answer within" in result.out


def test_one_task_that_hangs_does_not_take_the_others(check: Check):
    layer = (COURSE.reference / "tiny.py").read_text(encoding="utf-8")
    hangs = layer.replace("    return 2 * x", "    while True:\n        pass")
    assert hangs != layer

    result = check(hangs, task="1")

    assert result.code == 4
    assert "6 / 6" in result.out
    assert "6 / 10" in result.out


# Unusual, and right ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(DOUBLE.replace("\n", "\r\n").encode(), id="Windows line ends"),
        pytest.param(DOUBLE.replace("\n", "\r").encode(), id="old Mac line ends"),
        pytest.param(b"\xef\xbb\xbf" + DOUBLE.encode(), id="byte order mark"),
        pytest.param(DOUBLE.rstrip("\n").encode(), id="no last line end"),
    ],
)
def test_files_of_other_editors_work(check: Check, data: bytes):
    result = check(data)

    assert result.code == 0
    assert "4 / 4" in result.out
