"""Exercise 3, batch normalisation: mistakes that are named, and answers that look like one."""

from __future__ import annotations

import pytest

from tests.helpers import edited, named, right_answer

IMAGE_AGAIN = "            return out.reshape(n, h, w, c).transpose(0, 3, 1, 2)"
EDITS = [
    ("backward", "the_book", "        return dx.reshape(*shape)",
     "        return (dx if len(dx) > 1 else dxn / self.std).reshape(*shape)", "single_sample_slope_apart"),
    ("backward", "composed_of_layers", "dr * -0.5", "dr * -1.0", "variance_path_doubled"),
    ("images", "composed_of_layers", "swapaxes(0, 1)", "transpose(1, 0, 3, 2)", "images_height_for_width"),
    ("backward", "the_book", "        dmu = np.sum(dxc, axis=0)\n        dx = dxc - dmu / self.batch_size",
     '        self.first = getattr(self, "first", len(dout))\n'
     "        dxc = dxn / self.std + (2.0 / self.first) * self.xc * dvar\n"
     "        dx = dxc - np.sum(dxc, axis=0) / self.first", "size_of_first_batch"),
    ("backward", "the_book", "            xn = xc / np.sqrt(self.running_var + 10e-7)",
     "            xn = self.xn = xc / np.sqrt(self.running_var + 10e-7)", "stores_in_inference"),
    ("backward", "the_book", "        if train_flg:\n            mu",
     "        self.batch_size = len(x)\n        if train_flg:\n            mu", "stores_in_inference"),
    ("inference", "the_book", "np.sqrt(self.running_var + 10e-7)", "np.sqrt(np.var(x, axis=0) + 10e-7)",
     "variance_of_batch_at_test"),
    ("running_statistics", "sums_in_place", "np.zeros(gamma.shape) if running_var is None",
     "self.running_mean if running_mean is None", "running_values_in_one_array"),
    ("running_statistics", "the_book", "self.running_mean = running_mean\n        self.running_var = running_var",
     "self.running_mean = running_var\n        self.running_var = running_mean", "given_start_swapped"),
    ("inference", "the_book", "xc / np.sqrt(self.running_var + 10e-7)", "xc * np.sqrt(self.running_var + 10e-7)",
     "times_std_at_test"),
    ("backward", "the_book", "dmu = np.sum(dxc, axis=0)", "dmu = np.sum(dxc)", "dx_sums_over_all"),
    ("backward", "the_book", "/ (self.std * self.std), axis=0)", "/ (self.std * self.std))", "dx_sums_over_all"),
    ("train_forward", "the_book", "mu = x.mean(axis=0)", "mu = x.mean()", "one_mean_for_all"),
    ("train_forward", "the_book", "np.mean(xc**2, axis=0)", "np.mean(xc**2)", "one_variance_for_all"),
    ("running_statistics", "the_book", "np.mean(xc**2, axis=0)",
     "np.mean(xc**2, axis=0) if len(x) > 1 else np.ones_like(mu)", "one_for_no_variance"),
    ("images", "other_names", "inputs.transpose(0, 2, 3, 1)", "inputs", "images_channels_not_moved"),
    ("images", "other_names", f"training)\n{IMAGE_AGAIN}", "training)\n            return out.reshape(n, c, h, w)",
     "images_not_moved_back"),
    ("images", "other_names", "delta.transpose(0, 2, 3, 1)", "delta", "images_slope_not_moved"),
    ("images", "other_names", f"-1, c))\n{IMAGE_AGAIN}", "-1, c))\n            return out.reshape(n, c, h, w)",
     "images_slope_not_moved"),
    ("backward", "the_book", "dgamma = np.sum(self.xn * dout, axis=0)", "dgamma = np.sum(dout, axis=0)",
     "dgamma_without_normal"),
    ("backward", "the_book", "dbeta = dout.sum(axis=0)", "dbeta = np.sum(self.xn * dout, axis=0)", "dbeta_with_normal"),
]  # fmt: skip
"""Of right answers: the task, whose answer, what stands there once, what takes its place, the mistake."""


@pytest.mark.parametrize(
    ("task", "solution", "right", "wrong", "mistake"), EDITS, ids=[f"{task} {mistake}" for task, *_, mistake in EDITS]
)
def test_an_edit_of_a_right_answer_is_named(task, solution, right, wrong, mistake):
    text = edited(right_answer("exercise_3", solution), (right, wrong))

    assert named(f"exercise_3.{task}", text) == {mistake}


BATCH_NORMALIZATION = """
import numpy as np

class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean, self.running_var = running_mean, running_var

    def column(self, v, x):
        return v if x.ndim == 2 else v.reshape(1, -1, 1, 1)

    def forward(self, x, train_flg=True):
        axes = (0,) if x.ndim == 2 else (0, 2, 3)
        if train_flg:
            mean, var = x.mean(axes), x.var(axes)
            if self.running_mean is None:
                self.running_mean, self.running_var = np.zeros_like(mean), np.zeros_like(var)
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            self.std = np.sqrt(var + 1e-6)
            self.normal = normal = (x - self.column(mean, x)) / self.column(self.std, x)
        else:
            normal = x - self.column(self.running_mean, x)
            normal = normal / np.sqrt(self.column(self.running_var, x) + 1e-6)
        return self.column(self.gamma, x) * normal + self.column(self.beta, x)

    def backward(self, dout):
        axes = (0,) if dout.ndim == 2 else (0, 2, 3)
        n = dout.size // dout.shape[1]
        self.dgamma, self.dbeta = (dout * self.normal).sum(axes), dout.sum(axes)
        gamma, std, dgamma, dbeta = (self.column(v, dout) for v in (self.gamma, self.std, self.dgamma, self.dbeta))
        return gamma / std * (dout - dbeta / n - self.normal * dgamma / n)
"""
SLOPE = "gamma / std * (dout - dbeta / n - self.normal * dgamma / n)"


@pytest.mark.parametrize(
    ("slope", "id"),
    [
        ("gamma / std * (dout - dbeta / n - self.normal * dgamma / (n - 1))", "dx_over_n_minus_one"),
        ("gamma / std * (dout - dbeta / (n - 1) - self.normal * dgamma / n)", "dx_over_n_minus_one"),
        ("gamma / std / (n - 1) * (n * dout - dbeta - self.normal * dgamma)", "dx_over_n_minus_one"),
        ("gamma / std * (dout - dbeta - self.normal * dgamma)", "sums_for_means_in_dx"),
        ("gamma / std * (dout - dbeta / n - self.normal * dgamma / n**2)", "variance_path_averaged_twice"),
        ("gamma / std * (dout - dbeta / n - self.normal * std * dgamma / n)", "variance_path_by_sigma"),
        ("(gamma * dout - dbeta / n - self.normal * dgamma / n) / std", "dx_gamma_on_dout_only"),
        ("gamma / std * (dout - dbeta / n - dgamma / n)", "dx_without_normal"),
        ("gamma / std * (dout - dout.mean() - self.normal * (dout * self.normal).mean())", "dx_sums_over_all"),
        ("gamma / std * dout - dbeta / n - self.normal * dgamma / n", "dx_brackets_missing"),
    ],
)
def test_a_wrong_slope_of_batch_normalization_is_named(slope, id):
    assert named("exercise_3.backward", edited(BATCH_NORMALIZATION, (SLOPE, slope))) == {id}


NORMAL = "(x - self.column(mean, x)) / self.column(self.std, x)"


@pytest.mark.parametrize(
    ("task", "old", "new"),
    [
        ("train_forward", NORMAL, f"np.clip({NORMAL}, -2, 2)"),
        ("inference", "self.column(self.running_var, x) + 1e-6", "self.column(np.maximum(self.running_var, 0.1), x)"),
    ],
)
def test_nothing_is_cut_off_in_batch_normalization(task, old, new):
    assert named(f"exercise_3.{task}", edited(BATCH_NORMALIZATION, (old, new))) == set()
