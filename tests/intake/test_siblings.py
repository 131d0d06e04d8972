"""Imports read off lines, without parsing."""

from __future__ import annotations

import time

import pytest

from grader.intake.siblings import imports


@pytest.mark.parametrize(
    ("text", "package", "expected"),
    [
        ("import a", "", ["a"]),
        ("import a.b as c, d  # e", "", ["a", "a/b", "d"]),
        ("    from a import b", "", ["a", "a/b"]),
        ("from a.b import *", "", ["a", "a/b"]),
        ("from a import (\n  b as c,  # d\n  e,\n)", "", ["a", "a/b", "a/e"]),
        ("import a, \\\n  b", "", ["a", "b"]),
        ("from . import a", "p", ["p", "p/a"]),
        ("from .a import b", "p/q", ["p", "p/q", "p/q/a", "p/q/a/b"]),
        ("from .. import a", "p/q", ["p", "p/a"]),
        ("from ..a import b", "p", []),
        ("from . import a", "", []),
        ("import numpy as np, os.path\nfrom collections import deque", "", []),
        ("from .os import a", "p", ["p", "p/os", "p/os/a"]),
        ("# import a\nimportant = 1\nfromage = 2\nfrom\nimport", "", []),
        ("import a-b, ..c, d..e, /etc/passwd, ../f", "", []),
        ("from a..b import c\nfrom .. import ..", "p", []),
        ("import 層", "", ["層"]),
    ],
)
def test_are_found(text, package, expected):
    assert list(imports(text, package)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "from x import (" * 60_000,
        "from x import (\n" * 60_000,
        "from" + " " * 10**6,
        "from " + "." * 10**6,
        " " * 10**6,
        "import " + "a" * 10**6,
        "import " + "a." * 500_000,
        "from " + "a." * 500_000,
        "from a import " + "b," * 500_000,
    ],
)
def test_nothing_takes_long(text):
    started = time.process_time()

    for _ in imports(text):
        pass

    assert time.process_time() - started < 2  # some 0.1 s: quadratic would be hours
