"""A mistake in a function that later tasks call costs its own points, and nothing a second time; nobody gains by it."""

from __future__ import annotations

import pytest

from grader.report import Outcome
from tests.helpers import answered, edited, right_answer

NETWORK, NORMS, WINDOWS = (right_answer(f"exercise_{number}", "the_book") for number in (1, 3, 6))


def lost(exercise: str, text: str, *changes: tuple[str, str]) -> set[str]:
    """The tasks, without the bonus, that a text with these changes does not get the points of."""
    report = answered(exercise, edited(text, *changes))
    bonus = {task.id for task in report.tasks if task.bonus}
    return {found.task for found in report.findings if found.outcome is not Outcome.PASSED} - bonus


# Windows, and layers built on them ------------------------------------------------------------------------------------

SUM = "img[:, :, y:y_max:stride, x:x_max:stride] += col"
CUT = "img[:, :, pad : H + pad, pad : W + pad]"
ROWS = "return col.transpose(0, 4, 5, 1, 2, 3)"
OVERWRITES = (SUM, SUM.replace("+=", "="))
HELPERS = {
    "col2im overwrites": ("col2im", OVERWRITES),
    "col2im averages": (
        "col2im",
        (f"return {CUT}",
         "one = np.zeros_like(img)\n    for y in range(filter_h):\n        for x in range(filter_w):\n"
         "            one[:, :, y : y + stride * out_h : stride, x : x + stride * out_w : stride] += 1\n"
         f"    img = img / np.maximum(one, 1)\n    return {CUT}"),
    ),
    "col2im crops from the corner": ("col2im", (CUT, "img[:, :, :H, :W]")),
    "col2im takes channels last": (
        "col2im",
        ("C, filter_h, filter_w).transpose(0, 3, 4, 5, 1, 2)", "filter_h, filter_w, C).transpose(0, 5, 3, 4, 1, 2)"),
    ),
    "col2im reorders nothing": (
        "col2im",
        ("col.reshape(N, out_h, out_w, C, filter_h, filter_w).transpose(0, 3, 4, 5, 1, 2)",
         "col.reshape(N, C, filter_h, filter_w, out_h, out_w)"),
    ),
    "im2col flips windows": (
        "im2col", ("col[:, :, y, x, :, :] = img", "col[:, :, filter_h - 1 - y, filter_w - 1 - x] = img")
    ),
    "im2col reorders nothing": ("im2col", (ROWS, "return col")),
    "im2col lays windows out sideways": ("im2col", (ROWS, "return col.transpose(0, 5, 4, 1, 2, 3)")),
}  # fmt: skip
"""The task that a wrong helper is, and what makes it wrong."""

CROPS_TO_MINUS_PAD = (
    ("img = np.zeros((N, C, H + 2 * pad + stride - 1, W + 2 * pad + stride - 1))",
     "img = np.zeros((N, C, H + 2 * pad, W + 2 * pad))"),
    (CUT, "img[:, :, pad:-pad, pad:-pad]"),
)  # fmt: skip


@pytest.mark.parametrize("helper", HELPERS)
def test_a_wrong_helper_costs_its_own_points_alone(helper):
    task, change = HELPERS[helper]

    assert lost("exercise_6", WINDOWS, change) == {task}


OWN_POOLING = """

class Pooling:
    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def forward(self, x):
        sides = (self.pad, self.pad)
        self.x = x = np.pad(x, [(0, 0), (0, 0), sides, sides], constant_values=-np.inf)
        n, c, h, w = x.shape
        out = np.zeros((n, c, (h - self.pool_h) // self.stride + 1, (w - self.pool_w) // self.stride + 1))
        for i, j in np.ndindex(*out.shape[2:]):
            out[:, :, i, j] = self.window(x, i, j).max(axis=(2, 3))
        self.out = out
        return out

    def window(self, x, i, j):
        top, left = i * self.stride, j * self.stride
        return x[:, :, top : top + self.pool_h, left : left + self.pool_w]

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for i, j in np.ndindex(*dout.shape[2:]):
            largest = self.window(self.x, i, j) == self.out[:, :, i : i + 1, j : j + 1]
            shares = largest / largest.sum(axis=(2, 3), keepdims=True)
            self.window(dx, i, j)[...] += shares * dout[:, :, i : i + 1, j : j + 1]
        return dx[:, :, self.pad : dx.shape[2] - self.pad, self.pad : dx.shape[3] - self.pad]
"""


@pytest.mark.parametrize("helper", ["im2col reorders nothing", "col2im averages", "im2col lays windows out sideways"])
def test_a_wrong_helper_costs_a_network_nothing_whose_pooling_needs_none(helper):
    task, change = HELPERS[helper]

    assert lost("exercise_6", WINDOWS + OWN_POOLING, change) == {task}


def test_two_wrong_helpers_cost_the_points_of_two():
    _, last = HELPERS["col2im takes channels last"]

    assert lost("exercise_6", WINDOWS, last, (ROWS, ROWS.replace("1, 2, 3)", "2, 3, 1)"))) == {"im2col", "col2im"}


def test_what_a_helper_loses_at_one_setting_is_asked_at_others():
    """`[pad:-pad]` leaves nothing of an image without padding. A convolution shows with padding what it does; the
    book's pooling, which cannot pad, shows it nowhere."""
    _, image_of_zeros = OWN["an image of zeros"]

    for cut in (CROPS_TO_MINUS_PAD, CROPS_TO_MINUS_PAD[1:]):  # without room for the last step, and with it
        assert lost("exercise_6", WINDOWS, *cut) == {"col2im", "pooling", "average_pooling", "network"}
    assert {"col2im", "convolution"} <= lost("exercise_6", WINDOWS, *CROPS_TO_MINUS_PAD, image_of_zeros)
    image_as_large_as_padding = (DX, "return np.zeros((*self.x.shape[:2], *[max(self.pad, 0)] * 2))")
    assert {"col2im", "convolution"} <= lost("exercise_6", WINDOWS, *CROPS_TO_MINUS_PAD, image_as_large_as_padding)


def test_the_report_says_what_the_layer_rests_on():
    report = answered("exercise_6", edited(WINDOWS, OVERWRITES))

    named = {found.task: {match.id for match in found.conventions} for found in report.findings if found.conventions}
    assert named["convolution"] == {"on_your_own_windows"}


DCOL = "dcol = np.dot(dout, self.col_W.T)"
DX = "return col2im(dcol, self.x.shape, FH, FW, self.stride, self.pad)"
MAX = "dmax[np.arange(self.arg_max.size), self.arg_max.flatten()] = dout.flatten()"
OWN = {
    "columns doubled": ("convolution", (DCOL, f"{DCOL} * 2")),
    "columns of zeros": ("convolution", (DCOL, "dcol = np.zeros_like(self.col)")),
    "an image of zeros": ("convolution", (DX, "return np.zeros(self.x.shape)")),
    "no image": ("convolution", (DX, "return np.zeros((len(self.x), 0))")),
    "nothing": ("convolution", (DX, "return None")),
    "an exception": ("convolution", (DX, f"raise ValueError('cannot reshape array of size 12')\n        {DX}")),
    "rows not reordered": ("convolution", ("dout.transpose(0, 2, 3, 1).reshape(-1, FN)", "dout.reshape(-1, FN)")),
    "mean for sum": (
        "convolution",
        ("self.db = np.sum(dout, axis=0)\n        self.dW = np.dot(self.col.T",
         "self.db = np.mean(dout, axis=0)\n        self.dW = np.dot(self.col.T"),
    ),
    "every tie": (
        "pooling", (MAX, "dmax += (self.col == self.col.max(axis=1, keepdims=True)) * dout.reshape(-1, 1)")
    ),
    "the first of the window": ("pooling", (MAX, "dmax[:, 0] = dout.flatten()")),
    "not divided": ("average_pooling", ("axis=1) / pool_size", "axis=1)")),
}  # fmt: skip
"""The same of layers."""

KEEPS_COLUMNS = (
    "self.arg_max = np.argmax(col, axis=1)\n        out = np.max",
    "self.col = col\n        self.arg_max = np.argmax(col, axis=1)\n        out = np.max",
)


@pytest.mark.parametrize(
    ("helper", "own"),
    [
        *(("col2im crops from the corner", own) for own in OWN),
        ("col2im reorders nothing", "columns doubled"),
    ],
)
def test_what_is_wrong_in_the_layer_itself_costs_its_points_all_the_same(helper, own):
    (called, wrong), (task, change) = HELPERS[helper], OWN[own]

    assert {called, task} <= lost("exercise_6", WINDOWS, wrong, change, KEEPS_COLUMNS)


OF_LAYERS = {
    "mean for sum": OWN["mean for sum"],
    "rows not reordered": OWN["rows not reordered"],
    "slope of W averaged": (
        "convolution", ("FN, C, FH, FW)\n        dcol", "FN, C, FH, FW) / len(self.x)\n        dcol")
    ),
    "no bias": ("convolution", ("np.dot(col, col_W) + self.b", "np.dot(col, col_W)")),
    "the first of the window": OWN["the first of the window"],
    "nothing below 0": ("pooling", ("out = np.max(col, axis=1)", "out = np.maximum(np.max(col, axis=1), 0)")),
}  # fmt: skip


@pytest.mark.parametrize("mistake", OF_LAYERS)
def test_a_wrong_layer_of_exercise_6_costs_its_own_points_alone(mistake):
    task, change = OF_LAYERS[mistake]

    assert lost("exercise_6", WINDOWS, change) == {task}


@pytest.mark.parametrize("mistake", ["mean for sum", "nothing below 0"])
def test_a_network_with_a_mistake_of_its_own_has_no_excuse_in_a_layer_of_exercise_6(mistake):
    task, change = OF_LAYERS[mistake]
    own = ("return grads\n", 'return {**grads, "W3": 2 * grads["W3"]}\n')

    assert lost("exercise_6", WINDOWS, change, own) == {task, "network"}


@pytest.mark.parametrize("useless", ["None", "np.zeros(input_shape)", "np.ones(input_shape)"])
def test_a_helper_that_tells_nothing_carries_nobody(useless):
    """Layers that hand on what it gives have shown nothing of their own."""
    tasks = lost("exercise_6", WINDOWS, (f"return {CUT}", f"return {useless}"))

    assert {"col2im", "convolution", "pooling", "average_pooling"} <= tasks


def test_an_exception_of_a_wrong_helper_carries_nobody():
    turned = (f"{ROWS}.reshape", "return col.T.reshape")

    assert {"im2col", "convolution", "pooling"} <= lost("exercise_6", WINDOWS, turned)


def test_what_an_exception_of_a_wrong_helper_brings_down_is_told_as_that_helper_s_mistake():
    """And not as settings that the layer does not hand on, after which the reshape in col2im fails too."""
    forgotten = (
        """out_h = (H + 2 * pad - filter_h) // stride + 1
    out_w = (W + 2 * pad - filter_w) // stride + 1
    col = col""",
        """out_h = (H - filter_h) // stride + 1
    out_w = (W - filter_w) // stride + 1
    col = col""",
    )

    report = answered("exercise_6", edited(WINDOWS, forgotten))

    told = {match.id for found in report.findings for match in found.misconceptions if match.sure}
    assert told == {"size_ignores_padding"}


def test_a_layer_alone_is_not_excused_for_a_mistake_that_nobody_has_paid_for():
    report = answered("exercise_6.convolution", edited(WINDOWS, OVERWRITES))

    assert report.earned == 0


# A network of layers --------------------------------------------------------------------------------------------------

WEIGHTS = ("self.dW = np.dot(self.x.T, dout)", "self.dW = np.dot(self.x.T, dout) / len(self.x)")


@pytest.mark.parametrize(
    ("task", "change"),
    [
        ("affine", WEIGHTS),
        (
            "affine",
            (
                "self.dW = np.dot(self.x.T, dout)\n        self.db = np.sum(",
                "self.dW = np.dot(self.x.T, dout) / len(dout)\n        self.db = np.mean(",
            ),
        ),
        ("cross_entropy", ("+ 1e-7)) / batch_size", "+ 1e-7))")),
        ("cross_entropy", ("+ 1e-7)) / batch_size", "+ 1e-4)) / batch_size")),
        ("cross_entropy", ("    batch_size = y.shape[0]\n", "    batch_size = y.shape[0]\n    y = softmax(y)\n")),
        ("relu", ("dout[self.mask] = 0", "dout[~self.mask] = 0")),
        ("relu", ("dout[self.mask] = 0", "dout[self.mask] *= 1")),
        ("relu", ("dout[self.mask] = 0", "dout[...] = ~self.mask")),
        (
            "relu",
            (
                "        return out\n\n    def backward(self, dout):\n        dout[self.mask]",
                "        return abs(x)\n\n    def backward(self, dout):\n        dout[self.mask]",
            ),
        ),
        ("relu", ("self.mask = x <= 0", "self.mask = x > 0")),
        ("relu", ("out[self.mask] = 0\n        return", "out[self.mask] *= 0.01\n        return")),
    ],
)
def test_a_wrong_layer_costs_its_own_points_alone(task, change):
    assert lost("exercise_1", NETWORK, change) == {task}


def test_a_network_with_a_mistake_of_its_own_has_no_excuse_in_a_layer():
    own = ("return grads", 'return {**grads, "W1": 2 * grads["W1"]}')

    assert lost("exercise_1", NETWORK, WEIGHTS, own) == {"affine", "network"}


@pytest.mark.parametrize(
    "change",
    [
        ("filters, channels, *size = shape", "channels, filters, *size = shape"),
        ("return n_in, n_out", "return n_out, n_in"),
        ("return channels * int(np.prod(size)), filters * int(np.prod(size))", "return filters, channels"),
        ("return channels * int(np.prod(size)), filters * int(np.prod(size))", "return filters, size[-1]"),
        ("return channels * int", "return int"),
    ],
)
def test_wrong_fans_cost_no_initialiser(change):
    text = """
        import numpy as np

        def fans(shape):
            if len(shape) == 2:
                n_in, n_out = shape
                return n_in, n_out
            filters, channels, *size = shape
            return channels * int(np.prod(size)), filters * int(np.prod(size))

        def xavier(shape, rng):
            return rng.standard_normal(shape) / np.sqrt(fans(shape)[0])

        def xavier_uniform(shape, rng):
            limit = np.sqrt(3 / fans(shape)[0])
            return rng.uniform(-limit, limit, shape)

        def he(shape, rng):
            return rng.standard_normal(shape) * np.sqrt(2 / fans(shape)[0])

        def he_uniform(shape, rng):
            limit = np.sqrt(6 / fans(shape)[0])
            return rng.uniform(-limit, limit, shape)
    """

    assert lost("exercise_2", text, change) & {"fans", "xavier", "he"} == {"fans"}


# One layer, asked in several tasks ------------------------------------------------------------------------------------

NO_SHIFT = ("return self.gamma * xn + self.beta", "return self.gamma * xn")
NO_ROOT = ("np.sqrt(var + 10e-7)", "np.sqrt(var)"), ("np.sqrt(self.running_var + 10e-7)", "np.sqrt(self.running_var)")
OVER_N_MINUS_ONE = ("np.mean(xc**2, axis=0)", "np.var(x, axis=0, ddof=1)")
ONE_MEAN, ONE_VARIANCE = ("x.mean(axis=0)", "x.mean()"), ("np.mean(xc**2, axis=0)", "np.mean(xc**2)")
HALF = ("dvar = 0.5 * dstd / self.std", "dvar = 0.25 * dstd / self.std")


@pytest.mark.parametrize(
    ("task", "changes"),
    [
        ("train_forward", (NO_SHIFT,)),
        ("train_forward", NO_ROOT),
        ("train_forward", (OVER_N_MINUS_ONE,)),
        ("train_forward", (ONE_MEAN,)),
        ("train_forward", (ONE_VARIANCE,)),
        ("train_forward", (ONE_MEAN, ONE_VARIANCE)),
        ("inference", (("if train_flg:", "if True:"),)),
    ],
    ids=["no shift", "no epsilon", "0/0", "one mean", "one variance", "one of each", "always trains"],
)
def test_what_one_layer_shows_in_several_tasks_costs_the_points_of_one(task, changes):
    assert lost("exercise_3", NORMS, *changes) == {task}


@pytest.mark.parametrize(
    ("changes", "tasks"),
    [
        ((NO_SHIFT, HALF), {"train_forward", "backward"}),
        ((NO_SHIFT, ("x - self.running_mean", "x")), {"train_forward", "inference"}),
        ((("if train_flg:", "if not train_flg:"),), {"train_forward", "running_statistics", "backward", "images"}),
    ],
    ids=["half a way back", "not centred in evaluation", "flag turned"],
)
def test_another_mistake_of_the_same_layer_costs_its_own_points(changes, tasks):
    assert lost("exercise_3", NORMS, *changes) >= tasks


def test_one_task_of_a_layer_alone_needs_the_right_values():
    assert answered("exercise_3.inference", edited(NORMS, NO_SHIFT)).earned == 0
