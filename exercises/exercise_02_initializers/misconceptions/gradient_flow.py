"""Sizes of gradients, layer by layer, that are measured elsewhere, otherwise, or of other gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.checks import Misconception, misconception
from reference.initializers import ACTIVATIONS


def _flow(
    slope: Callable[[str, Any, Any], Any] | None = None,
    size: Callable[[Any], float] = lambda a: float(np.sqrt(np.sum(a * a))),
    back: Callable[[Any, Any], Any] = lambda da, W: da @ W.T,
    forward: Callable[[str], str] = lambda name: name,
    keeps: Callable[[Any, Any], Any] = lambda da, dz: da,
    first: Callable[[Any, Any], Any] | None = None,
    active: Callable[[str, Any], Any] = lambda name, a: ACTIVATIONS[name]().forward(a),
    ends: Callable[[Any, Any], Any] = lambda a, z: z,
) -> Callable[..., list[float]]:
    """gradient_flow with one part of it replaced. slope(name, a, z); size of a gradient; back(da, W) to the layer
    before; forward(name) that is used; keeps(da, dz) whichever is measured; first(da, dz) at the last layer;
    active(name, a), the activation itself; ends(a, z), what the last layer gives."""

    def gradient_flow(weights, activation, x, dout):
        name, z, layers = forward(activation), x, []
        for W in weights:
            a = z @ W
            z = active(name, a)
            layers.append((W, a, z))
        layers[-1] = W, a, ends(a, z)
        norms, dz = [], dout
        for number, (W, a, z) in enumerate(reversed(layers)):
            da = dz * (slope or _slope)(name, a, z)
            if first is not None and number == 0:
                da = first(da, dz)
            norms.append(size(keeps(da, dz)))
            dz = back(da, W)
        return norms[::-1]

    return gradient_flow


def _slope(name: str, a: Any, z: Any) -> Any:
    if name == "relu":
        return (a > 0).astype(float)
    return z * (1 - z) if name == "sigmoid" else 1 - z * z


def _instead(name: str, wrong: Callable[[Any, Any], Any]) -> Callable[[str, Any, Any], Any]:
    """The slope of one activation by another formula, wrong(a, z)."""
    return lambda which, a, z: wrong(a, z) if which == name else _slope(which, a, z)


def _sigmoid(a: Any) -> Any:
    return 1 / (1 + np.exp(-a))


def _backwards(weights, activation, x, dout):
    return _flow()(weights, activation, x, dout)[::-1]


def _reversing(weights, activation, x, dout):
    norms = _flow()(weights, activation, x, dout)
    weights.reverse()
    return norms


def _of_inputs(weights, activation, x, dout):
    """‖∂L/∂z_{l−1}‖: measured below the weights."""
    zs = [x]
    for W in weights:
        zs.append(ACTIVATIONS[activation]().forward(zs[-1] @ W))
    norms, dz = [], dout
    for W, below, above in zip(reversed(weights), reversed(zs[:-1]), reversed(zs[1:]), strict=True):
        dz = dz * _slope(activation, below @ W, above) @ W.T
        norms.append(float(np.linalg.norm(dz)))
    return norms[::-1]


def _gate_by_dout(weights, activation, x, dout):
    if activation != "relu":
        return _flow()(weights, activation, x, dout)
    norms, dz = [], dout
    for W in reversed(weights):
        da = np.where(dz > 0, dz, 0.0)
        norms.append(float(np.linalg.norm(da)))
        dz = da @ W.T
    return norms[::-1]


def _back_through(weights_of: Callable[[Any], Any], product: Callable[[Any, Any], Any]) -> Callable[..., list[float]]:
    """On the way back, through other weights than on the way forward: `weights_of` the list, layer by layer."""

    def gradient_flow(weights, activation, x, dout):
        z, layers = x, []
        for W in weights:
            a = z @ W
            z = ACTIVATIONS[activation]().forward(a)
            layers.append((a, z))
        norms, dz = [], dout
        for W, (a, z) in zip(weights_of(weights), reversed(layers), strict=True):
            da = dz * _slope(activation, a, z)
            norms.append(float(np.sqrt(np.sum(da * da))))
            dz = product(da, W.T)
        return norms[::-1]

    return gradient_flow


def _slope_not_carried(weights, activation, x, dout):
    """Sizes are right where they are measured, but what goes on to the layer before lacks the slope."""
    z, layers = x, []
    for W in weights:
        a = z @ W
        z = ACTIVATIONS[activation]().forward(a)
        layers.append((W, a, z))
    norms = []
    for W, a, z in reversed(layers):
        norms.append(float(np.linalg.norm(dout * _slope(activation, a, z))))
        dout = dout @ W.T
    return norms[::-1]


def _of_ones(weights, activation, x, dout):
    return _flow()(weights, activation, x, np.ones_like(dout))


def _relu_otherwise(active: Callable[[Any], Any]) -> Callable[[str, Any], Any]:
    return lambda name, a: active(a) if name == "relu" else ACTIVATIONS[name]().forward(a)


def _leaky(share: float) -> Callable[[str, Any], Any]:
    return _relu_otherwise(lambda a: np.where(a > 0, a, share * a))


def _leaky_slope(share: float) -> Callable[[str, Any, Any], Any]:
    return _instead("relu", lambda a, z: np.where(a > 0, 1.0, share))


PRODUCTS = (np.matmul, np.dot)  # which say in different words that shapes do not fit


def _first_layer_only(weights, activation, x, dout):
    return _flow()(weights, activation, x, dout)[:1]


def _of_weights(weights, activation, x, dout):
    """‖∂L/∂W_l‖"""
    norms, zs = [], [x]
    for W in weights:
        zs.append(ACTIVATIONS[activation]().forward(zs[-1] @ W))
    dz = dout
    for number in reversed(range(len(weights))):
        da = dz * _slope(activation, zs[number] @ weights[number], zs[number + 1])
        norms.append(float(np.linalg.norm(zs[number].T @ da)))
        dz = da @ weights[number].T
    return norms[::-1]


def _wrong_flow(caught_by: str, catalogue: Any = (), **parts: Any) -> Misconception:
    return misconception("gradient_flow", caught_by=caught_by, catalogue=catalogue, gradient_flow=_flow(**parts))


flow_from_last_to_first = misconception("gradient_flow", caught_by="fading", gradient_flow=_backwards)
flow_reverses_weights = misconception(
    "gradient_flow", caught_by="network_untouched", catalogue="L05", gradient_flow=_reversing
)
flow_one_number = misconception("gradient_flow", caught_by="fading", gradient_flow=_first_layer_only)
flow_without_slope = _wrong_flow("fading", slope=lambda name, a, z: np.ones_like(a))
flow_slope_at_output = _wrong_flow(
    "sigmoid_flow", "A03", slope=_instead("sigmoid", lambda a, z: _sigmoid(z) * (1 - _sigmoid(z)))
)
flow_slope_one_factor = _wrong_flow("fading", "A01", slope=_instead("sigmoid", lambda a, z: 1 - z))
flow_slope_from_input = [
    _wrong_flow("fading", "A02", slope=_instead("sigmoid", lambda a, z: a * (1 - a))),
    _wrong_flow("tanh_flow", "A06", slope=_instead("tanh", lambda a, z: 1 - a * a)),
]
flow_tanh_slope_of_sigmoid = _wrong_flow("tanh_flow", slope=_instead("tanh", lambda a, z: z * (1 - z)))
flow_sigmoid_slope_of_tanh = _wrong_flow("fading", slope=_instead("sigmoid", lambda a, z: 1 - z * z))
flow_tanh_slope_at_output = _wrong_flow("tanh_flow", slope=_instead("tanh", lambda a, z: 1 - np.tanh(z) ** 2))
flow_tanh_slope_squared_first = _wrong_flow("tanh_flow", "A07", slope=_instead("tanh", lambda a, z: (1 - z) ** 2))
flow_squared = _wrong_flow("sigmoid_flow", size=lambda a: float(np.sum(a * a)))
flow_mean_square = _wrong_flow("fading", size=lambda a: float(np.sqrt(np.mean(a * a))))
flow_mean_magnitude = _wrong_flow("fading", size=lambda a: float(np.mean(np.abs(a))))
flow_sum_of_magnitudes = _wrong_flow("fading", size=lambda a: float(np.sum(np.abs(a))))
flow_largest = _wrong_flow("fading", size=lambda a: float(np.max(np.abs(a))))
flow_matrix_norm = _wrong_flow("sigmoid_flow", size=lambda a: float(np.linalg.norm(a, 2)))
flow_mean_of_samples = _wrong_flow("sigmoid_flow", size=lambda a: float(np.linalg.norm(a)) / len(a))
flow_norm_per_sample = _wrong_flow("sigmoid_flow", size=lambda a: float(np.mean(np.linalg.norm(a, axis=1))))
flow_behind_activation = _wrong_flow("sigmoid_flow", keeps=lambda da, dz: dz)
flow_of_weights = misconception("gradient_flow", caught_by="fading", gradient_flow=_of_weights)
flow_below_weights = misconception("gradient_flow", caught_by="sigmoid_flow", gradient_flow=_of_inputs)
flow_gate_by_dout = misconception("gradient_flow", caught_by="relu_flow", catalogue="A08", gradient_flow=_gate_by_dout)
flow_without_transpose = _wrong_flow("network_untouched", back=lambda da, W: da @ W)
flow_weights_in_order = [
    misconception("gradient_flow", caught_by="fading", gradient_flow=_back_through(list, product))
    for product in PRODUCTS
]
flow_last_weights_only = [
    misconception(
        "gradient_flow", caught_by="network_untouched", gradient_flow=_back_through(lambda w: w[-1:] * len(w), product)
    )
    for product in PRODUCTS
]
flow_skips_weights = _wrong_flow("network_untouched", back=lambda da, W: da)
flow_last_layer_linear = [
    _wrong_flow("sigmoid_flow", first=lambda da, dz: dz),
    _wrong_flow("sigmoid_flow", ends=lambda a, z: a),
]
flow_always_sigmoid = _wrong_flow("tanh_flow", forward=lambda name: "sigmoid")
flow_tanh_for_relu = _wrong_flow("relu_flow", forward=lambda name: "tanh" if name == "relu" else name)
flow_relu_without_slope = _wrong_flow("relu_flow", slope=_instead("relu", lambda a, z: np.ones_like(a)))
flow_relu_slope_turned = _wrong_flow("relu_flow", slope=_instead("relu", lambda a, z: (a <= 0).astype(float)))
flow_relu_slope_is_output = _wrong_flow("relu_flow", slope=_instead("relu", lambda a, z: z))
LEAKS = (0.01, 0.1, 0.2)
flow_relu_leaks = [
    *(_wrong_flow("relu_flow", active=_leaky(share), slope=_leaky_slope(share)) for share in LEAKS),
    *(_wrong_flow("relu_flow", slope=_leaky_slope(share)) for share in LEAKS),
]
flow_relu_not_applied = [_wrong_flow("relu_flow", active=_leaky(share)) for share in (1.0, *LEAKS)]
flow_tanh_slope_not_squared = _wrong_flow("tanh_flow", slope=_instead("tanh", lambda a, z: 1 - z))
flow_slope_not_carried = misconception("gradient_flow", caught_by="fading", gradient_flow=_slope_not_carried)
flow_upstream_ignored = misconception("gradient_flow", caught_by="sigmoid_flow", gradient_flow=_of_ones)
