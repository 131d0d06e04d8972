"""Exercise 2, the initialisers: mistakes that are named, and answers that look like one."""

from __future__ import annotations

import pytest

from tests.helpers import answered, edited, named, right_answer, told

EDITS = [
    ("zeros", "classes_and_closures", "return np.zeros_like(np.empty(shape))",
     "return KEPT.setdefault(tuple(shape), np.zeros(shape))\n\n\nKEPT = {}", "zeros_kept"),
    ("he", "classes_and_closures", "(fans(shape)[0] / 2) ** -0.5", "2 / fans(shape)[0] ** 0.5", "root_of_n_alone"),
    ("gradient_flow", "classes_and_closures", "else z > 0", "else dout > 0", "flow_gate_by_dout"),
    ("gradient_flow", "classes_and_closures", "1 - z**2 if", "z * (1 - z) if", "flow_tanh_slope_of_sigmoid"),
    ("xavier", "the_book", "/ np.sqrt(fans(shape)[0])", "/ int(np.sqrt(fans(shape)[0]))", "root_rounded_down"),
    ("fans", "the_book", "return C * FH * FW, FN * FH * FW", "return FN * C * FH * FW, FN * C * FH * FW",
     "fan_in_of_all_filters"),
    ("fans", "the_book", "return C * FH * FW, FN * FH * FW", "return FN * C * FH * FW, FN * FH * FW",
     "fan_in_of_all_filters"),
    ("fans", "the_book", "return C * FH * FW, FN * FH * FW", "return C, FN * FH * FW", "kernel_left_out"),
    ("fans", "the_book", "return C * FH * FW, FN * FH * FW", "return C * FH, FN * FH", "kernel_side_left_out"),
    ("fans", "the_book", "FN, C, FH, FW = shape", "FH, FW, C, FN = shape", "filters_in_keras_order"),
]  # fmt: skip
"""Of right answers: the task, whose answer, what stands there once, what takes its place, the mistake."""


@pytest.mark.parametrize(
    ("task", "solution", "right", "wrong", "mistake"), EDITS, ids=[f"{task} {mistake}" for task, *_, mistake in EDITS]
)
def test_an_edit_of_a_right_answer_is_named(task, solution, right, wrong, mistake):
    text = edited(right_answer("exercise_2", solution), (right, wrong))

    assert named(f"exercise_2.{task}", text) == {mistake}


@pytest.mark.parametrize("wrong", ["std**2", "np.sqrt(std)", "0.01", "1 / std"])
def test_a_mistake_in_gaussian_costs_nothing_more_where_it_is_called(wrong):
    right = "    return rng.standard_normal(shape) * std\n"
    calling = edited(
        INITIALIZERS,
        ("return rng.standard_normal(shape) * np.sqrt", "return gaussian(shape, np.sqrt"),
        ("2 / fans(shape)[0])\n\ndef he_uniform", "2 / fans(shape)[0]), rng)\n\ndef he_uniform"),
    )
    text = f"{calling}\ndef gaussian(shape, std, rng):\n{right.replace('std', wrong)}"

    earned = {task.id: task.earned for task in answered("exercise_2", text).tasks}

    assert (earned["gaussian"], earned["fans"], earned["he"]) == (0, 1, 2)


OTHER_KINDS = [
    ("fans", "the_book", "return C * FH * FW, FN * FH * FW",
     "from collections import namedtuple\n    return namedtuple('Fans', 'into out')(C * FH * FW, FN * FH * FW)"),
    ("gradient_flow", "the_book", "    return norms\n", "    from collections import deque\n    return deque(norms)\n"),
]  # fmt: skip
"""Which were once turned away."""


@pytest.mark.parametrize(("task", "solution", "one", "other"), OTHER_KINDS, ids=[row[-1] for row in OTHER_KINDS])
def test_another_kind_of_the_same_answer_is_right(task, solution, one, other):
    report = answered(f"exercise_2.{task}", edited(right_answer("exercise_2", solution), (one, other)))

    assert report.earned == report.points


INITIALIZERS = """
import numpy as np

def fans(shape):
    area = int(np.prod(shape[2:]))
    return (shape[0], shape[1]) if len(shape) == 2 else (shape[1] * area, shape[0] * area)

def he(shape, rng):
    return rng.standard_normal(shape) * np.sqrt(2 / fans(shape)[0])

def he_uniform(shape, rng):
    limit = np.sqrt(6 / fans(shape)[0])
    return rng.uniform(-limit, limit, shape)
"""
STD, LIMIT = "np.sqrt(2 / fans(shape)[0])", "np.sqrt(6 / fans(shape)[0])"
FLOW = """
import numpy as np

def activate(name, a):
    return {"sigmoid": 1 / (1 + np.exp(-np.clip(a, -500, 500))), "tanh": np.tanh(a), "relu": np.maximum(a, 0)}[name]

def slope(name, a, z):
    return {"sigmoid": z * (1 - z), "tanh": 1 - z**2, "relu": np.where(a > 0, 1.0, 0)}[name]

def gradient_flow(weights, activation, x, dout):
    z, layers, norms = x, [], []
    for W in weights:
        a = z @ W
        z = activate(activation, a)
        layers.append((a, z))
    for W, (a, z) in zip(weights[::-1], layers[::-1]):
        da = dout * slope(activation, a, z)
        norms.insert(0, np.sqrt(np.sum(da**2)))
        dout = da @ W.T
    return norms
"""


@pytest.mark.parametrize(
    ("task", "text", "old", "new", "ids"),
    [
        ("he", INITIALIZERS, STD, "np.sqrt(np.sqrt(2 / fans(shape)[0]))", {"root_taken_twice"}),
        ("he", INITIALIZERS, STD, "np.sqrt(2 / np.sqrt(fans(shape)[0]))", {"root_taken_twice"}),
        ("fans", INITIALIZERS, "(shape[0], shape[1]) if", "(shape[0] ** 0.5, shape[1] ** 0.5) if", {"fans_rooted"}),
        ("fans", INITIALIZERS, "(shape[1] * area, shape[0] * area)", "shape[-2:]", {"fans_of_the_last_axes"}),
        ("he", INITIALIZERS, LIMIT, "1.7 * np.sqrt(2 / fans(shape)[0])", {"limit_constant_rounded"}),
        ("he", INITIALIZERS, LIMIT, "1.73 * np.sqrt(2 / fans(shape)[0])", {"limit_constant_rounded"}),
        ("he", INITIALIZERS, LIMIT, "2.45 / np.sqrt(fans(shape)[0])", {"limit_constant_rounded"}),
        ("he", INITIALIZERS, LIMIT, "np.sqrt(6 / (fans(shape)[0] + 1))", {"fan_in_one_too_many"}),
        ("he", INITIALIZERS, STD, "np.sqrt(2 / (fans(shape)[0] + 1))", {"fan_in_one_too_many"}),
        ("he", INITIALIZERS, "return rng.standard_normal(shape) * np.sqrt(2 / fans(shape)[0])",
         "return np.round(rng.standard_normal(shape) * np.sqrt(2 / fans(shape)[0]), 4)", {"numbers_rounded"}),
        ("gradient_flow", FLOW, "np.maximum(a, 0)", "np.where(a > 0, a, 0.01 * a)", {"flow_relu_not_applied"}),
        ("he", INITIALIZERS, LIMIT, "6 / fans(shape)[0]", {"limit_without_root"}),
        ("gradient_flow", FLOW, "np.maximum(a, 0)", "a", {"flow_relu_not_applied"}),
        ("gradient_flow", FLOW, "np.where(a > 0, 1.0, 0)", "np.where(a < 0, 1.0, 0)", {"flow_relu_slope_turned"}),
        ("gradient_flow", FLOW, "z * (1 - z)", "1 - z**2", {"flow_sigmoid_slope_of_tanh"}),
        ("gradient_flow", FLOW, "        z = activate(activation, a)", "        z = activate(activation, a)"
         " if W is not weights[-1] else a", {"flow_last_layer_linear"}),
        ("gradient_flow", FLOW, "np.where(a > 0, 1.0, 0)", "np.where(a > 0, 1.0, 0.01)", {"flow_relu_leaks"}),
        ("gradient_flow", FLOW, "1 - z**2", "1 - z", {"flow_tanh_slope_not_squared"}),
        ("gradient_flow", FLOW, "dout = da @ W.T", "dout = dout @ W.T", {"flow_slope_not_carried"}),
        ("gradient_flow", FLOW, "layers, norms = x, [], []", "layers, norms, dout = x, [], [], np.ones_like(dout)",
         {"flow_upstream_ignored"}),
    ],
)  # fmt: skip
def test_a_wrong_initialiser_or_probe_is_named_where_the_mistake_is_known(task, text, old, new, ids):
    assert named(f"exercise_2.{task}", edited(text, (old, new))) == ids


def test_the_root_of_three_may_be_written_with_three_decimals():
    report = answered("exercise_2.he", edited(INITIALIZERS, (LIMIT, "1.732 * np.sqrt(2 / fans(shape)[0])")))

    assert report.earned == report.points


def test_fans_that_are_rooted_cost_their_own_points_only():
    rooted = "    return tuple(fan**0.5 for fan in _fans(shape))\n\ndef _fans(shape):\n    area = "

    report = answered("exercise_2", edited(INITIALIZERS, ("    area = ", rooted)))

    earned = {task.id: task.earned > 0 for task in report.tasks if task.id in ("fans", "he")}
    assert earned == {"fans": False, "he": True}


def test_numbers_that_are_dealt_out_in_another_order_each_time_are_named():
    text = """
        import numpy as np
        from statistics import NormalDist

        def gaussian(shape, std, rng):
            n = int(np.prod(shape))
            values = [NormalDist().inv_cdf((i + 0.5) / n) for i in range(n)]
            return std * rng.permutation(values).reshape(shape)
    """

    report = answered("exercise_2.gaussian", text)

    assert report.earned == 0
    assert told(report) == ({"numbers_dealt_out"}, True)


STANDARDISED = """
    import numpy as np

    def gaussian(shape, std, rng):
        z = rng.standard_normal(shape)
        return std * {made}

    def xavier(shape, rng):
        return gaussian(shape, (1 / shape[0] if len(shape) == 2 else 1 / np.prod(shape[1:])) ** 0.5, rng)

    def xavier_uniform(shape, rng):
        limit = (3 / shape[0] if len(shape) == 2 else 3 / np.prod(shape[1:])) ** 0.5
        return rng.uniform(-limit, limit, shape)
"""


@pytest.mark.parametrize(
    "made",
    [
        "(z - z.mean()) / z.std()",
        "(z - z.mean()) / z.std(ddof=1)",
        "z / z.std()",
        "z / np.sqrt(np.mean(z * z))",
        "(z - z.mean())",
        "((z - z.mean()) / z.std()).astype(np.float32)",
    ],
)
@pytest.mark.parametrize("task", ["gaussian", "xavier"])
def test_a_sample_that_is_rescaled_to_the_exact_moments_is_named(made, task):
    report = answered(f"exercise_2.{task}", STANDARDISED.format(made=made))

    assert report.earned == 0
    assert told(report) == ({"moments_made_exact"}, True)


@pytest.mark.parametrize(
    ("made", "mistake"),
    [
        ("np.clip(z, -3, 3)", "cut_to_the_limit"),
        ("np.where(np.abs(z) > 3, rng.standard_normal(shape), z)", "cut_off_at_three"),
        ("np.round(z, 2)", "numbers_rounded"),
    ],
)
def test_a_normal_sample_that_is_bounded_or_rounded_is_named(made, mistake):
    report = answered("exercise_2.gaussian", STANDARDISED.format(made=made))

    assert report.earned == 0
    assert told(report) == ({mistake}, True)
