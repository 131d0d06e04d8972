"""How a device's needs enter the lock, shown with devices that every Linux has; the GPU's own are untested data."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from grader.runners import hosts
from grader.worker import devices
from grader.worker.devices import Needs, needs
from grader.worker.seccomp import TABLES

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or hosts.start().isolation.level != "strong", reason="the lock is for Linux"
)
ZERO = Needs(devices=("/dev/zero",), calls={platform.machine(): {}}, bounded=False)


PROGRAM = """
import os, numpy
from grader.worker.devices import Needs
from grader.worker.lock import prepare
prepare(needs={needs!r}).enter(4 << 30, 10)
for path, flags in {attempts!r}:
    try:
        os.open(path, flags)
        print("opened")
    except OSError as error:
        print(type(error).__name__)
"""


def tried(needs: Needs, *attempts: tuple[str, int]) -> list[str]:
    """What a process that has locked itself comes to when it opens files: "opened", or the error's name."""
    program = PROGRAM.format(needs=needs, attempts=attempts)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert not run.stderr
    return run.stdout.split()


def test_a_device_that_is_needed_can_be_written_to_and_nothing_else_can():
    attempts = (
        ("/dev/zero", os.O_RDWR), ("/dev/null", os.O_RDWR), (__file__, os.O_RDWR), ("/etc/passwd", os.O_RDONLY),
        ("/tmp/nnkata-forbidden", os.O_WRONLY | os.O_CREAT),
    )  # fmt: skip

    assert tried(ZERO, *attempts) == ["opened", *["PermissionError"] * 4]


def test_without_needs_no_device_can_be_written_to():
    assert tried(Needs(), ("/dev/zero", os.O_RDWR), ("/dev/null", os.O_RDONLY)) == ["PermissionError", "opened"]


def test_only_a_gpus_library_needs_anything():
    assert needs("cupy:float32") is devices.NVIDIA
    assert all(needs(name) is devices.NOTHING for name in ("numpy", "array-api-strict", "torch:float32"))


@pytest.mark.parametrize("machine", TABLES)
def test_a_gpus_calls_are_no_second_spelling_of_calls_that_are_known(machine):
    _, known = TABLES[machine]
    more = devices.NVIDIA.calls[machine]

    assert not set(more) & set(known)
    assert not set(more.values()) & set(known.values())
    assert len(set(more.values())) == len(more)
