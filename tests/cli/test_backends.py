"""`--backend`: which library's arrays are judged; what is said where it is not there."""

from __future__ import annotations

import json
from importlib.util import find_spec

import pytest

ON_THE_HOST = """
import numpy as np


class Sigmoid:
    def forward(self, x):
        return 1 / (1 + np.exp(-x))

    def backward(self, dout):
        return dout
"""


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
    single = json.loads(
        grade("check", "1.sigmoid", str(mine), "--format", "json", "--backend", "numpy:float32").out
    )

    assert "backend" not in with_numpy
    assert single["backend"] == "numpy:float32"


def test_an_attempt_is_replayed_with_its_backend(grade, mine):
    grade("submit", "1.sigmoid", str(mine), "--backend", "array-api-strict")

    result = grade("replay", "1", "--format", "json")

    assert json.loads(result.out)["backend"] == "array-api-strict"
    assert "the same report" in result.err
