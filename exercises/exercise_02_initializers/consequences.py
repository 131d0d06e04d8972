"""Initialisers that are right in themselves and call a `fans` or a `gaussian` that is not."""

from __future__ import annotations

from exercises.exercise_02_initializers import misconceptions
from exercises.exercise_02_initializers.laws import FAN_IN_LAWS
from grader.checks import consequence, met_again

CARRIED_ON = {
    ("fans", "fans_swapped"): misconceptions.fan_out_for_fan_in,
    ("fans", "filters_in_keras_order"): misconceptions.filters_like_dense,
    ("gaussian", "gaussian_std_squared"): misconceptions.variance_for_std,
    ("gaussian", "gaussian_std_rooted"): misconceptions.root_taken_twice,
}
"""Mistakes, and what whoever calls `fans` for fan_in, or `gaussian`, makes of them."""

on_your_own_functions = [
    *met_again(vars(misconceptions), {"fans": ("xavier", "he"), "gaussian": ("xavier", "he")}),
    *(
        consequence(wrong.task, [mistake], **wrong.replaces)
        for mistake, family in CARRIED_ON.items()
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
