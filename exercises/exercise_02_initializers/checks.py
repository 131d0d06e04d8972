"""Samples by their distribution, numbers exactly: which random numbers come out is nobody's business.

Every initialiser is asked for two large arrays from one generator, and for a third from a fresh one of equal seed. All
statistics of one grading together are wrong about a right answer once in a million times; see grader/checks/sampling.py
and benchmarks/false_alarms.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from exercises.exercise_02_initializers.laws import FAN_IN_LAWS, Law
from grader.checks import Case, Draw, Evidence, Function, Script, Statistic, contract, distribution, law, parity
from grader.checks.alike import alike_samples
from grader.checks.closeness import by_value, same
from grader.checks.portrait import Portrait, Trait, alike_by
from grader.checks.sampling import (
    ALPHA,
    ROUNDING,
    neighbours,
    normal,
    normal_varies,
    tails,
    uncorrelated,
    uniform,
    uniform_varies,
)
from reference.initializers import fans

DENSE = ((288, 50), (63, 230), (255, 56), (80, 180))  # of about 14,400 entries; no square numbers, sides unlike
FILTERS = ((2200, 2, 2, 3), (1500, 3, 3, 2), (1350, 2, 2, 5))  # of about 27,000; one input more shows
SLACK = 1 + 1e-5  # of a bound that is just reached: norms may be rounded to single precision
STDS = (0.02, 0.3, 0.7, 2.0)  # not 1, whose square and root it is, nor what somebody fixes: 0.01, 0.1
SMALL = ((24, 25), (30, 20))
DEEP = 3000.0  # how many times as strong the weights are that hold a unit below 0
CALLS = 10  # of an initialiser, in which mean and spread of a small sample have to vary


# What is drawn --------------------------------------------------------------------------------------------------------


def _sample(draw: Draw, initializer: str, shapes: Sequence[tuple[int, ...]]) -> Case:
    return {"initializer": initializer, "shape": draw.choice(shapes), "seed": draw.seed()}


def samples(initializer: str, shapes: Sequence[tuple[int, ...]]) -> Callable[[Draw], Case]:
    return lambda draw: _sample(draw, initializer, shapes)


def gaussian_samples(draw: Draw) -> Case:
    return {**_sample(draw, "gaussian", (*DENSE[:2], *FILTERS[:2])), "std": draw.choice(STDS)}


def small_samples(initializer: str, *stds: float) -> Callable[[Draw], Case]:
    """600 entries, in which chance leaves much to be seen."""

    def inputs(draw: Draw) -> Case:
        case = _sample(draw, initializer, SMALL)
        return {**case, "std": draw.choice(stds)} if stds else case

    return inputs


def bias_shapes(draw: Draw) -> Case:
    """Of biases, dense layers and filters, large enough to recognise random numbers in their place."""
    shape = draw.choice(((600,), (25, 40), (8, 5, 4, 6)))
    return {"shape": shape}


def dense_shapes(draw: Draw) -> Case:
    return _as_written(draw, (draw.integer(1, 9), draw.integer(10, 900)))


def filter_shapes(draw: Draw) -> Case:
    """Filters, channels, height and width all differ."""
    kernel = draw.choice(((2, 3), (5, 4), (1, 7), (3, 5)))
    return _as_written(draw, (draw.choice((10, 30, 64)), draw.choice((6, 8, 16)), *kernel))


def _as_written(draw: Draw, shape: tuple[int, ...]) -> Case:
    return {"shape": draw.choice((shape, shape[::-1] if len(shape) == 2 else shape, list(shape)))}


def deep_networks(activation: str, fewest: int = 1) -> Callable[[Draw], Case]:
    """Two to four layers of any width, half of the time all of one width: a transpose too many then goes unnoticed by
    the shapes."""

    def inputs(draw: Draw) -> Case:
        depth, width = draw.integer(fewest, 4), draw.integer(1, 4)
        square = draw.choice((False, True))
        widths = [width if square else draw.integer(1, 4) for _ in range(depth + 1)]
        n = draw.integer(1, 4)
        weights = [draw.magnitudes(a, b, between=(0.1, 1.5)) for a, b in pairwise(widths)]
        case = {
            "weights": weights,
            "activation": activation,
            "x": draw.magnitudes(n, widths[0]),
            "dout": draw.magnitudes(n, widths[-1]),
        }
        return _alive_and_dead(case) if activation == "relu" else case

    return inputs


def _alive_and_dead(case: Case) -> Case:
    """The same network with some unit alive in every layer for every sample, another so far below 0 that the next layer
    would notice if anything leaked through it, and no unit at exactly 0, where any slope from 0 to 1 is right."""
    x, weights = np.abs(case["x"]), []
    z = x
    for W in case["weights"]:
        W = W.copy()
        W[:, -1] *= -DEEP * np.sign(W[:, -1])
        W[:, 0] = np.abs(W[:, 0])
        while np.any(flat := np.any(np.abs(z @ W) < 1e-6, axis=0)):
            W[:, flat] = np.round(W[:, flat] + 0.01, 2)
        weights.append(W)
        z = np.maximum(z @ W, 0)
    return {**case, "weights": weights, "x": x}


# What is played -------------------------------------------------------------------------------------------------------


def call_three_times(
    script: Script, initializer: str, shape: tuple[int, ...], seed: int, std: float | None = None
) -> None:
    between = () if std is None else (std,)
    names = ("shape", "rng") if std is None else ("shape", "std", "rng")
    script.seed(seed)
    rng = script.put("rng", Function("generator", (seed,)))
    for time in (1, 2):
        script.call(initializer, shape, *between, rng, label="W", at=f"call {time}", names=names)
    script.seed(seed + 1)
    fresh = script.put("fresh", Function("generator", (seed,)))
    script.call(initializer, shape, *between, fresh, label="again", names=names)


def call_again_and_again(
    script: Script, initializer: str, shape: tuple[int, ...], seed: int, std: float | None = None
) -> None:
    between, names = ((), ("shape", "rng")) if std is None else ((std,), ("shape", "std", "rng"))
    script.seed(seed)
    rng = script.put("rng", Function("generator", (seed,)))
    for time in range(1, CALLS + 1):
        script.call(initializer, shape, *between, rng, label="W", at=f"call {time}", names=names)


def call_with_shape(function: str, label: str) -> Callable[..., None]:
    def write(script: Script, shape: Any) -> None:
        script.call(function, shape, label=label, names=("shape",))

    return write


def make_zeros(script: Script, shape: Any) -> None:
    script.seed(1)
    script.call("zeros", shape, label="b", names=("shape",))


def make_zeros_twice(script: Script, shape: Any) -> None:
    """Somebody trains the first array; the second has to be a new one."""
    biases = script.call("zeros", shape, name="b", names=("shape",))
    script.call(biases, "fill", 0.5)
    script.call("zeros", shape, label="b", at="second", names=("shape",))


def carry_back(script: Script, weights: Any, activation: str, x: Any, dout: Any) -> None:
    script.call(
        "gradient_flow", weights, activation, x, dout, label="norms", names=("weights", "activation", "x", "dout")
    )


# What must hold -------------------------------------------------------------------------------------------------------


def normal_with(std: Callable[..., float]) -> Callable[..., list[Statistic]]:
    def statistics(seen: Mapping[str, Any], alpha: float = ALPHA, **case: Any) -> list[Statistic]:
        first, second = _samples(seen)
        both, s = np.concatenate([first.ravel(), second.ravel()]), std(**case)
        return [*normal(both, s, alpha=alpha), *tails(both, s, alpha), *_independent(first, second, alpha)]

    return statistics


def uniform_with(limit: Callable[..., float]) -> Callable[..., list[Statistic]]:
    def statistics(seen: Mapping[str, Any], alpha: float = ALPHA, **case: Any) -> list[Statistic]:
        first, second = _samples(seen)
        both, a = np.concatenate([first.ravel(), second.ravel()]), limit(**case)
        return [*uniform(both, -a, a, alpha), *_independent(first, second, alpha)]

    return statistics


def normal_varying(std: Callable[..., float]) -> Callable[..., list[Statistic]]:
    return lambda seen, alpha=ALPHA, **case: normal_varies(_every_call(seen), std(**case), alpha)


def uniform_varying(limit: Callable[..., float]) -> Callable[..., list[Statistic]]:
    return lambda seen, alpha=ALPHA, **case: uniform_varies(_every_call(seen), limit(**case), alpha)


def _every_call(seen: Mapping[str, Any]) -> list[Any]:
    return [np.asarray(seen[f"W call {time}"], dtype=np.float64) for time in range(1, CALLS + 1)]


def constant(statistics: Callable[..., list[Statistic]]) -> Portrait:
    """Of many calls: which of these statistics are the same in all of them, but for rounding."""

    def portrait(seen: Mapping[str, Any]) -> dict[str, Trait]:
        found = statistics(_every_call(seen), 1.0)
        size = max(float(np.max(np.abs(x))) for x in _every_call(seen))
        return {statistic.name: Trait(float(statistic.got <= ROUNDING * size)) for statistic in found}

    return portrait


def _samples(seen: Mapping[str, Any]) -> tuple[Any, Any]:
    return np.asarray(seen["W call 1"], dtype=np.float64), np.asarray(seen["W call 2"], dtype=np.float64)


def _independent(first: Any, second: Any, alpha: float) -> list[Statistic]:
    return [uncorrelated("calls", first, second, alpha), *neighbours(first, alpha)]


def generator_left_alone(seen: Mapping[str, Any]) -> list[Evidence]:
    """Two generators of one seed give other weights: then these come from somewhere else."""
    return [] if same(seen["again"], seen["W call 1"]) else [Evidence("global_generator", "W")]


def floating(seen, **_):
    dtype = seen["b"].dtype
    return (str(dtype), str(dtype)) if dtype.kind == "f" else (str(dtype), "float64")


def zero_again(seen, shape):
    return seen["b second"], np.zeros(shape)


def never_above_a_quarter(seen, weights, **_):
    """Back through W and then through sigmoid's slope, which is at most 1/4, a gradient keeps at most ‖W‖₂ / 4."""
    norms = np.asarray(seen["norms"], dtype=np.float64)
    bounds = [SLACK * norms[i + 1] * np.linalg.norm(W, 2) / 4 for i, W in enumerate(weights[1:])]
    return norms[:-1], np.minimum(norms[:-1], bounds)


# The checks -----------------------------------------------------------------------------------------------------------


def _two_kinds(task: str, law: Law, shapes: Sequence[tuple[int, ...]], needs: Any) -> tuple[Any, Any]:
    """Is the normal, and is the uniform initialiser of a task, of the spread that its law gives for the fan-in?"""
    spread = normal_with(lambda shape, **_: law.std(*fans(shape)))
    limits = uniform_with(lambda shape, **_: math.sqrt(3) * law.std(*fans(shape)))
    both = ((task, spread), (f"{task}_uniform", limits))
    return tuple(
        distribution(
            task, samples(name, shapes), call_three_times, statistics, output="W", needs=need, examples=2,
            remarks=generator_left_alone,
        )
        for (name, statistics), need in zip(both, needs, strict=True)
    )  # fmt: skip


_same_moments, _same_ends = (alike_by(constant(of), "W") for of in (normal_varies, uniform_varies))

bell = distribution(
    "gaussian",
    gaussian_samples,
    call_three_times,
    normal_with(lambda std, **_: std),
    output="W",
    examples=2,
    remarks=generator_left_alone,
)

all_zero = replace(parity("zeros", bias_shapes, make_zeros, outputs="b", examples=4), equal=alike_samples)
float_zeros = replace(
    law("zeros", bias_shapes, make_zeros, floating, output="b", needs=all_zero, examples=2),
    equal=by_value(lambda a, b: same(a, b) and getattr(a, "dtype", None) == getattr(b, "dtype", None)),
)

new_zeros = law("zeros", bias_shapes, make_zeros_twice, zero_again, output="b", needs=all_zero, examples=2)

dense_fans = parity("fans", dense_shapes, call_with_shape("fans", "fans"), outputs="fans", examples=6)
filter_fans = parity("fans", filter_shapes, call_with_shape("fans", "fans"), outputs="fans", examples=6)

_dense = {task: _two_kinds(task, law, DENSE, (None, None)) for task, law in FAN_IN_LAWS.items()}
normal_dense = {task: pair[0] for task, pair in _dense.items()}
uniform_dense = {task: pair[1] for task, pair in _dense.items()}
moments_vary = {
    "gaussian": distribution(
        "gaussian", small_samples("gaussian", *STDS), call_again_and_again, normal_varying(lambda std, **_: std),
        output="W", needs=bell, examples=2, equal=_same_moments,
    ),
    **{
        task: distribution(
            task, small_samples(task), call_again_and_again,
            normal_varying(lambda shape, law=law, **_: law.std(*fans(shape))), output="W", needs=normal_dense[task],
            examples=2, equal=_same_moments,
        )
        for task, law in FAN_IN_LAWS.items()
    },
}  # fmt: skip
ends_vary = {
    task: distribution(
        task, small_samples(f"{task}_uniform"), call_again_and_again,
        uniform_varying(lambda shape, law=law, **_: math.sqrt(3) * law.std(*fans(shape))), output="W",
        needs=uniform_dense[task], examples=2, equal=_same_ends,
    )
    for task, law in FAN_IN_LAWS.items()
}  # fmt: skip

_filters = {task: _two_kinds(task, law, FILTERS, _dense[task]) for task, law in FAN_IN_LAWS.items()}
normal_filters = {task: pair[0] for task, pair in _filters.items()}
uniform_filters = {task: pair[1] for task, pair in _filters.items()}

network_untouched = contract(
    "gradient_flow", deep_networks("tanh", 2), carry_back, outputs=("arguments", "results"), examples=3
)
fading = law("gradient_flow", deep_networks("sigmoid", 3), carry_back, never_above_a_quarter, output="norms")
sigmoid_flow = parity("gradient_flow", deep_networks("sigmoid"), carry_back, outputs="norms", needs=fading)
tanh_flow = parity("gradient_flow", deep_networks("tanh"), carry_back, outputs="norms", needs=sigmoid_flow, examples=6)
relu_flow = parity(
    "gradient_flow", deep_networks("relu", 2), carry_back, outputs="norms", needs=sigmoid_flow, examples=6
)
