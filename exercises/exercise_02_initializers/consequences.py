"""Initialisers that are right in themselves and take their fan_in from a `fans` that is not."""

from __future__ import annotations

from exercises.exercise_02_initializers import misconceptions
from exercises.exercise_02_initializers.laws import FAN_IN_LAWS
from grader.checks import consequence, met_again

on_your_own_fans = [
    *met_again(vars(misconceptions), {"fans": ("xavier", "he")}),
    *(
        consequence(wrong.task, [("fans", "fans_swapped")], **wrong.replaces)
        for wrong in misconceptions.fan_out_for_fan_in
    ),
    *(
        consequence(task, [("fans", "fans_rooted")], **drawn)
        for task, law in FAN_IN_LAWS.items()
        for drawn in (
            {task: law.normal(misconceptions.rooted_fans)},
            {f"{task}_uniform": law.uniform(misconceptions.rooted_fans)},
        )
    ),
]
