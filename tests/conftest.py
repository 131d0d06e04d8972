"""Fixtures that tests in several folders need."""

from __future__ import annotations

import signal
import sys

import pytest
from hypothesis import settings

from grader.catalog import content
from grader.exercise import PARTS
from grader.runners.supplied import package

pytest.register_assert_rewrite("tests.conventions")  # proofs assert, and are no test files

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")  # the same examples, and no clock, on every machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest come first: no process is then left at one of them when the others have nothing more to do."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def parts(exercise, tmp_path, monkeypatch):
    """What the exercise supplies, for its stub to import."""
    for file in package(exercise.supplied, content().reference) if exercise.supplied else ():
        (tmp_path / file.path).parent.mkdir(exist_ok=True)
        (tmp_path / file.path).write_text(file.text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == PARTS]:
        del sys.modules[name]


@pytest.fixture
def interruptible():
    """SIGINT interrupts, here and in what is started from here: a shell's background job ignores it, and all that it
    starts with it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
