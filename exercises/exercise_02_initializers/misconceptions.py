"""Wrong initialisers that people write, each with the check that must catch it.

Of the catalogue, D02 has no meaning for Xavier, whose fraction has 1 on top; D08 is a convention (see there).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np

from exercises.exercise_02_initializers.laws import FAN_IN_LAWS, GLOROT, Fans, Law
from grader.checks import Misconception, misconception
from reference.initializers import ACTIVATIONS, fans

LAWS = FAN_IN_LAWS
Initializer = Callable[..., Any]


# Of any initialiser ---------------------------------------------------------------------------------------------------


def _each_normal(
    draw: Callable[[tuple[int, ...], float, Any], Any],
    catalogue: Any,
    gaussian_by: str = "bell",
    by_law: str = "normal_dense",
) -> list[Misconception]:
    """The same mistake wherever a normal sample of a given standard deviation is drawn: draw(shape, std, rng)."""

    def for_law(law: Law) -> Initializer:
        return lambda shape, rng: draw(shape, law.std(*fans(shape)), rng)

    return [
        misconception("gaussian", caught_by=gaussian_by, catalogue=catalogue, gaussian=draw),
        *_by_law(lambda task: {task: for_law(LAWS[task])}, by_law, catalogue),
    ]


def _each_uniform(
    draw: Callable[[tuple[int, ...], float, Any], Any], catalogue: Any = (), caught_by: str = "uniform_dense"
) -> list[Misconception]:
    """The same mistake wherever a uniform sample up to a given limit is drawn: draw(shape, limit, rng)."""

    def for_law(law: Law) -> Initializer:
        return lambda shape, rng: draw(shape, math.sqrt(3) * law.std(*fans(shape)), rng)

    return _by_law(lambda task: {f"{task}_uniform": for_law(LAWS[task])}, caught_by, catalogue)


def _by_law(make: Callable[[str], dict[str, Any]], caught_by: str, catalogue: Any) -> list[Misconception]:
    return [misconception(task, caught_by=caught_by, catalogue=catalogue, **make(task)) for task in LAWS]


def _each_std(
    std: Callable[[str, int, int], float], catalogue: Any = (), tasks: tuple[str, ...] = tuple(LAWS)
) -> list[Misconception]:
    """A wrong standard deviation, std(task, fan_in, fan_out), in the normal initialiser and in the uniform one."""

    def law(task: str) -> Law:
        return Law(lambda i, o: std(task, i, o))

    normal = [
        misconception(task, caught_by="normal_dense", catalogue=catalogue, **{task: law(task).normal()})
        for task in tasks
    ]
    uniform = [
        misconception(task, caught_by="uniform_dense", catalogue=catalogue, **{f"{task}_uniform": law(task).uniform()})
        for task in tasks
    ]
    return [*normal, *uniform]


def _each_fans(wrong: Fans, catalogue: Any = ()) -> list[Misconception]:
    """Wrong fans of filters: in `fans` itself, and in initialisers that count for themselves."""
    alone = misconception("fans", caught_by="filter_fans", catalogue=catalogue, fans=wrong)
    normal = _by_law(lambda task: {task: LAWS[task].normal(wrong)}, "normal_filters", catalogue)
    uniform = _by_law(lambda task: {f"{task}_uniform": LAWS[task].uniform(wrong)}, "uniform_filters", catalogue)
    return [alone, *normal, *uniform]


def _reseeding(shape, std, rng):
    return np.random.default_rng(0).standard_normal(shape) * std


def _reseeding_uniform(shape, limit, rng):
    return np.random.default_rng(0).uniform(-limit, limit, shape)


def _grid(shape, limit, rng):
    n = math.prod(shape)
    return rng.permutation(limit * (2 * (np.arange(n) + 0.5) / n - 1)).reshape(shape)


def _grid_with_ends(shape, limit, rng):
    return rng.permutation(np.linspace(-limit, limit, math.prod(shape))).reshape(shape)


def _quantiles(shape, std, rng):
    """The middles of equally likely ranges."""
    n = math.prod(shape)
    return rng.permutation(std * _middles(n)).reshape(shape)


@cache
def _middles(n: int) -> Any:
    inverse = NormalDist().inv_cdf
    return np.array([inverse((i + 0.5) / n) for i in range(n)])


def _and_opposite(draw, shape):
    """Half of the numbers, and each with the other sign: they add up to 0."""
    n = math.prod(shape)
    half = draw((n + 1) // 2)
    return np.concatenate([half, -half])[:n].reshape(shape)


reseeds = [*_each_normal(_reseeding, "D13"), *_each_uniform(_reseeding_uniform, "D13")]
uniform_zero_to_one = [
    *_each_normal(lambda shape, std, rng: rng.random(shape) * std, "D05"),
    *_each_uniform(lambda shape, limit, rng: rng.random(shape) * limit / math.sqrt(3), "D05"),
]
weights_all_zero = [
    *_each_normal(lambda shape, std, rng: np.zeros(shape), "D11"),
    *_each_uniform(lambda shape, limit, rng: np.zeros(shape), "D11"),
]
weights_all_equal = [
    *_each_normal(lambda shape, std, rng: np.full(shape, std), "D12"),
    *_each_normal(lambda shape, std, rng: np.full(shape, std * rng.standard_normal()), "D12"),
    *_each_uniform(lambda shape, limit, rng: np.full(shape, limit), "D12"),
    *_each_uniform(lambda shape, limit, rng: np.full(shape, rng.uniform(-limit, limit)), "D12"),
]
one_draw_per_row = [
    *_each_normal(lambda shape, std, rng: np.ones(shape) * rng.normal(0, std, (shape[0], *[1] * (len(shape) - 1))), ()),
    *_each_uniform(
        lambda shape, limit, rng: np.ones(shape) * rng.uniform(-limit, limit, (shape[0], *[1] * (len(shape) - 1)))
    ),
]
one_draw_per_column = [
    *_each_normal(lambda shape, std, rng: np.ones(shape) * rng.normal(0, std, shape[-1]), ()),
    *_each_uniform(lambda shape, limit, rng: np.ones(shape) * rng.uniform(-limit, limit, shape[-1])),
]
numbers_dealt_out = [*_each_normal(_quantiles, ()), *_each_uniform(_grid), *_each_uniform(_grid_with_ends)]
moments_made_exact = [
    wrong
    for rescaled in (
        lambda z: (z - z.mean()) / z.std(),
        lambda z: z / z.std(),
        lambda z: z / np.sqrt(np.mean(z * z)),
        lambda z: z - z.mean(),
    )
    for wrong in _each_normal(
        lambda shape, std, rng, rescaled=rescaled: std * rescaled(rng.standard_normal(shape)),
        (),
        "moments_vary",
        "moments_vary",
    )
]
moments_made_exact += _each_normal(
    lambda shape, std, rng: std * _and_opposite(rng.standard_normal, shape), (), "moments_vary", "moments_vary"
)
moments_made_exact += _each_uniform(
    lambda shape, limit, rng: limit * _and_opposite(lambda n: rng.uniform(-1, 1, n), shape), (), "ends_vary"
)
ends_made_exact = [
    wrong
    for rescaled in (
        lambda u: u / np.abs(u).max(),
        lambda u: 2 * (u - u.min()) / (u.max() - u.min()) - 1,
    )
    for wrong in _each_uniform(
        lambda shape, limit, rng, rescaled=rescaled: limit * rescaled(rng.uniform(-1, 1, shape)), (), "ends_vary"
    )
]
positive_only = _each_normal(lambda shape, std, rng: np.abs(rng.normal(0, std, shape)), ())
std_given_as_mean = _each_normal(lambda shape, std, rng: rng.normal(std, 1.0, shape), ())
std_ignored = _each_normal(lambda shape, std, rng: rng.standard_normal(shape), ())
uniform_for_normal = _each_normal(lambda shape, std, rng: math.sqrt(3) * rng.uniform(-std, std, shape), ())
uniform_up_to_std = _each_normal(lambda shape, std, rng: rng.uniform(-std, std, shape), ())
normal_for_uniform = _each_uniform(lambda shape, limit, rng: rng.normal(0, limit / math.sqrt(3), shape))
uniform_from_zero = _each_uniform(lambda shape, limit, rng: rng.uniform(0, limit, shape))
uniform_twice_as_wide = _each_uniform(lambda shape, limit, rng: rng.uniform(-2 * limit, 2 * limit, shape))
uniform_half_as_wide = _each_uniform(lambda shape, limit, rng: rng.uniform(-limit / 2, limit / 2, shape))
limit_constant_rounded = [
    misconception(
        task, caught_by=caught_by, **{f"{task}_uniform": LAWS[task].uniform(widths=constant / LAWS[task].std(1, 1))}
    )
    for task, constant, caught_by in (
        ("xavier", 1.73, "uniform_filters"),
        ("xavier", 1.7, "uniform_dense"),
        ("he", 1.73 * math.sqrt(2), "uniform_filters"),
        ("he", 1.7 * math.sqrt(2), "uniform_dense"),
        ("he", 2.45, "uniform_dense"),
        ("he", 2.4, "uniform_dense"),
    )
]
limit_is_std = _each_uniform(lambda shape, limit, rng: rng.uniform(-limit, limit, shape) / math.sqrt(3), "D06")


def _variance(shape, std, rng):
    return rng.normal(0, std**2, shape)


def _rooted(shape, std, rng):
    return rng.normal(0, math.sqrt(std), shape)


def _cut_off(bound):
    """No numbers beyond so many standard deviations: those are drawn again."""

    def draw(shape, std, rng):
        z = rng.standard_normal(shape)
        while np.any(far := np.abs(z) > bound):
            z[far] = rng.standard_normal(np.count_nonzero(far))
        return z * std

    return draw


def _clipped(bound):
    """No numbers beyond so many standard deviations: those lie there."""
    return lambda shape, std, rng: np.clip(rng.normal(0, std, shape), -bound * std, bound * std)


def _rounded(decimals):
    return lambda shape, std, rng: np.round(rng.normal(0, std, shape), decimals - (std >= 1))


def _cut_off_both_fans(shape, rng):
    return _cut_off(2)(shape, GLOROT.std(*fans(shape)), rng)


def _flat(shape, std, rng):
    return rng.normal(0, std, math.prod(shape))


gaussian_std_squared = misconception("gaussian", caught_by="bell", catalogue="D01", gaussian=_variance)
gaussian_std_rooted = misconception("gaussian", caught_by="bell", gaussian=_rooted)
cut_off_too_narrow = [
    *_each_normal(_cut_off(2), ()),
    misconception("xavier", caught_by="normal_dense", xavier=_cut_off_both_fans, xavier_uniform=GLOROT.uniform()),
]
cut_to_the_limit = [*_each_normal(_clipped(2), ()), *_each_normal(_clipped(3), ())]
cut_off_at_three = _each_normal(_cut_off(3), ())
numbers_rounded = [
    *_each_normal(_rounded(3), ()),
    *_each_normal(_rounded(5), ()),
    *_each_uniform(lambda shape, limit, rng: np.round(rng.uniform(-limit, limit, shape), 4)),
]
shape_lost = [
    *_each_normal(_flat, ()),
    *_each_normal(lambda shape, std, rng: rng.normal(0, std), ()),
    *_each_uniform(lambda shape, limit, rng: rng.uniform(-limit, limit)),
    misconception("zeros", caught_by="all_zero", zeros=lambda shape: np.zeros(math.prod(shape))),
    misconception("zeros", caught_by="all_zero", zeros=lambda shape: 0.0),
]


# Zeros ----------------------------------------------------------------------------------------------------------------

random_biases = [
    *(
        misconception("zeros", caught_by="all_zero", catalogue="D15", zeros=_normal)
        for _normal in [lambda shape, s=s: s * np.random.standard_normal(shape) for s in (1.0, 0.1, 0.01, 0.001)]
    ),
    *(
        misconception("zeros", caught_by="all_zero", catalogue="D15", zeros=_uniform)
        for _uniform in [lambda shape, s=s: s * np.random.random_sample(shape) for s in (1.0, 0.1, 0.01)]
    ),
]
ones_for_zeros = misconception("zeros", caught_by="all_zero", zeros=np.ones)
KEPT: dict[Any, Any] = {}
zeros_kept = misconception(
    "zeros", caught_by="new_zeros", zeros=lambda shape: KEPT.setdefault(tuple(shape), np.zeros(shape))
)
integer_zeros = misconception(
    "zeros", caught_by="float_zeros", catalogue="A18", zeros=lambda shape: np.zeros(shape, dtype=np.int64)
)


# Fans -----------------------------------------------------------------------------------------------------------------


def _dense_or(filters: Fans) -> Fans:
    return lambda shape: (shape[0], shape[1]) if len(shape) == 2 else filters(shape)


def _channels_only(shape):
    return shape[1], shape[0]


def _filters_first(shape):
    positions = math.prod(shape[2:])
    return shape[0] * positions, shape[1] * positions


def _square_kernel_by_width(shape):
    return shape[1] * shape[3] ** 2, shape[0] * shape[3] ** 2


def rooted_fans(shape):
    return tuple(math.sqrt(fan) for fan in fans(shape))


def _kernel_only(shape):
    return math.prod(shape[2:]), shape[0]


def _fan_out_without_kernel(shape):
    return math.prod(shape[1:]), shape[0]


def _whole_array(shape):
    return math.prod(shape), shape[0]


def _square_kernel(shape):
    return shape[1] * shape[2] ** 2, shape[0] * shape[2] ** 2


fans_swapped = misconception("fans", caught_by="dense_fans", catalogue="D03", fans=lambda shape: fans(shape)[::-1])
fans_of_the_first_axes = misconception("fans", caught_by="filter_fans", catalogue="D10", fans=lambda s: (s[0], s[1]))
kernel_left_out = _each_fans(_dense_or(_channels_only), "D09")
filters_taken_for_channels = _each_fans(_dense_or(_filters_first), "D10")
filters_are_fan_in = _by_law(
    lambda task: {task: LAWS[task].normal(lambda s: (s[0], s[1]))}, "normal_filters", "D10"
) + _by_law(lambda task: {f"{task}_uniform": LAWS[task].uniform(lambda s: (s[0], s[1]))}, "uniform_filters", "D10")
channels_left_out = _each_fans(_dense_or(_kernel_only))
fan_in_of_all_filters = _each_fans(_dense_or(_whole_array))
kernel_taken_for_square = [
    *_each_fans(_dense_or(_square_kernel)),
    *_each_fans(_dense_or(_square_kernel_by_width)),
]
fans_of_the_last_axes = misconception("fans", caught_by="filter_fans", fans=_dense_or(lambda s: (s[-2], s[-1])))
fans_rooted = misconception("fans", caught_by="dense_fans", fans=rooted_fans)
fan_out_without_kernel = misconception("fans", caught_by="filter_fans", fans=_dense_or(_fan_out_without_kernel))
filters_like_dense = _each_fans(_dense_or(lambda s: (math.prod(s[:-1]), s[-1])))


# Xavier and He --------------------------------------------------------------------------------------------------------

variance_for_std = _each_std(lambda task, i, o: LAWS[task].std(i, o) ** 2, "D01")
fan_out_for_fan_in = _each_std(lambda task, i, o: LAWS[task].std(o, i), "D03")
root_of_two_over_n = _each_std(lambda task, i, o: math.sqrt(2) / i, "D02", ("he",))
he_without_two = _each_std(lambda task, i, o: math.sqrt(1 / i), ("D04", "D14"), ("he",))
he_for_xavier = _each_std(lambda task, i, o: math.sqrt(2 / i), "D14", ("xavier",))
sum_of_fans_without_two = _each_std(lambda task, i, o: math.sqrt(1 / (i + o)), "D07", ("xavier",))
root_of_n_alone = _each_std(lambda task, i, o: 2 / math.sqrt(i), "D02", ("he",))
both_fans_for_he = [
    *_each_std(lambda task, i, o: math.sqrt(2 / (i + o)), (), ("he",)),
    *_each_std(lambda task, i, o: math.sqrt(4 / (i + o)), (), ("he",)),
]
multiplies_by_root = _each_std(lambda task, i, o: math.sqrt(i), (), ("xavier",)) + _each_std(
    lambda task, i, o: math.sqrt(i / 2), (), ("he",)
)
root_rounded_down = _each_std(lambda task, i, o: 1 / int(math.sqrt(i)), (), ("xavier",)) + _each_std(
    lambda task, i, o: math.sqrt(2) / int(math.sqrt(i)), (), ("he",)
)
fan_in_one_too_many = [
    misconception(task, caught_by=caught_by, **{name: make(Law(lambda i, o, task=task: LAWS[task].std(i + 1, o)))})
    for task in LAWS
    for name, make, caught_by in (
        (task, Law.normal, "normal_filters"),
        (f"{task}_uniform", Law.uniform, "uniform_dense"),
    )
]
fixed_small_std = _each_std(lambda task, i, o: 0.01)
root_taken_twice = _each_std(lambda task, i, o: math.sqrt(LAWS[task].std(i, o))) + _each_std(
    lambda task, i, o: math.sqrt(2 / math.sqrt(i)), (), ("he",)
)


# Gradient flow --------------------------------------------------------------------------------------------------------


def _flow(
    slope: Callable[[str, Any, Any], Any] | None = None,
    size: Callable[[Any], float] = lambda a: float(np.sqrt(np.sum(a * a))),
    back: Callable[[Any, Any], Any] = lambda da, W: da @ W.T,
    forward: Callable[[str], str] = lambda name: name,
    keeps: Callable[[Any, Any], Any] = lambda da, dz: da,
    first: Callable[[Any, Any], Any] | None = None,
    active: Callable[[str, Any], Any] = lambda name, a: ACTIVATIONS[name]().forward(a),
) -> Callable[..., list[float]]:
    """gradient_flow with one part of it replaced. slope(name, a, z); size of a gradient; back(da, W) to the layer
    before; forward(name) that is used; keeps(da, dz) whichever is measured; first(da, dz) at the last layer;
    active(name, a), the activation itself."""

    def gradient_flow(weights, activation, x, dout):
        name, z, layers = forward(activation), x, []
        for W in weights:
            a = z @ W
            z = active(name, a)
            layers.append((W, a, z))
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
flow_last_layer_linear = _wrong_flow("sigmoid_flow", first=lambda da, dz: dz)
flow_always_sigmoid = _wrong_flow("tanh_flow", forward=lambda name: "sigmoid")
flow_tanh_for_relu = _wrong_flow("relu_flow", forward=lambda name: "tanh" if name == "relu" else name)
flow_relu_without_slope = _wrong_flow("relu_flow", slope=_instead("relu", lambda a, z: np.ones_like(a)))
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
