"""Workers of a zygote inside bubblewrap: what they find of the machine, and what is said where it is not to be had."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.report import Isolation
from grader.runners import hosts
from grader.runners.zygote import BUBBLEWRAP, LAYERS, Zygote
from grader.student import Raised, WorkerError
from tests.held import held, value
from tests.hostility import HONEST, grade

TASK = "exercise_4.sgd"


@pytest.fixture(scope="module")
def host() -> Iterator[Zygote]:
    if not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed here")
    zygote = Zygote(wrapped=True)
    try:
        zygote.isolation  # noqa: B018
    except UsageError as error:
        pytest.skip(f"bubblewrap does not start here: {error.values['reason']}")
    yield zygote
    zygote.close()


def test_it_is_one_more_layer_and_proved_as_the_others_are(host):
    assert host.isolation == Isolation("strong", (*LAYERS, BUBBLEWRAP))
    assert len(host.proofs[BUBBLEWRAP]) == 5


def test_not_even_the_names_of_other_files_are_found(host, tmp_path):
    places = ["/etc/passwd", "/bin/sh", "/proc/self", "/sys", str(tmp_path), __file__]
    source = "import os\ndef f(place):\n    os.stat(place)\n"

    with held(source, host=host) as student:
        found = [value(student, "f", place) for place in places]
    with held(source) as student:
        outside = [value(student, "f", place) for place in places]

    assert [seen.type for seen in found] == ["FileNotFoundError"] * len(places)
    assert None in outside  # without it, a name can be guessed


def test_a_worker_answers_dies_and_is_ended_as_elsewhere(host):
    source = (
        "import os, signal\nimport colorsys, decimal\ndef f(): return 1\n"
        "def die(): os.kill(os.getpid(), signal.SIGSEGV)\ndef spin():\n    while True: pass\n"
        "def write(): open('/tmp/x', 'w')\n"
    )

    with held(source, host=host, call_seconds=0.5, total_seconds=20.0) as student:
        assert value(student, "f") == 1
        assert isinstance(value(student, "write"), Raised)
        with pytest.raises(WorkerError) as died:
            value(student, "die")
        with pytest.raises(WorkerError) as late:
            value(student, "spin")

    assert died.value.values == {"signal": "SIGSEGV"}
    assert late.value.code == "worker.timeout"


def test_a_worker_is_known_by_its_number_on_this_side(host):
    with held("import os\ndef f(): return os.getpid()\n", host=host) as student:
        inside = value(student, "f")
        from grader.runners.pipes import _number

        outside = _number(student._channel._pipes._process._handle)
        assert outside != inside
        assert b"boot.py" in Path(f"/proc/{outside}/cmdline").read_bytes()


def test_when_the_grader_is_killed_nothing_of_it_lives_on(host):
    code = (
        "import sys, time\nfrom grader.runners.zygote import Zygote\n"
        "zygote = Zygote(wrapped=True)\nprint(zygote.isolation.level, zygote._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    grader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert grader.stdout is not None
    level, pid = grader.stdout.readline().split()
    os.kill(grader.pid, signal.SIGKILL)
    grader.wait()
    grader.stdout.close()

    end = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.01)

    assert level == "strong"
    assert not Path(f"/proc/{pid}").exists()


def test_the_report_says_that_it_was_inside(host):
    try:
        report = grade(HONEST[TASK], TASK, BUBBLEWRAP, call_seconds=5.0, total_seconds=30.0)
    finally:
        hosts.running.pop((BUBBLEWRAP, "numpy")).close()

    assert report.earned == 1
    assert report.isolation == Isolation("strong", (*LAYERS, BUBBLEWRAP))


def command(*words: str, path: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "grader", *words]
    environment = {**os.environ, "PATH": path, "LANG": "C"}
    return subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_where_there_is_none_the_command_says_how_to_go_on(tmp_path):
    done = command("check", "exercise_4", __file__, "--isolation", "bubblewrap", path=str(tmp_path))

    assert done.returncode == 2
    assert "apt install bubblewrap" in done.stderr
    assert not done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is for Linux")
def test_where_it_is_refused_the_command_says_why(tmp_path):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    program.chmod(0o755)

    done = command("doctor", "--isolation", "bubblewrap", path=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert done.returncode == 2
    assert "bwrap: No permissions to create new namespace" in done.stderr


NO_LANDLOCK = """#!{python}
import ctypes, os, struct, sys
steps = [(0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x50000 | 38), (0x06, 0, 0, 0x7FFF0000)]
program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
libc = ctypes.CDLL(None)
libc.prctl(38, 1, 0, 0, 0)
if libc.prctl(22, 2, struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(program))):
    sys.exit("no filter")
os.execv({bwrap!r}, [{bwrap!r}, *sys.argv[1:]])
"""
"""bubblewrap on a kernel that does not know Landlock's first system call."""


def test_without_landlock_it_is_what_keeps_the_user_s_files_away(host, tmp_path, monkeypatch):
    program = tmp_path / "bwrap"
    program.write_text(NO_LANDLOCK.format(python=sys.executable, bwrap=shutil.which("bwrap")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "secret").write_text("x")
    attempts = {
        "read": f"open({str(tmp_path / 'secret')!r})",
        "passwords": "open('/etc/passwd')",
        "memory": "open(f'/proc/{os.getppid()}/mem', 'rb')",
        "write": "open('/dev/null', 'w')",
        "fork": "os.fork()",
        "socket": "socket.socket()",
    }
    source = "import os, socket\n" + "".join(f"def {name}(): {body}\n" for name, body in attempts.items())

    bare = Zygote(wrapped=True)
    try:
        assert bare.isolation == Isolation("container", ("rlimits", "privileges", "seccomp", BUBBLEWRAP))
        with held(source, host=bare) as student:
            seen = {name: value(student, name) for name in attempts}
    finally:
        bare.close()

    assert all(isinstance(one, Raised) for one in seen.values()), seen
