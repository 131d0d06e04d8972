"""The filter of system calls, for both machines: run by an interpreter of the kernel's language, and its numbers
against the kernel's own headers. So the filter for aarch64 is tried on x86_64 too, but for the kernel itself.
"""

from __future__ import annotations

import errno
import os
import platform
import re
import struct
from functools import cache
from pathlib import Path

import pytest

from grader.worker import seccomp
from grader.worker.probe import CALLS

PID = 4711
EVERY = range(600)
MACHINES = tuple(seccomp.TABLES)
HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h",),
    "aarch64": ("/usr/aarch64-linux-gnu/include/asm-generic/unistd.h", "/usr/include/asm-generic/unistd.h"),
}
"""Where Debian's linux-libc-dev and linux-libc-dev-arm64-cross put them. aarch64 has the generic numbers."""

ANSWERED = {"openat", "kill", "tgkill", "fcntl", "prlimit64", "ioctl", "clone3", "openat2", "rseq", "seccomp"}
"""Calls whose arguments matter, or that are refused in a way of their own."""

WITH_ERRORS = {
    "ioctl": errno.ENOTTY,
    "clone3": errno.ENOSYS,
    "openat2": errno.ENOSYS,
    "rseq": errno.ENOSYS,
    "seccomp": errno.EPERM,
}


@cache
def program(machine: str) -> tuple[tuple[int, int, int, int], ...]:
    audit, table = seccomp.TABLES[machine]
    return tuple(struct.unpack("HBBI", step) for step in seccomp._program(audit, table, PID))


def verdict(machine: str, number: int, *arguments: int, audit: int | None = None) -> int:
    """What the kernel would do: run the filter on its view of a call (`struct seccomp_data`)."""
    view = struct.pack("<iIQ", number, seccomp.TABLES[machine][0] if audit is None else audit, 0)
    view += struct.pack("<6Q", *(value % 2**64 for value in (*arguments, *[0] * 6)[:6]))
    value, place = 0, 0
    while True:
        code, if_true, if_false, constant = program(machine)[place]
        place += 1
        if code == 0x20:  # load a word
            (value,) = struct.unpack_from("<I", view, constant)
        elif code == 0x06:  # return
            return constant
        else:
            taken = {0x15: value == constant, 0x35: value >= constant, 0x45: bool(value & constant)}[code]
            place += if_true if taken else if_false


def refused(error: int) -> int:
    return seccomp.ERRNO | error


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_that_is_not_named_is_refused_and_every_other_is_let_through(machine):
    _, table = seccomp.TABLES[machine]
    plain = {number for name, number in table.items() if name not in ANSWERED}

    for number in EVERY:
        if number not in table.values():
            assert verdict(machine, number, *[2**64 - 1] * 6) == refused(errno.EPERM), number
    for number in plain:
        assert verdict(machine, number, *[2**64 - 1] * 6) == seccomp.ALLOW, number
    assert max(table.values()) < EVERY.stop


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("low", [0, 1, 2**31, 2**32 - 1])
def test_another_architecture_s_numbers_kill(machine, low):
    others = {audit for audit, _ in seccomp.TABLES.values()} - {seccomp.TABLES[machine][0]} | {0x40000003, low}

    for audit in others:
        assert verdict(machine, 0, audit=audit) == seccomp.KILL


@pytest.mark.parametrize("number", [seccomp.X32, seccomp.X32 | 1, seccomp.X32 + 600])
def test_the_x32_numbers_kill(number):
    assert verdict("x86_64", number) == seccomp.KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_files_open_for_reading_only(machine):
    """The flags' numbers are the kernel's: those of folders and links are others on aarch64."""
    directory, nofollow = (0o200000, 0o400000) if machine == "x86_64" else (0o40000, 0o100000)
    number = seccomp.TABLES[machine][1]["openat"]
    harmless = (0, os.O_CLOEXEC, os.O_NONBLOCK, directory, directory | os.O_CLOEXEC, nofollow, 0o10000000)
    harmful = (os.O_WRONLY, os.O_RDWR, 3, os.O_CREAT, os.O_TRUNC, os.O_APPEND, 0o20000000 | directory)

    for flags in harmless:
        assert verdict(machine, number, -100, 0, flags) == seccomp.ALLOW, oct(flags)
    for flags in harmful:
        for more in harmless:
            assert verdict(machine, number, -100, 0, flags | more) == refused(errno.EACCES), oct(flags | more)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", ["kill", "tgkill"])
def test_signals_reach_the_process_itself_only(machine, name):
    number = seccomp.TABLES[machine][1][name]

    assert verdict(machine, number, PID, 9) == seccomp.ALLOW
    for pid in (0, 1, -1, -PID, PID + 1, PID - 1, 2**31):
        assert verdict(machine, number, pid, 9) == refused(errno.EPERM), pid


@pytest.mark.parametrize("machine", MACHINES)
def test_descriptors_are_copied_and_neither_locked_nor_sealed(machine):
    number = seccomp.TABLES[machine][1]["fcntl"]

    for command in (0, 1, 2, 3, 1030):
        assert verdict(machine, number, 0, command) == seccomp.ALLOW
    for command in (4, 5, 6, 7, 8, 9, 36, 37, 38, 1024, 1026, 1029, 1031, 1033, 2**31):
        assert verdict(machine, number, 0, command) == refused(errno.EPERM)


@pytest.mark.parametrize("machine", MACHINES)
def test_limits_are_read_of_this_process_and_never_set(machine):
    number = seccomp.TABLES[machine][1]["prlimit64"]

    assert verdict(machine, number, 0, 7, 0, 1 << 40) == seccomp.ALLOW
    for pid, new in ((1, 0), (PID, 0), (0, 1), (0, 1 << 32), (0, 2**64 - 1)):
        assert verdict(machine, number, pid, 7, new, 1 << 40) == refused(errno.EPERM), (pid, new)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", WITH_ERRORS)
def test_some_are_refused_so_that_the_library_goes_on(machine, name):
    assert verdict(machine, seccomp.TABLES[machine][1][name], 0, 0x5412) == refused(WITH_ERRORS[name])


@pytest.mark.parametrize("machine", MACHINES)
def test_what_the_probe_tries_is_refused(machine):
    for name, number in CALLS[machine].items():
        assert verdict(machine, number, *[2**64 - 1] * 5) == refused(errno.EPERM), name


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_the_kernel_s(machine):
    found = next((path for path in map(Path, HEADERS[machine]) if path.exists()), None)
    if found is None:
        pytest.skip(f"no kernel headers for {machine} here (Debian: linux-libc-dev, linux-libc-dev-arm64-cross)")
    known = numbers(found.read_text())

    for name, number in {**seccomp.TABLES[machine][1], **CALLS[machine]}.items():
        assert known[name] == number, name


def numbers(header: str) -> dict[str, int]:
    """The numbers by name: `#define __NR_lseek __NR3264_lseek` stands for another name's on 64 bits."""
    defined = dict(re.findall(r"^#define (__NR\w+)\s+(\w+)", header, re.MULTILINE))
    resolved = {name: defined.get(value, value) for name, value in defined.items()}
    return {
        name.removeprefix("__NR_"): int(value)
        for name, value in resolved.items()
        if name.startswith("__NR_") and value.isdecimal()
    }


@pytest.mark.parametrize("machine", MACHINES)
def test_the_number_of_the_process_is_put_in_where_it_belongs(machine, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    made = seccomp.Filter()
    audit, table = seccomp.TABLES[machine]

    whole = seccomp._step(seccomp.EQUAL, 0, 1, PID).join(made._pieces)

    assert whole == b"".join(seccomp._program(audit, table, PID))
    assert len(made._pieces) == 3  # kill and tgkill
