"""Mistakes that were made blind, by edits of right answers, and that nobody named then: each is named now."""

from pathlib import Path

import pytest

from grader import catalog
from tests.helpers import grade, submission

CONTENT = catalog.content()
SOLUTIONS = Path(__file__).parent / "solutions"

MISTAKES = [
    ("exercise_1.tanh", "autograd_tape", "1 - np.square(y)", "1 - y", "tanh_not_squared"),
    ("exercise_1.sigmoid", "autograd_tape", "y * (1 - y))", "y * (1 + y))", "sigmoid_slope_sign"),
    (
        "exercise_1.softmax_with_loss",
        "autograd_tape",
        "- hot) / n",
        "- hot) / p.size",
        "loss_slope_of_all_entries_averaged",
    ),
    ("exercise_1.network", "autograd_tape", "argmax(1), to_index(t))", "argmax(1), t)", "network_accuracy_of_one_hot"),
    (
        "exercise_1.network",
        "autograd_tape",
        "np.sign(self.data.clip(min=0))",
        "1.0 - np.sign(self.data.clip(min=0))",
        "relu_gate_inverted",
    ),
    (
        "exercise_1.cross_entropy",
        "autograd_tape",
        "if np.ndim(t) == 2 else t",
        "if np.ndim(t) == 3 else t",
        "loss_class_numbers_only",
    ),
    (
        "exercise_1.affine",
        "dataclasses_and_slots",
        "self._x.reshape(self._x.shape[0], self.W.shape[0])",
        "self._x",
        "affine_images_not_laid_out",
    ),
    (
        "exercise_2.zeros",
        "classes_and_closures",
        "return np.zeros_like(np.empty(shape))",
        "return KEPT.setdefault(tuple(shape), np.zeros(shape))\n\n\nKEPT = {}",
        "zeros_kept",
    ),
    (
        "exercise_2.he",
        "classes_and_closures",
        "(fans(shape)[0] / 2) ** -0.5",
        "2 / fans(shape)[0] ** 0.5",
        "root_of_n_alone",
    ),
    ("exercise_2.gradient_flow", "classes_and_closures", "else z > 0", "else dout > 0", "flow_gate_by_dout"),
    ("exercise_2.gradient_flow", "classes_and_closures", "1 - z**2 if", "z * (1 - z) if", "flow_tanh_slope_of_sigmoid"),
    ("exercise_3.backward", "composed_of_layers", "dr * -0.5", "dr * -1.0", "variance_path_doubled"),
    ("exercise_3.images", "composed_of_layers", "swapaxes(0, 1)", "transpose(1, 0, 3, 2)", "images_height_for_width"),
]


@pytest.mark.parametrize(
    ("task", "name", "right", "wrong", "mistake"), MISTAKES, ids=[f"{row[0]} {row[4]}" for row in MISTAKES]
)
def test_a_mistake_is_named(task, name, right, wrong, mistake) -> None:
    text = (SOLUTIONS / task.partition(".")[0] / f"{name}.py").read_text()
    assert text.count(right) == 1

    report = grade(submission(text.replace(right, wrong), f"{name}.py"), task, CONTENT)

    assert report.earned == 0
    assert {match.id for finding in report.findings for match in finding.misconceptions if match.sure} == {mistake}
