"""Initialisers that are right in themselves and take their fan_in from a `fans` that is not."""

from __future__ import annotations

from exercises.exercise_02_initializers import misconceptions
from grader.checks import consequence, met_again

on_your_own_fans = [
    *met_again(vars(misconceptions), {"fans": ("xavier", "he")}),
    *(
        consequence(wrong.task, [("fans", "fans_swapped")], **wrong.replaces)
        for wrong in misconceptions.fan_out_for_fan_in
    ),
]
