"""Exercise 7, two convolutions: mistakes that are named, and answers that look like one."""

from __future__ import annotations

import pytest

from tests.helpers import answered, edited, named, right_answer, told

EDITS = [
    ("double", "base_class", "rng.normal(0.0, weight_init_std, size)",
     "np.random.default_rng(0).normal(0.0, weight_init_std, size)", "network_layers_drawn_alike"),
    ("double", "base_class", "rng.normal(0.0, weight_init_std, size)",
     "rng.normal(0.0, weight_init_std if i != 2 else (2 / math.prod(size[1:])) ** 0.5, size)",
     "network_scale_of_its_own"),
    ("double", "base_class", 'getattr(layer, "d" + kind) for i', 'np.clip(getattr(layer, "d" + kind), -1, 1) for i',
     "network_gradient_clipped"),
    ("double", "base_class", "parts.Pooling(2, 2, 2), a1", "parts.Pooling(2, 2, 1), a1",
     "network_pools_with_stride_one"),
    ("shapes", "base_class", "(h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1)",
     "round((h + 2 * p - k) / s) + 1, round((w + 2 * p - k) / s) + 1)", "shapes_rounded_to_nearest"),
    ("double", "base_class", 'conv_param_1["stride"], conv_param_1["pad"]', '1, conv_param_1["pad"]',
     "network_stride_of_one"),
    ("double", "base_class", "self.params = {}", "_Net.params = {}", "network_shared_by_all"),
    ("double", "base_class", "return x\n\n    def loss",
     "return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)\n\n    def loss", "network_predicts_probabilities"),
    ("stacked", "base_class", "self.chain[::-1]", "self.chain", "network_does_not_turn_round"),
    ("double", "base_class", "t.argmax(-1) if t.ndim == 2 else t", "t", "network_accuracy_class_numbers_only"),
    ("double", "base_class", "t.argmax(-1) if t.ndim == 2 else t", "t.argmax(-1)", "network_accuracy_one_hot_only"),
    ("double", "layers_in_a_dict", "        return np.sum(np.argmax(",
     "        self.params['b4'] -= 0.1\n        return np.sum(np.argmax(", "network_learns_while_looking"),
    ("double", "layers_in_a_dict", 'p["b1"], one["stride"], one["pad"]', 'p["b1"], one.pop("stride"), one["pad"]',
     "network_changes_settings"),
    ("double", "layers_in_a_dict", "weight_init_std * np.random.randn(flat, hidden_size)",
     "weight_init_std * np.random.uniform(-3**0.5, 3**0.5, (flat, hidden_size))", "network_weights_uniform"),
    ("double", "layers_in_a_dict", 'Affine(p["W3"], p["b3"])', 'Affine(p["W3"], p["b3"].copy())', "network_own_copies"),
    ("double", "layers_in_a_dict", "dout = self.last_layer.backward(1)", "dout = self.last_layer.backward(1) / len(x)",
     "network_gradient_averaged_twice"),
    ("double", "base_class", "return float((self.predict(x).argmax(-1) == truth).mean())",
     "x, truth = x[:100], truth[:100]\n        return float((self.predict(x).argmax(-1) == truth).mean())",
     "network_accuracy_of_the_first_hundred"),
    ("double", "base_class", "return float((self.predict(x).argmax(-1) == truth).mean())",
     "return float(np.mean([(self.predict(x[i : i + 100]).argmax(-1) == truth[i : i + 100]).mean() for i in "
     "range(0, len(x), 100)]))", "network_accuracy_mean_of_means"),
    ("double", "base_class", "return float((self.predict(x).argmax(-1) == truth).mean())",
     "return sum((self.predict(x[i : i + 100]).argmax(-1) == truth[i : i + 100]).sum() for i in range(0, len(x) "
     "- 99, 100)) / len(x)", "network_accuracy_drops_the_last"),
]  # fmt: skip
"""Of right answers: the task, whose answer, what stands there once, what takes its place, the mistake."""


@pytest.mark.parametrize(
    ("task", "solution", "right", "wrong", "mistake"), EDITS, ids=[f"{task} {mistake}" for task, *_, mistake in EDITS]
)
def test_an_edit_of_a_right_answer_is_named(task, solution, right, wrong, mistake):
    text = edited(right_answer("exercise_7", solution), (right, wrong))

    assert named(f"exercise_7.{task}", text) == {mistake}


BY_ACCURACY = [
    ("double", "base_class", "self.predict(x).argmax(-1)", "self.predict(x).argmin(-1)"),
]


@pytest.mark.parametrize(("task", "solution", "right", "wrong"), BY_ACCURACY)
def test_by_its_accuracy_alone_a_network_is_accused_of_nothing_else(task, solution, right, wrong):
    report = answered(f"exercise_7.{task}", edited(right_answer("exercise_7", solution), (right, wrong)))

    assert report.earned == 0
    assert told(report) == (set(), True)
    assert [sign.code for finding in report.findings for sign in finding.evidence] == []


OTHER_KINDS = [
    ("shapes", "base_class", "return list(_walk(", "return tuple(_walk("),
]  # fmt: skip
"""Which were once turned away."""


@pytest.mark.parametrize(("task", "solution", "one", "other"), OTHER_KINDS, ids=[row[-1] for row in OTHER_KINDS])
def test_another_kind_of_the_same_answer_is_right(task, solution, one, other):
    report = answered(f"exercise_7.{task}", edited(right_answer("exercise_7", solution), (one, other)))

    assert report.earned == report.points


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_filters_that_all_begin_alike_are_caught_whatever_is_drawn(seed):
    drawn = 'np.random.randn(one["filter_num"], input_dim[0], *side)'
    alike = 'np.repeat(np.random.randn(1, input_dim[0], *side), one["filter_num"], axis=0)'
    text = edited(right_answer("exercise_7", "layers_in_a_dict"), (drawn, alike))

    report = answered("exercise_7.double", text, seed=seed)

    assert report.earned == 0


@pytest.mark.parametrize("seed", [0, 1, 4])
@pytest.mark.parametrize("second", ["parts.Pooling(2, 2, 2), a1", "parts.Pooling(3, 3, 2), a1"])
def test_a_mistake_that_ends_in_the_like_exception_is_not_sure(second, seed):
    """Whatever makes shapes unlike ends in a ValueError, and now and then about the same sizes."""
    first = "[parts.Pooling(2, 2, 2)] if", "[parts.Pooling(3, 3, 2)] if"
    text = edited(right_answer("exercise_7", "base_class"), first, ("parts.Pooling(2, 2, 2), a1", second))

    report = answered("exercise_7.double", text, seed=seed)

    sure = {match.id for finding in report.findings for match in finding.misconceptions if match.sure}
    assert report.earned == 0
    assert "network_without_padding" not in sure
