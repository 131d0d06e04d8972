"""Exercise 6, convolution: mistakes that are named, and answers that look like one."""

from __future__ import annotations

import pytest

from grader.report import Outcome
from tests.helpers import answered, edited, finding, named, right_answer, told

EDITS = [
    ("im2col", "the_book", "out_w = (W + 2 * pad - filter_w) // stride + 1\n    img = np.pad",
     "out_w = (H + 2 * pad - filter_h) // stride + 1\n    img = np.pad", "im2col_one_way"),
    ("im2col", "the_book",
     "// stride + 1\n    out_w = (W + 2 * pad - filter_w) // stride + 1\n    img = np.pad",
     "// stride\n    out_w = (W + 2 * pad - filter_w) // stride\n    img = np.pad", "size_without_one"),
    ("col2im", "the_book", "return img[:, :, pad : H + pad, pad : W + pad]", "return img", "padding_left_on"),
    ("pooling", "the_book", "self.arg_max.flatten()] = dout.flatten()", "self.arg_max.flatten()] = 1",
     "pool_dout_missing"),
    ("pooling", "the_book", "self.arg_max.flatten()] = dout.flatten()",
     "self.arg_max.flatten()] = dout.flatten() / pool_size", "max_divided"),
    ("network", "the_book", '        self.last_layer = SoftmaxWithLoss()\n',
     '        self.layers["Relu3"] = Relu()\n        self.last_layer = SoftmaxWithLoss()\n',
     "network_relu_after_output"),
    ("network", "the_book", "        self.loss(x, t)\n        dout = self", "        dout = self",
     "network_gradient_without_forward"),
    ("network", "the_book", "acc / x.shape[0]", "acc / batch_size", "network_accuracy_by_batch_size"),
    ("network", "the_book", "        return grads\n",
     "        return {name: np.clip(g, -1, 1) for name, g in grads.items()}\n", "network_gradient_clipped"),
    ("convolution", "the_book", "col_W = self.W.reshape(FN, -1).T", "col_W = self.W.reshape(-1, FN)",
     "filters_not_turned"),
    ("col2im", "the_book", "    img = np.zeros((N, C, H + 2 * pad + stride - 1, W + 2 * pad + stride - 1))",
     "    shape = (N, C, H + 2 * pad + stride - 1, W + 2 * pad + stride - 1)\n"
     "    img = vars(col2im).setdefault(str(shape), np.zeros(shape))", "array_kept_between_calls"),
    ("network", "the_book", "            y = np.argmax(self.predict(x[i",
     "            self.params['b3'] -= 0.1\n            y = np.argmax(self.predict(x[i",
     "network_learns_while_looking"),
    ("network", "the_book", "        self.params = {}\n",
     "        self.params = type(self).kept = getattr(type(self), 'kept', {})\n", "network_on_the_class"),
    ("convolution", "the_book", "FH, FW, self.stride, self.pad)\n\n\nclass Pooling", "FH, FW)\n\n\nclass Pooling",
     "settings_not_handed_on"),
    ("convolution", "the_book", "FH, FW, self.stride, self.pad)\n\n\nclass Pooling",
     "FH, FW, self.stride)\n\n\nclass Pooling", "settings_not_handed_on"),
    ("convolution", "the_book", "FH, FW, self.stride, self.pad)\n\n\nclass Pooling",
     "FH, FW, pad=self.pad)\n\n\nclass Pooling", "settings_not_handed_on"),
    ("convolution", "the_book", "FH, FW, self.stride, self.pad)\n\n\nclass Pooling",
     "FW, FH, self.stride, self.pad)\n\n\nclass Pooling", "kernel_not_handed_on"),
    ("pooling", "the_book", "self.pool_w, self.stride, self.pad)\n\n\nclass AveragePooling",
     "self.pool_w)\n\n\nclass AveragePooling", "settings_not_handed_on"),
    ("average_pooling", "the_book", "self.pool_w, self.stride, self.pad)\n\n\nclass GlobalAveragePooling",
     "self.pool_w)\n\n\nclass GlobalAveragePooling", "settings_not_handed_on"),
    ("convolution", "the_book", ".transpose(1, 0).reshape(FN, C, FH, FW)", "", "dW_flat"),
    ("convolution", "the_book", ".transpose(1, 0).reshape(FN, C, FH, FW)",
     ".transpose(1, 0).reshape(FN, FH, FW, C).transpose(0, 3, 1, 2)", "dW_channels_last"),
    ("convolution", "the_book", ".transpose(1, 0).reshape(FN, C, FH, FW)", ".reshape(C, FH, FW, FN)",
     "dW_axes_exchanged"),
    ("convolution", "the_book", ".transpose(1, 0).reshape(FN, C, FH, FW)", ".transpose(1, 0).reshape(FN, C, FW, FH)",
     "dW_axes_exchanged"),
    ("convolution", "the_book", "        self.col = col\n", "        Convolution.col = col\n", "state_on_the_class"),
    ("convolution", "the_book", "        self.col = col\n", "        self.col = getattr(self, 'col', col)\n",
     "keeps_first_forward"),
    ("pooling", "the_book", "        self.arg_max = np.argmax(col, axis=1)\n        out",
     "        Pooling.arg_max = np.argmax(col, axis=1)\n        out", "state_on_the_class"),
    ("pooling", "the_book", "        self.arg_max = np.argmax(col, axis=1)\n        out",
     "        self.arg_max = getattr(self, 'arg_max', np.argmax(col, axis=1))\n        out", "keeps_first_forward"),
    ("global_pooling", "the_book", "= dout.flatten()\n        return dx",
     "= dout.flatten() / (self.x_shape[2] * self.x_shape[3])\n        return dx", "global_max_divided"),
    ("global_pooling", "the_book", "return dx.reshape(self.x_shape)",
     "return np.ones(self.x_shape) * dout[:, :, None, None]", "global_max_to_all"),
    ("global_pooling", "the_book", "return dx.reshape(self.x_shape)", "return dx", "global_not_broadcast"),
    ("global_pooling", "the_book", "dx[np.arange(dout.size), self.arg_max] = dout.flatten()",
     "dx[np.arange(dout.size), self.arg_max] = 1", "global_dout_missing"),
    ("global_pooling", "the_book", "dx[np.arange(dout.size), self.arg_max]", "dx[np.arange(dout.size), 0]",
     "global_max_to_the_first"),
    ("global_pooling", "the_book", "self.arg_max = np.argmax(col, axis=1)\n        return",
     "self.arg_max = np.argmin(col, axis=1)\n        return", "global_max_to_the_smallest"),
    ("global_pooling", "the_book", "self.arg_max = np.argmax(col, axis=1)\n        return",
     "self.arg_max = np.argmax(col, axis=0)\n        return", "global_winner_of_batch"),
    ("global_pooling", "the_book", "self.arg_max = np.argmax(col, axis=1)\n        return",
     "self.arg_max = getattr(self, 'arg_max', np.argmax(col, axis=1))\n        return", "keeps_first_forward"),
    ("global_pooling", "the_book", "return np.max(col, axis=1).reshape(x.shape[:2])",
     "return np.mean(col, axis=1).reshape(x.shape[:2])", "global_is_the_other"),
    ("global_pooling", "the_book", "np.ones(self.x_shape) * dout.reshape(N, C, 1, 1)", "np.ones(self.x_shape) * dout",
     "global_dout_not_reshaped"),
    ("network", "the_book", "np.sum(y == t[i : i", "np.sum(y != t[i : i", "network_accuracy_is_error"),
    ("network", "the_book", "y = np.argmax(self.predict(x[i : i + batch_size]), axis=1)",
     "y = np.argmax(self.predict(x[i : i + batch_size]))", "network_accuracy_of_all_scores"),
    ("network", "the_book", "for i in range(0, len(x), batch_size):",
     "for i in range(0, len(x) - batch_size + 1, batch_size):", "network_accuracy_drops_the_last"),
    ("network", "the_book", "        return acc / x", "            return acc / x",
     "network_accuracy_of_the_first_hundred"),
    ("network", "the_book", "acc += np.sum(y == t[i : i + batch_size])\n        return acc / x.shape[0]",
     "acc += np.mean(y == t[i : i + batch_size])\n        return acc / np.ceil(len(x) / batch_size)",
     "network_accuracy_mean_of_means"),
    ("network", "the_book", "filter_num * (conv_h // 2) * (conv_w // 2)", "filter_num * (conv_h / 2) * (conv_h / 2)",
     "network_halves_before_rounding"),
    ("network", "the_book", 'self.params["b1"] = np.zeros(filter_num)',
     'self.params["b1"] = weight_init_std * np.random.randn(filter_num)', "network_biases_drawn"),
    ("network", "the_book", "np.random.randn(pool_out", "np.random.rand(pool_out", "network_weights_uniform"),
    ("im2col", "the_book", "stride + 1\n    out_w = (W + 2 * pad - filter_w) // stride + 1\n    img = np.pad",
     "stride + 1\n    out_h = (H + 2 * pad - filter_h + 1) // stride\n"
     "    out_w = (W + 2 * pad - filter_w + 1) // stride\n    img = np.pad", "size_with_one_inside"),
    ("convolution", "the_book", "dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)",
     "dout = dout.transpose(0, 3, 2, 1).reshape(-1, FN)", "dout_turned"),
    ("pooling", "fourier", "self.winner = cols.argmax(axis=-1)",
     "self.winner = np.where(cols, cols, -low).argmax(axis=-1)", "max_found_beside_zeros"),
    ("pooling", "channels_last", "self.winners = p == top", "self.winners = np.where(np.isinf(p), 0, p) == top",
     "max_found_beside_zeros"),
    ("pooling", "fourier", "low = x.min() - 1", "low = -10", "max_padding_too_large"),
    ("pooling", "channels_last", "self.stride, self.pad, -np.inf)", "self.stride, self.pad, -100.0)",
     "max_padding_too_large"),
    ("pooling", "channels_last", "self.stride, self.pad, -np.inf)", "self.stride, self.pad, -9999)",
     "max_padding_too_large"),
    ("pooling", "fourier", "low = x.min() - 1", "low = x.min()", "max_padding_as_small_as_pixels"),
    ("pooling", "channels_last", "self.stride, self.pad, -np.inf)", "self.stride, self.pad, x.min())",
     "max_padding_as_small_as_pixels"),
    ("convolution", "the_book", "dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)",
     "dout = np.clip(dout, -5, 5).transpose(0, 2, 3, 1).reshape(-1, FN)", "dout_clipped"),
    ("pooling", "fourier", "np.eye(self.pool_h * self.pool_w)[self.winner] * dout.",
     "np.eye(self.pool_h * self.pool_w)[self.winner] * np.clip(dout, -5, 5).", "dout_clipped"),
    ("average_pooling", "bincount", "lambda col: np.full(col.shape, 1.0 / col.shape[1]))",
     "lambda col: (col != 0) / np.maximum((col != 0).sum(axis=1, keepdims=True), 1))", "average_without_zeros"),
    ("average_pooling", "the_book", "out = np.mean(col.reshape(-1, self.pool_h * self.pool_w), axis=1)",
     "col = col.reshape(-1, self.pool_h * self.pool_w)\n"
     "        out = np.sum(col, axis=1) / np.maximum((col != 0).sum(axis=1), 1)", "average_without_zeros"),
    ("convolution", "the_book", "        col = im2col(x, FH, FW, self.stride, self.pad)\n        col_W",
     "        seen = getattr(self, 'x', None) is x\n"
     "        col = self.col if seen else im2col(x, FH, FW, self.stride, self.pad)\n        col_W",
     "array_known_by_itself"),
    ("im2col", "the_book", "col[:, :, y, x, :, :] = img", "col[:, :, filter_h - 1 - y, filter_w - 1 - x] = img",
     "window_flipped"),
    ("im2col", "the_book", "y_max = y + stride * out_h\n        for x in range(filter_w):\n"
     "            x_max = x + stride * out_w\n            col[",
     "y_max = stride * out_h\n        for x in range(filter_w):\n            x_max = stride * out_w\n            col[",
     "slices_end_early"),
    ("im2col", "the_book", "(pad, pad), (pad, pad)]", "(pad, pad), (0, 0)]", "pads_one_axis"),
    ("im2col", "the_book", "np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)], \"constant\")", "input_data",
     "pad_ignored"),
    ("im2col", "the_book", "N, C, H, W = input_data.shape", "N, C, W, H = input_data.shape", "im2col_one_way"),
    ("col2im", "the_book", "img[:, :, y:y_max:stride, x:x_max:stride] += col", "img[:, :, y:y_max, x:x_max] += col",
     "stride_not_in_slices"),
    ("col2im", "the_book", "filter_w).transpose(0, 3, 4, 5, 1, 2)", "filter_w).transpose(0, 3, 4, 5, 2, 1)",
     "im2col_columns_first"),
    ("convolution", "the_book", "self.db = np.sum(dout, axis=0)\n        self.dW = np.dot(self.col.T",
     "self.db = np.sum(dout, axis=1)\n        self.dW = np.dot(self.col.T", "db_not_summed"),
    ("convolution", "the_book", "FH, FW, self.stride, self.pad)\n\n\nclass Pooling",
     "FH, FW, self.stride, self.pad), self.dW, self.db\n\n\nclass Pooling", "slopes_returned"),
    ("convolution", "the_book", "        self.col_W = col_W\n        return out\n",
     "        self.col_W = col_W\n        if getattr(self, 'out', np.zeros(0)).shape != out.shape:\n"
     "            self.out = out.copy()\n        self.out[...] = out\n        return self.out\n",
     "out_kept_between_calls"),
    ("convolution", "the_book", "        dcol = np.dot(dout, self.col_W.T)\n",
     "        dcol = np.dot(dout, self.col_W.T)\n        self.x[...] = 0\n", "works_on_the_argument"),
    ("average_pooling", "einsum_views", "self.pad).mean(axis=(4, 5))", "self.pad).max(axis=(4, 5))",
     "pool_is_the_other"),
    ("network", "the_book", 'conv_param["filter_num"]', 'conv_param.pop("filter_num")', "network_changes_settings"),
]  # fmt: skip
"""Of right answers: the task, whose answer, what stands there once, what takes its place, the mistake."""


@pytest.mark.parametrize(
    ("task", "solution", "right", "wrong", "mistake"), EDITS, ids=[f"{task} {mistake}" for task, *_, mistake in EDITS]
)
def test_an_edit_of_a_right_answer_is_named(task, solution, right, wrong, mistake):
    text = edited(right_answer("exercise_6", solution), (right, wrong))

    assert named(f"exercise_6.{task}", text) == {mistake}


BY_ACCURACY = [
    ("network", "the_book", "np.sum(y == t[i", "np.sum(0 == t[i"),
    ("network", "the_book", "np.sum(y == t[i : i + batch_size])", "np.sum(y[:1] == t[:1])"),
]


@pytest.mark.parametrize(("task", "solution", "right", "wrong"), BY_ACCURACY)
def test_by_its_accuracy_alone_a_network_is_accused_of_nothing_else(task, solution, right, wrong):
    report = answered(f"exercise_6.{task}", edited(right_answer("exercise_6", solution), (right, wrong)))

    assert report.earned == 0
    assert told(report) == (set(), True)
    assert [sign.code for finding in report.findings for sign in finding.evidence] == []


@pytest.mark.parametrize("shape", ["filter_num, input_dim[0], filter_size, filter_size", "hidden_size, output_size"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_even_weights_of_the_right_spread_are_named(shape, seed):
    even = (f"np.random.randn({shape})", f"np.random.uniform(-(3**0.5), 3**0.5, ({shape}))")

    report = answered("exercise_6.network", edited(right_answer("exercise_6", "the_book"), even), seed=seed)

    assert report.earned == 0
    assert told(report) == ({"network_weights_uniform"}, True)


@pytest.mark.parametrize("seed", [0, 11])  # at 11 all images were square once
def test_a_mean_that_is_shared_by_the_height_squared_is_named(seed):
    change = ("/ (H * W)", "/ (H * H)")

    report = answered("exercise_6.global_pooling", edited(right_answer("exercise_6", "the_book"), change), seed=seed)

    assert report.earned == 0
    assert told(report) == ({"global_by_height"}, True)


@pytest.mark.parametrize(("task", "pool"), [("pooling", "Pooling"), ("average_pooling", "AveragePooling")])
def test_a_default_stride_that_is_the_size_of_one_window_is_not_taken_for_that_of_all(task, pool):
    head = f"class {pool}:\n    def __init__(self, pool_h, pool_w, stride="
    change = (f"{head}1", f"{head}3")

    report = answered(f"exercise_6.{task}", edited(right_answer("exercise_6", "the_book"), change))

    assert finding(report, f"{task}.default_stride").outcome is Outcome.FAILED
    assert {match.id for found in report.findings for match in found.conventions} == {"padding_not_supported"}


def test_a_mean_without_zeros_is_not_taken_for_one_without_padding():
    change = ("np.full(col.shape, 1.0 / col.shape[1])", "(col != 0) / np.maximum((col != 0).sum(1, keepdims=True), 1)")

    report = answered("exercise_6.average_pooling", edited(right_answer("exercise_6", "bincount"), change))

    assert [match.id for found in report.findings for match in found.conventions] == []


@pytest.mark.parametrize("weights", ["filter_num, input", "pool_output", "hidden_size"])
@pytest.mark.parametrize(("scale", "mistakes"), [(0.01, {"network_other_scale"}), (0.05, set())])
def test_one_array_with_another_scale_is_not_taken_for_one_with_he_s(weights, scale, mistakes):
    change = (f"weight_init_std * np.random.randn({weights}", f"{scale} * np.random.randn({weights}")

    assert named("exercise_6.network", edited(right_answer("exercise_6", "the_book"), change)) == mistakes


REMEMBERS = """

def remembering(cls):
    class Remembers(cls):
        seen = None

        def forward(self, x):
            if self.seen is not x:
                self.seen, self.answer = x, super().forward(x)
            return self.answer

    return Remembers


{name} = remembering({name})
"""


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("convolution", "Convolution"),
        ("pooling", "Pooling"),
        ("average_pooling", "AveragePooling"),
        ("global_pooling", "GlobalMaxPooling"),
    ],
)
def test_an_answer_that_is_kept_for_the_array_and_not_for_its_numbers_is_named(task, name):
    text = right_answer("exercise_6", "the_book") + REMEMBERS.format(name=name)

    assert named(f"exercise_6.{task}", text) == {"array_known_by_itself"}


def test_what_is_regular_about_an_accuracy_is_told():
    change = ("return acc / x.shape[0]", "return acc / x.shape[0] / 2")

    report = answered("exercise_6.network", edited(right_answer("exercise_6", "the_book"), change))

    assert ("ratio", "accuracy") in [(s.code, s.output) for finding in report.findings for s in finding.evidence]
