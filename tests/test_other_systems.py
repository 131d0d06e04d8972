"""What other systems lack, taken away in a process of its own: the grader falls back, says so, and judges the same.

It is a stand-in for them, not a proof: their kernels, pipes and consoles are not tried here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostility import CONTENT

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = CONTENT.exercises / "exercise_04_optimizers" / "samples" / "two_mistakes.py"

WORKER = """
import os, select, signal, socket, subprocess, sys, threading, ctypes, asyncio, multiprocessing, runpy
library = list(sys.path)
sys.path += sys.argv[2].split(os.pathsep)
import numpy
sys.path[:] = library
"""
GRADER = """
import os, select, signal, socket, subprocess, sys, threading, ctypes, asyncio, multiprocessing, tempfile, pathlib
import numpy, click, rich.console, hypothesis, sqlalchemy, platform, shutil, platformdirs, multiprocessing.connection
"""
"""What each end must have loaded as this system's, before it believes to be on another."""

LACKING = {
    "darwin": """
for module, names in ((os, "pidfd_open sched_getaffinity memfd_create"), (signal, "pidfd_send_signal")):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
sys.platform = "darwin"
import platform
platform.system = lambda: "Darwin"
""",
    "win32": """
class msvcrt:
    setmode = staticmethod(lambda descriptor, mode: 0)
    get_osfhandle = open_osfhandle = staticmethod(lambda *_: 0)
for module, names in (
    (os, "fork forkpty pidfd_open sched_getaffinity geteuid getuid setsid setuid killpg memfd_create posix_spawn"),
    (select, "poll epoll"),
    (signal, "pidfd_send_signal SIGHUP SIGALRM SIGQUIT"),
    (socket, "AF_UNIX socketpair send_fds recv_fds"),
):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
os.O_BINARY = 0
for name in ("resource", "fcntl", "pwd", "grp", "termios"):
    sys.modules[name] = None
sys.modules["msvcrt"] = msvcrt
sys.platform = "win32"
""",
}


def without(system: str, tail: str) -> str:
    """A program that grades as on that system; its workers lack the same."""
    boot = f"{WORKER}{LACKING[system]}"
    return (
        f"{GRADER}{LACKING[system]}\n"
        "from grader.runners import spawn, zygote\n"
        "real = spawn.command\n"
        "def command(*words):\n"
        "    whole = real(*words)\n"
        "    place = whole.index(str(zygote.BOOT))\n"
        f"    boot = {boot!r} + f'runpy.run_path({{whole[place]!r}}, run_name=\"__main__\")'\n"
        "    return [*whole[:place], '-c', boot, *whole[place + 1 :]]\n"
        "spawn.command = command\n" + tail
    )


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


COMMAND = "from grader.cli.app import run\nsys.exit(run(sys.argv[1:]))\n"


def timeless(text: str) -> dict:
    report = json.loads(text)
    for task in report["tasks"]:
        for finding in task["findings"]:
            finding["seconds"] = 0
    return {**report, "seconds": 0, "isolation": None}


@pytest.mark.parametrize("system", LACKING)
def test_the_command_judges_the_same_and_says_that_nothing_holds_the_submission(system: str):
    words = ("check", "exercise_4", SAMPLE, "--format", "json", "--lang", "en")

    there = run(without(system, COMMAND), *words)
    here = run(f"import sys\n{COMMAND}", *words)

    assert there.returncode == here.returncode == 1, there.stderr
    assert json.loads(there.stdout)["isolation"] == {"level": "process-only", "layers": []}
    assert timeless(there.stdout) == timeless(here.stdout)


HERE = """
from grader.runners import Isolated, pool

class Here:
    def __init__(self, opening): self.opening = opening
    def level(self): return Isolated().prepare(self.opening)
    def end(self): pass

pool._Process = Here
"""
"""A process of a class's crew starts as one of the true system, so that what it would answer is asked here."""


@pytest.mark.parametrize("system", LACKING)
def test_a_class_is_refused_there_unless_it_is_trusted(system: str, tmp_path: Path):
    (tmp_path / "subs").mkdir()
    (tmp_path / "subs" / "s001.py").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    words = ("class", tmp_path / "subs", "--exercise", "exercise_4", "--gradebook", tmp_path / "book.sqlite")

    done = run(without(system, HERE + COMMAND), *words, "--lang", "en")

    assert done.returncode == 2
    assert "--trust-submissions" in done.stderr and "process-only" in done.stderr


@pytest.mark.parametrize("system", LACKING)
def test_a_submission_that_hangs_or_dies_is_ended_there_too(system: str, tmp_path: Path):
    bodies = {"hangs": "while 1: pass", "dies": "import os; os._exit(3)", "floods": "while 1: print('x' * 999)"}
    for name, body in bodies.items():
        head = "class SGD:\n    def __init__(self, lr=0.01): pass\n    def update(self, params, grads):\n"
        (tmp_path / f"{name}.py").write_text(f"{head}        {body}\n")
    tail = (
        "import json\nfrom dataclasses import replace\nfrom pathlib import Path\n"
        "from tests.hostility import codes, grade\n"
        "limits = {'call_seconds': 1.0, 'load_seconds': 30.0, 'total_seconds': 60.0}\n"
        "print(json.dumps({path.stem: sorted(codes(grade(path.read_text(), 'exercise_4.sgd', **limits))) "
        "for path in Path(sys.argv[1]).glob('*.py')}))\n"
    )

    done = run(without(system, tail), tmp_path)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert "worker.timeout" in found["hangs"] and "worker.died" in found["dies"] and "worker.output" in found["floods"]
