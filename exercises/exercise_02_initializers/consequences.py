"""Initialisers that are right in themselves and take their fan_in from a `fans` that is not."""

from __future__ import annotations

from exercises.exercise_02_initializers import misconceptions
from exercises.exercise_02_initializers.laws import FAN_IN_LAWS
from grader.checks import consequence, met_again

SAME_FAN_IN = {
    "fans_swapped": misconceptions.fan_out_for_fan_in,
    "filters_in_keras_order": misconceptions.filters_like_dense,
}
"""Mistakes in `fans`, and what whoever takes no more than fan_in from it makes of them."""

on_your_own_fans = [
    *met_again(vars(misconceptions), {"fans": ("xavier", "he")}),
    *(
        consequence(wrong.task, [("fans", mistake)], **wrong.replaces)
        for mistake, family in SAME_FAN_IN.items()
        for wrong in family
        if wrong.task != "fans"
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
