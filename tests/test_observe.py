"""From a worker's replies to labelled observations."""

from __future__ import annotations

import numpy as np
import pytest

from grader.in_process import InProcess
from grader.student import Label, Script
from grader.worker.namespace import Namespace


@pytest.mark.parametrize("shape", [(3,), (1, 3), (1, 3, 1, 1)])
def test_a_flat_attribute_is_seen_as_the_row_of_its_entries(shape) -> None:
    class Layer:
        def __init__(self) -> None:
            self.mean = np.arange(3.0).reshape(shape)

    script = Script()
    script.get(script.new("Layer"), "mean", flat=True)

    (run,) = InProcess(Namespace({"Layer": Layer})).run([script.play()])

    assert run.seen[Label("mean")].tolist() == [0, 1, 2]


def test_a_flat_attribute_that_is_no_array_is_seen_as_it_is() -> None:
    class Layer:
        mean = None

    script = Script()
    script.get(script.new("Layer"), "mean", flat=True)

    (run,) = InProcess(Namespace({"Layer": Layer})).run([script.play()])

    assert run.seen[Label("mean")] is None
