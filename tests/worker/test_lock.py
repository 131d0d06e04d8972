"""What a locked worker cannot do, tried by submissions in real workers, and how the lock is proved."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from grader.report import Isolation
from grader.runners import hosts
from grader.runners.zygote import LAYERS, Zygote
from grader.worker import probe, seccomp
from tests.held import held, value
from tests.helpers import ROOT

FENCED = (*LAYERS, "bubblewrap")
linux = pytest.mark.skipif(sys.platform != "linux", reason="the lock is for Linux")


@pytest.fixture(scope="module")
def zygote() -> Zygote:
    zygote = hosts.start()
    if not isinstance(zygote, Zygote) or zygote.isolation.level != "strong":
        pytest.skip(f"this machine holds workers at level {zygote.isolation.level}")
    return zygote


def attempt(body: str) -> str:
    """What comes of a submission's attempt: the exception's type, or "done"."""
    source = "import os, sys, socket, ctypes\ndef f():\n" + "".join(f"    {line}\n" for line in body.splitlines())
    with held(source) as student:
        seen = value(student, "f")
    return getattr(seen, "type", "done")


FORBIDDEN = {
    "read a file of the user": "open('/etc/passwd').read()",
    "read the grader": f"open({probe.__file__!r}).read()",
    "list a folder": "os.listdir('/')",
    "list site-packages": f"os.listdir({str(Path(pytest.__file__).parent.parent)!r})",
    "read the zygote's environment": "open(f'/proc/{os.getppid()}/environ').read()",
    "read the zygote's memory": "open(f'/proc/{os.getppid()}/mem', 'rb')",
    "read its own descriptors": "os.listdir('/proc/self/fd')",
    "write a file": "open('/tmp/nnkata-forbidden', 'w')",
    "write a file through numpy": "import numpy\nnumpy.save('/tmp/nnkata-forbidden.npy', numpy.ones(3))",
    "append to a file": "open('/dev/null', 'a')",
    "make a folder": "os.mkdir('/tmp/nnkata-forbidden')",
    "delete": "os.unlink('/tmp/nnkata-forbidden')",
    "change a mode": "os.chmod('/tmp', 0o777)",
    "change times": "os.utime('/tmp')",
    "set an attribute": "os.setxattr('/tmp', 'user.x', b'1')",
    "change folder": "os.chdir('/tmp')",
    "open a socket": "socket.socket()",
    "open a local socket": "socket.socketpair()",
    "resolve a name": "socket.getaddrinfo('localhost', 80)",
    "fork": "if os.fork() == 0: os._exit(0)",
    "run a program": "os.execv('/bin/true', ['true'])",
    "start a program": "import subprocess\nsubprocess.run(['/bin/true'])",
    "use a shell": "assert os.system('true') == 0",
    "start a thread": "import threading\nthreading.Thread(target=print).start()",
    "signal the zygote": "os.kill(os.getppid(), 0)",
    "signal everybody": "os.kill(-1, 0)",
    "signal a group": "os.killpg(0, 0)",
    "raise a limit": "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1000, 1000))",
    "memory outside the limit": "os.memfd_create('x')",
    "make pipes": "os.pipe()",
    "lock a file": "import fcntl\nfcntl.flock(0, fcntl.LOCK_SH)",
    "be another user": "os.setuid(0)\nos.setuid(1)",
    "another root folder": "os.chroot('/')",
    "call ptrace": "assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0",
    "turn dumpable": "assert ctypes.CDLL(None).prctl(4, 1, 0, 0, 0) == 0",
}


@linux
@pytest.mark.usefixtures("zygote")
@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_locked_worker_cannot(what):
    assert attempt(FORBIDDEN[what]) in (
        "PermissionError",
        "OSError",
        "BlockingIOError",
        "FileNotFoundError",
        "RuntimeError",
        "AssertionError",
        "ValueError",
        "gaierror",
    )


ALLOWED = {
    "time": "import time\ntime.sleep(0.001)\ntime.perf_counter(), time.time(), time.process_time()",
    "linear algebra": "import numpy as np\nnp.linalg.svd(np.eye(60)); np.linalg.solve(np.eye(5), np.ones(5))",
    "transforms": "import numpy as np\nnp.fft.fft(np.ones(64))",
    "a large product": "import numpy as np\nnp.ones((300, 300)) @ np.ones((300, 300))",
    "random numbers": "import numpy as np, random\nnp.random.default_rng().normal(size=3); os.urandom(8)",
    "late imports": "import colorsys, decimal, fractions, sched, tomllib, numpy.polynomial, numpy.ma",
    "paths": "os.path.abspath('x'); os.path.realpath('x'); os.getcwd(); os.path.exists('/x')",
    "read limits": "import resource\nresource.getrlimit(resource.RLIMIT_AS)",
    "describe the machine": "import platform\nplatform.machine(); os.cpu_count()",
    "write into memory": "import io, numpy as np\nnp.save(io.BytesIO(), np.ones(3))",
    "signals to itself": "import signal\nsignal.signal(10, lambda *_: None)\nos.kill(os.getpid(), 10)",
}


@pytest.mark.parametrize("what", ALLOWED)
def test_honest_code_works_under_the_lock(what):
    assert attempt(ALLOWED[what]) == "done"


@linux
def test_a_worker_s_environment_has_nothing_of_the_user():
    with held("import os, sys\ndef f():\n    return dict(os.environ), sys.path, os.getcwd(), sys.argv\n") as student:
        environment, path, folder, _ = value(student, "f")

    assert environment == {}
    assert folder == "/"
    assert not [entry for entry in path if "site-packages" in entry or str(ROOT) in entry]


@linux
@pytest.mark.usefixtures("zygote")
def test_a_worker_holds_no_descriptor_but_its_own():
    source = (
        "import os\ndef f():\n    found = []\n    for number in range(200):\n        try:\n"
        "            os.fstat(number)\n        except OSError:\n            continue\n"
        "        found.append(number)\n    return found\n"
    )

    with held(source) as student:
        assert value(student, "f") == [0, 1, 2, 3, 4]


@linux
def test_a_layer_that_the_machine_refuses_to_enter_is_left_out_and_the_others_stay():
    done = prove(
        "def refuse(*_):\n    raise OSError\nlandlock.enter = refuse\n"
        "print(sorted(probe.prove(lock.prepare(), 1 << 30, 10)))"
    )

    assert done.stdout.strip() == "['privileges', 'rlimits', 'seccomp']"


@linux
def test_another_user_must_be_able_to_read_everything_or_the_user_is_kept(tmp_path):
    from grader.worker.lock import others_can_read

    file = tmp_path / "open" / "file"
    file.parent.mkdir()
    file.write_text("x")
    above = all(folder.stat().st_mode & 1 for folder in tmp_path.parents)
    for folder in (tmp_path, file.parent):
        folder.chmod(0o755)
    file.chmod(0o644)

    assert others_can_read(["/dev/null", "/nonexistent"])
    assert others_can_read([str(file)]) == above
    file.chmod(0o600)
    assert not others_can_read([str(file)])
    file.chmod(0o644)
    file.parent.chmod(0o700)
    assert not others_can_read([str(file)])


@linux
def test_every_layer_is_proved_when_a_zygote_starts(zygote):
    assert zygote.isolation == Isolation("strong", LAYERS)
    assert set(zygote.proofs) == set(LAYERS)
    assert len(zygote.proofs["seccomp"]) > 25


@linux
@pytest.mark.parametrize(
    ("proofs", "container", "expected"),
    [
        ({}, False, Isolation("process-only", ())),
        ({"rlimits": {"a": True}, "seccomp": {"a": True}}, False, Isolation("process-only", ("rlimits", "seccomp"))),
        ({"rlimits": {"a": True}, "seccomp": {"a": True}}, True, Isolation("container", ("rlimits", "seccomp"))),
        ({layer: {"a": layer != "landlock"} for layer in LAYERS}, False, None),
        ({layer: {"a": True} for layer in LAYERS}, False, Isolation("strong", LAYERS)),
        ({layer: {"a": True} for layer in FENCED}, False, Isolation("strong", FENCED)),
        ({layer: {"a": True} for layer in FENCED[3:]}, False, Isolation("container", ("seccomp", "bubblewrap"))),
        ({"bubblewrap": {"a": True}}, False, Isolation("process-only", ("bubblewrap",))),
    ],
)
def test_the_level_is_what_was_proved(proofs, container, expected, monkeypatch, tmp_path):
    marks = (str(tmp_path),) if container else ()
    monkeypatch.setattr("grader.runners.zygote.CONTAINERS", marks)
    monkeypatch.setattr(Zygote, "proofs", proofs)
    zygote = object.__new__(Zygote)

    expected = expected or Isolation("process-only", ("rlimits", "privileges", "seccomp"))
    assert zygote.isolation == expected


def prove(code: str) -> subprocess.CompletedProcess[str]:
    """Run lines in a process of their own, with `lock` and `probe` at hand; its output must be a pipe to survive."""
    head = "import json, numpy\nfrom grader.worker import landlock, lock, probe\n"
    return subprocess.run([sys.executable, "-c", head + code], capture_output=True, text=True, timeout=30, check=False)


@linux
def test_the_probe_finds_nothing_held_where_nothing_is_locked():
    done = prove(
        "attempts = {**probe._files(), **probe._system_calls()}\n"
        "del attempts['execute'], attempts['signal everybody']\n"
        "held = [name for name, attempt in attempts.items() if probe._refused(attempt)]\n"
        "print(json.dumps(held))"
    )

    loose = {"open for writing", "fork", "socket", "pipe", "read /etc/passwd", "list /", "read the grader"}
    assert done.returncode == 0, done.stderr
    assert not loose & set(eval(done.stdout))


@linux
@pytest.mark.usefixtures("zygote")
@pytest.mark.parametrize("abi", [1, 2, 3, 4, 5, 6])
def test_landlock_holds_under_every_version_of_it(abi):
    done = prove(
        f"real = landlock.abi\nlandlock.abi = lambda: min(real(), {abi})\n"
        "print(json.dumps(probe.prove(lock.prepare(), 1 << 30, 10)))"
    )

    assert done.returncode == 0, done.stderr
    proofs = __import__("json").loads(done.stdout)
    assert all(all(layer.values()) for layer in proofs.values()), proofs
    assert set(proofs) == set(LAYERS)


@linux
@pytest.mark.parametrize("libraries", [(), ("json",)], ids=["NumPy alone", "another library"])
def test_addresses_that_a_library_has_taken_are_not_taken_from_the_submission(libraries):
    """As a PyTorch for GPUs does: three GiB are reserved, none of it is used."""
    done = prove(
        "import mmap\nreserved = mmap.mmap(-1, 3 << 30, prot=0)\n"
        f"held = lock.prepare({libraries!r})\nheld.enter(1 << 30, 10)\n"
        "for mib in (512, 2048):\n"
        "    try: print(bool(bytearray(mib << 20)))\n"
        "    except MemoryError: print('no')\n"
    )

    assert done.stdout.split() == (["True", "no"] if libraries else ["no", "no"])


@linux
def test_a_machine_without_landlock_still_gets_the_other_layers():
    done = prove(
        "def none(_paths, _devices=()):\n    raise OSError\nlandlock.ruleset = none\n"
        "print(sorted(probe.prove(lock.prepare(), 1 << 30, 10)))"
    )

    assert done.stdout.strip() == "['privileges', 'rlimits', 'seccomp']"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_jump_of_the_filter_stays_inside_it_and_its_last_word_is_no(machine, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    audit, table = seccomp.TABLES[machine]
    steps = seccomp._program(audit, table, 1234)

    for place, step in enumerate(steps):
        code, if_true, if_false = step[0], step[2], step[3]
        if code & 7 == 5:  # a jump
            assert place + 1 + max(if_true, if_false) < len(steps)
    assert steps[-1] == seccomp._refuse(1)
    assert len(set(table.values())) == len(table)
    forbidden = {"fork", "clone", "execve", "socket", "connect", "ptrace", "open", "creat", "unlink", "memfd_create"}
    assert not forbidden & set(table)


@linux
def test_the_grader_hides_its_memory_once_it_asks_for_a_worker():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, sys.argv[1])\n"
            "from held import held, value\nimport ctypes\n"
            "with held('def f(): return 1') as student:\n    value(student, 'f')\n"
            "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))",
            str(ROOT / "tests"),
        ],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.stdout == "0\n"


@linux
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root has a user to give up")
def test_root_keeps_no_capability_and_no_program_could_be_started_with_one():
    done = prove(
        "held = lock.prepare()\nlock.drop_privileges(False)\nprint(any(lock.capabilities()))\n"
        "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('Cap')))"
    )

    assert done.stdout.split() == ["False", *["0" * 16] * 5]


def test_starting_a_zygote_imports_no_numpy():
    code = "import sys\nfrom grader.runners import hosts\nhosts.start()\nprint('numpy' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)

    assert done.stdout == "False\n"
