"""Pixels that are integers: who takes them is right, who refuses them too, who cuts the results off is not."""

from __future__ import annotations

import pytest

from grader import catalog
from tests.helpers import grade, submission

CONTENT = catalog.content()

MEANS = """
    import numpy as np

    class GlobalAveragePooling:
        def forward(self, x):
            n, c, self.h, self.w = x.shape
            out = np.zeros((n, c){dtype})
            for row in range(self.h):
                for column in range(self.w):
                    {add}
            return out

        def backward(self, dout):
            return np.ones((self.h, self.w)) * dout[:, :, None, None] / (self.h * self.w)

    class GlobalMaxPooling:
        def forward(self, x):
            self.x, self.out = x, x.max(axis=(2, 3), keepdims=True)
            return self.out[:, :, 0, 0]

        def backward(self, dout):
            largest = self.x == self.out
            return dout[:, :, None, None] * largest / largest.sum(axis=(2, 3), keepdims=True)
"""
PART = "x[:, :, row, column] / (self.h * self.w)"


def means(dtype="", add=f"out += {PART}"):
    return grade(submission(MEANS.format(dtype=dtype, add=add), "convolution.py"), "exercise_6.global_pooling", CONTENT)


def named(report):
    return {match.id for found in report.findings for match in found.misconceptions}


@pytest.mark.parametrize(("dtype", "refused"), [("", False), (", dtype=x.dtype", True)])
def test_an_answer_may_take_whole_numbers_or_refuse_them(dtype, refused):
    report = means(dtype)

    assert report.earned == report.points
    assert ("refused" in {note.code for found in report.findings for note in found.notes}) is refused


def test_what_is_cut_off_to_whole_numbers_is_wrong_and_named():
    report = means(", dtype=x.dtype", "out[...] = np.mean(x, axis=(2, 3))")

    assert report.earned == 0
    assert named(report) == {"made_like_x"}
