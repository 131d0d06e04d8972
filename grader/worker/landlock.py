"""Landlock: the process may read these files and folders, and no others, and may write none (Linux 5.13 and later).

The rule set is built once, in the zygote, and entered by every worker. `man 7 landlock`.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

libc = ctypes.CDLL(None, use_errno=True)

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every architecture
GET_ABI = 1
RULE_PATH_BENEATH = 1
WRITE_FILE, READ_FILE, READ_DIR, IOCTL_DEV = 1 << 1, 1 << 2, 1 << 3, 1 << 15

FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""Every right over files that an ABI can take away: all of them are taken, and reading is given back by rules."""
NETWORK = 0b11  # bind and connect over TCP, from ABI 4
SCOPES = 0b11  # abstract sockets and signals to processes outside, from ABI 6


def call(number: int, *arguments: int | bytes | None) -> int:
    """A system call by number. raises: OSError"""
    words = [ctypes.c_char_p(a) if isinstance(a, bytes) else ctypes.c_void_p(a) for a in arguments]
    result: int = libc.syscall(ctypes.c_long(number), *words)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


def abi() -> int:
    """The kernel's Landlock version, 0 where it has none or has it switched off."""
    try:
        return call(CREATE_RULESET, None, 0, GET_ABI)
    except OSError:
        return 0


def ruleset(readable: Iterable[str], devices: Iterable[str] = ()) -> int:
    """A descriptor of a rule set under which only these files, and everything below these folders, can be read.

    devices: files, or folders of them, that can be written to as well

    raises: OSError where the kernel has no Landlock
    """
    version = abi()
    if not version:
        raise OSError("the kernel has no Landlock")
    files = FILES[max(known for known in FILES if known <= version)]
    size = 8 if version < 4 else 16 if version < 6 else 24
    attributes = struct.pack("=QQQ", files, NETWORK, SCOPES)[:size]
    rules = call(CREATE_RULESET, attributes, size, 0)
    for path in readable:
        _allow(rules, path, READ_FILE | READ_DIR)
    for path in devices:
        _allow(rules, path, (READ_FILE | READ_DIR | WRITE_FILE | IOCTL_DEV) & files)
    return rules


def enter(rules: int) -> None:
    """Hold this process, and all that it may start, to the rules. Needs no_new_privs."""
    call(RESTRICT_SELF, rules, 0)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be readable
    try:
        rights = rights if os.path.isdir(path) else rights & ~READ_DIR  # noqa: PTH112
        call(ADD_RULE, rules, RULE_PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)
