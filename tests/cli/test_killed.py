"""Commands that write files, killed at every moment at which they touch one: a file that is there under its name is the
old one or the new one, whole, and the same command then does what it should.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader import gradebook

from .conftest import CLIMBS, SGD

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks, and kills by signal")

PROGRAM = '''
import json, os, shutil, signal, sys
from pathlib import Path
from grader.cli import main

TOUCHES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "sqlite3.connect"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

def killed(folder, words, moment):
    """Run a command in a folder, killed at so many touches of a file; gives the wait status."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = moment
    def touched(event, arguments):
        nonlocal left
        if event in TOUCHES or event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    os.chdir(folder)
    sys.addaudithook(touched)
    code = main(words)
    print(f"touches {moment - left}", file=sys.stderr, flush=True)
    os._exit(code)

root, words, moments = Path(sys.argv[1]), sys.argv[3:], json.loads(sys.argv[2])
for moment in moments:
    folder = root / f"{moment}"
    shutil.copytree(root / "before", folder, symlinks=True)
    ended = killed(folder, words, moment)
    if moment > 0:
        shutil.copytree(folder, again := root / f"{moment} again", symlinks=True)
        ended = ended, killed(again, words, 0)
    print("ended", json.dumps(ended), flush=True)
'''

COMMANDS = {
    "start": ("start",),
    "map": ("map", "-o", "map.html"),
    "hint": ("hint", "exercise_4.sgd"),
    "reset": ("reset", "4"),
    "class report": ("class", "report", "--exercise", "4", "-o", "c.html", "--csv", "c.csv", "--gradebook", "b.sqlite"),
    "class feedback": ("class", "feedback", "--exercise", "4", "-o", "feedback", "--gradebook", "b.sqlite"),
    "class backup": ("class", "backup", "copy.sqlite", "--gradebook", "b.sqlite"),
    "class restore": ("class", "restore", "b.sqlite", "--gradebook", "copy.sqlite"),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    """A folder with a class's gradebook and a workspace, in which something was judged already. It lacks all exercises
    but that one."""
    folder = tmp_path_factory.mktemp("before")
    (folder / "subs").mkdir()
    for name, text in (("s001", SGD), ("s002", CLIMBS)):
        (folder / "subs" / f"{name}.py").write_text(text)
    grade = [sys.executable, "-m", "grader"]
    settings = {"cwd": folder, "check": False, "capture_output": True}
    subprocess.run([*grade, "class", "subs", "--exercise", "4", "--gradebook", "b.sqlite", "--jobs", "1"], **settings)
    subprocess.run([*grade, "start", "."], **settings)
    for other in {*folder.glob("exercise_*")} - {folder / "exercise_04_optimizers"}:
        shutil.rmtree(other)
    (folder / "exercise_04_optimizers" / "optimizers.py").write_text(CLIMBS)
    subprocess.run([*grade, "check", "exercise_4.sgd"], **settings)
    return folder


PAGES = {"class report", "class feedback"}
COPIES = {"class backup", "class restore"}
"""Commands that write what can be made again: `make hostile` kills these."""


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, id=name, marks=[pytest.mark.slow] if name in PAGES | COPIES else [])
        for name, words in COMMANDS.items()
    ],
)
def test_killed_at_any_touch_of_a_file_a_command_leaves_whole_files_and_can_be_given_again(tmp_path, before, words):
    (tmp_path / "before").symlink_to(before)
    (whole,), said = run(tmp_path, words, [0])
    touches = int(re.findall(r"touches (\d+)", said)[-1])
    moments = sorted({*range(1, min(touches, FIRST) + 1), *range(1, touches + 1, max(1, touches // LATER))})
    ended, _ = run(tmp_path, words, moments)

    assert whole == 0, said
    old, new = files(before), files(tmp_path / "0")
    for moment, (killed, then) in zip(moments, ended, strict=True):
        left, again = files(tmp_path / f"{moment}"), files(tmp_path / f"{moment} again")
        assert killed == -9 and (then == 0 or new.items() <= left.items()), moment
        assert [name for name, content in left.items() if content not in (old.get(name), new.get(name))] == [], moment
        assert [name for name, content in new.items() if again.get(name) != content] == [], moment


def test_killed_while_it_writes_a_regrade_goes_on_where_it_stopped(tmp_path, before):
    shutil.copytree(before, tmp_path / "before", symlinks=True)
    with sqlite3.connect(tmp_path / "before" / "b.sqlite") as connection:
        connection.execute("UPDATE attempts SET grader_version = '0.0.9'")
    connection.close()
    words = ("regrade", "4", "--write", "--jobs", "1", "--gradebook", "b.sqlite")
    (whole,), said = run(tmp_path, words, [0])
    touches = int(re.findall(r"touches (\d+)", said)[-1])
    moments = [touches - 2, touches - 1, touches]
    ended, _ = run(tmp_path, words, moments)

    assert whole == 0, said
    assert lines(tmp_path / "0") == ["s001", "s001", "s002", "s002"]
    assert ended == [[-9, 0]] * 3
    assert ["s001", "s001", "s002"] in [lines(tmp_path / f"{moment}") for moment in moments]
    for moment in moments:
        assert lines(tmp_path / f"{moment} again") == ["s001", "s001", "s002", "s002"], moment


def lines(folder: Path) -> list[str]:
    """Whose attempts are recorded."""
    with gradebook.read(folder / "b.sqlite") as book:
        return sorted(attempt.student for attempt in book.attempts())


def run(folder: Path, words: tuple[str, ...], moments: list[int]) -> tuple[list[Any], str]:
    """How the command ended at each moment, and how it did when it was given again; and what it said."""
    program = [sys.executable, "-c", PROGRAM, str(folder), json.dumps(moments), *words]
    ran = subprocess.run(program, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    return [json.loads(text) for text in re.findall(r"(?m)^ended (.*)$", ran.stdout)], ran.stderr


FIRST, LATER = 6, 4
"""Touches of files: of the first ones each, of all of them some."""


def files(folder: Path) -> dict[str, object]:
    """By name, without times: what everything holds that somebody would look at. What is hidden, nobody does."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = TIME.sub("TIME", path.relative_to(folder).as_posix())
        if path.is_dir() or name.startswith("b.sqlite-") or any(part.startswith(".") for part in path.name.split("/")):
            continue
        if path.suffix == ".sqlite":
            with gradebook.read(path) as book:
                if attempts := book.attempts():  # an empty one is as good as none
                    found[name] = attempts
        elif path.suffix not in (".lock", ".sqlite-wal", ".sqlite-shm"):
            found[name] = TIME.sub("TIME", path.read_text(encoding="utf-8"))
    return found


TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d[:-]\d\d(?:[:-]\d\d)?(?:\+00:00)?(?:-\d+)?")
