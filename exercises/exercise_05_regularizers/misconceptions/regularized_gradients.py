"""Gradients with a penalty of the wrong weights, of the wrong kind or size, or with none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_05_regularizers.misconceptions.penalties import half_norm_slope
from exercises.exercise_05_regularizers.rules import summed
from grader.checks import Misconception, misconception
from reference import regularizers as right


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


def _first_met(params, grads, lam, kind):
    """As where `return` stands in the loop, behind the sum."""
    first = next(name for name in grads if name.startswith("W"))
    return {name: g + right.GRADIENTS[kind](params[name], lam) if name == first else g for name, g in grads.items()}


def _first_alone(of_params: bool) -> Callable[..., Any]:
    """The same with a dict that is empty at first."""

    def regularized_gradients(params, grads, lam, kind):
        name = next(iter(params if of_params else grads))
        return {name: right.regularized_gradients(params, grads, lam, kind)[name]}

    return regularized_gradients


def _same_array(params, grads, lam, kind):
    """Every weight gains the gradient of the first one's penalty."""
    first = right.GRADIENTS[kind](next(iter(params.values())), lam)
    return {name: g + np.resize(first, g.shape) if name.startswith("W") else g for name, g in grads.items()}


def _adds_up(params, grads, lam, kind, kept={}):  # noqa: B006
    """In a dict that is a global variable, or an argument's default value."""
    for name, g in right.regularized_gradients(params, grads, lam, kind).items():
        kept[name] = kept.get(name, 0.0) + g if name.startswith("W") else g
    return kept


def _one_dict(params, grads, lam, kind, kept={}):  # noqa: B006
    kept.update(right.regularized_gradients(params, grads, lam, kind))
    return kept


penalty_not_added = _sum_is(lambda params, grads, lam, kind: dict(grads), "G16")
penalty_subtracted = _sums(
    "sums", "G04", l1=lambda W, lam: -right.l1_gradient(W, lam), l2=lambda W, lam: -right.l2_gradient(W, lam)
)
penalty_added_twice = _sums(
    "sums", l1=lambda W, lam: 2 * right.l1_gradient(W, lam), l2=lambda W, lam: 2 * right.l2_gradient(W, lam)
)
last_layer_left_out = _sums("sums", "G07", counts=lambda name, params: name.startswith("W") and name != _last(params))
last_layer_only = _sums("sums", counts=lambda name, params: name == _last(params))
first_layer_only = [
    *_sums("sums", counts=lambda name, params: name == "W1"),
    *(_sum_is(function) for function in (_first_met, _first_alone(True), _first_alone(False))),
]
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
    *_sums("sums", l2=half_norm_slope),
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
sums_kept_between_calls = [_sum_is(function, (), "called_again") for function in (_adds_up, _one_dict)]
biases_missing = _sum_is(_weights_only)
gradient_replaced = _sum_is(_replaced)
first_penalty_for_all = _sum_is(_same_array)
weights_overwritten = _sum_is(_changes_params, (), "params_untouched")
