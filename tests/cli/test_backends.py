"""`--backend`: which library's arrays are judged; what is said where it is not there."""

from __future__ import annotations

import json
import sqlite3
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from grader import gradebook

from .conftest import SGD

ON_THE_HOST = """
import numpy as np


class Sigmoid:
    def forward(self, x):
        return 1 / (1 + np.exp(-x))

    def backward(self, dout):
        return dout
"""

SINGLE_ONLY = SGD.replace(
    "            params[key] -=",
    """            if str(params[key].dtype) != "float32":
                continue
            params[key] -=""",
)


@pytest.fixture
def mine(here):
    file = here / "network.py"
    file.write_text(ON_THE_HOST, encoding="utf-8")
    return file


def test_a_backend_that_there_is_none_of_is_refused_with_those_there_are(grade, mine):
    result = grade("check", "1", str(mine), "--backend", "cuda")

    assert result.code == 2
    assert "“cuda”" in result.err and "cupy" in result.err


@pytest.mark.skipif(find_spec("cupy") is not None, reason="CuPy is installed")
def test_a_backend_whose_library_is_not_installed_says_how_to_install_it(grade, mine):
    result = grade("check", "1", str(mine), "--backend", "cupy")

    assert result.code == 2
    assert "pip install cupy-cuda12x" in result.err
    assert "Traceback" not in result.err


@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch is installed")
def test_what_is_said_of_a_missing_library_speaks_of_no_other(grade, mine):
    result = grade("check", "1", str(mine), "--backend", "torch")

    assert result.code == 2
    assert "pip install torch" in result.err
    assert "cupy" not in result.err.lower()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "met NumPy on the host"), ("ja", "ホスト側の NumPy に渡されました")]
)
def test_code_that_hands_the_devices_arrays_to_numpy_is_told_the_line(grade, mine, language, said):
    result = grade("check", "1.sigmoid", str(mine), "--backend", "array-api-strict", "--lang", language)

    text = "".join(result.out.split())
    assert result.code == 1
    assert "".join(said.split()) in text
    assert "network.py" in text and "7" in text
    assert "x.__array_namespace__()" in text
    assert "array-api-strict" in result.out.splitlines()[-1] + result.out.splitlines()[-2]


def test_a_report_names_its_backend_unless_that_is_numpy(grade, mine):
    with_numpy = json.loads(grade("check", "1.sigmoid", str(mine), "--format", "json").out)
    single = json.loads(grade("check", "1.sigmoid", str(mine), "--format", "json", "--backend", "numpy:float32").out)

    assert "backend" not in with_numpy
    assert single["backend"] == "numpy:float32"


def test_an_attempt_is_replayed_with_its_backend(grade, mine):
    grade("submit", "1.sigmoid", str(mine), "--backend", "array-api-strict")

    result = grade("replay", "1", "--format", "json")

    assert json.loads(result.out)["backend"] == "array-api-strict"
    assert "the same report" in result.err


def backends() -> list[str]:
    with gradebook.read(Path("book.sqlite")) as book:
        return [attempt.backend for attempt in book.attempts()]


@pytest.mark.skipif(sys.platform != "linux", reason="a class is graded where submissions are held")
def test_attempts_are_regraded_each_with_its_backend(grade, here):
    """The code tells the precision apart, so that another backend would change its mark."""
    (here / "optimizers.py").write_text(SINGLE_ONLY, encoding="utf-8")
    words = ("optimizers.py", "--gradebook", "book.sqlite", "--exit-zero")
    for backend in ("numpy:float32", "numpy"):
        (here / "optimizers.py").write_text(f"# {backend}\n{SINGLE_ONLY}", encoding="utf-8")
        grade("submit", "4", *words, "--backend", backend)
    with sqlite3.connect("book.sqlite") as connection:
        connection.execute("UPDATE attempts SET grader_version = '0.0.9'")
    connection.close()

    result = grade("regrade", "4", "--write", "--gradebook", "book.sqlite", "--jobs", "1")

    assert "Marks that change: 0." in result.out
    assert backends() == ["numpy:float32", "numpy"] * 2


@pytest.mark.skipif(find_spec("cupy") is not None, reason="CuPy is installed")
def test_a_regrade_without_the_library_of_an_attempt_says_how_to_install_it(grade, here):
    (here / "optimizers.py").write_text(SGD)
    grade("submit", "4", "optimizers.py", "--gradebook", "book.sqlite", "--backend", "numpy:float32")
    with sqlite3.connect("book.sqlite") as connection:
        connection.execute("UPDATE attempts SET report = replace(report, 'numpy:float32', 'cupy')")
    connection.close()

    result = grade("regrade", "4", "--gradebook", "book.sqlite")

    assert result.code == 2
    assert "pip install cupy-cuda12x" in result.err
