"""Wrong regularisers that people write, each with the check that must catch it.

Of the catalogue, G05 and H15 are conventions, H15 one that nothing can see. G17 is about a training loop. H13, inverted
dropout that divides by 0 when everything is dropped, costs nothing: the exercise asks for ratios below 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from exercises.exercise_05_regularizers.rules import FORMS, DropoutRule, InvertedKeepRule, InvertedRule, summed
from grader.checks import Misconception, misconception
from reference import regularizers as right

# Penalties ------------------------------------------------------------------------------------------------------------


def _wrong(task: str, caught_by: str, catalogue: Any = (), **replaces: Any) -> Misconception:
    return misconception(task, caught_by=caught_by, catalogue=catalogue, **replaces)


def _each_penalty(change: Callable[[Any], Any], catalogue: Any = ()) -> list[Misconception]:
    return [
        _wrong(task, "penalty", catalogue, **{f"{task}_penalty": change(getattr(right, f"{task}_penalty"))})
        for task in ("l1", "l2")
    ]


def _each_gradient(change: Callable[[Any], Any], catalogue: Any = ()) -> list[Misconception]:
    return [
        _wrong(task, "derivative", catalogue, **{f"{task}_gradient": change(getattr(right, f"{task}_gradient"))})
        for task in ("l1", "l2")
    ]


def _in_place(gradient: Any) -> Any:
    def overwrites(W, lam):
        W[...] = gradient(W, lam)
        return W

    return overwrites


def _half_norm(W, lam):
    return 0.5 * lam * np.sqrt(np.sum(W * W))


def _half_norm_slope(W, lam):
    return 0.5 * lam * W / np.sqrt(np.sum(W * W))


def _by_count(count: Callable[[Any], int], factor: float) -> Callable[..., Any]:
    return lambda W, lam: factor * lam * np.sum(W * W) / count(W)


def _slope_by_count(count: Callable[[Any], int], factor: float) -> Callable[..., Any]:
    return lambda W, lam: 2 * factor * lam * W / count(W)


lambda_forgotten = [
    *_each_penalty(lambda penalty: lambda W, lam: penalty(W, 1.0)),
    *_each_gradient(lambda gradient: lambda W, lam: gradient(W, 1.0)),
]
penalty_not_summed = [
    _wrong("l1", "penalty", l1_penalty=lambda W, lam: lam * np.abs(W)),
    _wrong("l2", "penalty", l2_penalty=lambda W, lam: 0.5 * lam * W * W),
]
gradient_sign_flipped = _each_gradient(lambda gradient: lambda W, lam: -gradient(W, lam), "G04")
gradient_overwrites_weights = [
    _wrong(task, "penalties_untouched", **{f"{task}_gradient": _in_place(getattr(right, f"{task}_gradient"))})
    for task in ("l1", "l2")
]


def _matrix_norm_of_tables(W, lam):
    return lam * np.linalg.norm(W, 1) if W.ndim <= 2 else right.l1_penalty(W, lam)


l1_slope_is_size = _wrong("l1", "derivative", "G08", l1_gradient=lambda W, lam: lam * np.abs(W))
l1_nan_at_zero = _wrong("l1", "zero_weight", "G09", l1_gradient=lambda W, lam: lam * W / np.abs(W))
l1_slope_halved = _wrong("l1", "derivative", "G10", l1_gradient=lambda W, lam: 0.5 * lam * np.sign(W))
l1_halved = [
    _wrong("l1", "penalty", "G10", l1_penalty=lambda W, lam: 0.5 * lam * np.sum(np.abs(W))),
    _wrong(
        "l1",
        "penalty",
        "G10",
        l1_penalty=lambda W, lam: 0.5 * lam * np.sum(np.abs(W)),
        l1_gradient=lambda W, lam: 0.5 * lam * np.sign(W),
    ),
]
l1_without_absolute = _wrong("l1", "penalty", "G12", l1_penalty=lambda W, lam: lam * np.sum(W))
l1_absolute_of_sum = _wrong("l1", "penalty", "G12", l1_penalty=lambda W, lam: lam * np.abs(np.sum(W)))
l1_slope_is_weight = _wrong("l1", "derivative", l1_gradient=lambda W, lam: lam * W)
l1_slope_is_one = _wrong("l1", "derivative", l1_gradient=lambda W, lam: lam * np.ones_like(W))
l1_slope_is_smooth = [
    *(_wrong("l1", "derivative", l1_gradient=lambda W, lam, k=k: lam * np.tanh(k * W)) for k in (1, 10, 50)),
    *(_wrong("l1", "zero_weight", l1_gradient=lambda W, lam, k=k: lam * np.tanh(k * W)) for k in (100, 1000)),
    *(_wrong("l1", "derivative", l1_gradient=lambda W, lam, e=e: lam * W / (np.abs(W) + e)) for e in (1e-4, 1e-3)),
]
l1_slope_is_sum = [
    _wrong("l1", "derivative", l1_gradient=lambda W, lam: lam * np.sum(np.sign(W))),
    _wrong("l1", "derivative", l1_gradient=lambda W, lam: np.full(W.shape, lam * np.sum(np.sign(W)))),
]
l1_slope_positive_only = _wrong("l1", "derivative", l1_gradient=lambda W, lam: lam * (W > 0))
l1_is_matrix_norm = [
    _wrong("l1", "penalties_untouched", l1_penalty=lambda W, lam: lam * np.linalg.norm(W, 1)),
    _wrong("l1", "penalty", l1_penalty=_matrix_norm_of_tables),
]
l1_is_mean = _wrong("l1", "penalty", l1_penalty=lambda W, lam: lam * np.mean(np.abs(W)))
l2_half_missing_in_penalty = _wrong("l2", "penalty", "G01", l2_penalty=lambda W, lam: lam * np.sum(W * W))
l2_two_too_many_in_gradient = _wrong("l2", "derivative", "G02", l2_gradient=lambda W, lam: 2 * lam * W)
l2_slope_halved = _wrong("l2", "derivative", l2_gradient=lambda W, lam: 0.5 * lam * W)
l2_norm_not_squared = [
    _wrong("l2", "penalty", "G03", l2_penalty=_half_norm),
    _wrong("l2", "penalty", "G03", l2_penalty=_half_norm, l2_gradient=_half_norm_slope),
    _wrong("l2", "penalty", "G03", l2_penalty=lambda W, lam: 2 * _half_norm(W, lam)),
]
l2_square_of_sum = _wrong("l2", "penalty", l2_penalty=lambda W, lam: 0.5 * lam * np.sum(W) ** 2)
l2_square_of_l1 = _wrong("l2", "penalty", l2_penalty=lambda W, lam: 0.5 * lam * np.sum(np.abs(W)) ** 2)
l2_is_matrix_norm = _wrong("l2", "penalties_untouched", l2_penalty=lambda W, lam: 0.5 * lam * np.linalg.norm(W, 2) ** 2)
l2_divided_by_count = [
    _wrong("l2", "penalty", "G06", l2_penalty=_by_count(count, factor), **gradient)
    for count in (np.size, len)
    for factor in (0.5, 1.0)
    for gradient in ({}, {"l2_gradient": _slope_by_count(count, factor)})
]
l2_slope_is_sum_of_squares = [
    _wrong("l2", "derivative", "G13", l2_gradient=lambda W, lam: lam * np.sum(W * W)),
    _wrong("l2", "derivative", "G13", l2_gradient=lambda W, lam: np.full(W.shape, lam * np.sum(W * W))),
]
l2_slope_is_sum = [
    _wrong("l2", "derivative", "G14", l2_gradient=lambda W, lam: lam * np.sum(W)),
    _wrong("l2", "derivative", "G14", l2_gradient=lambda W, lam: np.full(W.shape, lam * np.sum(W))),
]
l2_slope_is_square = _wrong("l2", "derivative", "G15", l2_gradient=lambda W, lam: lam * W * W)
l2_slope_is_sign = _wrong("l2", "derivative", l2_gradient=right.l1_gradient)
l2_slope_of_norm = _wrong("l2", "derivative", l2_gradient=_half_norm_slope)


# p-norm ---------------------------------------------------------------------------------------------------------------


def _scaled_first(W, p):
    """Against overflow, and without a thought of a W that is 0 everywhere."""
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(W))
        return largest * np.sum((np.abs(W) / largest) ** p) ** (1 / p)


def _normalizes(W, p):
    """Divides its argument by the largest entry, to be safe from overflow, and leaves it so."""
    largest = np.max(np.abs(W))
    W /= largest
    return largest * np.sum(np.abs(W) ** p) ** (1 / p)


def _matrix_norm(W, p):
    return np.linalg.norm(W, p)


norm_without_root = _wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.abs(W) ** p))
norm_without_absolute = _wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.power(W, p)) ** (1 / p))
norm_absolute_too_late = [
    _wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.abs(W**p)) ** (1 / p)),
    _wrong("p_norm", "norm", p_norm=lambda W, p: np.abs(np.sum(W**p)) ** (1 / p)),
]
norm_root_is_square_root = _wrong("p_norm", "norm", p_norm=lambda W, p: np.sqrt(np.sum(np.abs(W) ** p)))
norm_power_is_two = _wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(W**2) ** (1 / p))
norm_always_two = _wrong("p_norm", "norm", p_norm=lambda W, p: np.sqrt(np.sum(W**2)))
norm_always_one = _wrong("p_norm", "norm", p_norm=lambda W, p: np.sum((np.abs(W) ** p) ** (1 / p)))
norm_of_matrix = _wrong("p_norm", "weights_untouched", p_norm=_matrix_norm)
norm_of_rows = [
    _wrong("p_norm", "norm", p_norm=lambda W, p, axis=axis: np.sum(np.abs(W) ** p, axis=axis) ** (1 / p))
    for axis in (-1, 0)
]
norm_of_rows_added = _wrong(
    "p_norm", "norm", p_norm=lambda W, p: np.sum(np.sum(np.abs(W) ** p, axis=-1) ** (1 / p))
)
norm_root_rounded_down = _wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.abs(W) ** p) ** (1 // p))
norm_power_rounded_down = _wrong("p_norm", "norm", p_norm=lambda W, p: right.p_norm(W, int(p)))
norm_of_mean = _wrong("p_norm", "norm", p_norm=lambda W, p: np.mean(np.abs(W) ** p) ** (1 / p))
norm_divided_by_p = [
    _wrong("p_norm", "norm", p_norm=lambda W, p: right.p_norm(W, p) / p),
    _wrong("p_norm", "norm", p_norm=lambda W, p: np.sum(np.abs(W) ** p) / p),
]
norm_largest = _wrong("p_norm", "norm", p_norm=lambda W, p: np.max(np.abs(W)))
norm_divides_by_largest = _wrong("p_norm", "norm_of_nothing", p_norm=_scaled_first)
norm_overwrites = _wrong("p_norm", "weights_untouched", p_norm=_normalizes)


def _spends_mask(layer, dout):
    mask, layer.mask = layer.mask, None
    return dout * mask


def _works_in_mask(layer, dout):
    layer.mask = layer.mask * dout
    return layer.mask


# Dropout --------------------------------------------------------------------------------------------------------------


def _layer(base: type = DropoutRule, **parts: Any) -> type:
    return type("Layer", (base,), parts)


def _dropout(caught_by: str, catalogue: Any = (), base: type = DropoutRule, **parts: Any) -> Misconception:
    return misconception("dropout", caught_by=caught_by, catalogue=catalogue, Dropout=_layer(base, **parts))


def _every_form(caught_by: str, catalogue: Any = (), **parts: Any) -> list[Misconception]:
    """The same mistake in the book's form and in the inverted one, by the share dropped and by the share kept."""
    return [_dropout(caught_by, catalogue, base, **parts) for base in FORMS]


def _factors(keep: Any, train: Any, test: Any) -> dict[str, Any]:
    return {"keep": lambda _, p: keep(p), "train": lambda _, p: train(p), "test": lambda _, p: test(p)}


def _ratio(p: float) -> float:
    return p


def _rest(p: float) -> float:
    return 1 - p


def _halved(p: float) -> float:
    return 0.5


def _over_ratio(p: float) -> Any:
    return np.divide(1.0, p)


def _over_rest(p: float) -> Any:
    return np.divide(1.0, 1 - p)


def _one(p: float) -> float:
    return 1.0


def _scaled(catalogue: Any, caught_by: str, *pairs: tuple[Any, Any], keep: Any = _rest) -> list[Misconception]:
    """Factors of training and evaluation that do not belong together, or not to the share that is kept."""
    return [
        misconception(
            "dropout", caught_by=caught_by, catalogue=catalogue, Dropout=_layer(**_factors(keep, train, test))
        )
        for train, test in pairs
    ]


def _new_mask(self, dout):
    return dout * self.draw(dout) * self.train(self.p)


def _one_per(axes: Callable[[int], tuple[int, ...]]) -> Callable[..., Any]:
    """One draw for all entries along some axes, given the number of axes."""

    def draw(self, x):
        shape = [1 if axis in axes(x.ndim) else n for axis, n in enumerate(x.shape)]
        return (self.rng.random(shape) < self.keep(self.p)) * np.ones(x.shape)

    return draw


def _normal_above(self, x):
    return (self.rng.standard_normal(x.shape) > 1 - self.keep(self.p)).astype(float)


def _normal_below(self, x):
    return (self.rng.standard_normal(x.shape) < self.keep(self.p)).astype(float)


def _half(self, x):
    return (self.rng.random(x.shape) < 0.5).astype(float)


def _once(self, x):
    if not hasattr(self, "first"):
        self.first = DropoutRule.draw(self, x)
    return self.first


def _reseeded(self, x):
    return (np.random.default_rng(0).random(x.shape) < self.keep(self.p)).astype(float)


def _dealt_out(self, x):
    """A fixed number of entries, wherever they lie."""
    kept = round(self.keep(self.p) * x.size)
    return self.rng.permutation(np.arange(x.size) < kept).reshape(x.shape).astype(float)


def _dealt_out_by_row(self, x):
    rows = x.reshape(len(x), -1)
    kept = round(self.keep(self.p) * rows.shape[1])
    return self.rng.permuted(np.arange(rows.shape[1]) < np.full((len(x), 1), kept), axis=1).reshape(x.shape) * 1.0


def _drops_in_evaluation(self, x, train_flg=True):
    self.mask = self.draw(x) * self.train(self.p)
    return x * self.mask if train_flg else x * self.draw(x) * self.test(self.p)


def _ignores_flag(self, x, train_flg=True):
    self.mask = self.draw(x) * self.train(self.p)
    return x * self.mask


def _remembers_output(self, x, train_flg=True):
    out = DropoutRule.forward(self, x, train_flg)
    if train_flg:
        self.mask = (out != 0) * self.train(self.p)
    return out


def _overwrites_x(self, x, train_flg=True):
    x[...] = DropoutRule.forward(self, x, train_flg)
    return x


def _overwrites_dout(self, dout):
    dout *= self.mask
    return dout


def _off_by_default(self, x, train_flg=False):
    return DropoutRule.forward(self, x, train_flg)


def _zero_is_default(self, dropout_ratio=0.5):
    DropoutRule.__init__(self, dropout_ratio or 0.5)


def _forgets_mask(self, x, train_flg=True):
    out = DropoutRule.forward(self, x, train_flg)
    if not train_flg:
        self.mask = None
    return out


def _mask_of_ones(self, x, train_flg=True):
    out = DropoutRule.forward(self, x, train_flg)
    if not train_flg:
        self.mask = np.ones(x.shape)
    return out


def _mask_of_zeros(self, x, train_flg=True):
    out = DropoutRule.forward(self, x, train_flg)
    if not train_flg:
        self.mask = np.zeros(x.shape)
    return out


def _mask_anew_in_evaluation(self, x, train_flg=True):
    out = DropoutRule.forward(self, x, train_flg)
    if not train_flg:
        self.mask = self.draw(x) * self.train(self.p)
    return out


def _mask_on_class() -> type:
    """Every layer reads the mask that any of them drew last."""

    class Shared(DropoutRule):
        store: Any = {}  # noqa: RUF012

        @property
        def mask(self):
            return self.store["mask"]

        @mask.setter
        def mask(self, mask):
            self.store["mask"] = mask

    return Shared


def _ratio_on_class(base: type) -> type:
    """Every layer reads the ratio with which the last one was made."""

    class Shared(base):
        last: ClassVar[float]

        def __init__(self, *ratio):
            super().__init__(*ratio)
            Shared.last = self.p

        def forward(self, *arguments):
            self.p = Shared.last
            return super().forward(*arguments)

    return Shared


backward_without_mask = [
    *_every_form("mask_again", "H01", backward=lambda self, dout: dout * self.train(self.p)),
    _dropout("mask_again", "H01", InvertedRule, backward=lambda self, dout: dout.copy()),
]
backward_draws_anew = _every_form("mask_again", "H02", backward=_new_mask)
backward_without_factor = [
    _dropout("mask_again", "H06", base, backward=lambda self, dout: dout * (self.mask != 0))
    for base in (InvertedRule, InvertedKeepRule)
]
backward_mask_inverted = _every_form(
    "mask_again", backward=lambda self, dout: dout * (self.mask == 0) * self.train(self.p)
)
backward_with_evaluation_factor = _dropout(
    "mask_again", backward=lambda self, dout: dout * self.mask * (1 - self.p)
)
backward_scaled_once_more = _every_form(
    "mask_again", backward=lambda self, dout: dout * self.mask / self.keep(self.p)
)
ratio_is_kept = _scaled(
    "H03",
    "kept_share",
    (_one, _rest),
    (_over_rest, _one),
    (_one, _one),
    (_over_ratio, _one),
    (_one, _ratio),
    (_over_rest, _rest),
    keep=_ratio,
)
one_draw_per_sample = _every_form("each_entry", "H04", draw=_one_per(lambda axes: tuple(range(1, axes))))
one_draw_per_feature = [
    *_every_form("each_entry", "H04", draw=_one_per(lambda axes: (0,))),
    *_every_form("each_entry", "H04", draw=_one_per(lambda axes: tuple(range(axes - 1)))),
]
one_draw_per_map = _every_form("each_entry", draw=_one_per(lambda axes: tuple(range(2, axes))))
one_draw_for_all = _every_form("kept_share", "H04", draw=_one_per(lambda axes: tuple(range(axes))))
normal_numbers_in_mask = [
    *_every_form("kept_share", "H05", draw=_normal_above),
    *_every_form("kept_share", "H05", draw=_normal_below),
]
ratio_ignored = [
    _dropout("kept_share", draw=_half),
    _dropout("kept_share", draw=_half, test=lambda self, p: 0.5),
    _dropout("kept_share", draw=_half, base=InvertedRule),
    _dropout("kept_share", draw=_half, base=InvertedRule, train=lambda self, p: 2.0),
]
evaluation_scaled_by_half = _scaled((), "scale", (_one, _halved))
factor_is_one_over_ratio = _scaled("H07", "scale", (_over_ratio, _one), (_over_ratio, _rest))
evaluation_scaled_by_ratio = _scaled((), "scale", (_one, _ratio), (_over_rest, _ratio))
never_scaled = _scaled("H08", "scale", (_one, _one))
scaled_twice = _scaled("H09", "scale", (_over_rest, _rest))
scaled_down_in_training = _scaled((), "scale", (_rest, _rest), (_rest, _one), (_ratio, _one))
scaled_up_in_evaluation = _scaled((), "scale", (_one, _over_rest))
drops_in_evaluation = [
    *_every_form("still", "H10", forward=_drops_in_evaluation),
    *_every_form("still", "H10", forward=_ignores_flag),
]
mask_drawn_once = _every_form("each_entry", "H11", draw=_once)
mask_reseeded = _every_form("each_entry", "H12", draw=_reseeded)
exact_share_dropped = [
    *_every_form("count_varies", draw=_dealt_out),
    *_every_form("count_varies", draw=_dealt_out_by_row),
]
dropout_overwrites_input = _dropout("batch_untouched", forward=_overwrites_x)
dropout_overwrites_upstream = _dropout("batch_untouched", backward=_overwrites_dout)
off_unless_asked = _dropout("defaults", forward=_off_by_default)
other_default_ratio = [_dropout("defaults", default=ratio) for ratio in (0.2, 0.1, 0.3, 0.0)]
zero_taken_for_missing = _dropout("nothing_dropped", __init__=_zero_is_default)
mask_lost_in_evaluation = _dropout("after_evaluation", "H14", forward=_forgets_mask)
mask_of_ones_after_evaluation = _dropout("after_evaluation", "H14", forward=_mask_of_ones)
mask_cleared_in_evaluation = _dropout("after_evaluation", "H14", forward=_mask_of_zeros)
mask_redrawn_in_evaluation = _dropout("after_evaluation", "H14", forward=_mask_anew_in_evaluation)
mask_from_output = _every_form("mask_of_empty_entries", forward=_remembers_output)
mask_used_up = [*_every_form("back_twice", backward=_spends_mask), *_every_form("back_twice", backward=_works_in_mask)]
mask_on_class = misconception("dropout", caught_by="newest_mask", Dropout=_mask_on_class())
ratio_on_class = [
    misconception("dropout", caught_by="kept_share", Dropout=_ratio_on_class(base))
    for base in (DropoutRule, InvertedRule)
]


# Gradients with a penalty ---------------------------------------------------------------------------------------------


def _sums(caught_by: str, catalogue: Any = (), **parts: Any) -> list[Misconception]:
    """A mistake in the penalty's gradient may go with biases that are penalised too."""
    counted: list[Any] = [{}] if "counts" in parts else [{}, {"counts": lambda name, params: True}]
    return [_sum_is(summed(**parts, **counts), catalogue, caught_by) for counts in counted]


def _sum_is(function: Callable[..., Any], catalogue: Any = (), caught_by: str = "sums") -> Misconception:
    return misconception(
        "regularized_gradients", caught_by=caught_by, catalogue=catalogue, regularized_gradients=function
    )


def _last(params: Any) -> str:
    return [name for name in params if name.startswith("W")][-1]


def _of_another(place: Callable[[str, list[str]], str]) -> Misconception:
    """Gradients gain the penalty of another W. place: its name, by the own one and those of all in params"""

    def regularized_gradients(params, grads, lam, kind):
        gradient, names = right.GRADIENTS[kind], [name for name in params if name.startswith("W")]
        added = {name: gradient(params[place(name, names)], lam) for name in names}
        return {name: g + added.get(name, 0.0) for name, g in grads.items()}

    return _sum_is(regularized_gradients, (), "many_layers")


def _sign_of_gradient(params, grads, lam, kind):
    signs = {name: lam * np.sign(grads[name]) for name in grads}
    return {
        name: g + (signs[name] if kind == "l1" else lam * params[name]) if name.startswith("W") else g
        for name, g in grads.items()
    }


def _penalty_of_gradient(l1: bool) -> Callable[..., Any]:
    """The gradients themselves stand where the weights belong; l1: for that penalty too."""

    def regularized_gradients(params, grads, lam, kind):
        of = grads if l1 or kind == "l2" else params
        gradient = right.GRADIENTS[kind]
        return {name: g + gradient(of[name], lam) if name.startswith("W") else g for name, g in grads.items()}

    return regularized_gradients


def _penalty_for_gradient(params, grads, lam, kind):
    penalty = {"l1": right.l1_penalty, "l2": right.l2_penalty}[kind]
    return {name: g + penalty(params[name], lam) if name.startswith("W") else g for name, g in grads.items()}


def _weights_only(params, grads, lam, kind):
    sums = right.regularized_gradients(params, grads, lam, kind)
    return {name: g for name, g in sums.items() if name.startswith("W")}


def _paired_by_order(params, grads, lam, kind):
    ordered = dict(zip(params, grads.values(), strict=True))
    return right.regularized_gradients(params, ordered, lam, kind)


def _replaced(params, grads, lam, kind):
    gradient = right.GRADIENTS[kind]
    return {name: gradient(params[name], lam) if name.startswith("W") else g for name, g in grads.items()}


def _changes_params(params, grads, lam, kind):
    for name, W in params.items():
        if name.startswith("W"):
            W *= lam
    return {name: g + params[name] if name.startswith("W") else g for name, g in grads.items()}


def _same_array(params, grads, lam, kind):
    """Every weight gains the gradient of the first one's penalty."""
    first = right.GRADIENTS[kind](next(iter(params.values())), lam)
    return {name: g + np.resize(first, g.shape) if name.startswith("W") else g for name, g in grads.items()}


penalty_not_added = _sum_is(lambda params, grads, lam, kind: dict(grads), "G16")
penalty_subtracted = _sums(
    "sums", "G04", l1=lambda W, lam: -right.l1_gradient(W, lam), l2=lambda W, lam: -right.l2_gradient(W, lam)
)
last_layer_left_out = _sums("sums", "G07", counts=lambda name, params: name.startswith("W") and name != _last(params))
last_layer_only = _sums("sums", counts=lambda name, params: name == _last(params))
first_layer_only = _sums("sums", counts=lambda name, params: name == "W1")
first_two_layers_only = _sums("sums", counts=lambda name, params: name in ("W1", "W2"))
layers_up_to_a_number = [
    _sum_is(
        summed(counts=lambda name, params, n=n: name.startswith("W") and int(name[1:]) <= n), caught_by="many_layers"
    )
    for n in range(3, 10)
]
layer_number_of_one_digit = _of_another(lambda name, names: name[:2])
layers_sorted_as_text = _of_another(lambda name, names: sorted(names)[int(name[1:]) - 1])
weights_by_their_axes = _sums("sums", counts=lambda name, params: params[name].ndim == 2)
biases_only = _sums("sums", counts=lambda name, params: name.startswith("b"))
kind_ignored = [*_sums("sums", l1=right.l2_gradient), *_sums("sums", l2=right.l1_gradient)]
kinds_swapped = _sums("sums", l1=right.l2_gradient, l2=right.l1_gradient)
sum_without_lambda = [
    *_sums("sums", l1=lambda W, lam: np.sign(W), l2=lambda W, lam: W),
    *_sums("sums", l1=lambda W, lam: np.sign(W)),
    *_sums("sums", l2=lambda W, lam: W),
]
sum_with_lambda_twice = [
    *_sums("sums", l1=lambda W, lam: lam * lam * np.sign(W), l2=lambda W, lam: lam * lam * W),
    *_sums("sums", l1=lambda W, lam: lam * lam * np.sign(W)),
    *_sums("sums", l2=lambda W, lam: lam * lam * W),
]
sum_with_slope_of_norm = [
    *_sums("sums", l2=lambda W, lam: lam * W / np.sqrt(np.sum(W * W))),
    *_sums("sums", l2=_half_norm_slope),
]
sum_with_size_for_sign = _sums("sums", "G08", l1=lambda W, lam: lam * np.abs(W))
sum_with_l1_halved = _sums("sums", "G10", l1=lambda W, lam: 0.5 * lam * np.sign(W))
sum_with_l2_halved = [
    *_sums("sums", l2=lambda W, lam: 0.5 * lam * W),
    misconception(
        "regularized_gradients",
        caught_by="same_strength",
        regularized_gradients=right.regularized_gradients,
        l2_gradient=lambda W, lam: 2 * lam * W,
    ),
]
sum_paired_by_order = _sum_is(_paired_by_order)
sum_with_l2_doubled = _sums("same_strength", l2=lambda W, lam: 2 * lam * W)
sum_with_square = _sums("sums", "G15", l2=lambda W, lam: lam * W * W)
sign_of_gradient = _sum_is(_sign_of_gradient, "G11")
penalty_of_gradient = [_sum_is(_penalty_of_gradient(l1), "G11") for l1 in (True, False)]
penalty_added_to_gradient = _sum_is(_penalty_for_gradient, "G13")
biases_missing = _sum_is(_weights_only)
gradient_replaced = _sum_is(_replaced)
first_penalty_for_all = _sum_is(_same_array)
weights_overwritten = _sum_is(_changes_params, (), "params_untouched")
