"""Masks, factors and ways back that do not belong together, or not to what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from exercises.exercise_05_regularizers.rules import FORMS, DropoutRule, InvertedKeepRule, InvertedRule
from grader.checks import Misconception, misconception


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


def _spends_mask(self, dout):
    mask, self.mask = self.mask, None
    return dout * mask


def _works_in_mask(self, dout):
    self.mask = self.mask * dout
    return self.mask


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


def _positive_output(self, x, train_flg=True):
    """`dout * (out > 0)`, as ReLU has it."""
    out = DropoutRule.forward(self, x, train_flg)
    if train_flg:
        self.mask = (out > 0) * self.train(self.p)
    return out


def _inverts_flag(self, x, train_flg=True):
    return DropoutRule.forward(self, x, not train_flg)


def _overwrites_x(self, x, train_flg=True):
    x[...] = DropoutRule.forward(self, x, train_flg)
    return x


def _overwrites_x_in_training(self, x, train_flg=True):
    return _overwrites_x(self, x) if train_flg else DropoutRule.forward(self, x, train_flg)


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
backward_with_evaluation_factor = _dropout("mask_again", backward=lambda self, dout: dout * self.mask * (1 - self.p))
backward_scaled_once_more = _every_form("mask_again", backward=lambda self, dout: dout * self.mask / self.keep(self.p))
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
dropout_overwrites_input = [
    _dropout("batch_untouched", forward=forward) for forward in (_overwrites_x, _overwrites_x_in_training)
]
dropout_overwrites_upstream = _dropout("batch_untouched", backward=_overwrites_dout)
off_unless_asked = _dropout("defaults", forward=_off_by_default)
other_default_ratio = [_dropout("defaults", default=ratio) for ratio in (0.2, 0.1, 0.3, 0.0)]
zero_taken_for_missing = _dropout("nothing_dropped", __init__=_zero_is_default)
mask_lost_in_evaluation = _dropout("after_evaluation", "H14", forward=_forgets_mask)
mask_of_ones_after_evaluation = _dropout("after_evaluation", "H14", forward=_mask_of_ones)
mask_cleared_in_evaluation = _dropout("after_evaluation", "H14", forward=_mask_of_zeros)
mask_redrawn_in_evaluation = _dropout("after_evaluation", "H14", forward=_mask_anew_in_evaluation)
mask_from_output = [
    *_every_form("mask_of_empty_entries", forward=_remembers_output),
    *_every_form("mask_again", forward=_positive_output),
]
flag_inverted = [
    *_every_form("batch_untouched", forward=_inverts_flag),
    *_every_form("batch_untouched", forward=_inverts_flag, mask=None),
]
mask_used_up = [*_every_form("back_twice", backward=_spends_mask), *_every_form("back_twice", backward=_works_in_mask)]
mask_on_class = misconception("dropout", caught_by="newest_mask", Dropout=_mask_on_class())
ratio_on_class = [
    misconception("dropout", caught_by="kept_share", Dropout=_ratio_on_class(base))
    for base in (DropoutRule, InvertedRule)
]
