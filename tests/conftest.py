"""Fixtures that tests in several folders need."""

from __future__ import annotations

import sys

import pytest
from hypothesis import settings

from grader.catalog import content
from grader.exercise import PARTS
from grader.runners.supplied import package

pytest.register_assert_rewrite("tests.conventions")  # proofs assert, and are no test files

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")  # the same examples, and no clock, on every machine


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
