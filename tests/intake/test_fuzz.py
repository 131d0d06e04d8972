"""Whatever bytes come in: a submission or a refusal comes out."""

from __future__ import annotations

import numpy as np
import pytest

from grader import intake
from grader.errors import UsageError
from grader.submission import Submission

from .making import code, notebook, prose, write, zipped

CELLS = notebook(prose("日本"), code(["import numpy as np\n", "%time x = 1\n", "!ls\n"]), code("%%capture\ny = 'a?'"))
SAMPLES = {
    "optimizers.py": "# -*- coding: utf-8 -*-\nfrom a.b import (c, d)\nx = '勾配'\n".encode(),
    "optimizers.ipynb": CELLS,
    "work.zip": zipped(
        {"work/optimizers.py": "import common.a\n" * 20, "work/common/a.py": "x = 1", "work/日.ipynb": CELLS}
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_bytes_give_a_submission_or_a_refusal(tmp_path, name):
    rng = np.random.default_rng(7)
    path = tmp_path / name
    outcomes = set()
    for _ in range(600):
        try:
            outcome = intake.read(write(path, _damaged(SAMPLES[name], rng)), "optimizers")
            assert isinstance(outcome, Submission)
            assert len(outcome.digest) == 64
        except UsageError as error:
            assert error.code.startswith("intake.")
            outcome = error
        outcomes.add(type(outcome))
    assert outcomes == {Submission, UsageError}


def _damaged(data: bytes, rng: np.random.Generator) -> bytes:
    """A few bytes changed, and now and then a piece cut out or put in twice."""
    changed = np.frombuffer(data, np.uint8).copy()
    places = rng.integers(0, len(changed), size=rng.integers(1, 4))
    changed[places] = rng.choice([rng.integers(0, 256), 0, 1, 0x22, 0x5C, 0x7F, 0xFF], size=len(places))
    result = changed.tobytes()
    start, end = sorted(rng.integers(0, len(result) + 1, size=2))
    return [result, result, result[:start] + result[end:], result[:end] + result[start:]][rng.integers(4)]
