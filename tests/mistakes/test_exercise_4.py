"""Exercise 4, the optimisers: mistakes that are named, and answers that look like one."""

from __future__ import annotations

import pytest

from tests.helpers import answered, edited, named, right_answer, told

EDITS = [
    ("sgd", "naive_loops", "params[key][index] - self.lr * g\n", "params[key][index] - self.lr * np.clip(g, -5, 5)\n",
     "sgd_gradient_clipped"),
    ("adam", "the_book", "(grads[name] ** 2 - self.v[name])", "((grads[name] - self.m[name]) ** 2 - self.v[name])",
     "adam_is_adabelief"),
    ("adam", "the_book", "self.m[name] / (np.sqrt(self.v[name]) + 1e-7)",
     "self.m[name] / (np.sqrt(np.mean(self.v[name])) + 1e-7)", "adam_one_norm"),
    ("momentum", "pytorch_formulas",
     '= grad.copy()\n        else:\n            state["momentum_buffer"] *= self.momentum\n'
     '            state["momentum_buffer"] += (1 - self.dampening) * grad\n',
     '= grad\n        else:\n            state["momentum_buffer"] = self.momentum * state["momentum_buffer"] + grad\n',
     "first_gradient_kept"),
    ("sgd", "the_book", "            params[key] -= self.lr * grads[key]\n",
     "            g = grads[key]\n        params[key] -= self.lr * g\n", "last_only"),
    ("adagrad", "pytorch_formulas", 'state.get("sum", np.zeros_like(param))', 'state.get("sum", np.ones_like(param))',
     "adagrad_starts_at_one"),
]  # fmt: skip
"""Of right answers: the task, whose answer, what stands there once, what takes its place, the mistake."""


@pytest.mark.parametrize(
    ("task", "solution", "right", "wrong", "mistake"), EDITS, ids=[f"{task} {mistake}" for task, *_, mistake in EDITS]
)
def test_an_edit_of_a_right_answer_is_named(task, solution, right, wrong, mistake):
    text = edited(right_answer("exercise_4", solution), (right, wrong))

    assert named(f"exercise_4.{task}", text) == {mistake}


OPTIMIZER = """
import numpy as np

class {name}:
    def __init__(self, {arguments}):
        {kept}
        self.state, self.t = {{}}, 0

    def update(self, params, grads):
        self.t += 1
        {before}
        for key, p in params.items():
            g = grads[key]
            s = self.state.setdefault(key, dict(m=0.0, v=0.0, h=0.0))
            {step}
"""
ARGUMENTS = {
    "SGD": "lr=0.01",
    "Momentum": "lr=0.01, momentum=0.9",
    "Nesterov": "lr=0.01, momentum=0.9",
    "AdaGrad": "lr=0.01",
    "RMSprop": "lr=0.01, decay_rate=0.99",
    "Adam": "lr=0.001, beta1=0.9, beta2=0.999",
}
KEPT = {
    "SGD": "self.lr = lr",
    "AdaGrad": "self.lr = lr",
    "Momentum": "self.lr, self.mu = lr, momentum",
    "Nesterov": "self.lr, self.mu = lr, momentum",
    "RMSprop": "self.lr, self.decay_rate = lr, decay_rate",
    "Adam": "self.lr, self.b1, self.b2 = lr, beta1, beta2",
}
VELOCITY = "s['v'] = self.mu * s['v'] - self.lr * g"
MOMENTS = "s['m'] += (1 - self.b1) * (g - s['m']); s['v'] += (1 - self.b2) * (g * g - s['v'])"
HATS = "m, v = s['m'] / (1 - self.b1 ** self.t), s['v'] / (1 - self.b2 ** self.t)"
STEP = "p -= self.lr * m / (np.sqrt(v) + 1e-8)"


def optimizer(name: str, *step: str, kept: str = "", before: str = "pass") -> str:
    lines = "\n            ".join(step)
    return OPTIMIZER.format(name=name, arguments=ARGUMENTS[name], kept=kept or KEPT[name], before=before, step=lines)


OPTIMIZERS = [
    ("Momentum", [VELOCITY, "p += s['v']"], {"kept": "self.lr, self.mu = lr, 0.9"}, "settings_ignored"),
    ("RMSprop", ["s['h'] = 0.99 * s['h'] + 0.01 * g**2", "p -= self.lr * g / (np.sqrt(s['h']) + 1e-7)"], {},
     "settings_ignored"),
    ("SGD", ["p -= self.lr * g"], {"kept": "self.lr = 0.01"}, "settings_ignored"),
    ("SGD", ["p -= self.lr * np.where(np.abs(g) < 1e-3, 0, g)"], {}, "small_gradients_ignored"),
    ("SGD", ["p -= self.lr * g / (np.linalg.norm(g) + 1e-8)"], {}, "sgd_gradient_normalised"),
    ("SGD", ["n = np.linalg.norm(g)", "p -= self.lr * (g / n if n > 1 else g)"], {}, "sgd_gradient_clipped"),
    ("Momentum", ["s['v'] = self.mu * (s['v'] - self.lr * g)", "p += s['v']"], {}, "momentum_gradient_inside"),
    ("Momentum", [VELOCITY, "p += self.mu * s['v']"], {}, "momentum_gradient_inside"),
    ("Momentum", [VELOCITY, "p += s['v'] - self.lr * g"], {}, "momentum_gradient_twice"),
    ("Momentum", ["p += self.mu**2 * s['v'] - (1 + self.mu) * self.lr * g", VELOCITY], {}, "momentum_is_nesterov"),
    ("Momentum", ["s['v'] = g.copy() if self.t == 1 else self.mu * s['v'] + 0.9 * g", "p -= self.lr * s['v']"], {},
     "momentum_dampened"),
    ("Momentum", ["s['v'] = self.mu * s['v'] + (1 - self.mu) * g", "p -= self.lr * s['v'] / (1 - self.mu**self.t)"],
     {}, "momentum_corrected"),
    ("Nesterov", ["p += self.mu * s['v']", VELOCITY, "p += s['v']"], {}, "nesterov_steps_from_ahead"),
    ("Nesterov", ["s['v'] = self.mu * s['v'] + (1 - self.mu) * g",
                  "p -= self.lr * (self.mu * s['v'] + (1 - self.mu) * g)"], {}, "nesterov_averages_gradients"),
    ("Nesterov", ["p += self.mu**2 * s['v'] - (1 + self.mu) * self.lr * g",
                  "s['v'] = self.mu * s['v'] + self.lr * g"], {}, "nesterov_velocity_uphill"),
    ("Nesterov", ["s['v'] *= self.mu", "p += self.mu**2 * s['v'] - (1 + self.mu) * self.lr * g",
                  "s['v'] = s['v'] - self.lr * g"], {}, "nesterov_decays_early"),
    ("AdaGrad", ["s['h'] = 0.99 * s['h'] + 0.01 * g**2", "p -= self.lr * g / (np.sqrt(s['h']) + 1e-7)"], {},
     "adagrad_is_rmsprop"),
    ("AdaGrad", ["s['h'] = np.sqrt(s['h'] + g**2)", "p -= self.lr * g / (s['h'] + 1e-7)"], {}, "memory_is_root"),
    ("AdaGrad", ["s['h'] = s['h'] + g**2", "p -= self.lr * g / np.sqrt(s['h']) + 1e-7"], {},
     "epsilon_behind_fraction"),
    ("Adam", [MOMENTS, HATS, "p -= self.lr * m / np.sqrt(v) + 1e-8"], {}, "epsilon_behind_fraction"),
    ("Adam", [MOMENTS, "p -= self.lr * s['m'] / (np.sqrt(s['v']) + 1e-8)"],
     {"before": "self.lr *= np.sqrt(1 - self.b2**self.t) / (1 - self.b1**self.t)"}, "adam_rate_kept"),
    ("Adam", [MOMENTS, "rate = self.lr * np.sqrt((1 - self.b2**self.t) / (1 - self.b1**self.t))",
              "p -= rate * s['m'] / (np.sqrt(s['v']) + 1e-8)"], {}, "adam_root_over_both"),
    ("Adam", [MOMENTS, HATS, "rate = self.lr * np.sqrt(1 - self.b2**self.t) / (1 - self.b1**self.t)",
              "p -= rate * m / (np.sqrt(v) + 1e-8)"], {}, "adam_corrects_twice"),
    ("Adam", ["s['m'] += (1 - self.b1) * (g - s['m']); s['v'] += (1 - self.b2) * (s['m']**2 - s['v'])", HATS, STEP],
     {}, "adam_squares_average"),
    ("Adam", ["s['m'] = self.b1 * s['m'] + g; s['v'] = self.b2 * s['v'] + g**2", HATS, STEP], {}, "adam_full_weight"),
    ("Adam", ["if self.t == 1: s['m'], s['v'] = g.copy(), g**2", MOMENTS, HATS, STEP], {}, "adam_starts_at_gradient"),
    ("Adam", [MOMENTS, "s['h'] = np.maximum(s['h'], s['v'])",
              "p -= self.lr * s['m'] / (1 - self.b1**self.t) / (np.sqrt(s['h'] / (1 - self.b2**self.t)) + 1e-8)"], {},
     "adam_is_amsgrad"),
    ("Adam", ["s['m'] = self.b1 * s['m'] + g; s['v'] += (1 - self.b2) * (g * g - s['v'])", HATS, STEP], {},
     "adam_full_weight"),
    ("Adam", ["s['m'] += (1 - self.b1) * (g - s['m']); s['v'] = self.b2 * s['v'] + g * g", HATS, STEP], {},
     "adam_full_weight"),
    ("Adam", [MOMENTS, "m = s['m'] = s['m'] / (1 - self.b1**self.t); v = s['v'] / (1 - self.b2**self.t)", STEP], {},
     "adam_corrects_state"),
    ("Adam", [MOMENTS, HATS.replace("self.b2", "self.b1"), STEP], {}, "adam_corrections_swapped"),
    ("Adam", [MOMENTS, HATS.replace("self.b1", "self.b2"), STEP], {}, "adam_corrections_swapped"),
    ("Adam", ["s['m'] += self.b1 * (g - s['m']); s['v'] += (1 - self.b2) * (g * g - s['v'])", HATS, STEP], {},
     "adam_betas_swapped"),
    ("Adam", [MOMENTS.replace("g * g", "np.abs(g)"), HATS, STEP], {}, "adam_without_squares"),
    ("Adam", [MOMENTS, HATS, STEP.replace("/", "*")], {}, "times_root"),
    ("RMSprop", ["s['h'] = self.decay_rate * s['h'] + ((1 - self.decay_rate) * g)**2",
                 "p -= self.lr * g / (np.sqrt(s['h']) + 1e-7)"], {}, "share_squared"),
    ("Momentum", ["if self.t > 1: continue", VELOCITY, "p += s['v']"], {}, "first_update_only"),
    ("Momentum", [VELOCITY, "p += s['v']"], {"before": "if self.t == 1: return"}, "skips_first_update"),
    ("AdaGrad", ["s['h'] = s['h'] + np.abs(g)", "p -= self.lr * g / (np.sqrt(s['h']) + 1e-7)"], {},
     "adagrad_sums_gradients"),
    ("Adam", [MOMENTS, HATS, STEP], {"before": "Adam.t = getattr(Adam, 't', 0) + 1; self.t = Adam.t"},
     "state_on_class"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "step", "rest", "id"), OPTIMIZERS, ids=lambda x: x if isinstance(x, str) else "")
def test_a_wrong_optimizer_is_named(name, step, rest, id):
    assert named(f"exercise_4.{name.lower()}", optimizer(name, *step, **rest)) == {id}


RMSPROP = optimizer(
    "RMSprop", "s['h'] += (1 - self.decay_rate) * (g**2 - s['h'])", "p -= self.lr * g / (np.sqrt(s['h']) + 1e-7)"
)


@pytest.mark.parametrize(
    ("task", "text", "change", "mistakes"),
    [
        ("momentum", optimizer("Momentum", VELOCITY, "p += s['v']"), ("momentum=0.9", "momentum=0.99"), set()),
        ("momentum", optimizer("Momentum", VELOCITY, "p += s['v']"), ("lr=0.01", "lr=0.001"), {"default_rate"}),
        ("adam", optimizer("Adam", MOMENTS, HATS, STEP), ("beta2=0.999", "beta2=0.99"), set()),
        ("rmsprop", RMSPROP, ("decay_rate=0.99", "decay_rate=0.95"), set()),
        ("rmsprop", RMSPROP, ("lr=0.01", "lr=0.001"), {"default_rate"}),
        ("sgd", optimizer("SGD", "p -= self.lr * g"), ("lr=0.01", "lr=0.001"), {"default_rate"}),
    ],
)
def test_another_default_is_told_as_that_and_not_as_something_kept_between_steps(task, text, change, mistakes):
    report = answered(f"exercise_4.{task}", edited(text, change))

    (found,) = (found for found in report.findings if found.outcome == "failed")
    assert (found.check, {match.id for match in found.misconceptions}) == ("defaults", mistakes)
    assert "later_steps" not in {evidence.code for evidence in found.evidence}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sgd", optimizer("SGD", "if key in list(params)[:4]: p -= self.lr * g")),
        ("momentum", optimizer("Momentum", VELOCITY, "p += s['v']", kept="self.lr, self.mu = lr, min(momentum, 0.9)")),
    ],
)
def test_a_wrong_optimizer_earns_nothing_though_nobody_knows_its_mistake(name, text):
    assert named(f"exercise_4.{name}", text) == set()


COURSE_ADAGRAD = """
    import numpy as np

    class AdaGrad:
        def __init__(self, lr=0.01):
            self.lr, self.h = lr, None

        def update(self, params, grads):
            if self.h is None:
                self.h = {key: np.full_like(p, 1e-4) for key, p in params.items()}
            else:
                for key in params:
                    self.h[key] += grads[key] ** 2
            for key in params:
                params[key] -= self.lr * grads[key] / ROOT
"""


@pytest.mark.parametrize("root", ["np.sqrt(self.h[key])", "(np.sqrt(self.h[key]) + 1e-7)"])
def test_the_course_s_adagrad_has_its_points_where_the_dialect_is_chosen_and_is_named_where_not(root):
    text = COURSE_ADAGRAD.replace("ROOT", root)

    usual = answered("exercise_4.adagrad", text)
    chosen = answered("exercise_4.adagrad", text, dialect="study-ai")

    assert (usual.earned, told(usual)) == (0, ({"adagrad_of_the_course"}, True))
    assert chosen.earned == chosen.points


SGD_IN_PAIRS = """
    class SGD:
        def __init__(self, lr=0.01):
            self.lr = lr

        def update(self, params, grads):
            for {pair} in {pairs}:
                w -= self.lr * g
"""


@pytest.mark.parametrize(
    ("pair", "pairs", "mistake"),
    [
        ("w, g", "zip(params.values(), grads.values())", {"paired_by_order"}),
        ("w, g", "((params[key], g) for key, g in zip(list(params), grads.values()))", {"paired_by_order"}),
        ("w, g", "((params[key], grads[key]) for key in grads)", set()),
        ("w, g", "((params[key], grads[key]) for key in sorted(params))", set()),
    ],
)
def test_gradients_belong_to_parameters_by_name_and_not_by_order(pair, pairs, mistake):
    report = answered("exercise_4.sgd", SGD_IN_PAIRS.format(pair=pair, pairs=pairs))

    assert report.earned == (0 if mistake else report.points)
    assert told(report) == (mistake, True)
