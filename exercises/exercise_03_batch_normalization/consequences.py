"""The same layer, asked about the next task: it is one class, so a mistake made for one task shows in others too.

What follows must tell as much of the later task as a right layer does. A layer that takes training for inference shows
nothing of the values that it would record.
"""

from __future__ import annotations

from exercises.exercise_03_batch_normalization import misconceptions
from grader.checks import Misconception, consequence

TASKS = ("train_forward", "running_statistics", "inference", "backward", "images")
TELLS_NOTHING = {"flag_turned", "flag_turned_at_test", "idle_at_test", "never_recorded", "forgets_running_values"}

same_mistake_again = [
    consequence(later, [(wrong.task, id)], **wrong.replaces)
    for id, family in vars(misconceptions).items()
    if isinstance(family, list) and id not in TELLS_NOTHING
    for wrong in family
    if isinstance(wrong, Misconception)
    for later in TASKS[TASKS.index(wrong.task) + 1 :]
]
